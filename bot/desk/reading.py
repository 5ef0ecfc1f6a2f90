"""What the desk's pages show, read in a few queries that answer at once among very many audits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from bot.reports.gathering import patterns_of, report_of, self_evaluation_of
from dialogs.audits.audit import PersonId, State
from dialogs.features.programme_scope import Grades, Scope, grade_counts
from dialogs.programme.report import Count, Report, as_of
from dialogs.programme.selection import month_name
from storage.list_items import AuditListItem
from storage.programme_lists import ActionCounts, ProgrammePart
from storage.replica import Reads, Source
from storage.work import Storage, Work
from template_specs.dates import LOCAL
from template_specs.text import folded

PAGE = 50
"""Audits listed at once."""
KEPT_SECONDS = 300.0
"""How long a report's figures serve for looking behind them."""
MOST_KEPT = 2
STATES = {
    "all": "Selected",
    State.ALLOCATED.value: "Not started",
    State.IN_PROGRESS.value: "In progress",
    State.SUBMITTED.value: "Submitted",
    State.FINAL.value: "Final",
    State.WITHDRAWN.value: "Withdrawn",
    "overdue": "Overdue",
}
"""The lists, by their names in an address."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the address of what is behind it."""

    label: str
    count: int
    link: str = ""
    share: int = 0
    """Of a bar: per cent of the whole."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of the programme."""

    month: str
    name: str
    selected: int
    completed: int
    overdue: int
    rate: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk's first page."""

    states: tuple[Figure, ...]
    grades: tuple[tuple[str, tuple[Figure, ...]], ...]
    months: tuple[MonthLine, ...]
    actions: ActionCounts
    concerns: int
    unread: int
    rate: str


async def overview(storage: Storage, today: date) -> Overview:
    """The whole programme in figures."""
    async with storage.work(write=False) as work:
        counts = await work.programme.counts_in(ProgrammePart(), today)
        months = await work.programme.by_month(today)
        grades = await _grades(work, ProgrammePart())
        actions = await work.programme.actions(today)
        concerns, unread = await work.open_work.concerns_raised()
    selected = sum(counts.get(state, 0) for state in STATES if state != "overdue") - counts.get(
        "withdrawn", 0
    )
    done = counts.get("submitted", 0) + counts.get("final", 0)
    counts = {**counts, "all": selected}
    return Overview(
        states=tuple(
            Figure(label, counts.get(name, 0), f"/desk/list?state={name}") for name, label in STATES.items()
        ),
        grades=grades,
        months=tuple(_month(month, of_month) for month, of_month in sorted(months.items(), reverse=True)),
        actions=actions,
        concerns=concerns,
        unread=unread,
        rate=str(Count(done, selected)),
    )


def _month(month: str, counts: dict[str, int]) -> MonthLine:
    selected = sum(n for name, n in counts.items() if name not in ("overdue", "withdrawn"))
    done = counts.get("submitted", 0) + counts.get("final", 0)
    rate = str(Count(done, selected))
    return MonthLine(month, month_name(month), selected, done, counts.get("overdue", 0), rate)


async def _grades(work: Work, part: ProgrammePart) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    counted = await work.programme.grades_in(part)
    grades: Grades = [(await work.template(form), code, count) for (form, code), count in counted.items()]
    found = []
    for scale in grade_counts(Scope(), grades):
        most = sum(count for _label, count, _button in scale.steps)
        lines = []
        for label, count, button in scale.steps:
            which = str(button.action.data["which"]).rpartition("/grade:")[2] if button is not None else ""
            code, _colon, name = which.partition(":")
            link = f"/desk/list?grade={code}&label={name}" if button is not None else ""
            lines.append(Figure(label, count, link, round(100 * count / (most or 1))))
        found.append((scale.title, tuple(lines)))
    return tuple(found)


async def listed(
    work: Work, part: ProgrammePart, state: str, today: date, skip: int
) -> tuple[list[AuditListItem], int]:
    """A page of one list, and how many are on it."""
    counts = await work.programme.counts_in(part, today)
    before = None
    if state == "overdue":
        states, before, total = [State.ALLOCATED, State.IN_PROGRESS], today, counts["overdue"]
    else:
        states = [State(state)] if state in set(State) else [s for s in State if s is not State.WITHDRAWN]
        total = sum(counts.get(one, 0) for one in states)
    return list(await work.programme.page_in(part, states, PAGE, skip, before=before)), total


def by_reference(items: list[AuditListItem]) -> list[AuditListItem]:
    """A page in its order, audits of the same day by their references, which the database holds encrypted."""
    days = groupby(items, key=lambda item: item.due)
    return [item for _, same in days for item in sorted(same, key=lambda one: folded(one.case_reference))]


async def names_of(work: Work, items: list[AuditListItem]) -> dict[PersonId, str]:
    """The names of everybody who audits these."""
    people = {person for item in items for person in item.auditors}
    return {id: person.name for id, person in (await work.people.people_named(people)).items()}


REPORTS: Mapping[str, Callable[..., Awaitable[Report]]] = {
    "report": report_of,
    "patterns": patterns_of,
    "self": self_evaluation_of,
}
"""The reports of the desk, by the name in their addresses."""


class Reports:
    """Reports worked out beside the bot's own work, and kept for a while to look behind their figures."""

    def __init__(self, reads: Reads, clock: Callable[[], datetime]):
        self._reads = reads
        self._clock = clock
        self._kept: dict[tuple[str, date, date], Report] = {}
        self._one = asyncio.Lock()

    async def of(self, first: date, last: date, *, anew: bool = False, kind: str = "report") -> Report:
        """The report of these months, at most KEPT_SECONDS old; `kind`: one of REPORTS.

        It is worked out in a thread with a connection of its own: among very many audits that takes seconds,
        and turns go on meanwhile.
        """
        async with self._one:
            asked = (kind, first, last)
            kept = self._kept.get(asked)
            now = self._clock()
            if kept is not None and not anew and (now - kept.made_at).total_seconds() < KEPT_SECONDS:
                return kept
            report = await self._reads.read(
                lambda source: asyncio.to_thread(asyncio.run, _worked_out(source, *asked, now))
            )
            self._kept.pop(asked, None)
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[asked] = report
            return report

    def forget(self) -> None:
        """What was written into a report shows at once."""
        self._kept.clear()
        self._reads.changed()


async def _worked_out(source: Source, kind: str, first: date, last: date, now: datetime) -> Report:
    storage = await source.another()
    try:
        return as_of(await REPORTS[kind](storage, first, last, now), source.as_of)
    finally:
        await storage.close()


def today_of(now: datetime) -> date:
    """The day in London."""
    return now.astimezone(LOCAL).date()
