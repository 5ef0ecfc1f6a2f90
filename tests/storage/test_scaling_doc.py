"""The SQL of docs/scaling.md runs on a database with an audit in it, and does what is said of it."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.audits import _TRAIL
from storage.work import Storage
from tests.storage.people_and_cases import PRIYA, answer, programme

DOC = Path(__file__).parents[2] / "docs" / "scaling.md"
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def block(containing: str) -> str:
    """The one block of SQL with these words."""
    blocks = re.findall(r"```sql\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    (statement,) = (sql for sql in blocks if containing in sql)
    return str(statement)


async def run(connection: Any, script: str) -> None:
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    await connection.execute(text("SELECT 1"))  # begins the transaction that the script is part of
    await raw.driver_connection.execute(script)


async def count(connection: Any, table: str) -> int:
    return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


class Undone(Exception):
    """Ends a transaction: roles belong to the whole server."""


async def test_the_trail_in_partitions(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA)
    async with storage.work() as work:
        connection: Any = work.connection
        before = await count(connection, "trail")
        await run(work.connection, block("PARTITION BY HASH"))
        assert await count(work.connection, "trail") == before > 0
        asked = _TRAIL.params(audit=made.audit, after=0, upto=99)
        sql = asked.compile(dialect=work.connection.dialect, compile_kwargs={"literal_binds": True})
        plan = [row[0] for row in await connection.exec_driver_sql(f"EXPLAIN {sql}")]
        touched = {name for line in plan for name in re.findall(r"trail_part_\d", line) if " on " in line}
        assert len(touched) == 1
    async with storage.work() as work:
        await answer(work, storage, PRIYA, words="said after the change")
    async with storage.work(write=False) as work:
        assert await count(work.connection, "trail") > before


async def test_a_council_sees_its_own_rows_alone(storage: Storage) -> None:
    await programme(storage)
    with contextlib.suppress(Undone):
        async with storage.work() as work:
            here: Any = work.connection
            await run(here, block("ROW LEVEL SECURITY"))
            await here.execute(text("SET LOCAL ROLE auditbot_serves"))
            assert await count(here, "audits") > 0
            assert await count(here, "people") > 0
            await here.execute(text("SELECT set_config('auditbot.tenant', 'council-b', true)"))
            assert await count(here, "audits") == await count(here, "people") == 0
            # A statement of today, which knows of no tenant, writes for the tenant of its transaction.
            await here.execute(text("INSERT INTO inbox (key, at) VALUES ('\\x01', 1)"))
            assert (await here.execute(text("SELECT tenant FROM inbox"))).scalars().all() == ["council-b"]
            changed = await here.execute(text("UPDATE audits SET team = 'Taken'"))
            assert changed.rowcount == 0
            foreign = text("INSERT INTO inbox (key, at, tenant) VALUES ('\\x02', 1, 'council-a')")
            with pytest.raises(DBAPIError, match="row-level security"):
                await here.execute(foreign)
            raise Undone
