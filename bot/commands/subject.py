"""`app.py subject ...`: everything held about one child or one member of staff, for an access request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import finish, opened, operator, ready_settings, refuse

if TYPE_CHECKING:
    from bot.documents.subject_records import Subject

subject = typer.Typer(help="Everything held about one case or one member of staff.", no_args_is_help=True)


@subject.command("export")
def subject_export(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="A folder to be made.")],
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="A child's case reference.")] = "",
    person: Annotated[str, typer.Option("--person", metavar="EMAIL", help="A member of staff.")] = "",
) -> None:
    """Write everything that is held about a case or a member of staff: as JSON, as a page to read, and the
    names of others that stand in it, for you to decide about.

    It is all there, drafts, messages and readings included, and nothing is taken out: read it through.  In
    names.csv write keep, remove, or what is to stand in its place beside each name; add rows for names that
    the list has missed.  Then run subject redact.  The files hold case detail in clear; only this account can
    read them.  That they were made is on the access log.  Examples:

    python app.py subject export --case TS-101 --out request-114

    python app.py subject export --person jo@example.gov.uk --out request-115
    """
    from datetime import UTC, datetime

    from bot.documents.files import NotWritten
    from bot.documents.subject_files import DECISIONS, PAGE, RECORDS, write_subject
    from bot.documents.subject_records import about_case, about_person
    from storage.access_log import Way
    from template_specs.dates import LOCAL

    async def work() -> Subject:
        async with opened(settings) as storage:
            if case:
                found = await about_case(storage, case, now.astimezone(LOCAL).date())
            else:
                found = await about_person(storage, person)
            async with storage.work() as work:
                for audit in found.audits:
                    await work.access.note_command(audit, operator(), now, Way.COMMAND)
            return found

    settings, now = ready_settings(), datetime.now(UTC)
    if bool(case) == bool(person):
        refuse(["Write --case or --person, one of them. Nothing was written."])
    _folder(out)
    try:
        found = finish(work())
    except NotWritten as refused:
        refuse([str(refused)])
    out.mkdir(mode=0o700)
    names = write_subject(found, out, now)
    typer.echo(f"{out}: {len(found.records):,} records ({RECORDS}, {PAGE}).")
    typer.echo(f"{len(names):,} names of others to decide about: {out / DECISIONS}.")


@subject.command("redact")
def subject_redact(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What subject export made.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="A folder to be made.")],
) -> None:
    """Write the same files without the names that names.csv says are to go.  Every name must be decided.
    Read the result through before it is given out.

    Example: python app.py subject redact request-114 --out request-114-redacted
    """
    from datetime import UTC, datetime

    from bot.documents.files import NotWritten
    from bot.documents.subject_files import redact

    _folder(out)
    out.mkdir(mode=0o700)
    try:
        done = redact(folder, out, datetime.now(UTC))
    except NotWritten as refused:
        out.rmdir()
        refuse([str(refused)])
    typer.echo(f"{out}: {done.records:,} records, names taken out {done.removed:,} times.")
    if done.left:
        typer.echo(f"Inside longer words they still stand: {', '.join(done.left)}. Look at these.", err=True)


def _folder(out: Path) -> None:
    if out.exists():
        refuse([f"{out} is there already. Name a new folder; nothing was written."])
    if not out.absolute().parent.is_dir():
        refuse([f"There is no folder {out.absolute().parent}. Make it, or name another one."])
