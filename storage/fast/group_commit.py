"""Group commit for SQLite: turns that wait for the writer share a transaction.

SQLite has one writer, and a commit waits for the disk.  Turns that queue for it therefore run one after the
other in one transaction, each inside a savepoint of its own.  One that fails is rolled back alone, and the
last of the queue commits for all; nobody is answered before that commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from storage.fast.sqlite_writer import SQLiteWriter, WriterStatements
from storage.transactions import Committable, Transaction, Transactions, UnitT

_MOST = 64
"""How many turns may share a commit, so that the first of them never waits long."""
_SAVEPOINT = "turn"

_Group = list[tuple[Committable, asyncio.Future[None]]]
"""Turns of the current transaction that have done everything except commit."""


class GroupCommitWriter:
    """The only writer of a SQLite database in this process.  A turn that waits for it takes up a task, not a
    thread.

    Transactions that only read go to `reading`.
    """

    def __init__(self, writer: SQLiteWriter, reading: Transactions):
        self._writer = writer
        self._reading = reading
        self._transaction = Transaction(writer, WriterStatements(writer))
        self._turn = asyncio.Lock()
        self._queued = 0
        self._group: _Group | None = None
        """None: no transaction is under way."""
        self._strays: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def begin(self, make: Callable[[Transaction], UnitT], *, write: bool) -> AsyncIterator[UnitT]:
        """As `Transactions.begin`: a turn leaves once it is committed; an exception undoes it alone."""
        if not write:
            async with self._reading.begin(make, write=False) as unit:
                yield unit
            return
        await self._enter()
        try:
            if self._group is None:
                self._group = []
                self._writer.with_next("BEGIN IMMEDIATE")
            group = self._group
            self._writer.with_next(f"SAVEPOINT {_SAVEPOINT}")
            unit = make(self._transaction)
            try:
                yield unit
            except BaseException:
                await _to_the_end(self._undo(group))
                raise
            self._writer.with_next(f"RELEASE {_SAVEPOINT}")
            done = asyncio.get_running_loop().create_future()
            group.append((unit, done))
        finally:
            await self._leave()
        await done

    async def close(self) -> None:
        """As `Transactions.close`."""
        await self._writer.close()

    async def _enter(self) -> None:
        self._queued += 1
        try:
            await self._turn.acquire()
        except BaseException:
            self._queued -= 1
            # The turns that left the commit to this one must not wait for ever.
            stray = asyncio.create_task(self._settle())
            self._strays.add(stray)
            stray.add_done_callback(self._strays.discard)
            raise
        self._queued -= 1

    async def _settle(self) -> None:
        await self._turn.acquire()
        await self._leave()

    async def _leave(self) -> None:
        try:
            group = self._group
            if group is not None and (self._queued == 0 or len(group) >= _MOST):
                self._group = None
                await _to_the_end(self._committed(group))
        finally:
            self._turn.release()

    async def _undo(self, group: _Group) -> None:
        try:
            await self._writer.rollback_to(_SAVEPOINT)
        except Exception as error:
            # SQLite has rolled back the whole transaction (a full disk does that), and all its turns.
            self._group = None
            await self._lost(group, error)

    async def _committed(self, group: _Group) -> None:
        if not group:
            await self._writer.rollback()
            return
        try:
            await self._writer.commit()
        except Exception as error:
            await self._lost(group, error)
            return
        for unit, done in group:
            unit.committed()
            if not done.done():
                done.set_result(None)

    async def _lost(self, group: _Group, error: Exception) -> None:
        for _, done in group:
            if not done.done():
                done.set_exception(error)
        await self._writer.rollback()


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait until `work` has finished, even if cancelled meanwhile; then raise the cancellation."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError
