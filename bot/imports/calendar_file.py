"""The file of the programme's calendar: what is planned for each month, a row for each round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.imports import fields
from bot.imports.table import Fault, NotTaken, Row, read_table, shown
from dialogs.programme.calendar import COLUMNS, Round, in_order, same
from dialogs.programme.selection import month_name
from template_specs.text import listed, nearest

NEEDED = ("month",)
MOST_CASES = 5_000
MOST_TOGETHER = 2


def read_calendar(
    path: Path, forms: Sequence[str], teams: Sequence[str], today: date
) -> tuple[tuple[Round, ...], tuple[str, ...]]:
    """The rounds of the file at `path`, and what its owner should know.

    `forms`: the ids of the forms there are; `teams`: those of the people list.  Raises NotTaken with every
    fault.
    """
    table = read_table(path, COLUMNS, NEEDED)
    faults: list[Fault] = []
    said = list(table.said)
    planned: dict[tuple[str, str], Round] = {}
    known = {same(team): team for team in teams}
    for row in table.rows:
        before = len(faults)
        one = _round(row, forms, known, today, faults, said)
        if one is None or len(faults) > before:
            continue
        key = (one.month, same(one.list))
        if key in planned:
            named = f" and list {shown(one.list)}" if one.list else ""
            text = f"{month_name(one.month)}{named} stands in another row already. Keep one of the two."
            faults.append(Fault(row.number, "month", text))
        planned[key] = one
    if faults:
        raise NotTaken(faults)
    return in_order(planned.values()), tuple(said)


def _round(
    row: Row,
    forms: Sequence[str],
    teams: Mapping[str, str],
    today: date,
    faults: list[Fault],
    said: list[str],
) -> Round | None:
    say = fields.faults_of(row, faults)
    if not row["month"]:
        say("month", "is empty. Write the month, such as 2026-05.")
        return None
    month = fields.month(row, "month", say)
    without = []
    for team in fields.parts(row["teams_left_out"]):
        if same(team) not in teams:
            near = nearest(team, list(teams.values()))
            said.append(
                f"Row {row.number}: nobody on the people list is in the team {shown(team)}"
                + (f". Did you mean {near}?" if near else ".")
            )
        without.append(teams.get(same(team), team))
    template = row["template"].casefold()
    if template and template not in forms:
        near = nearest(template, list(forms))
        cure = f"Did you mean {near}?" if near else f"The forms are {listed(list(forms), 'and')}."
        say("template", f"there is no form {shown(row['template'])}. {cure}")
    cases, for_each = _number(row, "cases", MOST_CASES, say), _number(row, "cases_each", MOST_CASES, say)
    if cases and for_each:
        say("cases_each", "says how many cases there are, and so does cases. Fill in one of the two.")
    together = _number(row, "auditors_each", MOST_TOGETHER, say) or MOST_TOGETHER
    return Round(
        month=month,
        list=" ".join(row["list"].split()),
        theme=" ".join(row["theme"].split()),
        without=tuple(without),
        template=template,
        cases=cases,
        for_each=for_each,
        quotas=tuple(fields.parts(row["quotas"])),
        roles=tuple(sorted(fields.roles(row, "auditor_roles", say))),
        together=together,
        due=fields.day(row, "due", say, today),
    )


def _number(row: Row, column: str, most: int, say: fields.Say) -> int:
    text = row[column].removesuffix(".0")
    if not text:
        return 0
    if not text.isdecimal() or not 0 < int(text) <= most:
        say(column, f"{shown(row[column])} is not a number from 1 to {most:,}.")
        return 0
    return int(text)
