"""An auditor begins in a Teams-like client, saves a page by card; a concern reaches the manager's page."""

from __future__ import annotations

from tests.browser.playground import pages


async def test_an_auditor_begins_and_the_manager_hears_of_a_concern(bot_url: str) -> None:
    async with pages(["amara", "priya"], bot_url) as people:
        amara, priya = people["amara"], people["priya"]
        await amara.sees("Hello Amara")
        await priya.sees("Hello Priya")
        await amara.press("Show my audits")
        await amara.press("Start", under="DEMO-102")
        await amara.sees("Before you begin", part=True)
        await amara.press_on("Start")
        await amara.sees("When did you do this audit?", part=True)

        await amara.say("go to 3.1")
        await amara.sees("Done: 0 of 17 here", part=True)
        await amara.choose("3.2 Answer", "Yes")
        await amara.fill(
            "3.2 What did you see?", "A signed copy of 4 March 2026 is in the assessments folder."
        )
        await amara.press("Save and continue")
        await amara.sees("Done: 1 of 17 here", part=True)

        await amara.say("concern: The home was without heating at the last visit")
        await amara.sees("Send this concern?")
        await amara.press("Send now")
        await priya.sees("Immediate concern: act now")
        await priya.press("I have read this")
        await priya.sees_not("I have read this")
        await amara.sees("Read: by Priya Nair", part=True)
