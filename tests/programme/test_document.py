"""`audits document`: one audit made in conversations, written as a Word document and read again."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx

from bot.documents.audit_file import rows_of
from bot.documents.word import WordFile
from tests.conversations.harness import EVIDENCE, House
from tests.programme.quarter import EXPLAINED, HOSTILE, challenged, operator


def text_of(path: Path) -> str:
    """Everything that the document says, read without the library that wrote it."""
    with zipfile.ZipFile(path) as file:
        root = ElementTree.fromstring(file.read("word/document.xml"))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = []
    for paragraph in root.iter(f"{name}p"):
        pieces = (node for node in paragraph.iter() if node.tag in (f"{name}t", f"{name}br"))
        runs = ("\n" if piece.tag == f"{name}br" else piece.text or "" for piece in pieces)
        lines.append("".join(runs))
    return "\n".join(lines)


async def test_every_grade_and_word_is_in_the_document(house: House, tmp_path: Path) -> None:
    await challenged(house)
    done = await operator(tmp_path, house.url, "audits", "document", "ts-401", "--out", "a.docx")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "a.docx: the audit of TS-401. It is completed.\n"
    file = tmp_path / "a.docx"
    assert file.stat().st_mode & 0o777 == 0o600
    said = text_of(file)
    for words in (
        "An audit with the manager's right to reply",
        "Amara Osei and Sam Okafor",
        "Priya Nair",
        EXPLAINED,
        "The visits took place, and were recorded late.",
        "Nobody saw the children for five weeks",
        HOSTILE,
        "No action was recommended.",
        "Amara Osei raised an immediate concern on 5 June 2026",
    ):
        assert words in said
    grades = docx.Document(str(file)).tables[1]
    rows = [[cell.text for cell in row.cells] for row in grades.rows]
    assert [row[1:4] for row in rows] == [
        ["Given as", "Grade", "By"],
        ["Initial grade", "Inadequate", "Amara Osei"],
        ["After the manager's reply", "Requires improvement (this one counts)", "Sam Okafor"],
    ]
    assert "afraid to go home" not in said


def test_a_wide_table_stands_row_below_row(tmp_path: Path) -> None:
    """Nine columns side by side break every word of an upright page."""
    file = WordFile("Wide")
    head = ("No.", "Action", "Who?", "By when?", "Reviewed", "Progress", "Comments")
    rows_of(file, [head, ("1", "See her", "Jo", "1 July 2026", "", "", "Late"), ("2", *["x"] * 6)])
    file.save(str(tmp_path / "wide.docx"))
    first, second = docx.Document(str(tmp_path / "wide.docx")).tables
    assert [tuple(cell.text for cell in row.cells) for row in first.rows][1:] == [
        ("Action", "See her"),
        ("Who?", "Jo"),
        ("By when?", "1 July 2026"),
        ("Comments", "Late"),
    ]
    assert len(second.rows) == 7


async def test_what_is_not_answered_or_not_asked(house: House, tmp_path: Path) -> None:
    """A running audit says that it is one; a question that nobody is asked is not in it."""
    await house.allocates("TS-402", house.amara, house.sam)
    await house.amara.says("open TS-402")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.says("1.3: no")
    await house.delivers()
    done = await operator(tmp_path, house.url, "audits", "document", "TS 402", "--out", "b.docx")
    assert done.returncode == 0, done.stderr
    said = text_of(tmp_path / "b.docx")
    assert "Still under way" in said
    assert EVIDENCE in said
    assert "When was the plan made?" not in said
    visits = said[said.index("How good are the visits?") :]
    assert visits.splitlines()[1] == "Not answered"


async def test_refusals_say_what_to_do(house: House, tmp_path: Path) -> None:
    first = await house.allocates("TS-403", house.amara, form="small")
    second = await house.allocates("TS-403", house.amara, form="replied")
    unknown = await operator(tmp_path, house.url, "audits", "document", "TS-999", "--out", "c.docx")
    assert unknown.returncode == 1
    assert unknown.stderr.startswith('There is no audit of a case "TS-999", and none with this id.')
    several = await operator(tmp_path, house.url, "audits", "document", "TS-403", "--out", "c.docx")
    assert several.returncode == 1
    assert "TS-403 has 2 audits. Write the id of one of them instead:" in several.stderr
    assert first in several.stderr
    assert second in several.stderr
    assert not (tmp_path / "c.docx").exists()
    named = await operator(tmp_path, house.url, "audits", "document", second, "--out", "c.docx")
    assert named.returncode == 0, named.stderr
    written = (tmp_path / "c.docx").read_bytes()
    again = await operator(tmp_path, house.url, "audits", "document", first, "--out", "c.docx")
    assert again.returncode == 1
    assert again.stderr == ("c.docx is there already. Name another file, or write --force to replace it.\n")
    assert (tmp_path / "c.docx").read_bytes() == written
    forced = await operator(tmp_path, house.url, "audits", "document", first, "--out", "c.docx", "--force")
    assert forced.returncode == 0, forced.stderr
    assert "A small case file audit" in text_of(tmp_path / "c.docx")
    wrong = await operator(tmp_path, house.url, "audits", "document", first, "--out", "c.pdf")
    assert (wrong.returncode, wrong.stderr) == (1, "c.pdf: name a file that ends in .docx.\n")
    assert [name for name in os.listdir(tmp_path) if ".docx" in name] == ["c.docx"]
