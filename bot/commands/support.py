"""What every command shares: settings, logs and storage opened, and refusals said in one line each.

Everything heavy is imported where it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

import typer

if TYPE_CHECKING:
    from bot.imports.taking import Taken
    from bot.setting_readers import Mode
    from bot.settings import Settings
    from storage.keys import Keyring
    from storage.replica import Reads
    from storage.work import Storage

_AWAY = "AUDITBOT_DATABASE_URL: the database does not answer"
Done = TypeVar("Done")


def keyring(settings: Settings) -> Keyring:
    """The keys of DATA_KEYS; in development, if none are given, keys of this machine's own."""
    from sqlalchemy.engine import make_url

    from storage.keys import Keyring

    if settings.data_keys:
        return Keyring.from_setting(settings.data_keys)
    url = make_url(settings.database_url)
    beside = url.get_backend_name() == "sqlite" and url.database
    return Keyring.development(Path(url.database or "").parent if beside else Path("data"))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Storage]:
    """The storage, with its schema brought up to date."""
    from storage.work import Storage

    storage = await Storage.open(settings.database_url, keyring(settings))
    try:
        await storage.migrate()
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Reads]:
    """As `opened`, for what only reads and may be a little behind: from the replica, where there is one."""
    from storage.replica import open_reads

    async with (
        opened(settings) as storage,
        open_reads(storage, settings.database_url, settings.database_read_url) as reads,
    ):
        yield reads


@asynccontextmanager
async def unopened(settings: Settings) -> AsyncIterator[Storage]:
    """The storage as it is, for what fills an empty database."""
    from storage.work import Storage

    storage = await Storage.open(settings.database_url, keyring(settings))
    try:
        yield storage
    finally:
        await storage.close()


def ready_settings(mode: Mode | None = None) -> Settings:
    """This process's settings, with logs set up by them; a refusal ends the command."""
    from bot.logs import configure
    from bot.settings import NotStartable, load
    from template_specs.workdays import close_on

    try:
        settings = load(mode=mode)
    except NotStartable as refused:
        refuse(refused.faults)
    configure(development=settings.development, level=settings.log_level)
    close_on(settings.closed_days)
    return settings


def take(work: Coroutine[Any, Any, Taken]) -> Taken:
    """Run an import.  Its faults end the command; otherwise say what changed, and what else its owner should
    know."""
    taken = accepted(work)
    for sentence in (*taken.changed, *taken.said):
        typer.echo(sentence)
    return taken


def accepted(work: Coroutine[Any, Any, Done]) -> Done:
    """Run what reads a list; the list's faults end the command."""
    from bot.imports.table import NotTaken

    try:
        return finish(work)
    except NotTaken as refused:
        refuse([*map(str, refused.faults), f"Nothing was taken. {refused.advice}".strip()])


def settle(work: Coroutine[Any, Any, Done]) -> Done:
    """Run a change of something; what cannot be done ends the command with the reason."""
    from bot.imports.changing import NotChanged

    try:
        return finish(work)
    except NotChanged as refused:
        refuse([str(refused)])


def finish(work: Coroutine[Any, Any, Done]) -> Done:
    """Run `work`; what the operator can put right is said in one line."""
    import errno

    from asyncpg import PostgresError
    from sqlalchemy.exc import DBAPIError

    from storage.engine import ImpossibleDatabase
    from storage.keys import ImpossibleKeys
    from storage.transaction import StaleAudit

    done: list[Done] = []

    async def kept() -> None:
        # Not as the task's result: Python writes that out in words when it looks at its signal handlers, and
        # of a report over 100,000 audits that took longer than the report itself.
        done.append(await work)

    try:
        with runner() as loop:
            loop.run(kept())
        return done[0]
    except (ImpossibleDatabase, ImpossibleKeys) as refused:
        refuse([str(refused)])
    except OSError as away:
        if away.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            reason = errno.errorcode[away.errno]
            refuse([f"AUDITBOT_HOST, AUDITBOT_PORT: cannot listen there ({reason}). Write another."])
        if away.errno in (errno.ENOSPC, errno.EDQUOT):
            refuse(["The disk is full: what was being written is not whole. Make room, and run this again."])
        refuse([f"{_AWAY} ({type(away).__name__}). See that it runs and that the address is right."])
    except (DBAPIError, PostgresError, StaleAudit) as away:  # the last: lost, or undone for another's sake
        refuse([f"{_AWAY} ({type(away).__name__}). See that it runs and that the address is right."])
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def runner() -> asyncio.Runner:
    """What runs the bot: uvloop's event loop, where there is one (not on Windows).  A trip to PostgreSQL or
    Teams costs it about half of what it costs Python's own."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=new_event_loop)


def refuse(lines: Iterable[str]) -> NoReturn:
    """End the command with 1, a line for each fault."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)


def operator() -> str:
    """The account under which this command was typed."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers have them
        return "?"


class Counter:
    """Shows on a terminal how many audits (or whatever is named) are done; where the output goes elsewhere,
    it says nothing."""

    def __init__(self, what: str = "audits") -> None:
        self._what = what
        self._done = 0
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._shown and self._done:
            typer.echo("", err=True)

    def __call__(self, total: int, more: int) -> None:
        """`more` of all `total` audits are done now."""
        self._done += more
        if self._shown:
            of = f" of {total:,}" if total else ""
            typer.echo(f"\r{self._done:,}{of} {self._what}", err=True, nl=False)
