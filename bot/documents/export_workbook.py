"""An export as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from bot.documents.export_writers import CALENDAR, SHEETS, calendar_rows
from bot.documents.exporting import Beside
from bot.documents.texts import LONGEST_CELL, for_xml
from dialogs.programme.export_rows import Cell, Row
from template_specs.dates import LOCAL

MOST_SHEET_ROWS = 1_000_000
"""Rows of a sheet; Excel takes 1,048,576.  More go on in a second sheet."""
_CUT = " ... (the JSON export has the whole text)"


class WorkbookWriter:
    """A workbook, one sheet for each table.  Text is text and never a formula; times are local."""

    with_records = False

    def __init__(self, path: Path, _now: datetime):
        self._path = path
        self._book = Workbook(write_only=True)
        self._sheets: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        for table in SHEETS:
            self._new_sheet(table)

    def begin(self, beside: Beside) -> None:
        """As `ExportWriter.begin`: the programme's calendar."""
        self._write({CALENDAR: calendar_rows(beside)})

    def add(self, rows: Mapping[str, list[Row]], record: Mapping[str, Any] | None) -> None:
        """As `ExportWriter.add`."""
        self._write(rows)

    def _write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        for table, columns in SHEETS.items():
            for row in rows.get(table, ()):
                if self._rows[table] >= MOST_SHEET_ROWS:
                    self._new_sheet(table)
                sheet = self._sheets[table]
                sheet.append([self._cell(sheet, row.get(column)) for column in columns])
                self._rows[table] += 1

    def finish(self) -> str:
        """As `ExportWriter.finish`."""
        self._book.save(self._path)
        more = [f"{table} has {parts} sheets" for table, parts in self._parts.items() if parts > 1]
        return f"{'; '.join(more)}: a sheet of Excel takes no more." if more else ""

    def _new_sheet(self, table: str) -> None:
        part = self._parts[table] = self._parts.get(table, 0) + 1
        sheet = self._sheets[table] = self._book.create_sheet(table if part == 1 else f"{table} {part}")
        sheet.freeze_panes = "A2"
        head = []
        for column in SHEETS[table]:
            cell = WriteOnlyCell(sheet, column)
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        self._rows[table] = 0

    def _cell(self, sheet: Any, value: Cell) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(LOCAL).replace(tzinfo=None, microsecond=0)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, str):
            return value
        text = for_xml(value)
        if len(text) > LONGEST_CELL:
            text = text[: LONGEST_CELL - len(_CUT)] + _CUT
        return as_text(sheet, text) if text.startswith(("=", "+", "-", "@")) else text


def as_text(sheet: Any, text: str) -> Any:
    """A cell that holds `text` as text, and does so still when somebody edits it."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
