"""Microsoft's Agents Playground, one page per demonstration person, all talking to the bot under development.

A development tool: `make run` and the browser test start it, production never does.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import shutil
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.people import PEOPLE

FIRST_PORT = 56150
COMMAND = Path("node_modules/@microsoft/m365agentsplayground/cli.js").absolute()
# Absolute: each page runs in a folder of its own.
TENANT = "00000000-0000-0000-0000-0000000000d1"
_NAMESPACE = uuid.UUID("6b6f6f0b-3f0c-4a53-9c0e-4f4d3c1c8a55")
_SECONDS_TO_START = 60


class CannotRun(Exception):
    """The Playground cannot be started; the text is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Persona:
    """One of the demonstration people, as the Playground knows them."""

    name: str
    email: str
    aad_object_id: str
    roles: str

    @property
    def key(self) -> str:
        """A short name for files and for choosing: "amara"."""
        return self.name.split()[0].casefold()

    @property
    def chat(self) -> str:
        """The id of this person's personal chat: each page has one of its own."""
        return f"a:{uuid.uuid5(_NAMESPACE, self.email)}"

    def user(self) -> dict[str, str]:
        """The person in the Playground's own words (its spelling of "principle" included)."""
        given, _, surname = self.name.partition(" ")
        return {
            "id": f"29:{uuid.uuid5(_NAMESPACE, 'user ' + self.email)}",
            "name": self.name,
            "userPrincipleName": self.email,
            "aadObjectId": self.aad_object_id,
            "givenName": given,
            "surname": surname,
            "email": self.email,
        }


def personas() -> tuple[Persona, ...]:
    """The five demonstration people, in the list's order."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Persona(row["name"], row["email"], row["aad_object_id"], row["roles"])
            for row in csv.DictReader(file)
        )


def config(persona: Persona, everybody: Sequence[Persona]) -> dict[str, Any]:
    """The Playground's configuration with `persona` at the keyboard.

    It wants exactly five users besides that one, each id once, and otherwise exits without a word.  A
    visitor, whom the people list does not know, makes up the number.
    """
    others = [other for other in everybody if other != persona]
    visitor = Persona("Visiting Person", "visitor@example.org", str(uuid.uuid5(_NAMESPACE, "visitor")), "")
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "28:auditbot-development", "name": "Audit bot"},
        "currentUser": persona.user(),
        "users": [user.user() for user in (*others, visitor)[:5]],
        "personalChat": {"id": persona.chat},
        "groupChat": {"id": "19:demonstration-group@thread.v2", "name": "Demonstration group"},
        "team": {
            "id": "19:demonstration-team@thread.tacv2",
            "name": "Demonstration team",
            "aadGroupId": str(uuid.uuid5(_NAMESPACE, "team")),
            "channels": [{"id": "19:demonstration-channel@thread.tacv2", "name": "Audit"}],
        },
    }


def node() -> str:
    """The path of Node.js.  Raises CannotRun if it or the Playground is not installed."""
    program = shutil.which("node")
    if program is None:
        raise CannotRun("Node.js is not installed. Install Node.js 20 or newer and run make run again.")
    if not COMMAND.is_file():
        raise CannotRun("The Agents Playground is not installed. Run make setup.")
    return program


def busy(port: int) -> bool:
    """Whether something listens on `port` of this machine already (the Playground would take another)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class Playground:
    """One persona's page: a process of its own on a port of its own."""

    def __init__(self, persona: Persona, port: int, bot_url: str, folder: Path):
        self.persona = persona
        self.port = port
        self._bot_url = bot_url
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where to click."""
        return f"http://localhost:{self.port}"

    async def start(self) -> None:
        """Start the page and wait until it answers.  Raises CannotRun, with nothing left running."""
        program = node()
        if busy(self.port):
            raise CannotRun(f"Port {self.port} is in use: stop what listens there and try again.")
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = self._folder / f"{self.persona.key}.yml"  # JSON is YAML
        settings.write_text(json.dumps(config(self.persona, personas()), indent=1), encoding="utf-8")
        with (self._folder / f"{self.persona.key}.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(program, str(COMMAND), "start", "-e", f"{self._bot_url}/api/messages"),
                *("-c", "msteams", "-p", str(self.port), "--disable-telemetry"),
                env=os.environ
                | {
                    "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(settings.resolve()),
                    "TEAMSAPPTESTER_BROWSER": "none",
                    "DEFAULT_CHANNEL_ID": "msteams",
                    "SEND_INSTALLATION_ACTIVITY": "true",
                },
                cwd=self._folder,  # it leaves a folder of its own where it runs
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours to handle: pages stop after the bot has
            )
        try:
            await asyncio.wait_for(self._answers(), _SECONDS_TO_START)
        except (TimeoutError, CannotRun):
            await self.stop()
            raise CannotRun(
                f"The Playground for {self.persona.name} did not start: see {log.name}."
            ) from None

    async def stop(self) -> None:
        """End the page's process, if it runs."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _answers(self) -> None:
        async with aiohttp.ClientSession() as client:
            while True:
                if self._process is None or self._process.returncode is not None:
                    raise CannotRun("it ended at once")
                try:
                    async with client.get(self.url) as page:
                        if page.status == 200:
                            return
                except aiohttp.ClientError:
                    pass  # not listening yet: asked again until the time is over
                await asyncio.sleep(0.2)


def free_block(first: int, size: int) -> int:
    """The first of `size` free ports in a row, from `first` on in steps of ten.  Raises CannotRun."""
    for start in range(first, first + 100, 10):
        if not any(busy(port) for port in range(start, start + size)):
            return start
    raise CannotRun(f"Ports {first} to {first + 99} are in use. Stop what listens there and try again.")


async def start_all(
    chosen: Sequence[Persona], bot_url: str, folder: Path, first_port: int
) -> list[Playground]:
    """Pages for `chosen`, on ports from `first_port` on.  Raises CannotRun with none left running."""
    pages = [Playground(persona, first_port + n, bot_url, folder) for n, persona in enumerate(chosen)]
    started = await asyncio.gather(*(page.start() for page in pages), return_exceptions=True)
    problems = [outcome for outcome in started if isinstance(outcome, BaseException)]
    if problems:
        await asyncio.gather(*(page.stop() for page in pages))
        raise problems[0]
    return pages
