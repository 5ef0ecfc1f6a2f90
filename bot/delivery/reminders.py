"""Reminders: a loop in every process that enqueues each person's message about a deadline once.

`dialogs/features/reminders.py` decides who is reminded.  The message is written when it is delivered, from
what is true by then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from bot.delivery.rounds import Rounds
from bot.turns.names import Names
from dialogs.audits.audit import AuditId
from dialogs.audits.deadlines import due_of, midnight
from dialogs.conversation.views import Notice
from dialogs.features.reminders import Span, kind_of, looked_at, may_write, reminders
from storage.due_reminders import Due
from storage.transaction import Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage, Work
from template_specs.dates import LOCAL
from template_specs.reminding import USUAL, Reminding

BATCH = 20
"""Audits handled in one transaction: turns must not wait long for the database."""


class Reminders(Rounds):
    """Enqueues every reminder that is due; none at night, at weekends or on bank holidays."""

    every = 600.0
    failed = "reminders_round_failed"
    enqueued = "reminders_owed"

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
        days: Reminding = USUAL,
    ):
        """`days`: when people are reminded, where a form does not say."""
        super().__init__(storage, clock=clock, owed=owed)
        self._days = days.over(USUAL)
        self._names = Names(clock)

    async def _enqueue_due(self, now: datetime) -> int:
        if not may_write(now):
            return 0
        today = now.astimezone(LOCAL).date()
        added = 0
        for span in looked_at(today, await self._ways()):
            for stage in (None, *await self._stages()):
                after = ""
                while batch := await self._next_batch(span, stage, after):
                    added += await self._reminded(batch, today, now)
                    after = batch[-1].audit_id
        return added

    async def _ways(self) -> list[Reminding]:
        """When people are reminded by the forms that audits are on, and by the organisation."""
        async with self._storage.work(write=False) as work:
            forms = [await work.template(form) for form in await work.programme.newest_forms()]
        return [self._days, *(form.reminders.over(self._days) for form in forms)]

    async def _stages(self) -> list[tuple[str, str]]:
        async with self._storage.work(write=False) as work:
            return await work.reminders.stages_in_hand()

    async def _next_batch(self, span: Span, stage: tuple[str, str] | None, after: AuditId) -> list[Due]:
        """The next audits past `after` whose reminder is undecided: open ones, or those in `stage`."""
        async with self._storage.work(write=False) as work:
            if stage is None:
                return await work.reminders.due_by_day(span.first, span.last, span.kind.value, BATCH, after)
            known = (await work.template(stage[1])).stage_by_id.get(stage[0])
            if known is None or not known.working_days:
                return []
            first, before = map(midnight, span.starts(known.working_days))
            return await work.reminders.due_by_stage(stage, first, before, span.kind.value, BATCH, after)

    async def _reminded(self, batch: list[Due], today: date, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            tried = [(due, await self._decided(work, due, today)) for due in batch]
        # An audit that could not be opened is not marked, so it is looked at again once it can be.
        decided = [(due, notices) for due, notices in tried if notices is not None]
        added = 0
        async with self._storage.work() as work:
            for due, notices in decided:
                # Whoever is away is reminded once they are back: the audit is not marked, and found again.
                away = await work.people.not_to_remind((n.recipient for n in notices), today)
                here = [notice for notice in notices if notice.recipient not in away]
                added += await work.outbox.enqueue_once(due.audit_id, here, now)
                if not away:
                    await work.reminders.mark_reminded(due)
        return added

    async def _decided(self, work: Work, due: Due, today: date) -> tuple[Notice, ...] | None:
        """The reminders for this audit; None if it cannot be opened (`trail verify` lists it), or if its form
        speaks of it on another day."""
        try:
            held = await work.audits.audit(due.audit_id, "")
            if held is None:
                return ()
            template = await work.template(held[0].template_hash)
        except (Unreadable, Unknown) as problem:  # others are not held up
            self._log.error("reminder_not_decided", problem=type(problem).__name__, audit=due.audit_id)
            return None
        audit, days = held[0], template.reminders.over(self._days)
        due_on = due_of(template, audit)
        if due_on is not None and kind_of(today, due_on, days) is None:
            return None
        return reminders(template, audit, await self._names.roles(work, template), today, days)
