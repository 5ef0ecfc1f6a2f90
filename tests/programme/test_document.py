"""`audits document`: one audit made in conversations, written as a Word document and read again."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from storage.keys import Keyring
from tests.commands.test_command_line import call
from tests.conversations.harness import EVIDENCE, House, open_house

KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
EXPLAINED = "The visits of May were in the paper file, and are on the system since 3 June."
HOSTILE = "<select> &nbsp; {{ name }} {% raw %} \U0001f622 \u0628\u0646\u062a " + "x" * 3000


async def operator(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(call, folder, *arguments, DATABASE_URL=url, DATA_KEYS=KEYS)


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


@pytest.fixture
async def house(database_url: str, keyring: Keyring):
    async with open_house(database_url, keyring) as opened:
        for somebody in opened.everybody:
            await somebody.installs()
        yield opened


async def challenged(house: House, case: str = "TS-401") -> None:
    """A pair judges a file Inadequate, the manager explains, and they change it."""
    await house.allocates(case, house.amara, house.sam, form="replied", case_type="CIN")
    await house.amara.says(f"open {case}")
    await house.amara.says(f"inadequate - {EVIDENCE} {HOSTILE}")
    await house.amara.says("inadequate - Nobody saw the children for five weeks in April and May.")
    await house.amara.says("concern: He is afraid to go home tonight")
    await house.amara.says("yes")
    await house.delivers()
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    await house.sam.says("my work")
    await house.sam.presses("Read the reply")
    await house.sam.says(
        "change overall to requires improvement - The visits took place, and were recorded late."
    )
    await house.amara.says("my work")
    await house.amara.presses("Read the reply")
    await house.amara.says("agree")


async def test_every_grade_and_word_is_in_the_document(house: House, tmp_path: Path) -> None:
    await challenged(house)
    done = await operator(tmp_path, house.url, "audits", "document", "ts-401", "--out", "a.docx")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "a.docx: the audit of TS-401. It is completed.\n"
    file = tmp_path / "a.docx"
    assert file.stat().st_mode & 0o777 == 0o600
    said = text_of(file)
    print(said)
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
