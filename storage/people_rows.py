"""People, their addresses, and the audit that each has in focus."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, delete, or_, select, update

from dialogs.audits.audit import AuditId, Person, PersonId, Role
from storage.people import Address, NewPerson, address_of, person_row
from storage.seals import SEALED_OF_PERSON, SealBroken
from storage.statements import insert_into, upsert
from storage.tables import addresses, desks, people
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS, Unreadable
from storage.values import micros

PERSON = (
    people.c.id,
    people.c.sealed,
    people.c.roles,
    people.c.team,
    people.c.manager,
    people.c.deputy,
    people.c.email_hash,
    people.c.aad_object_id,
    people.c.seal,
    people.c.away_until,
)
ADDRESS = (
    addresses.c.service_url,
    addresses.c.conversation_id,
    addresses.c.tenant_id,
    addresses.c.user_id,
    addresses.c.bot_id,
    addresses.c.locale,
)
_ALL = select(*PERSON)
_BY_ID = _ALL.where(people.c.id == bindparam("id"))
_BY_EMAIL = _ALL.where(people.c.email_hash.in_(bindparam("emails", expanding=True)))
_BY_IDS = _ALL.where(people.c.id.in_(bindparam("ids", expanding=True)))
_WITH_ROLE = (
    select(people.c.id).where((";" + people.c.roles + ";").like(bindparam("role"))).order_by(people.c.id)
)
_KNOWN = select(people.c.email_hash, people.c.id).where(
    people.c.email_hash.in_(bindparam("emails", expanding=True))
)
_ACCOUNTS = select(people.c.aad_object_id, people.c.id).where(people.c.aad_object_id.is_not(None))
_LINK = update(people).where(people.c.id == bindparam("person")).values(aad_object_id=bindparam("new_aad"))
_UNLINK = update(people).where(people.c.aad_object_id == bindparam("aad")).values(aad_object_id=None)
_LED_BY = update(people).where(people.c.id == bindparam("person")).values(manager=bindparam("new_manager"))
_STANDS_IN = update(people).where(people.c.id == bindparam("person")).values(deputy=bindparam("new_deputy"))
_ADDRESS = select(*ADDRESS).where(addresses.c.person_id == bindparam("person"))
_REACHABLE = select(addresses.c.person_id).where(addresses.c.person_id.in_(bindparam("ids", expanding=True)))
_ADDRESSED = tuple(column.name for column in addresses.c if column.name != "person_id")
_CHOSEN = update(people).where(people.c.id == bindparam("person")).values(language=bindparam("new_language"))
_LANGUAGES = (
    select(people.c.id, people.c.language, addresses.c.locale)
    .outerjoin(addresses, addresses.c.person_id == people.c.id)
    .where(people.c.id.in_(bindparam("ids", expanding=True)))
)
_AWAY = update(people).where(people.c.id == bindparam("person")).values(away_until=bindparam("until"))
_LATER = update(people).where(people.c.id == bindparam("person")).values(reminders_from=bindparam("until"))
_WAITS = or_(people.c.away_until > bindparam("today"), people.c.reminders_from > bindparam("today"))
_NOT_NOW = select(people.c.id).where(people.c.id.in_(bindparam("ids", expanding=True)), _WAITS)
_GONE = update(people).where(people.c.id == bindparam("person")).values(roles="", deputy=None)
_THEY_LEAD, _THEY_COVER = people.c.manager == bindparam("person"), people.c.deputy == bindparam("person")
_NEXT_MANAGER = update(people).where(_THEY_LEAD).values(manager=bindparam("next"))
_NEXT_DEPUTY = update(people).where(_THEY_COVER).values(deputy=bindparam("next"))
_LED_OR_COVERED = select(people.c.id).where(_THEY_LEAD | _THEY_COVER)
_HAS_ACCOUNT = select(people.c.id).where(people.c.aad_object_id == bindparam("aad"))
_SEALED = select(*(people.c[name] for name in SEALED_OF_PERSON), people.c.seal).where(
    people.c.id.in_(bindparam("ids", expanding=True))
)
_SEAL = update(people).where(people.c.id == bindparam("person")).values(seal=bindparam("new_seal"))
_CHUNK = 500


@cache
def _taken(on_postgresql: bool) -> Executable:
    statement = insert_into(people, on_postgresql)
    new = statement.excluded
    taken: Executable = statement.on_conflict_do_update(
        index_elements=[people.c.id],
        set_={
            "sealed": new.sealed,
            "email_hash": new.email_hash,
            "roles": new.roles,
            "team": new.team,
            "manager": None,
        },
    )
    return taken


class PeopleRows(TransactionPart):
    """Knows people: who they are, where their chats are, and which audit each has in focus."""

    __slots__ = ()

    async def person(self, person_id: PersonId) -> Person | None:
        """The person of this id.  Raises Unreadable."""
        row = (await self._connection.execute(_BY_ID, {"id": person_id})).one_or_none()
        return None if row is None else self.read(row)

    async def person_by_email(self, email: str) -> Person | None:
        """The person with this e-mail, whatever its case.  Raises Unreadable."""
        hashes = self._shared.keyring.keyed_by_any("email", email)
        row = (await self._connection.execute(_BY_EMAIL, {"emails": hashes})).one_or_none()
        return None if row is None else self.read(row)

    async def everybody(self) -> tuple[Person, ...]:
        """Everybody, by name.  Those who cannot be read are left out, and noted in `set_aside`."""
        rows = self._readable((await self._connection.execute(_ALL)).all())
        return tuple(sorted(rows, key=lambda person: (person.name, person.id)))

    async def accounts(self) -> dict[str, PersonId]:
        """Everybody who is known under an account, by its object id."""
        return {row[0]: row[1] for row in await self._connection.execute(_ACCOUNTS)}

    async def with_role(self, role: Role) -> tuple[PersonId, ...]:
        """The ids of everybody who has `role` in the programme."""
        ids = await self._connection.execute(_WITH_ROLE, {"role": f"%;{role.value};%"})
        return tuple(ids.scalars())

    async def people_named(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        """The people of these ids; ids of nobody, and of people who cannot be read, are left out."""
        people_by_id: dict[PersonId, Person] = {}
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), _CHUNK):
            rows = await self._connection.execute(_BY_IDS, {"ids": wanted[start : start + _CHUNK]})
            people_by_id.update((person.id, person) for person in self._readable(rows.all()))
        return people_by_id

    async def link_aad(self, person_id: PersonId, aad_object_id: str) -> None:
        """From now on `session` finds this person by `aad_object_id` (and nobody else by it)."""
        aad = aad_object_id.strip().lower()
        had = (await self._connection.execute(_HAS_ACCOUNT, {"aad": aad})).scalars().all()
        changed = {person_id, *had}
        await self._sound(changed)
        await self._connection.execute(_UNLINK, {"aad": aad})
        await self._connection.execute(_LINK, {"person": person_id, "new_aad": aad})
        await self.reseal(changed)

    async def link_first(self, person_id: PersonId, aad_object_id: str) -> bool:
        """Link this account to a person who has none yet; False, and nothing changed, when they have one, or
        the account is somebody's already."""
        aad = aad_object_id.strip().lower()
        free = people.c.aad_object_id.is_(None)
        taken = await self._connection.execute(_HAS_ACCOUNT, {"aad": aad})
        if taken.first() is not None:
            return False
        await self._sound({person_id})
        linked = await self._connection.execute(_LINK.where(free), {"person": person_id, "new_aad": aad})
        await self.reseal({person_id})
        return linked.rowcount == 1

    async def take_people(self, new: Sequence[NewPerson]) -> Mapping[str, PersonId]:
        """Add these people, or change those whose e-mail is known, or whose id is given: theirs may be a new
        e-mail.  Ids by e-mail as given.

        A manager and a deputy are found by e-mail among `new` and those stored; an unknown one is left empty.
        An AAD id is taken where one is given, and otherwise left as it was.
        """
        if not new:
            return {}
        keyed = self._shared.keyring.keyed
        emails = {e for p in new for e in (p.email, p.manager_email, p.deputy_email) if e}
        ids = await self._ids_by_hash(emails)
        rows = []
        for person in new:
            hashed = keyed("email", person.email)
            ids.setdefault(hashed, person.id or uuid.uuid4().hex)
            rows.append(person_row(self._shared.keyring, ids[hashed], person))
        await self._sound(row["id"] for row in rows)
        for row in rows:
            row["aad_object_id"], row["aad"] = None, row["aad_object_id"]
        await self._connection.execute(
            _taken(self._shared.postgresql), [{k: v for k, v in row.items() if k != "aad"} for row in rows]
        )
        await self.reseal(row["id"] for row in rows)
        for row in rows:
            if row["aad"]:
                await self.link_aad(row["id"], row["aad"])
        led = [
            {"person": ids[keyed("email", p.email)], "new_manager": ids.get(keyed("email", p.manager_email))}
            for p in new
            if p.manager_email
        ]
        if led:
            await self._connection.execute(_LED_BY, led)
        deputies = [
            {"person": ids[keyed("email", p.email)], "new_deputy": ids.get(keyed("email", p.deputy_email))}
            for p in new
        ]
        await self._connection.execute(_STANDS_IN, deputies)
        await self.reseal(row["id"] for row in rows)
        for person in new:
            if person.away_until is not None:
                await self.away(ids[keyed("email", person.email)], person.away_until)
        return {person.email: ids[keyed("email", person.email)] for person in new}

    async def away(self, person_id: PersonId, until: str) -> None:
        """This person is away, and back on the day `until` (ISO); empty: they are here."""
        await self._connection.execute(_AWAY, {"person": person_id, "until": until or None})

    async def put_off(self, person_id: PersonId, until: str) -> None:
        """This person wants no reminders before the day `until` (ISO)."""
        await self._connection.execute(_LATER, {"person": person_id, "until": until})

    async def not_to_remind(self, ids: Iterable[PersonId], today: date) -> frozenset[PersonId]:
        """Those of them who are away on `today`, or have put their reminders off until later."""
        wanted = sorted(set(ids))
        rows = await self._connection.execute(_NOT_NOW, {"ids": wanted, "today": today.isoformat()})
        return frozenset(rows.scalars()) if wanted else frozenset()

    async def leave(self, person_id: PersonId, successor: PersonId | None) -> None:
        """This person may do nothing any more, and nothing is sent to them.  Those whom they led, or stood in
        for, have `successor` in their place."""
        others = (await self._connection.execute(_LED_OR_COVERED, {"person": person_id})).scalars().all()
        await self._sound([person_id, *others])
        await self._connection.execute(_GONE, {"person": person_id})
        await self._connection.execute(_NEXT_MANAGER, {"person": person_id, "next": successor})
        await self._connection.execute(_NEXT_DEPUTY, {"person": person_id, "next": successor})
        await self.reseal([person_id, *others])
        await self._connection.execute(delete(desks).where(desks.c.person_id == person_id))
        await self.forget_address(person_id)

    async def remember_address(self, person_id: PersonId, address: Address, now: datetime) -> None:
        """Where this person's chat is; nothing is written when it is the one that stands."""
        if await self.address(person_id) == address:
            return
        row = {
            "person_id": person_id,
            "service_url": address.service_url,
            "conversation_id": address.conversation_id,
            "tenant_id": address.tenant_id,
            "user_id": address.user_id,
            "bot_id": address.bot_id,
            "at": micros(now),
            "locale": address.locale or None,
        }
        addressed = upsert(addresses, "person_id", _ADDRESSED, self._shared.postgresql)
        await self._connection.execute(addressed, row)
        self._open.addresses[person_id] = address

    async def address(self, person_id: PersonId) -> Address | None:
        """Where this person's chat can be reached; None if they have never written, or it is gone."""
        if person_id not in self._open.addresses:
            row = (await self._connection.execute(_ADDRESS, {"person": person_id})).one_or_none()
            self._open.addresses[person_id] = None if row is None else address_of(row)
        return self._open.addresses[person_id]

    async def reachable(self, ids: Iterable[PersonId]) -> frozenset[PersonId]:
        """Those of these people whose chat is known."""
        wanted = sorted(set(ids))
        in_reach: set[PersonId] = set()
        for start in range(0, len(wanted), _CHUNK):
            rows = await self._connection.execute(_REACHABLE, {"ids": wanted[start : start + _CHUNK]})
            in_reach.update(rows.scalars())
        return frozenset(in_reach)

    async def choose_language(self, person_id: PersonId, language: str) -> None:
        """This person reads `language` ("cy") from now on, whatever the language of their Teams."""
        await self._connection.execute(_CHOSEN, {"person": person_id, "new_language": language})

    async def languages(self, ids: Iterable[PersonId]) -> dict[PersonId, str]:
        """The language that each of these people reads: the one they chose, else that of their Teams; empty
        where neither is known."""
        wanted = sorted(set(ids))
        read: dict[PersonId, str] = {}
        for start in range(0, len(wanted), _CHUNK):
            rows = await self._connection.execute(_LANGUAGES, {"ids": wanted[start : start + _CHUNK]})
            read.update((row[0], row[1] or row[2] or "") for row in rows)
        return read

    async def forget_address(self, person_id: PersonId) -> None:
        """The bot was taken out of the chat."""
        await self._connection.execute(delete(addresses).where(addresses.c.person_id == person_id))
        self._open.addresses[person_id] = None

    async def let_go(self, aad_object_id: str, audit_id: AuditId) -> None:
        """This account's chat speaks of `audit_id` no more, if it did."""
        person = select(people.c.id).where(people.c.aad_object_id == aad_object_id.strip().lower())
        mine = (desks.c.person_id.in_(person)) & (desks.c.audit_id == audit_id)
        await self._connection.execute(delete(desks).where(mine))

    async def focus_on(self, person_id: PersonId, audit_id: AuditId | None) -> None:
        """The audit that this person's chat speaks of from now on; None: none."""
        if audit_id is None:
            await self._connection.execute(delete(desks).where(desks.c.person_id == person_id))
        else:
            row = {"person_id": person_id, "audit_id": audit_id}
            focused = upsert(desks, "person_id", ("audit_id",), self._shared.postgresql)
            await self._connection.execute(focused, row)

    def read(self, row: Sequence[Any]) -> Person:
        """The person of a row's columns.  Raises Unreadable."""
        try:
            return self._shared.people.person(*row)
        except PROBLEMS as problem:
            raise self._open.sets_aside("person", row[0], problem) from problem

    def _readable(self, rows: Iterable[Sequence[Any]]) -> list[Person]:
        readable = []
        for row in rows:
            with suppress(Unreadable):  # noted, said and counted: one name missing must not stop a list
                readable.append(self.read(row))
        return readable

    async def _sound(self, ids: Iterable[PersonId]) -> None:
        """Raises Unreadable where one of these people's rows is not as this program left it: what is changed
        in it next would be sealed with the rest."""
        seals = self._shared.seals
        async for row in self._columns_sealed(ids):
            try:
                seals.check_person(row[-1], row[:-1])
            except SealBroken as problem:
                raise self._open.sets_aside("person", row[0], problem) from problem

    async def reseal(self, ids: Iterable[PersonId]) -> None:
        """Seal these people's rows as they stand; `_sound` comes before what changes them."""
        seals = self._shared.seals
        sealed = [
            {"person": row[0], "new_seal": seals.person(row[:-1])} async for row in self._columns_sealed(ids)
        ]
        if sealed:
            await self._connection.execute(_SEAL, sealed)

    async def _columns_sealed(self, ids: Iterable[PersonId]) -> AsyncIterator[Sequence[Any]]:
        wanted = sorted(set(ids)) if self._shared.seals.asked_for else []
        for start in range(0, len(wanted), _CHUNK):
            for row in await self._connection.execute(_SEALED, {"ids": wanted[start : start + _CHUNK]}):
                yield row

    async def _ids_by_hash(self, emails: Iterable[str]) -> dict[str, PersonId]:
        """Those known by these addresses: by the hash that `keyed` makes, whichever they are stored under."""
        by_any = [self._shared.keyring.keyed_by_any("email", email) for email in emails]
        made = {hashed: under_any[0] for under_any in by_any for hashed in under_any}
        hashes = sorted(made)
        id_by_hash: dict[str, PersonId] = {}
        for start in range(0, len(hashes), _CHUNK):
            rows = await self._connection.execute(_KNOWN, {"emails": hashes[start : start + _CHUNK]})
            id_by_hash.update((made[row[0]], row[1]) for row in rows)
        return id_by_hash
