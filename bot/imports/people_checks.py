"""Checks of a people list: its rows against each other, and against the stored list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.imports.people_standing import PersonRow, Standing
from bot.imports.table import Fault, Table, shown
from dialogs.audits.audit import Role

MANAGERS = frozenset({Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD})
"""Anybody with one of these may be named as a manager."""


def check_doubles(lines: Sequence[PersonRow], faults: list[Fault]) -> None:
    """Note two rows with the same e-mail or object id, or about the same stored person."""
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


def check_account(line: PersonRow, standing: Standing, update: bool, faults: list[Fault]) -> None:
    """Note an e-mail and an object id that belong to two different people on the stored list."""
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
    lines: Sequence[PersonRow], standing: Standing, moved: Mapping[str, str]
) -> dict[str, frozenset[Role]]:
    """Everybody's roles once this list is taken, by e-mail."""
    roles = {email: person.roles for email, person in standing.by_email.items() if email not in moved}
    return roles | {line.entry.email: line.entry.roles for line in lines if line.entry.email}


def _not_one(email: str, roles: Mapping[str, frozenset[Role]], moved: Mapping[str, str]) -> str:
    """Why nobody with this e-mail can be a manager or a deputy; empty if somebody can."""
    if email not in roles and email in moved:
        return f"{shown(email)} has the e-mail {shown(moved[email])} in this file. Write that one."
    if email not in roles:
        return f"nobody in this file or on the people list has the e-mail {shown(email)}. Add a row."
    if not roles[email] & MANAGERS:
        return f"{shown(email)} does not have the role manager. Add it to that person's roles."
    return ""


def check_deputies(
    lines: Sequence[PersonRow], standing: Standing, moved: Mapping[str, str], faults: list[Fault]
) -> None:
    """Note impossible deputies.  Two people may stand in for each other; nobody stands in for themselves."""
    roles = _roles_by_email(lines, standing, moved)
    for line in lines:
        deputy = line.entry.deputy_email
        text = _not_one(deputy, roles, moved) if deputy else ""
        if deputy and deputy == line.entry.email:
            text = "nobody stands in for themselves. Name another person, or leave the cell empty."
        if text:
            faults.append(Fault(line.number, "deputy_email", text))


def check_managers(
    lines: Sequence[PersonRow], standing: Standing, moved: Mapping[str, str], faults: list[Fault]
) -> None:
    """Note a manager who is unknown, does not have the role, or is managed by the person they manage."""
    roles = _roles_by_email(lines, standing, moved)
    led = {email: now_called(standing.email(p.manager), moved) for email, p in standing.by_email.items()}
    led = {now_called(email, moved): manager for email, manager in led.items()}
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


def now_called(email: str, moved: Mapping[str, str]) -> str:
    """The e-mail that the person with `email` on the stored list has from now on."""
    return moved.get(email, email)


def _circle(first: str, led: Mapping[str, str]) -> list[str]:
    """The chain of managers from `first` back to `first`; empty if it does not come back."""
    way = [first]
    while manager := led.get(way[-1], ""):
        if manager == first:
            return [*way, first]
        if manager in way:
            return []  # a circle higher up: its own rows report it
        way.append(manager)
    return []


def namesakes(lines: Sequence[PersonRow], standing: Standing, table: Table) -> list[str]:
    """New people with the name of somebody on the list: perhaps the same person with another e-mail."""
    named = {person.name.casefold(): person for person in standing.people.values()}
    present = {line.before.id for line in lines if line.before is not None}
    remarks = []
    for line in lines:
        twin = named.get(line.entry.name.casefold()) if line.before is None else None
        if twin is not None and twin.id not in present:
            whose = table.owner(line.number) or f"Row {line.number}"
            remarks.append(
                f"{whose} is a new person, and {twin.name} is on the list already with the e-mail "
                f"{twin.email}. Somebody who only has a new e-mail keeps their audits when the row has their "
                "object id and you import with --update."
            )
    return remarks
