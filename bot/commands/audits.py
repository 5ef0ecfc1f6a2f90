"""`audits document` and `audits export`: what is in the database, as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.support import Counter, finish, opened, ready_settings, refuse

audits = typer.Typer(help="Audits as files: one as a document, or all of them.", no_args_is_help=True)

Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


@audits.command("document")
def audits_document(
    named: Annotated[
        str, typer.Argument(metavar="CASE_OR_ID", help="The case's reference, or an audit's id.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The Word file to write (.docx).")],
    force: Force = False,
) -> None:
    """Write one audit as a Word document: grades and who gave them, answers, scores, actions, the reply.

    It follows the form's own order.  Questions that are not asked are left out, and an audit that is not
    completed says so at the top.  Where a case has several audits, their ids are listed.  The file holds case
    detail in clear; only this account can read it.  Example:

    python app.py audits document CYP-1042 --out CYP-1042.docx
    """
    from datetime import UTC, datetime

    from bot.documents.audit_file import audit_file
    from bot.documents.files import NotWritten, whole, writable
    from bot.documents.read_audit import read_audit
    from dialogs.programme.whole_audit import WholeAudit

    async def work() -> WholeAudit:
        async with opened(settings) as storage:
            return await read_audit(storage, named, now)

    settings, now = ready_settings(), datetime.now(UTC)
    try:
        writable(out, (".docx",), force=force)
        audit = finish(work())
        with whole(out) as part:
            audit_file(audit, now).save(str(part))
    except NotWritten as refused:
        refuse([str(refused)])
    typer.echo(f"{out}: the audit of {audit.case}. {audit.standing or 'It is completed.'}")


class ExportFormat(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@audits.command("export")
def audits_export(
    form: Annotated[
        ExportFormat, typer.Option("--format", help="xlsx for people, csv (in a .zip) or json for programs.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write: .xlsx, .zip for csv, or .json.")
    ],
    force: Force = False,
) -> None:
    """Write everything: audits, answers, grades, actions, concerns, replies and notes, a table for each.

    One row for each audit, for each answer ever given (the one that stands is marked, and so are questions
    that are not asked any more), for each grade with who gave it, for each action.  Columns keep their names
    and order.  csv is a ZIP of one file for each table.  Left out are only deliveries, readings, drafts and
    reminders.  The file holds case detail in clear; only this account can read it.  Examples:

    python app.py audits export --format xlsx --out audits.xlsx

    python app.py audits export --format csv --out audits.zip
    """
    from datetime import UTC, datetime

    from bot.documents.export_writers import WRITERS
    from bot.documents.exporting import export
    from bot.documents.files import NotWritten, whole, writable
    from template_specs.dates import LOCAL

    async def work() -> tuple[int, int]:
        async with opened(settings) as storage:
            return await export(storage, writer, now.astimezone(LOCAL).date(), progress)

    settings, now = ready_settings(), datetime.now(UTC)
    make, suffix = WRITERS[form.value]
    try:
        writable(out, (suffix,), force=force)
        with whole(out) as part, Counter() as progress:
            writer = make(part, now)
            done, shut = finish(work())
            said = writer.finish()
    except NotWritten as refused:
        refuse([str(refused)])
    typer.echo(f"{out}: {done:,} {'audit' if done == 1 else 'audits'}. {said}".strip())
    if shut:
        typer.echo(f"{shut:,} could not be opened and are not in it; trail verify lists them.", err=True)
