"""A database of every earlier schema, brought to today's: audits under way go on, and nothing is lost."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, table, text

from storage.engine import make_engine
from storage.migrations import migrate, newest
from storage.tables import metadata
from storage.unreadable_report import unreadable
from storage.verify import verify
from storage.work import Storage
from tests import databases
from tests.connector import Connector
from tests.conversations.harness import EVIDENCE, PEOPLE, House, Somebody
from tests.upgrades.picture import CONCERN, KEYRING, NOTE, PICTURES, PLAN

SCHEMAS = sorted(file.name.partition(".")[0] for file in PICTURES.glob("*.json.gz"))


def picture(schema: str) -> dict[str, Any]:
    """What `picture.py` wrote with that schema."""
    held: dict[str, Any] = json.loads(gzip.decompress((PICTURES / f"{schema}.json.gz").read_bytes()))
    return held


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without a single table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'audits.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    url = await databases.empty_postgresql(server)
    yield url
    await databases.drop_postgresql(url, server)


async def put_back(url: str, held: dict[str, Any]) -> None:
    """The picture as a database of its own schema."""
    engine = make_engine(url)
    try:
        await migrate(engine, held["schema"])
        async with engine.begin() as connection:
            for known in metadata.sorted_tables:
                for row in held["tables"].get(known.name, ()):
                    # Only the columns of that day: today's defaults would name others.
                    columns = [column(name, known.c[name].type) for name in row]
                    await connection.execute(
                        table(known.name, *columns).insert().values(**_values(known, row))
                    )
                if known.name in held["tables"] and connection.dialect.name == "postgresql":
                    await _numbers_on(connection, known)
    finally:
        await engine.dispose()


def _values(known: Any, row: dict[str, Any]) -> dict[str, Any]:
    values = {
        name: base64.b64decode(value["bytes"]) if isinstance(value, dict) else value
        for name, value in row.items()
    }
    booleans = {name for name in row if known.c[name].type.python_type is bool}
    return values | {name: bool(values[name]) for name in booleans if values[name] is not None}


async def _numbers_on(connection: Any, known: Any) -> None:
    """PostgreSQL counts on behind the rows that were put in with their numbers."""
    for key in known.primary_key.columns:
        sequence = "SELECT pg_get_serial_sequence(:name, :key)"
        owned = (await connection.execute(text(sequence), {"name": known.name, "key": key.name})).scalar()
        if owned:
            most = f'SELECT setval(:owned, (SELECT coalesce(max("{key.name}"), 1) FROM "{known.name}"))'
            await connection.execute(text(most), {"owned": owned})


@asynccontextmanager
async def house_on(url: str, held: dict[str, Any]) -> AsyncIterator[House]:
    """The bot of today on that database, with its people at their chats again."""
    async with Connector() as connector:
        house = House(url, KEYRING, connector)
        await house.starts()
        try:
            for name in PEOPLE:
                somebody = Somebody(house, house.client.person(name))
                house._people[name.split()[0].lower()] = somebody
            house.audits |= held["audits"]
            async with house.bot.storage.work(write=False) as work:
                by_name = {person.name: person.id for person in await work.people.everybody()}
            for somebody in house.everybody:
                somebody.id = by_name[somebody.chat.name]
            yield house
        finally:
            await house.stops()


async def migrated(url: str) -> None:
    """As `app.py run` and `db upgrade` do it."""
    storage = await Storage.open(url, KEYRING)
    await storage.migrate()
    await storage.close()


def test_each_release_has_its_picture() -> None:
    assert SCHEMAS[0] == "0007", "the schema of 0.2.0, the first release"
    assert max(SCHEMAS) <= newest()


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_an_earlier_database_goes_on(empty_url: str, schema: str) -> None:
    held = picture(schema)
    await put_back(empty_url, held)
    await migrated(empty_url)
    async with house_on(empty_url, held) as house:
        for somebody in (house.sam, house.priya, house.ellen):
            await somebody.installs()  # the chats of this test are at another address
        # What was saved stands.
        assert await house.answer("TS-102", "1.1") == ("good", EVIDENCE)
        assert await house.answer("TS-102", "1.2") == ("ri", PLAN)
        under_way = (await house.audit("TS-102", house.sam))[0]
        assert [note.passage.text for note in under_way.notes] == [NOTE]
        assert [concern.passage.text for concern in under_way.concerns] == [CONCERN]
        assert (await house.audit("TS-101"))[0].sent
        # The audit under way goes on where it was, to its end.
        await house.sam.says("open TS-102")
        await house.sam.says("1.3 no")
        assert (await house.answer("TS-102", "1.3"))[0] == "no"
        await house.sam.says("overall judgement: good")
        await house.sam.says("submit")
        await house.sam.presses("Submit anyway")  # the note has not been used
        await house.priya.has_seen("Audit summary", "TS-102")
        # Whoever answers for the programme sees both, and every trail holds.
        await house.ellen.says("status")
        await house.ellen.sees("Submitted: 2", "raised by Sam Okafor")
        verdict = await verify(house.bot.storage)
        assert verdict.whole
        assert verdict.audits == 2
        assert not await unreadable(house.bot.storage)
