"""Concerns that nobody has read in time: a loop in every process, at any hour of any day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from bot.delivery.by_itself import ByItself, Wish
from dialogs.audits.audit import Audit, PersonId, Role
from dialogs.conversation.command import Command
from dialogs.features.unread_concern import READ_WITHIN, EscalateUnread, who_hears
from storage.work import Storage, Work

MOST = 500
"""Unread concerns looked at in one round."""


class UnreadConcerns(ByItself):
    """Sends each concern that is unread for too long on, once."""

    every = 60.0
    failed = "unread_concerns_round_failed"
    enqueued = "unread_concerns_escalated"
    undone = "unread_concern_not_escalated"

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
        within: timedelta = READ_WITHIN,
    ):
        super().__init__(storage, clock=clock, owed=owed)
        self._within = within

    async def _enqueue_due(self, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            unread = await work.open_work.unread(MOST)
            audits = await work.audits.several((audit for audit, _ in unread), whoever_reads=True)
        added = 0
        for audit_id, concern_id in unread:
            concerns = audits[audit_id].concerns if audit_id in audits else ()
            if any(c.id == concern_id and now - c.at >= self._within for c in concerns):
                added += await self._done(audit_id, now, self._escalating(concern_id))
        return added

    def _escalating(self, concern: str) -> Wish:
        async def wish(work: Work, audit: Audit) -> tuple[Command, Iterable[PersonId]]:
            around = await self._names.around(work, audit)
            to = who_hears(around, await work.people.with_role(Role.SERVICE_MANAGER))
            return EscalateUnread(concern, to, self._within), to

        return wish
