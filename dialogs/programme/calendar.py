"""The programme's calendar: what is audited in which month, and who is left out of it.

A month has a round of its own, and may have others beside it under a name ("Review Unit", "Practice week").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogs.audits.audit import Role

COLUMNS = (
    *("month", "list", "theme", "teams_left_out", "template", "cases", "cases_each", "quotas"),
    *("auditor_roles", "auditors_each", "due"),
)
"""The columns of the calendar's file, and of its table in exports."""


@dataclass(frozen=True, slots=True)
class Round:
    """What is planned for a month, or for a named list of it."""

    month: str
    """ "2026-05"."""
    list: str = ""
    """The name of a round beside the month's own."""
    theme: str = ""
    without: tuple[str, ...] = ()
    """Teams that are left out: neither their cases nor their people are in it."""
    template: str = ""
    """The form's id; empty where the calendar does not say."""
    cases: int = 0
    """How many are drawn; 0 where that follows from `for_each`, or is not said."""
    for_each: int = 0
    """How many each auditor has, where it is a duty of theirs; 0 where `cases` says how many."""
    quotas: tuple[str, ...] = ()
    """As `cases draw` takes them: "North=4"."""
    roles: tuple[Role, ...] = ()
    """Whose duty it is: auditors who hold one of these roles; all auditors where there are none."""
    together: int = 2
    """How many people audit a case."""
    due: date | None = None

    def leaves_out(self, team: str) -> bool:
        """Whether this team has no part in it."""
        return bool(team) and same(team) in {same(other) for other in self.without}

    def asks(self, roles: Iterable[Role]) -> bool:
        """Whether somebody with these roles audits in it."""
        held = frozenset(roles)
        return Role.AUDITOR in held and (not self.roles or bool(held & frozenset(self.roles)))

    def how_many(self, auditors: int) -> int:
        """How many cases are drawn for so many auditors; 0 where the calendar does not say."""
        if self.cases or not self.together:
            return self.cases
        return -(-self.for_each * auditors // self.together)


Calendar = Mapping[str, Sequence[Round]]
"""By month, its rounds: the month's own first, then those with a name."""


def same(name: str) -> str:
    """A name as names are compared: without regard to case and doubled spaces."""
    return " ".join(name.casefold().split())


def round_of(calendar: Calendar, month: str, named: str) -> Round | None:
    """The round that a list of this month belongs to."""
    return next((one for one in calendar.get(month, ()) if same(one.list) == same(named)), None)


def in_order(rounds: Iterable[Round]) -> tuple[Round, ...]:
    """Rounds by month, each month's own first."""
    return tuple(sorted(rounds, key=lambda one: (one.month, bool(one.list), same(one.list))))


def themes_of(calendar: Calendar) -> Mapping[tuple[str, str], str]:
    """By month and list, its theme, where it has one."""
    return {(one.month, one.list): one.theme for rounds in calendar.values() for one in rounds if one.theme}


# --- as rows, for exports ---------------------------------------------------------------------------

Plain = Mapping[str, str | int | Sequence[str]]
"""A round under the columns of `COLUMNS`."""


def row_of(one: Round) -> Plain:
    """A round as plain values, under the names of `COLUMNS`."""
    return {
        "month": one.month,
        "list": one.list,
        "theme": one.theme,
        "teams_left_out": list(one.without),
        "template": one.template,
        "cases": one.cases,
        "cases_each": one.for_each,
        "quotas": list(one.quotas),
        "auditor_roles": [role.value for role in one.roles],
        "auditors_each": one.together,
        "due": one.due.isoformat() if one.due else "",
    }


def round_from(plain: Mapping[str, Any]) -> Round:
    """A round from what `row_of` made of it.  Raises ValueError, KeyError or TypeError."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", plain["month"]):
        raise ValueError(f"{plain['month']} is no month")
    return Round(
        plain["month"],
        str(plain["list"]),
        str(plain["theme"]),
        tuple(map(str, plain["teams_left_out"])),
        str(plain["template"]),
        int(plain["cases"]),
        int(plain["cases_each"]),
        tuple(map(str, plain["quotas"])),
        tuple(map(Role, plain["auditor_roles"])),
        int(plain["auditors_each"]),
        date.fromisoformat(plain["due"]) if plain["due"] else None,
    )
