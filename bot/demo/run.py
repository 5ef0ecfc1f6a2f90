"""Trying the bot out on one machine: demonstration people, and a Playground page for each of them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

from bot.demo.people import CASES, PEOPLE
from bot.demo.playground import (
    FIRST_PORT,
    CannotRun,
    Persona,
    Playground,
    busy,
    free_block,
    personas,
    start_all,
)
from bot.imports.taking import Asked, Taken, take_cases, take_people
from bot.settings import Settings
from dialogs.audits.audit import Role
from storage.work import Storage
from template_specs.dates import LOCAL
from template_specs.language.loader import library

Opened = Callable[[Settings], AbstractAsyncContextManager[Storage]]
Running = Callable[[Settings], AbstractAsyncContextManager[asyncio.Task[None]]]
# How the parts are put together is app.py's own business.

_PLAYS = {
    Role.AUDITOR: "auditor",
    Role.PRACTITIONER: "social worker",
    Role.MANAGER: "team manager",
    Role.QA_LEAD: "QA lead",
}


class NotEmpty(Exception):
    """There are people in the database already; invented ones are not mixed in with them."""

    def __init__(self) -> None:
        super().__init__("There are people in the database already. The demonstration needs an empty one.")


async def load_demonstration(storage: Storage) -> Taken:
    """Import the demonstration's people and cases like any other list; returns what became of the cases.
    Raises NotEmpty."""
    async with storage.work(write=False) as work:
        if await work.people.everybody():
            raise NotEmpty
    await take_people(storage, PEOPLE)
    return await take_cases(storage, CASES, library(), Asked(datetime.now(LOCAL)))


async def try_out(settings: Settings, opened: Opened, running: Running) -> None:
    """The bot with its demonstration, and the pages where Node.js is there, until Ctrl-C.

    Raises CannotRun where the bot's port is taken.
    """
    if busy(settings.port):
        raise CannotRun(
            f"Port {settings.port} is in use. Stop what listens there, or write AUDITBOT_PORT=4000 into .env."
        )
    async with opened(settings) as storage:
        try:
            await load_demonstration(storage)
        except NotEmpty:
            _say("The people and audits of your last run are there still (data/ holds them).")
    stop = asyncio.Event()
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, stop.set)
    pages: list[Playground] = []
    try:
        async with running(settings) as worker:
            url = f"http://{settings.host}:{settings.port}"
            _say(f"The bot listens on {url}.  Its pages are starting.")
            try:
                first = free_block(FIRST_PORT, len(personas()))
                if first != FIRST_PORT:
                    _say(f"Port {FIRST_PORT} or one after it is in use: the pages take {first} and on.")
                pages = await start_all(personas(), url, Path("data/playground"), first)
                _say(*_where_to_click(pages))
            except CannotRun as refused:
                _say(str(refused), "The bot runs all the same, without pages.")
            _say("Ctrl-C stops everything.")
            await _either(stop, worker)
    finally:
        await asyncio.gather(*(page.stop() for page in pages))
    _say("Stopped.")


async def _either(stop: asyncio.Event, worker: asyncio.Task[None]) -> None:
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait([asked, worker], return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if worker.done():
        worker.result()  # delivery never ends by itself: what ended it is raised here


def _where_to_click(pages: Sequence[Playground]) -> list[str]:
    lines = ["", "Open a page for each person you want to be, and keep it open (a reload clears it):", ""]
    lines += [f"  {page.url}   {page.persona.name}, {_part(page.persona)}" for page in pages]
    return [*lines, "", 'Type "hello" to begin.', ""]


def _part(persona: Persona) -> str:
    parts = [_PLAYS[role] for role in _PLAYS if role.value in persona.roles.split(";")]
    return " and ".join(parts)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)
