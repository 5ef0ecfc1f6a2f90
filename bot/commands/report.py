"""`report monitoring`: the report of a period, from one computation in four formats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import Counter, finish, opened, reading, ready_settings, refuse

if TYPE_CHECKING:
    from dialogs.programme.report import Report
    from storage.replica import Source
    from storage.work import Storage

    Make = Callable[..., Awaitable[Report]]

report = typer.Typer(help="Reports over many audits.", no_args_is_help=True)


class ReportFormat(StrEnum):
    """The formats of a report."""

    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
First = Annotated[
    datetime, typer.Option("--from", formats=_DAYS, metavar="DATE", help="2026-04-01 or 01/04/2026.")
]
Last = Annotated[
    datetime, typer.Option("--to", formats=_DAYS, metavar="DATE", help="The last day, such as 2026-06-30.")
]
AnyFormat = Annotated[
    ReportFormat, typer.Option("--format", help="html to read and print, docx, xlsx with charts, or json.")
]
ForOthers = Annotated[
    bool,
    typer.Option(
        "--for-others",
        help="For readers without rights to the audits: counts under 5 are shown as such, no case is named.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


@report.callback()
def _group() -> None:
    """Reports over many audits."""


@report.command("monitoring")
def report_monitoring(
    first: First,
    last: Last,
    form: AnyFormat,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write, such as q1.html.")],
    for_others: ForOthers = False,
    force: Force = False,
) -> None:
    """Write the monitoring report of a period: what was selected and done, grades, replies, actions.

    An audit counts in the month of the programme that it was selected for, so months count as a whole.  Every
    figure can be traced to its audits: by links and an appendix (html, docx), by a sheet (xlsx), by ids
    (json).  Case references are in it, and no words of an audit.  Example:

    python app.py report monitoring --from 2026-04-01 --to 2026-06-30 --format html --out q1.html
    """
    from bot.reports.gathering import report_of

    _of_months(report_of, first, last, form, out, for_others, force)


@report.command("patterns")
def report_patterns(
    first: First,
    last: Last,
    form: AnyFormat,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write, such as areas.html.")
    ],
    for_others: ForOthers = False,
    force: Force = False,
) -> None:
    """Write practice by area: for each team, case type, ethnicity and disability, and over time.

    Ethnicity and disability stand where a form asks for them as coded answers (part: ethnicity).  At the end
    is how each auditor grades beside the others, for the QA lead to prepare moderation; --for-others leaves
    it out.  Example:

    python app.py report patterns --from 2026-04-01 --to 2027-03-31 --format html --out areas.html
    """
    from bot.reports.gathering import patterns_of

    _of_months(patterns_of, first, last, form, out, for_others, force)


@report.command("self-evaluation")
def report_self_evaluation(
    first: First,
    last: Last,
    form: AnyFormat,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write, such as self.docx.")],
    for_others: ForOthers = False,
    force: Force = False,
) -> None:
    """Write the self-evaluation by theme: what do we know, how do we know it, what are we doing.

    What is written by hand beside each theme comes from the desk page.  Example:

    python app.py report self-evaluation --from 2026-01-01 --to 2026-12-31 --format docx --out self.docx
    """
    from bot.reports.gathering import self_evaluation_of

    _of_months(self_evaluation_of, first, last, form, out, for_others, force)


def _of_months(
    make: Make, first: datetime, last: datetime, form: ReportFormat, out: Path, for_others: bool, force: bool
) -> None:
    from datetime import UTC

    if last < first:
        raise typer.BadParameter("--to is before --from.")
    made = _written(
        form,
        out,
        force,
        lambda storage, progress: make(storage, first.date(), last.date(), datetime.now(UTC), progress),
        for_others=for_others,
    )
    done = sum(1 for audit in made.audits if audit.completed)
    typer.echo(f"{out}: {made.title}. {done:,} of {len(made.audits):,} audits are completed.")
    for told in _whole_months(first, last):
        typer.echo(told, err=True)


@report.command("inspection")
def report_inspection(
    form: Annotated[ReportFormat, typer.Option("--format", help="xlsx, docx, html or json.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write, such as folder.xlsx.")
    ],
    months: Annotated[int, typer.Option("--months", min=1, max=60, help="How many months back.")] = 6,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Write the inspector's folder: every completed audit of the last months in one list.

    Each with its grades (initial, moderated, after the reply, the one that counts), its actions and how many
    are done, its concerns; first the cases that auditors marked as good to be shown; then how auditors and
    moderators agree, and what followed.  Case references are in it.  Example:

    python app.py report inspection --format xlsx --out folder.xlsx
    """
    from datetime import UTC, timedelta

    from bot.reports.gathering import inspection_of

    now = datetime.now(UTC)
    first = now.replace(day=1)
    for _month in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    made = _written(
        form,
        out,
        force,
        lambda storage, progress: inspection_of(storage, first.date(), now.date(), now, progress),
    )
    done = sum(1 for audit in made.audits if audit.completed)
    typer.echo(f"{out}: {made.title}. {done:,} {'audit' if done == 1 else 'audits'}.")


@report.command("rebuild")
def report_rebuild() -> None:
    """Find anew, from the trails, what reports count of every audit.

    The bot keeps this right by itself, and a report looks at the trail where it is not; so nothing needs this
    but doubt.  It says how many audits were kept otherwise than their trails tell.  Example:

    python app.py report rebuild
    """
    from bot.reports.keeping import count_anew

    async def work() -> tuple[int, int]:
        async with opened(settings) as storage:
            return await count_anew(storage, progress, all=True)

    settings = ready_settings()
    with Counter() as progress:
        looked_at, changed = finish(work())
    told = f"{changed:,} were put right." if changed else "All were kept as their trails tell."
    typer.echo(f"{looked_at:,} {'audit' if looked_at == 1 else 'audits'} looked at. {told}")


def _written(
    form: ReportFormat,
    out: Path,
    force: bool,
    gather: Callable[[Storage, Counter], Awaitable[Report]],
    *,
    for_others: bool = False,
) -> Report:
    """The report that `gather` finds, once it stands whole in `out`; there as readers without rights to its
    audits have it, with `for_others`."""
    import gc

    from bot.documents.files import NotWritten, whole, writable
    from bot.reports.formats import write_report
    from dialogs.programme.for_others import for_others as as_others_read_it
    from dialogs.programme.report import as_of

    gc.disable()  # very many audits are kept to the end: looking through them for rubbish took half the time

    async def work() -> Report:
        async with reading(settings) as reads:
            return await reads.read(made_from)

    async def made_from(source: Source) -> Report:
        return as_of(await gather(source.storage, progress), source.as_of)

    settings = ready_settings()
    try:
        writable(out, (f".{form.value}",), force=force)
        with whole(out) as part, Counter() as progress:
            made = finish(work())
            write_report(as_others_read_it(made) if for_others else made, form.value, part)
    except NotWritten as refused:
        refuse([str(refused)])
    return made


def _whole_months(first: datetime, last: datetime) -> list[str]:
    """What to say where the days that were given cut a month."""
    from calendar import monthrange

    cut = first.day != 1 or last.day != monthrange(last.year, last.month)[1]
    return ["Months count as a whole: audits are selected for a month, not for a day."] if cut else []
