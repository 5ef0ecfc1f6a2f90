"""Allocations: who has an audit, when it is due and which list it is on; read for case lists, and changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update

from dialogs.audits.audit import Audit, AuditId, Case, PersonId, State
from dialogs.audits.restriction import as_stored, from_stored
from dialogs.conversation.step import Step
from dialogs.conversation.subjects import ActionCard, ConcernStatus, StageCard, SummaryCard, ToldConcernHeldUp
from storage.audits import AuditRows
from storage.ground import GROUND, reference_identity
from storage.second_audits import SecondAudits
from storage.statements import insert_into
from storage.tables import audit_people, audits, desks, owed
from storage.trails import GENESIS
from storage.transaction import TransactionPart
from storage.values import day, micros, storable

_CHUNK = 500
_COLUMNS = (
    audits.c.id,
    audits.c.reference_hash,
    audits.c.template_id,
    audits.c.state,
    audits.c.auditors,
    audits.c.practitioner,
    audits.c.manager,
    audits.c.iro,
    audits.c.due,
    audits.c.case_type,
    audits.c.team,
    audits.c.month,
    audits.c.theme,
    audits.c.list,
    audits.c.family,
    audits.c.restricted,
    audits.c.shut_to,
)
_OVER = (State.FINAL.value, State.WITHDRAWN.value)
_OF_CASES = (
    select(*_COLUMNS)
    .where(
        audits.c.reference_hash.in_(bindparam("hashes", expanding=True)), audits.c.wrapped_key.is_not(None)
    )
    .order_by(audits.c.id)
)
_NOT_OVER = select(*_COLUMNS).where(audits.c.state.not_in(_OVER), audits.c.wrapped_key.is_not(None))
_OWED_TO = (owed.c.audit_id == bindparam("audit"), owed.c.recipient.in_(bindparam("people", expanding=True)))
_KEPT_FOR_EVER = (ConcernStatus.prefix, ToldConcernHeldUp.prefix)
"""What somebody who raised a concern hears of it, whether or not the audit is still with them."""
_DRAWN = (SummaryCard.prefix, ActionCard.prefix, StageCard.prefix)
"""Cards that say so themselves when the audit is with somebody else."""
_NEVER_SENT = delete(owed).where(
    *_OWED_TO, owed.c.sent == 0, *(~owed.c.subject.startswith(kept) for kept in _KEPT_FOR_EVER)
)
_DRAWN_ANEW = (
    update(owed)
    .where(*_OWED_TO, owed.c.sent > 0)
    .values(wanted=owed.c.wanted + 1, next_at=bindparam("new_next_at"), attempts=0, failed=False, problem="")
)


@dataclass(frozen=True, slots=True)
class Allocation:
    """An audit as a case list names it."""

    audit_id: AuditId
    template_id: str
    state: State
    auditors: tuple[PersonId, ...]
    practitioner: PersonId | None
    manager: PersonId | None
    iro: PersonId | None
    due: date | None
    case_type: str
    team: str
    month: str
    theme: str
    list: str
    family: str = ""
    shut_to: tuple[PersonId, ...] = ()
    restricted: tuple[PersonId, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewAudit:
    """One case allocated for audit."""

    case: Case
    template_id: str
    template_hash: str
    auditors: tuple[PersonId, ...]
    practitioner: PersonId | None = None
    manager: PersonId | None = None
    iro: PersonId | None = None
    due: date | None = None
    id: AuditId = ""
    """Empty: a fresh one is made."""
    restricted: tuple[PersonId, ...] | None = None
    """As `Audit.restricted`."""
    second_of: AuditId = ""
    """As `Audit.second_of`."""


@dataclass(frozen=True, slots=True)
class Allocated:
    """What became of each case of a list, in its order."""

    ids: tuple[AuditId, ...]
    new: tuple[bool, ...]
    """False: this case was already allocated with this form for this month; nothing was changed."""


class Allocations(TransactionPart):
    """Knows who has an audit, and changes it."""

    __slots__ = ()

    async def of_cases(
        self, references: Sequence[str], *, lock: bool = False
    ) -> dict[str, tuple[Allocation, ...]]:
        """The audits of these cases by reference as given, regardless of case and doubled spaces.

        `lock` (PostgreSQL): nobody else changes them until the commit.
        """
        keyed = self._shared.keyring.keyed_by_any
        hashes = {reference: keyed("case", reference) for reference in references}
        wanted = sorted({hashed for under_any in hashes.values() for hashed in under_any})
        by_hash: dict[str, list[Allocation]] = {}
        statement = _OF_CASES.with_for_update() if lock else _OF_CASES
        for start in range(0, len(wanted), _CHUNK):
            rows = await self._connection.execute(statement, {"hashes": wanted[start : start + _CHUNK]})
            for row in rows:
                by_hash.setdefault(row.reference_hash, []).append(_allocation(row))
        return {
            reference: tuple(found for hashed in under_any for found in by_hash.get(hashed, ()))
            for reference, under_any in hashes.items()
        }

    async def not_over(self) -> tuple[Allocation, ...]:
        """Every audit that is neither final nor withdrawn."""
        return tuple(_allocation(row) for row in await self._connection.execute(_NOT_OVER))

    async def allocate(self, cases: Sequence[NewAudit]) -> Allocated:
        """Allocate each case of a list.  One that stands already (same reference, form and month) stays as it
        is, so that a list may be imported again."""
        ids, new = [], []
        rotating = len(self._shared.keyring.names) > 1
        statement = insert_into(audits, self._shared.postgresql).on_conflict_do_nothing(
            index_elements=[audits.c.reference_hash, audits.c.template_id, audits.c.month]
        )
        for case in cases:
            row = self._audit_row(case)
            if rotating and (standing := await self._standing(row, case)):
                new.append(False)
                ids.append(standing)
                continue
            added = (await self._connection.execute(statement, row)).rowcount == 1
            new.append(added)
            if added:
                if parts := parts_of_row(row["id"], case):  # nobody may be known of an audit from elsewhere
                    await self._connection.execute(insert(audit_people), parts)
                ids.append(row["id"])
            else:
                ids.append(await self._standing(row, case))
        more = sum(new)
        await self._shared.seals.count_more(self._connection, more, postgresql=self._shared.postgresql)
        return Allocated(tuple(ids), tuple(new))

    async def _standing(self, row: dict[str, Any], case: NewAudit) -> AuditId:
        """The audit that stands for the same case, form and month; empty where there is none.  While keys are
        rotated, its reference may have the hash of another key, which no index compares."""
        hashes = self._shared.keyring.keyed_by_any("case", case.case.reference)
        statement: Select[tuple[str]] = select(audits.c.id).where(
            audits.c.reference_hash.in_(hashes),
            audits.c.template_id == row["template_id"],
            audits.c.month == row["month"],
        )
        return (await self._connection.execute(statement)).scalars().first() or ""

    def _audit_row(self, new: NewAudit) -> dict[str, Any]:
        audit_id = new.id or uuid.uuid4().hex
        reference = " ".join(storable(new.case.reference).split())
        key, wrapped = self._shared.keyring.new_data_key(audit_id)
        row: dict[str, Any] = {
            "id": audit_id,
            "sealed_reference": key.seal(reference.encode(), reference_identity(audit_id)),
            "reference_hash": self._shared.keyring.keyed("case", reference),
            **clear_case(new.case),
            "template_id": new.template_id,
            "template_hash": new.template_hash,
            "state": State.ALLOCATED.value,
            "auditors": ";".join(new.auditors),
            "practitioner": new.practitioner,
            "manager": new.manager,
            "iro": new.iro,
            "stage": "",
            "due": new.due.isoformat() if new.due else None,
            "restricted": as_stored(new.restricted),
            "second_of": new.second_of or None,
            "shut_to": "",
            "stage_at": None,
            "reminded": "",
            "revision": 0,
            "head": GENESIS,
            "answered": 0,
            "total": 0,
            "wrapped_key": wrapped,
            "submitted_at": None,
        }
        row["seal"] = self._shared.seals.audit(audit_id, [row[name] for name in GROUND], 0, GENESIS)
        return row

    async def reallocate(self, before: Audit, step: Step, template_id: str, now: datetime) -> None:
        """Save a step of `dialogs/features/reallocation.py`: events, audit's row and whose lists it is on.

        Cards still waiting for somebody who no longer has a part in it are deleted; the ones they already
        have are drawn again.  Enqueue the step's notices afterwards.  Raises StaleAudit, and IntegrityError
        if the case already has another audit on the same form in that month.
        """
        after = step.audit
        await AuditRows(self._open).save(before, step, step.events[0].by, None)
        values = _row_of(after, template_id)
        await self._connection.execute(update(audits).where(audits.c.id == after.id).values(values))
        await AuditRows(self._open).reseal(after.id)
        gone = delete(audit_people).where(audit_people.c.audit_id == after.id)
        await self._connection.execute(gone)
        if parts := parts_of_row(after.id, after):  # nobody may be known of an audit from elsewhere
            await self._connection.execute(insert(audit_people), parts)
        await SecondAudits(self._open).keep_apart(after)
        former = sorted(_people(before) - _people(after))
        if former:
            await self._take_leave(after.id, former, now)
        self._open.fresh.pop(after.id, None)  # it is folded anew from its row

    async def _take_leave(self, audit_id: AuditId, former: Sequence[PersonId], now: datetime) -> None:
        theirs = (desks.c.audit_id == audit_id, desks.c.person_id.in_(former))
        await self._connection.execute(delete(desks).where(*theirs))
        to_them = {"audit": audit_id, "people": former}
        await self._connection.execute(_NEVER_SENT, to_them)
        for kind in _DRAWN:
            drawn = _DRAWN_ANEW.where(owed.c.subject.startswith(kind))
            await self._connection.execute(drawn, {**to_them, "new_next_at": micros(now)})


def parts_of_row(audit_id: AuditId, of: Any) -> list[dict[str, Any]]:
    """The rows of `audit_people` for an audit, or for one to be: a second audit is on its auditors' lists
    alone."""
    rows = [_part(audit_id, person, "auditor", n) for n, person in enumerate(of.auditors)]
    others = (("practitioner", of.practitioner), ("manager", of.manager), ("iro", of.iro))
    return (
        rows
        if of.second_of
        else rows + [_part(audit_id, person, part, 9) for part, person in others if person is not None]
    )


def _part(audit_id: AuditId, person_id: PersonId, part: str, position: int) -> dict[str, Any]:
    return {"audit_id": audit_id, "person_id": person_id, "part": part, "position": position}


def _row_of(audit: Audit, template_id: str) -> dict[str, Any]:
    return {
        **clear_case(audit.case),
        "template_id": template_id,
        "template_hash": audit.template_hash,
        "auditors": ";".join(audit.auditors),
        "practitioner": audit.practitioner,
        "manager": audit.manager,
        "iro": audit.iro,
        "due": audit.due.isoformat() if audit.due else None,
        "restricted": as_stored(audit.restricted),
        "reminded": "",  # other people, or another day: reminded anew
    }


def clear_case(case: Case) -> Mapping[str, str | None]:
    """The columns of a case that stand in clear."""
    return {
        "case_type": storable(case.case_type),
        "team": storable(case.team),
        "month": case.month,
        "theme": storable(case.theme),
        "list": storable(case.list),
        "family": case.family or None,
    }


def _people(audit: Audit) -> set[PersonId]:
    everybody = (*audit.auditors, audit.practitioner, audit.manager, audit.iro)
    return {person for person in everybody if person}


def _allocation(row: Any) -> Allocation:
    return Allocation(
        audit_id=row.id,
        template_id=row.template_id,
        state=State(row.state),
        auditors=tuple(row.auditors.split(";")) if row.auditors else (),
        practitioner=row.practitioner,
        manager=row.manager,
        iro=row.iro,
        due=day(row.due),
        case_type=row.case_type,
        team=row.team,
        month=row.month,
        theme=row.theme,
        list=row.list,
        family=row.family or "",
        shut_to=tuple(row.shut_to.split(";")) if row.shut_to else (),
        restricted=from_stored(row.restricted),
    )
