"""A case list beside what stands: which audit a row speaks of, and in what the two differ."""

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
        """The day of it."""

    @property
    def second(self) -> bool:
        """Whether a case open in another month or with another form gets a second audit."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The audit that a row speaks of."""

    audit: Allocation


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """One row that changes what stands."""

    row: int
    audit_id: AuditId
    template_was: str
    template_id: str
    changes: Mapping[Field, str]
    text: str
    """What was, and what is to be."""

    def __str__(self) -> str:
        return f"row {self.row}: {self.text}."


def matches(
    table: Table, cases: Mapping[str, tuple[Allocation, ...]], asked: Asked, faults: list[Fault]
) -> dict[int, Stand]:
    """By row number, the audit that stands for it.

    That is the one of the same case, form and month; where the list does not name the one or the other, the
    only one that fits.  Else the only open one with another month or another form: it is to be moved, or
    (`second`) gets another audit beside it.
    """
    found: dict[int, Stand] = {}
    for row in table.rows:
        fits = _fits(row, cases.get(_reference(row), ()), asked.today)
        if len(fits) > 1:
            names = [
                f"{audit.template_id} in {audit.month}"
                for audit in sorted(fits, key=lambda a: (a.template_id, a.month))
            ]
            text = f"this case stands more than once: {listed(names, 'and')}. Write the form and the month."
            faults.append(Fault(row.number, "case_ref", text))
        elif fits:
            found[row.number] = Stand(fits[0])
    taken = {stand.audit.audit_id for stand in found.values()}
    for row in table.rows if not asked.second else ():
        if row.number in found:
            continue
        near = [audit for audit in _near(row, cases.get(_reference(row), ())) if audit.audit_id not in taken]
        if len(near) == 1:
            found[row.number] = Stand(near[0])
            taken.add(near[0].audit_id)
    return found


def differs(audit: Allocation, entry: NewAudit) -> dict[Field, str]:
    """What a row changes of `audit`, each as the trail is to hold it."""
    case = entry.case
    now = {
        Field.AUDITORS: ";".join(entry.auditors),
        Field.MANAGER: entry.manager or "",
        Field.PRACTITIONER: entry.practitioner or "",
        Field.IRO: entry.iro or "",
        Field.DUE: entry.due.isoformat() if entry.due else "",
        Field.TEMPLATE: entry.template_id,
        Field.CASE_TYPE: case.case_type,
        Field.TEAM: case.team,
        Field.MONTH: case.month,
        Field.THEME: case.theme,
        Field.LIST: case.list,
    }
    stands = _standing(audit)
    if set(entry.auditors) == set(audit.auditors):
        now[Field.AUDITORS] = stands[Field.AUDITORS]  # a pair in another order is the same pair
    return {field: value for field, value in now.items() if value != stands[field]}


def difference(audit: Allocation, changes: Mapping[Field, str], people: Standing) -> str:
    """In words: what stands, and what the row says."""
    stands = _standing(audit)
    parts = [
        f"{_COLUMN.get(field, field.value)} is {_words(field, stands[field], people)}, here "
        f"{_words(field, now, people)}"
        for field, now in changes.items()
    ]
    return "; ".join(parts)


def _standing(audit: Allocation) -> dict[Field, str]:
    return {
        Field.AUDITORS: ";".join(audit.auditors),
        Field.MANAGER: audit.manager or "",
        Field.PRACTITIONER: audit.practitioner or "",
        Field.IRO: audit.iro or "",
        Field.DUE: audit.due.isoformat() if audit.due else "",
        Field.TEMPLATE: audit.template_id,
        Field.CASE_TYPE: audit.case_type,
        Field.TEAM: audit.team,
        Field.MONTH: audit.month,
        Field.THEME: audit.theme,
        Field.LIST: audit.list,
    }


def _words(field: Field, value: str, people: Standing) -> str:
    if not value:
        return "(empty)"
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
    """The form and the month that the row names; a month that is none is told elsewhere."""
    return row["template"].casefold(), fields.month(row, "month", lambda *_: None)
