"""`cases draw`: a sample of open cases, as a list that `cases import` takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.lists import cases
from bot.commands.support import finish, opened, ready_settings, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.settings import Settings
    from dialogs.programme.drawing import Auditor, Draw, OpenCase

HEAD = (
    *("case_ref", "case_type", "team", "practitioner_email", "manager_email", "iro_email", "template"),
    *("month", "theme", "list", "auditor_emails", "due"),
)


@cases.command("draw")
def cases_draw(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="All open cases: a CSV or XLSX file.")],
    count: Annotated[int, typer.Option("--count", min=1, help="How many cases to draw.")],
    seed: Annotated[str, typer.Option("--seed", help="Any words; the same words draw the same cases.")],
    month: Annotated[str, typer.Option("--month", metavar="2026-12", help="The programme's month.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The list to write (.csv).")],
    template: Annotated[str, typer.Option("--template", help="The form's id.")] = "",
    theme: Annotated[str, typer.Option("--theme", help="The month's theme.")] = "",
    named: Annotated[str, typer.Option("--list", help="A named sub-list, such as Review Unit.")] = "",
    quota: Annotated[
        list[str], typer.Option("--quota", metavar="WHICH=N", help="North=4, CP=6 or North/CP=3; repeat it.")
    ] = [],  # noqa: B006
    without: Annotated[
        list[str], typer.Option("--without-team", metavar="TEAM", help="A team left out this month.")
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
    record), cases that are under audit now, and teams that are left out.  Every case's chance is said, and
    FILE.chances.csv beside the list names each case with its own.  Auditors are the people list's, with even
    load; nobody audits a case of their own team or one that names them.  Change the list as you like before
    you import it.  Example:

    python app.py cases draw open.csv --count 20 --quota North=6 --quota South=6 --seed "December 2026"
    --month 2026-12 --template tier2-cin-cp --out december.csv
    """
    import re
    from datetime import UTC, datetime

    from bot.documents.files import NotWritten, whole, writable
    from bot.imports.open_cases import read_open_cases, read_quotas
    from bot.imports.table import NotTaken
    from dialogs.programme.drawing import draw, overlapping, pairs
    from template_specs.dates import LOCAL

    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise typer.BadParameter("--month is written as 2026-12.")
    today = datetime.now(UTC).astimezone(LOCAL).date()
    try:
        found, said = read_open_cases(file, today)
        quotas = read_quotas(quota, found)
    except NotTaken as refused:
        refuse([*map(str, refused.faults), "Nothing was drawn."])
    if both := overlapping(quotas):
        refuse(
            [
                f"The quotas {both[0].name} and {both[1].name} overlap, so the chance of a case that is both "
                "could not be said. Write North/CP=3 for those that are both, and nothing else of the two."
            ]
        )
    if sum(one.count for one in quotas) > count:
        refuse([f"The quotas ask for more than --count {count}. Raise it, or lower a quota."])
    settings = ready_settings()
    recorded, auditors = finish(_known(settings, [case.reference for case in found], months, today))
    left_out = _left_out(found, recorded, without, months, today)
    drawn = draw(found, count, quotas, seed, left_out)
    chosen = pairs(drawn.drawn, auditors, each, seed) if each else [()] * len(drawn.drawn)
    beside = out.with_suffix(".chances.csv")
    try:
        writable(out, (".csv",), force=force)
        writable(beside, (".csv",), force=force)
        with whole(out) as part:
            _write(part, [HEAD, *_rows(drawn, chosen, template, month, theme, named)])
        with whole(beside) as part:
            _write(part, _chances(found, drawn))
    except NotWritten as refused:
        refuse([str(refused)])
    for sentence in said:
        typer.echo(sentence)
    typer.echo(f'{out}: {len(drawn.drawn)} of {len(found)} cases, drawn with the seed "{seed}".')
    for stratum in drawn.strata:
        name = stratum.name or ("The rest" if quotas else "Every case")
        typer.echo(
            f"{name}: {stratum.drawn} of {stratum.cases}, a chance of {100 * stratum.chance:.1f}% each."
        )
    if left_out:
        typer.echo(f"{len(left_out)} cases were left out; {beside} says why.")
    for name, wanted, there in drawn.short:
        typer.echo(f"{name or 'The rest'}: {wanted} wanted, and only {there} there are.", err=True)
    if each and (alone := sum(1 for people in chosen if len(people) < each)):
        typer.echo(f"{alone} cases have fewer than {each} auditors who are independent of them.", err=True)
    typer.echo(f"Look through it, change what you like, then: app.py cases import {out}")


async def _known(
    settings: Settings, references: Sequence[str], months: int, today: date
) -> tuple[dict[str, str], list[Auditor]]:
    """Why a case may not be drawn, as the bot has it recorded; and who may audit, with what they have."""
    from collections import Counter

    from dialogs.audits.audit import Role, State
    from dialogs.programme.drawing import Auditor

    first = today.year * 12 + today.month - 1 - months
    since = f"{first // 12}-{first % 12 + 1:02}"
    async with opened(settings) as storage, storage.work(write=False) as work:
        why = {}
        for reference, audits in (await work.allocations.of_cases(references)).items():
            for audit in audits:
                if audit.state in (State.ALLOCATED, State.IN_PROGRESS):
                    why[reference] = "it is under audit now"
                elif audit.state is not State.WITHDRAWN and audit.month >= since:
                    why.setdefault(reference, f"it was audited for {audit.month}")
        load = Counter(person for audit in await work.allocations.not_over() for person in audit.auditors)
        auditors = [
            Auditor(person.email.casefold(), person.team, load[person.id])
            for person in await work.people.everybody()
            if Role.AUDITOR in person.roles
        ]
    return why, auditors


def _left_out(
    found: Sequence[OpenCase], recorded: dict[str, str], without: Sequence[str], months: int, today: date
) -> dict[str, str]:
    teams = {team.casefold() for team in without}
    why = {}
    for case in found:
        audited = case.last_audited
        if case.team.casefold() in teams:
            why[case.reference] = "its team is left out"
        elif case.reference in recorded:
            why[case.reference] = recorded[case.reference]
        elif audited is not None and (today.year - audited.year) * 12 + today.month - audited.month < months:
            why[case.reference] = f"it was audited on {audited.isoformat()}"
    return why


def _rows(
    drawn: Draw, chosen: Sequence[tuple[str, ...]], template: str, month: str, theme: str, named: str
) -> list[tuple[str, ...]]:
    return [
        (
            *(case.reference, case.case_type, case.team, case.practitioner, case.manager, case.iro),
            *(template, month, theme, named, "; ".join(people), ""),
        )
        for case, people in zip(drawn.drawn, chosen, strict=True)
    ]


def _chances(found: Sequence[OpenCase], drawn: Draw) -> list[tuple[str, ...]]:
    chance = {stratum.name: f"{100 * stratum.chance:.1f}%" for stratum in drawn.strata}
    taken = {case.reference for case in drawn.drawn}
    rows: list[tuple[str, ...]] = [("case_ref", "quota", "chance", "drawn", "left_out_because")]
    for case in found:
        name = drawn.of.get(case.reference, "")
        why = drawn.left_out.get(case.reference, "")
        rows.append(
            (
                case.reference,
                name,
                "0%" if why else chance[name],
                "yes" if case.reference in taken else "no",
                why,
            )
        )
    return rows


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
