"""Actions that were sent: each goes to whoever its row names, and nobody forgets its day.

A loop in every process.  The messages go within the hours of reminders; rows are kept up to date at any hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from bot.delivery.by_itself import ByItself
from bot.turns import action_book
from dialogs.audits.audit import Audit, AuditId, Person, PersonId, Role
from dialogs.conversation.action_subjects import ActionReminder, ActionReminderKind
from dialogs.conversation.actions_now import standings, words_in
from dialogs.conversation.command import Command
from dialogs.features import action_reminders
from dialogs.features.action_changes import NameOwners, in_row
from dialogs.features.reminders import may_write
from storage.action_rows import ActionRow
from storage.transaction import StaleAudit, Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage, Work
from template_specs.dates import LOCAL

BATCH = 20
"""Audits looked up at once."""
MATCHED_WITHIN = timedelta(days=14)
"""How long after an audit was sent its rows still give actions to the people they name: older ones stay with
the manager until somebody gives them away, as nobody expects a card about them."""
KNOWN_FOR = timedelta(minutes=1)


class Actions(ByItself):
    """Keeps the rows of actions, gives each to whoever its row names, and says when one is due."""

    every = 30.0
    failed = "actions_round_failed"
    enqueued = "actions_owed"
    undone = "action_owner_not_found"

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
    ):
        super().__init__(storage, clock=clock, owed=owed)
        self._people: tuple[Person, ...] = ()
        self._people_at: datetime | None = None
        self._shut: set[AuditId] = set()

    async def _enqueue_due(self, now: datetime) -> int:
        owed = await self._brought_up_to_date(now)
        if may_write(now):
            owed += await self._spoken_of(now, now.astimezone(LOCAL).date())
        return owed

    async def _brought_up_to_date(self, now: datetime) -> int:
        owed = 0
        while True:
            async with self._storage.work(write=False) as work:
                behind = await work.action_rows.behind(BATCH + len(self._shut))
            behind = [audit_id for audit_id in behind if audit_id not in self._shut]
            for audit_id in behind:
                owed += await self._given_out(audit_id, now)
                await self._noted(audit_id)
            if len(behind) < BATCH:
                return owed

    async def _given_out(self, audit_id: AuditId, now: datetime) -> int:
        async def wish(work: Work, audit: Audit) -> tuple[Command, Iterable[PersonId]]:
            fresh = audit.sent and audit.submitted_at is not None
            if not fresh or now - (audit.submitted_at or now) > MATCHED_WITHIN:
                return NameOwners({}), ()
            template = await work.template(audit.template_hash)
            people = await self._everybody(work, now)
            found = {
                stands.key: owner
                for stands in standings(template, audit)
                if not stands.steps
                and (owner := in_row(words_in(template, audit, stands.key, "who"), people))
            }
            return NameOwners(found), found.values()

        return await self._done(audit_id, now, wish)

    async def _noted(self, audit_id: AuditId) -> None:
        """The rows of this audit; one that cannot be opened is left until the process begins anew."""
        try:
            async with self._storage.work() as work:
                held = await work.audits.audit(audit_id, "")
                if held is not None:
                    template = await work.template(held[0].template_hash)
                    await action_book.note(work, template, held[0], seen=True)
        except StaleAudit:
            return  # it has moved on, and is found again
        except (Unreadable, Unknown) as problem:
            self._shut.add(audit_id)
            self._log.error("actions_not_read", problem=type(problem).__name__, audit=audit_id)

    async def _everybody(self, work: Work, now: datetime) -> tuple[Person, ...]:
        if self._people_at is None or now - self._people_at > KNOWN_FOR:
            self._people, self._people_at = await work.people.everybody(), now
        return self._people

    async def _spoken_of(self, now: datetime, today: date) -> int:
        owed = 0
        for kind, (first, last) in action_reminders.spans(today).items():
            after = ("", "")
            while True:
                async with self._storage.work(write=False) as work:
                    found = work.action_rows.due
                    if kind is ActionReminderKind.EFFECT:
                        found = work.action_rows.without_effect
                    batch = await found(first, last, kind.value, BATCH, after)
                for row in batch:
                    owed += await self._reminded(row, kind, now, today)
                if len(batch) < BATCH:
                    break
                after = (batch[-1].audit_id, batch[-1].key)
        return owed

    async def _reminded(self, row: ActionRow, kind: ActionReminderKind, now: datetime, today: date) -> int:
        on = row.done_on if kind is ActionReminderKind.EFFECT else row.due
        if on is None:
            return 0
        try:
            async with self._storage.work() as work:
                held = await work.audits.audit(row.audit_id, "", hold=False)
                if held is None:
                    return 0
                audit = held[0]
                template = await work.template(audit.template_hash)
                leads = await work.people.with_role(Role.QA_LEAD)
                about = ActionReminder(kind, on, row.key)
                notices = action_reminders.reminders(template, audit, about, leads)
                away = await work.people.not_to_remind((n.recipient for n in notices), today)
                here = [notice for notice in notices if notice.recipient not in away]
                added = await work.outbox.enqueue_once(audit.id, here, now)
                if not away:
                    await work.action_rows.mark_reminded(row, kind.value, on)
                return added
        except (Unreadable, Unknown, StaleAudit) as problem:  # others are not held up
            self._log.error("action_not_reminded", problem=type(problem).__name__, audit=row.audit_id)
            return 0
