"""The command line, and how the parts are put together.

Everything heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import drawing  # noqa: F401  (it adds to `cases`)
from bot.commands.access import access
from bot.commands.audits import audits
from bot.commands.backup import backup, restore
from bot.commands.case_changes import (
    cases_due,
    cases_reassign,
    cases_replace,
    cases_second,
    cases_take_back,
    cases_withdraw,
)
from bot.commands.convert import templates_convert
from bot.commands.doctor import doctor
from bot.commands.keeping import hold, holds, purge, release
from bot.commands.keys import keys
from bot.commands.lists import cases, people
from bot.commands.outbox import outbox
from bot.commands.people_changes import people_away, people_leave, people_merge
from bot.commands.programme import programme
from bot.commands.reaching import people_reach, people_unreachable
from bot.commands.report import report
from bot.commands.subject import subject
from bot.commands.support import finish, opened, ready_settings, refuse
from bot.commands.teams import teams
from bot.commands.templates import templates
from bot.commands.trail import trail

if TYPE_CHECKING:
    from bot.imports.taking import Taken
    from bot.settings import Settings

cli = typer.Typer(
    help="The case-file audit bot.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for name, group in (
    ("templates", templates),
    ("people", people),
    ("cases", cases),
    ("programme", programme),
    ("audits", audits),
    ("report", report),
    ("outbox", outbox),
    ("trail", trail),
    ("teams", teams),
    ("access", access),
    ("keys", keys),
    ("subject", subject),
):
    cli.add_typer(group, name=name)
templates.command("convert")(templates_convert)
people.command("leave")(people_leave)
people.command("merge")(people_merge)
people.command("away")(people_away)
people.command("unreachable")(people_unreachable)
people.command("reach")(people_reach)
cases.command("reassign")(cases_reassign)
cases.command("due")(cases_due)
cases.command("withdraw")(cases_withdraw)
cases.command("second")(cases_second)
cases.command("take-back")(cases_take_back)
cases.command("replace")(cases_replace)
for command in (doctor, backup, restore, purge, hold, release, holds):
    cli.command()(command)


# --- how the parts are put together ---------------------------------------------------------------


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """The whole bot, listening; the task delivers what is owed, and ends only with a fault.

    At the end: no new requests, turns under way are finished, then delivery stops, then the rest closes.
    """
    from bot.commands.findings import identity_of, missing_at_the_start
    from bot.delivery.actions import Actions
    from bot.delivery.asking_again import AskingAgain
    from bot.delivery.comparisons import Comparisons
    from bot.delivery.follow_ups import FollowUps
    from bot.delivery.panels import Panels
    from bot.delivery.reaching import Reaching, reacher_of
    from bot.delivery.reminders import Reminders
    from bot.delivery.reply_times import ReplyTimes
    from bot.delivery.unread_concerns import UnreadConcerns
    from bot.delivery.worker import Delivery
    from bot.desk.links import desk_address, document_links
    from bot.desk.opening import open_desk
    from bot.graph.client import open_graph
    from bot.reports.keeping import KeepCounted
    from bot.teams.service import open_teams
    from bot.tracing import traced
    from bot.turns.runner import TurnRunner
    from bot.web.server import application, listening
    from storage.replica import open_reads

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(traced(settings.traces_url))
        storage = await stack.enter_async_context(opened(settings))
        await missing_at_the_start(settings, storage)
        reads = await stack.enter_async_context(
            open_reads(storage, settings.database_url, settings.database_read_url)
        )
        _alongside(stack, reads.keep_looking())
        teams = await stack.enter_async_context(open_teams(identity_of(settings)))
        link = document_links(settings, storage.keyring)
        delivery = Delivery(
            storage, teams.channel, worker=_fresh_id(), fresh_id=_fresh_id, documents=link is not None
        )
        turns = TurnRunner(
            storage,
            teams.channel,
            fresh_id=_fresh_id,
            owed=delivery.wake,
            duty=settings.duty_emails,
            document_link=link,
            reads=reads,
            desk=desk_address(settings),
        )
        stack.push_async_callback(turns.speaker.settle)
        within = timedelta(hours=settings.concern_hours)
        worker = _alongside(stack, delivery.run())
        for round_ in (
            Reminders(storage, owed=delivery.wake, days=settings.reminders),
            Actions(storage, owed=delivery.wake),
            ReplyTimes(storage, owed=delivery.wake),
            UnreadConcerns(storage, owed=delivery.wake, within=within),
            FollowUps(storage, owed=delivery.wake),
            Comparisons(storage, owed=delivery.wake),
            Panels(storage, owed=delivery.wake),
            KeepCounted(storage),
            AskingAgain(storage, owed=delivery.wake),
        ):
            _alongside(stack, round_.run())
        if settings.graph_install:
            graph = await stack.enter_async_context(open_graph(identity_of(settings)))
            reacher = reacher_of(storage, graph, identity_of(settings), lambda: datetime.now(UTC))
            _alongside(stack, Reaching(reacher, owed=delivery.wake).run())
        desk = await stack.enter_async_context(open_desk(settings, storage, reads))
        app = application(
            storage,
            [*teams.routes(turns), *desk],
            metrics_open=settings.metrics_open,
            delivery=delivery.trouble.state,
        )
        door = listening(
            app,
            settings.host,
            settings.port,
            settings.shutdown_seconds,
            proxies=settings.proxies,
            most=settings.most_connections,
        )
        await stack.enter_async_context(door)
        _set_program_apart()
        yield worker


def _alongside(stack: AsyncExitStack, loop: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """`loop`, running until the stack closes."""
    task = asyncio.create_task(loop)
    stack.push_async_callback(_ended, task)
    return task


def _set_program_apart() -> None:
    """Keep the garbage collector off what stays for ever.

    A full collection goes through every object that there is and holds up everybody for a tenth of a second;
    what a turn leaves behind is nearly all freed without it.  From now on it looks as often as by itself: the
    little that is left would add up, to a hundred megabytes in fifty thousand turns.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_AS_IT_COMES)


def _fresh_id() -> str:
    """An id that nobody can guess, for cards, rows and remarks."""
    return secrets.token_hex(8)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


async def _serve(settings: Settings) -> None:
    import signal

    import structlog

    log = structlog.get_logger("app")
    stop = asyncio.Event()
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, stop.set)
    async with running(settings) as worker:
        log.info("started", mode=settings.mode.value, host=settings.host, port=settings.port)
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait([asked, worker], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        log.info("stopping")
        if worker.done():
            worker.result()  # delivery never ends by itself: what ended it is raised here
    log.info("stopped")


# --- commands -------------------------------------------------------------------------------------


_AS_IT_COMES = gc.get_threshold()
"""How often the garbage collector looks where nobody has said otherwise."""


@cli.callback()
def _begin() -> None:
    """Look for rubbish rarely from the start: what a command imports stays, and looking through it again and
    again takes a tenth of the start."""
    gc.set_threshold(20_000, 20, 20)


@cli.command()
def serve() -> None:
    """Run the bot until it is told to stop (Ctrl-C, SIGTERM).

    Settings come from the environment and .env.  Example:

    AUDITBOT_MODE=production python app.py serve
    """
    from bot.tracing import NOT_INSTALLED, can_trace

    settings = ready_settings()
    if settings.traces_url and not can_trace():
        refuse([NOT_INSTALLED])
    finish(_serve(settings))


@cli.command(hidden=True)
def run() -> None:
    """Try the bot on this machine: what make run does.  Example: python app.py run"""
    from bot.demo.playground import CannotRun
    from bot.demo.run import try_out
    from bot.setting_readers import Mode

    settings = ready_settings(Mode.DEVELOPMENT)
    if not settings.development:
        refuse(["AUDITBOT_MODE is production: make run is for trying the bot out. Take it out of .env."])
    try:
        finish(try_out(settings, opened, running))
    except CannotRun as refused:
        refuse([str(refused)])


@templates.command("try")
def templates_try(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A form in YAML.")],
) -> None:
    """Try a form in the browser: the bot with invented people and one case of it, until Ctrl-C.  Nothing is
    kept.

    Example: python app.py templates try my_form.yaml
    """
    from bot.demo.playground import CannotRun
    from bot.demo.run import try_form
    from bot.setting_readers import Mode
    from template_specs.language.loader import FormFaults, load

    try:
        form = load(file)
    except FormFaults as wrong:
        refuse(map(str, wrong.faults))
    settings = ready_settings(Mode.DEVELOPMENT)
    if not settings.development:
        refuse(["AUDITBOT_MODE is production: a form is tried on your own machine. Take it out of .env."])
    try:
        finish(try_form(form, settings, opened, running))
    except CannotRun as refused:
        refuse([str(refused)])


@cli.command()
def demo() -> None:
    """Load invented people and cases into an empty database.

    Example: AUDITBOT_MODE=development python app.py demo
    """
    from bot.demo.run import NotEmpty, load_demonstration

    async def work() -> Taken:
        async with opened(settings) as storage:
            return await load_demonstration(storage)

    settings = ready_settings()
    try:
        taken = finish(work())
    except NotEmpty as full:
        refuse([str(full)])
    typer.echo(f"Five invented people and {taken.new} cases are in the database.")


if __name__ == "__main__":
    cli()
