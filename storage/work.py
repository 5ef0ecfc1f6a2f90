"""The unit of work: `Storage.work()` is one transaction, `Work` what can be done in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from dialogs.audits.audit import Audit, AuditId, Person, PersonId
from dialogs.conversation.state import ConversationState
from storage.access_log import AccessLog
from storage.action_rows import ActionRows
from storage.allocations import Allocations
from storage.audits import AuditRows
from storage.calendar_rows import CalendarRows
from storage.codings import Codings
from storage.counting import Counting
from storage.due_reminders import DueReminders
from storage.earlier_audits import EarlierAudits
from storage.engine import make_engine, transactions_of
from storage.fast.cache import AuditCache
from storage.good_practice import GoodPracticeRows
from storage.ground import NAMES
from storage.heartbeats import Heartbeats
from storage.holds import Holds
from storage.keys import Keyring
from storage.lists import AuditLists
from storage.migrations import migrate
from storage.news import News
from storage.open_work import OpenWork
from storage.outbox import Outbox
from storage.people import Address, PeopleMemo, address_of
from storage.people_rows import ADDRESS, PERSON, PeopleRows
from storage.programme_lists import ProgrammeLists
from storage.proposals import ProposalRows
from storage.readings import Readings
from storage.report_texts import ReportTexts
from storage.reporting import Reporting
from storage.seals import Seals
from storage.second_audits import SecondAudits
from storage.session_statements import About, begun, hashed, keys_taken, session_of
from storage.statements import BoundStatement, StatementCompiler, insert_into
from storage.tables import inbox, templates
from storage.transaction import OpenTransaction, Part, Shared, StaleAudit
from storage.transactions import Connection, Transaction, Transactions
from storage.typed_messages import TypedMessages
from storage.undelivered import UndeliveredRows
from storage.unreached import UnreachedRows
from storage.unreadable_rows import SetAside, Unreadable
from storage.unsent_concerns import UnsentConcerns
from storage.values import micros
from template_specs.languages import as_read
from template_specs.model import Template
from template_specs.snapshot import from_snapshot

CACHE_BYTES = 10_000_000
"""Bytes: some 330 audits with half their answers.  One that is not at hand is folded from its trail."""
_UNDONE = frozenset({"40001", "40P01"})  # PostgreSQL: a serialisation failure, a deadlock
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
    under_way: int = 0
    """How many audits this person has under way as an auditor."""
    news: bool = False
    """Something waits to be told to them with a reply."""
    chosen_language: str = ""
    """The language that they asked for; empty where they have not."""


class Work:
    """One transaction.  All or nothing: an exception that leaves it undoes everything in it.

    What is done with one kind of thing is in its parts; here is what concerns the transaction as a whole.
    """

    audits = Part(AuditRows)
    people = Part(PeopleRows)
    lists = Part(AuditLists)
    programme = Part(ProgrammeLists)
    open_work = Part(OpenWork)
    readings = Part(Readings)
    access = Part(AccessLog)
    holds = Part(Holds)
    reporting = Part(Reporting)
    counting = Part(Counting)
    report_texts = Part(ReportTexts)
    codings = Part(Codings)
    calendar = Part(CalendarRows)
    proposals = Part(ProposalRows)
    good_practice = Part(GoodPracticeRows)
    allocations = Part(Allocations)
    action_rows = Part(ActionRows)
    outbox = Part(Outbox)
    undelivered = Part(UndeliveredRows)
    unreached = Part(UnreachedRows)
    reminders = Part(DueReminders)
    unsent = Part(UnsentConcerns)
    messages = Part(TypedMessages)
    heartbeats = Part(Heartbeats)
    news = Part(News)
    earlier = Part(EarlierAudits)
    seconds = Part(SecondAudits)

    def __init__(self, shared: Shared, transaction: Transaction, writing: bool):
        self._open = OpenTransaction(shared, transaction, writing)

    @property
    def connection(self) -> Connection:
        """For what no part does."""
        return self._open.connection

    @property
    def set_aside(self) -> Sequence[SetAside]:
        """What this transaction met and could not open."""
        return self._open.set_aside

    def committed(self) -> None:
        """As `Committable.committed`."""
        self._open.committed()

    async def first_time(self, keys: Sequence[str], now: datetime) -> bool:
        """Take the inbox `keys` of one activity; False when any of them was taken before.  One statement."""
        taken, wanted = self._taking(keys, now)
        return await self._open.statements.execute(taken) == wanted

    def _taking(self, keys: Sequence[str], now: datetime) -> tuple[BoundStatement, int]:
        values = hashed(keys)
        taken = self._open.shared.compiled(keys_taken(len(values)))
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
        """`first_time` and `session` at once: what every turn begins with, in one trip to the database.

        Raises Unreadable where the person cannot be read.
        """
        about, values = self._about(aad_object_id, on, hold)
        if not self._open.shared.postgresql:
            taking, wanted = self._taking(keys, now)
            reading = BoundStatement(self._open.shared.compiled(session_of(about)), values)
            taken, rows = await self._open.statements.change_and_read(taking, reading)
            return taken == wanted, await self._sat(rows[0]) if rows else None
        inbox_keys = hashed(keys)
        statement = self._open.shared.compiled(begun(len(inbox_keys), about))
        values = {**inbox_keys, **values, "at": micros(now)}
        (row,) = await self._open.statements.rows(BoundStatement(statement, values))
        if row[0] < len(inbox_keys):
            # This statement may have waited for the turn that was first, and does not see what that one did.
            return False, await self.session(aad_object_id, on=on, hold=hold)
        return True, await self._sat(row[1:]) if row[1] is not None else None

    async def session(self, aad_object_id: str, *, on: AuditId = "", hold: bool = True) -> Session | None:
        """What this person's turn begins from; None for somebody not linked to the people list.

        It is about the audit `on` (the one that was pressed), else the one in focus; `hold` as in `audit`.
        Raises Unreadable where the person cannot be read.
        """
        about, values = self._about(aad_object_id, on, hold)
        rows = await self._open.statements.rows(
            BoundStatement(self._open.shared.compiled(session_of(about)), values)
        )
        return await self._sat(rows[0]) if rows else None

    def _about(self, aad_object_id: str, on: AuditId, hold: bool) -> tuple[About, dict[str, Any]]:
        about = About(bool(on), hold and self._open.writing and self._open.shared.postgresql)
        return about, {"aad": aad_object_id.lower()} | ({"named": on} if on else {})

    def read_by(self, person: PersonId) -> None:
        """Whatever is read in bulk from now on is shown to `person`: restricted cases that do not open to
        them are left out, or only counted.  A session is its person's."""
        self._open.reader = person

    async def _sat(self, row: Sequence[Any]) -> Session:
        person = self.people.read(row[:_PERSON])
        self.read_by(person.id)
        address = self._open.addresses[person.id] = address_of(row[_PERSON:_ADDRESS])
        focus, audit, held_up = row[_ADDRESS], row[_AUDIT], bool(row[-4])
        under_way, news, chosen = int(row[-3]), bool(row[-2]), row[-1] or ""
        begun = partial(
            Session, person, address, focus, held_up=held_up, under_way=under_way, chosen_language=chosen
        )
        if audit[0] is None:
            return begun(None, ConversationState(), news=news)
        try:
            held = await self.audits.held(audit)
        except Unreadable:
            return begun(None, ConversationState(), shut=audit[0])
        conversation = self.audits.conversation(held, person.id, row[-6], row[-5])
        return begun(held.audit, conversation, news=news)

    async def template(self, content_hash: str) -> Template:
        """The form as it was pinned, in the language that is spoken now.  Raises Unknown."""
        return as_read(await self._open.template(content_hash))

    async def keep_template(self, content_hash: str, snapshot: bytes) -> None:
        """Keep the snapshot of a form, once."""
        statement = insert_into(templates, self._open.shared.postgresql).on_conflict_do_nothing()
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
        beside: Storage | None = None,
        read_only: bool = False,
    ) -> Self:
        """The storage at `url`; nothing is read yet.  `cache`: bytes of folded audits that stay in memory.
        `beside`: another one on this database, which has begun already.  `read_only`: nothing is ever written
        through it (PostgreSQL).

        Raises ImpossibleDatabase.
        """
        engine = make_engine(url, pool_size=pool_size)
        seals = beside.seals if beside else Seals(keyring)
        return cls(
            Shared(
                engine,
                StatementCompiler(engine.dialect),
                keyring,
                AuditCache(cache),
                PeopleMemo(keyring, seals),
                seals,
                parse_template or from_snapshot,
            ),
            transactions_of(engine, url, pool_size, read_only=read_only),
        )

    @property
    def keyring(self) -> Keyring:
        """The keys."""
        return self._shared.keyring

    @property
    def postgresql(self) -> bool:
        """Whether the database is PostgreSQL; SQLite otherwise."""
        return self._shared.postgresql

    @property
    def seals(self) -> Seals:
        """The seals of its rows."""
        return self._shared.seals

    def person(self, row: Sequence[Any]) -> Person:
        """The person of a row of `people_rows.PERSON`.  Raises Unopenable."""
        return self._shared.people.person(*row)

    def fingerprints(self, words: str) -> frozenset[int]:
        """Keyed shingle hashes of a text, for `Turn.prints`."""
        return self._shared.keyring.fingerprints(words)

    async def migrate(self) -> None:
        """Bring the schema up to date, and `begin`.  Raises ImpossibleKeys."""
        await migrate(self._shared.engine)
        await self.begin()

    async def migrate_only(self, revision: str) -> None:
        """Bring the schema to `revision`, and look at nothing in it: for what is restored there."""
        await migrate(self._shared.engine, revision)

    async def begin(self) -> None:
        """First of all: see that the keyring is this database's.  Raises ImpossibleKeys, StaleAudit."""
        async with self.work() as work:
            await self._shared.seals.begin(work.connection, postgresql=self._shared.postgresql)

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
