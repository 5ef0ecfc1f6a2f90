"""A report as it is computed, before any format: sections, tables, and counts that know their audits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.audits.audit import State
from dialogs.programme.facts import ActionFacts, AuditColumns, AuditFacts, Form, Step, action_facts
from dialogs.programme.findings import ConcernFacts
from dialogs.programme.places import NOWHERE, Given, Places, joined, layers
from dialogs.programme.tally import Tally
from template_specs.dates import moment
from template_specs.sentences import _

LEAST_FOR_PERCENT = 5
"""Of fewer, a percentage says more than there is: only the numbers are given."""


@dataclass(frozen=True, slots=True)
class Count:
    """A figure, and the audits behind it."""

    count: int
    of: int | None
    """What it is a share of; None for a plain number."""
    audits: Places = NOWHERE
    """Their places in `Report.audits`."""

    @property
    def percent(self) -> int | None:
        """The share in whole per cent; None of fewer than `LEAST_FOR_PERCENT`, or of nothing."""
        if self.of is None or self.of < LEAST_FOR_PERCENT:
            return None
        return int(100 * self.count / self.of + 0.5)

    def __str__(self) -> str:
        """ "12 of 19 (63%)", "1 of 2", "7"."""
        if self.of is None:
            return f"{self.count:,}"
        said = _("{count} of {all}", count=f"{self.count:,}", all=f"{self.of:,}")
        return said if self.percent is None else f"{said} ({self.percent}%)"


Cell = str | Count


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.  `name` is stable; `label` is read."""

    name: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first column names the row."""

    name: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    chart: int = 0
    """The column of counts that a chart shows, from 1; 0 for none."""
    heads: int = 1
    """How many columns name the row together: a theme, its question and the answer."""

    def named(self, line: Line) -> str:
        """The row in words, wherever it stands alone: "Care plan, Plan exists, Yes"."""
        return ", ".join([line.label, *(str(cell) for cell in line.cells[: self.heads - 1] if cell)])


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under one heading."""

    name: str
    title: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    detail: bool = False
    """It is for looking things up, and is left out where a report is read from beginning to end."""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    first: str
    last: str
    """The months of the programme that it is about, both included: "2026-04"."""
    made_at: datetime
    today: date
    notes: tuple[str, ...]
    """What a reader should know before the figures."""
    sections: tuple[Section, ...]
    audits: Sequence[AuditFacts]


def as_of(report: Report, then: datetime | None) -> Report:
    """The same, where it was read from a copy of the database that was complete `then`; None: as things
    stand."""
    if then is None:
        return report
    note = _("As of {moment}: what was done since is not in these figures.", moment=moment(then))
    return replace(report, notes=(note, *report.notes))


@dataclass(frozen=True, slots=True)
class GivenAction:
    """An action as it was recommended in some audits, once in each.  Who recommended the same one twice in an
    audit, has it twice."""

    form: Form
    action: ActionFacts
    audits: Places


class Counted:
    """The audits of a report, each at its place, what they answered, and counts over them."""

    def __init__(self, audits: AuditColumns, tally: Tally):
        self.audits = audits
        self.tally = tally
        self.all = Places(range(len(audits)))
        self.completed = self._at(lambda step: step.completed)
        self.final = self._at(lambda step: step.final)
        self.late = Places(audits.late)
        self.submitted_late = Places(audits.submitted_late)
        self.selected = self.all - self.at_state(State.WITHDRAWN)
        """All but those that were withdrawn."""
        self._groups: dict[tuple[str, ...], Mapping[tuple[str, ...], Places]] = {}
        self._actions: Sequence[GivenAction] | None = None

    def at_state(self, state: State) -> Places:
        """The audits in a state."""
        return self._at(lambda step: step.state is state)

    def completed_on(self, form: Form) -> Places:
        """The completed audits on a version of a form."""
        return self._at(lambda step: step.completed and step.form == form)

    def with_reply(self) -> Places:
        """The completed audits whose form has the manager's right to reply; some are final without it: they
        were recorded elsewhere."""
        return self._at(lambda step: step.completed and any(s.reply for s in step.template.stages))

    def _at(self, is_meant: Callable[[Step], bool]) -> Places:
        return joined(Places(step.places) for step in self.audits.reached() if is_meant(step))

    def at(self, places: Iterable[int]) -> list[AuditFacts]:
        """The audits at these places."""
        return [self.audits[place] for place in places]

    def by(self, *fields: str) -> Mapping[tuple[str, ...], Places]:
        """All audits by their values of some of `facts.FIELDS`, in the order in which these come first."""
        groups = self._groups.get(fields)
        if groups is None:
            places: dict[tuple[str, ...], list[int]] = {}
            columns = [self.audits.fields[field] for field in fields]
            for place, values in enumerate(zip(*columns, strict=True)):
                at = places.get(values)
                if at is None:
                    at = places[values] = []
                at.append(place)
            groups = self._groups[fields] = {values: Places(at) for values, at in places.items()}
        return groups

    def by_auditor(self, within: Places, nobody: str) -> Mapping[str, Places]:
        """Audits by the name of each of their auditors; those that have none, as `nobody`."""
        pairs: dict[tuple[str, ...], list[int]] = {}
        for place, names in enumerate(self.audits.auditors):
            pairs.setdefault(names, []).append(place)
        groups: dict[str, list[Places]] = {}
        for names, at in pairs.items():
            theirs = Places(at) & within
            for name in (names or (nobody,)) if theirs else ():
                groups.setdefault(name, []).append(theirs)
        return {name: joined(groups[name]) for name in sorted(groups, key=str.casefold)}

    def actions(self) -> Sequence[GivenAction]:
        """Every action recommended, those first that stand first in the audits."""
        if self._actions is None:
            today = self.audits.today
            found = [
                (places[0], GivenAction(form, facts, layer))
                for form in self.tally.forms
                for template, action, places in self.tally.actions(form)
                for facts in [action_facts(template, action, today)]
                for layer in layers(places)
            ]
            found.sort(key=lambda told: told[0])
            self._actions = tuple(action for _first, action in found)
        return self._actions

    def concerns(self, form: Form | None = None) -> Sequence[tuple[ConcernFacts, Given]]:
        """Every immediate concern (in audits on one form)."""
        return [
            (concern, Given(Places(places), len(places)))
            for of in self.tally.forms
            if form in (None, of)
            for concern, places in self.tally.concerns(of)
        ]

    def actions_by_audit(self) -> Mapping[int, Sequence[ActionFacts]]:
        """The actions recommended in each audit, by its place."""
        today, found = self.audits.today, dict[int, list[ActionFacts]]()
        for form in self.tally.forms:
            for template, action, places in self.tally.actions(form):
                facts = action_facts(template, action, today)
                for place in places:
                    found.setdefault(place, []).append(facts)
        return found

    def placed(self, places: Iterable[int], of: int | None = None, times: int | None = None) -> Count:
        """How many audits these are, out of `of`; `times`: what is counted where that is not audits."""
        each = places if isinstance(places, Places) else Places(places)
        return Count(len(each) if times is None else times, of, each)

    def times(self, given: Given, of: int | None = None) -> Count:
        """How many times something was given, with the audits that it was given in."""
        return Count(given.times, of, given.audits)


def grouped(counted: Counted, field: str, within: Places, empty: str = "") -> Mapping[str, Places]:
    """Audits by the value of one of `facts.FIELDS`, in the order of the values; those without are last, as
    `empty`."""
    groups = counted.by(field)
    found = {}
    for (value,) in sorted(groups, key=lambda values: (not values[0], values[0].casefold())):
        if theirs := groups[(value,)] & within:
            found[value or empty] = theirs
    return found
