"""Takes the README's pictures: python -m tests.browser.screenshots writes them to docs/screenshots/."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from app import running
from bot.console import opened
from bot.setting_readers import Mode
from bot.settings import Settings
from bot.trying import load_demonstration
from tests.browser.conftest import free_port
from tests.browser.playground import Page, pages

FOLDER = Path("docs/screenshots")
WIDE, PHONE = 760, 420


async def main() -> None:
    """Walk a little way with invented people, and take pictures as it goes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            mode=Mode.DEVELOPMENT, port=free_port(), database_url=f"sqlite:///{folder}/audits.db"
        )
        async with opened(settings) as storage:
            await load_demonstration(storage)
        url = f"http://{settings.host}:{settings.port}"
        async with running(settings), pages(["amara", "priya"], url) as people:
            await _auditor(people["amara"])
            await _manager(people["amara"], people["priya"])


async def _auditor(amara: Page) -> None:
    await amara.fit(WIDE, 780)
    await amara.sees("Hello Amara")
    await amara.press("Show my audits")
    await amara.sees("Your audits")
    await amara.shot(FOLDER / "my-audits.png")
    await amara.press("Start", under="DEMO-102")
    await amara.sees("Page 1 of 3")
    await amara.fit(PHONE, 1500)
    await amara.say("go to 3.1")
    await amara.sees("Answered: 0 of 17 in this section", part=True)
    await amara.choose("3.2 Answer", "Yes")
    await amara.fill("3.2 What did you see?", "A signed copy of 4 March 2026 is in the assessments folder.")
    await amara.shot(FOLDER / "page-on-a-phone.png")
    await amara.press("Save and continue")
    await amara.sees("Answered: 1 of 17 in this section", part=True)


async def _manager(amara: Page, priya: Page) -> None:
    await priya.fit(WIDE, 620)
    await amara.say("concern: The home was without heating at the last visit")
    await priya.sees("Immediate concern: act now")
    await priya.shot(FOLDER / "concern.png")


if __name__ == "__main__":
    asyncio.run(main())
