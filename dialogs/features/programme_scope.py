"""The status of a part of the programme: a month, a team, a form, a named list, a theme."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dialogs.audits.audit import State
from dialogs.conversation.views import Action, Button, GradeCounts, Link, Sentence, StatusView
from dialogs.features.home import Ask
from dialogs.programme.grade_figures import forms_by_scale, overall_questions, steps_of
from dialogs.programme.report import LEAST_FOR_PERCENT, Count
from dialogs.programme.selection import month_name
from template_specs.dates import MONTHS
from template_specs.model import Template
from template_specs.sentences import N_, _

SCOPE = "in:"
"""Begins the code of a list of such a part: "in:2015-05:/submitted", "in::North/overdue",
"in:@form:deep-dive/all"."""
COMPLETED, OVERDUE, ALL = "completed", "overdue", "all"
_ROWS = (
    (ALL, N_("Selected")),
    (State.ALLOCATED.value, N_("Not started")),
    (State.IN_PROGRESS.value, N_("In progress")),
    (State.SUBMITTED.value, N_("Submitted")),
    (State.FINAL.value, N_("Final")),
    (State.WITHDRAWN.value, N_("Withdrawn")),
)
_MONTH_NAMED = re.compile(r"(?P<name>[a-z]{3,9})\.?\s*(?P<year>20\d\d)?", re.IGNORECASE)
_MONTH_NUMBERED = re.compile(r"(?P<year>20\d\d)[-/](?P<month>\d{1,2})|(?P<first>\d{1,2})[-/](?P<then>20\d\d)")
_TEAM = re.compile(r"^(?:the\s+)?(?:team\s+)?(?P<name>.+?)(?:\s+team)?$", re.IGNORECASE)


MONTH, TEAM, FORM, LIST, THEME = "month", "team", "form", "list", "theme"
GRADE = "grade:"
"""Begins the list of the audits with one grade: its code, a colon, and its words."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the programme: all of it where `kind` is empty."""

    kind: str = ""
    value: str = ""
    """As in "2015-05", "North", "deep-dive"."""
    name: str = ""
    """What people call it, where that is not its value: a form's title."""

    @property
    def title(self) -> str:
        """ "May 2015", or the team, the form, the list, the theme."""
        return month_name(self.value) if self.kind == MONTH else self.name or self.value

    def which(self, listed: str) -> str:
        """The code of one of its lists.  Those of months and teams are as they always were."""
        match self.kind:
            case "month":
                return f"{SCOPE}{self.value}:/{listed}"
            case "team":
                return f"{SCOPE}:{self.value}/{listed}"
            case _:
                return f"{SCOPE}@{self.kind}:{self.value}/{listed}"


def read_list(which: str) -> tuple[Scope, str]:
    """The part and the list that a code names, as `Scope.which` writes it."""
    named, _slash, listed = which.removeprefix(SCOPE).rpartition("/")
    kind, _colon, value = named.partition(":")
    if kind.startswith("@"):
        return Scope(kind[1:] if kind[1:] in (FORM, LIST, THEME) else "", value), listed
    return (Scope(MONTH, kind) if kind else Scope(TEAM, value)), listed


def month_in(words: str, today: date) -> str:
    """The month that `words` are: "May 2015", "2015-05", "May" for the last one; empty for other words."""
    plain = words.strip().rstrip(".?!")
    numbered = _MONTH_NUMBERED.fullmatch(plain)
    if numbered is not None:
        year = numbered["year"] or numbered["then"]
        number = int(numbered["month"] or numbered["first"])
        return f"{year}-{number:02}" if 1 <= number <= len(MONTHS) else ""
    named = _MONTH_NAMED.fullmatch(plain)
    if named is None:
        return ""
    begun = [n for n, month in enumerate(MONTHS, 1) if month.casefold().startswith(named["name"].casefold())]
    if len(begun) != 1:
        return ""
    year = named["year"] or str(today.year if begun[0] <= today.month else today.year - 1)
    return f"{year}-{begun[0]:02}"


def team_in(words: str, teams: Sequence[str]) -> str:
    """The one of `teams` (or of lists, themes, titles) that `words` name, with or without "team"; empty where
    that is none, or several."""
    wanted = _bare(words)
    same = [team for team in teams if _bare(team) == wanted]
    within = [team for team in teams if wanted and wanted in _bare(team).split()]
    found = same or within
    return found[0] if len(found) == 1 else ""


def _bare(team: str) -> str:
    match = _TEAM.match(" ".join(team.casefold().split()).strip(" .?!"))
    return match["name"] if match is not None else ""


def scope_view(scope: Scope, counts: Mapping[str, int], grades: Grades = (), theme: str = "") -> StatusView:
    """The figures of one part; `counts` by state, and "overdue": open and past their day.  `theme`: what the
    calendar has for a month."""
    selected = sum(number for code, number in counts.items() if code in _SELECTED)
    done = counts.get(State.SUBMITTED, 0) + counts.get(State.FINAL, 0)
    rows = {**counts, ALL: selected}
    overdue = counts.get(OVERDUE, 0)
    completed = str(Count(done, selected))
    name = f"{scope.title}, {theme}" if theme else scope.title
    title = _("{scope}: {completed} completed", scope=name, completed=completed)
    return StatusView(
        title=title if selected else name,
        counts=tuple(
            (str(name), rows.get(code, 0), _button(scope, code) if rows.get(code, 0) else None)
            for code, name in _ROWS
            if any(counts.values())
        ),
        overdue=overdue,
        overdue_list=_button(scope, OVERDUE) if overdue else None,
        empty=""
        if any(counts.values())
        else _("No audit of the programme is in {scope}.", scope=scope.title),
        grades=grade_counts(scope, grades),
    )


Grades = Sequence[tuple[Template, str, int]]
"""A form, the code of an overall grade, and how many audits on it have it."""


def grade_counts(scope: Scope, grades: Grades) -> tuple[GradeCounts, ...]:
    """The overall grades of a part, scales that differ apart; each figure opens its audits."""
    scales: dict[tuple[tuple[str, str], ...], Counter[str]] = {}
    named = forms_by_scale(template for template, _code, _count in grades)
    for template, code, count in grades:
        steps = _steps(template)
        if code in dict(steps):
            scales.setdefault(steps, Counter())[code] += count
    found = []
    for steps, counted in scales.items():
        title = _("Overall grades")
        if len(scales) > 1:
            title = _("{title}: {forms}", title=title, forms=named[steps])
        of = sum(counted.values())
        lines = tuple(
            (
                label if of < LEAST_FOR_PERCENT else f"{label} ({Count(counted[code], of).percent}%)",
                counted[code],
                _button(scope, f"{GRADE}{code}:{label}") if counted[code] else None,
            )
            for code, label in steps
        )
        names = tuple(label for _code, label in steps) if of >= LEAST_FOR_PERCENT else ()
        found.append(GradeCounts(title, lines, names))
    return tuple(found)


def _steps(template: Template) -> tuple[tuple[str, str], ...]:
    overall = next((q for q in overall_questions(template)), None)
    return steps_of(overall) if overall is not None else ()


def graded_so(template: Template, code: str, label: str) -> bool:
    """Whether this form's overall grade has a step of this code and these words."""
    return (code, label) in _steps(template)


def list_title(which: str, form: str = "") -> str:
    """The title of one of its lists: "May 2015, submitted"."""
    scope, listed = read_list(which)
    if scope.kind == FORM:
        scope = replace(scope, name=form)
    if listed.startswith(GRADE):
        return _("{scope}, {list}", scope=scope.title or _("The programme"), list=listed.split(":", 2)[2])
    name = next((str(name) for code, name in _ROWS if code == listed), _("Overdue"))
    return _("{scope}, {list}", scope=scope.title, list=name.lower())


def _button(scope: Scope, listed: str) -> Button:
    return Button(_("Show"), Action(Ask.STATUS, {"which": scope.which(listed), "skip": 0}))


def how_to_get_the_report(today: date, desk: str = "") -> Sentence:
    """Where the monitoring report comes from: the desk, where it is open (`desk` is its address); else a
    command, with the last whole quarter as the example."""
    quarter = (today.month - 1) // 3
    year, first = (today.year, quarter * 3 - 2) if quarter else (today.year - 1, 10)
    last = first + 2
    days = f"--from {year}-{first:02}-01 --to {year}-{last:02}-{monthrange(year, last)[1]}"
    here = _(
        "Here, status {month} shows one month, and status with a team's name shows a team.",
        month=month_name(f"{year}-{last:02}"),
    )
    status = Button(_("Show the status"), Action(Ask.STATUS))
    if desk:
        told = _(
            "The monitoring report is on the desk, a page in your browser: the figures of any months, what "
            "you write into it, and all of it as Word, Excel or a page to print."
        )
        link = Link(N_("Open the desk"), desk)
        return Sentence(f"{told}\n\n{here}", (status,), as_card=True, links=(link,))
    told = _(
        "The monitoring report is made on the computer that the bot runs on, for any months, as a page to "
        "print, a Word document or a workbook. Ask whoever runs the bot for it, with these words:"
    )
    command = f"app.py report monitoring {days} --format html --out report.html"
    return Sentence(f"{told}\n\n{command}\n\n{here}", (status,))


_SELECTED = frozenset(state.value for state in State if state is not State.WITHDRAWN)
