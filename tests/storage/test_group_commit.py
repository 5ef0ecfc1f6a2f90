"""Turns that share a SQLite commit: each stands or falls alone, none is answered before the commit."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.fast.sqlite_writer import SQLiteWriter
from storage.work import Storage
from tests.storage.people_and_cases import NOW


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """SQLite, by the quick path, whatever the rest of the suite runs on."""
    file = tmp_path / "audits.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}?path=fast"


class Refused(Exception):
    pass


def writer(storage: Storage) -> SQLiteWriter:
    """The connection that writes."""
    transactions: Any = storage._transactions
    writer: SQLiteWriter = transactions._writer
    return writer


async def commits(storage: Storage, seen: list[str]) -> list[str]:
    """`seen`, which grows by one at each commit of SQLite from now on."""

    def note(sql: str) -> None:
        if sql == "COMMIT":
            seen.append("commit")

    await writer(storage)._thread.run(lambda _, driver: driver.set_trace_callback(note))
    return seen


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 (the moment between two steps of the loop is what is tested)
        await asyncio.sleep(0)


async def taken(storage: Storage) -> set[str]:
    """Which of the keys k0 to k39 stand committed, as another transaction sees them."""
    keys = set()
    for n in range(40):
        async with storage.work() as work:
            if not await work.first_time([f"k{n}"], NOW):
                keys.add(f"k{n}")
    return keys


async def test_queued_turns_share_commits_and_a_failing_one_falls_alone(storage: Storage) -> None:
    seen = await commits(storage, [])

    async def turn(number: int) -> None:
        async with storage.work() as work:
            assert await work.first_time([f"k{number}"], NOW)
            if number % 4 == 3:
                raise Refused

    outcomes = await asyncio.gather(*(turn(n) for n in range(40)), return_exceptions=True)
    print(f"40 turns queued at once, 10 of them failing: {len(seen)} commits")
    assert len(seen) <= 4
    assert [isinstance(o, Refused) for o in outcomes] == [n % 4 == 3 for n in range(40)]
    assert await taken(storage) == {f"k{n}" for n in range(40) if n % 4 != 3}


async def test_no_turn_is_answered_before_its_commit(storage: Storage) -> None:
    order = await commits(storage, [])

    async def turn(number: int) -> None:
        async with storage.work() as work:
            await work.first_time([f"k{number}"], NOW)
        order.append("answer")

    await asyncio.gather(*(turn(n) for n in range(5)))
    assert order.index("commit") < order.index("answer")
    assert order.count("answer") == 5


async def test_all_fail_when_the_shared_commit_fails(storage: Storage) -> None:
    async def turn(number: int) -> None:
        async with storage.work() as work:
            await work.first_time([f"k{number}"], NOW)
            if number == 2:  # as SQLite does by itself when the disk is full
                await writer(storage)._thread.run(lambda _, driver: driver.rollback())

    outcomes = await asyncio.gather(*(turn(n) for n in range(3)), return_exceptions=True)
    assert [isinstance(o, DBAPIError) for o in outcomes] == [True] * 3
    assert await taken(storage) == set()


async def test_a_cancelled_turn_leaves_nobody_waiting(storage: Storage) -> None:
    """The first turn leaves the commit to the second, which is cancelled before it begins."""
    transactions: Any = storage._transactions
    go = asyncio.Event()

    async def turn(number: int) -> None:
        async with storage.work() as work:
            await work.first_time([f"k{number}"], NOW)
            await go.wait()

    first = asyncio.create_task(turn(0))
    await until(lambda: transactions._turn.locked())
    second = asyncio.create_task(turn(1))
    await until(lambda: transactions._queued > 0)
    go.set()
    await until(lambda: not transactions._turn.locked())
    second.cancel()
    await asyncio.wait_for(first, timeout=5)
    with pytest.raises(asyncio.CancelledError):
        await second
    assert await taken(storage) == {"k0"}


async def test_a_turn_cancelled_in_the_middle_is_undone(storage: Storage) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with storage.work() as work:
            await work.first_time(["k0"], NOW)
            begun.set()
            await asyncio.sleep(60)

    async def quick() -> None:
        async with storage.work() as work:
            await work.first_time(["k1"], NOW)

    task = asyncio.create_task(slow())
    await begun.wait()
    waiting = asyncio.create_task(quick())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait_for(waiting, timeout=5)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await taken(storage) == {"k1"}


async def test_a_reader_sees_nothing_uncommitted(storage: Storage) -> None:
    async with storage.work() as work:
        await work.first_time(["k0"], NOW)
        async with storage.work(write=False) as other:
            count = (await other.connection.execute(text("SELECT count(*) FROM inbox"))).scalar_one()
    assert count == 0
