"""Connections to PostgreSQL that stay at hand between turns.

A turn's own statements go straight to the driver (`quick`).  Fetching a connection from SQLAlchemy's pool,
beginning and committing through it and giving it back cost as much again, so the connections are kept open
here, and a transaction that only `quick` has used is ended on the driver as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@dataclass(frozen=True, slots=True)
class Open:
    """One connection, and the adapter that SQLAlchemy has put around the driver's."""

    connection: AsyncConnection
    adapted: Any

    @property
    def gone(self) -> bool:
        """Whether it is closed, by whichever side."""
        return bool(self.adapted.driver_connection.is_closed())

    async def commit(self) -> None:
        """Commit whatever was said.  Raises DBAPIError."""
        if self.connection.in_transaction():  # SQLAlchemy has said something in it as well
            await self.connection.commit()
            return
        transaction = self.adapted._transaction
        if transaction is None:
            return
        try:
            await transaction.commit()
        except Exception as error:
            raise DBAPIError(
                "the end of a turn", None, error, hide_parameters=True, connection_invalidated=self.gone
            ) from error
        finally:
            self.adapted._transaction = None


class AtHand:
    """At most `size` connections, each in one transaction at a time."""

    def __init__(self, engine: AsyncEngine, size: int):
        self._engine = engine
        self._room = asyncio.Semaphore(size)
        self._free: list[Open] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Open]:
        """One transaction: committed on a clean exit, undone by an exception.  Raises DBAPIError."""
        async with self._room:
            opened = self._free.pop() if self._free else await self._opened()
            try:
                yield opened
            except BaseException:
                await asyncio.shield(self._undone(opened))
                raise
            try:
                await opened.commit()
            except BaseException:
                # Nobody knows what stands of it: the connection is of no more use to anybody.
                await asyncio.shield(self._thrown_away(opened))
                raise
            self._free.append(opened)

    async def close(self) -> None:
        """Give back what is not in use."""
        while self._free:
            await self._free.pop().connection.close()

    async def _opened(self) -> Open:
        connection = await self._engine.connect()
        raw = await connection.get_raw_connection()
        return Open(connection, raw.dbapi_connection)

    async def _undone(self, opened: Open) -> None:
        """Roll back, and give the connection back to the pool."""
        try:
            if not opened.gone:
                await opened.connection.run_sync(lambda _: opened.adapted.rollback())
        finally:
            if opened.gone:
                await self._thrown_away(opened)
            else:
                await opened.connection.close()

    async def _thrown_away(self, opened: Open) -> None:
        """Where the server has gone away, those at hand have most likely gone with it."""
        free: list[Open] = []
        if opened.gone:
            free, self._free = self._free, free
        for one in (opened, *free):
            await one.connection.invalidate()
            await one.connection.close()
