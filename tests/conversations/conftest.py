"""The house that every conversation takes place in: once on SQLite, once on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.keys import Keyring
from tests.conversations.harness import House, open_house


@pytest.fixture
async def house(database_url: str, keyring: Keyring) -> AsyncIterator[House]:
    """The bot on a fresh database, with everybody on the people list."""
    async with open_house(database_url, keyring) as opened:
        yield opened
