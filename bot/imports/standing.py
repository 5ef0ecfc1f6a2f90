"""Compares a case list with what is stored: which audit a row is about, and where the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.imports import fields
from bot.imports.people_standing import Standing
from bot.imports.table import Fault, Row, Table, shown
from dialogs.audits.audit import AuditId, State
from dialogs.audits.events import Field
from dialogs.features.reallocation import as_stored
from storage.allocations import Allocation, NewAudit
from template_specs.dates import uk_date
from template_specs.text import listed

_COLUMN = {
    Field.AUDITORS: "auditor_emails",
    Field.MANAGER: "manager_email",
    Field.PRACTITIONER: "practitioner_email",
    Field.IRO: "iro_email",
}
_OPEN = (State.ALLOCATED, State.IN_PROGRESS)


class Asked(Protocol):
    """What was asked of the import."""

    @property
    def today(self) -> date:
        """The day of the import."""

    @property
    def second(self) -> bool:
        """Whether a case open in another month or with another form gets a second audit."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The audit that a row is about."""

    audit: Allocation


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """One row that changes what is stored."""

    row: int
    audit_id: AuditId
    template_was: str
    template_id: str
    changes: Mapping[Field, str]
    text: str
    """In words: what is stored, and what it becomes."""

    def __str__(self) -> str:
        return f"row {self.row}: {self.text}."


def matches(
    table: Table, cases: Mapping[str, tuple[Allocation, ...]], asked: Asked, faults: list[Fault]
) -> dict[int, Stand]:
    """The stored audit of each row, by row number.

    That is the one of the same case, form and month; if the list leaves out the form or the month, the only
    one that fits.  Failing that, it is the only open one with another month or another form: that one is to
    be moved, or (with `second`) gets another audit beside it.
    """
    stands: dict[int, Stand] = {}
    for row in table.rows:
        fits = _fits(row, cases.get(_reference(row), ()), asked.today)
        if len(fits) > 1:
            names = [
                f"{audit.template_id} in {audit.month}"
                for audit in sorted(fits, key=lambda a: (a.template_id, a.month))
            ]
            text = (
                f"this case is recorded more than once: {listed(names, 'and')}. Write the form and the month."
            )
            faults.append(Fault(row.number, "case_ref", text))
        elif fits:
            stands[row.number] = Stand(fits[0])
    taken = {stand.audit.audit_id for stand in stands.values()}
    for row in table.rows if not asked.second else ():
        if row.number in stands:
            continue
        near = [audit for audit in _near(row, cases.get(_reference(row), ())) if audit.audit_id not in taken]
        if len(near) == 1:
            stands[row.number] = Stand(near[0])
            taken.add(near[0].audit_id)
    return stands


def differs(audit: Allocation, entry: NewAudit) -> dict[Field, str]:
    """What a row changes of `audit`, each value as the trail will hold it."""
    now = as_stored(entry, entry.case) | {Field.TEMPLATE: entry.template_id}
    stands = _standing(audit)
    if set(entry.auditors) == set(audit.auditors):
        now[Field.AUDITORS] = stands[Field.AUDITORS]  # a pair in another order is the same pair
    return {field: now[field] for field in Field if now[field] != stands[field]}


def difference(audit: Allocation, changes: Mapping[Field, str], people: Standing) -> str:
    """In words: what is stored, and what the row says."""
    stands = _standing(audit)
    parts = [
        f"{_COLUMN.get(field, field.value)} is {_words(field, stands[field], people)}, here "
        f"{_words(field, now, people)}"
        for field, now in changes.items()
    ]
    return "; ".join(parts)


def _standing(audit: Allocation) -> dict[Field, str]:
    return as_stored(audit, audit) | {Field.TEMPLATE: audit.template_id}


def _words(field: Field, value: str, people: Standing) -> str:
    if not value:
        return "(empty)"
    if field is Field.FAMILY:
        return "(a family)"  # what is stored cannot be turned back into its name
    if field is Field.RESTRICTED:
        return ";".join(["yes", *(people.email(person) for person in value.split(";")[1:])])
    if field in _COLUMN:
        return ";".join(people.email(person) for person in value.split(";"))
    return uk_date(date.fromisoformat(value)) if field is Field.DUE else shown(value)


def _reference(row: Row) -> str:
    return " ".join(row["case_ref"].split())


def _fits(row: Row, cases: tuple[Allocation, ...], today: date) -> list[Allocation]:
    form, month = _asked_for(row)
    fits = [audit for audit in cases if not form or audit.template_id == form]
    if month:
        return [audit for audit in fits if audit.month == month]
    now = [audit for audit in fits if audit.month == f"{today:%Y-%m}"]
    return now or [audit for audit in fits if audit.state in _OPEN]


def _near(row: Row, cases: tuple[Allocation, ...]) -> list[Allocation]:
    form, month = _asked_for(row)
    return [
        audit
        for audit in cases
        if audit.state in _OPEN
        and (not form or not month or audit.template_id == form or audit.month == month)
    ]


def _asked_for(row: Row) -> tuple[str, str]:
    """The form and the month named in the row; an impossible month is reported elsewhere."""
    return row["template"].casefold(), fields.month(row, "month", lambda *_: None)
