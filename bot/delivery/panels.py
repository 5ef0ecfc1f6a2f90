"""Panels of moderators whose members come and go: nobody is waited for who has left, is away, moderates no
more or has a part in the case by now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.delivery.by_itself import ByItself
from dialogs.audits.audit import Audit, PersonId, Role
from dialogs.conversation.command import Command
from dialogs.features.panel_upkeep import TendPanel
from storage.work import Work

BATCH = 50
"""Audits looked up at once."""


class Panels(ByItself):
    """Looks through the audits that a panel moderates, and goes on without whoever is gone."""

    every = 120.0
    failed = "panels_round_failed"
    enqueued = "panels_tended"
    undone = "panel_not_tended"

    async def _enqueue_due(self, now: datetime) -> int:
        after, owed = "", 0
        while batch := await self._with_panels(after):
            owed += sum([await self._done(audit_id, now, _tend) for audit_id in batch])
            after = batch[-1]
        return owed

    async def _with_panels(self, after: str) -> list[str]:
        async with self._storage.work(write=False) as work:
            return await work.reminders.with_panels(BATCH, after)


async def _tend(work: Work, audit: Audit) -> tuple[Command, Iterable[PersonId]]:
    members = audit.panel.members if audit.panel is not None else ()
    people = await work.people.people_named(members)
    return TendPanel(tuple(people.values())), await work.people.with_role(Role.QA_LEAD)
