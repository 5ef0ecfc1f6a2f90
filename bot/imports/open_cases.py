"""The file of open cases that a sample is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.imports import fields
from bot.imports.table import Fault, NotTaken, Row, read_table, shown
from dialogs.programme.drawing import OpenCase, Quota
from template_specs.dates import NoDate, read_date

COLUMNS = (
    *("case_ref", "case_type", "team", "practitioner_email", "manager_email", "iro_email"),
    *("opened", "last_audited"),
)
NEEDED = ("case_ref",)


def read_open_cases(path: Path, today: date) -> tuple[list[OpenCase], tuple[str, ...]]:
    """The cases of the file at `path`, and what its owner should know.  Raises NotTaken with every fault."""
    table = read_table(path, COLUMNS, NEEDED)
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    cases = []
    for row in table.rows:
        say = fields.faults_of(row, faults)
        reference = " ".join(row["case_ref"].split())
        key = "".join(reference.casefold().split())
        if not reference:
            say("case_ref", "is empty. Write the case's reference.")
        elif key in seen:
            say(
                "case_ref",
                f"{shown(reference)} stands in row {seen[key]} too: it would be drawn twice as easily.",
            )
        fields.reference(row, "case_ref", say)
        seen.setdefault(key, row.number)
        practitioner, manager, iro = (fields.email(row, column, say) for column in COLUMNS[3:6])
        opened, audited = (_day(row, column, today, say) for column in COLUMNS[6:])
        case = OpenCase(reference, row["case_type"], row["team"], practitioner, manager, iro, opened, audited)
        cases.append(case)
    if faults:
        raise NotTaken(faults)
    return cases, table.said


def _day(row: Row, column: str, today: date, say: fields.Say) -> date | None:
    text = row[column].removesuffix(" 00:00:00").removesuffix(" 00:00")
    if not text:
        return None
    found = read_date(text, today)
    if isinstance(found, NoDate):
        say(column, f"{shown(text)} is no day. Write one such as 5 June 2026.")
        return None
    return found


def read_quotas(texts: Sequence[str], cases: Sequence[OpenCase]) -> list[Quota]:
    """ "North=4", "CP=6" or "North/CP=3" as quotas.  Raises NotTaken for one that no case fits, or no
    number."""
    teams = {case.team.casefold(): case.team for case in cases if case.team}
    types = {case.case_type.casefold(): case.case_type for case in cases if case.case_type}
    faults, quotas = [], []
    for text in texts:
        named, equals, number = text.rpartition("=")
        if not equals or not number.strip().isdecimal():
            faults.append(Fault(0, "", f"{shown(text)} is no quota. Write North=4, CP=6 or North/CP=3."))
            continue
        team = case_type = ""
        unknown = []
        for part in (part.strip() for part in named.split("/")):
            if part.casefold() in teams and not team:
                team = teams[part.casefold()]
            elif part.casefold() in types and not case_type:
                case_type = types[part.casefold()]
            else:
                unknown.append(part)
        if unknown:
            known = ", ".join(sorted({*teams.values(), *types.values()})[:20])
            faults.append(Fault(0, "", f"{shown(unknown[0])} is no team or case type of the file: {known}."))
        else:
            quotas.append(Quota(team, case_type, int(number)))
    if faults:
        raise NotTaken(faults)
    return quotas
