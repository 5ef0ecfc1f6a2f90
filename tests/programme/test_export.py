"""`audits export`: everything, in three formats that say the same."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.documents.export_writers import SHEETS
from bot.documents.exporting import SCHEMA
from bot.documents.texts import for_csv, for_xml
from bot.imports.calendar_file import read_calendar
from dialogs.audits.audit import Role
from dialogs.programme.calendar import Round, round_from
from dialogs.programme.export_rows import TABLES
from tests.conversations.harness import EVIDENCE, House
from tests.programme.quarter import EXPLAINED, challenged, operator


async def exported(house: House, folder: Path, form: str, name: str) -> Path:
    done = await operator(folder, house.url, "audits", "export", "--format", form, "--out", name)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{name}: 2 audits.")
    return folder / name


def rows_of_csv(path: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(path) as packed:
        assert sorted(packed.namelist()) == sorted(f"{table}.csv" for table in SHEETS)
        texts = {table: packed.read(f"{table}.csv") for table in SHEETS}
    assert all(text.startswith(b"\xef\xbb\xbf") for text in texts.values())
    return {
        table: list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        for table, text in texts.items()
    }


def rows_of_workbook(path: Path) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for sheet in load_workbook(path).worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return found


async def test_the_same_in_every_format(house: House, tmp_path: Path) -> None:
    await challenged(house)
    await house.allocates("TS-402", house.amara, house.sam)
    await house.amara.says("open TS-402")
    await house.amara.says("good - seen twice")
    await house.amara.says("keep it as it is")
    await house.amara.says(
        '1.1: requires improvement - =HYPERLINK("http://example.org") is what the note says'
    )
    await house.amara.says("1.2: good - - seen alone in May and in June, and her words are in it")
    await house.amara.says("1.3: yes")
    await house.amara.says("1.4: 4 May 2026")
    await house.amara.says("1.3: no")
    await house.delivers()
    planned = [
        Round("2026-06", theme="Disability", without=("Leaving care", "North"), template="small", cases=8),
        Round("2026-06", "Review Unit", for_each=2, roles=(Role.SERVICE_MANAGER,), due=date(2026, 7, 3)),
    ]
    async with house.bot.storage.work() as work:
        await work.calendar.write(planned, house.clock())
    whole = json.loads((await exported(house, tmp_path, "json", "a.json")).read_text(encoding="utf-8"))
    tables = rows_of_csv(await exported(house, tmp_path, "csv", "a.zip"))
    book = rows_of_workbook(await exported(house, tmp_path, "xlsx", "a.xlsx"))
    assert whole["schema"] == SCHEMA
    assert {table: tuple(columns) for table, columns in whole["tables"].items()} == TABLES
    for table in TABLES:
        rows = [row for audit in whole["audits"] for row in audit[table]]
        assert len(rows) == len(tables[table]) == len(book[table])
        assert all(tuple(row) == TABLES[table] for row in (*tables[table], *book[table]))
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extract("calendar.csv", tmp_path)
    assert list(read_calendar(tmp_path / "calendar.csv", ["small"], [], date(2026, 6, 5))[0]) == planned
    assert [round_from(plain) for plain in whole["calendar"]] == planned
    assert [row["teams_left_out"] for row in book["calendar"]] == ["Leaving care; North", None]
    by_case = {audit["audits"][0]["case_ref"]: audit for audit in whole["audits"]}
    settled = by_case["TS-401"]
    (row,) = settled["audits"]
    assert (row["overall_initial"], row["overall_final"]) == ("Inadequate", "Requires improvement")
    assert (row["state"], row["manager_reply"], row["concerns"]) == ("final", "challenge", 1)
    (reply,) = settled["replies"]
    assert (reply["challenge"], reply["answer_grade"]) == (EXPLAINED, "Requires improvement")
    (concern,) = settled["concerns"]
    assert concern["words"] == "He is afraid to go home tonight"
    answers = by_case["TS-402"]["answers"]
    chronology = [answer for answer in answers if answer["question"] == "1.1"]
    assert [(a["code"], a["stands"], a["remark"]) for a in chronology] == [
        ("good", False, "few_words"),
        ("ri", True, ""),
    ]
    (plan,) = [answer for answer in answers if answer["question"] == "1.4"]
    assert (plan["code"], plan["asked"], plan["stands"]) == ("2026-05-04", False, True)
    words = [row["evidence"] for row in tables["answers"] if row["case_ref"] == "TS-402"]
    assert any(evidence.startswith("'=HYPERLINK(") for evidence in words)
    assert any(evidence.startswith("- seen alone in May") for evidence in words)
    assert [row["evidence"] or "" for row in book["answers"]] == [
        row["evidence"] for audit in whole["audits"] for row in audit["answers"]
    ]
    assert EVIDENCE in str(book)


async def test_an_empty_database_and_a_wrong_name(house: House, tmp_path: Path) -> None:
    done = await operator(tmp_path, house.url, "audits", "export", "--format", "xlsx", "--out", "a.xlsx")
    assert (done.returncode, done.stdout) == (0, "a.xlsx: 0 audits.\n")
    wrong = await operator(tmp_path, house.url, "audits", "export", "--format", "csv", "--out", "a.csv")
    assert (wrong.returncode, wrong.stderr) == (1, "a.csv: name a file that ends in .zip.\n")
    assert [name for name in os.listdir(tmp_path) if name.startswith(".a-")] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- seen alone", "- seen alone"),
        ("-5", "-5"),
        ("+ve relationship", "+ve relationship"),
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("@mother said", "'@mother said"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("She said: = no", "She said: = no"),
    ],
)
def test_a_spreadsheet_runs_nothing_and_words_stay(text: str, written: str) -> None:
    assert for_csv(text)[0] == written


def test_what_no_file_may_hold_is_left_out() -> None:
    assert for_xml("a\x0bb\x0cc\ufffed\ud800e\uffff <&> \U0001f622\nŵ") == "abcde <&> \U0001f622\nŵ"
