"""`cases draw`: a sample of open cases, as a list that `cases import` takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.lists import cases
from bot.commands.support import opened, ready_settings, refuse, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.imports.drawing import Sample


@cases.command("draw")
def cases_draw(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="All open cases: a CSV or XLSX file.")],
    count: Annotated[int, typer.Option("--count", min=1, help="How many cases to draw.")],
    seed: Annotated[str, typer.Option("--seed", help="Any words; the same words draw the same cases.")],
    month: Annotated[str, typer.Option("--month", metavar="2026-12", help="The programme's month.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The list to write (.csv).")],
    template: Annotated[str, typer.Option("--template", help="The form's id.")] = "",
    theme: Annotated[
        str, typer.Option("--theme", help="The month's theme, where it is not the calendar's.")
    ] = "",
    named: Annotated[str, typer.Option("--list", help="A named sub-list, such as Review Unit.")] = "",
    quota: Annotated[
        list[str], typer.Option("--quota", metavar="WHICH=N", help="North=4, CP=6 or North/CP=3; repeat it.")
    ] = [],  # noqa: B006
    without: Annotated[
        list[str], typer.Option("--without-team", metavar="TEAM", help="Another team that is left out.")
    ] = [],  # noqa: B006
    months: Annotated[
        int, typer.Option("--not-within", metavar="MONTHS", help="Leave out cases audited in so many months.")
    ] = 12,
    each: Annotated[int, typer.Option("--auditors-each", min=0, max=4, help="0 leaves them to you.")] = 2,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Draw cases for audit by chance, and propose who audits them.

    Columns of the file: case_ref, case_type, team, practitioner_email, manager_email, iro_email, opened,
    last_audited.  Left out are cases audited within the last months (by the file, or by the bot's own
    record), cases that are under audit now, and teams that are left out, here or by the programme's calendar,
    which gives the theme as well.  Every case's chance is said, and FILE.chances.csv beside the list names
    each case with its own.  Auditors are the people list's, with even load; nobody audits a case of their own
    team or one that names them.  Change the list as you like before you import it.  Example:

    python app.py cases draw open.csv --count 20 --quota North=6 --quota South=6 --seed "December 2026"
    --month 2026-12 --template tier2-cin-cp --out december.csv
    """
    import re
    from dataclasses import replace
    from datetime import UTC, datetime

    from bot.imports.drawing import sampled
    from bot.imports.open_cases import read_open_cases, read_quotas
    from bot.imports.table import NotTaken
    from dialogs.programme.calendar import Round, round_of
    from template_specs.dates import LOCAL

    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise typer.BadParameter("--month is written as 2026-12.")
    today = datetime.now(UTC).astimezone(LOCAL).date()
    try:
        open_cases, said = read_open_cases(file, today)
        quotas = read_quotas(quota, open_cases)
    except NotTaken as refused:
        refuse([*map(str, refused.faults), "Nothing was drawn."])

    async def drawn() -> Sample:
        async with opened(settings) as storage, storage.work(write=False) as work:
            calendar = await work.calendar.standing()
            planned = round_of(calendar, month, named) or Round(month, named)
            planned = replace(
                planned,
                theme=theme or planned.theme,
                without=tuple(dict.fromkeys((*planned.without, *without))),
                template=template or planned.template,
                together=each,
            )
            return await sampled(
                work, open_cases, planned, quotas, count=count, seed=seed, months=months, today=today
            )

    settings = ready_settings()
    sample = settle(drawn())
    beside = write_sample(sample, out, force=force)
    tell([*said, f"{out}: {sample.said()[0]}", *sample.said()[1:]])
    if sample.drawn.left_out:
        typer.echo(f"{beside} says why.")
    tell(sample.doubts(), err=True)
    typer.echo(f"Look through it, change what you like, then: app.py cases import {out}")


def tell(lines: Sequence[str], *, err: bool = False) -> None:
    """Each on a line of its own."""
    for line in lines:
        typer.echo(line, err=err)


def write_sample(sample: Sample, out: Path, *, force: bool) -> Path:
    """Write the list, and the file of chances beside it, which is returned; what is there already ends the
    command."""
    from bot.documents.files import NotWritten, whole, writable

    beside = out.with_suffix(".chances.csv")
    try:
        writable(out, (".csv",), force=force)
        writable(beside, (".csv",), force=force)
        with whole(out) as part:
            _write(part, sample.rows())
        with whole(beside) as part:
            _write(part, sample.chances())
    except NotWritten as refused:
        refuse([str(refused)])
    return beside


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
