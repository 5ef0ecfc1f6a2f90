"""Reads a CSV or XLSX file as rows of text under known columns, whichever program wrote it."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from template_specs.text import clean, excerpt, listed, nearest

MOST_BYTES = 50 * 1024 * 1024
"""Most bytes of a file once unpacked: a workbook of 754 kB can unpack to 314 MB."""
MOST_ROWS = 20_000
_MOST_COLUMNS = 500
_MOST_ABOVE = 10
"""Lines among which the columns are looked for."""
_MOST_LOOKED_THROUGH = 10 * 1024 * 1024
"""Bytes of an unpacked workbook up to which hidden rows are looked for: it has to be in memory for it."""
_SEPARATED = re.compile(r"sep=(?P<mark>.)\r?\n?", re.IGNORECASE)
"""The first line of a CSV file by which Excel is told what separates."""
_MOST_CHARACTERS = 500
_LOCKED = b"\xd0\xcf\x11\xe0"
"""How an encrypted workbook begins (and an old .xls)."""
_MOST_NAMED = 10
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # of the XML inside: both ElementTree and lxml, whichever openpyxl reads with, raise one
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    RuntimeError,  # "encrypted", and NotImplementedError: "compression type 99"
)
"""What zipfile, zlib and openpyxl raise for damaged workbooks, as tried with thousands of them."""
_OPENS_A_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right.  `row` is the spreadsheet's own number; 0 means the whole file."""

    row: int
    column: str
    text: str
    whose: str = ""
    """Whose row it is, where rows have no numbers that anybody sees."""

    def __str__(self) -> str:
        place = self.whose or (f"row {self.row}" if self.row else "the file")
        return f"{place}{', ' + self.column if self.column else ''}: {self.text}"


class NotTaken(Exception):
    """The file was refused as a whole and nothing was changed.  `faults` says why; `advice` says what to do
    where the faults do not."""

    def __init__(self, faults: Sequence[Fault], advice: str = ""):
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number as the spreadsheet counts, and its cells by column (absent ones are empty)."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, the known `columns` that its header names, and `said`: what its owner should know
    although the file was read."""

    rows: tuple[Row, ...]
    columns: frozenset[str]
    said: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    """By row, whose it is; empty for a file, whose rows have numbers."""

    def owner(self, row: int) -> str:
        """Whose row this is; empty where people know rows by their number."""
        return self.whose[row - 1] if 0 < row <= len(self.whose) else ""


@dataclass(slots=True)
class _Reading:
    """Lines of text cells by number, as they came out of the file."""

    lines: list[tuple[int, list[str]]]
    said: list[str] = field(default_factory=list)


def read_table(
    path: Path, columns: Sequence[str], needed: Iterable[str], *, longest: int = _MOST_CHARACTERS
) -> Table:
    """The rows of the CSV or XLSX file at `path`, in the known `columns`; those `needed` must be there.

    `longest`: characters of a cell.  Raises NotTaken if the file cannot be read, is too large, or its header
    does not fit.
    """
    if not path.is_file():
        raise _whole_file(f'there is no file "{path}". Correct the name.')
    if path.stat().st_size > MOST_BYTES:
        raise _whole_file("it is larger than 50 MB. Save only the rows that are needed.")
    suffix = path.suffix.casefold()
    if suffix not in (".csv", ".txt", ".tsv", ".xlsx"):
        raise _whole_file("it is neither CSV nor XLSX. Save it as CSV UTF-8 or as an Excel workbook (.xlsx).")
    reading = _workbook(path) if suffix == ".xlsx" else _csv(path, columns)
    lines = [(number, cells) for number, cells in reading.lines if any(cells)]
    if not lines:
        raise _whole_file("it is empty. Its first row names the columns: " + ", ".join(columns) + ".")
    head = _head(lines, columns)
    if head:
        reading.said.append(f"The columns are named in row {lines[head][0]}; what stands above was left out.")
    places = _header(lines[head], columns, tuple(needed), reading.said)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in lines[head + 1 :]:
        by_column = {column: cells[place] for column, place in places.items() if place < len(cells)}
        if any(by_column.values()):
            rows.append(Row(number, by_column))
            faults += _cell_faults(number, by_column, longest)
    if len(rows) > MOST_ROWS:
        raise _whole_file(f"it has more than {MOST_ROWS:,} rows. Import it in parts.")
    if faults:
        raise NotTaken(faults)
    return Table(tuple(rows), frozenset(places), tuple(reading.said))


def shown(cell: str) -> str:
    """A cell for a message: quoted, short, on one line, and never taken for a formula when it is pasted."""
    short = excerpt(clean(cell))
    return f'"\'{short}"' if short.startswith(_OPENS_A_FORMULA) else f'"{short}"'


def _whole_file(text: str) -> NotTaken:
    return NotTaken([Fault(0, "", text)])


def _cell_faults(number: int, cells: Mapping[str, str], longest: int) -> Iterator[Fault]:
    for column, cell in cells.items():
        if cell.startswith("="):
            yield Fault(number, column, f"{shown(cell)} is a formula. Write its result instead.")
        elif len(cell) > longest:
            yield Fault(number, column, f"is longer than {longest:,} characters. Shorten it.")


def _head(lines: Sequence[tuple[int, list[str]]], columns: Sequence[str]) -> int:
    """Which line names the columns: of the first ten the one with most of them, the first of several.

    A title above is one cell or two; a line of people or cases names no column.
    """
    known = {_key(column) for column in columns}
    fitting = [sum(1 for cell in cells if _key(cell) in known) for _number, cells in lines[:_MOST_ABOVE]]
    return fitting.index(max(fitting)) if max(fitting) > 1 else 0


def _header(
    line: tuple[int, list[str]], columns: Sequence[str], needed: tuple[str, ...], said: list[str]
) -> dict[str, int]:
    """The position of each known column."""
    number, cells = line
    known = {_key(column): column for column in columns}
    places: dict[str, int] = {}
    faults: list[Fault] = []
    strange: list[str] = []
    for place, cell in enumerate(cells):
        column = known.get(_key(cell))
        if column is None:
            strange += [cell] if cell else []
        elif column in places:
            faults.append(Fault(number, column, "this column is there twice. Take one of them out."))
        else:
            places[column] = place
    missing = [column for column in needed if column not in places]
    for cell in strange:
        near = nearest(cell, [column for column in columns if column not in places])
        if near:
            faults.append(
                Fault(number, "", f"{shown(cell)} is not a column. Write {near}, if that is meant.")
            )
        else:
            said.append(f"Column {shown(cell)} is not used here; it was left out.")
    if missing and not any(f"Write {column}," in fault.text for column in missing for fault in faults):
        faults.append(Fault(number, "", f"the first row must name {listed(missing, 'and')}."))
    if faults:
        raise NotTaken(faults)
    return places


def _key(header: str) -> str:
    """A header without case, spaces, underscores and remarks in brackets."""
    return re.sub(r"\(.*?\)|[\s_-]", "", header).casefold()


def _csv(path: Path, columns: Sequence[str]) -> _Reading:
    raw = path.read_bytes()
    said: list[str] = []
    try:
        encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        said.append("The file is not UTF-8; it was read as Windows-1252. Look at names with accents.")
    if "\x00" in text:
        raise _whole_file("it is not a CSV file. Save it as CSV UTF-8 or as an Excel workbook (.xlsx).")
    told = _SEPARATED.match(text)
    delimiter = _delimiter(text, columns)
    if told is not None:
        delimiter = told["mark"]
        text = "\n" + text[told.end() :]  # its line stays, so that rows keep their numbers
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise _whole_file(f"it is not well-formed CSV ({problem}). Save it again as CSV UTF-8.") from problem
    lines = [(number, [clean(cell) for cell in record]) for number, record in enumerate(records, 1)]
    return _Reading(lines, said)


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """What separates: the mark by which one of the first lines names most columns, else the most frequent one
    of the first line."""
    marks = (",", ";", "\t")
    known = {_key(column) for column in columns}
    lines = [_outside_brackets(line) for line in text.split("\n", _MOST_ABOVE)[:_MOST_ABOVE]]
    named = {
        mark: max(
            sum(1 for cell in line.split(mark) if _key(cell.strip().strip('"')) in known) for line in lines
        )
        for mark in marks
    }
    if max(named.values()) > 1:
        return max(marks, key=lambda mark: named[mark])
    first = _outside_quotes(lines[0])
    return max(marks, key=lambda mark: (first.count(mark), mark == ","))


def _outside_brackets(line: str) -> str:
    return re.sub(r"\([^)]*\)", "", line)


def _outside_quotes(line: str) -> str:
    # "roles (separated by ;)" is one of our own headers: inside quotes or brackets nothing separates.
    return re.sub(r'"[^"]*"|\([^)]*\)', "", line)


def _workbook(path: Path) -> _Reading:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    unreadable = "it cannot be read as an Excel workbook. Open it in Excel and save it as .xlsx again."
    with path.open("rb") as file:
        if file.read(len(_LOCKED)) == _LOCKED:
            raise _whole_file(
                "it is locked by a password or a sensitivity label. Save a copy without one, or as CSV UTF-8."
            )
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except _DAMAGED:
        raise _whole_file(unreadable) from None
    if unpacked > MOST_BYTES:
        raise _whole_file(
            f"it unpacks to {unpacked // 1024**2:,} MB, more than 50 MB. Copy the rows to a new workbook."
        )
    try:
        # Opened here, because openpyxl leaves a file open that it cannot read to the end.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and drop-downs that openpyxl does not keep
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not sheets:
                raise _whole_file("it has no sheet that can be seen. Show the one with the rows in Excel.")
            lines = list(_sheet_lines(sheets[0]))
            unseen: set[int] = set()
            if unpacked <= _MOST_LOOKED_THROUGH:
                whole = load_workbook(file, data_only=True)[sheets[0].title]
                unseen = {number for number, row in whole.row_dimensions.items() if row.hidden}
    except (InvalidFileException, *_DAMAGED):
        # The file itself is at fault. The sentence says what to do; the details would help nobody.
        raise _whole_file(unreadable) from None
    hidden = [number for number, cells in lines if number in unseen and any(cells)]
    said = []
    if len(book.worksheets) > 1:
        said.append(f'Only the first sheet that can be seen, "{sheets[0].title}", was read.')
    if hidden:
        numbers = ", ".join(map(str, hidden[:_MOST_NAMED])) + (", ..." if len(hidden) > _MOST_NAMED else "")
        said.append(
            f"{len(hidden)} hidden rows were left out ({numbers}). Show them in Excel if they belong to it."
        )
    return _Reading([line for line in lines if line[0] not in unseen], said)


def _sheet_lines(sheet: object) -> Iterator[tuple[int, list[str]]]:
    # No `max_col`: openpyxl would fill every row up to it, ten million cells for a list of forty people.
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True)  # type: ignore[attr-defined]  # no types
    for number, values in enumerate(rows, 1):
        filled = any(value is not None for value in values)
        yield number, [_cell(value) for value in values[:_MOST_COLUMNS]] if filled else []


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else clean(str(value))
