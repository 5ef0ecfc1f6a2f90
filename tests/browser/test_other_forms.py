"""The other forms in a Teams-like client as wide as a phone: by card and by typing, through all their stages.

A form of somebody's own is brought in from its YAML file alone.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.demo.playground import Persona
from template_specs.language.loader import LIBRARY
from tests.browser.answers import fill, typed_until, write_down
from tests.browser.bot_process import BotProcess
from tests.browser.conftest import free_port
from tests.browser.playground import Page, pages

PHONE = 420
DONE = "All done"
THANKS = "That is all we need from you"
MAX = Persona("Max Lund", "max.lund@example.org", "5b7b6a04-5e0e-4c0c-9f4e-1d6b3a1f0c55", "moderator")
IRO_VIEW = "As the IRO I heard Ayesha at both reviews, and her plan has moved on since."
REFLECTION = "Looking back I would have met her father sooner, and I will next time."
FEEDBACK = "The practitioner found the moderation fair, and took two things from it."
OWN_CASES = """\
case_ref,team,practitioner_email,manager_email,template,auditor_emails
OWN-1,Riverside team,jo.whitfield@example.org,priya.nair@example.org,supervision-audit,amara.osei@example.org
"""


async def test_a_deep_dive_by_card_through_all_its_stages(bot: BotProcess, tmp_path: Path) -> None:
    moderator = tmp_path / "moderator.csv"
    moderator.write_text(
        "name,email,aad_object_id,roles\n"
        f"{MAX.name},{MAX.email},{MAX.aad_object_id},{MAX.roles}\n"
        f"Ellen Marsh,ellen.marsh@example.org,,qa_lead\n",
        encoding="utf-8",
    )
    await bot.call("people", "import", str(moderator))
    names = ["amara", "sam", "ellen", "priya", "jo", "max"]
    async with pages(names, bot.url, also=[MAX]) as people:
        amara, sam, ellen, jo, max_ = (people[name] for name in ("amara", "sam", "ellen", "jo", "max"))
        for page in people.values():
            await page.phone(PHONE)
        await _begin(amara, "DEMO-105")
        await _ticks_for_an_outstanding(amara)
        await _by_card(amara)
        # The practitioner, and the IRO: each writes what nobody else does.
        views = "Your views on this audit"  # Amara has written for them, so they need not
        await _takes_part(jo, views, saying=REFLECTION, opens="Read or change it")
        await _takes_part(sam, views, saying=IRO_VIEW, opens="Read or change it")
        await _submits(amara, "Done. Next is QA check.")
        await _takes_part(ellen, "QA check")
        await _completes(ellen, "QA check", "Done. Next is Moderation.")
        await max_.sees("Moderation")
        await _takes_part(max_, "Moderation", differing="Requires improvement")
        await _completes(
            max_, "Moderation", "Submitted. The summary with 1 action is on its way to Priya Nair."
        )
        await _sees_both_grades(people["priya"])
        await people["priya"].say("agree")  # their right to reply: the audit goes on once they have
        await _takes_part(max_, "Return and feedback", saying=FEEDBACK)
        await _completes(max_, "Return and feedback", "Done. This audit is closed.")
        await amara.sees("The audit is closed.", part=True)
        await jo.sees("What came of the audit")  # their own result, in place of a bare "it is final"
        # Kept by the database, and read by the auditor when all is done.
        await bot.restart()
        await _reads(amara, "DEMO-105", IRO_VIEW, REFLECTION, "Team manager (TM)", FEEDBACK)


async def test_a_deep_dives_audit_by_typing_alone(bot: BotProcess) -> None:
    async with pages(["sam"], bot.url) as people:
        await _types(people["sam"], "DEMO-107", "Done. Next is QA check.")


async def test_a_multi_agency_audit_by_card_to_the_manager(bot: BotProcess) -> None:
    async with pages(["amara", "priya"], bot.url) as people:
        amara, priya = people["amara"], people["priya"]
        await amara.phone(PHONE)
        await _begin(amara, "DEMO-106")
        await _by_card(amara)
        await _submits(amara, "Submitted. The summary with 1 action is on its way to Priya Nair.")
        await priya.sees("Audit summary")
        await priya.sees("Action 1 of 1")


async def test_a_multi_agency_audit_by_typing_alone(bot: BotProcess) -> None:
    async with pages(["sam"], bot.url) as people:
        await _types(people["sam"], "DEMO-106", "is on its way to Priya Nair.")


async def test_a_form_of_ones_own_from_its_file_alone_through_both_stages(own_form: BotProcess) -> None:
    async with pages(["amara", "priya"], own_form.url) as people:
        amara, priya = people["amara"], people["priya"]
        for page in people.values():
            await page.phone(PHONE)
        await _begin(amara, "OWN-1")
        await _by_card(amara)
        await _submits(amara, "Submitted. The summary with 1 action is on its way to Priya Nair.")
        await priya.sees("Audit summary")
        await priya.sees("Action 1 of 1")
        await _takes_part(priya, "Manager's reply")
        await _completes(priya, "Manager's reply", "Done. This audit is closed.")


@pytest.fixture
async def own_form(tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot whose folder of forms holds the example, and a case that is audited with it."""
    forms = tmp_path / "forms"
    forms.mkdir()
    shutil.copy(LIBRARY / "examples" / "supervision-audit.yaml", forms)
    cases = tmp_path / "own.csv"
    cases.write_text(OWN_CASES, encoding="utf-8")
    process = BotProcess(tmp_path, free_port(), FORMS=str(forms))
    await process.load()
    await process.call("cases", "import", str(cases))
    try:
        await process.start()
        yield process
    finally:
        await process.kill()


async def _begin(page: Page, case: str) -> None:
    await page.press("Show my audits")
    await page.press("Start", under=case)
    await page.sees("Before you begin", part=True)
    await page.press_on("Start")
    await page.sees("About this audit")


async def _by_card(page: Page, overall: str = "") -> None:
    """Fill page after page, each no wider than the phone, until nothing is missing."""
    for _ in range(60):
        assert await page.too_wide() == []
        for box in await page.boxes() if overall else ():
            if box.question == "What is the final overall grade?":
                await page.put(box, overall)
        text = await page.card().inner_text()
        if DONE in text or THANKS in text or "Review and submit" in await page.buttons():
            await fill(page)
            await _last(page)
            return
        assert await write_down(page), text
    raise AssertionError("60 pages, and no end")


async def _last(page: Page) -> None:
    """Save what the last page holds."""
    for button in ("Save and continue", "Save", "Continue", "Review and submit"):
        text = await page.card().inner_text()
        if button in await page.buttons() and DONE not in text and THANKS not in text:
            await page.press_on(button)
            return


async def _ticks_for_an_outstanding(amara: Page) -> None:
    """The best grade asks what makes it so, from the practice standards."""
    await amara.say("go to audit areas")
    await amara.sees("How well are risks identified, and harm to the child reduced in a timely way?")
    for box in await amara.boxes():
        if box.question.startswith("How well are risks") and box.label.endswith("grade"):
            await amara.put(box, "Outstanding")
    await fill(amara)
    await amara.press_on("Save and continue")
    await amara.sees("Which of these does the file show?")
    assert await amara.too_wide() == []
    await fill(amara)
    await amara.press_on("Save and continue")
    await amara.say("go to about this audit")
    await amara.sees("Who is the child? Initials are enough.")


async def _takes_part(
    page: Page, stage: str, differing: str = "", saying: str = "", opens: str = "Open it"
) -> None:
    """Open the card that says the audit waits, and answer what is asked of this person.

    `differing`: the grade for the first question and for the overall one; `saying`: the words of the last
    text box of the first page.
    """
    await page.sees(stage)
    await page.press(opens, under=stage)
    await expect(page.card().get_by_role("button", name="Save").last).to_be_visible(timeout=20_000)
    if differing:
        for box in await page.boxes():
            if box.label.endswith("grade"):
                await page.put(box, differing)
                break
    if saying:
        if stage == "Return and feedback":
            await _returned(page)
        texts = [box for box in await page.boxes() if box.kind == "text"]
        await page.put(texts[-1], saying)
    await _by_card(page, differing)


async def _returned(page: Page) -> None:
    """To the team manager, and with the practitioner's feedback: the next page asks for their words."""
    for box in await page.boxes():
        await page.put(box, "Team manager (TM)" if box.kind == "ticks" else "Yes")
    # A stage of one page has Save, a longer one Save and continue.
    several = await page.card().get_by_role("button", name="Save and continue", exact=True).count()
    await page.press_on("Save and continue" if several else "Save")


async def _sees_both_grades(priya: Page) -> None:
    """The manager's summary has the auditor's grade and the moderator's, each as its own."""
    await priya.sees("Audit summary")
    await priya.sees("Risk and harm", part=True)
    await priya.sees("Action 1 of 1")
    summary = await priya.card_of("Audit summary").inner_text()
    assert re.search(r"Moderated grade: +Requires improvement +\(Max Lund\)", summary), summary
    assert "Amara Osei gave Good." in summary


async def _reads(page: Page, case: str, *expected: str) -> None:
    """Read the whole audit through; all of `expected` stands somewhere in it."""
    await page.say(f"open {case}")
    seen = ""
    for number in range(1, 30):
        await page.sees(f"Part {number} of ", part=True)
        assert await page.too_wide() == []
        seen += await page.card().inner_text()
        if "Next part" not in await page.buttons():
            break
        await page.press_on("Next part")
    missing = [words for words in expected if words not in seen]
    assert not missing, seen


async def _completes(page: Page, stage: str, said: str) -> None:
    await page.say("submit")
    await page.sees(f"Complete this stage: {stage}?")
    await page.press("Complete the stage")
    await page.sees(said, part=True)


async def _submits(page: Page, said: str) -> None:
    await page.say("submit")
    await page.sees("Submit this audit?")
    await page.press("Submit anyway" if "Submit anyway" in await page.buttons() else "Submit the audit")
    await page.sees(said, part=True)


async def _types(page: Page, case: str, sent: str) -> None:
    await page.say(f"open {case}")
    await page.sees("Before you begin", part=True)
    await page.say("start")
    await page.sees("About this audit")
    said = await typed_until(page, await page.ask("thanks"), DONE)
    assert "submit" in said
    await page.say("submit")
    await page.sees("Submit this audit?")
    await page.say("yes")
    await page.sees(sent, part=True)
