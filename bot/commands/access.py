"""`app.py access ...`: who has read an audit without being its auditor."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.support import finish, opened, ready_settings, refuse

access = typer.Typer(help="Who has read what without being its auditor.", no_args_is_help=True)


@access.command("log")
def access_log(
    case: Annotated[str, typer.Option("--case", metavar="CASE_OR_ID", help="Of one case or audit.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many lines.")] = 200,
) -> None:
    """List who has read which case without being its auditor, how and when, the latest first: in the chat, at
    the desk, as a document, by a command or with an export of everything.

    What somebody opens of one case within fifteen minutes counts once.  Cards that the bot sends by itself
    (the manager's summary) are in the case's history.  Examples:

    python app.py access log --case TS-101

    python app.py access log --limit 1000
    """
    from bot.documents.files import NotWritten
    from bot.documents.read_audit import ids_of
    from bot.turns.access_lines import lines_of

    async def work() -> list[str]:
        async with opened(settings) as storage, storage.work(write=False) as work:
            audits = tuple(await ids_of(work, case)) if case else ()
            return await lines_of(work, await work.access.latest(limit, audits=audits))

    settings = ready_settings()
    try:
        lines = finish(work())
    except NotWritten as refused:
        refuse([str(refused)])
    for line in lines or ["Nobody has read any of it but its auditors."]:
        typer.echo(line)
