"""What the tests of documents and reports share: audits made in conversations, and the operator."""

from __future__ import annotations

import asyncio
import base64
import subprocess
from pathlib import Path

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
    await house.delivers()
