"""Trying the bot out on one machine: demonstration people, and a Playground page for each of them."""

from __future__ import annotations

import asyncio
import csv
import signal
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
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
from template_specs.model import Template

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
        raise CannotRun(_taken(settings.port))
    async with opened(settings) as storage:
        try:
            await load_demonstration(storage)
        except NotEmpty:
            _say("The people and audits of your last run are there still (data/ holds them).")
    await _with_pages(settings, running, Path("data/playground"))


async def try_form(form: Template, settings: Settings, opened: Opened, running: Running) -> None:
    """The bot with `form`, the demonstration's people and one case of it, until Ctrl-C.

    All is in a folder of its own, which is removed at the end: nothing is kept, no other database touched.
    Raises CannotRun where the bot's port is taken.
    """
    if busy(settings.port):
        raise CannotRun(_taken(settings.port))
    with tempfile.TemporaryDirectory(prefix="auditbot-try-") as name:
        folder = Path(name)
        apart = replace(settings, database_url=f"sqlite:///{folder / 'try.db'}")
        async with opened(apart) as storage:
            await take_people(storage, PEOPLE)
            await take_cases(storage, _one_case(form, folder), {form.id: form}, Asked(datetime.now(LOCAL)))
        _say(f"One case of {form.title} waits for Amara Osei: TRY-1.  Nothing of this is kept.")
        await _with_pages(apart, running, folder / "playground")


def _one_case(form: Template, folder: Path) -> Path:
    """A case list with one case, which has everybody that a form can ask: the demonstration's people."""
    case_type = next(
        (q.options[0].label for q in form.questions if q.prefill == "case_type" and q.options), "CIN"
    )
    row = {
        "case_ref": "TRY-1",
        "case_type": case_type,
        "team": "Riverside team",
        "practitioner_email": "jo.whitfield@example.org",
        "manager_email": "priya.nair@example.org",
        "iro_email": "sam.okafor@example.org",
        "template": form.id,
        "month": f"{datetime.now(LOCAL):%Y-%m}",
        "theme": "Voice of the child",
        "auditor_emails": "amara.osei@example.org",
    }
    file = folder / "case.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, row)
        writer.writeheader()
        writer.writerow(row)
    return file


def _taken(port: int) -> str:
    return f"Port {port} is in use. Stop what listens there, or write AUDITBOT_PORT=4000 into .env."


async def _with_pages(settings: Settings, running: Running, playground: Path) -> None:
    """The bot, and a page for each person where Node.js is there, until Ctrl-C."""
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
                pages = await start_all(personas(), url, playground, first)
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
