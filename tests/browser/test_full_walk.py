"""Whole audits in a Teams-like client: by card, by typing alone, through crashes, to the manager's desk."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.async_api import expect

from tests.browser.answers import evidence, fill, fill_until, typed
from tests.browser.bot_process import BotProcess
from tests.browser.playground import Page, pages

CASE = "DEMO-102"


async def test_a_whole_audit_by_card_through_a_crash_to_the_manager(bot: BotProcess) -> None:
    async with pages(["amara", "priya"], bot.url) as people:
        amara, priya = people["amara"], people["priya"]
        await amara.press("Show my audits")
        await amara.press("Start", under=CASE)
        await amara.sees("Before you begin", part=True)
        await amara.press_on("Start")
        await fill_until(amara, "Section 1 of 7")
        await _keep_thin_evidence(amara)
        await fill_until(amara, "Section 3 of 7, page 3")
        await _jump_there_and_back(amara)
        await fill_until(amara, "Section 5 of 7, page 1")
        await _leave_and_come_back(amara, bot)
        await fill_until(amara, "Section 6 of 7, page 2")
        await fill(amara, leave="6.6")
        await amara.press_on("Save and continue")
        await fill_until(amara, "Remedial actions")
        await _write_actions(amara)
        await _refused_until_nothing_is_missing(amara)
        await _change_from_the_review(amara)
        await _submit(amara)
        await amara.sees("Submitted. The summary with 2 actions is on its way to Priya Nair.", part=True)
        await _answer_as_manager(amara, priya)


async def _keep_thin_evidence(amara: Page) -> None:
    await amara.choose("1.2 Grade", "Good")
    await amara.fill("1.2 What did you see?", "Chronology is fine")
    await fill(amara)
    await amara.press_on("Save and continue")
    await amara.sees("What did you see that makes this Good?", part=True)
    await amara.sees("Good usually shows:")
    await amara.press_on("Keep as it is")
    await amara.sees("1.2 Chronology: kept as it is.")
    await amara.sees("Section 2 of 7, page 1", part=True)


async def _jump_there_and_back(amara: Page) -> None:
    await amara.press("Jump to")
    await amara.choose_beginning("Where to?", "7 General observations: ")
    await amara.press_on("Go there")
    await fill(amara)
    await amara.press_on("Save and continue")
    await amara.press("Jump to")
    await amara.choose_beginning("Where to?", "3 Assessment: ")
    await amara.press_on("Go there")
    await amara.sees("Section 3 of 7, page 1", part=True)
    held = {box.label: box.holds for box in await amara.boxes()}
    assert held["3.2 Answer"] == "Yes"


async def _leave_and_come_back(amara: Page, bot: BotProcess) -> None:
    await amara.choose("5.1 Answer", "Yes")
    await amara.fill("5.2 What did you see?", "Half a sentence about the")
    await amara.press_on("Pause")  # what stands in the boxes is saved with it
    await amara.sees("Paused. Everything you saved is kept.", part=True)
    await bot.restart()
    await amara.open()
    await amara.say("my audits")
    await amara.press("Continue", under=CASE)
    await amara.sees("Welcome back.", part=True)
    await amara.sees("Section 5 of 7", part=True)
    held = {box.label: box.holds for box in await amara.boxes()}
    assert held["5.1 Is there a plan?"] == "Yes"
    assert held["5.2 What did you see?"] == "Half a sentence about the"
    await amara.fill("5.2 What did you see?", evidence())


async def _write_actions(amara: Page) -> None:
    in_a_month = date.today() + timedelta(days=30)
    await amara.fill("Action", "Write down what Ayesha wants from the plan")
    await amara.fill("Who?", "Jo Whitfield")
    await amara.pick("By when?", in_a_month)
    await amara.press_on("Continue")  # a row that is filled in is kept, whichever button is pressed
    await amara.say("go to remedial actions")
    await amara.sees("Add another action")
    for what in ("Ask the school for its views", "A slip of the pen"):
        await amara.fill("Action", what)
        await amara.fill("Who?", "Priya Nair")
        await amara.pick("By when?", in_a_month)
        await amara.press_on("Add this action")
    await amara.press("Remove", under="Action 3")
    await amara.sees_not("Action 3")
    await amara.press("Edit", under="Action 1")
    await amara.sees("Change action 1")
    await amara.fill("Who?", "Jo Whitfield, with the school nurse")
    await amara.press_on("Save this change")
    await amara.sees("Who: Jo Whitfield, with the school nurse")


async def _to_the_end_of_the_review(amara: Page) -> None:
    await amara.press_on("Review")
    await amara.press("Jump to")
    await amara.choose("Which part?", "Remedial actions")
    await amara.press_on("Go there")


async def _refused_until_nothing_is_missing(amara: Page) -> None:
    await _to_the_end_of_the_review(amara)
    await amara.press_on("Submit the audit")
    await amara.sees("1 thing is still needed")
    await amara.press_on("Go there")
    await amara.choose("6.6 Grade", "Not applicable")
    await fill(amara)
    await amara.press_on("Save and continue")


async def _change_from_the_review(amara: Page) -> None:
    await amara.press_on("Review")
    await amara.press_on("Next part")
    await amara.press("Change", under="1.3 Case summary")
    await amara.choose("1.3 Grade", "Requires improvement")
    await amara.press_on("Save this change")
    await amara.sees("1.3 Case summary was Good; both are on the record.")
    await amara.sees("Was: Good until", part=True)


async def _submit(amara: Page) -> None:
    await amara.press_on("Back to the questions")
    await _to_the_end_of_the_review(amara)
    await amara.press_on("Submit the audit")
    await amara.sees("Submit this audit?")
    await amara.press("Submit anyway" if "Submit anyway" in await amara.buttons() else "Submit the audit")


async def _answer_as_manager(amara: Page, priya: Page) -> None:
    await priya.sees("Audit summary")
    await priya.sees("Action 2 of 2")
    await priya.press("Acknowledge", under="Audit summary")
    await amara.sees(f"Priya Nair acknowledged the summary of {CASE}.")
    await priya.press("Acknowledge", under="Action 1 of 2")
    await amara.sees(f"Priya Nair acknowledged action 1 of {CASE}.")
    await priya.pick("Date reviewed", date.today(), under="Action 1 of 2")
    await priya.choose("Progress", "Under way", under="Action 1 of 2")
    await priya.press("Record the review", under="Action 1 of 2")
    await priya.sees("Reviewed by Priya Nair", part=True)
    await amara.sees(f"Priya Nair reviewed action 1 of {CASE}.")


async def test_a_whole_audit_by_typing_alone_through_a_crash(bot: BotProcess) -> None:
    async with pages(["sam", "priya"], bot.url) as people:
        sam, priya = people["sam"], people["priya"]
        await sam.say("open DEMO-104")
        await sam.sees("Before you begin", part=True)
        await sam.say("start")
        await sam.sees("When did you do this audit?", part=True)
        said = await _typed_until(sam, await sam.ask("thanks"), "4.1 How well")
        challenged = await sam.ask("Good")
        assert "Good usually shows:" in challenged
        said = await sam.ask(typed(challenged))

        await bot.restart()
        await sam.open()
        await sam.say("resume")
        await sam.sees("Welcome back.", part=True)
        said = await _typed_until(sam, await sam.ask("thanks"), "All done")
        assert "Type review to check your answers, or submit" in said

        await sam.say("submit")
        await sam.sees("Submit this audit?")
        await sam.say("yes")
        await sam.sees("Submitted. The summary with 1 action is on its way to Priya Nair.", part=True)
        await priya.sees("Audit summary")
        await priya.sees("Action 1 of 1")


async def _typed_until(sam: Page, said: str, words: str) -> str:
    for _ in range(90):
        if words in said:
            return said
        said = await sam.ask(typed(said))
    raise AssertionError(f"90 answers, and {words} was never said; the last was: {said}")


async def test_a_concern_by_card_is_delivered_and_read(bot: BotProcess) -> None:
    async with pages(["amara", "priya"], bot.url) as people:
        amara, priya = people["amara"], people["priya"]
        await amara.press("Show my audits")
        await amara.press("Start", under=CASE)
        await amara.sees("Before you begin", part=True)
        await amara.press_on("Start")
        await amara.press("Raise an immediate concern")
        await amara.fill("What have you found?", "Nobody has seen him since the report of Tuesday")
        await amara.press("Send the concern")
        await priya.sees("Immediate concern: act now")
        await priya.sees("Nobody has seen him since the report of Tuesday")
        await amara.sees("Delivered: to Priya Nair", part=True)
        await amara.sees("Read: not yet")
        await priya.press("I have read this")
        await priya.sees("Immediate concern: read")
        await amara.sees("Read: by Priya Nair", part=True)
        await amara.sees(f"Priya Nair has read your concern on {CASE}.")


async def test_a_pair_that_answers_the_same_question_loses_nothing(bot: BotProcess) -> None:
    async with pages(["amara", "sam"], bot.url) as people:
        amara, sam = people["amara"], people["sam"]
        for page in (amara, sam):
            await page.say("open DEMO-101")
            await page.sees("Tier 2 audit · DEMO-101", part=True)
            await page.say("go to 1.1")
            await page.sees("Section 1 of 7")
        hers = "Updated in June, with every move and what it meant for Ayesha."
        his = "The last entry is from March, and two of the school moves are missing."
        await amara.choose("1.2 Grade", "Good")
        await amara.fill("1.2 What did you see?", hers)
        await amara.press_on("Save and continue")
        await sam.choose("1.2 Grade", "Requires improvement")
        await sam.fill("1.2 What did you see?", his)
        await sam.press_on("Save and continue")

        await sam.sees("Amara Osei saved this question", part=True)
        await sam.sees(hers)
        held = {box.label: box.holds for box in await sam.boxes()}
        assert held["1.2 What did you see?"] == his

        await sam.fill("1.2 What did you see?", f"{hers} {his}")
        await sam.press_on("Save and continue")
        await amara.say("go to 1.1")
        await amara.sees("Sam Okafor changed 1.2 Chronology", part=True)
        await amara.say("card")
        await expect(amara.card()).to_contain_text("Section 1 of 7")
        held = {box.label: box.holds for box in await amara.boxes()}
        assert held["1.2 What did you see?"] == f"{hers} {his}"
