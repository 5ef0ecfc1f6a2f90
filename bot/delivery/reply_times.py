"""The deadlines of the manager's right to reply: an audit whose time is over goes on, and says so.

A loop in every process, as reminders are, and within the same hours.  If two look at once, the second finds
the audit gone on already.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.delivery.by_itself import ByItself
from dialogs.audits.audit import Audit, AuditId, PersonId
from dialogs.audits.deadlines import overdue_since
from dialogs.conversation.command import Command
from dialogs.features.reminders import may_write
from dialogs.features.reply_stages import EndReplyTime
from storage.work import Work
from template_specs.dates import LOCAL
from template_specs.model import ReplyStep

BATCH = 20
"""Audits looked up at once."""


class ReplyTimes(ByItself):
    """Ends each reply, and each answer to one, whose time is over."""

    every = 600.0
    failed = "reply_times_round_failed"
    enqueued = "replies_ended"
    undone = "reply_time_not_ended"

    async def _enqueue_due(self, now: datetime) -> int:
        if not may_write(now):
            return 0
        today, ended = now.astimezone(LOCAL).date(), 0
        async with self._storage.work(write=False) as work:
            stages = await work.reminders.stages_in_hand()
        for stage in stages:
            after = ""
            while batch := await self._over(stage, today, after):
                for audit_id in batch:
                    ended += await self._done(audit_id, now, _end)
                after = batch[-1]
        return ended

    async def _over(self, stage: tuple[str, str], today: date, after: AuditId) -> list[AuditId]:
        async with self._storage.work(write=False) as work:
            known = (await work.template(stage[1])).stage_by_id.get(stage[0])
            if known is None or known.reply not in (ReplyStep.REPLY, ReplyStep.ANSWER):
                return []
            return await work.reminders.in_stage_since(stage, overdue_since(known, today), BATCH, after)


async def _end(_work: Work, _audit: Audit) -> tuple[Command, Iterable[PersonId]]:
    return EndReplyTime(), ()
