"""The three formats of an export: a workbook, CSV files in one ZIP, and JSON.  Each is written as it goes."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from bot.documents.exporting import SCHEMA, Beside, ExportWriter
from bot.documents.texts import LONGEST_CELL, for_csv, for_xml
from dialogs.programme.calendar import COLUMNS
from dialogs.programme.export_rows import TABLES, Cell, Row
from template_specs.dates import LOCAL

MOST_SHEET_ROWS = 1_000_000
"""Rows of a sheet; Excel takes 1,048,576.  More go on in a second sheet."""
CALENDAR = "calendar"
SHEETS = {**TABLES, CALENDAR: COLUMNS}
"""The tables of a workbook and of a ZIP of CSV files: those of the audits, and the programme's calendar, as
`programme import` takes it."""
_CUT = " ... (the JSON export has the whole text)"


class JsonWriter:
    """One object: `schema`, `exported_at`, `tables` (the columns of each), `people`, `forms`, `report_texts`,
    `codings`, `calendar`, `not_taking_part`, and `audits`, a line for each with its rows by table and its
    `record`.  Times are ISO 8601 with their offset, days ISO days.  docs/export.schema.json describes it."""

    with_records = True

    def __init__(self, path: Path, now: datetime):
        self._file: IO[bytes] = path.open("wb")
        self._now = now
        self._first = True

    def begin(self, beside: Beside) -> None:
        """As `ExportWriter.begin`."""
        head = {"schema": SCHEMA, "exported_at": self._now, "tables": TABLES, **asdict(beside)}
        self._file.write(orjson.dumps(head)[:-1] + b',"audits":[')

    def add(self, rows: Mapping[str, list[Row]], record: Mapping[str, Any] | None) -> None:
        """As `ExportWriter.add`."""
        self._file.write(b"\n" if self._first else b",\n")
        self._file.write(orjson.dumps({**rows, "record": record}))
        self._first = False

    def finish(self) -> str:
        """As `ExportWriter.finish`."""
        self._file.write(b"\n]}\n")
        self._file.close()
        return ""


class CsvWriter:
    """A ZIP of CSV files, one for each table: UTF-8 with a mark by which Excel knows it, times in UTC.  The
    files are made beside `path`, in the folder that is its own."""

    with_records = False

    def __init__(self, path: Path, _now: datetime):
        self._path = path
        self._files = {
            table: (path.parent / f"{table}.csv").open("w", encoding="utf-8-sig", newline="")
            for table in SHEETS
        }
        self._writers = {table: csv.writer(file) for table, file in self._files.items()}
        self._guarded = 0
        for table, columns in SHEETS.items():
            self._writers[table].writerow(columns)

    def begin(self, beside: Beside) -> None:
        """As `ExportWriter.begin`: the programme's calendar."""
        self._write({CALENDAR: _calendar(beside)})

    def add(self, rows: Mapping[str, list[Row]], record: Mapping[str, Any] | None) -> None:
        """As `ExportWriter.add`."""
        self._write(rows)

    def _write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        for table, columns in SHEETS.items():
            for row in rows.get(table, ()):
                self._writers[table].writerow([self._cell(row.get(column)) for column in columns])

    def finish(self) -> str:
        """As `ExportWriter.finish`: how many cells have an apostrophe in front."""
        for file in self._files.values():
            file.close()
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as packed:
            for table in SHEETS:
                packed.write(self._path.with_name(f"{table}.csv"), f"{table}.csv")
        if not self._guarded:
            return ""
        cells = "1 cell begins" if self._guarded == 1 else f"{self._guarded:,} cells begin"
        return f"{cells} like a formula, with an apostrophe put in front. The workbook (xlsx) needs none."

    def _cell(self, value: Cell) -> str:
        match value:
            case str():
                text, guarded = for_csv(value)
                self._guarded += guarded
                return text
            case bool():
                return "yes" if value else "no"
            case datetime() | date():
                return value.isoformat()
            case None:
                return ""
            case _:
                return str(value)


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
        self._write({CALENDAR: _calendar(beside)})

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


def _calendar(beside: Beside) -> list[Row]:
    """Its rows; where a round plans no number, the cell is empty."""
    return [
        {
            column: (value or None if isinstance(value, str | int) else "; ".join(value))
            for column, value in one.items()
        }
        for one in beside.calendar
    ]


def as_text(sheet: Any, text: str) -> Any:
    """A cell that holds `text` as text, and does so still when somebody edits it."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


WRITERS: Mapping[str, tuple[Callable[[Path, datetime], ExportWriter], str]] = {
    "csv": (CsvWriter, ".zip"),
    "xlsx": (WorkbookWriter, ".xlsx"),
    "json": (JsonWriter, ".json"),
}
"""Each format's writer, and how its file's name ends."""
