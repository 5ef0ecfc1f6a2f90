"""The bot as a process of its own, which a test can kill and start again on the same data."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import aiohttp

from tests.processes import APP

_SECONDS_TO_START = 30


class BotProcess:
    """`app.py serve` on `port`, with its database and keys under `folder`."""

    def __init__(self, folder: Path, port: int, **settings: str):
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AUDITBOT_")},
            "AUDITBOT_MODE": "development",
            "AUDITBOT_PORT": str(port),
            "AUDITBOT_DATABASE_URL": f"sqlite:///{folder / 'audits.db'}",
            **{f"AUDITBOT_{name}": value for name, value in settings.items()},
        }
        self._process: asyncio.subprocess.Process | None = None

    async def load(self) -> None:
        """Put the demonstration's people and cases into the empty database."""
        loading = await self._run("demo")
        assert await loading.wait() == 0, self._log()

    async def call(self, *words: str) -> None:
        """Run another of its commands over the same data, such as `cases import FILE`."""
        called = await self._run(*words)
        assert await called.wait() == 0, self._log()

    async def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = await self._run("serve")
        async with asyncio.timeout(_SECONDS_TO_START), aiohttp.ClientSession() as client:
            while self._process.returncode is None:
                try:
                    async with client.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass  # not listening yet
                await asyncio.sleep(0.05)
        raise AssertionError(self._log())

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def restart(self) -> None:
        """Kill it and start it again."""
        await self.kill()
        await self.start()

    async def _run(self, *command: str) -> asyncio.subprocess.Process:
        # Its own folder is where it runs, so that nobody's .env is read.
        with (self._folder / "bot.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, str(APP), *command),
                env=self._environment,
                cwd=self._folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
            )

    def _log(self) -> str:
        return (self._folder / "bot.log").read_text(encoding="utf-8")
