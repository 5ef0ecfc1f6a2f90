"""The JSON export goes in again: the same record, the same report, the same export."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema

from dialogs.audits.audit import Role
from dialogs.programme.calendar import Round
from dialogs.programme.codings import Coding
from storage.reporting import Months
from tests.conversations.harness import EVIDENCE, House
from tests.programme.quarter import challenged, operator

ROUND = Round(
    *("2026-06", "", "Disability", ("Leaving care",), "replied", 8, 0, ("North=4",), (Role.SERVICE_MANAGER,)),
    due=date(2026, 6, 30),
)
SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "export.schema.json"


async def told(folder: Path, url: str, *arguments: str) -> str:
    done = await operator(folder, url, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def report(folder: Path, url: str, name: str) -> dict[str, Any]:
    months = ("--from", "2026-06-01", "--to", "2026-06-30", "--format", "json", "--out", name)
    await told(folder, url, "report", "monitoring", *months)
    made: dict[str, Any] = json.loads((folder / name).read_bytes())
    del made["made_at"]
    return made


async def exported(folder: Path, url: str, name: str) -> dict[str, Any]:
    await told(folder, url, "audits", "export", "--format", "json", "--out", name)
    whole: dict[str, Any] = json.loads((folder / name).read_bytes())
    del whole["exported_at"]
    return whole


async def life(house: House) -> None:
    """A challenged audit, one under way with superseded and thin answers, one given to somebody else."""
    await challenged(house)
    await house.allocates("TS-402", house.amara, house.sam)
    await house.amara.says("open TS-402")
    await house.amara.says("good - seen twice")
    await house.amara.says("keep it as it is")
    await house.amara.says(f"1.1: requires improvement - {EVIDENCE} It is - seen alone - twice.")
    await house.amara.says("note: the genogram is old")
    await house.allocates("TS-403", house.sam, form="small")
    await house.reallocates("TS-403", due="2026-06-12", auditors=house.amara.id)
    async with house.bot.storage.work() as work:
        june = Months("2026-06", "2026-06")
        coded = Coding(house.audits["TS-401"], "overall", 1, house.ellen.id, ("plan",), house.clock())
        await work.codings.keep([coded])
        await work.calendar.write([ROUND, replace(ROUND, list="Review Unit", theme="")], house.clock())
        await work.calendar.note_part(
            "2026-06", [house.sam.id], "On leave", house.ellen.id, house.clock(), out=True
        )
        await work.report_texts.write(june, "analysis", "Basics are done.", house.ellen.id, house.clock())
    await house.delivers()


async def test_the_same_report_from_another_database(house: House, tmp_path: Path) -> None:
    await life(house)
    first = await exported(tmp_path, house.url, "a.json")
    jsonschema.validate(
        json.loads((tmp_path / "a.json").read_bytes()), json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    )
    elsewhere = f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.db'}"
    assert await told(tmp_path, elsewhere, "audits", "import", "a.json") == (
        "10 people came onto the people list without a role: people import gives roles.\n3 audits taken.\n"
    )
    assert await report(tmp_path, elsewhere, "b.json") == await report(tmp_path, house.url, "c.json")
    assert await exported(tmp_path, elsewhere, "d.json") == first
    again = await told(tmp_path, elsewhere, "audits", "import", "a.json")
    assert again == "0 audits taken, 3 were recorded already.\n"
    laid_out = json.loads((tmp_path / "a.json").read_bytes())
    (tmp_path / "pretty.json").write_text(json.dumps(laid_out, indent=2), encoding="utf-8")
    third = f"sqlite+aiosqlite:///{tmp_path / 'third.db'}"
    assert (await told(tmp_path, third, "audits", "import", "pretty.json")).endswith("3 audits taken.\n")
    assert await exported(tmp_path, third, "e.json") == first


async def test_a_damaged_file_is_refused_whole(house: House, tmp_path: Path) -> None:
    await house.allocates("TS-401", house.amara, form="small")
    await house.amara.says("open TS-401")
    async with house.bot.storage.work() as work:
        await work.calendar.write([ROUND], house.clock())
    whole = await exported(tmp_path, house.url, "a.json")
    lines = (tmp_path / "a.json").read_bytes().splitlines()
    elsewhere = f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.db'}"
    damaged = {
        "cut.json": lines[0] + b"\n" + lines[1][:-20],
        "unknown.json": b"\n".join(lines).replace(b'"what":"started"', b'"what":"strted"'),
        "other.json": b'{"a": 1}',
        "form.json": b"\n".join(lines).replace(b"A small case file audit", b"A small case file audt"),
        "newer.json": b"\n".join(lines).replace(b'"schema":3', b'"schema":99'),
        "month.json": b"\n".join(lines).replace(
            b'"month":"2026-06","list":""', b'"month":"June","list":""', 1
        ),
        "none.json": b"",
    }
    for name, data in damaged.items():
        (tmp_path / name).write_bytes(data)
        done = await operator(tmp_path, elsewhere, "audits", "import", name)
        assert (done.returncode, done.stdout) == (1, ""), name
        assert "Nothing was taken." in done.stderr, done.stderr
    assert whole["audits"]
    assert (await exported(tmp_path, elsewhere, "b.json"))["audits"] == []
