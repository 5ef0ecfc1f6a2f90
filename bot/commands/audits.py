"""`audits document` and `audits export`: what is in the database, as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import Counter, finish, opened, operator, reading, ready_settings, refuse

if TYPE_CHECKING:
    from bot.settings import Settings
    from dialogs.audits.audit import PersonId
    from storage.replica import Source

audits = typer.Typer(help="Audits as files: one as a document, or all of them.", no_args_is_help=True)

Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


@audits.command("document")
def audits_document(
    named: Annotated[
        str, typer.Argument(metavar="CASE_OR_ID", help="The case's reference, or an audit's id.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The Word file to write (.docx).")],
    form: Annotated[
        Path | None,
        typer.Option("--form", metavar="FORM.docx", help="Fill this Word form of your own instead."),
    ] = None,
    note: Annotated[
        bool, typer.Option("--note", help="Only the short note for the child's own file.")
    ] = False,
    force: Force = False,
) -> None:
    """Write one audit as a Word document: grades and who gave them, answers, scores, actions, the reply.

    It follows the form's own order, or is filled into your own Word form: --form, or FORM_ID.docx in the
    folder of your own forms.  Questions that are not asked are left out, and an audit that is not completed
    says so at the top.  Where a case has several audits, their ids are listed.  The file holds case detail in
    clear; only this account can read it.  Examples:

    python app.py audits document CYP-1042 --out CYP-1042.docx

    python app.py audits document CYP-1042 --note --out note.docx
    """
    from datetime import UTC, datetime

    from bot.documents.files import NotWritten, whole, writable
    from bot.documents.making import write_document, write_note
    from bot.documents.read_audit import read_audit
    from dialogs.programme.whole_audit import WholeAudit
    from storage.access_log import Way

    async def work() -> WholeAudit:
        async with opened(settings) as storage:
            audit = await read_audit(storage, named, now)
            async with storage.work() as noting:
                await noting.access.note_command(audit.id, operator(), now, Way.COMMAND)
            return audit

    settings, now = ready_settings(), datetime.now(UTC)
    try:
        writable(out, (".docx",), force=force)
        audit = finish(work())
        with whole(out) as part:
            if note:
                write_note(audit, now, part)
            else:
                write_document(audit, now, part, settings.forms, form)
    except NotWritten as refused:
        refuse([str(refused)])
    kind = "the note for the child's file on the audit of" if note else "the audit of"
    typer.echo(f"{out}: {kind} {audit.case}. {audit.standing or 'It is completed.'}")


@audits.command("check-form")
def audits_check_form(
    file: Annotated[Path, typer.Argument(metavar="FORM.docx", help="A Word form of your own.")],
    template: Annotated[str, typer.Option("--template", help="The form's id (templates list shows them).")],
) -> None:
    """Check a Word form of your own with placeholders: what is unknown in it, and what it leaves out.

    It is used for audits on that form as TEMPLATE.docx in the folder of your own forms.  docs/reports.md
    lists the placeholders.  Example:

    python app.py audits check-form our-form.docx --template tier2-cin-cp
    """
    from bot.documents.own_form import checked
    from template_specs.language.loader import FormFaults, forms_at_hand

    settings = ready_settings()
    try:
        forms = forms_at_hand(settings.forms).forms
    except FormFaults as faults:
        refuse(map(str, faults.faults))
    if template not in forms:
        refuse([f'There is no form "{template}". The forms are {", ".join(sorted(forms))}.'])
    wrong, missing = checked(file, forms[template])
    for line in missing:
        typer.echo(line)
    if wrong:
        refuse(wrong)
    told = "Left out, as above, is what you may want to add." if missing else "It shows everything."
    typer.echo(f"{file}: every placeholder is known. {told}")


@audits.command("import")
def audits_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file, or a JSON export.")],
    template: Annotated[
        str, typer.Option("--template", help="Of a spreadsheet: the form's id (templates list shows them).")
    ] = "",
) -> None:
    """Take completed audits from elsewhere, so that history counts in reports: all of them, or nothing.

    Columns: case_ref, month (2026-04), submitted (a day), and as far as they are known case_type, team,
    theme, list, auditor_emails (separated by ;), practitioner_email, manager_email, iro_email; then a column
    for each question by its id (2.3), with the answer as people type it, and its words in "2.3 evidence".  A
    column that the form does not know is left out, and said.  Answers row by row (actions) are not taken.
    Nobody is told, and nothing is asked of anybody.  An audit that is recorded for this case, form and month
    stays as it is.

    A file that audits export --format json wrote goes in whole: every audit with its trail, its form, and
    what was written into reports.  People are known by their e-mail address; whoever is not on the people
    list comes onto it without a role.  Examples:

    python app.py audits import april.xlsx --template tier2-cin-cp

    python app.py audits import audits.json
    """
    from datetime import UTC, datetime

    from bot.imports.history import TakenHistory, take_history
    from bot.imports.table import NotTaken
    from template_specs.language.loader import FormFaults, forms_at_hand

    async def work() -> TakenHistory:
        async with opened(settings) as storage:
            return await take_history(storage, file, forms[template], datetime.now(UTC))

    settings = ready_settings()
    if file.suffix.casefold() == ".json":
        _take_export(settings, file)
        return
    if not template:
        raise typer.BadParameter("write --template with the form's id, such as tier2-cin-cp.")
    try:
        forms = forms_at_hand(settings.forms).forms
    except FormFaults as wrong:
        refuse([*map(str, wrong.faults), "Nothing was taken."])
    if template not in forms:
        refuse([f'There is no form "{template}". The forms are {", ".join(sorted(forms))}.'])
    try:
        taken = finish(work())
    except NotTaken as refused:
        refuse([*map(str, refused.faults), f"Nothing was taken. {refused.advice}".strip()])
    for sentence in taken.said:
        typer.echo(sentence)
    there = f", {taken.there} were recorded already" if taken.there else ""
    typer.echo(f"{taken.new} completed audits taken{there}.")


def _take_export(settings: Settings, file: Path) -> None:
    from bot.documents.taking_again import TakenExport, take_export
    from bot.imports.table import NotTaken

    async def work() -> TakenExport:
        async with opened(settings) as storage:
            return await take_export(storage, file)

    try:
        taken = finish(work())
    except NotTaken as refused:
        refuse([*map(str, refused.faults), f"Nothing was taken. {refused.advice}".strip()])
    if taken.people:
        typer.echo(
            f"{taken.people} people came onto the people list without a role: people import gives roles."
        )
    there = f", {taken.there} were recorded already" if taken.there else ""
    typer.echo(f"{taken.new} audits taken{there}.")


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
    reader: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="EMAIL",
            help="Whom it is for: restricted cases that name them are in it as well.",
        ),
    ] = "",
    force: Force = False,
) -> None:
    """Write everything: audits, answers, grades, actions, concerns, replies and notes, a table for each.

    One row for each audit, for each answer ever given (the one that stands is marked, and so are questions
    that are not asked any more), for each grade with who gave it, for each action.  Columns keep their names
    and order.  csv is a ZIP of one file for each table.  Left out are only deliveries, readings, drafts and
    reminders; blind second audits, which are a measurement; and audits of restricted cases, unless the file
    is --for somebody whom the case names.  How many were left out is said.  The file holds case detail in
    clear; only this account can read it.  Examples:

    python app.py audits export --format xlsx --out audits.xlsx

    python app.py audits export --format csv --out audits.zip
    """
    from datetime import UTC, datetime

    from bot.documents.export_writers import WRITERS
    from bot.documents.exporting import Exported, ExportWriter, export
    from bot.documents.files import NotWritten, whole, writable
    from storage.access_log import Way
    from template_specs.dates import LOCAL, moment

    async def work() -> tuple[Exported, int, ExportWriter, datetime | None]:
        async with reading(settings) as reads:
            async with reads.main.work() as unit:
                seconds = await unit.reporting.seconds()
                person = await unit.people.person_by_email(reader) if reader else None
                if reader and person is None:
                    told = f"Nobody on the people list has the address {reader}: write another, or no --for."
                    raise NotWritten(told)
                by = operator() if person is None else f"{operator()} for {person.name}"
                await unit.access.note_command(None, by, now, Way.EXPORT)
            of = person.id if person is not None else ""
            exported, writer, then = await reads.read(lambda source: everything(source, of))
            return exported, seconds, writer, then

    async def everything(source: Source, of: PersonId) -> tuple[Exported, ExportWriter, datetime | None]:
        with Counter() as progress:
            writer = make(part, now)
            exported = await export(source.storage, writer, now.astimezone(LOCAL).date(), progress, of)
        return exported, writer, source.as_of

    settings, now = ready_settings(), datetime.now(UTC)
    make, suffix = WRITERS[form.value]
    try:
        writable(out, (suffix,), force=force)
        with whole(out) as part:
            exported, seconds, writer, then = finish(work())
            said = writer.finish()
    except NotWritten as refused:
        refuse([str(refused)])
    done, shut, closed = exported.done, exported.shut, exported.closed
    typer.echo(f"{out}: {done:,} {'audit' if done == 1 else 'audits'}. {said}".strip())
    if then is not None:
        typer.echo(f"As of {moment(then)}: what was done since is not in it.", err=True)
    if closed:
        typer.echo(
            f"{closed:,} restricted {'audit is' if closed == 1 else 'audits are'} not in it.", err=True
        )
    if seconds:
        typer.echo(f"{seconds:,} second {'audit is' if seconds == 1 else 'audits are'} not in it.", err=True)
    if shut:
        typer.echo(f"{shut:,} could not be opened and are not in it; trail verify lists them.", err=True)
