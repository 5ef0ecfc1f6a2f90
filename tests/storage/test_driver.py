"""A turn's own statements fail, and are undone, like all others, on either path."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.transactions import BoundStatement, GuardFailed
from storage.unit import StaleAudit
from storage.work import Storage
from tests.storage.people_and_cases import NOW

_SELECT = text("SELECT at FROM inbox ORDER BY at")


def _insert(storage: Storage, key: str, must: int | None = None) -> BoundStatement:
    literal = f"'{key}'::bytea" if storage._shared.postgresql else f"CAST('{key}' AS BLOB)"
    statement = text(f"INSERT INTO inbox (key, at) VALUES ({literal}, :at)")
    return BoundStatement(storage._shared.compiled(statement), {"at": 1}, must)


async def _kept(storage: Storage) -> int:
    async with storage.work(write=False) as work:
        return len(await work._statements.rows(BoundStatement(storage._shared.compiled(_SELECT), {})))


async def test_what_follows_a_guard_that_failed_is_not_executed(storage: Storage) -> None:
    async with storage.work() as work:
        with pytest.raises(GuardFailed):
            await work._statements.execute(
                _insert(storage, "a", 1), _insert(storage, "b", 2), _insert(storage, "c", 1)
            )
    assert await _kept(storage) == 2


async def test_a_failed_statement_is_sqlalchemys_error_and_undoes_the_turn(storage: Storage) -> None:
    async def turn() -> None:
        async with storage.work() as work:
            await work._statements.execute(_insert(storage, "a"))
            await work._statements.execute(_insert(storage, "a"))

    with pytest.raises(DBAPIError):
        await turn()
    assert await _kept(storage) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_broken_connection_leaves_the_pool(storage: Storage) -> None:
    async def turn() -> None:
        async with storage.work() as work:
            await work._statements.execute(_insert(storage, "a"))
            connection: Any = work.connection
            raw = await connection.get_raw_connection()
            raw.driver_connection.terminate()
            await work._statements.execute(_insert(storage, "b"))

    with pytest.raises(StaleAudit):  # which is how a turn knows that it may be taken again
        await turn()
    async with storage.work() as work:
        assert await work.first_time(["id:1"], NOW)
    assert await _kept(storage) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("fault", [RuntimeError, asyncio.CancelledError])
async def test_a_commit_that_came_to_grief_leaves_nothing_to_the_next_turn(
    storage: Storage, fault: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def turn() -> None:
        async with storage.work() as work:
            await work._statements.execute(_insert(storage, "a"))

    async def grief(_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.transaction.Transaction, "commit", grief)
        with pytest.raises((DBAPIError, fault)):
            await turn()
    assert await _kept(storage) == 0
    await turn()
    assert await _kept(storage) == 1
