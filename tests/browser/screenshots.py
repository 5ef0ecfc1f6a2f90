"""Takes the README's pictures: python -m tests.browser.screenshots writes them to docs/screenshots/."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date, timedelta
from pathlib import Path

from app import running
from bot.commands.support import opened
from bot.demo.run import load_demonstration
from bot.setting_readers import Mode
from bot.settings import Settings
from template_specs.language.loader import library
from tests.browser.answers import fill
from tests.browser.conftest import free_port
from tests.browser.invented_file import GOOD, IMPROVE, SEEN, WORDS
from tests.browser.playground import Box, Page, pages

FOLDER = Path("docs/screenshots")
WIDE, PHONE = 760, 420

ASKED = {question.text: question.id for question in library()["tier2-cin-cp"].questions}


async def main() -> None:
    """Walk an audit with invented people, and take pictures as it goes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            mode=Mode.DEVELOPMENT, port=free_port(), database_url=f"sqlite:///{folder}/audits.db"
        )
        async with opened(settings) as storage:
            await load_demonstration(storage)
        url = f"http://{settings.host}:{settings.port}"
        async with running(settings), pages(["amara", "sam", "priya"], url) as people:
            amara, sam, priya = people["amara"], people["sam"], people["priya"]
            await _begin(amara)
            await _phone(amara)
            await _challenge(amara)
            await _concern(amara, priya)
            await _finish(amara)
            await _manager(priya)
            await _pair(amara, sam)


async def _begin(amara: Page) -> None:
    await amara.fit(WIDE, 900)
    await amara.press("Show my audits")
    await amara.sees("Your audits")
    await amara.shot(FOLDER / "my-audits.png")
    await amara.press("Start", under="DEMO-102")
    await amara.sees("Before you begin", part=True)
    await amara.press_on("Start")
    await amara.sees("When did you do this audit?", part=True)
    await amara.fit(WIDE, 1500)
    await _fill(amara)
    await _put(amara, "1.1")
    await _put(amara, "1.2")
    await amara.shot_card(FOLDER / "page.png")


async def _phone(amara: Page) -> None:
    await amara.fit(PHONE, 1500)
    await amara.say("go to 3.9")
    await amara.sees("Section 3 of 7, page 3", part=True)
    await _put(amara, "3.9")
    await amara.shot(FOLDER / "page-on-a-phone.png")


async def _challenge(amara: Page) -> None:
    await amara.fit(WIDE, 2000)
    await amara.say("go to 1.1")
    await amara.sees("Section 1 of 7")
    await _put(amara, "1.1")
    await _put(amara, "1.3")
    await amara.choose("1.2 Grade", GOOD)
    await amara.fill("1.2 What did you see?", "Chronology is fine")
    await amara.press_on("Save and continue")
    await amara.shot_card(FOLDER / "challenge.png")
    await amara.fill("1.2 What did you see?", SEEN["1.2"][1])
    await amara.press_on("Save and continue")


async def _concern(amara: Page, priya: Page) -> None:
    await priya.fit(WIDE, 620)
    await amara.say("concern: The home was without heating at the last visit")
    await amara.press("Send now")
    await priya.sees("Immediate concern: act now")
    await priya.shot(FOLDER / "concern.png")
    await amara.sees("Delivered: to Priya Nair", part=True)
    await amara.say("card")
    await amara.sees("Section 2 of 7, page 1", part=True)


async def _finish(amara: Page) -> None:
    while "Remedial actions" not in await amara.card().inner_text():
        await _fill(amara)
    await amara.fill("Action", "Meet father and his mother, and write down what each of them sees for A.")
    await amara.fill("Who?", "Jo Whitfield")
    await amara.pick("By when?", date.today() + timedelta(days=14))
    await amara.press_on("Review and submit")
    await amara.press_on("Submit the audit")
    await amara.sees("Submit this audit?")
    await amara.press("Submit anyway" if "Submit anyway" in await amara.buttons() else "Submit the audit")


async def _manager(priya: Page) -> None:
    await priya.fit(WIDE, 2400)
    await priya.sees("Action 1 of 1")
    await priya.shot_card(FOLDER / "summary.png", "Audit summary")
    await priya.press("Acknowledge", under="Action 1 of 1")
    await priya.sees("Supervision review")
    await priya.shot_card(FOLDER / "action.png", "Action 1 of 1")


async def _pair(amara: Page, sam: Page) -> None:
    for page in (amara, sam):
        await page.fit(WIDE, 2000)
        await page.say("open DEMO-101")
        await page.sees("Tier 2 audit · DEMO-101", part=True)
        await page.say("go to 1.1")
        await page.sees("Section 1 of 7")
    await _put(amara, "1.2")
    await amara.press_on("Save and continue")
    await sam.choose("1.2 Grade", IMPROVE)
    await sam.fill("1.2 What did you see?", "Nothing since August, and the move to her aunt is missing.")
    await sam.press_on("Save and continue")
    await sam.shot_card(FOLDER / "conflict.png")


async def _put(page: Page, number: str) -> None:
    """Answer one question as the invented file has it."""
    grade, seen = SEEN[number]
    for box in await page.boxes():
        if _asked(box) == number:
            await page.put(box, seen if box.kind == "text" else grade)


async def _fill(page: Page) -> None:
    """Answer a page as the invented file has it, and save it."""
    for box in await page.boxes():
        asked = _asked(box)
        chosen, seen = SEEN.get(asked, ("", WORDS.get(asked, "")))
        said = seen if box.kind == "text" else chosen
        if said and not box.holds:
            await page.put(box, said)
    await fill(page)
    await page.press_on("Save and continue")


def _asked(box: Box) -> str:
    """The question that a box belongs to; empty for a row's."""
    words = f"{box.question} {box.label}"
    return next((id for text, id in ASKED.items() if text in words), "")


if __name__ == "__main__":
    asyncio.run(main())
