"""A new version beside the old one: what every migration promises, and two processes that start at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import make_engine
from storage.keys import Keyring
from storage.migrations import migrate
from storage.seals import COUNT, MARK
from storage.tables import meta, metadata
from storage.verify import verify
from storage.work import Storage
from tests import databases
from tests.conversations.harness import EVIDENCE, House, open_house
from tests.processes import KEYS, running

FIRST = "0001"
BREAKS = (
    # What a program that does not know of the change would stumble over.
    (r"\bDROP\s+(TABLE|COLUMN|INDEX|CONSTRAINT)\b", "drops something"),
    (r"\bRENAME\b", "renames something"),
    (r"\bALTER\s+COLUMN\b", "changes a column"),
    (r"\bCREATE\s+UNIQUE\s+INDEX\b", "makes something unique that was not"),
    (r"\bADD\s+(CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY)\b", "binds what was free"),
    (r"\b(TRUNCATE|DELETE)\b", "deletes rows"),
)


@asynccontextmanager
async def fresh(kind: str, server: str, folder: Path, revision: str) -> AsyncIterator[str]:
    """An empty database at this revision; the empty string: without any tables."""
    name = revision or "empty"
    url = f"sqlite:///{folder / name}.db"
    if kind == "postgresql":
        url = await databases.copied_postgresql(server, "template0")
    if revision:
        engine = make_engine(url)
        await migrate(engine, revision)
        await engine.dispose()
    yield url
    if kind == "postgresql":
        await databases.drop_postgresql(url, server)


def faults(statement: str) -> list[str]:
    """What in this statement the program before it could not bear."""
    words = " ".join(statement.upper().split())
    breaks = [why for pattern, why in BREAKS if re.search(pattern, words)]
    added = re.search(r"\bADD (COLUMN )?(?!CONSTRAINT)", words)
    if added and "ALTER TABLE" in words and "NOT NULL" in words and "DEFAULT" not in words:
        breaks.append("adds a column that must be filled")
    return breaks


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_migrations_only_add(kind: str, postgresql_server: str, tmp_path: Path) -> None:
    said: list[str] = []

    def hear(_c: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    async with fresh(kind, postgresql_server, tmp_path, FIRST) as url:
        engine = make_engine(url)
        event.listen(engine.sync_engine, "before_cursor_execute", hear)
        await migrate(engine)
        await engine.dispose()
    changes = [s for s in said if re.match(r"\s*(ALTER|CREATE|DROP|TRUNCATE|DELETE)\b", s, re.IGNORECASE)]
    assert len(changes) > 3, said
    wrong = {statement: why for statement in changes if (why := faults(statement))}
    assert wrong == {}


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audits DROP COLUMN stage",
        "ALTER TABLE audits RENAME COLUMN stage TO step",
        "ALTER TABLE audits ADD COLUMN stage VARCHAR(64) NOT NULL",
        "ALTER TABLE audits ALTER COLUMN team TYPE VARCHAR(10)",
        "ALTER TABLE audits ADD CONSTRAINT uq_x UNIQUE (team)",
        "CREATE UNIQUE INDEX ix ON audits (team)",
        "DROP TABLE walks",
    ],
)
def test_what_breaks_the_program_before_is_found(statement: str) -> None:
    assert faults(statement)
    assert not faults("ALTER TABLE audits ADD COLUMN stage VARCHAR(64) DEFAULT '' NOT NULL")


async def columns_at(url: str) -> MetaData:
    """The tables as they are in this database."""
    engine = make_engine(url)
    metadata = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(metadata.reflect)
    await engine.dispose()
    return metadata


async def copied(source: str, target: str, old: MetaData) -> None:
    """Every row of `source` into `target`, by statements that know only what `old` has."""
    engines = make_engine(source), make_engine(target)
    async with engines[0].connect() as read, engines[1].begin() as write:
        for table in metadata.sorted_tables:
            known = old.tables.get(table.name)
            if known is None:
                continue
            names = [column.name for column in table.columns if column.name in known.columns]
            listed = ", ".join(f'"{name}"' for name in names)
            rows = (await read.execute(text(f'SELECT {listed} FROM "{table.name}"'))).mappings().all()
            if table is meta:  # the program before this one made no seals
                rows = [row for row in rows if row["name"] not in (MARK, COUNT)]
            await _written(write, table.name, names, [dict(row) for row in rows])
    for engine in engines:
        await engine.dispose()


async def _written(
    connection: AsyncConnection, table: str, names: list[str], rows: list[dict[str, Any]]
) -> None:
    if rows:
        columns, values = ", ".join(f'"{n}"' for n in names), ", ".join(f":{n}" for n in names)
        insert = f'INSERT INTO "{table}" ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING'
        await connection.execute(text(insert), rows)


async def worked(house: House) -> None:
    """An audit with answers, a conversation state and something owed."""
    await house.allocates("TS-101", house.amara, house.sam)
    await house.priya.installs()
    await house.amara.says("open TS-101")
    await house.amara.says(f"1.1 good - {EVIDENCE}")
    await house.amara.says("concern: He was not seen for six weeks.")
    await house.amara.presses("Send now")


async def stands(url: str, keyring: Keyring, house: House, *, owed: bool = True) -> None:
    """The audit that `worked` left is in this database, whole, and what was owed is `owed`, where nobody
    delivers."""
    storage = await Storage.open(url, keyring)
    try:
        await storage.migrate()
        async with storage.work() as work:
            held = await work.audits.audit(house.audits["TS-101"], house.amara.id)
            assert held is not None
            answer = held[0].answer("1.1")
            assert answer is not None
            assert answer.passage is not None
            assert answer.passage.text == EVIDENCE
            assert len(held[0].concerns) == 1
            assert len(await work.lists.audits_of(house.sam.id)) == 1
            assert not owed or await work.outbox.next_due() is not None
        assert (await verify(storage)).whole
    finally:
        await storage.close()


async def test_old_rows_and_old_statements(
    database_url: str, keyring: Keyring, postgresql_server: str, tmp_path: Path
) -> None:
    """Rows of the oldest schema are taken along; its statements still work on the newest."""
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    async with (
        open_house(database_url, keyring) as house,
        fresh(kind, postgresql_server, tmp_path, FIRST) as old,
        fresh(kind, postgresql_server, tmp_path, "head") as new,
    ):
        await worked(house)
        known = await columns_at(old)
        assert "stage" not in known.tables["audits"].columns
        await copied(database_url, old, known)
        await stands(old, keyring, house)
        await copied(database_url, new, known)
        await stands(new, keyring, house)


@pytest.mark.parametrize("revision", ["", FIRST])
async def test_two_processes_that_start_at_once_migrate_once(
    revision: str, postgresql_server: str, tmp_path: Path
) -> None:
    async with (
        fresh("postgresql", postgresql_server, tmp_path, revision) as url,
        running(url, tmp_path, 2) as bots,
    ):
        engine = make_engine(url)
        async with engine.connect() as connection:
            versions = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars()
            assert len(list(versions)) == 1
        await engine.dispose()
        assert all(bot.running is not None and bot.running.returncode is None for bot in bots)


async def test_an_old_program_serves_on_a_newer_database(
    postgresql_server: str, keyring: Keyring, tmp_path: Path
) -> None:
    """It was migrated by a program that this one knows nothing of; this one starts, and takes turns."""
    async with fresh("postgresql", postgresql_server, tmp_path, "head") as url:
        engine = make_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            await connection.execute(text("ALTER TABLE audits ADD COLUMN later TEXT NOT NULL DEFAULT ''"))
            await connection.execute(text("ALTER TABLE trail ADD COLUMN later TEXT"))
            await connection.execute(text("ALTER TABLE owed ADD COLUMN later TEXT"))
        await engine.dispose()
        async with open_house(url, keyring) as house, running(url, tmp_path, 1) as (bot,):
            await worked(house)
            async with bot.client(house.connector) as client:
                house.sam.chat.teams = client
                answers = await asyncio.gather(
                    house.sam.says("open TS-101"), house.sam.says(f"1.2 good - {EVIDENCE} Twice.")
                )
                assert {answer.status for answer in answers} == {200}
            await stands(url, keyring, house, owed=False)  # the process delivers it


def test_the_processes_and_the_tests_have_one_key(keyring: Keyring) -> None:
    assert Keyring.from_setting(KEYS).keyed("case", "TS-1") == keyring.keyed("case", "TS-1")
