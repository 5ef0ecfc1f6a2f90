"""The report as one HTML page: no scripts, nothing from elsewhere; each figure leads to its audits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dialogs.programme.facts import AuditFacts
from dialogs.programme.report import Cell, Count, Line, Report, Section, Table
from dialogs.programme.selection import month_name
from template_specs.dates import moment, uk_date

MOST_NAMED = 300
"""Audits named below one figure of the page."""
MOST_NAMED_OF_MANY = 50
"""The same in the page and in the workbook where there are more than MOST_LISTED audits: millions of names
cost minutes, and nobody reads them there."""
MOST_LISTED = 2_000
"""Audits up to which the page and the workbook list them all; of more, only those named at a figure."""
_BAR = 26
"""Height of a bar with the space below it, in the picture's own units."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One figure, and where on the page its audits are named."""

    anchor: str
    label: str
    figure: str
    audits: tuple[tuple[int, str], ...]
    """Their places and references."""
    more: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    figure: str
    width: float
    """Of 100."""
    y: int


class Anchors:
    """The anchors of a report's figures: "f-grades.overall-2-1"."""

    def __init__(self, report: Report):
        self._places = {
            id(cell): f"f{number}"
            for number, (_section, _table, _line, _column, cell) in enumerate(_figures(report), 1)
        }

    def of(self, cell: Cell) -> str:
        """The anchor of a figure with audits behind it; empty for everything else."""
        return self._places.get(id(cell), "")


def page(report: Report) -> str:
    """The page."""
    anchors = Anchors(report)
    most = MOST_NAMED_OF_MANY if has_many(report) else MOST_NAMED
    behind = [
        Behind(
            anchors.of(cell),
            f"{section.title}; {table.title}; {table.named(line)}; {column}",
            str(cell),
            tuple((place, report.audits[place].reference) for place in cell.audits[:most]),
            max(len(cell.audits) - most, 0),
        )
        for section, table, line, column, cell in _figures(report)
    ]
    named = {place for figure in behind for place, _reference in figure.audits}
    listed = sorted(named) if has_many(report) else range(len(report.audits))
    return _ENVIRONMENT.get_template("monitoring.html").render(
        report=report,
        anchor=anchors.of,
        behind=behind,
        listed=listed,
        elsewhere=all_are_in(report),
        bars=bars,
        made=moment(report.made_at),
        is_count=lambda cell: isinstance(cell, Count),
        bar_height=_BAR,
    )


def has_many(report: Report) -> bool:
    """Whether it has more audits than the page and the workbook list."""
    return len(report.audits) > MOST_LISTED


def all_are_in(report: Report) -> str:
    """The formats that name every audit behind every figure."""
    return "the JSON file" if has_many(report) else "the workbook and the JSON file"


def bars(table: Table) -> tuple[Bar, ...]:
    """The chart of a table's column: shares of what each is of, else of the largest."""
    counts = [(line, line.cells[table.chart - 1]) for line in table.lines]
    figures = [(line, cell) for line, cell in counts if isinstance(cell, Count)]
    largest = max((cell.count for _line, cell in figures), default=0)
    return tuple(
        Bar(line.label, str(cell), 100 * cell.count / (cell.of or largest or 1), n * _BAR)
        for n, (line, cell) in enumerate(figures)
    )


def standing(audit: AuditFacts) -> str:
    """Where an audit is, in a word or two."""
    if audit.submitted_on is not None and audit.completed:
        return f"{audit.stage or 'Completed'}, submitted {uk_date(audit.submitted_on)}"
    return audit.state.value.replace("_", " ").capitalize()


def _figures(report: Report) -> Iterator[tuple[Section, Table, Line, str, Count]]:
    """Every figure with audits behind it, in the order of the page."""
    for section in report.sections:
        for table in section.tables:
            for line in table.lines:
                for column, cell in zip(table.columns[1:], line.cells, strict=True):
                    if isinstance(cell, Count) and cell.audits:
                        yield section, table, line, column, cell


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_ENVIRONMENT.filters |= {"month": month_name, "day": uk_date, "standing": standing}
