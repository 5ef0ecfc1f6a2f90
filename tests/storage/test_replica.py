"""When a replica is read and when it is not, and that nothing is ever written through it."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.commands.replica_finding import of_replica
from bot.setting_readers import Mode
from bot.settings import Settings
from storage.keys import Keyring
from storage.migrations import newest
from storage.replica import LOOKS_GOOD_FOR, MOST_BEHIND, RESTS, Reads, Source, Unfit, open_reads
from storage.tables import meta
from storage.work import Storage
from tests import databases

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
NOW = datetime(2026, 6, 5, 13, 2, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def copy_url(postgresql_server: str, postgresql_template: str) -> AsyncIterator[str]:
    """A second database with the same schema, and nothing in it: it stands for a replica."""
    url = await databases.copied_postgresql(postgresql_server, postgresql_template)
    yield url
    await databases.drop_postgresql(url, postgresql_server)


@pytest.fixture
async def copy(copy_url: str, keyring: Keyring) -> AsyncIterator[Storage]:
    """The same, written to by hand."""
    opened = await Storage.open(copy_url, keyring)
    await opened.begin()
    yield opened
    await opened.close()


async def done(storage: Storage, at: datetime) -> None:
    """Something was done in it at `at`."""
    async with storage.work() as work:
        await work.first_time([f"done/{at}"], at)


async def where(source: Source) -> str:
    """The database that is read."""
    async with source.storage.work(write=False) as work:
        return str((await work.connection.execute(text("SELECT current_database()"))).scalar_one())


@pytest.fixture
async def reads(
    storage: Storage, database_url: str, copy: Storage, copy_url: str, clock: Hands
) -> AsyncIterator[Reads]:
    async with open_reads(storage, database_url, copy_url, clock=clock) as opened:
        yield opened


@pytest.fixture
def place(copy_url: str) -> Callable[[str], str]:
    """Which of the two it is."""
    return lambda name: "replica" if copy_url.partition("?")[0].endswith(name) else "main"


async def test_a_replica_is_read_while_it_is_not_far_behind_and_it_is_said_once_where_it_is(
    storage: Storage, copy: Storage, clock: Hands, reads: Reads, place: Callable[[str], str]
) -> None:
    assert place(await reads.read(where)) == "replica"
    assert reads.source().as_of is None  # nothing was done in either
    clock.passes(timedelta(seconds=20))
    before = clock.now - timedelta(seconds=10)
    await done(copy, before)
    await done(storage, clock.now)
    await reads.look()
    assert place(await reads.read(where)) == "replica"
    assert reads.source().as_of == before
    clock.passes(MOST_BEHIND)
    with capture_logs() as logs:
        for _look in range(3):
            await reads.look()
            assert place(await reads.read(where)) == "main"
        await done(copy, clock.now - timedelta(seconds=1))
        await reads.look()
        assert place(await reads.read(where)) == "replica"
    assert [(line["event"], line.get("reason")) for line in logs] == [
        ("replica_not_read", Unfit.BEHIND.value),
        ("replica_is_read", None),
    ]
    clock.passes(LOOKS_GOOD_FOR + timedelta(seconds=1))
    assert place(await reads.read(where)) == "main"  # nobody has looked at it lately


async def test_who_has_just_written_reads_it(
    storage: Storage, copy: Storage, clock: Hands, reads: Reads, place: Callable[[str], str]
) -> None:
    reads.changed()
    assert place(await reads.read(where)) == "main"
    clock.passes(timedelta(seconds=1))
    await reads.look()
    assert place(await reads.read(where)) == "replica"


async def test_a_reading_that_breaks_off_is_done_again_and_the_replica_rests(
    clock: Hands, reads: Reads, place: Callable[[str], str]
) -> None:
    asked = []

    async def ask(source: Source) -> str:
        asked.append(place(await where(source)))
        if asked == ["replica"]:
            async with source.storage.work(write=False) as work:
                await work.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return asked[-1]

    with capture_logs() as logs:
        assert await reads.read(ask) == "main"
        assert await reads.read(ask) == "main"
    assert asked == ["replica", "main", "main"]
    assert [line["event"] for line in logs] == ["replica_reading_failed"]
    clock.passes(RESTS)
    await reads.look()
    assert await reads.read(ask) == "replica"


async def test_nothing_is_written_through_a_replica(
    copy_url: str, keyring: Keyring, storage: Storage
) -> None:
    for url in (copy_url, f"{copy_url}&path=plain"):
        replica = await Storage.open(url, keyring, beside=storage, read_only=True)
        with pytest.raises(DBAPIError, match="read-only"):
            await done(replica, NOW)
        await replica.close()


async def test_a_replica_of_another_schema_or_another_database_or_that_is_away_is_not_read(
    storage: Storage, copy: Storage, database_url: str, copy_url: str, keyring: Keyring, clock: Hands
) -> None:
    other = Keyring.from_setting("other:" + base64.b64encode(bytes(range(32, 64))).decode())
    older = text("UPDATE alembic_version SET version_num = '0020'")
    strange = update(meta).where(meta.c.name == "root").values(value=other.mark(other.root))
    nowhere = databases.named(copy_url, "nowhere")
    settings = Settings(Mode.DEVELOPMENT, database_url=database_url, data_keys=KEYS)
    for statement, url, unfit, said in (
        (None, copy_url, None, "look   replica: it answers"),
        (older, copy_url, Unfit.SCHEMA, "wrong  replica: its schema is 0020, and this program needs"),
        (strange, copy_url, Unfit.KEYS, "wrong  replica: it is no copy of this database"),
        (None, nowhere, Unfit.AWAY, "wrong  replica: it does not answer"),
    ):
        if statement is not None:
            async with copy.work() as work:
                await work.connection.execute(statement)
        with capture_logs() as logs:
            async with open_reads(storage, database_url, url, clock=clock) as reads:
                source = reads.source()
        assert (source.storage is storage) == (unfit is not None), said
        assert [line.get("reason", "") for line in logs] == ([unfit.value] if unfit is not None else [])
        (finding,) = await of_replica(replace(settings, database_read_url=url))
        assert finding.line.startswith(said), finding.line
        if statement is older:
            async with copy.work() as work:
                await work.connection.execute(text(f"UPDATE alembic_version SET version_num = '{newest()}'"))
    assert await of_replica(settings) == []  # none is named
