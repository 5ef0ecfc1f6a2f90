"""A turn's own statements fail, and are undone, like all others, on either path."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.statements import BoundStatement
from storage.transaction import StaleAudit
from storage.transactions import GuardFailed
from storage.work import Storage
from tests.storage.people_and_cases import NOW

_SELECT = text("SELECT at FROM inbox ORDER BY at")


def _insert(storage: Storage, key: str, must: int | None = None) -> BoundStatement:
    literal = f"'{key}'::bytea" if storage._shared.postgresql else f"CAST('{key}' AS BLOB)"
    statement = text(f"INSERT INTO inbox (key, at) VALUES ({literal}, :at)")
    return BoundStatement(storage._shared.compiled(statement), {"at": 1}, must)


async def _kept(storage: Storage) -> int:
    async with storage.work(write=False) as work:
        return len(await work._open.statements.rows(BoundStatement(storage._shared.compiled(_SELECT), {})))


async def test_what_follows_a_guard_that_failed_is_not_executed(storage: Storage) -> None:
    async with storage.work() as work:
        with pytest.raises(GuardFailed):
            await work._open.statements.execute(
                _insert(storage, "a", 1), _insert(storage, "b", 2), _insert(storage, "c", 1)
            )
    assert await _kept(storage) == 2


async def test_both_sides_of_a_transaction_stand_or_fall_together(storage: Storage) -> None:
    """A turn's own statements, and those that go through SQLAlchemy (the outbox's, say)."""

    class Refused(Exception):
        pass

    async def turn(refused: bool) -> None:
        async with storage.work() as work:
            await work._open.statements.execute(_insert(storage, "a", 1))
            await work.connection.execute(_insert(storage, "b").statement.source, {"at": 2})
            await work._open.statements.execute(_insert(storage, "c", 1))
            assert len((await work.connection.execute(_SELECT)).all()) == 3
            assert (
                len(await work._open.statements.rows(BoundStatement(storage._shared.compiled(_SELECT), {})))
                == 3
            )
            if refused:
                raise Refused

    with pytest.raises(Refused):
        await turn(True)
    assert await _kept(storage) == 0
    await turn(False)
    assert await _kept(storage) == 3


async def test_how_many_rows_were_changed_is_told_through_sqlalchemy_as_well(storage: Storage) -> None:
    async with storage.work() as work:
        for key, changed in (("a", 1), ("a", 0)):
            sql = str(_insert(storage, key).statement.source) + " ON CONFLICT DO NOTHING"
            assert (await work.connection.execute(text(sql), {"at": 1})).rowcount == changed
        assert (await work.connection.execute(text("UPDATE inbox SET at = 2"))).rowcount == 1
        assert (await work.connection.execute(text("DELETE FROM inbox WHERE at > 2"))).rowcount == 0


async def test_a_failed_statement_is_sqlalchemys_error_and_undoes_the_turn(storage: Storage) -> None:
    async def turn() -> None:
        async with storage.work() as work:
            await work._open.statements.execute(_insert(storage, "a"))
            await work._open.statements.execute(_insert(storage, "a"))

    with pytest.raises(DBAPIError):
        await turn()
    assert await _kept(storage) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_broken_connection_leaves_the_pool(storage: Storage) -> None:
    async def turn() -> None:
        async with storage.work() as work:
            await work._open.statements.execute(_insert(storage, "a"))
            connection: Any = work.connection
            raw = await connection.get_raw_connection()
            raw.driver_connection.terminate()
            await work._open.statements.execute(_insert(storage, "b"))

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
            await work._open.statements.execute(_insert(storage, "a"))

    async def grief(_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.transaction.Transaction, "commit", grief)
        with pytest.raises((DBAPIError, fault)):
            await turn()
    assert await _kept(storage) == 0
    await turn()
    assert await _kept(storage) == 1
