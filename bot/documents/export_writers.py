"""The formats of an export: CSV files in one ZIP, and JSON; a workbook is `export_workbook`.  Each is written
as it goes."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import orjson

from bot.documents.exporting import SCHEMA, Beside, ExportWriter
from bot.documents.texts import for_csv
from dialogs.programme.calendar import COLUMNS
from dialogs.programme.export_rows import TABLES, Cell, Row

CALENDAR = "calendar"
SHEETS = {**TABLES, CALENDAR: COLUMNS}
"""The tables of a workbook and of a ZIP of CSV files: those of the audits, and the programme's calendar, as
`programme import` takes it."""


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
        self._write({CALENDAR: calendar_rows(beside)})

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


def calendar_rows(beside: Beside) -> list[Row]:
    """The rows of the programme's calendar; where a round plans no number, the cell is empty."""
    return [
        {
            column: (value or None if isinstance(value, str | int) else "; ".join(value))
            for column, value in one.items()
        }
        for one in beside.calendar
    ]


def _workbook(path: Path, now: datetime) -> ExportWriter:
    from bot.documents.export_workbook import WorkbookWriter  # openpyxl is not wanted for the other formats

    return WorkbookWriter(path, now)


WRITERS: Mapping[str, tuple[Callable[[Path, datetime], ExportWriter], str]] = {
    "csv": (CsvWriter, ".zip"),
    "xlsx": (_workbook, ".xlsx"),
    "json": (JsonWriter, ".json"),
}
"""Each format's writer, and how its file's name ends."""
