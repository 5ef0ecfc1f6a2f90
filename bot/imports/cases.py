"""The case list: who audits which file, by when, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.imports import fields
from bot.imports.named import Named, independent, roles_fit
from bot.imports.people_standing import Standing
from bot.imports.standing import CaseChanged, Stand, difference, differs, matches
from bot.imports.table import Fault, NotTaken, Row, Table, read_table, shown
from dialogs.audits.audit import Case, State
from dialogs.audits.events import Field
from dialogs.programme.calendar import Calendar, round_of, same
from dialogs.programme.selection import month_name
from storage.allocations import Allocation, NewAudit
from template_specs.dates import uk_date
from template_specs.model import Template
from template_specs.text import listed, nearest
from template_specs.workdays import after_working_days, is_working_day

COLUMNS = (
    "case_ref",
    "case_type",
    "team",
    "practitioner_email",
    "manager_email",
    "iro_email",
    "template",
    "month",
    "theme",
    "list",
    "auditor_emails",
    "due",
    "family",
    "restricted",
)
NEEDED = ("case_ref", "manager_email", "auditor_emails")
NEEDED_TO_CHANGE = ("case_ref",)
"""With --update: what the list does not name stays as it is."""


@dataclass(frozen=True, slots=True)
class CaseList:
    """A list without faults."""

    new: tuple[NewAudit, ...]
    changed: tuple[CaseChanged, ...]
    unchanged: int
    """How many rows say what is stored already."""
    said: tuple[str, ...]
    """What the list's owner should know although it was taken."""


@dataclass(frozen=True)
class Against:
    """What the rows are checked against."""

    people: Standing
    templates: Mapping[str, Template]
    today: date
    cases: Mapping[str, tuple[Allocation, ...]] = field(default_factory=dict)
    """The audits there are, by case reference."""
    update: bool = False
    """What differs is changed; otherwise it is a fault."""
    second: bool = False
    """A case that is open in another month or on another form gets a second audit."""
    keyed: Callable[[str], str] = str
    """What is stored of a family's name: a keyed hash, so that siblings are found and nobody is named."""
    calendar: Calendar = field(default_factory=dict)
    """The programme's: it gives the theme of a new case's month, and leaves teams out."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One row as read, and what it changes."""

    number: int
    entry: NewAudit
    stands: Stand | None
    changes: Mapping[Field, str]


def case_table(path: Path, *, update: bool = False) -> Table:
    """The rows of the file at `path`.  Raises NotTaken."""
    return read_table(path, COLUMNS, NEEDED_TO_CHANGE if update else NEEDED)


def references(table: Table) -> list[str]:
    """The case references of a list, in the form in which `Against.cases` has them."""
    return sorted({reference_of(row) for row in table.rows} - {""})


def reference_of(row: Row) -> str:
    """The row's case reference with single spaces."""
    return " ".join(row["case_ref"].split())


def read_cases(table: Table, against: Against) -> CaseList:
    """The allocations of a list, checked against what is stored.

    For a case that is known, a column that the list does not have, and an empty month, team, form or due
    date, leave things as they are.  For a new case an empty month means this month, and an empty due date the
    form's own number of working days from `today`.  Raises NotTaken with every fault.
    """
    faults: list[Fault] = []
    said: list[str] = []
    stands = matches(table, against.cases, against, faults)
    unclear = {fault.row for fault in faults}
    read = [
        _read(row, table, stands.get(row.number), against, faults, said)
        for row in table.rows
        if row.number not in unclear
    ]
    cases = _by_calendar([case for case in read if case is not None], against.calendar, said)
    _no_doubles(cases, faults)
    if faults:
        advice = (
            'To change what is recorded, import with --update --because "the reason".'
            if any(fault.text.startswith(DIFFERS) for fault in faults)
            else ""
        )
        raise NotTaken(sorted(faults, key=lambda fault: fault.row), advice)
    return CaseList(
        new=tuple(case.entry for case in cases if case.stands is None),
        changed=tuple(_changed(case, against) for case in cases if case.stands is not None and case.changes),
        unchanged=sum(case.stands is not None and not case.changes for case in cases),
        said=(*table.said, *said, *_days(cases, against.today)),
    )


DIFFERS = "differs from what is recorded: "


def _read(
    row: Row, table: Table, stands: Stand | None, against: Against, faults: list[Fault], said: list[str]
) -> _Read | None:
    """The row's allocation; None if a fault (noted) leaves nothing to check further."""
    before = len(faults)
    doubtful: list[Fault] = []
    entry = _entry(row, table, stands, against, faults, doubtful)
    changes = differs(stands.audit, entry) if stands is not None and entry is not None else {}
    if stands is None or entry is None or changes.keys() & _INDEPENDENCE:
        faults += doubtful
    elif stands.audit.state not in (State.FINAL, State.WITHDRAWN):
        said += [f"{str(fault)[0].upper()}{str(fault)[1:]}" for fault in doubtful]
    if len(faults) > before or entry is None:
        return None
    if stands is not None and changes:
        refused = _refused(stands.audit, changes, against)
        if refused:
            faults.append(Fault(row.number, "", refused))
            return None
    return _Read(row.number, entry, stands, changes)


_INDEPENDENCE = {Field.AUDITORS, Field.MANAGER, Field.PRACTITIONER, Field.IRO, Field.TEAM}


def _refused(audit: Allocation, changes: Mapping[Field, str], against: Against) -> str:
    """Why this audit cannot be changed like that; empty if it can, and that was asked for."""
    what = difference(audit, changes, against.people)
    if audit.state is State.FINAL:
        return f"this audit is final, so nothing of it is changed. The row {DIFFERS}{what}."
    if audit.state is State.WITHDRAWN:
        return f"this audit is withdrawn, so nothing of it is changed. The row {DIFFERS}{what}."
    if Field.TEMPLATE in changes and audit.state is not State.ALLOCATED:
        return (
            f"this audit has begun with the form {audit.template_id}, and a form cannot be changed after "
            f"that. Write {audit.template_id}; for an audit with {changes[Field.TEMPLATE]} beside it, import "
            "with --second."
        )
    if against.update:
        return ""
    beside = ""
    if changes.keys() & {Field.MONTH, Field.TEMPLATE}:
        beside = " For another audit beside the one that is open, import with --second."
    return f"{DIFFERS}{what}.{beside}"


def _entry(
    row: Row,
    table: Table,
    stands: Stand | None,
    against: Against,
    faults: list[Fault],
    doubtful: list[Fault],
) -> NewAudit | None:
    before = len(faults)
    say, doubt = fields.faults_of(row, faults), fields.faults_of(row, doubtful)
    audit = stands.audit if stands is not None else None
    if not row["case_ref"]:
        say("case_ref", "is empty. Write the file's reference number, never a name.")
    else:
        fields.reference(row, "case_ref", say)
    template = None if audit is not None and not row["template"] else _template(row, against, say)
    month = fields.month(row, "month", say) or (audit.month if audit else f"{against.today:%Y-%m}")
    due = fields.day(row, "due", say, against.today) or (audit.due if audit else None)
    people = Named(row, table, against.people, audit, say)
    manager, practitioner, iro = (people.one(part) for part in ("manager", "practitioner", "iro"))
    auditors = people.auditors()
    restricted = people.restricted()
    team = " ".join(row["team"].split())
    team = team or (audit.team if audit else practitioner.team if practitioner else "")
    roles_fit(manager, practitioner, iro, auditors, doubt)
    for auditor in auditors:
        if audit is not None and auditor.id in audit.shut_to:
            text = f"{shown(auditor.email)} audits this case a second time, blind. Name somebody else."
            say("auditor_emails", text)
    independent(auditors, {"practitioner": practitioner, "manager": manager, "IRO": iro}, team, doubt)
    if len(faults) > before or (template is None and audit is None):
        return None
    if due is None and template is not None and audit is None:
        due = after_working_days(against.today, template.due_working_days)
    return NewAudit(
        case=Case(
            reference=reference_of(row),
            case_type=_kept("case_type", row, table, audit),
            team=team,
            month=month,
            theme=_kept("theme", row, table, audit),
            list=_kept("list", row, table, audit),
            family=_family(row, table, audit, against),
        ),
        template_id=template.id if template else audit.template_id if audit else "",
        template_hash=template.content_hash if template else "",
        auditors=tuple(auditor.id for auditor in auditors),
        practitioner=practitioner.id if practitioner else None,
        manager=manager.id if manager else None,
        iro=iro.id if iro else None,
        due=due,
        restricted=restricted,
    )


def _family(row: Row, table: Table, audit: Allocation | None, against: Against) -> str:
    if audit is not None and "family" not in table.columns:
        return audit.family
    name = " ".join(row["family"].split())
    return against.keyed(name) if name else ""


def _kept(column: str, row: Row, table: Table, audit: Allocation | None) -> str:
    """The cell; if the list has no such column, what is stored."""
    return row[column] if audit is None or column in table.columns else str(getattr(audit, column))


def _template(row: Row, against: Against, say: fields.Say) -> Template | None:
    wanted = row["template"].casefold()
    if not wanted and len(against.templates) == 1:
        return next(iter(against.templates.values()))
    form = against.templates.get(wanted)
    if form is None:
        names = list(against.templates)
        if not wanted:
            say("template", f"is empty. Name the form: {listed(names)}.")
        else:
            near = nearest(wanted, names)
            cure = f"Did you mean {near}?" if near else f"The forms are {listed(names, 'and')}."
            say("template", f"there is no form {shown(row['template'])}. {cure}")
    return form


def _no_doubles(rows: Sequence[_Read], faults: list[Fault]) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for row in rows:
        case = row.entry.case
        key = (case.reference.casefold(), row.entry.template_id, case.month)
        if first.setdefault(key, row.number) != row.number:
            text = f"row {first[key]} allocates this case already, with the same form and month."
            faults.append(Fault(row.number, "case_ref", f"{text} Keep one of the two."))


def _changed(row: _Read, against: Against) -> CaseChanged:
    if row.stands is None:
        raise ValueError("nothing stands that could be changed")
    audit = row.stands.audit
    return CaseChanged(
        row=row.number,
        audit_id=audit.audit_id,
        template_was=audit.template_id,
        template_id=row.entry.template_id,
        changes=row.changes,
        text=difference(audit, row.changes, against.people),
    )


def _by_calendar(rows: Sequence[_Read], calendar: Calendar, said: list[str]) -> list[_Read]:
    """New cases as the programme's calendar has their month: with its theme where the row has none, and
    without the teams that are left out of it.  A row with another theme than the month's goes its own way."""
    taken: list[_Read] = []
    themed: dict[str, int] = {}
    for row in rows:
        case = row.entry.case
        planned = round_of(calendar, case.month, case.list) if row.stands is None else None
        if planned is None or (case.theme and same(case.theme) != same(planned.theme)):
            taken.append(row)
        elif planned.leaves_out(case.team):
            said.append(
                f"Row {row.number} was left out: the calendar leaves {case.team} out of "
                f"{month_name(case.month)}. To take it all the same, write a theme of its own."
            )
        else:
            if planned.theme and not case.theme:
                told = f"of {month_name(case.month)}, {planned.theme}"
                themed[told] = themed.get(told, 0) + 1
            case = replace(case, theme=planned.theme or case.theme)
            taken.append(replace(row, entry=replace(row.entry, case=case)))
    said += [f"{count} new cases have the theme {told}." for told, count in themed.items()]
    return taken


def _days(rows: Sequence[_Read], today: date) -> list[str]:
    """What is odd about the new due dates."""
    dated = [
        (row.number, row.entry.due)
        for row in rows
        if row.entry.due is not None and (row.stands is None or Field.DUE in row.changes)
    ]
    late = [str(number) for number, due in dated if due < today]
    said = [f"The due date has passed already in row {', '.join(late)}."] if late else []
    idle = [f"row {number} ({due:%A} {uk_date(due)})" for number, due in dated if not is_working_day(due)]
    return said + ([f"The due date is no working day in {', '.join(idle)}."] if idle else [])
