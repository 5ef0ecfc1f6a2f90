"""How long presses take while pairs cross on PostgreSQL: `.venv/bin/python -m tests.bench.crossed`.

Two auditors go to and fro over four audits that they share, two presses of each at once; the server waits for
the disk.  Prints the deadlocks that PostgreSQL counted, and the milliseconds until an answer.
"""

from __future__ import annotations

import asyncio
import base64
import os
import time
from typing import Any

from sqlalchemy import text

from storage.keys import Keyring
from tests import databases
from tests.conversations.harness import EVIDENCE, House, Somebody, open_house

ROUNDS = 80
AUDITS = ("TS-101", "TS-102", "TS-103", "TS-104")


async def main() -> None:
    """Measure, and print one line."""
    keyring = Keyring.from_setting("bench:" + base64.b64encode(os.urandom(32)).decode())
    with databases.postgresql_server(durable=True) as server:
        template = await databases.migrated_postgresql(server)
        url = await databases.copied_postgresql(server, template)
        async with open_house(url, keyring) as house:
            took = await crossed(house)
            await asyncio.sleep(1.5)  # the server writes its counts down once a second
            async with house.bot.storage.work(write=False) as work:
                counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                deadlocks = (await work.connection.execute(counted)).scalar_one()
    took.sort()
    at = {share: took[int(len(took) * share / 100)] for share in (50, 95, 99)}
    figures = ", ".join(f"p{share} {seconds * 1000:.0f} ms" for share, seconds in at.items())
    print(f"{len(took)} presses, four at once on crossed pairs: {deadlocks} deadlocks, {figures}")


async def crossed(house: House) -> list[float]:
    """Seconds until the answer of each press."""
    both = (house.amara, house.sam)
    for reference in AUDITS:
        await house.allocates(reference, *both)
        for somebody in both:
            await somebody.says(f"open {reference}")
    took: list[float] = []

    async def press(who: Somebody, reference: str, number: int, place: int) -> None:
        data: dict[str, Any] = {"verb": "save", "audit": house.audits[reference], "revs": {"1.1": number}}
        data |= {"token": f"{number}-{place}", "v:1.1": "good", "w:1.1": f"{EVIDENCE} Said {number} times."}
        began = time.perf_counter()
        await who.sends(data)
        took.append(time.perf_counter() - began)

    for number in range(ROUNDS):
        ways = [(both[0], (number + step) % 4) for step in (0, 1)]
        ways += [(both[1], (3 - number - step) % 4) for step in (0, 1)]
        await asyncio.gather(
            *(press(who, AUDITS[audit], number, place) for place, (who, audit) in enumerate(ways))
        )
    return took


if __name__ == "__main__":
    asyncio.run(main())
