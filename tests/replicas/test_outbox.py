"""Two processes deliver from one outbox: each card once, both take part, one takes over from the other."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest
from sqlalchemy import text

from bot.channel import Address
from dialogs.audits.audit import Role
from dialogs.conversation.subjects import Told
from dialogs.conversation.views import Notice
from storage.people import NewPerson
from tests.conversations.harness import House
from tests.replicas.conftest import Replicas

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

CARDS = 90


async def owed(house: House, kind: str, count: int) -> None:
    """So many people with a chat each, and a message owed to every one."""
    people = [
        NewPerson(f"P {n}", f"{kind}{n}@example.org", frozenset({Role.MODERATOR})) for n in range(count)
    ]
    async with house.bot.storage.work() as work:
        ids = list((await work.people.take_people(people)).values())
        for number, person in enumerate(ids):
            chat = f"a:{kind}{number}"
            address = Address(house.connector.service_url, chat, "t", f"29:{kind}{number}", "28:bot")
            await work.people.remember_address(person, address, house.clock())
        notices = [Notice(person, Told(str(n)), text=f"Message {n}.") for n, person in enumerate(ids)]
        await work.outbox.enqueue(house.audits["TS-101"], notices, house.clock())


async def leases(house: House) -> list[tuple[str, int]]:
    """Which worker holds which row just now."""
    async with house.bot.storage.work(write=False) as work:
        rows = await work.connection.execute(
            text("SELECT worker, id FROM owed WHERE worker <> '' ORDER BY id")
        )
        return [(worker, row) for worker, row in rows]


async def test_both_deliver_and_one_takes_over(replicas: Replicas) -> None:
    house = replicas.house
    await house.allocates("TS-101", house.amara)
    house.connector.slow(0.05, times=10_000)
    await owed(house, "first", CARDS)
    held: dict[str, set[int]] = defaultdict(set)
    for _ in range(1000):
        for worker, row in await leases(house):
            held[worker].add(row)
        if sum(len(house.connector.history[f"a:first{n}"]) for n in range(CARDS)) >= CARDS:
            break
        await asyncio.sleep(0.01)
    await replicas.quiet()
    counts = [len(house.connector.history[f"a:first{n}"]) for n in range(CARDS)]
    print(f"{CARDS} cards: {sum(counts)} sent, by {sorted(map(len, held.values()))} each")
    assert counts == [1] * CARDS
    assert len(held) == 2

    # One dies with cards on their way: the other sends the rest, and those as well once its lease runs out.
    house.connector.mend()
    house.connector.slow(0.3, times=10_000)
    await owed(house, "second", CARDS)
    await house.connector.until("a:second7", lambda _: True)
    while len({worker for worker, _ in await leases(house)}) < 2:  # noqa: ASYNC110 (they are in other processes)
        await asyncio.sleep(0.01)
    await replicas.bots[0].dies()
    left = await left_behind(house)
    async with house.bot.storage.work() as work:
        await work.connection.execute(text("UPDATE owed SET leased_until = 1 WHERE worker <> ''"))
    while await due(house):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    shown = [house.connector.history[f"a:second{n}"] for n in range(CARDS)]
    again = [m for chat in shown for m in chat[1:]]
    print(
        f"one of two killed with {left} cards in hand: of {CARDS} cards {shown.count([])} lost, "
        f"{len(again)} arrived twice, {sum('Sent again' not in m.text for m in again)} without a label"
    )
    assert left
    assert [] not in shown
    assert len(again) <= left
    assert all("Sent again" in m.text for m in again)


async def left_behind(house: House) -> int:
    """Wait until the living one has sent all that it can: how many cards the dead one held.

    The dead one's leases stay, so one worker alone among them is the dead one.  No waiting by the clock: on a
    busy machine the living one may stand still for longer than any pause that one would choose.
    """
    while True:
        held = await leases(house)
        if len({worker for worker, _ in held}) <= 1 and len(held) == await due(house):
            return len(held)
        await asyncio.sleep(0.05)


async def due(house: House) -> int:
    """How many cards are still owed."""
    async with house.bot.storage.work(write=False) as work:
        count = "SELECT count(*) FROM owed WHERE next_at IS NOT NULL"
        return int((await work.connection.execute(text(count))).scalar_one())
