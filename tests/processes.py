"""The real bot in processes of its own, which tests kill and start again over the same database.

async with running(url, folder, 2) as bots:
    async with bots[0].client(connector) as first: ...
    await bots[1].dies()
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

import app
from tests.connector import Connector, TeamsClient

APP = Path(app.__file__)
KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()


@dataclass
class Process:
    """`app.py serve`, or that of another checkout."""

    url: str
    folder: Path
    port: int
    app: Path = APP
    running: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it said."""
        return self.folder / f"bot-{self.port}.log"

    async def starts(self) -> None:
        """Start it, and wait until it is ready."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AUDITBOT_")} | {
            "AUDITBOT_MODE": "development",
            "AUDITBOT_DATABASE_URL": self.url,
            "AUDITBOT_DATA_KEYS": KEYS,
            "AUDITBOT_PORT": str(self.port),
            "AUDITBOT_LOG_LEVEL": "error",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, each start is up in half the time
        await self.launches(environment)
        async with aiohttp.ClientSession() as session:
            for _ in range(1200):
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{self.address}/readyz") as answer:
                        if answer.status == 200:
                            return
                assert not self.ended, self.log.read_text()
                await asyncio.sleep(0.05)
        raise AssertionError("the bot does not become ready")

    async def launches(self, environment: Mapping[str, str]) -> None:
        """Start it, with these variables."""
        with self.log.open("ab") as log:
            self.running = await asyncio.create_subprocess_exec(
                sys.executable,
                *(str(self.app), "serve"),
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
            )

    @property
    def ended(self) -> bool:
        """Whether it has come to its end."""
        return self.running is not None and self.running.returncode is not None

    async def dies(self) -> None:
        """kill -9."""
        await self.signalled(signal.SIGKILL)

    async def signalled(self, number: signal.Signals) -> None:
        """Send it a signal that ends it, and wait for the end."""
        assert self.running is not None
        if self.running.returncode is None:
            self.running.send_signal(number)
        await self.running.wait()

    def client(self, connector: Connector) -> TeamsClient:
        """People who reach this very process."""
        return TeamsClient(self.address, connector)


@asynccontextmanager
async def running(url: str, folder: Path, count: int) -> AsyncIterator[list[Process]]:
    """So many processes on one database, started in the same moment; killed at the end."""
    bots = [Process(url, folder, port) for port in free_ports(count)]
    try:
        await asyncio.gather(*(bot.starts() for bot in bots))
        yield bots
    finally:
        await asyncio.gather(*(bot.dies() for bot in bots if bot.running is not None))


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on, all different."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
