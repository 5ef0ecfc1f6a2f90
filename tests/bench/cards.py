"""How many cards a second go out to people, through a connector that takes 100 ms for each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from dialogs.audits.audit import Role
from dialogs.conversation.subjects import Told
from dialogs.conversation.views import Notice
from storage.keys import Keyring
from storage.people import Address, NewPerson
from storage.work import Storage
from tests.bench import bots
from tests.bench.growth import Bench
from tests.bench.seeding import seed
from tests.bench.wire import Double

DELAY = 0.1
CARDS = 200
TO_ONE = 20
TENANTS = 20
"""Each with a limit of its own: what is left is how fast the bot itself is."""
REPLICAS = (1, 2)
_ACQUAINTED = 5.0
"""Seconds until replicas have counted each other."""
_LONGEST = 60.0


async def delivery(bench: Bench) -> None:
    """To many people, and to one; Teams lets an app send 50 a second in all and 7 to one chat."""
    for count in REPLICAS:
        url = await bench.fresh("postgresql", "")
        await seed(url, bench.keys, 1)
        double = Double(DELAY)
        await double.start()
        with ExitStack() as stack:
            for _ in range(count):
                command = bots.running(bots.ours(), bench.environment(url), bench.folder, bots.CORES)
                stack.enter_context(command)
            await asyncio.sleep(_ACQUAINTED)
            many = await _arrive(url, bench.keys, double, [f"m{n}" for n in range(CARDS)])
            apart = await _arrive(url, bench.keys, double, [f"t{n}" for n in range(CARDS)], tenants=TENANTS)
            to_one = await _arrive(url, bench.keys, double, ["one"], TO_ONE)
        double.close()
        of = f"{count} process{'es' if count > 1 else ''}"
        for name, people, rate in (
            ("to many", CARDS, many),
            (f"to many in {TENANTS} tenants", CARDS, apart),
            ("to one chat", 1, to_one),
        ):
            more: dict[str, Any] = {
                "processes": count,
                "cards_per_s": round(rate, 1),
                "connector_ms": DELAY * 1000,
            }
            row = f"cards {name}, connector 100 ms, {of}"
            bench.table.note(row, "postgresql", people, "cards/s", rate, **more)


async def _arrive(
    url: str, keys: str, double: Double, chats: Sequence[str], each: int = 1, tenants: int = 1
) -> float:
    """Owe `each` cards to everybody; cards a second, from the first arrival to the last."""
    await _owe(url, keys, double, chats, each, tenants)
    loop_time = asyncio.get_running_loop().time
    began, first, count, last = loop_time(), 0.0, 0, 0.0
    while count < len(chats) * each and loop_time() - began < _LONGEST:
        arrived = sum(double.chat(f"a:{chat}").messages for chat in chats)
        if arrived != count:
            first, count, last = first or loop_time(), arrived, loop_time()
        await asyncio.sleep(0.005)
    if count < len(chats) * each:
        raise RuntimeError(f"only {count} cards arrived")
    return (count - 1) / (last - first)


async def _owe(url: str, keys: str, double: Double, chats: Sequence[str], each: int, tenants: int) -> None:
    storage = await Storage.open(url, Keyring.from_setting(keys))
    await storage.migrate()
    now = datetime.now(UTC)
    try:
        async with storage.work() as work:
            (audit,) = {item.audit_id for item in await work.lists.programme()}
            new = [NewPerson(chat, f"{chat}@example.org", frozenset({Role.MANAGER})) for chat in chats]
            ids = list((await work.people.take_people(new)).values())
            for number, (person, chat) in enumerate(zip(ids, chats, strict=True)):
                service, tenant = f"http://127.0.0.1:{double.port}/", f"t{number % tenants}"
                at = Address(service, f"a:{chat}", tenant, f"29:{chat}", "28:bot")
                await work.people.remember_address(person, at, now)
            told = [Notice(p, Told(str(n)), text=f"Message {n}.") for n in range(each) for p in ids]
            await work.outbox.enqueue(audit, told, now)
    finally:
        await storage.close()
