"""The people list: who there is, what they may be, and whom they answer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.imports import fields
from bot.imports.table import Fault, NotTaken, Row, read_table, shown
from dialogs.audit import Person, Role
from storage.people import NewPerson

COLUMNS = ("name", "email", "aad_object_id", "roles", "team", "manager_email", "deputy_email")
NEEDED = ("name", "email", "roles")
MANAGERS = frozenset({Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD})
"""Whoever has one of these may be named as a manager."""


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list without faults; `said` is what its owner should know all the same."""

    entries: tuple[NewPerson, ...]
    said: tuple[str, ...]


def read_people(path: Path, stored: Mapping[str, Person]) -> PeopleList:
    """The people in the file at `path`, checked against each other and against `stored` (by e-mail).

    Raises NotTaken with every fault.
    """
    table = read_table(path, COLUMNS, NEEDED)
    faults: list[Fault] = []
    numbered = [(row.number, _entry(row, faults)) for row in table.rows]
    _no_doubles(numbered, faults)
    _managers(numbered, stored, faults)
    _deputies(numbered, stored, faults)
    if faults:
        raise NotTaken(sorted(faults, key=lambda fault: fault.row))
    return PeopleList(tuple(entry for _, entry in numbered), table.said)


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


def _no_doubles(numbered: Sequence[tuple[int, NewPerson]], faults: list[Fault]) -> None:
    first: dict[str, int] = {}
    for number, entry in numbered:
        for column, value in (("email", entry.email), ("aad_object_id", entry.aad_object_id)):
            if value and first.setdefault(value, number) != number:
                text = f"row {first[value]} has {shown(value)} already. Keep one of the two."
                faults.append(Fault(number, column, text))


def _managers(
    numbered: Sequence[tuple[int, NewPerson]], stored: Mapping[str, Person], faults: list[Fault]
) -> None:
    listed = {entry.email: entry.roles for _, entry in numbered if entry.email}
    for number, entry in numbered:
        manager = entry.manager_email
        if not manager:
            continue
        known = listed.get(manager) or (stored[manager].roles if manager in stored else None)
        if manager == entry.email:
            text = "nobody is their own manager. Name another person, or leave the cell empty."
        elif known is None:
            text = f"nobody in this file or on the people list has the e-mail {shown(manager)}. Add a row."
        elif not known & MANAGERS:
            text = f"{shown(manager)} has not the role manager. Add it to that person's roles."
        else:
            continue
        faults.append(Fault(number, "manager_email", text))


def _deputies(
    numbered: Sequence[tuple[int, NewPerson]], stored: Mapping[str, Person], faults: list[Fault]
) -> None:
    listed = {entry.email: entry.roles for _, entry in numbered if entry.email}
    for number, entry in numbered:
        deputy = entry.deputy_email
        if not deputy:
            continue
        known = listed.get(deputy) or (stored[deputy].roles if deputy in stored else None)
        if deputy == entry.email:
            text = "nobody stands in for themselves. Name another person, or leave the cell empty."
        elif known is None:
            text = f"nobody in this file or on the people list has the e-mail {shown(deputy)}. Add a row."
        elif not known & MANAGERS:
            text = f"{shown(deputy)} has not the role manager. Add it to that person's roles."
        else:
            continue
        faults.append(Fault(number, "deputy_email", text))
