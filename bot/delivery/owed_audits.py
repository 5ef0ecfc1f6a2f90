"""The audit that an owed card is about, with all that drawing it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.turns.names import Names
from dialogs.audits.audit import Audit, Person
from dialogs.audits.stand_ins import to_call
from dialogs.conversation.subjects import ConcernCard, ConcernStatus, UnsentConcern
from dialogs.conversation.turn import Turn
from dialogs.features.undelivered import NOBODY_HAS_IT, Late, problem_of
from storage.outbox import OutboxMessage
from storage.work import Storage, Work
from template_specs.model import Template
from template_specs.sentences import _


class OwedAudits:
    """Looks audits up for the delivery."""

    def __init__(
        self,
        storage: Storage,
        fresh_id: Callable[[], str],
        clock: Callable[[], datetime],
        *,
        documents: bool = False,
    ):
        """`documents`: as in `Turn`."""
        self._storage = storage
        self._documents = documents
        self._fresh_id = fresh_id
        self._clock = clock
        self._names = Names(clock)

    async def of(self, work: Work, owed: OutboxMessage) -> tuple[Audit, Template, Turn] | None:
        """The audit with its form, and a turn for the card's recipient; None if one of them is gone."""
        held = await work.audits.audit(owed.audit_id, owed.recipient)
        person = await work.people.person(owed.recipient)
        if held is None or person is None:
            return None
        audit = held[0]
        turn = await self._turn(work, audit, person)
        if isinstance(owed.subject, ConcernStatus | UnsentConcern):
            around = await self._names.around(work, audit)
            turn = replace(turn, calls=to_call(around, person.id))
        return audit, await work.template(audit.template_hash), turn

    async def problem(self, work: Work, owed: OutboxMessage, audit: Audit) -> str:
        """For the card that follows a concern: why it has not arrived; empty where it has or will soon."""
        if not isinstance(owed.subject, ConcernStatus):
            return ""
        id = owed.subject.concern
        concern = next((c for c in audit.concerns if c.id == id), None)
        if concern is None or concern.delivered_at is not None:
            return ""
        rows = [u for u in await work.undelivered.of_audit(audit.id) if u.subject == ConcernCard(id)]
        late = [u for u in rows if u.failed or u.attempts]
        if not rows:
            return NOBODY_HAS_IT
        if len(late) < len(rows):
            return ""  # it has been passed on, and is on its way
        names = await self._names.named(work, [u.recipient for u in late])
        return problem_of(
            [Late(names.get(u.recipient, _("The manager")), u.problem, u.failed, u.next_at) for u in late]
        )

    async def _turn(self, work: Work, audit: Audit, person: Person) -> Turn:
        now = self._clock()
        names = await self._names.of(work, audit, person)
        prints, may = self._storage.fingerprints, self._documents
        return Turn(person, now, now.date(), self._fresh_id, prints, names, documents=may)
