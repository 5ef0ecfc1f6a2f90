"""A report as it is computed, before any format: sections, tables, and counts that know their audits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.programme.facts import AuditFacts, Form
from dialogs.programme.tally import Tally
from template_specs.sentences import _

LEAST_FOR_PERCENT = 5
"""Of fewer, a percentage says more than there is: only the numbers are given."""


@dataclass(frozen=True, slots=True)
class Count:
    """A figure, and the audits behind it."""

    count: int
    of: int | None
    """What it is a share of; None for a plain number."""
    audits: tuple[int, ...]
    """Their places in `Report.audits`, each once."""

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
    audits: tuple[AuditFacts, ...]


class Counted:
    """The audits of a report, each at its place, what they answered, and counts over them."""

    def __init__(self, audits: Sequence[AuditFacts], tally: Tally):
        self.audits = tuple(audits)
        self.tally = tally
        self._completed: dict[Form, list[AuditFacts]] = {}
        for audit in self.audits:
            if audit.completed:
                self._completed.setdefault(audit.form, []).append(audit)

    def completed(self, form: Form) -> Sequence[AuditFacts]:
        """The completed audits on a version of a form."""
        return self._completed.get(form, ())

    def at(self, places: Iterable[int]) -> list[AuditFacts]:
        """The audits at these places."""
        return [self.audits[place] for place in places]

    def count(self, audits: Iterable[AuditFacts], of: int | None = None, times: int | None = None) -> Count:
        """How many these are, out of `of`; `times`: what is counted where that is not audits."""
        return self.placed([audit.place for audit in audits], of, times)

    def placed(self, places: Iterable[int], of: int | None = None, times: int | None = None) -> Count:
        """The same of the audits at these places."""
        each = tuple(dict.fromkeys(places))
        return Count(len(each) if times is None else times, of, each)


def grouped(audits: Iterable[AuditFacts], field: str, empty: str = "") -> Mapping[str, list[AuditFacts]]:
    """Audits by the value of a field, in the order of the values; nothing in it is last, as `empty`."""
    groups: dict[str, list[AuditFacts]] = {}
    for audit in audits:
        groups.setdefault(getattr(audit, field) or "", []).append(audit)
    return {
        value or empty: groups[value]
        for value in sorted(groups, key=lambda value: (not value, value.casefold()))
    }
