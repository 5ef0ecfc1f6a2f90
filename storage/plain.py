"""Transactions through SQLAlchemy alone: the plain path, with which those in `storage/fast` must agree."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.statements import BoundStatement
from storage.transactions import GuardFailed, Rows, Transaction, UnitT


class PlainTransactions:
    """One of SQLAlchemy's own transactions each time, on a connection from its pool."""

    def __init__(self, engine: AsyncEngine):
        self._engines = {True: engine, False: engine.execution_options(writing=False)}
        # SQLite has one writer.  Waiting for it here takes up a task; in the driver it would block a thread.
        self._one_writer = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @asynccontextmanager
    async def begin(self, make: Callable[[Transaction], UnitT], *, write: bool) -> AsyncIterator[UnitT]:
        """As `Transactions.begin`."""
        async with self._one_writer if write else nullcontext():
            async with self._engines[write].connect() as connection, connection.begin() as transaction:
                unit = make(Transaction(connection, PlainStatements(connection)))
                yield unit
                try:
                    await transaction.commit()
                except BaseException:
                    # The outcome of the commit is unknown, so discard the connection.
                    await asyncio.shield(connection.invalidate())
                    raise
            unit.committed()

    async def close(self) -> None:
        """Nothing to do: the engine closes its own pool."""


class PlainStatements:
    """A turn's statements, executed as all others are."""

    def __init__(self, connection: AsyncConnection):
        self._connection = connection

    async def rows(self, bound: BoundStatement) -> Rows:
        """As `Statements.rows`."""
        rows: Rows = (await self._executed(bound)).all()
        return rows

    async def execute(self, *bound: BoundStatement) -> int:
        """As `Statements.execute`."""
        changed = 0
        for statement in bound:
            changed = (await self._executed(statement)).rowcount
            if statement.must_change not in (None, changed):
                raise GuardFailed
        return changed

    async def change_and_read(self, change: BoundStatement, read: BoundStatement) -> tuple[int, Rows]:
        """As `Statements.change_and_read`."""
        changed = (await self._executed(change)).rowcount
        return changed, await self.rows(read)

    async def _executed(self, bound: BoundStatement) -> Any:
        values = {name: bound.values[name] for name in bound.statement.names if name in bound.values}
        return await self._connection.execute(bound.statement.source, values)
