"""The migrations make exactly the tables of the metadata."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import migrations
from storage.engine import ImpossibleDatabase, make_engine
from storage.migrations import migrate, newest
from storage.tables import metadata
from storage.work import Storage


async def test_the_migrated_schema_is_the_metadata(storage: Storage) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with storage.work(write=False) as work:
        connection: Any = work.connection
        assert await connection.run_sync(differences) == []


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    """Files are named after their revisions, so that a start need not read them all."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [newest()]
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


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
        pragmas = {}
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            pragmas[name] = (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    await engine.dispose()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:///x.db?path=quick"]
)
def test_an_impossible_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(ImpossibleDatabase, match="AUDITBOT_DATABASE_URL"):
        make_engine(url)


async def test_audits_in_a_stage_learn_when_it_began(tmp_path: Path) -> None:
    """What the program before this one stored is chased as well."""
    engine = make_engine(f"sqlite:///{tmp_path}/old.db")
    await migrate(engine, "0002")
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO templates (hash, snapshot) VALUES ('f', '')"))
        for audit, stage in (("a", "views"), ("b", "")):
            await connection.execute(_OLD, {"id": audit, "stage": stage})
            for seq, (what, at) in enumerate((("submitted", 5), ("submitted", 7), ("acknowledged", 9)), 1):
                row = {"audit": audit, "seq": seq, "what": what, "at": at}
                await connection.execute(_HAPPENED, row)
    await migrate(engine)
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, stage_at, reminded FROM audits ORDER BY id"))
        assert [tuple(row) for row in rows] == [("a", 7, ""), ("b", None, "")]
    await engine.dispose()


_OLD = text(
    "INSERT INTO audits (id, case_type, team, month, theme, list, template_id, template_hash, state, "
    "auditors, revision, head, answered, total, stage) "
    "VALUES (:id, '', '', '', '', '', 't', 'f', 'submitted', '', 3, '', 0, 0, :stage)"
)
_HAPPENED = text(
    "INSERT INTO trail (audit_id, seq, what, key, thin, by, at, hash) "
    "VALUES (:audit, :seq, :what, '', '', 'p', :at, '')"
)
