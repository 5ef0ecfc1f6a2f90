"""People as they are stored: names and e-mails sealed, found by keyed hash; and where their chats are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from dialogs.audits.audit import Person, PersonId, Role
from storage.keys import Keyring
from storage.seals import Seals
from storage.values import as_json, day, storable

PURGED_NAME = "Somebody who has left"
"""Stands where the name of somebody who was purged was."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person's chat can be reached; refreshed on every inbound activity."""

    service_url: str
    conversation_id: str
    tenant_id: str
    user_id: str
    """The channel's id of the person ("29:...")."""
    bot_id: str
    locale: str = ""
    """The language of their Teams ("en", "cy"); empty where the client has not told it."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One row of the people list."""

    name: str
    email: str
    roles: frozenset[Role]
    team: str = ""
    manager_email: str = ""
    aad_object_id: str = ""
    id: PersonId = ""
    """Empty: a fresh one is made.  That of somebody known: their e-mail may be changed with the rest.  Of
    somebody whose e-mail is known, theirs is kept."""
    deputy_email: str = ""
    """Empty: nobody stands in for them."""
    away_until: str | None = None
    """ISO: the day on which they are back; empty: they are here.  None leaves what is stored."""


@dataclass(slots=True)
class PeopleMemo:
    """People opened lately.  The sealed bytes are part of the key, so a changed person is never mistaken."""

    keyring: Keyring
    seals: Seals
    _known: dict[PersonId, tuple[tuple[Any, ...], Person]] = field(default_factory=dict)

    def person(
        self,
        id: str,
        sealed: bytes,
        roles: str,
        team: str,
        manager: str | None,
        deputy: str | None,
        email_hash: str,
        aad_object_id: str | None,
        seal: bytes | None,
        back_on: str | None = None,
        _limit: int = 20_000,
    ) -> Person:
        """The person of a row's columns.  Raises Unopenable, where its seal is broken as well."""
        ground = (sealed, roles, team, manager, deputy, email_hash, aad_object_id, seal, back_on)
        known = self._known.get(id)
        if known is not None and known[0] == ground:
            return known[1]
        named = (id, email_hash, aad_object_id, roles, team, manager, deputy)
        self.seals.check_person(seal, named)
        details = orjson.loads(self.keyring.open(sealed, identity(id)))
        person = Person(
            id=id,
            name=details["name"],
            email=details["email"],
            roles=frozenset(Role(role) for role in roles.split(";") if role),
            team=team,
            manager=manager,
            deputy=deputy,
            back_on=day(back_on),
        )
        if len(self._known) >= _limit:
            self._known.clear()
        self._known[id] = (ground, person)
        return person


def identity(person_id: PersonId) -> str:
    """What a person's sealed details are bound to."""
    return f"person|{person_id}"


def email_of(keyring: Keyring, person_id: PersonId, sealed: bytes) -> str:
    """The e-mail address of a person's sealed details; for somebody purged, what stands in its place.  Raises
    Unopenable."""
    details = orjson.loads(keyring.open(sealed, identity(person_id)))
    return details["email"] or purged_email(person_id)


def purged_email(person_id: PersonId) -> str:
    """What somebody who was purged is found by: nobody has this address."""
    return f"{person_id}@purged.invalid"


def person_row(keyring: Keyring, person_id: PersonId, new: NewPerson) -> dict[str, Any]:
    """The row of `new`, without the manager (who may come later in the same list)."""
    details = {"name": new.name.strip(), "email": new.email.strip()}
    return {
        "id": person_id,
        "sealed": keyring.seal(as_json(details), identity(person_id)),
        "email_hash": keyring.keyed("email", new.email),
        "aad_object_id": new.aad_object_id.strip().lower() or None,
        "roles": ";".join(sorted(new.roles)),
        "team": storable(new.team),
        "manager": None,
    }


def address_of(columns: Sequence[str | None]) -> Address | None:
    """The address of its columns; None where they are empty."""
    if columns[0] is None:
        return None
    return Address(*(column or "" for column in columns))
