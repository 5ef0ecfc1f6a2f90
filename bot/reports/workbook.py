"""The report as a workbook: a sheet for each section, native charts, and the audits behind each figure (of
very many audits, the first of them)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.documents.texts import LONGEST_CELL, for_xml
from bot.reports.page import MOST_NAMED_OF_MANY, has_many, standing
from dialogs.programme.places import Places
from dialogs.programme.report import Cell, Count, Report, Section, Table
from template_specs.dates import moment

_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=13)
_HEAD = PatternFill("solid", fgColor="E8ECF2")
_WRAP = Alignment(wrap_text=True, vertical="top")
_CHART_ROWS = 16
"""Rows of the sheet that a chart covers."""
_FIRST_WIDTH, _WIDTH = 38, 18
"""Widths of columns, in characters."""
MOST_SHEET_ROWS = 1_000_000
_ONLY_SOME = (
    f"Of each figure, the first {MOST_NAMED_OF_MANY} audits are named: the JSON file names all of them. "
    "The sheet Audits lists those that are named; audits export writes every audit."
)


def write_workbook(report: Report, path: Path) -> None:
    """Write it to `path`."""
    book = Workbook()
    cover = book.active
    cover.title = "About"
    _put(cover, 1, 1, report.title, _TITLE)
    _put(cover, 2, 1, f"Made on {moment(report.made_at)}. Confidential: it names cases by their references.")
    for row, note in enumerate(report.notes, 4):
        _put(cover, row, 1, note)
    if has_many(report):
        _put(cover, len(report.notes) + 5, 1, _ONLY_SOME)
    cover.column_dimensions["A"].width = 110
    for section in report.sections:
        _section(book.create_sheet(_sheet_name(section)), section)
    _behind(book, report)
    _audits(book.create_sheet("Audits"), report)
    book.save(path)


_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
"""Characters that Excel takes in no sheet's name."""


def _sheet_name(section: Section) -> str:
    return _NO_SHEET_NAME.sub(" ", section.title.replace("'", "")).strip()[:31]


def _section(sheet: Any, section: Section) -> None:
    _put(sheet, 1, 1, section.title, _TITLE)
    row = 2
    for sentence in section.said:
        _put(sheet, row, 1, sentence)
        row += 1
    for table in section.tables:
        row = _table(sheet, table, row + 1)
    sheet.column_dimensions["A"].width = _FIRST_WIDTH
    for column in range(2, max(sheet.max_column, 2) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _table(sheet: Any, table: Table, row: int) -> int:
    """The table from `row` on, each share as its number, what it is of, and per cent; the row after it."""
    _put(sheet, row, 1, table.title, _BOLD)
    row += 1
    shares = _shares(table)
    heads = [table.columns[0]]
    for place, column in enumerate(table.columns[1:]):
        heads += [column, f"{column}: of", f"{column}: %"] if shares[place] else [column]
    for place, text in enumerate(heads, 1):
        cell = _put(sheet, row, place, text, _BOLD)
        cell.fill, cell.alignment = _HEAD, _WRAP
    first = row + 1
    for line in table.lines:
        row += 1
        values: list[Any] = [line.label]
        for place, cell in enumerate(line.cells):
            values += _values(cell, share=shares[place])
        for place, value in enumerate(values, 1):
            _put(sheet, row, place, value)
    if table.note:
        row += 1
        _put(sheet, row, 1, table.note)
    if table.chart and table.lines:
        place = 2 + sum(3 if share else 1 for share in shares[: table.chart - 1])
        _chart(sheet, table, place, first, first + len(table.lines) - 1, row + 2)
        row += _CHART_ROWS + 2
    return row + 1


def _shares(table: Table) -> list[bool]:
    return [
        any(isinstance(line.cells[place], Count) and line.cells[place].of is not None for line in table.lines)  # type: ignore[union-attr]
        for place in range(len(table.columns) - 1)
    ]


def _values(cell: Cell, *, share: bool) -> list[Any]:
    if not isinstance(cell, Count):
        return [str(cell), "", ""] if share else [str(cell)]
    if not share:
        return [cell.count]
    return [cell.count, cell.of, cell.percent]


def _chart(sheet: Any, table: Table, column: int, first: int, last: int, row: int) -> None:
    chart = BarChart()
    chart.type, chart.style, chart.title, chart.legend = "bar", 10, table.title, None
    chart.add_data(Reference(sheet, min_col=column, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorUnit = None
    chart.height, chart.width = 7.5, 16
    sheet.add_chart(chart, f"A{row}")


def _behind(book: Any, report: Report) -> None:
    """One row for each audit of each figure: it can be filtered by the figure, or by the case."""
    heads = ("Section", "Table", "Row", "Figure", "Shown as", "Case", "Audit id")
    sheet, row, part = _listed(book, "Behind the figures", heads), 1, 1
    for shown, places in _figures(report):
        for place in places:
            if row >= MOST_SHEET_ROWS:
                part += 1
                sheet, row = _listed(book, f"Behind the figures {part}", heads), 1
            row += 1
            audit = report.audits[place]
            for at, value in enumerate((*shown, audit.reference, audit.id), 1):
                _put(sheet, row, at, value)
    sheet.auto_filter.ref = sheet.dimensions


def _figures(report: Report) -> Iterator[tuple[tuple[str, ...], Places]]:
    """Every figure with audits behind it, told in five words, and the places of those that are named."""
    most = MOST_NAMED_OF_MANY if has_many(report) else None
    for section in report.sections:
        for table in section.tables:
            for line in table.lines:
                for column, cell in zip(table.columns[1:], line.cells, strict=True):
                    if isinstance(cell, Count):
                        shown = (section.title, table.title, table.named(line), column, str(cell))
                        yield shown, cell.audits[:most]


def _audits(sheet: Any, report: Report) -> None:
    heads = ("Case", "Month", "List", "Team", "Case type", "Theme", "Form", "Version", "Auditors", "Due")
    _heads(sheet, (*heads, "Submitted", "Where it is", "Audit id"))
    listed: Iterable[int] = range(len(report.audits))
    if has_many(report):
        listed = sorted({place for _shown, places in _figures(report) for place in places})
    for row, audit in enumerate((report.audits[place] for place in listed), 2):
        values = (
            *(audit.reference, audit.month, audit.list, audit.team, audit.case_type, audit.theme),
            *(audit.form.id, audit.form.version, "; ".join(audit.auditors), audit.due),
            *(audit.submitted_on, standing(audit), audit.id),
        )
        for place, value in enumerate(values, 1):
            _put(sheet, row, place, value)
    sheet.auto_filter.ref = sheet.dimensions


def _listed(book: Any, title: str, heads: Sequence[str]) -> Any:
    sheet = book.create_sheet(title)
    _heads(sheet, heads)
    return sheet


def _heads(sheet: Any, heads: Sequence[str]) -> None:
    for place, text in enumerate(heads, 1):
        _put(sheet, 1, place, text, _BOLD).fill = _HEAD
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH
    sheet.freeze_panes = "A2"


def _put(sheet: Any, row: int, column: int, value: str | int | date | None, font: Font | None = None) -> Any:
    """A cell; text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = for_xml(value)[:LONGEST_CELL]
        if value.startswith(("=", "+", "-", "@")):
            cell.data_type, cell.quotePrefix = "s", True
    else:
        cell.value = value
    if font is not None:
        cell.font = font
    return cell
