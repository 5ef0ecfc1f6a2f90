"""People as the organisation's directory has them, made into a people list and taken through the same door
as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.imports.people_checks import MANAGERS
from bot.imports.people_standing import Standing
from bot.imports.table import Row, Table
from dialogs.audits.audit import Person, PersonId, Role

COLUMNS = frozenset({"name", "email", "aad_object_id", "roles", "team", "manager_email"})
"""What a directory can say.  It knows no deputies, so those that are recorded stay."""


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """Somebody in the directory."""

    account: str
    """The object id."""
    name: str
    email: str
    """Lower case; empty where they have no mailbox."""
    roles: frozenset[Role]
    team: str = ""
    """The department; empty where none is filled in."""
    manager: str = ""
    """The object id of their manager's account; empty where none is named."""


def directory_table(people: Sequence[DirectoryPerson], standing: Standing) -> Table:
    """These people as a list, a row each in their order.

    What the directory does not say, or says of somebody who is no manager here, stays as it is recorded.
     Whoever has no e-mail address is left out, and said.
    """
    with_address = [person for person in people if person.email]
    by_account = {person.account: person for person in with_address}
    said = []
    if without := len(people) - len(with_address):
        accounts = "1 account has" if without == 1 else f"{without} accounts have"
        said.append(f"{accounts} no e-mail address in the directory, and was left out.")
    rows = []
    for number, person in enumerate(with_address, 1):
        stored = _stored(person, standing)
        manager = by_account.get(person.manager)
        leads = manager is not None and manager.roles & MANAGERS
        if manager is not None and not leads:
            said.append(
                f"{person.name} reports to {manager.name} in the directory, who has no manager's role here: "
                "their manager was left as it is recorded."
            )
        cells = {
            "name": person.name,
            "email": person.email,
            "aad_object_id": person.account,
            "roles": ";".join(sorted(person.roles)),
            "team": person.team or (stored.team if stored is not None else ""),
            "manager_email": manager.email
            if manager is not None and leads
            else _recorded_manager(stored, standing, by_account.values()),
        }
        rows.append(Row(number, cells))
    return Table(tuple(rows), COLUMNS, tuple(said), whose=tuple(person.email for person in with_address))


def not_in(people: Iterable[DirectoryPerson], standing: Standing) -> tuple[Person, ...]:
    """Those on the list, with a role, who are not in the directory; by name."""
    known = {person.id for one in people if (person := _stored(one, standing)) is not None}
    gone = (person for person in standing.people.values() if person.roles and person.id not in known)
    return tuple(sorted(gone, key=lambda person: (person.name.casefold(), person.id)))


def _stored(person: DirectoryPerson, standing: Standing) -> Person | None:
    account = standing.accounts.get(person.account)
    return standing.people.get(account) if account else standing.by_email.get(person.email)


def _recorded_manager(stored: Person | None, standing: Standing, people: Iterable[DirectoryPerson]) -> str:
    """The e-mail of the manager who is recorded, as it is from now on: the directory may have a new one."""
    manager: PersonId | None = stored.manager if stored is not None else None
    if manager is None:
        return ""
    account = standing.account_of.get(manager, "")
    now = next((one.email for one in people if account and one.account == account), "")
    return now or standing.email(manager)
