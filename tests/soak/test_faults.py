"""The database fails under people who go on: what was acknowledged stands, what was not is said so."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.delivery.heartbeat import WorkerGroup
from bot.delivery.rate_limit import RateLimiter
from storage.keys import Keyring
from tests import databases
from tests.conversations.harness import House, Somebody, open_house, said
from tests.figures import figure, size
from tests.processes import running

TURNS = size(4, 400)
EACH = size(8, 1_000)


@asynccontextmanager
async def restarted(url: str) -> AsyncIterator[None]:
    """PostgreSQL is stopped, and started again at the end."""
    await asyncio.to_thread(databases.control_postgresql, url, "stop")
    try:
        yield
    finally:
        await asyncio.to_thread(databases.control_postgresql, url, "start")


@asynccontextmanager
async def read_only(url: str) -> AsyncIterator[None]:
    """As after a failover to a standby: it answers, and takes no write."""
    await databases.set_read_only(url, True)
    try:
        yield
    finally:
        await databases.set_read_only(url, False)


@asynccontextmanager
async def disk_full(_url: str) -> AsyncIterator[None]:
    """No file of this process may grow any more."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


FAULTS = {
    "PostgreSQL restarted": ("postgresql", restarted),
    "read-only database": ("postgresql", read_only),
    "disk full": ("sqlite", disk_full),
}


async def answers(house: House, somebody: Somebody, words: str) -> bool:
    """They answer question 1.1; whether they were told that it is saved."""
    seen = len(somebody.messages)
    await somebody.says(f"1.1 good - {words}")
    return any("Saved" in said(message) for message in somebody.messages[seen:])


@pytest.mark.parametrize(
    ("fault", "database_url"), [(name, on) for name, (on, _) in FAULTS.items()], indirect=["database_url"]
)
async def test_nothing_acknowledged_is_lost(fault: str, database_url: str, keyring: Keyring) -> None:
    breaks: AbstractAsyncContextManager[None] = FAULTS[fault][1](database_url)
    async with open_house(database_url, keyring) as house:
        await house.allocates("TS-1", house.amara)
        await house.amara.says("open TS-1")
        acknowledged = []
        refused = 0
        for number in range(TURNS):
            words = f"before it number {number} was seen in the file with care"
            if await answers(house, house.amara, words):
                acknowledged.append(words)
        assert len(acknowledged) == TURNS
        async with breaks:
            for number in range(3):
                words = f"during it number {number} was seen in the file with care"
                told = await answers(house, house.amara, words)
                acknowledged += [words] if told else []
                refused += not told
                if not told:
                    assert "Nothing" in said(house.amara.messages[-1]) or "nothing" in said(
                        house.amara.messages[-1]
                    )
        again = 0
        for number in range(TURNS):
            words = f"after it number {number} was seen in the file with care"
            while not await answers(house, house.amara, words):
                again += 1
                assert again < 20, "it does not recover"
                await asyncio.sleep(0.2)
            acknowledged.append(words)
        audit = (await house.audit("TS-1"))[0]
        stored = Counter(answer.passage.text for answer in audit.history["1.1"] if answer.passage)
        lost = sum(words not in stored for words in acknowledged)
        doubled = sum(count > 1 for count in stored.values())
        figure(
            f"{fault}: nothing acknowledged is lost",
            f"{len(acknowledged)} acknowledged, {lost} lost, {doubled} doubled, {refused} of 3 refused "
            f"meanwhile and said so, {again} more until it was well",
        )
        assert (lost, doubled) == (0, 0)
        assert set(stored) == set(acknowledged)


async def test_a_clock_set_back_holds_nothing_up(database_url: str, keyring: Keyring) -> None:
    """An hour: what is owed and was to be tried again goes out within a minute or two."""
    async with open_house(database_url, keyring) as house:
        await house.priya.installs()
        await house.allocates("TS-1", house.amara)
        await house.amara.says("open TS-1")
        house.connector.fail(500, times=10_000, conversation=house.priya.chat.conversation)
        await house.amara.says("concern: he hit her again last night")
        await house.amara.says("send now")
        await house.delivers()
        house.connector.mend()
        group = WorkerGroup(house.bot.storage, "clock", RateLimiter(), house.clock)
        await group.beat()
        house.clock.passes(hours=-1)
        minutes = 0
        while not any("hit her" in said(message) for message in house.priya.messages):
            minutes += 1
            assert minutes <= 10, "it stands still"
            house.clock.passes(minutes=1)
            group._next = 0.0  # its next heartbeat is due
            await group.beat()
            await house.delivers()
        await house.amara.says("1.1 good - answered under a clock of an hour ago, with care")
        assert "Saved" in said(house.amara.messages[-1])
        database = database_url.partition(":")[0]
        figure(f"clock set back an hour: what is owed goes on ({database})", f"a concern after {minutes} min")
        assert minutes <= 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_two_processes_on_one_sqlite_file(database_url: str, keyring: Keyring, tmp_path: Path) -> None:
    """It is not meant to be run so; where somebody does, nothing is lost."""
    async with open_house(database_url, keyring) as house:
        house.clock.now = datetime.now(UTC)
        people = [house.amara, house.sam, house.wren]
        for number, somebody in enumerate(people):
            await house.allocates(f"TS-{number}", somebody)
            await somebody.says(f"open TS-{number}")
        await house.stops()
        async with running(database_url, tmp_path, 2) as bots, AsyncExitStack() as stack:
            one, other = [await stack.enter_async_context(bot.client(house.connector)) for bot in bots]
            clients, chance = [one, other], random.Random(5)

            async def types(somebody: Somebody) -> list[str]:
                typed = []
                for number in range(EACH):
                    somebody.chat.teams = chance.choice(clients)
                    words = f"{somebody.chat.name} saw number {number} of it with care"
                    activity = somebody.chat.activity("message", text=f"1.1 good - {words}")
                    for _ in range(20):
                        try:
                            status = (await somebody.chat.teams.post(activity)).status
                        except aiohttp.ClientError:
                            continue
                        if status == 200:
                            typed.append(words)
                            break
                return typed

            typed = await asyncio.gather(*(types(somebody) for somebody in people))
        house.clock.now += timedelta(hours=1)
        await house.starts()
        lost = doubled = 0
        for number, words in enumerate(typed):
            audit = (await house.audit(f"TS-{number}"))[0]
            stored = Counter(answer.passage.text for answer in audit.history["1.1"] if answer.passage)
            lost += sum(one not in stored for one in words)
            doubled += sum(count > 1 for count in stored.values())
        sorry = sum("went wrong" in message.text for somebody in people for message in somebody.messages)
        total = sum(map(len, typed))
        figure(
            "two processes on one SQLite file",
            f"{total} answers, {lost} lost, {doubled} doubled, {sorry} refused",
        )
        assert (lost - sorry, doubled) == (0, 0) or (lost, doubled) == (0, 0)
        assert total == 3 * EACH
