"""`programme import`, `programme show` and `programme draw`: the year's calendar, and each month's draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.drawing import tell, write_sample
from bot.commands.lists import forms_of
from bot.commands.support import finish, opened, ready_settings, refuse, settle, take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.imports.drawing import Sample
    from bot.imports.taking import Taken
    from dialogs.programme.calendar import Round
    from dialogs.programme.drawing import OpenCase
    from storage.work import Work
    from template_specs.model import Template

programme = typer.Typer(
    help="The year: themes by month, who is left out, and the draw.", no_args_is_help=True
)


@programme.callback()
def _group() -> None:
    """The year."""


@programme.command("import")
def programme_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or XLSX file, a row for each month.")],
) -> None:
    """Take the calendar: all of the file, or nothing where anything is wrong.

    Columns: month (2026-05, or May 2026), list (a round beside the month's own: Practice week), theme,
    teams_left_out (separated by ;), template, cases (how many are drawn) or cases_each (how many each auditor
    has), quotas (North=4; South=4), auditor_roles (whose duty it is, such as service_manager), auditors_each
    (1 or 2), due.

    A month that the file names is planned as the file says, and as nothing else; other months stay.  Example:

    python app.py programme import calendar.xlsx
    """
    from datetime import UTC, datetime

    from bot.imports.calendar_file import read_calendar
    from bot.imports.taking import Taken
    from template_specs.dates import LOCAL

    now = datetime.now(UTC)

    async def work() -> Taken:
        async with opened(settings) as storage, storage.work() as work:
            teams = sorted({person.team for person in await work.people.everybody() if person.team})
            rounds, said = read_calendar(file, list(forms), teams, now.astimezone(LOCAL).date())
            await work.calendar.write(rounds, now)
            return Taken(len(rounds), tuple(map(_line, rounds)), 0, said)

    settings = ready_settings()
    forms = forms_of(settings)
    taken = take(work())
    typer.echo(f"{taken.new} rounds planned. In the chat, programme shows them to the QA lead.")


@programme.command("show")
def programme_show(
    month: Annotated[str, typer.Argument(metavar="[MONTH]", help='Such as 2026-05 or "May 2026".')] = "",
) -> None:
    """Show what is planned: for all months from this one on, or for one month.

    Example: python app.py programme show "May 2026"
    """

    async def planned() -> list[Round]:
        async with opened(settings) as storage, storage.work(write=False) as work:
            calendar = await work.calendar.standing()
        return [one for in_month, rounds in calendar.items() if _shown(in_month) for one in rounds]

    wanted = _month(month) if month else ""
    first = f"{_today():%Y-%m}"

    def _shown(in_month: str) -> bool:
        return in_month == wanted if wanted else in_month >= first

    settings = ready_settings()
    rounds = finish(planned())
    if not rounds:
        typer.echo("Nothing is planned. Import a calendar: app.py programme import calendar.xlsx")
    tell([_line(one) for one in rounds])


@programme.command("draw")
def programme_draw(
    month: Annotated[str, typer.Argument(metavar="MONTH", help='Such as 2026-05 or "May 2026".')],
    file: Annotated[
        Path, typer.Option("--open", metavar="FILE", help="All open cases, as `cases draw` takes them.")
    ],
    named: Annotated[
        str, typer.Option("--list", help="One round of the month alone, by its name; - is the month's own.")
    ] = "",
    seed: Annotated[str, typer.Option("--seed", help="Any words; left out, the month's name.")] = "",
    folder: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where the lists are written.")
    ] = Path(),
    allocate: Annotated[
        bool, typer.Option("--allocate", help="Take the lists at once, and tell everybody concerned.")
    ] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Lay the lists before the QA lead in the chat; nobody is told.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Draw more, although this month has audits already.")
    ] = False,
    months: Annotated[
        int, typer.Option("--not-within", metavar="MONTHS", help="Leave out cases audited in so many months.")
    ] = 12,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
) -> None:
    """Draw the cases of a month as the calendar plans it, with pairs of auditors: one list for each round.

    The same month, seed and file draw the same cases.  Nobody of a team that is left out audits, and nobody
    who takes no part in the month.  With --propose the QA lead looks through the lists in the chat, changes
    the pairs and allocates them there; nobody is told before that.  With --allocate the lists are taken at
    once, and auditors and managers are told in Teams.  Example:

    python app.py programme draw 2026-05 --open open.xlsx --propose
    """
    from datetime import UTC, datetime

    from bot.imports.open_cases import read_open_cases
    from bot.imports.table import NotTaken
    from bot.imports.taking import Asked, take_cases
    from dialogs.programme.selection import month_name
    from template_specs.language.loader import snapshot

    if propose and allocate:
        raise typer.BadParameter("Write --propose or --allocate, not both.")
    wanted, today = _month(month), _today()
    try:
        open_cases, said = read_open_cases(file, today)
    except NotTaken as refused:
        refuse([*map(str, refused.faults), "Nothing was drawn."])
    settings = ready_settings()
    forms = forms_of(settings)

    async def drawn() -> list[Sample]:
        async with opened(settings) as storage, storage.work(write=False) as work:
            rounds = await rounds_to_draw(work, wanted, named, forms, again=again)
            return await _samples(work, rounds, open_cases, seed, months, today)

    async def proposed(sample: Sample) -> None:
        form = forms[sample.planned.template]
        async with opened(settings) as storage, storage.work() as work:
            await work.keep_template(*snapshot(form))
            await work.proposals.propose(
                wanted, sample.planned.list, form.content_hash, sample.named_rows(), datetime.now(UTC)
            )

    tell(said)
    for sample in settle(drawn()):
        out = folder / f"{'-'.join(_slug(sample.planned))}.csv"
        beside = write_sample(sample, out, force=force)
        tell([f"{out}: {sample.said()[0]}", *sample.said()[1:]])
        typer.echo(f"{beside} has each case's chance.")
        tell(sample.doubts(), err=True)
        if propose:
            finish(proposed(sample))
            month_named = month_name(sample.planned.month)
            typer.echo(f"The QA lead sees it in the chat: programme {month_named}. Nobody is told yet.")
            continue
        if not allocate:
            typer.echo(f"Look through it, change what you like, then: app.py cases import {out}")
            continue

        async def taken(out: Path = out) -> Taken:
            async with opened(settings) as storage:
                return await take_cases(storage, out, forms, Asked(datetime.now(UTC)))

        typer.echo(f"{take(taken()).new} allocated. Their auditors and managers are told.")


async def rounds_to_draw(
    work: Work, month: str, named: str, forms: Mapping[str, Template], *, again: bool
) -> list[Round]:
    """The rounds to draw for.  Raises NotChanged."""
    from dataclasses import replace

    from bot.imports.changing import NotChanged
    from dialogs.programme.calendar import same
    from dialogs.programme.selection import month_name

    rounds = [
        one
        for one in (await work.calendar.standing()).get(month, ())
        if not named or same(one.list) == same(named.strip("-"))
    ]
    if not rounds:
        which = f" called {named}" if named.strip("-") else ""
        raise NotChanged(
            f"Nothing{which} is planned for {month_name(month)}. app.py programme show shows what is."
        )
    for one in rounds:
        there = await work.calendar.audits_in(month, one.list)
        if there and not again:
            which = f", {one.list}" if one.list else ""
            raise NotChanged(
                f"{month_name(month)}{which} has {there} audits already, so nothing was drawn. To draw more "
                "cases beside them, write --again."
            )
        if not one.template and len(forms) > 1:
            raise NotChanged(
                f"The calendar names no form for {month_name(month)}. Fill in template and import it again; "
                f"the forms are {', '.join(forms)}."
            )
    return [one if one.template else replace(one, template=next(iter(forms), "")) for one in rounds]


async def _samples(
    work: Work, rounds: list[Round], open_cases: list[OpenCase], seed: str, months: int, today: date
) -> list[Sample]:
    from bot.imports.changing import NotChanged
    from bot.imports.drawing import sampled
    from bot.imports.open_cases import read_quotas
    from bot.imports.table import NotTaken
    from dialogs.programme.selection import month_name

    samples: list[Sample] = []
    elsewhere: dict[str, str] = {}
    for one in rounds:
        try:
            quotas = read_quotas(one.quotas, open_cases)
        except NotTaken as refused:
            raise NotChanged("\n".join(map(str, refused.faults))) from refused
        words = seed or " ".join(part for part in (month_name(one.month), one.list) if part)
        sample = await sampled(
            work, open_cases, one, quotas, seed=words, months=months, today=today, besides=elsewhere
        )
        samples.append(sample)
        name = one.list or f"{month_name(one.month)}'s own round"
        elsewhere |= {case.reference: f"it was drawn for {name}" for case in sample.drawn.drawn}
    return samples


def _slug(one: Round) -> list[str]:
    import re

    return [one.month, *(part for part in re.split(r"[^a-z0-9]+", one.list.casefold()) if part)]


def _today() -> date:
    from datetime import UTC, datetime

    from template_specs.dates import LOCAL

    return datetime.now(UTC).astimezone(LOCAL).date()


def _month(text: str) -> str:
    """The month that was typed, as "2026-05"; anything else ends the command."""
    from dialogs.features.programme_scope import month_in

    found = month_in(text, _today())
    if not found:
        raise typer.BadParameter(f'{text} is not a month. Write 2026-05 or "May 2026".')
    return found


def _line(one: Round) -> str:
    from dialogs.features.year import round_line

    return round_line(one)
