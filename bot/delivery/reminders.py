"""Reminders: a loop in every process that enqueues each person's message about a deadline once.

`dialogs/features/reminders.py` decides who is reminded.  The message is written when it is delivered, from
what is true by then.  Several processes may look at once: the outbox keeps one row for each person and
deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime

import structlog

from bot.turns.names import Names
from dialogs.audits.audit import AuditId
from dialogs.audits.deadlines import midnight
from dialogs.conversation.views import Notice
from dialogs.features.reminders import Span, may_write, reminders, spans
from storage.due_reminders import Due
from storage.transaction import Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage, Work
from template_specs.dates import LOCAL

log = structlog.get_logger(__name__)

EVERY = 600.0
"""Seconds between looks."""
BATCH = 20
"""Audits handled in one transaction: turns must not wait long for the database."""


class Reminders:
    """One such loop.  `run` it for the life of the process; `owed` wakes the delivery."""

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
    ):
        self._storage = storage
        self._clock = clock
        self._owed = owed
        self._names = Names(clock)

    async def run(self) -> None:
        """Look every ten minutes until cancelled; a database that is away is tried again at the next look."""
        while True:
            try:
                await self.round()
            except Exception as problem:
                log.error("reminders_round_failed", problem=type(problem).__name__)
            await asyncio.sleep(EVERY)

    async def round(self) -> int:
        """Enqueue every reminder that is due now; none at night, at weekends or on bank holidays.

        Returns how many."""
        now = self._clock()
        if not may_write(now):
            return 0
        today = now.astimezone(LOCAL).date()
        added = 0
        for span in spans(today):
            for stage in (None, *await self._stages()):
                after = ""
                while found := await self._found(span, stage, after):
                    added += await self._reminded(found, today, now)
                    after = found[-1].audit_id
        if added:
            log.info("reminders_owed", count=added)
            self._owed()
        return added

    async def _stages(self) -> list[tuple[str, str]]:
        async with self._storage.work(write=False) as work:
            return await work.reminders.stages_in_hand()

    async def _found(self, span: Span, stage: tuple[str, str] | None, after: AuditId) -> list[Due]:
        """The next audits whose reminder was not seen to, `after` one: open ones, or those in `stage`."""
        async with self._storage.work(write=False) as work:
            if stage is None:
                return await work.reminders.due_by_day(span.first, span.last, span.kind.value, BATCH, after)
            known = (await work.template(stage[1])).stage_by_id.get(stage[0])
            if known is None or not known.working_days:
                return []
            first, before = map(midnight, span.starts(known.working_days))
            return await work.reminders.due_by_stage(stage, first, before, span.kind.value, BATCH, after)

    async def _reminded(self, found: list[Due], today: date, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            tried = [(due, await self._decided(work, due, today)) for due in found]
        # An audit that could not be opened is not marked, so it is looked at again once it can be.
        decided = [(due, notices) for due, notices in tried if notices is not None]
        added = 0
        async with self._storage.work() as work:
            for due, notices in decided:
                added += await work.outbox.enqueue_once(due.audit_id, notices, now)
                await work.reminders.mark_reminded(due)
        return added

    async def _decided(self, work: Work, due: Due, today: date) -> tuple[Notice, ...] | None:
        """The reminders for this audit; None if it cannot be opened (`trail verify` lists it)."""
        try:
            held = await work.audits.audit(due.audit_id, "")
            if held is None:
                return ()
            template = await work.template(held[0].template_hash)
        except (Unreadable, Unknown) as problem:  # others are not held up
            log.error("reminder_not_decided", problem=type(problem).__name__, audit=due.audit_id)
            return None
        return reminders(template, held[0], await self._names.roles(work, template), today)
