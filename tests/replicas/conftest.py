"""Two processes of the bot on one PostgreSQL, and everybody's chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.keys import Keyring
from tests.conversations.harness import House, Somebody, open_house
from tests.people import TeamsClient
from tests.processes import Process, running


@dataclass
class Replicas:
    """The processes; `house` is the test's own look at the database, and no process of the bot."""

    house: House
    bots: list[Process]
    clients: list[TeamsClient]

    def through(self, somebody: Somebody, number: int) -> Somebody:
        """What this person does next goes to the process of this number."""
        somebody.chat.teams = self.clients[number % len(self.clients)]
        return somebody

    async def quiet(self) -> None:
        """Wait until nothing new has reached anybody for a third of a second."""
        seen = -1
        while seen != len(self.house.connector.requests):
            seen = len(self.house.connector.requests)
            await asyncio.sleep(0.3)

    def sorry(self) -> list[str]:
        """What anybody was told of a turn that failed."""
        shown = [m.text for chat in self.house.connector.history.values() for m in chat]
        return [text for text in shown if "went wrong" in text]


@asynccontextmanager
async def open_replicas(url: str, keyring: Keyring, folder: Path, count: int = 2) -> AsyncIterator[Replicas]:
    """So many processes, and everybody on the people list."""
    async with (
        open_house(url, keyring) as house,
        running(url, folder, count) as bots,
        AsyncExitStack() as stack,
    ):
        house.clock.now = datetime.now(UTC)
        clients = [await stack.enter_async_context(bot.client(house.connector)) for bot in bots]
        yield Replicas(house, bots, clients)


@pytest.fixture
async def replicas(database_url: str, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Replicas]:
    """Two processes."""
    async with open_replicas(database_url, keyring, tmp_path) as opened:
        yield opened
        assert opened.sorry() == [], [bot.log.read_text() for bot in opened.bots]
