"""Databases for every test that wants one: `storage` on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import base64
import gc
import shutil
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.keys import Keyring
from storage.work import Storage
from tests import databases

# How long an example takes says how busy the machine is.
settings.register_profile("suite", deadline=None)
# What `make quick` takes: the tests that name no number of examples themselves try fewer.
settings.register_profile("quick", settings.get_profile("suite"), max_examples=20)
settings.load_profile("suite")
# The tests' trees and forms are many and live long; nothing here is short of memory.
gc.set_threshold(50_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--plain", action="store_true", help="storage goes through SQLAlchemy alone")
    parser.addoption("--both", action="store_true", help="every conversation on both databases")
    parser.addoption("--few", type=int, metavar="N", help="no more than N cases of each parametrized test")


ON_BOTH = {
    "test_concern",
    "test_crossed_presses",
    "test_given_back",
    "test_pairs",
    "test_stories",
    "test_whole_form",
}
"""The conversations that differ by what a database does: many at once, whole lives of an audit."""
BY_TURNS = {"conversations", "delivery", "imports", "programme"}
"""The folders of which each test takes one database."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look at it again and again."""
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is not about a database takes one of them, by its name, so that half of the tests are on either:
    what is stored and how is tried on both in tests/storage.  `--both` tries them all twice."""
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        database = getattr(getattr(item, "callspec", None), "params", {}).get("database_url")
        told = item.path.parent.name in BY_TURNS and item.path.stem not in ON_BOTH
        turn = ("sqlite", "postgresql")[zlib.crc32(item.nodeid.partition("[")[0].encode()) % 2]
        waits = told and database is not None and database != turn and not config.getoption("--both")
        (left if waits and len(_databases(item)) > 1 else kept).append(item)
    few = config.getoption("--few")
    if few:
        kept, beyond = _spread(kept, few)
        left += beyond
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _spread(items: list[pytest.Item], few: int) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The items with no more than `few` cases of one test, taken evenly from its first to its last; and
    those left out."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    taken = {
        id(group[number * (len(group) - 1) // max(few - 1, 1)])
        for group in cases.values()
        for number in range(min(few, len(group)))
    } | {id(item) for group in cases.values() if len(group) <= few for item in group}
    return [item for item in items if id(item) in taken], [item for item in items if id(item) not in taken]


def _databases(item: pytest.Item) -> tuple[str, ...]:
    """The databases that a test is written for: one may name just one."""
    marks = [mark for mark in item.iter_markers("parametrize") if mark.args[0] == "database_url"]
    return tuple(marks[0].args[1]) if marks else ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this process's own."""
    with databases.postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A migrated database to copy from."""
    return asyncio.run(databases.migrated_postgresql(postgresql_server))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    return asyncio.run(databases.migrated_sqlite(tmp_path_factory.mktemp("sqlite")))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database: each test runs once on each kind.

    `pytest --plain` has the bot leave out what is in storage/fast.
    """
    plain = request.config.getoption("--plain")
    if request.param == "sqlite":
        file = tmp_path / "audits.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}{'?path=plain' if plain else ''}"
        return
    server = request.getfixturevalue("postgresql_server")
    url = asyncio.run(databases.copied_postgresql(server, request.getfixturevalue("postgresql_template")))
    yield f"{url}&path=plain" if plain else url
    asyncio.run(databases.drop_postgresql(url, server))


@pytest.fixture
def keyring() -> Keyring:
    """A keyring of one key."""
    return Keyring.from_setting("test:" + base64.b64encode(bytes(range(32))).decode())


@pytest.fixture
async def storage(database_url: str, keyring: Keyring) -> AsyncIterator[Storage]:
    """An open storage on a fresh database."""
    opened = await Storage.open(database_url, keyring)
    await opened.migrate()
    yield opened
    await opened.close()
