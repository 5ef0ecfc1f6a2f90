"""The one connection that writes to a SQLite database, in a thread of its own with the standard library's
sqlite3.

Switching to the thread costs more than the work SQLite does in it, and an asynchronous driver switches four
times for each statement.  Here a statement is one trip, several statements of a turn are one trip together,
and transaction control (`with_next`) travels with the next statement.

SQLAlchemy holds the connection in AUTOCOMMIT, so it begins and commits nothing of its own.  Whatever a turn
executes through SQLAlchemy happens in the thread too, in the transaction that was begun here.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar, cast

from sqlalchemy import Connection as EngineConnection
from sqlalchemy import Engine, Executable
from sqlalchemy.engine import Dialect, FrozenResult
from sqlalchemy.exc import DBAPIError

from storage.statements import BoundStatement
from storage.transactions import AnyResult, AnyStream, GuardFailed, Rows

_ResultT = TypeVar("_ResultT")
_Work = Callable[[EngineConnection, sqlite3.Connection], Any]
_Job = tuple[asyncio.Future[Any], _Work]


class ConnectionThread:
    """A thread that owns one connection of `engine`, opened at first use, and runs functions on it one after
    the other."""

    def __init__(self, engine: Engine):
        self._engine = engine.execution_options(preserve_rowcount=True)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def run(self, work: Callable[[EngineConnection, sqlite3.Connection], _ResultT]) -> _ResultT:
        """The result of calling `work` with SQLAlchemy's connection and the driver's.  It runs to its end
        even if its turn was cancelled and nobody waits for it."""
        if self._thread is None:
            self._thread = Thread(target=self._serve, name="sqlite-writer", daemon=True)
            self._thread.start()
        done: asyncio.Future[_ResultT] = asyncio.get_running_loop().create_future()
        self._jobs.put((done, work))
        return await done

    async def close(self) -> None:
        """Close the connection and end the thread once its queue is empty."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(thread.join)

    def _serve(self) -> None:
        with contextlib.ExitStack() as stack:
            connection: EngineConnection | None = None
            while (job := self._jobs.get()) is not None:
                if connection is None:
                    connection = self._connected(stack, job)
                if connection is not None:
                    _do(job, connection)
                del job  # it holds values and rows, which must not stay until the next job comes

    def _connected(self, stack: contextlib.ExitStack, job: _Job) -> EngineConnection | None:
        """The connection; where it cannot be made, the job hears why."""
        try:
            return stack.enter_context(self._engine.connect())
        except BaseException as error:
            _settle(job[0], _fail, error)
            return None


def _do(job: _Job, connection: EngineConnection) -> None:
    done, work = job
    driver: Any = connection.connection.driver_connection
    try:
        outcome = work(connection, driver)
    except BaseException as error:
        _settle(done, _fail, error)
    else:
        _settle(done, _succeed, outcome)


def _settle(
    done: asyncio.Future[Any], settle: Callable[[asyncio.Future[Any], Any], None], outcome: Any
) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        done.get_loop().call_soon_threadsafe(settle, done, outcome)


def _succeed(done: asyncio.Future[Any], outcome: Any) -> None:
    if not done.done():
        done.set_result(outcome)


def _fail(done: asyncio.Future[Any], error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)


class SQLiteWriter:
    """The writing connection: both sides of a `Transaction`, and the control of it."""

    def __init__(self, engine: Engine):
        self._dialect = engine.dialect
        self._thread = ConnectionThread(engine)
        self._waiting: list[str] = []

    # --- Connection: through SQLAlchemy ---------------------------------------------------------------------

    @property
    def dialect(self) -> Dialect:
        """As `Connection.dialect`."""
        return self._dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> AnyResult:
        """As `Connection.execute`."""
        first = self._taken()

        def trip(connection: EngineConnection, driver: sqlite3.Connection) -> Any:
            _control(driver, first)
            result = connection.execute(statement, parameters)
            return result.freeze() if result.returns_rows else result  # the rows are fetched in this thread

        outcome = await self._run(trip)
        return cast(AnyResult, outcome() if isinstance(outcome, FrozenResult) else outcome)

    async def stream(self, statement: Executable, parameters: Any = None) -> AnyStream:
        """Refused: nobody else could write while somebody is still reading."""
        raise NotImplementedError("stream in work(write=False): the connection that writes has to be quick")

    # --- transaction control --------------------------------------------------------------------------------

    def with_next(self, control: str) -> None:
        """Execute `control` (BEGIN, SAVEPOINT, RELEASE) with the next statement, or with the commit."""
        self._waiting.append(control)

    async def commit(self) -> None:
        """Commit, in one trip with what still waits.  Raises DBAPIError."""
        first = self._taken()
        if any(control.startswith("BEGIN") for control in first):
            return  # nothing was executed since BEGIN was noted

        def trip(_: EngineConnection, driver: sqlite3.Connection) -> None:
            if not driver.in_transaction:
                raise sqlite3.OperationalError("SQLite has rolled back the transaction")
            _control(driver, (*first, "COMMIT"))

        await self._run(trip)

    async def rollback(self) -> None:
        """Roll back; what still waits is forgotten.  Raises DBAPIError."""
        self._waiting.clear()

        def trip(_: EngineConnection, driver: sqlite3.Connection) -> None:
            if driver.in_transaction:
                driver.execute("ROLLBACK")

        await self._run(trip)

    async def rollback_to(self, savepoint: str) -> None:
        """Undo what was done since `savepoint`, which is then gone.  Raises DBAPIError."""
        first = self._taken()
        if f"SAVEPOINT {savepoint}" in first[-1:]:  # nothing was executed since
            self._waiting = first[:-1]
            return
        controls = (*first, f"ROLLBACK TO {savepoint}", f"RELEASE {savepoint}")
        await self._run(lambda _, driver: _control(driver, controls))

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self._thread.close()

    # --- a turn's own statements ----------------------------------------------------------------------------

    async def several(self, bound: Sequence[BoundStatement]) -> tuple[Rows, list[int]]:
        """The statements in one trip: the last one's rows, and how many rows each changed.  Raises
        GuardFailed, DBAPIError."""
        first = self._taken()
        asked = [
            (statement.statement.sql, statement.parameters(), statement.must_change) for statement in bound
        ]

        def trip(_: EngineConnection, driver: sqlite3.Connection) -> tuple[Rows, list[int]]:
            _control(driver, first)
            rows: Rows = []
            counts: list[int] = []
            for sql, parameters, must_change in asked:
                cursor = driver.execute(sql, parameters)
                rows = cursor.fetchall() if cursor.description else []
                counts.append(cursor.rowcount)
                cursor.close()
                if must_change is not None and counts[-1] != must_change:
                    raise GuardFailed
            return rows, counts

        return await self._run(trip)

    async def _run(self, trip: Callable[[EngineConnection, sqlite3.Connection], _ResultT]) -> _ResultT:
        try:
            return await self._thread.run(trip)
        except sqlite3.Error as error:
            raise DBAPIError("a statement of the turn", None, error, hide_parameters=True) from error

    def _taken(self) -> list[str]:
        first, self._waiting = self._waiting, []
        return first


class WriterStatements:
    """A turn's statements on the writing connection."""

    __slots__ = ("_writer",)

    def __init__(self, writer: SQLiteWriter):
        self._writer = writer

    async def rows(self, bound: BoundStatement) -> Rows:
        """As `Statements.rows`."""
        rows, _ = await self._writer.several((bound,))
        return rows

    async def execute(self, *bound: BoundStatement) -> int:
        """As `Statements.execute`, in one trip."""
        _, counts = await self._writer.several(bound)
        return counts[-1]

    async def change_and_read(self, change: BoundStatement, read: BoundStatement) -> tuple[int, Rows]:
        """As `Statements.change_and_read`, in one trip."""
        rows, counts = await self._writer.several((change, read))
        return counts[0], rows


def _control(driver: sqlite3.Connection, controls: Iterable[str]) -> None:
    for control in controls:
        driver.execute(control)
