"""One transaction, and what its parts share of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Executable, select
from sqlalchemy.ext.asyncio import AsyncEngine

from dialogs.audits.audit import Answer, AuditId, PersonId
from dialogs.conversation.state import ConversationState
from storage.fast.cache import AuditCache, CachedAudit
from storage.keys import Keyring
from storage.people import Address, PeopleMemo
from storage.seals import Seals
from storage.statements import CompiledStatement, StatementCompiler
from storage.tables import templates
from storage.trails import lighten
from storage.transactions import Transaction
from storage.unreadable_rows import SetAside, Told, Unreadable
from template_specs.model import Template


class StaleAudit(Exception):
    """Another turn has changed the audit (or this conversation state) meanwhile: take this one again from
    its start."""

    def __init__(self, audit_id: AuditId):
        super().__init__(f"audit {audit_id} has moved on")
        self.audit_id = audit_id


class TrailBroken(Unreadable):
    """An audit's trail does not make up its revision: `trail verify` tells where."""

    def __init__(self, audit_id: AuditId):
        super().__init__("audit", audit_id, "its trail does not match its row: run trail verify")
        self.audit_id = audit_id


class Unknown(LookupError):
    """No such audit, person or template.  The text names an id, never a reference or a name."""


@dataclass(slots=True)
class Shared:
    """What all transactions of one Storage share."""

    engine: AsyncEngine
    compiler: StatementCompiler
    keyring: Keyring
    audits: AuditCache
    people: PeopleMemo
    seals: Seals
    parse_template: Callable[[bytes], Template]
    templates: dict[str, Template] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    """What could not be opened, as far as it was said in the log."""

    @property
    def postgresql(self) -> bool:
        """Whether the database is PostgreSQL; SQLite otherwise."""
        return self.compiler.postgresql

    def compiled(self, statement: Executable, columns: Iterable[str] = ()) -> CompiledStatement:
        """As `StatementCompiler.compiled`."""
        return self.compiler.compiled(statement, columns)


class OpenTransaction:
    """One transaction: its connection, and what its parts found and changed so far."""

    __slots__ = (
        "addresses",
        "connection",
        "conversations",
        "forgotten",
        "fresh",
        "reader",
        "set_aside",
        "shared",
        "statements",
        "superseded",
        "writing",
    )

    def __init__(self, shared: Shared, transaction: Transaction, writing: bool):
        self.shared = shared
        self.connection = transaction.connection
        self.statements = transaction.statements
        self.writing = writing
        self.reader: PersonId = ""
        """Who is shown what this transaction reads in bulk: restricted cases open to them or are left out.
        Empty: nobody whom any case names."""
        self.fresh: dict[AuditId, CachedAudit] = {}
        """Audits as this transaction sees them; they go to the cache when it has committed."""
        self.conversations: dict[tuple[AuditId, PersonId], tuple[ConversationState, int]] = {}
        """Conversation states as found, with their revision (0: none stored)."""
        self.superseded: list[tuple[Answer, ...]] = []
        """The answers under each key that this transaction has answered anew."""
        self.forgotten: set[AuditId] = set()
        """Audits that were purged: they leave the cache."""
        self.addresses: dict[PersonId, Address | None] = {}
        """Addresses as this transaction found them."""
        self.set_aside: list[SetAside] = []
        """What this transaction met and could not open."""

    def sets_aside(self, kind: str, id: str, problem: Exception) -> Unreadable:
        """Something stored cannot be opened: noted, said in the log and counted.  For whoever cannot do
        without it, what to raise."""
        if isinstance(problem, Unreadable):
            unreadable = problem
        else:
            unreadable = Unreadable(kind, id, type(problem).__name__)
        self.set_aside.append(SetAside(kind, id))
        self.shared.told.tell(kind, id, unreadable.why)
        return unreadable

    async def template(self, content_hash: str) -> Template:
        """The form as it was pinned, in the language that it was written in.  Read and parsed once, then
        kept.  Raises Unknown."""
        known = self.shared.templates.get(content_hash)
        if known is None:
            statement = select(templates.c.snapshot).where(templates.c.hash == content_hash)
            snapshot = (await self.connection.execute(statement)).scalar_one_or_none()
            if snapshot is None:
                raise Unknown(f"there is no template {content_hash}")
            known = self.shared.parse_template(bytes(snapshot))
            if known.content_hash != content_hash:
                raise Unknown(f"template {content_hash} was changed in the database")
            self.shared.templates[content_hash] = known
        return known

    def committed(self) -> None:
        """Tell the cache; called once, after the commit."""
        lighten(answers[-2:] for answers in self.superseded)
        for kept in self.fresh.values():
            self.shared.audits.put(kept)
        for audit_id in self.forgotten:
            self.shared.audits.forget(audit_id)


class TransactionPart:
    """What can be done in a transaction with one kind of thing.

    A part holds the transaction and remembers nothing itself: two of one transaction know the same.
    """

    __slots__ = ("_connection", "_open", "_shared", "_statements")

    def __init__(self, transaction: OpenTransaction):
        self._open = transaction
        self._shared = transaction.shared
        self._connection = transaction.connection
        self._statements = transaction.statements


PartT = TypeVar("PartT", bound=TransactionPart)


class HasParts(Protocol):
    """What keeps the transaction that its parts work in."""

    _open: OpenTransaction


class Part(Generic[PartT]):
    """A part of `Work`: made when it is first asked for, and from then on an attribute like any other."""

    def __init__(self, kind: Callable[[OpenTransaction], PartT]):
        self._kind = kind
        self._name = ""

    def __set_name__(self, owner: type[HasParts], name: str) -> None:
        self._name = name

    def __get__(self, work: HasParts, owner: type[HasParts]) -> PartT:
        part = work.__dict__[self._name] = self._kind(work._open)
        return part
