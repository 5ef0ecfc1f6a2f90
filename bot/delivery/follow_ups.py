"""What follows from a grade and is late: a plan that is not written, a case that is to be audited again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.delivery.by_itself import ByItself
from dialogs.audits.audit import Audit, PersonId, Role
from dialogs.conversation.command import Command
from dialogs.features.follow_up import ChaseFollowUps, late
from dialogs.features.reminders import may_write
from storage.work import Work
from template_specs.dates import LOCAL

MOST = 500
"""Audits looked at in one round."""
LOOKS_BACK = timedelta(days=800)
"""A rule's longest wait is 104 weeks."""


class FollowUps(ByItself):
    """Tells of each, once, in the hours in which people are reminded."""

    every = 3600.0
    failed = "follow_ups_round_failed"
    enqueued = "follow_ups_chased"
    undone = "follow_up_not_chased"

    async def _enqueue_due(self, now: datetime) -> int:
        if not may_write(now):
            return 0
        today = now.astimezone(LOCAL).date()
        async with self._storage.work(write=False) as work:
            followed = await work.open_work.followed(now - LOOKS_BACK, MOST)
            audits = await work.audits.several(followed, whoever_reads=True)
        due = [
            a for a, audit in audits.items() if any(any(late(f, today)) for f in audit.follow_ups.values())
        ]
        return sum([await self._done(audit_id, now, _wish) for audit_id in due])


async def _wish(work: Work, _audit: Audit) -> tuple[Command, Iterable[PersonId]]:
    return ChaseFollowUps(), await work.people.with_role(Role.QA_LEAD)
