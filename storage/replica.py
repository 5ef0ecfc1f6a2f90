"""Where reads go that may be a little behind: to a replica of the database while it can be used, else to the
database itself.

Turns, whatever is decided by somebody's rights, and whatever writes never come here.  The replica is looked
at every few seconds, so that no reader waits to learn that it is down.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

import asyncpg
import structlog
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from storage.installation import revision_of
from storage.migrations import is_newer, newest
from storage.seals import ROOT, written
from storage.tables import inbox, workers
from storage.transaction import StaleAudit
from storage.transactions import Connection
from storage.values import maybe_moment
from storage.work import Storage

log = structlog.get_logger("storage")

EVERY: Final = 5.0
"""Seconds between two looks at the replica."""
WITHIN: Final = 3.0
"""Seconds in which it has to answer one."""
LOOKS_GOOD_FOR: Final = timedelta(seconds=20)
"""A look that is older says nothing any more."""
MOST_BEHIND: Final = timedelta(seconds=60)
"""A replica that is further behind is not read."""
POOL: Final = 4
"""Connections of a process to it, and two more."""
CACHE: Final = 1_000_000
"""Bytes of folded audits: what is read here is counted, and seldom folded."""
RESTS: Final = timedelta(seconds=60)
"""For so long it is left alone after a reading of it has failed."""
TRIES: Final = 5
"""How often it is asked, a tenth of a second apart, whether it has what the database had when asked first."""
AWAY: Final = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, StaleAudit)
"""What reading raises where the replica has gone, or breaks a long reading off because of what it replays."""
Result = TypeVar("Result")

_HEAD = text(
    "SELECT CAST(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() "
    "ELSE pg_current_wal_insert_lsn() END AS text)"
)
_READ_ONLY = text(
    "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on' "
    "OR NOT has_table_privilege('meta', 'INSERT')"
)
_REPLAYED = text(
    "SELECT pg_last_wal_replay_lsn() >= CAST(CAST(:head AS text) AS pg_lsn), pg_last_xact_replay_timestamp()"
)
_NEWEST = select(func.greatest(select(func.max(workers.c.seen)).scalar_subquery(), func.max(inbox.c.at)))
"""When something was last done here: a turn taken, a heartbeat of a process that delivers."""


class Unfit(StrEnum):
    """Why a replica is not read, as the log and `doctor` say it."""

    AWAY = "it does not answer"
    SCHEMA = "its schema is older than the program's"
    KEYS = "it is not a copy of this database: its look-ups rest on another key"
    BEHIND = "it is too far behind"
    NOT_SEEN = "it was not looked at lately"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the replica stood when it was looked at."""

    unfit: Unfit | None
    complete_until: datetime | None = None
    """Everything that was done by then is in it; None where it cannot be told."""
    behind: bool = True
    """The database has more."""
    read_only: bool = False
    """Whether it lets nobody write who comes with the address that was given."""
    revision: str = ""
    """Of its schema; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Source:
    """A database to read from."""

    storage: Storage
    another: Callable[[], Awaitable[Storage]]
    """Opens it once more, for another thread."""
    as_of: datetime | None = None
    """What is read is of this moment; None: as things stand."""


async def look_at_replica(
    main: Storage, replica: Storage, clock: Callable[[], datetime], known: datetime | None = None
) -> Standing:
    """How `replica` stands beside `main`; `known`: up to when it was complete at the last look.  Raises what
    `main` raises where it does not answer."""
    began = clock()
    async with main.work(write=False) as work:
        head = str((await work.connection.execute(_HEAD)).scalar_one())
        newest_done = await _newest_done(work.connection)
    try:
        async with asyncio.timeout(WITHIN), replica.work(write=False) as work:
            revision = await revision_of(work)
            if revision != newest() and not is_newer(revision):
                return Standing(Unfit.SCHEMA, revision=revision)
            root = await written(work.connection, ROOT)
            if root is None or main.keyring.marked(root) is None:
                return Standing(Unfit.KEYS, revision=revision)
            streaming, closed = (await work.connection.execute(_READ_ONLY)).one()
            if streaming:
                caught_up, until = await _replayed(work.connection, head)
            else:  # copied row by row, or by hand: it has no place in the database's log
                until = await _newest_done(work.connection)
                caught_up = until == newest_done
    except (*AWAY, TimeoutError):
        return Standing(Unfit.AWAY)
    if caught_up:
        return Standing(None, began, False, streaming or closed, revision)
    until = max((then for then in (until, known) if then is not None), default=None)
    far = until is None or began - until > MOST_BEHIND
    return Standing(Unfit.BEHIND if far else None, until, True, streaming or closed, revision)


async def _replayed(connection: Connection, head: str) -> tuple[bool, datetime | None]:
    """Whether the place `head` of the database's log is reached, after waiting a moment for it; and when what
    was replayed last was committed."""
    caught_up, last = False, None
    for tried in range(TRIES):
        if tried:
            await asyncio.sleep(0.1)
        caught_up, last = (await connection.execute(_REPLAYED, {"head": head})).one()
        if caught_up:
            break
    return bool(caught_up), last


async def _newest_done(connection: Connection) -> datetime | None:
    return maybe_moment((await connection.execute(_NEWEST)).scalar_one())


class Reads:
    """Chooses the database for what only reads and may be a little behind."""

    def __init__(self, main: Source, replica: Source | None, clock: Callable[[], datetime]):
        self._main = main
        self._replica = replica
        self._clock = clock
        self._looked_at: datetime | None = None
        self._stands = Standing(Unfit.NOT_SEEN)
        self._changed_at: datetime | None = None
        self._failed_at: datetime | None = None
        self._said: Unfit | None = None

    @property
    def main(self) -> Storage:
        """The database itself."""
        return self._main.storage

    async def look(self) -> None:
        """Look at the replica; what has changed about it goes to the log, once."""
        if self._replica is None:
            return
        began = self._clock()
        try:
            known = self._stands.complete_until
            self._stands = await look_at_replica(self.main, self._replica.storage, self._clock, known)
        except AWAY:  # of the database itself, which its own readiness tells of
            self._stands = Standing(Unfit.NOT_SEEN)
            return
        self._looked_at = began
        if self._stands.unfit is not self._said:
            self._said = self._stands.unfit
            if self._said is None:
                log.info("replica_is_read")
            else:
                log.warning("replica_not_read", reason=self._said.value)

    async def keep_looking(self) -> None:
        """Look every `EVERY` seconds, without end."""
        while self._replica is not None:
            await self.look()
            await asyncio.sleep(EVERY)

    def changed(self) -> None:
        """Somebody has just changed what they look at next: until the replica has it, it is not read."""
        self._changed_at = self._clock()

    def source(self) -> Source:
        """Where to read now."""
        replica, stands = self._replica, self._stands
        if replica is None or stands.unfit is not None or self._looked_at is None:
            return self._main
        now = self._clock()
        if now - self._looked_at > LOOKS_GOOD_FOR:
            return self._main
        if self._failed_at is not None and now - self._failed_at < RESTS:
            return self._main
        until = stands.complete_until
        if until is None or (self._changed_at is not None and until <= self._changed_at):
            return self._main
        return Source(replica.storage, replica.another, until if stands.behind else None)

    async def read(self, ask: Callable[[Source], Awaitable[Result]]) -> Result:
        """What `ask` reads.  Where the replica breaks off, it is asked again of the database itself, from the
        beginning: it must change nothing."""
        source = self.source()
        if source is self._main:
            return await ask(source)
        try:
            return await ask(source)
        except AWAY as problem:
            self._failed_at = self._clock()
            log.warning("replica_reading_failed", kind=type(problem).__name__, seconds=RESTS.seconds)
        return await ask(self._main)


@asynccontextmanager
async def open_reads(
    main: Storage,
    url: str,
    read_url: str = "",
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator[Reads]:
    """What reads beside `main`, the database at `url`, which has begun: from the replica at `read_url`, where
    one is named and can be used.  Raises ImpossibleDatabase."""
    again = partial(Storage.open, keyring=main.keyring, pool_size=1, beside=main)
    itself = Source(main, partial(again, url))
    if not read_url:
        yield Reads(itself, None, clock)
        return
    replica = await Storage.open(
        read_url, main.keyring, pool_size=POOL, cache=CACHE, beside=main, read_only=True
    )
    try:
        reads = Reads(itself, Source(replica, partial(again, read_url, read_only=True)), clock)
        await reads.look()
        yield reads
    finally:
        await replica.close()
