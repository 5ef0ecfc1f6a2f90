"""The people list: who may talk to the bot, what they may be, and whom they answer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from bot.imports import fields
from bot.imports.table import Fault, NotTaken, Row, Table, read_table, shown
from dialogs.audits.audit import Person, PersonId, Role
from storage.people import NewPerson

COLUMNS = ("name", "email", "aad_object_id", "roles", "team", "manager_email", "deputy_email")
NEEDED = ("name", "email", "roles")
MANAGERS = frozenset({Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD})
"""Whoever has one of these may be named as a manager."""


@dataclass(frozen=True)
class Standing:
    """The people list as it stands."""

    people: Mapping[PersonId, Person] = field(default_factory=dict)
    accounts: Mapping[str, PersonId] = field(default_factory=dict)
    """By the object id of the account."""

    @cached_property
    def by_email(self) -> Mapping[str, Person]:
        """The people by e-mail, in lower case."""
        return {person.email.casefold(): person for person in self.people.values()}

    @cached_property
    def account_of(self) -> Mapping[PersonId, str]:
        """The object id of each person's account."""
        return {person: account for account, person in self.accounts.items()}

    def email(self, person: PersonId | None) -> str:
        """The e-mail of this person; empty for nobody."""
        found = self.people.get(person or "")
        return found.email.casefold() if found is not None else ""


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """One row that changes somebody."""

    row: int
    before: Person
    after: NewPerson
    fields: Mapping[str, tuple[str, str]]
    """By column: what stood, and what stands now."""

    def __str__(self) -> str:
        parts = [f"{column} {_cell(was)} is now {_cell(now)}" for column, (was, now) in self.fields.items()]
        return f"row {self.row}, {self.after.email}: {'; '.join(parts)}."


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list without faults."""

    new: tuple[NewPerson, ...]
    changed: tuple[PersonChanged, ...]
    unchanged: int
    """How many rows say what stands already."""
    said: tuple[str, ...]
    """What its owner should know all the same."""

    @property
    def entries(self) -> tuple[NewPerson, ...]:
        """Whoever is to be stored."""
        return (*self.new, *(change.after for change in self.changed))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as read, and the person on the list whom it speaks of (None: somebody new)."""

    number: int
    entry: NewPerson
    before: Person | None


def read_people(path: Path, standing: Standing | None = None, *, update: bool = False) -> PeopleList:
    """The people in the file at `path`, checked against each other and against the list as it stands.

    A column that the file has not leaves what stands.  An empty team or manager takes it away; an empty
    object id leaves it, as the bot itself finds it out.  People without a row stay as they are.  With
    `update` a known object id with another e-mail is the same person.  Raises NotTaken with every fault.
    """
    standing = standing or Standing()
    table = read_table(path, COLUMNS, NEEDED)
    faults: list[Fault] = []
    lines = [_line(row, table, standing, faults) for row in table.rows]
    _no_doubles(lines, faults)
    for line in lines:
        _same_person(line, standing, update, faults)
    moved = {line.before.email.casefold(): line.entry.email for line in lines if line.before is not None}
    if "manager_email" in table.columns:
        _managers(lines, standing, moved, faults)
    if "deputy_email" in table.columns:
        _deputies(lines, standing, moved, faults)
    if faults:
        raise NotTaken(sorted(faults, key=lambda fault: fault.row))
    lines = [_still(line, table, standing, moved) for line in lines]
    changes = {line.number: _changes(line, standing, moved) for line in lines}
    return PeopleList(
        new=tuple(line.entry for line in lines if line.before is None),
        changed=tuple(
            PersonChanged(line.number, line.before, line.entry, changes[line.number])
            for line in lines
            if line.before is not None and changes[line.number]
        ),
        unchanged=sum(line.before is not None and not changes[line.number] for line in lines),
        said=(*table.said, *_namesakes(lines, standing)),
    )


def _line(row: Row, table: Table, standing: Standing, faults: list[Fault]) -> _Line:
    entry = _entry(row, faults)
    known = standing.by_email.get(entry.email)
    account = standing.accounts.get(entry.aad_object_id)
    before = standing.people[account] if known is None and account is not None else known
    if before is None:
        return _Line(row.number, entry, None)
    entry = replace(entry, id=before.id)
    if "team" not in table.columns:
        entry = replace(entry, team=before.team)
    return _Line(row.number, entry, before)


def _still(line: _Line, table: Table, standing: Standing, moved: Mapping[str, str]) -> _Line:
    """The row of a list that says nothing of managers or deputies: those who stand, under the e-mail that
    they have from now on."""
    if line.before is None:
        return line
    entry = line.entry
    if "manager_email" not in table.columns:
        entry = replace(entry, manager_email=_moved(standing.email(line.before.manager), moved))
    if "deputy_email" not in table.columns:
        entry = replace(entry, deputy_email=_moved(standing.email(line.before.deputy), moved))
    return replace(line, entry=entry)


def _entry(row: Row, faults: list[Fault]) -> NewPerson:
    say = fields.faults_of(row, faults)
    for column in NEEDED:
        if not row[column]:
            say(column, "is empty. Fill it in.")
    if row["name"].startswith(("+", "-", "@")):
        say("name", f"{shown(row['name'])} is not a name. Write the person's name.")
    return NewPerson(
        name=" ".join(row["name"].split()),
        email=fields.email(row, "email", say),
        aad_object_id=fields.aad_object_id(row, "aad_object_id", say),
        roles=fields.roles(row, "roles", say),
        team=" ".join(row["team"].split()),
        manager_email=fields.email(row, "manager_email", say),
        deputy_email=fields.email(row, "deputy_email", say),
    )


def _no_doubles(lines: Sequence[_Line], faults: list[Fault]) -> None:
    first: dict[str, int] = {}
    for line in lines:
        for column, value in (("email", line.entry.email), ("aad_object_id", line.entry.aad_object_id)):
            if value and first.setdefault(value, line.number) != line.number:
                text = f"row {first[value]} has {shown(value)} already. Keep one of the two."
                faults.append(Fault(line.number, column, text))
        twin = first.setdefault(f"/{line.before.id}", line.number) if line.before is not None else line.number
        if twin != line.number and line.entry.email and line.before is not None:
            text = f"row {twin} is {line.before.name} as well, by the object id. Keep one of the two."
            if not any(fault.row == line.number and fault.column == "email" for fault in faults):
                faults.append(Fault(line.number, "email", text))


def _same_person(line: _Line, standing: Standing, update: bool, faults: list[Fault]) -> None:
    """An e-mail and an object id that are not the same person's, as the list stands."""
    email, account = line.entry.email, line.entry.aad_object_id
    if line.before is None or not account or not email:
        return
    holder = standing.accounts.get(account)
    if holder is not None and holder != line.before.id:
        text = (
            f"{shown(email)} is {line.before.name} on the people list, and this object id is that of "
            f"{standing.people[holder].name} ({standing.email(holder)}). Correct the one or the other."
        )
        faults.append(Fault(line.number, "email", text))
    elif holder is None and line.before.id in standing.account_of:
        text = (
            f"{shown(email)} belongs to {line.before.name} on the people list, with another object id "
            f"({standing.account_of[line.before.id]}). Correct the one or the other, or leave the object id "
            "empty."
        )
        faults.append(Fault(line.number, "email", text))
    elif line.before.email.casefold() != email and not update:
        text = (
            f"this object id is that of {line.before.name}, with the e-mail {shown(line.before.email)}, and "
            f"here it is {shown(email)}. If this is the same person with a new e-mail, import again with "
            "--update."
        )
        faults.append(Fault(line.number, "email", text))


def _roles_by_email(
    lines: Sequence[_Line], standing: Standing, moved: Mapping[str, str]
) -> dict[str, frozenset[Role]]:
    """What everybody may be once this list is taken, by e-mail."""
    roles = {email: person.roles for email, person in standing.by_email.items() if email not in moved}
    return roles | {line.entry.email: line.entry.roles for line in lines if line.entry.email}


def _not_one(email: str, roles: Mapping[str, frozenset[Role]], moved: Mapping[str, str]) -> str:
    """Why nobody with this e-mail can be a manager or a deputy; empty where somebody can."""
    if email not in roles and email in moved:
        return f"{shown(email)} has the e-mail {shown(moved[email])} in this file. Write that one."
    if email not in roles:
        return f"nobody in this file or on the people list has the e-mail {shown(email)}. Add a row."
    if not roles[email] & MANAGERS:
        return f"{shown(email)} does not have the role manager. Add it to that person's roles."
    return ""


def _deputies(
    lines: Sequence[_Line], standing: Standing, moved: Mapping[str, str], faults: list[Fault]
) -> None:
    """Deputies may stand in for each other; nobody stands in for themselves."""
    roles = _roles_by_email(lines, standing, moved)
    for line in lines:
        deputy = line.entry.deputy_email
        text = _not_one(deputy, roles, moved) if deputy else ""
        if deputy and deputy == line.entry.email:
            text = "nobody stands in for themselves. Name another person, or leave the cell empty."
        if text:
            faults.append(Fault(line.number, "deputy_email", text))


def _managers(
    lines: Sequence[_Line], standing: Standing, moved: Mapping[str, str], faults: list[Fault]
) -> None:
    roles = _roles_by_email(lines, standing, moved)
    led = {email: _moved(standing.email(p.manager), moved) for email, p in standing.by_email.items()}
    led = {_moved(email, moved): manager for email, manager in led.items()}
    led |= {line.entry.email: line.entry.manager_email for line in lines if line.entry.email}
    for line in lines:
        manager = line.entry.manager_email
        if not manager:
            continue
        if manager == line.entry.email:
            text = "nobody is their own manager. Name another person, or leave the cell empty."
        elif why := _not_one(manager, roles, moved):
            text = why
        elif circle := _circle(line.entry.email, led):
            text = f"{' is led by '.join(circle)}: a circle. Take one of them out."
        else:
            continue
        faults.append(Fault(line.number, "manager_email", text))


def _moved(email: str, moved: Mapping[str, str]) -> str:
    return moved.get(email, email)


def _circle(first: str, led: Mapping[str, str]) -> list[str]:
    """The way from `first` by managers back to `first`; empty where it does not come back."""
    way = [first]
    while manager := led.get(way[-1], ""):
        if manager == first:
            return [*way, first]
        if manager in way:
            return []  # a circle higher up: its own rows tell it
        way.append(manager)
    return []


def _changes(line: _Line, standing: Standing, moved: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What the row changes, by column."""
    before, entry = line.before, line.entry
    if before is None:
        return {}
    account = standing.account_of.get(before.id, "")
    both = {
        "name": (before.name, entry.name),
        "email": (before.email.casefold(), entry.email),
        "aad_object_id": (account, entry.aad_object_id or account),
        "roles": (_roles(before.roles), _roles(entry.roles)),
        "team": (before.team, entry.team),
        "manager_email": (_moved(standing.email(before.manager), moved), entry.manager_email),
        "deputy_email": (_moved(standing.email(before.deputy), moved), entry.deputy_email),
    }
    return {column: (was, now) for column, (was, now) in both.items() if was != now}


def _roles(roles: Iterable[Role]) -> str:
    return ";".join(sorted(roles))


def _namesakes(lines: Sequence[_Line], standing: Standing) -> list[str]:
    """New people with the name of somebody on the list: perhaps the same ones with another e-mail."""
    named = {person.name.casefold(): person for person in standing.people.values()}
    present = {line.before.id for line in lines if line.before is not None}
    found = []
    for line in lines:
        twin = named.get(line.entry.name.casefold()) if line.before is None else None
        if twin is not None and twin.id not in present:
            found.append(
                f"Row {line.number} is a new person, and {twin.name} is on the list already with the e-mail "
                f"{twin.email}. Somebody who only has a new e-mail keeps their audits when the row has their "
                "object id and you import with --update."
            )
    return found


def _cell(text: str) -> str:
    return shown(text) if text else "(empty)"
