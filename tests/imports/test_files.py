"""Whatever programme wrote the file, it is read, or refused with a sentence that says what to do."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.imports.table import NotTaken, Table, read_table, shown
from tests.imports.files import PEOPLE, workbook, written

COLUMNS = ("name", "email")


def table(path: Path) -> Table:
    return read_table(path, COLUMNS, ("name",))


def refusal(path: Path) -> str:
    with pytest.raises(NotTaken) as refused:
        table(path)
    (fault,) = refused.value.faults
    return str(fault)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_as_it_is(tmp_path: Path, encoding: str) -> None:
    read = table(written(tmp_path, "name,email\nZoë Ngũgĩ,z@example.org\n", encoding=encoding))
    assert read.rows[0]["name"] == "Zoë Ngũgĩ"
    assert read.said == ()


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    read = table(written(tmp_path, "name,email\nZoë O’Neil,z@example.org\n", encoding="cp1252"))
    assert read.rows[0]["name"] == "Zoë O’Neil"
    assert "Windows-1252" in read.said[0]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_separate(tmp_path: Path, mark: str) -> None:
    read = table(written(tmp_path, f"name{mark}email\nA{mark}a@example.org\n"))
    assert read.rows[0]["email"] == "a@example.org"


def test_rows_are_numbered_as_the_spreadsheet_counts(tmp_path: Path) -> None:
    read = table(written(tmp_path, 'name,email\n\n"A\nB",a@example.org\n,,\nC,c@example.org\n'))
    assert [row.number for row in read.rows] == [3, 5]


def test_a_misspelt_column_is_named_with_its_cure(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "nam,email\nA,a@example.org\n")) == (
        'row 1: "nam" is not a column. Write name, if that is meant.'
    )


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "email\na@example.org\n")) == "row 1: the first row must name name."


def test_a_column_of_no_use_is_left_out_and_said(tmp_path: Path) -> None:
    read = table(written(tmp_path, "name,shoe size\nA,42\n"))
    assert read.said == ('Column "shoe size" is not used here; it was left out.',)


def test_a_small_workbook_that_unpacks_huge_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["name"], ["A"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/filler.bin", b"\0" * (60 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    assert refusal(path) == (
        "the file: it unpacks to 60 MB, more than 50 MB. Copy the rows to a new workbook."
    )


def test_only_the_first_sheet_is_read_and_that_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["name"], ["A"]])
    book = load_workbook(path)
    book.create_sheet("Notes").append(["name", "B"])
    book.save(path)
    read = table(path)
    assert [row["name"] for row in read.rows] == ["A"]
    assert read.said == ('Only the first sheet that can be seen, "Sheet", was read.',)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.pdf", b"%PDF", "neither CSV nor XLSX"),
        ("list.xls", b"\xd0\xcf", "neither CSV nor XLSX"),
        ("list.xlsx", b"name,email", "cannot be read as an Excel workbook"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "locked by a password or a sensitivity label"),
        ("list.csv", b"", "is empty"),
        ("list.csv", b"PK\x03\x04\x00\x00\x00", "not a CSV file"),
        ("list.csv", b'name,email\n"A,a@example.org\n', "not well-formed CSV"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "there is no file" in refusal(tmp_path / "none.csv")


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-1", "@x"])
def test_a_cell_in_a_message_is_never_a_formula(cell: str) -> None:
    assert shown(cell) == f'"\'{cell}"'


def _read_or_refused(path: Path) -> str:
    try:
        return f"{len(table(path).rows)} rows"
    except NotTaken as refused:
        return str(refused.faults[0])


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = workbook(tmp_path, [["name", "email"], *([f"A {n}", f"a{n}@example.org"] for n in range(40))])
    sound, chance, outcomes = path.read_bytes(), random.Random(seed), set()
    for _ in range(150):
        damaged = bytearray(sound)
        for _ in range(chance.choice([1, 3, 10, 40])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        outcomes.add(_read_or_refused(path))
    assert len(outcomes) > 1  # some are harmless, most are not


@pytest.mark.parametrize("far", ["D20000", "XFD1048576"])
def test_a_stray_cell_far_away_costs_no_more_than_its_row(tmp_path: Path, far: str) -> None:
    path = workbook(tmp_path, [["name", "email"], ["Ada", "ada@example.org"]])
    book = load_workbook(path)
    book.active[far] = " "
    book.save(path)
    tracemalloc.start()
    try:
        found = table(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [row["name"] for row in found.rows] == ["Ada"]
    assert most < 30 * 1024**2  # every cell between here and there would be hundreds of MB


@pytest.mark.parametrize("seed", range(2))
def test_a_workbook_with_damaged_sheets_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = workbook(tmp_path, [["name", "email"], *([f"A {n}", f"a{n}@example.org"] for n in range(9))])
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    chance, outcomes = random.Random(seed), set()
    for _ in range(150):
        name = chance.choice(sorted(parts))
        damaged = bytearray(parts[name])
        for _ in range(chance.choice([1, 2, 5])):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'0123456789abc<>"=/ A')
        with zipfile.ZipFile(path, "w") as packed:
            for part, content in (parts | {name: bytes(damaged)}).items():
                packed.writestr(part, content)
        outcomes.add(_read_or_refused(path))
    assert len(outcomes) > 1


def test_a_title_above_the_columns_is_left_out_and_said(tmp_path: Path) -> None:
    text = "Audit list November 2026,,,\n,,,\n" + PEOPLE
    found = table(written(tmp_path, text))
    assert next(row["name"] for row in found.rows) == "Ada Quill"
    assert found.rows[0].number == 4
    assert found.said[0] == "The columns are named in row 3; what stands above was left out."


@pytest.mark.parametrize("title", ["Audits, teams; and more", "List; November"])
def test_what_separates_is_told_by_the_columns(tmp_path: Path, title: str) -> None:
    found = table(written(tmp_path, f"{title}\nname;email\nA, B, C and D;a@example.org\n"))
    assert [row["name"] for row in found.rows] == ["A, B, C and D"]


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", "sep=|\n"])
def test_the_line_that_tells_excel_what_separates_is_honoured(tmp_path: Path, line: str) -> None:
    mark = line[4]
    text = line + PEOPLE.replace(";", "/").replace(",", mark)
    found = table(written(tmp_path, text))
    assert [row["name"] for row in found.rows][-1] == "Fay Lund"
    assert found.rows[0].number == 3


def test_hidden_sheets_and_hidden_rows_are_left_out_and_said(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title, book.active.sheet_state = "Lookups", "hidden"
    book.active.append(["name", "email"])
    sheet = book.create_sheet("People")
    for line in PEOPLE.splitlines():
        sheet.append(line.split(","))
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "list.xlsx")
    found = table(tmp_path / "list.xlsx")
    assert [row["name"] for row in found.rows] == [
        "Ada Quill",
        "Cass Dyer",
        "Dee Marlow",
        "Eve Stone",
        "Fay Lund",
    ]
    assert found.said[:2] == (
        'Only the first sheet that can be seen, "People", was read.',
        "1 hidden rows were left out (3). Show them in Excel if they belong to it.",
    )
