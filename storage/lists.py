"""Lists of audits: a person's own, the whole programme's, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from dialogs.audits.audit import AuditId, PersonId, State
from storage.audits import SHUT, reference_of
from storage.keys import Unopenable
from storage.tables import audit_people, audits
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import day, maybe_moment

OPEN = (State.ALLOCATED.value, State.IN_PROGRESS.value)
_LISTED = (
    audits.c.id,
    audits.c.sealed_reference,
    audits.c.wrapped_key,
    audits.c.template_hash,
    audits.c.state,
    audits.c.due,
    audits.c.answered,
    audits.c.total,
    audits.c.auditors,
    audits.c.theme,
    audits.c.month,
    audits.c.submitted_at,
    audits.c.stage,
)
_IN_ORDER = (audits.c.due.is_(None), audits.c.due, audits.c.id)
_SHELF = (
    select(*_LISTED, audit_people.c.part)
    .join(audit_people, audit_people.c.audit_id == audits.c.id)
    .where(audit_people.c.person_id == bindparam("person"), audits.c.wrapped_key.is_not(None))
    .order_by(*_IN_ORDER, audit_people.c.position)
)
_PROGRAMME = select(*_LISTED).where(audits.c.wrapped_key.is_not(None)).order_by(*_IN_ORDER)
_IN_STAGES = _PROGRAMME.where(audits.c.stage > "")  # the same as "not empty", and found by the index
_OF_CASE = (
    select(*_LISTED)
    .where(audits.c.reference_hash == bindparam("hash"), audits.c.wrapped_key.is_not(None))
    .order_by(audits.c.month)
)
_COUNTS = select(
    audits.c.state,
    func.count(),
    func.count().filter(audits.c.due < bindparam("today"), audits.c.state.in_(OPEN)),
).group_by(audits.c.state)
_REFERENCES = select(audits.c.id, audits.c.sealed_reference, audits.c.wrapped_key).where(
    audits.c.id.in_(bindparam("ids", expanding=True)), audits.c.wrapped_key.is_not(None)
)
_FOUND = select(audits.c.id).where(audits.c.reference_hash == bindparam("hash")).order_by(audits.c.month)


@dataclass(frozen=True, slots=True)
class AuditListItem:
    """One audit in a list."""

    audit_id: AuditId
    case_reference: str
    template_hash: str
    state: State
    due: date | None
    answered: int
    total: int
    auditors: tuple[PersonId, ...]
    part: str
    """What the list's owner is to the audit: "auditor", "practitioner", "manager", "iro"; empty in the
    programme's list."""
    theme: str
    month: str
    submitted_at: datetime | None
    stage: str = ""
    """After submission, the form's stage that it waits in."""
    shut: bool = False
    """It cannot be opened: `case_reference` is SHUT."""


class AuditLists(TransactionPart):
    """Lists audits."""

    __slots__ = ()

    async def audits_of(self, person_id: PersonId) -> tuple[AuditListItem, ...]:
        """The audits that this person has a part in, the soonest due first; once for each part."""
        rows = await self._connection.execute(_SHELF, {"person": person_id})
        return tuple(self._shelved(row[:-1], row[-1]) for row in rows)

    async def in_stages(self) -> tuple[AuditListItem, ...]:
        """The audits that wait in a stage after submission, the soonest due first."""
        rows = await self._connection.execute(_IN_STAGES)
        return tuple(self._shelved(row, "") for row in rows)

    async def programme(self) -> tuple[AuditListItem, ...]:
        """Every audit that is not purged, the soonest due first."""
        rows = await self._connection.execute(_PROGRAMME)
        return tuple(self._shelved(row, "") for row in rows)

    async def counts(self, today: date) -> dict[str, int]:
        """How many audits stand in each state, by its code (0 where none), and "overdue": open and due
        before `today`."""
        counts = {state.value: 0 for state in State} | {"overdue": 0}
        for state, number, overdue in await self._connection.execute(_COUNTS, {"today": today.isoformat()}):
            counts[state] = number
            counts["overdue"] += overdue
        return counts

    async def find_audit(self, case_reference: str) -> list[AuditId]:
        """The audits of this case, oldest month first; regardless of case and doubled spaces."""
        hashed = self._shared.keyring.keyed("case", case_reference)
        return list((await self._connection.execute(_FOUND, {"hash": hashed})).scalars())

    async def references(self, ids: Sequence[AuditId]) -> dict[AuditId, str]:
        """The case references of these audits; one that cannot be opened is left out."""
        rows = await self._connection.execute(_REFERENCES, {"ids": sorted(set(ids))})
        references: dict[AuditId, str] = {}
        for audit_id, sealed, wrapped in rows:
            with suppress(Unopenable):
                key = self._shared.keyring.data_key(wrapped, audit_id)
                references[audit_id] = reference_of(sealed, key, audit_id)
        return references

    async def audits_of_case(self, case_reference: str) -> tuple[AuditListItem, ...]:
        """The audits of this case as lists show them, oldest month first."""
        hashed = self._shared.keyring.keyed("case", case_reference)
        rows = await self._connection.execute(_OF_CASE, {"hash": hashed})
        return tuple(self._shelved(row, "") for row in rows)

    def _shelved(self, row: Any, part: str) -> AuditListItem:
        audit_id, sealed, wrapped, template_hash, state, due, answered, total = row[:8]
        auditors, theme, month, submitted_at, stage = row[8:]
        shut = False
        kept = self._shared.audits.get(audit_id)
        if kept is not None and kept.ground[0] == sealed:
            reference = kept.audit.case.reference
        else:
            try:
                reference = reference_of(sealed, self._shared.keyring.data_key(wrapped, audit_id), audit_id)
            except PROBLEMS as problem:
                self._open.sets_aside("audit", audit_id, problem)
                reference, shut = SHUT, True
        return AuditListItem(
            audit_id=audit_id,
            case_reference=reference,
            template_hash=template_hash,
            state=State(state),
            due=day(due),
            answered=answered,
            total=total,
            auditors=tuple(auditors.split(";")) if auditors else (),
            part=part,
            theme=theme,
            month=month,
            submitted_at=maybe_moment(submitted_at),
            stage=stage,
            shut=shut,
        )
