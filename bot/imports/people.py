"""The people list: who may talk to the bot, which roles they have, and who manages them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.imports import fields
from bot.imports.people_checks import (
    check_account,
    check_deputies,
    check_doubles,
    check_managers,
    namesakes,
    now_called,
)
from bot.imports.people_standing import PersonRow, Standing
from bot.imports.table import Fault, NotTaken, Row, Table, read_table, shown
from dialogs.audits.audit import Person, Role
from storage.people import NewPerson

COLUMNS = ("name", "email", "aad_object_id", "roles", "team", "manager_email", "deputy_email")
NEEDED = ("name", "email", "roles")


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """One row that changes somebody."""

    row: int
    before: Person
    after: NewPerson
    fields: Mapping[str, tuple[str, str]]
    """By column: what was stored, and what is now."""
    numbered: bool = True
    """Whether the row has a number that somebody can see."""

    def __str__(self) -> str:
        parts = [f"{column} {_cell(was)} is now {_cell(now)}" for column, (was, now) in self.fields.items()]
        place = f"row {self.row}, " if self.numbered else ""
        return f"{place}{self.after.email}: {'; '.join(parts)}."

    @property
    def place(self) -> str:
        """Before a remark about the row: "Row 3: "; empty where rows have no numbers."""
        return f"Row {self.row}: " if self.numbered else ""


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list without faults."""

    new: tuple[NewPerson, ...]
    changed: tuple[PersonChanged, ...]
    unchanged: int
    """How many rows say what is stored already."""
    said: tuple[str, ...]
    """What the list's owner should know although it was taken."""

    @property
    def entries(self) -> tuple[NewPerson, ...]:
        """Everybody to be stored."""
        return (*self.new, *(change.after for change in self.changed))


def people_table(path: Path) -> Table:
    """The rows of the people list at `path`.  Raises NotTaken."""
    return read_table(path, COLUMNS, NEEDED)


def read_people(table: Table, standing: Standing | None = None, *, update: bool = False) -> PeopleList:
    """The people in `table`, checked against each other and against the stored list.

    A column that it does not have leaves things as they are.  An empty team or manager is cleared; an
    empty object id is not, because the bot finds that out itself.  People without a row stay as they are.
    With `update`, a known object id with another e-mail is the same person.  Raises NotTaken with every
    fault.
    """
    standing = standing or Standing()
    faults: list[Fault] = []
    lines = [_line(row, table, standing, faults) for row in table.rows]
    check_doubles(lines, faults)
    for line in lines:
        check_account(line, standing, update, faults)
    moved = {line.before.email.casefold(): line.entry.email for line in lines if line.before is not None}
    if "manager_email" in table.columns:
        check_managers(lines, standing, moved, faults)
    if "deputy_email" in table.columns:
        check_deputies(lines, standing, moved, faults)
    if faults:
        raise NotTaken(
            [replace(fault, whose=table.owner(fault.row)) for fault in sorted(faults, key=lambda f: f.row)]
        )
    lines = [_still(line, table, standing, moved) for line in lines]
    changes = {line.number: _changes(line, standing, moved) for line in lines}
    return PeopleList(
        new=tuple(line.entry for line in lines if line.before is None),
        changed=tuple(
            PersonChanged(line.number, line.before, line.entry, changes[line.number], not table.whose)
            for line in lines
            if line.before is not None and changes[line.number]
        ),
        unchanged=sum(line.before is not None and not changes[line.number] for line in lines),
        said=(*table.said, *namesakes(lines, standing, table)),
    )


def _line(row: Row, table: Table, standing: Standing, faults: list[Fault]) -> PersonRow:
    entry = _entry(row, faults)
    known = standing.by_email.get(entry.email)
    account = standing.accounts.get(entry.aad_object_id)
    before = standing.people[account] if known is None and account is not None else known
    if before is None:
        return PersonRow(row.number, entry, None)
    entry = replace(entry, id=before.id)
    if "team" not in table.columns:
        entry = replace(entry, team=before.team)
    return PersonRow(row.number, entry, before)


def _still(line: PersonRow, table: Table, standing: Standing, moved: Mapping[str, str]) -> PersonRow:
    """The row of a list that has no column for managers or deputies: with the stored ones, under the e-mails
    that they have from now on."""
    if line.before is None:
        return line
    entry = line.entry
    if "manager_email" not in table.columns:
        entry = replace(entry, manager_email=now_called(standing.email(line.before.manager), moved))
    if "deputy_email" not in table.columns:
        entry = replace(entry, deputy_email=now_called(standing.email(line.before.deputy), moved))
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


def _changes(line: PersonRow, standing: Standing, moved: Mapping[str, str]) -> dict[str, tuple[str, str]]:
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
        "manager_email": (now_called(standing.email(before.manager), moved), entry.manager_email),
        "deputy_email": (now_called(standing.email(before.deputy), moved), entry.deputy_email),
    }
    return {column: (was, now) for column, (was, now) in both.items() if was != now}


def _roles(roles: Iterable[Role]) -> str:
    return ";".join(sorted(roles))


def _cell(text: str) -> str:
    return shown(text) if text else "(empty)"
