"""The unit of work: `Storage.work()` is one transaction, `Work` what can be done in it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    TextClause,
    bindparam,
    delete,
    func,
    select,
    text,
    true,
)
from sqlalchemy.exc import DBAPIError

from dialogs.audits.audit import Audit, AuditId, Person
from dialogs.conversation.state import ConversationState
from storage.allocations import Allocations
from storage.audits import NAMES
from storage.due_reminders import DueReminders
from storage.engine import is_postgresql, make_engine, transactions_of
from storage.fast.cache import AuditCache
from storage.keys import SETTING as KEYS_SETTING
from storage.keys import ImpossibleKeys, Keyring
from storage.lists import AuditLists
from storage.migrations import migrate
from storage.people import Address, PeopleMemo, address_of
from storage.people_rows import ADDRESS, PERSON, PeopleRows
from storage.tables import addresses, audits, desks, inbox, meta, owed, people, templates, walks
from storage.transaction import Shared, StaleAudit, Unknown, insert_into
from storage.transactions import BoundStatement, Transactions
from storage.unreadable_rows import Unreadable
from storage.unsent_concerns import UnsentConcerns
from storage.values import micros
from template_specs.model import Template

CACHE_BYTES = 10_000_000
"""Bytes: some 330 audits with half their answers.  One that is not at hand is folded from its trail."""

_UNDONE = frozenset({"40001", "40P01"})
"""PostgreSQL: a serialisation failure, a deadlock (two people on two audits, each after the other's)."""
_PERSON, _ADDRESS = len(PERSON), len(PERSON) + len(ADDRESS)
_AUDIT = slice(_ADDRESS + 1, _ADDRESS + 1 + len(NAMES))


@dataclass(frozen=True, slots=True)
class Session:
    """All that a turn begins from: who, where, the audit in focus and this person's conversation state
    through it."""

    person: Person
    address: Address | None
    focus: AuditId | None
    """The audit that this person's chat speaks of."""
    audit: Audit | None
    """The one that this turn is about: the one in focus, or the one that was pressed."""
    conversation: ConversationState
    shut: AuditId = ""
    """The audit that this turn is about, where it cannot be opened."""
    held_up: bool = False
    """Cards for this person were set aside."""


@dataclass(frozen=True, slots=True)
class _About:
    """Which audit a sitting is about: the one in focus, or one that is named; `locked` (PostgreSQL): it and
    the conversation state are held until the commit, and read as they stand once they are."""

    named: bool
    locked: bool


def _sitting_of(begin: FromClause, about: _About) -> tuple[list[ColumnElement[Any]], FromClause]:
    """The columns of a sitting, and the joins that find them from `begin`, which has the person."""
    audit: Any = audits
    conversation: Any = walks
    which: Any = bindparam("named", type_=audits.c.id.type) if about.named else desks.c.audit_id
    if about.locked:  # subqueries, as an outer join cannot be locked
        one = select(audits).where(audits.c.id == which)
        audit = one.with_for_update(key_share=True).lateral("audit")
        mine = (walks.c.audit_id == audit.c.id) & (walks.c.person_id == people.c.id)
        conversation = select(walks).where(mine).with_for_update().lateral("walk")
    joined: Any = begin.outerjoin(addresses, addresses.c.person_id == people.c.id)
    joined = joined.outerjoin(desks, desks.c.person_id == people.c.id)
    if about.locked:
        joined = joined.outerjoin(audit, true()).outerjoin(conversation, true())
    else:
        joined = joined.outerjoin(audits, audits.c.id == which)
        joined = joined.outerjoin(
            walks, (walks.c.audit_id == audits.c.id) & (walks.c.person_id == people.c.id)
        )
    held = select(owed.c.id).where(owed.c.recipient == people.c.id, owed.c.failed).exists()
    columns = (
        *PERSON,
        *ADDRESS,
        desks.c.audit_id,
        *(audit.c[name] for name in NAMES),
        conversation.c.revision,
        conversation.c.sealed,
        held,
    )
    return [column.label(f"c{number}") for number, column in enumerate(columns)], joined


@cache
def _sitting(about: _About) -> Select[Any]:
    """One SELECT for a sitting."""
    columns, joined = _sitting_of(people, about)
    return select(*columns).select_from(joined).where(people.c.aad_object_id == bindparam("aad"))


@cache
def _begun(count: int, about: _About) -> Select[Any]:
    """PostgreSQL: take `count` inbox keys and read the sitting, in one statement: how many keys were taken,
    then the sitting's columns (NULL for a stranger)."""
    rows: list[dict[str, Any]] = [{"key": bindparam(f"key{n}"), "at": bindparam("at")} for n in range(count)]
    taken = insert_into(inbox, True).values(rows).on_conflict_do_nothing().returning(inbox.c.at).cte("taken")
    one = select(select(func.count()).select_from(taken).scalar_subquery().label("taken")).subquery("one")
    person = one.outerjoin(people, people.c.aad_object_id == bindparam("aad"))
    columns, joined = _sitting_of(person, about)
    return select(one.c.taken, *columns).select_from(joined)


def _from_snapshot(snapshot: bytes) -> Template:
    from template_specs.language.loader import from_snapshot  # its YAML reader is not wanted before a form is

    return from_snapshot(snapshot)


@cache
def _keys_taken(count: int) -> TextClause:
    rows = ", ".join(f"(:key{n}, :at)" for n in range(count))
    keys = (bindparam(f"key{n}", type_=LargeBinary()) for n in range(count))
    return text(f"INSERT INTO inbox (key, at) VALUES {rows} ON CONFLICT DO NOTHING").bindparams(*keys)  # noqa: S608


def _hashed(keys: Sequence[str]) -> dict[str, Any]:
    hashed = sorted({hashlib.sha256(key.encode("utf-8", "replace")).digest()[:16] for key in keys})
    return {f"key{n}": key for n, key in enumerate(hashed)}


class Work(PeopleRows, Allocations, AuditLists, DueReminders, UnsentConcerns):
    """One transaction.  All or nothing: an exception that leaves it undoes everything in it."""

    async def first_time(self, keys: Sequence[str], now: datetime) -> bool:
        """Take the inbox `keys` of one activity; False when any of them was taken before.  One statement."""
        taken, hashed = self._taking(keys, now)
        return await self._statements.execute(taken) == hashed

    def _taking(self, keys: Sequence[str], now: datetime) -> tuple[BoundStatement, int]:
        values = _hashed(keys)
        taken = self._shared.compiled(_keys_taken(len(values)))
        return BoundStatement(taken, {**values, "at": micros(now)}), len(values)

    async def forget_inbox(self, before: datetime) -> int:
        """Drop inbox keys taken before a moment after which no client repeats an activity; how many."""
        dropped = await self.connection.execute(delete(inbox).where(inbox.c.at < micros(before)))
        return dropped.rowcount

    async def begun(
        self,
        keys: Sequence[str],
        aad_object_id: str,
        now: datetime,
        *,
        on: AuditId = "",
        hold: bool = True,
    ) -> tuple[bool, Session | None]:
        """`first_time` and `sitting` at once: what every turn begins with, in one trip to the database.

        Raises Unreadable where the person cannot be read.
        """
        about, values = self._about(aad_object_id, on, hold)
        if not self._shared.postgresql:
            taking, wanted = self._taking(keys, now)
            reading = BoundStatement(self._shared.compiled(_sitting(about)), values)
            taken, found = await self._statements.change_and_read(taking, reading)
            return taken == wanted, await self._sat(found[0]) if found else None
        hashed = _hashed(keys)
        statement = self._shared.compiled(_begun(len(hashed), about))
        values = {**hashed, **values, "at": micros(now)}
        (row,) = await self._statements.rows(BoundStatement(statement, values))
        if row[0] < len(hashed):
            # This statement may have waited for the turn that was first, and does not see what that one did.
            return False, await self.session(aad_object_id, on=on, hold=hold)
        return True, await self._sat(row[1:]) if row[1] is not None else None

    async def session(self, aad_object_id: str, *, on: AuditId = "", hold: bool = True) -> Session | None:
        """What this person's turn begins from; None for somebody not linked to the people list.

        It is about the audit `on` (the one that was pressed), else the one in focus; `hold` as in `audit`.
        One SELECT, and one more for the trail where the audit is not in memory as it stands.

        Raises Unreadable where the person cannot be read.
        """
        about, values = self._about(aad_object_id, on, hold)
        found = await self._statements.rows(BoundStatement(self._shared.compiled(_sitting(about)), values))
        return await self._sat(found[0]) if found else None

    def _about(self, aad_object_id: str, on: AuditId, hold: bool) -> tuple[_About, dict[str, Any]]:
        about = _About(bool(on), hold and self._writing and self._shared.postgresql)
        return about, {"aad": aad_object_id.lower()} | ({"named": on} if on else {})

    async def _sat(self, row: Sequence[Any]) -> Session:
        person = self._person(row[:_PERSON])
        address = self._addresses[person.id] = address_of(row[_PERSON:_ADDRESS])
        focus, audit, held_up = row[_ADDRESS], row[_AUDIT], bool(row[-1])
        if audit[0] is None:
            return Session(person, address, focus, None, ConversationState(), held_up=held_up)
        try:
            held = await self._held(audit)
        except Unreadable:
            return Session(person, address, focus, None, ConversationState(), shut=audit[0], held_up=held_up)
        conversation = self._walk(held, person.id, row[-3], row[-2])
        return Session(person, address, focus, held.audit, conversation, held_up=held_up)

    async def template(self, content_hash: str) -> Template:
        """The form as it was pinned.  Raises Unknown.  Read and parsed once, then kept."""
        known = self._shared.templates.get(content_hash)
        if known is None:
            statement = select(templates.c.snapshot).where(templates.c.hash == content_hash)
            snapshot = (await self.connection.execute(statement)).scalar_one_or_none()
            if snapshot is None:
                raise Unknown(f"there is no template {content_hash}")
            known = self._shared.parse_template(bytes(snapshot))
            self._shared.templates[content_hash] = known
        return known

    async def keep_template(self, content_hash: str, snapshot: bytes) -> None:
        """Keep the snapshot of a form, once."""
        statement = insert_into(templates, self._shared.postgresql).on_conflict_do_nothing()
        await self.connection.execute(statement, {"hash": content_hash, "snapshot": snapshot})


class Storage:
    """The database and its keys."""

    def __init__(self, shared: Shared, transactions: Transactions):
        self._shared = shared
        self._transactions = transactions

    @classmethod
    async def open(
        cls,
        url: str,
        keyring: Keyring,
        *,
        parse_template: Callable[[bytes], Template] | None = None,
        pool_size: int = 8,
        cache: int = CACHE_BYTES,
    ) -> Self:
        """The storage at `url`; nothing is read yet.  `cache`: bytes of folded audits that stay in memory.

        Raises ImpossibleDatabase.
        """
        engine = make_engine(url, pool_size=pool_size)
        return cls(
            Shared(
                engine,
                is_postgresql(engine),
                keyring,
                AuditCache(cache),
                PeopleMemo(keyring),
                parse_template or _from_snapshot,
            ),
            transactions_of(engine, url, pool_size),
        )

    @property
    def keyring(self) -> Keyring:
        """The keys."""
        return self._shared.keyring

    def person(self, row: Sequence[Any]) -> Person:
        """The person of a row of `people_rows.PERSON`.  Raises Unopenable."""
        return self._shared.people.person(*row)

    def fingerprints(self, words: str) -> frozenset[int]:
        """Keyed shingle hashes of a text, for `Turn.prints`."""
        return self._shared.keyring.fingerprints(words)

    async def migrate(self) -> None:
        """Bring the schema up to date, and see that the keyring is this database's.

        Raises ImpossibleKeys.
        """
        await migrate(self._shared.engine)
        mark = self.keyring.keyed("root", "the root of look-ups")
        async with self.work() as work:
            taken = insert_into(meta, self._shared.postgresql).on_conflict_do_nothing()
            await work.connection.execute(taken, {"name": "root", "value": mark})
            stands = await work.connection.execute(select(meta.c.value).where(meta.c.name == "root"))
            if stands.scalar_one() != mark:
                raise ImpossibleKeys(
                    f"{KEYS_SETTING}: the last key is not the one that this database began with; "
                    "put new keys in front and keep the first one last"
                )

    async def close(self) -> None:
        """Close every connection."""
        await self._transactions.close()
        await self._shared.engine.dispose()

    @asynccontextmanager
    async def work(self, write: bool = True) -> AsyncIterator[Work]:
        """One transaction: committed on a clean exit, undone by an exception.  `write=False` only reads.

        On SQLite turns that wait for each other share a commit; a turn leaves here when it is committed.
        Raises StaleAudit when PostgreSQL undid it for another transaction's sake, or was lost: take it again.
        (Lost at the very commit it may stand after all; the inbox then knows the activity.)
        """
        try:
            async with self._transactions.begin(
                lambda transaction: Work(self._shared, transaction, write), write=write
            ) as work:
                yield work
        except DBAPIError as undone:
            if undone.connection_invalidated or getattr(undone.orig, "sqlstate", None) in _UNDONE:
                raise StaleAudit("") from undone
            raise
