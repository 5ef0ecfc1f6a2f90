"""The house of the conversations, with everybody in their chat."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.keys import Keyring
from tests.conversations.harness import House, open_house


@pytest.fixture
async def house(database_url: str, keyring: Keyring) -> AsyncIterator[House]:
    """The bot on a fresh database."""
    async with open_house(database_url, keyring) as opened:
        for somebody in opened.everybody:
            await somebody.installs()
        yield opened
