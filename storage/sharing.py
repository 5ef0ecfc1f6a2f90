"""Turns of several people that share one SQLite transaction, each answered only after its commit.

SQLite has one writer, and a commit waits for the disk.  Turns that queue for it therefore run one after the
other in one transaction, each inside a savepoint of its own: one that fails is undone alone, and the last of
the queue commits for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.unit import Unit

_MOST = 64
"""How many turns may share a commit, so that the first of them never waits long."""
_SAVEPOINT = "turn"
_UnitT = TypeVar("_UnitT", bound=Unit)


@dataclass(slots=True)
class _Shared:
    """The transaction under way, and the turns in it that are done but for the commit."""

    connection: AsyncConnection
    adapted: Any
    members: list[tuple[Unit, asyncio.Future[None]]] = field(default_factory=list)


class Writer:
    """The one writer of a SQLite database in this process.  Waiting for it costs a task, not a thread."""

    def __init__(self, engine: AsyncEngine):
        self._engine = engine
        self._door = asyncio.Lock()
        self._queued = 0
        self._shared: _Shared | None = None
        self._strays: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def turn(self, make: Callable[[AsyncConnection], _UnitT]) -> AsyncIterator[_UnitT]:
        """One turn.  Leaves when it is committed; an exception undoes this turn alone."""
        await self._enter()
        try:
            shared = self._shared = self._shared or await self._begun()
            shared.adapted.later(f"SAVEPOINT {_SAVEPOINT}")
            unit = make(shared.connection)
            try:
                yield unit
            except BaseException:
                await _through(self._undo(shared))
                raise
            shared.adapted.later(f"RELEASE {_SAVEPOINT}")
            done = asyncio.get_running_loop().create_future()
            shared.members.append((unit, done))
        finally:
            await self._leave()
        await done

    async def _enter(self) -> None:
        self._queued += 1
        try:
            await self._door.acquire()
        except BaseException:
            self._queued -= 1
            # Whoever left the commit to this turn must not wait for ever.
            stray = asyncio.create_task(self._settle())
            self._strays.add(stray)
            stray.add_done_callback(self._strays.discard)
            raise
        self._queued -= 1

    async def _settle(self) -> None:
        await self._door.acquire()
        await self._leave()

    async def _leave(self) -> None:
        try:
            shared = self._shared
            if shared is not None and (self._queued == 0 or len(shared.members) >= _MOST):
                self._shared = None
                await _through(_closed(shared))
        finally:
            self._door.release()

    async def _begun(self) -> _Shared:
        connection = await self._engine.connect()
        await connection.begin()
        raw = await connection.get_raw_connection()
        return _Shared(connection, raw.dbapi_connection)

    async def _undo(self, shared: _Shared) -> None:
        try:
            await shared.connection.run_sync(lambda _: shared.adapted.back_to(_SAVEPOINT))
        except Exception as error:
            # SQLite has undone the whole transaction (a full disk does that): none of these turns stands.
            self._shared = None
            await _lost(shared, error)
            await shared.connection.close()


async def _closed(shared: _Shared) -> None:
    try:
        if not shared.members:
            await shared.connection.rollback()
            return
        await shared.connection.commit()
    except Exception as error:
        await _lost(shared, error)
    else:
        for unit, done in shared.members:
            unit.committed()
            if not done.done():
                done.set_result(None)
    finally:
        await shared.connection.close()


async def _lost(shared: _Shared, error: Exception) -> None:
    for _, done in shared.members:
        if not done.done():
            done.set_exception(error)
    await shared.connection.rollback()


async def _through(work: Coroutine[Any, Any, None]) -> None:
    """Await `work` to its end even when cancelled meanwhile; the cancellation is raised after it."""
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
