"""Connections to PostgreSQL that stay checked out between turns.

A turn's own statements go straight to the driver.  Checking a connection out of SQLAlchemy's pool, beginning
and committing through SQLAlchemy and checking it in again would cost as much as those statements do.

SQLAlchemy holds each of these connections in AUTOCOMMIT, so it begins and commits nothing of its own; the
transaction is the driver's, and begun here.  Whatever a turn executes through SQLAlchemy (the outbox, say)
therefore happens in the same transaction as its own statements.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.fast.driver import DriverStatements, as_dbapi_error
from storage.transactions import Transaction, UnitT


@dataclass(slots=True)
class PinnedConnection:
    """SQLAlchemy's connection, and the driver's connection inside it."""

    connection: AsyncConnection
    driver: asyncpg.Connection
    read_only: bool = False
    """Its transactions are begun READ ONLY."""
    transaction: Transaction = field(init=False)
    _open: Any = None
    """The driver's transaction that is under way, if one is."""

    def __post_init__(self) -> None:
        self.transaction = Transaction(self.connection, DriverStatements(self.driver))

    @property
    def closed(self) -> bool:
        """Whether either side has closed it."""
        return self.connection.invalidated or bool(self.driver.is_closed())

    async def begin(self) -> None:
        """Begin a transaction.  Raises DBAPIError if the server has gone away."""
        try:
            opened = self.driver.transaction(
                readonly=self.read_only
            )  # refuses where the server has closed the connection
            await opened.start()
        except Exception as error:
            raise as_dbapi_error(error, self.driver) from error
        self._open = opened

    async def commit(self) -> None:
        """Commit it.  Raises DBAPIError."""
        opened, self._open = self._open, None
        try:
            await opened.commit()
        except Exception as error:
            raise as_dbapi_error(error, self.driver) from error

    async def rollback(self) -> None:
        """Roll it back, if one is under way.  Raises DBAPIError."""
        opened, self._open = self._open, None
        if opened is None:
            return
        try:
            await opened.rollback()
        except Exception as error:
            raise as_dbapi_error(error, self.driver) from error


class PinnedPool:
    """At most `size` connections, each in one transaction at a time; `read_only`: none of them can write."""

    def __init__(self, engine: AsyncEngine, size: int, *, read_only: bool = False):
        self._read_only = read_only
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._slots = asyncio.Semaphore(size)
        self._idle: list[PinnedConnection] = []

    @asynccontextmanager
    async def begin(self, make: Callable[[Transaction], UnitT], *, write: bool) -> AsyncIterator[UnitT]:
        """As `Transactions.begin`; one that only reads is no different."""
        async with self._slots:
            pinned = self._idle.pop() if self._idle else await self._connected()
            try:
                await pinned.begin()
                unit = make(pinned.transaction)
                yield unit
            except BaseException:
                await asyncio.shield(self._undo(pinned))
                raise
            try:
                await pinned.commit()
            except BaseException:
                # The outcome of the commit is unknown, so discard the connection.
                await asyncio.shield(self._discard(pinned))
                raise
            self._idle.append(pinned)
        unit.committed()

    async def close(self) -> None:
        """As `Transactions.close`."""
        while self._idle:
            await self._idle.pop().connection.close()

    async def _connected(self) -> PinnedConnection:
        connection = await self._engine.connect()
        raw = await connection.get_raw_connection()
        return PinnedConnection(connection, raw.driver_connection, self._read_only)

    async def _undo(self, pinned: PinnedConnection) -> None:
        """Roll back, and return the connection to SQLAlchemy's pool."""
        try:
            if not pinned.closed:
                await pinned.rollback()
        except DBAPIError:
            # The caller needs the first error, not this one.
            await self._discard(pinned)
        else:
            if pinned.closed:
                await self._discard(pinned)
            else:
                await pinned.connection.close()

    async def _discard(self, pinned: PinnedConnection) -> None:
        """Close it for good.  If the server has gone away, the idle ones have most likely gone with it."""
        idle: list[PinnedConnection] = []
        if pinned.closed:
            idle, self._idle = self._idle, idle
        for discarded in (pinned, *idle):
            await discarded.connection.invalidate()
            await discarded.connection.close()
