"""The case list: which file is audited by whom, by when, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.imports import fields
from bot.imports.people import MANAGERS
from bot.imports.table import Fault, NotTaken, Row, read_table, shown
from dialogs.audit import Case, Person, Role
from storage.shelves import NewAudit
from template_specs.model import Template
from template_specs.words import listed, nearest
from template_specs.workdays import after_working_days

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
)
NEEDED = ("case_ref", "manager_email", "auditor_emails")


@dataclass(frozen=True, slots=True)
class CaseList:
    """A list without faults; `said` is what its owner should know all the same."""

    entries: tuple[NewAudit, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Against:
    """What the rows are checked against."""

    people: Mapping[str, Person]
    templates: Mapping[str, Template]
    today: date


def read_cases(
    path: Path, people: Mapping[str, Person], templates: Mapping[str, Template], today: date
) -> CaseList:
    """The allocations in the file at `path`, checked against `people` (by e-mail) and `templates` (by id).

    An empty month is this month; an empty due date is the form's own number of working days from `today`.
    Raises NotTaken with every fault.
    """
    table = read_table(path, COLUMNS, NEEDED)
    against = _Against(people, templates, today)
    faults: list[Fault] = []
    numbered = [
        (row.number, entry) for row in table.rows if (entry := _entry(row, against, faults)) is not None
    ]
    _no_doubles(numbered, faults)
    if faults:
        raise NotTaken(sorted(faults, key=lambda fault: fault.row))
    late = [str(number) for number, entry in numbered if entry.due is not None and entry.due < today]
    said = [f"The due date has passed already in row {', '.join(late)}."] if late else []
    return CaseList(tuple(entry for _, entry in numbered), (*table.said, *said))


def _entry(row: Row, against: _Against, faults: list[Fault]) -> NewAudit | None:
    """The row's allocation; None where a fault (noted) leaves nothing to check further."""
    before = len(faults)
    say = fields.faults_of(row, faults)
    if not row["case_ref"]:
        say("case_ref", "is empty. Write the file's reference number, never a name.")
    template = _template(row, against, say)
    month = fields.month(row, "month", say) or f"{against.today:%Y-%m}"
    due = fields.day(row, "due", say, against.today)
    manager = _person(row, "manager_email", against, say)
    if manager is None and not row["manager_email"]:
        say("manager_email", "is empty. Name the manager, who receives the summary and the actions.")
    practitioner = _person(row, "practitioner_email", against, say)
    iro = _person(row, "iro_email", against, say)
    auditors = _auditors(row, against, say)
    team = " ".join(row["team"].split()) or (practitioner.team if practitioner else "")
    if manager is not None and not manager.roles & MANAGERS:
        say("manager_email", f"{shown(manager.email)} has not the role manager on the people list.")
    if practitioner is not None and Role.PRACTITIONER not in practitioner.roles:
        say("practitioner_email", f"{shown(practitioner.email)} has not the role practitioner.")
    if iro is not None and Role.IRO not in iro.roles:
        say("iro_email", f"{shown(iro.email)} has not the role iro on the people list.")
    _independent(auditors, {"practitioner": practitioner, "manager": manager, "IRO": iro}, team, say)
    if len(faults) > before or template is None or manager is None:
        return None
    case = Case(
        reference=" ".join(row["case_ref"].split()),
        case_type=row["case_type"],
        team=team,
        month=month,
        theme=row["theme"],
        list=row["list"],
    )
    return NewAudit(
        case=case,
        template_id=template.id,
        template_hash=template.content_hash,
        auditors=tuple(auditor.id for auditor in auditors),
        practitioner=practitioner.id if practitioner else None,
        manager=manager.id,
        iro=iro.id if iro else None,
        due=due or after_working_days(against.today, template.due_working_days),
    )


def _template(row: Row, against: _Against, say: fields.Say) -> Template | None:
    wanted = row["template"].casefold()
    if not wanted and len(against.templates) == 1:
        return next(iter(against.templates.values()))
    found = against.templates.get(wanted)
    if found is None:
        names = list(against.templates)
        if not wanted:
            say("template", f"is empty. Name the form: {listed(names)}.")
        else:
            near = nearest(wanted, names)
            cure = f"Did you mean {near}?" if near else f"The forms are {listed(names, 'and')}."
            say("template", f"there is no form {shown(row['template'])}. {cure}")
    return found


def _person(row: Row, column: str, against: _Against, say: fields.Say) -> Person | None:
    address = fields.email(row, column, say)
    return _known(address, column, against, say) if address else None


def _known(address: str, column: str, against: _Against, say: fields.Say) -> Person | None:
    person = against.people.get(address)
    if person is None:
        near = nearest(address, against.people)
        cure = f"Did you mean {near}?" if near else "Import the people first, or correct it."
        say(column, f"nobody on the people list has the e-mail {shown(address)}. {cure}")
    return person


def _auditors(row: Row, against: _Against, say: fields.Say) -> tuple[Person, ...]:
    column = "auditor_emails"
    addresses = fields.emails(row, column, say)
    if not row[column]:
        say(column, "is empty. Name one auditor, or a pair separated by a semicolon.")
    if len(set(addresses)) < len(addresses):
        say(column, "names one person twice. Name two people, or one.")
    if len(addresses) > 2:
        say(column, f"names {len(addresses)} people. An audit has one auditor or a pair.")
    found = [_known(address, column, against, say) for address in addresses]
    for person in found:
        if person is not None and Role.AUDITOR not in person.roles:
            say(column, f"{shown(person.email)} has not the role auditor on the people list.")
    return tuple(person for person in found if person is not None)


def _independent(
    auditors: Sequence[Person], others: Mapping[str, Person | None], team: str, say: fields.Say
) -> None:
    """Nobody audits their own case or their own team's."""
    for auditor in auditors:
        for part, other in others.items():
            if other is not None and other.id == auditor.id:
                say("auditor_emails", f"{shown(auditor.email)} is the case's {part}. Name somebody else.")
        if team and auditor.team.casefold() == team.casefold():
            text = f"{shown(auditor.email)} is in the case's own team. Name somebody from another team."
            say("auditor_emails", text)


def _no_doubles(numbered: Sequence[tuple[int, NewAudit]], faults: list[Fault]) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for number, entry in numbered:
        key = (entry.case.reference.casefold(), entry.template_id, entry.case.month)
        if first.setdefault(key, number) != number:
            text = f"row {first[key]} allocates this case already, with the same form and month."
            faults.append(Fault(number, "case_ref", f"{text} Keep one of the two."))
