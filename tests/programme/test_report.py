"""`report monitoring`: the quarter of seed 004, from audits that were made in conversations."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.conversations.harness import House
from tests.conversations.test_after_submission import submitted
from tests.programme.quarter import challenged, operator, quarter

PERIOD = ("--from", "2026-04-01", "--to", "30/06/2026")
Table = dict[str, list[Any]]


async def reported(house: House, folder: Path, form: str, name: str = "r") -> Path:
    out = f"{name}.{form}"
    done = await operator(folder, house.url, "report", "monitoring", *PERIOD, "--format", form, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{out}: Case file audits: monitoring report, April 2026 to June 2026.")
    return folder / out


def tables(path: Path) -> dict[str, Table]:
    """By the table's name: the label of each row, and its cells as "12 of 19 (63%)" or as they are."""
    report = json.loads(path.read_bytes())
    return {
        table["name"]: {row["label"]: [_figure(cell) for cell in row["cells"]] for row in table["rows"]}
        for section in report["sections"]
        for table in section["tables"]
    }


def _figure(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    if cell["of"] is None:
        return cell["count"]
    percent = "" if cell["percent"] is None else f" ({cell['percent']}%)"
    return f"{cell['count']} of {cell['of']}{percent}"


async def test_the_quarter_of_seed_004(house: House, tmp_path: Path) -> None:
    await quarter(house)
    path = await reported(house, tmp_path, "json")
    found = tables(path)
    assert found["selection.all"]["Selected"] == [20]
    assert found["selection.all"]["Completed (submitted by the auditors)"] == ["19 of 20 (95%)"]
    assert found["selection.month"] == {
        "May 2026": [8, "8 of 8 (100%)", "8 of 8 (100%)"],
        "June 2026": [10, "9 of 10 (90%)", "9 of 9 (100%)"],
        "June 2026: Review Unit": [2, "2 of 2", "2 of 2"],
    }
    assert found["grades.overall"] == {
        "Outstanding": ["0 of 19 (0%)"],
        "Good": ["12 of 19 (63%)"],
        "Requires improvement": ["6 of 19 (32%)"],
        "Inadequate": ["1 of 19 (5%)"],
    }
    assert [cell.partition(" ")[0] for cell in found["grades.month"]["May 2026"][1:]] == ["0", "4", "3", "1"]
    assert [cell.partition(" ")[0] for cell in found["grades.month"]["June 2026"][1:]] == ["0", "6", "3", "0"]
    assert {name: row[1] for name, row in found["selection.case_type"].items()} == {
        "CiN": "11 of 12 (92%)",
        "Family support": "1 of 1",
        "LAC": "5 of 5 (100%)",
        "Leaving care": "2 of 2",
    }
    came = found["grades.as_given"]
    assert [cell.partition(" (")[0] for cell in came["Inadequate"]] == [
        "2 of 19",
        "0 of 0",
        "0 of 1",
        "1 of 19",
    ]
    assert found["replies.changed"] == {"Overall grade": ["Inadequate", "Requires improvement", 1]}
    assert found["replies.used"]["Challenged a grade"] == ["1 of 19 (5%)"]
    (waiting,) = found["not_done.all"].items()
    assert waiting[0] == "Q-18"
    assert waiting[1][4] == "1 of 2 answered. Changed: Somebody is on leave."
    assert found["auditors.all"]["Sam Okafor"][:2] == [20, "19 of 20 (95%)"]
    whole = json.loads(path.read_bytes())
    ids = {audit["audit_id"]: audit for audit in whole["audits"]}
    for section in whole["sections"]:
        for table in section["tables"]:
            for row in table["rows"]:
                for cell in row["cells"]:
                    if isinstance(cell, dict):
                        assert len(set(cell["audits"]) & set(ids)) == len(cell["audits"]) <= cell["count"]

    page = (await reported(house, tmp_path, "html")).read_text(encoding="utf-8")
    looks_right(page)
    assert "12 of 19 (63%)" in page
    word = docx.Document(str(await reported(house, tmp_path, "docx")))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["Good", "12 of 19 (63%)"] in cells
    book = load_workbook(await reported(house, tmp_path, "xlsx"))
    rows = list(book["Overall grades"].iter_rows(values_only=True))
    told = [words.get(qn("w:val")) for words in word.element.body.iter(qn("w:tblDescription"))]
    assert any("Overall grades. " in chart and "Good: 12 of 19 (63%)" in chart for chart in told)
    assert ("Good", 12, 19, 63) in [row[:4] for row in rows]
    assert book["Overall grades"]._charts
    behind = list(book["Behind the figures"].iter_rows(values_only=True))
    good = {row[5] for row in behind if row[1:4] == ("Overall grades", "Good", "Audits")}
    assert len(good) == 12
    assert len(list(book["Audits"].iter_rows())) == 21


class Links(HTMLParser):
    """What a page links to, what it names, and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.to: set[str] = set()
        self.ids: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "a":
            self.to.add(given["href"] or "")
        self.loads += [tag] if tag in ("script", "link", "img", "iframe") or "src" in given else []


def looks_right(page: str) -> None:
    """Every link leads to one place of the page, and nothing is loaded."""
    links = Links()
    links.feed(page)
    assert links.loads == []
    assert len(links.ids) == len(set(links.ids))
    assert {to.removeprefix("#") for to in links.to} <= set(links.ids)
    assert not re.search(r"url\(|@import", page)


async def test_actions_concerns_and_moderation(house: House, tmp_path: Path) -> None:
    await submitted(house)
    await house.priya.presses("Acknowledge", on=house.priya.message("Action 1 of 1").id)
    await house.allocates("TS-9", house.amara, form="moderated", team="=South<b>")
    await house.amara.says("open TS-9")
    await house.amara.says("inadequate - Nobody saw the children for five weeks in April and May.")
    await house.amara.says("inadequate - The plan was never read with the parents or with him.")
    await house.amara.says("concern: He is afraid to go home tonight")
    await house.amara.presses("Send now")
    await house.delivers()
    house.clock.passes(minutes=10)
    await house.priya.presses("I have read this")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()
    await house.max.says("open TS-9")
    await house.max.says("requires improvement - I saw two visits in the paper file.")
    await house.max.says("submit")
    await house.max.says("yes")
    await house.delivers()
    path = await reported(house, tmp_path, "json")
    found = tables(path)
    assert found["actions.all"]["Recommended"] == [1]
    assert found["actions.all"]["of these, past their day"] == ["1 of 1"]
    assert found["actions.progress"] == {"Not reviewed yet": ["1 of 1"]}
    assert found["concerns.all"]["Read and acknowledged"] == ["1 of 1"]
    said = {s["name"]: " ".join(s["said"]) for s in json.loads(path.read_bytes())["sections"]}
    assert "it took 10 minutes in the middle case" in said["concerns"]
    assert "Pairs of grades: 1. The same: 0. One step apart: 1." in said["moderation"]
    assert "Weighted kappa cannot be said" in said["moderation"]
    crossed = found["moderation.1"]["Inadequate"]
    assert crossed == [1, 0, 0, 1, 0]
    page = (await reported(house, tmp_path, "html")).read_text(encoding="utf-8")
    looks_right(page)
    assert "=South&lt;b&gt;" in page
    assert "afraid to go home" not in page
    book = load_workbook(await reported(house, tmp_path, "xlsx"))
    assert "=South<b>" in {cell.value for row in book["Audits"].iter_rows() for cell in row}
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


async def test_an_empty_period_and_a_wrong_one(house: House, tmp_path: Path) -> None:
    await challenged(house)
    of_may = ("--from", "2026-05-01", "--to", "2026-05-20", "--format", "html", "--out", "may.html")
    done = await operator(tmp_path, house.url, "report", "monitoring", *of_may)
    assert done.returncode == 0, done.stderr
    assert "0 of 0 audits are completed." in done.stdout
    assert done.stderr.startswith("Months count as a whole")
    looks_right((tmp_path / "may.html").read_text(encoding="utf-8"))
    back = ("--from", "2026-06-01", "--to", "2026-05-20", "--format", "html", "--out", "x.html")
    wrong = await operator(tmp_path, house.url, "report", "monitoring", *back)
    assert wrong.returncode == 2
    assert "--to is before --from." in wrong.stderr
