"""The deadlines of the manager's right to reply: an audit whose time is over goes on, and says so.

A loop in every process, as reminders are, and within the same hours.  If two look at once, the second finds
the audit gone on already.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.delivery.rounds import Rounds
from bot.languages import in_their_words
from bot.turns.names import Names
from dialogs.advance import advance
from dialogs.audits import replies
from dialogs.audits.audit import AuditId, Person
from dialogs.audits.deadlines import overdue_since
from dialogs.conversation.progress import progress_of
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.features.reminders import may_write
from dialogs.features.reply_stages import EndReplyTime
from storage.transaction import StaleAudit, Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage
from template_specs.dates import LOCAL
from template_specs.languages import as_read
from template_specs.model import ReplyStep

BATCH = 20
"""Audits looked up at once."""
BOT = Person(replies.BOT, "", "", frozenset())


class ReplyTimes(Rounds):
    """Ends each reply, and each answer to one, whose time is over."""

    every = 600.0
    failed = "reply_times_round_failed"
    enqueued = "replies_ended"

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
    ):
        super().__init__(storage, clock=clock, owed=owed)
        self._names = Names(clock)

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
                    ended += await self._ended(audit_id, today, now)
                after = batch[-1]
        return ended

    async def _over(self, stage: tuple[str, str], today: date, after: AuditId) -> list[AuditId]:
        async with self._storage.work(write=False) as work:
            known = (await work.template(stage[1])).stage_by_id.get(stage[0])
            if known is None or known.reply not in (ReplyStep.REPLY, ReplyStep.ANSWER):
                return []
            return await work.reminders.in_stage_since(stage, overdue_since(known, today), BATCH, after)

    async def _ended(self, audit_id: AuditId, today: date, now: datetime) -> int:
        try:
            async with self._storage.work() as work:
                held = await work.audits.audit(audit_id, BOT.id)
                if held is None:
                    return 0
                audit = held[0]
                template = await work.template(audit.template_hash)
                names = await self._names.of(work, audit)
                roles = await self._names.roles(work, template)
                turn = Turn(
                    BOT,
                    now,
                    today,
                    lambda: secrets.token_hex(8),
                    self._storage.fingerprints,
                    names,
                    roles,
                    token=secrets.token_hex(8),
                )
                step = advance(template, audit, ConversationState(), EndReplyTime(), turn)
                if not step.events:
                    return 0
                step = replace(step, conversation=held[1])  # the bot has none
                await work.audits.save(audit, step, BOT.id, progress_of(template, step))
                notices = await in_their_words(
                    work.people,
                    step.notices,
                    lambda: (
                        advance(as_read(template), audit, ConversationState(), EndReplyTime(), turn).notices
                    ),
                )
                await work.outbox.enqueue(audit.id, notices, now)
                return len(notices)
        except (
            Unreadable,
            Unknown,
            StaleAudit,
        ) as problem:  # others are not held up; the next round tries again
            self._log.error("reply_time_not_ended", problem=type(problem).__name__, audit=audit_id)
            return 0
