"""SQLAlchemy's engine for SQLite or PostgreSQL, set up so that no update is lost."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.fast.group_commit import GroupCommitWriter
from storage.fast.pinned_pool import PinnedPool
from storage.fast.sqlite_writer import SQLiteWriter
from storage.plain import PlainTransactions
from storage.transactions import Transactions

SETTING = "AUDITBOT_DATABASE_URL"
_PATHS = {"fast": True, "plain": False}
"""What a database URL may say of how transactions are run, as "?path=plain": through SQLAlchemy alone."""
_BUSY_MS = 15_000


class ImpossibleDatabase(ValueError):
    """The database URL cannot be used; the text names the setting and what to write."""


def make_engine(url: str, *, pool_size: int = 8) -> AsyncEngine:
    """An engine for `url`: `sqlite:///data/audits.db`, `postgresql://user@host/name`, or the same with their
    asynchronous drivers named.

    On SQLite a transaction begins with BEGIN IMMEDIATE, unless the execution option `writing` is False: the
    driver would take the write lock only at the first write, and a read-modify-write could lose an update.
    Raises ImpossibleDatabase.
    """
    parsed, _ = _parsed(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed, pool_size)
        case "postgresql" | "postgres":
            return _postgresql(parsed, pool_size)
        case _:
            raise ImpossibleDatabase(f"{SETTING} must begin with sqlite:/// or postgresql://")


def transactions_of(
    engine: AsyncEngine, url: str, pool_size: int, *, read_only: bool = False
) -> Transactions:
    """How transactions on `engine`, made for `url`, are run: quickly, unless the URL says `?path=plain`.

    With `read_only` (PostgreSQL) the server refuses whatever would write.

    Raises ImpossibleDatabase.
    """
    _, fast = _parsed(url)
    plain = PlainTransactions(engine.execution_options(postgresql_readonly=True) if read_only else engine)
    if not fast:
        return plain
    if is_postgresql(engine):
        return PinnedPool(engine, pool_size, read_only=read_only)
    return GroupCommitWriter(SQLiteWriter(_writing_engine(engine.url)), plain)


def _parsed(url: str) -> tuple[URL, bool]:
    """The URL for SQLAlchemy, and whether transactions take the fast path.  Raises ImpossibleDatabase."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ImpossibleDatabase(f"{SETTING} is not a database URL") from None
    path = parsed.query.get("path", "fast")
    if not isinstance(path, str) or path not in _PATHS:
        raise ImpossibleDatabase(f"{SETTING} must say path=plain or path=fast, or nothing of a path")
    return parsed.difference_update_query(["path"]), _PATHS[path]


def is_postgresql(engine: AsyncEngine) -> bool:
    """Whether `engine` speaks to PostgreSQL."""
    return engine.dialect.name == "postgresql"


def _postgresql(url: URL, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=2,  # besides the pinned ones: for migrations and the readiness check
        pool_reset_on_return=None,  # every transaction here ends in its own commit or rollback
        hide_parameters=True,
        # JIT compiles plans of statements that take a millisecond to run.
        connect_args={"server_settings": {"jit": "off", "application_name": "auditbot"}},
    )


def _sqlite(url: URL, pool_size: int) -> AsyncEngine:
    if not url.database or ":memory:" in url.database:
        raise ImpossibleDatabase(f"{SETTING} must name a file for SQLite: an audit in memory is lost")
    _make_private(Path(url.database).expanduser())
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        pool_size=pool_size,
        max_overflow=0,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_MS / 1000},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _make_private(file: Path) -> None:
    """Let only this account read the database's file, and its folder if we create it.  (SQLite gives its
    other files the same mode.)"""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(PermissionError):  # a file or folder of somebody else's: opening it will say so
        file.touch(mode=0o600)
        file.chmod(0o600)


def _writing_engine(url: URL) -> Engine:
    """The engine of `SQLiteWriter`, whose transactions are begun and committed by the writer."""
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"timeout": _BUSY_MS / 1000},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing of its own; `_begin` does
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose acknowledged commits at a power cut
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_MS}",
        "cache_size=-16000",
        "secure_delete=ON",  # what a purge removes is overwritten, not only unlinked
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    writing = connection.get_execution_options().get("writing", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
