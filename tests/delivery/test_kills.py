"""kill -9 at random moments, of several processes on one database, while several people type without end:
nothing that was acknowledged is lost or doubled, and everybody is notified.

AUDITBOT_TEST_KILLS=500 kills so often on each database, in rounds on databases of their own; the default
keeps the suite short.  AUDITBOT_SOAK_MINUTES begins no new round after so long: the figure says how many
kills there were.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from storage.keys import Keyring
from tests.conversations.harness import House, Somebody, open_house, said
from tests.figures import LONG, figure
from tests.people import TeamsClient
from tests.processes import Process, free_ports
from tests.soak.forked import ForkedProcess

KILLS = int(os.environ.get("AUDITBOT_TEST_KILLS", "8"))
IN_A_ROUND = 25
ROUNDS = -(-KILLS // IN_A_ROUND)
PROCESSES = 3 if LONG else 2
UNTIL = time.monotonic() + 60 * float(os.environ.get("AUDITBOT_SOAK_MINUTES", "inf"))


@dataclass
class Counts:
    """What was read, of one round or of all."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    concerns: int = 0
    unnotified: int = 0
    repeats: int = 0
    unlabelled: int = 0
    cut_off: int = 0
    """Turns that were under way in a process as it was killed."""

    def adds(self, other: Counts) -> None:
        """Put another round's to these."""
        for name in fields(self):
            setattr(self, name.name, getattr(self, name.name) + getattr(other, name.name))


SO_FAR: dict[str, Counts] = {}
"""By database."""


@dataclass
class Auditor:
    """Types without end, to any of the processes; what gets no answer is sent again, as Teams does."""

    who: Somebody
    reference: str
    question: str
    ways: Sequence[TeamsClient]
    said: list[str] = field(default_factory=list)
    """Answers that were acknowledged."""
    raised: list[str] = field(default_factory=list)
    """Concerns that were."""
    cut_off: int = 0

    async def types(self, stop: asyncio.Event, chance: random.Random) -> None:
        """Until `stop`: one thing after the other."""
        number = 0
        while not stop.is_set():
            number += 1
            words = f"{self.who.chat.name} saw number {number} of the file with care"
            concern = number % 6 == 0
            text = f"concern: {words}" if concern else f"{self.question} good - {words}"
            await self._until_answered(self.who.chat.activity("message", text=text), chance)
            if concern:  # shown back first
                await self._until_answered(self.who.chat.activity("message", text="send now"), chance)
            (self.raised if concern else self.said).append(words)
            await asyncio.sleep(chance.uniform(0, 0.05))

    async def _until_answered(self, activity: dict[str, Any], chance: random.Random) -> None:
        while True:
            try:
                answer = await chance.choice(self.ways).post(activity)
            except aiohttp.ClientConnectorError:  # nobody listens there just now
                await asyncio.sleep(0.05)
                continue
            except aiohttp.ClientError:
                self.cut_off += 1
                continue
            assert answer.status == 200
            return


@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_killed_at_random_moments(
    round_: int, database_url: str, keyring: Keyring, tmp_path: Path
) -> None:
    if time.monotonic() > UNTIL:
        pytest.skip("the time is up")
    kills = min(IN_A_ROUND, KILLS - round_ * IN_A_ROUND)
    kind = ForkedProcess if LONG else Process
    async with open_house(database_url, keyring) as house:
        await _allocated(house)
        await house.stops()
        bots: list[Process] = [kind(database_url, tmp_path, port) for port in free_ports(PROCESSES)]
        await asyncio.gather(*(bot.starts() for bot in bots))
        try:
            auditors = await _killed(house, bots, kills, random.Random(11 + round_))
        finally:
            await asyncio.gather(*(bot.dies() for bot in bots))
        await house.starts()
        # What a killed worker had claimed is due again once its lease has run out.
        house.clock.now = datetime.now(UTC) + timedelta(hours=1)
        while await _due(house):  # Teams' limits let so many through in a while
            await house.delivers(rounds=20_000)
            house.clock.passes(minutes=5)
        counts = await _counted(house, auditors)
        counts.kills = kills
        database = database_url.partition(":")[0]
        total = SO_FAR.setdefault(database, Counts())
        total.adds(counts)
        figure(
            f"kill -9 in mid-turn of {PROCESSES} processes on one {database}: nothing acknowledged lost or "
            "doubled, everybody told",
            f"{total.kills} kills that cut off {total.cut_off} turns: {total.acknowledged} acknowledged, "
            f"{total.lost} lost, {total.doubled} doubled; {total.concerns} concerns with {total.unnotified} "
            f"never notified, {total.repeats} notified twice ({total.unlabelled} without a label)",
        )
        sorry = [m.text for a in auditors for m in a.who.messages if "Something went wrong" in m.text]
        logs = [bot.log.read_text()[-3000:] for bot in bots] if sorry else []
        assert sorry == [], logs  # a turn failed for another reason than a kill
        assert counts.acknowledged > kills
        assert (counts.lost, counts.doubled, counts.unnotified) == (0, 0, 0)
        assert counts.repeats <= max(2, kills // 2)
        assert counts.unlabelled == 0


async def _due(house: House) -> bool:
    async with house.bot.storage.work(write=False) as work:
        return await work.outbox.next_due() is not None


async def _allocated(house: House) -> None:
    """A pair on one audit, and somebody on their own."""
    house.clock.now = datetime.now(UTC)
    await house.priya.installs()
    await house.allocates("TS-1", house.amara, house.sam)
    await house.allocates("TS-2", house.wren)
    for somebody, reference in ((house.amara, "TS-1"), (house.sam, "TS-1"), (house.wren, "TS-2")):
        await somebody.says(f"open {reference}")


async def _killed(house: House, bots: list[Process], kills: int, chance: random.Random) -> list[Auditor]:
    """Three people type while the processes are killed, each at moments of its own."""
    stop = asyncio.Event()
    left = kills

    async def kill(bot: Process) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            await asyncio.sleep(chance.uniform(0.05, 0.6) * len(bots))
            await bot.dies()
            await bot.starts()

    async with AsyncExitStack() as stack:
        ways = [await stack.enter_async_context(bot.client(house.connector)) for bot in bots]
        auditors = [
            Auditor(house.amara, "TS-1", "1.1", ways),
            Auditor(house.sam, "TS-1", "1.2", ways),
            Auditor(house.wren, "TS-2", "1.1", ways),
        ]
        for auditor in auditors:
            auditor.who.chat.teams = ways[0]
        typing = [asyncio.create_task(auditor.types(stop, chance)) for auditor in auditors]
        await asyncio.gather(*(kill(bot) for bot in bots))
        await asyncio.sleep(0.3)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*typing), 120)
        await _quiet(house)
    return auditors


async def _quiet(house: House) -> None:
    """Until nothing new has come for half a second."""
    began = time.monotonic()
    seen = -1
    while time.monotonic() - began < 10 and seen != len(house.connector.requests):
        seen = len(house.connector.requests)
        await asyncio.sleep(0.5)


async def _counted(house: House, auditors: list[Auditor]) -> Counts:
    cards = [said(message) for message in house.priya.messages]
    counts = Counts()
    for auditor in auditors:
        audit = (await house.audit(auditor.reference))[0]
        stored = Counter(a.passage.text for a in audit.history[auditor.question] if a.passage)
        raised = Counter(c.passage.text for c in audit.concerns if c.by == auditor.who.id)
        counts.lost += sum(words not in stored for words in auditor.said)
        counts.lost += sum(words not in raised for words in auditor.raised)
        counts.doubled += sum(count > 1 for count in (*stored.values(), *raised.values()))
        counts.acknowledged += len(auditor.said) + len(auditor.raised)
        counts.concerns += len(auditor.raised)
        counts.cut_off += auditor.cut_off
        for words in raised:
            shown = [card for card in cards if words in card]
            counts.unnotified += not shown
            counts.repeats += len(shown) - 1 if shown else 0
            counts.unlabelled += sum("Sent again" not in card for card in shown[1:])
    return counts
