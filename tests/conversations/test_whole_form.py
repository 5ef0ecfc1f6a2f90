"""The whole Tier 2 form, once by card: left in the middle, taken up by a new process, submitted."""

from __future__ import annotations

from tests.connector import buttons
from tests.conversations.filling import evidence, fill_page
from tests.conversations.harness import House, said


async def test_tier_2_from_start_to_acknowledgement(house: House) -> None:
    amara, priya = house.amara, house.priya
    await priya.installs()
    await house.allocates("TS-101", amara, form="tier2-cin-cp", case_type="CP")
    template = house.templates["tier2-cin-cp"]
    await amara.says("my audits")
    await amara.presses("Start")
    await amara.sees("Before you begin", "Keep the child at the centre throughout.")
    await amara.presses("Start")
    pages = 0
    while "All done." not in said(amara.messages[-1]):
        pages += 1
        assert pages < 120, said(amara.messages[-1])
        if pages == 10:
            await amara.presses("Pause")
            await house.restarts()
            house.clock.passes(days=3)
            await amara.says("my audits")
            await amara.sees("In progress,")
            await amara.presses("Continue")
            await amara.sees("Welcome back.")
        if await fill_page(amara, template):
            continue
        rows = (await house.audit("TS-101"))[0].rows.get("actions", ())
        for number in range(len(rows) + 1, 3):
            cells = {"c:what": f"Action number {number}", "c:who": "Jo Whitfield", "c:by_when": "2026-07-01"}
            await amara.presses("Add this action", cells)
        if "Review and submit" in amara.buttons:
            break  # nothing is missing: there is nowhere to continue to
        await amara.presses("Continue")
    audit = (await house.audit("TS-101"))[0]
    answered = sum("/" not in key for key in audit.history)
    print(f"Tier 2: {pages} pages, {answered} answers, {audit.revision} happenings, {len(house.cards)} cards")
    await amara.says("review")
    while "Next part" in amara.buttons:
        await amara.presses("Next part")
    await amara.presses("Submit the audit")
    await amara.presses("Submit anyway")
    await amara.has_seen("Submitted. The summary with 2 actions is on its way to Priya Nair")
    await priya.has_seen("Audit summary", "Good")
    assert [said(m).count("of 2") > 0 for m in priya.messages[-3:-1]] == [True, True]
    assert "Manager's reply" in said(priya.messages[-1])
    assert len(priya.messages) == 5
    summary = priya.message("Audit summary")
    await priya.presses("Acknowledge", on=summary.id)
    await amara.has_seen("Priya Nair acknowledged the summary of TS-101.")
    assert "Acknowledge" not in buttons(summary.looks or {})
    for key in ("1.2", "3.16", "5.10", "recent"):
        value, words = await house.answer("TS-101", key)
        assert value == ("ri" if key == "recent" else "good")
        assert words in ("", evidence(key))
    assert (await house.answer("TS-101", "3.16"))[1] == evidence("3.16")
    assert (await house.answer("TS-101", "why_step"))[1] == "Words for why_step."
