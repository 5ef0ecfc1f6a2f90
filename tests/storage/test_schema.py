"""The migrations make exactly the tables of the metadata."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from storage.engine import ImpossibleDatabase, make_engine
from storage.migrations import migrate
from storage.tables import metadata
from storage.work import Storage


async def test_the_migrated_schema_is_the_metadata(storage: Storage) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with storage.work(write=False) as work:
        assert await work.connection.run_sync(differences) == []


async def test_two_starts_at_once_migrate_once(tmp_path: Path) -> None:
    engines = [make_engine(f"sqlite:///{tmp_path}/new/audits.db") for _ in range(3)]
    await asyncio.gather(*(migrate(engine) for engine in engines))
    async with engines[0].connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM alembic_version"))).scalar_one() == 1
    for engine in engines:
        await engine.dispose()


async def test_sqlite_is_set_for_safety(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/audits.db")
    async with engine.connect() as connection:
        found = {}
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            found[name] = (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    await engine.dispose()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_impossible_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(ImpossibleDatabase, match="AUDITBOT_DATABASE_URL"):
        make_engine(url)
