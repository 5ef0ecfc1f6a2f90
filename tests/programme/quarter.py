"""What the tests of documents and reports share: audits made in conversations, and the operator."""

from __future__ import annotations

import asyncio
import base64
import subprocess
from pathlib import Path
from typing import Any

from tests.commands.test_command_line import call
from tests.conversations.harness import EVIDENCE, House

KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
"""The keyring of `tests/conftest.py`, as a setting."""
EXPLAINED = "The visits of May were in the paper file, and are on the system since 3 June."
HOSTILE = "<select> &nbsp; {{ name }} {% raw %} \U0001f622 \u0628\u0646\u062a " + "x" * 3000


async def operator(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, as somebody runs it beside the bot."""
    return await asyncio.to_thread(call, folder, *arguments, DATABASE_URL=url, DATA_KEYS=KEYS)


async def challenged(house: House, case: str = "TS-401") -> None:
    """A pair judges a file Inadequate and raises a concern; the manager's reply changes the grade."""
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
    await replied(house, case)


CASES = {
    ("2026-05", ""): [
        *[("CiN", "good")] * 3,
        ("LAC", "good"),
        ("CiN", "reply"),
        ("CiN", "ri"),
        ("Leaving care", "ri"),
        ("LAC", "inadequate"),
    ],
    ("2026-06", ""): [
        *[("CiN", "good")] * 5,
        ("LAC", "good"),
        ("CiN", "ri"),
        ("Leaving care", "ri"),
        ("Family support", "ri"),
        ("CiN", "not done"),
    ],
    ("2026-06", "Review Unit"): [("LAC", "good"), ("LAC", "good")],
}
"""The quarter of seed 004, by month and list: case types, and what came of each audit."""
NAMES = {"good": "good", "ri": "requires improvement", "inadequate": "inadequate", "reply": "inadequate"}


async def quarter(house: House) -> None:
    """Twenty cases selected and nineteen completed, each in a conversation of its auditors."""
    number = 0
    for (month, listed), cases in CASES.items():
        for case_type, became in cases:
            number += 1
            case = f"Q-{number}"
            theme = "Disability / Sensory Loss" if month == "2026-05" else ""
            row: dict[str, Any] = {"month": month, "list": listed, "theme": theme, "case_type": case_type}
            await house.allocates(case, house.amara, house.sam, form="replied", **row)
            await house.amara.says(f"open {case}")
            grade = NAMES.get(became, "good")
            await house.amara.says(f"{grade} - {EVIDENCE}")
            if became == "not done":
                await house.reallocates(case, due="2026-06-12")
                continue
            await house.amara.says(
                f"{grade} - The plan of {case} was read with both parents in May and in June."
            )
            await house.amara.says("submit")
            await house.amara.says("yes")
            await house.delivers()
            if became == "reply":
                await replied(house, case)


async def replied(house: House, case: str) -> None:
    """The manager explains, and the pair changes Inadequate to Requires improvement."""
    await house.priya.says(f"open {case}")
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    await house.sam.says(f"open {case}")
    await house.sam.says(
        "change overall to requires improvement - The visits took place, and were recorded late."
    )
    await house.amara.says(f"open {case}")
    await house.amara.says("agree")
    await house.delivers()
