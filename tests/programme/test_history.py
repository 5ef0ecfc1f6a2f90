"""`audits import`: completed audits from a spreadsheet count in the report as if they had been done here."""

from __future__ import annotations

import asyncio
import csv
import shutil
import subprocess
from pathlib import Path

from tests.commands.test_command_line import call
from tests.conversations.harness import EVIDENCE, House
from tests.programme.quarter import CASES, KEYS
from tests.programme.test_report import tables

FORM = Path("tests/conversations/replied.yaml")
HEAD = (
    *("case_ref", "case_type", "team", "month", "theme", "list", "submitted", "auditor_emails"),
    *("2.3", "2.3 evidence", "overall", "overall evidence", "Shoe size"),
)
GRADES = {"good": "Good", "ri": "requires improvement", "inadequate": "inadequate", "reply": "ri"}


async def command(folder: Path, house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"DATABASE_URL": house.url, "DATA_KEYS": KEYS, "FORMS": "forms"}
    return await asyncio.to_thread(call, folder, *arguments, **settings)


def written(folder: Path, rows: list[tuple[str, ...]]) -> None:
    (folder / "forms").mkdir(exist_ok=True)
    shutil.copy(FORM, folder / "forms")
    with (folder / "history.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])


def quarter(email: str) -> list[tuple[str, ...]]:
    """The nineteen completed audits of seed 004."""
    return [
        (
            *(f"Q-{month}{listed}-{n}", kind, "North", month, "", listed, f"{month}-28", email),
            *(GRADES[became], EVIDENCE, GRADES[became], "The plan was read.", ""),
        )
        for (month, listed), cases in CASES.items()
        for n, (kind, became) in enumerate(cases)
        if became in GRADES
    ]


async def test_history_counts_in_the_report(house: House, tmp_path: Path) -> None:
    written(tmp_path, quarter(house.amara.chat.email))
    done = await command(tmp_path, house, "audits", "import", "history.csv", "--template", "replied")
    assert (done.returncode, done.stderr) == (0, "")
    assert 'Column "Shoe size" is not used here; it was left out.' in done.stdout
    assert "19 completed audits taken." in done.stdout
    report = ("report", "monitoring", "--from", "2026-04-01", "--to", "2026-06-30", "--format", "json")
    done = await command(tmp_path, house, *report, "--out", "r.json")
    assert done.returncode == 0, done.stderr
    found = tables(tmp_path / "r.json")
    assert [cell[0] for cell in found["grades.overall"].values()] == [
        "0 of 19 (0%)",
        "12 of 19 (63%)",
        "6 of 19 (32%)",
        "1 of 19 (5%)",
    ]
    assert {name: row[0] for name, row in found["grades.case_type"].items()} == {
        "CiN": 11,
        "Family support": 1,
        "LAC": 5,
        "Leaving care": 2,
    }
    assert [row[0] for row in found["grades.month"].values()] == [8, 9, 2]
    folder = ("report", "inspection", "--months", "60", "--format", "json", "--out", "f.json")
    done = await command(tmp_path, house, *folder)
    assert done.returncode == 0, done.stderr
    listed = tables(tmp_path / "f.json")["audits.all"]
    assert len(listed) == 19
    assert listed["Q-2026-05-7"][4:8] == ["Inadequate", "", "", "Inadequate"]
    done = await command(tmp_path, house, "audits", "import", "history.csv", "--template", "replied")
    assert "0 completed audits taken, 19 were recorded already." in done.stdout
    await house.delivers()
    await house.amara.says("my audits")
    await house.amara.has_not_seen("Q-2026-05")


async def test_a_file_with_faults_is_refused_whole(house: House, tmp_path: Path) -> None:
    good = quarter(house.amara.chat.email)[0]
    bad = [
        (
            "TS-1",
            "CiN",
            "North",
            "May",
            "",
            "",
            "31 June 2026",
            "nobody@example.org",
            "splendid",
            "",
            "",
            "",
            "",
        ),
        (
            "1.2E+11",
            "CiN",
            "North",
            "2026-05",
            "",
            "",
            "1 May 2099",
            "",
            "good",
            EVIDENCE,
            "good",
            "Read.",
            "",
        ),
        good,
        good,
    ]
    written(tmp_path, bad)
    done = await command(tmp_path, house, "audits", "import", "history.csv", "--template", "replied")
    assert done.returncode == 1
    for told in (
        "row 2, month:",
        "row 2, submitted:",
        "row 2, auditor_emails:",
        "row 2, 2.3:",
        "row 3, case_ref:",
        "row 3, submitted:",
        "row 5, case_ref: stands in row 4 too",
        "Nothing was taken.",
    ):
        assert told in done.stderr, done.stderr
