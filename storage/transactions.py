"""The interface through which storage runs transactions.

There are three implementations: `storage/plain.py` goes through SQLAlchemy alone, on either database;
`storage/fast/pinned_pool.py` (PostgreSQL) and `storage/fast/group_commit.py` (SQLite) are quicker.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Executable
from sqlalchemy.engine import CursorResult, Dialect
from sqlalchemy.ext.asyncio import AsyncResult

from storage.statements import BoundStatement

Rows = Sequence[Sequence[Any]]
AnyResult = CursorResult[*tuple[Any, ...]]
AnyStream = AsyncResult[*tuple[Any, ...]]


class GuardFailed(Exception):
    """A guarded statement changed an unexpected number of rows; no later statement was executed."""


class Connection(Protocol):
    """The part of SQLAlchemy's AsyncConnection that storage uses for all but a turn's own statements."""

    @property
    def dialect(self) -> Dialect:
        """The dialect that statements are compiled for."""

    async def execute(self, statement: Executable, parameters: Any = None, /) -> AnyResult:
        """Execute `statement`.  The result holds all its rows, or how many rows were changed where it has
        none, and may be read at any time.  Raises DBAPIError."""

    def stream(self, statement: Executable, parameters: Any = None, /) -> Awaitable[AnyStream]:
        """Execute `statement`; its rows are fetched as they are read.  Raises DBAPIError."""


class Statements(Protocol):
    """Executes the few statements that every turn has."""

    async def rows(self, bound: BoundStatement, /) -> Rows:
        """The rows of a SELECT.  Raises DBAPIError."""

    async def execute(self, *bound: BoundStatement) -> int:
        """Execute in order; how many rows the last one changed.  Raises GuardFailed, DBAPIError."""

    async def change_and_read(self, change: BoundStatement, read: BoundStatement, /) -> tuple[int, Rows]:
        """How many rows `change` changed, and the rows of `read` after it.  Raises DBAPIError."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction under way.  Both of its sides use the same connection, so all that is executed through
    either is committed together or not at all."""

    connection: Connection
    statements: Statements


class Committable(Protocol):
    """Work done in a transaction that wants to be told when it is committed."""

    def committed(self) -> None:
        """Called once, after the commit and before the caller learns of it."""


UnitT = TypeVar("UnitT", bound=Committable)


class Transactions(Protocol):
    """Begins transactions and ends them."""

    def begin(
        self, make: Callable[[Transaction], UnitT], *, write: bool
    ) -> AbstractAsyncContextManager[UnitT]:
        """Yield `make(transaction)`.  The transaction is committed on a clean exit and rolled back on an
        exception.  Without `write` it only reads.  Raises DBAPIError."""

    async def close(self) -> None:
        """Give up the connections that are not in use."""
