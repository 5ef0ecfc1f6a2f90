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
from tests.browser.answers import fill
from tests.browser.conftest import free_port
from tests.browser.playground import Page, pages

FOLDER = Path("docs/screenshots")
WIDE, PHONE = 760, 420

GOOD = "Good"
IMPROVE = "Requires improvement"
SEEN = {
    "1.2": (GOOD, "Current to October. Every move is there, with what it meant for A. and who told her."),
    "1.3": (GOOD, "Two clear pages: who A. is, why we are involved, and what has to change by Christmas."),
    "2.1": (GOOD, "School's call was followed up the same day, and the earlier referral of 2024 was read."),
    "2.2": (GOOD, "Health visitor and school both asked; the school's account led to the joint visit."),
    "2.5": (GOOD, "History of three contacts was put together, and the pattern of missed meals was named."),
    "2.8": (GOOD, "A. was seen within the day and alone; the strategy discussion was held by noon."),
    "3.9": (IMPROVE, "Her hearing is mentioned once. What it means at home and in class is not explored."),
    "3.11": (IMPROVE, "Father was rung twice. His own account, and his mother's, were never asked for."),
    "3.21": (IMPROVE, "Sound on harm; thin on who A. is, and on what her father and his family could offer."),
    "6.5": (IMPROVE, "Supervision in June and September only. The drift on the housing letter was missed."),
}
"""What the invented file shows, where a picture shows it."""
WORDS = {
    "Is there anything to say": "A. tells her own story throughout, in words and drawings, and it led to the "
    "change of school. Good practice to share: the story board made with her and her brother.",
    "What explains that": "The assessment leaves gaps; the plan and the work since have closed most of them.",
    "What did the parents": "Her mother said she was listened to, and knew what had to change and why.",
}


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
    grade, seen = SEEN.get(number, ("Yes", "Complete, and both parents' responsibility is clear."))
    for box in await page.boxes():
        if box.question.startswith(f"{number} "):
            await page.put(box, seen if box.kind == "text" else grade)


async def _fill(page: Page) -> None:
    """Answer a page and save it."""
    for box in await page.boxes():
        number = box.question.split(" ")[0]
        said = next((words for asked, words in WORDS.items() if asked in box.question), "")
        if number in SEEN and not box.holds:
            await page.put(box, SEEN[number][box.kind == "text"])
        elif said:
            await page.put(box, said)
    await fill(page)
    await page.press_on("Save and continue")


if __name__ == "__main__":
    asyncio.run(main())
