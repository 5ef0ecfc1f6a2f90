"""The bot on a port of this machine with its demonstration, for a browser to meet."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import running
from bot.commands.support import opened
from bot.demo.playground import CannotRun, node
from bot.demo.run import load_demonstration
from bot.setting_readers import Mode
from bot.settings import Settings
from tests.browser.bot_process import BotProcess
from tests.browser.playground import browser_path


@pytest.fixture(scope="session", autouse=True)
def _equipped() -> None:
    """Where continuous integration runs, a missing browser fails; on a developer's machine it is said."""
    try:
        node()
        browser_path()
    except (CannotRun, RuntimeError) as missing:
        if os.environ.get("CI"):
            pytest.fail(f"The browser test cannot run: {missing}")
        pytest.skip(str(missing))


@pytest.fixture
async def bot_url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a bot with five invented people and their cases."""
    settings = Settings(
        mode=Mode.DEVELOPMENT,
        port=free_port(),
        database_url=f"sqlite:///{tmp_path / 'audits.db'}",
        shutdown_seconds=5,
    )
    async with opened(settings) as storage:
        await load_demonstration(storage)
    async with running(settings):
        yield f"http://{settings.host}:{settings.port}"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotProcess]:
    """The bot as a process of its own, with the same people and cases."""
    process = BotProcess(tmp_path, free_port())
    await process.load()
    try:
        await process.start()
        yield process
    finally:
        await process.kill()


def free_port() -> int:
    """A port nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
