"""kill -9 at random moments: nothing that was acknowledged is lost or doubled, and everybody is notified.

AUDITBOT_TEST_KILLS=500 runs so many on each database; the default keeps the suite short.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from storage.keys import Keyring
from tests.conversations.harness import House, Somebody, open_house, said
from tests.figures import figure
from tests.processes import Process, free_ports

KILLS = int(os.environ.get("AUDITBOT_TEST_KILLS", "7"))


@dataclass
class Auditor:
    """Types without end; what gets no answer is sent again, as Teams does."""

    who: Somebody
    reference: str
    said: list[str] = field(default_factory=list)
    """Answers that were acknowledged."""
    raised: list[str] = field(default_factory=list)
    """Concerns that were."""
    resent: int = 0

    async def types(self, stop: asyncio.Event) -> None:
        """Until `stop`: one thing after the other."""
        number = 0
        while not stop.is_set():
            number += 1
            words = f"{self.who.chat.name} saw number {number} of the file with care"
            concern = number % 6 == 0
            text = f"concern: {words}" if concern else f"1.1 good - {words}"
            await self._until_answered(self.who.chat.activity("message", text=text))
            if concern:  # shown back first
                await self._until_answered(self.who.chat.activity("message", text="send now"))
            (self.raised if concern else self.said).append(words)

    async def _until_answered(self, activity: dict[str, Any]) -> None:
        while True:
            try:
                answer = await self.who.chat.teams.post(activity)
            except aiohttp.ClientError:
                self.resent += 1
                await asyncio.sleep(0.05)
                continue
            assert answer.status == 200
            return


async def test_killed_at_random_moments(database_url: str, keyring: Keyring, tmp_path: Path) -> None:
    async with open_house(database_url, keyring) as house:
        auditors = await _allocated(house)
        await house.stops()
        bot = Process(database_url, tmp_path, free_ports(1)[0])
        await bot.starts()
        try:
            await _killed(house, bot, auditors)
        finally:
            await bot.dies()
        await house.starts()
        # What a killed worker had claimed is due again once its lease has run out.
        house.clock.now = datetime.now(UTC) + timedelta(hours=1)
        while await _due(house):  # Teams' limits let so many through in a while
            await house.delivers(rounds=20_000)
            house.clock.passes(minutes=5)
        await _counted(house, auditors)


async def _due(house: House) -> bool:
    async with house.bot.storage.work(write=False) as work:
        return await work.outbox.next_due() is not None


async def _allocated(house: House) -> list[Auditor]:
    house.clock.now = datetime.now(UTC)
    await house.priya.installs()
    auditors = [Auditor(house.amara, "TS-1"), Auditor(house.sam, "TS-2"), Auditor(house.wren, "TS-3")]
    for auditor in auditors:
        await house.allocates(auditor.reference, auditor.who)
        await auditor.who.says(f"open {auditor.reference}")
    return auditors


async def _killed(house: House, bot: Process, auditors: list[Auditor]) -> None:
    chance = random.Random(11)
    stop = asyncio.Event()
    async with bot.client(house.connector) as client:
        for auditor in auditors:
            auditor.who.chat.teams = client
        typing = [asyncio.create_task(auditor.types(stop)) for auditor in auditors]
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.05, 0.6))
            await bot.dies()
            await bot.starts()
        await asyncio.sleep(0.3)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*typing), 60)
        await _quiet(house)


async def _quiet(house: House) -> None:
    """Until nothing new has come for a second."""
    began = time.monotonic()
    seen = -1
    while time.monotonic() - began < 10 and seen != len(house.connector.requests):
        seen = len(house.connector.requests)
        await asyncio.sleep(0.5)


async def _counted(house: House, auditors: list[Auditor]) -> None:
    cards = [said(message) for message in house.priya.messages]
    lost = doubled = unnotified = repeats = unlabelled = 0
    for auditor in auditors:
        audit = (await house.audit(auditor.reference))[0]
        stored = Counter(a.passage.text for a in audit.history["1.1"] if a.passage)
        raised = Counter(c.passage.text for c in audit.concerns)
        lost += sum(words not in stored for words in auditor.said)
        lost += sum(words not in raised for words in auditor.raised)
        doubled += sum(count > 1 for count in (*stored.values(), *raised.values()))
        for words in raised:
            shown = [card for card in cards if words in card]
            unnotified += not shown
            repeats += len(shown) - 1 if shown else 0
            unlabelled += sum("Sent again" not in card for card in shown[1:])
    told = sum(len(a.said) + len(a.raised) for a in auditors)
    figure(
        "kill -9 in mid-turn: nothing acknowledged lost or doubled, everybody told",
        f"{KILLS} kills: {told} acknowledged, {lost} lost, {doubled} doubled, "
        f"{sum(len(a.raised) for a in auditors)} concerns with {unnotified} never notified, {repeats} "
        f"notified twice ({unlabelled} without a label), {sum(a.resent for a in auditors)} sent again",
    )
    sorry = sum("Something went wrong" in m.text for a in auditors for m in a.who.messages)
    assert sorry == 0, "a turn failed for another reason than a kill: see bot.log"
    assert told > 3 * KILLS
    assert (lost, doubled, unnotified) == (0, 0, 0)
    assert repeats <= max(2, KILLS // 2)
    assert unlabelled == 0
