"""The manager's cards, acknowledgements, reviews of actions, reopening."""

from __future__ import annotations

from tests.connector import buttons
from tests.conversations.harness import House, said
from tests.conversations.test_answering import fill, start, submit


async def submitted(house: House) -> None:
    await start(house)
    await fill(house)
    await house.priya.installs()
    await submit(house)
    await house.delivers()


async def test_acknowledging_edits_the_card_in_place_and_tells_the_auditors(house: House) -> None:
    await submitted(house)
    await house.sam.installs()
    summary = house.priya.message("Audit summary")
    count = len(house.priya.messages)
    await house.priya.presses("Acknowledge", on=summary.id)
    await house.delivers()
    assert "Acknowledged by Priya Nair, 5 June 2026 at 2:30pm" in said(summary)
    assert "Acknowledge" not in buttons(summary.looks or {})
    assert len(house.priya.messages) == count
    for auditor in (house.amara, house.sam):
        await auditor.has_seen("Priya Nair acknowledged the summary of TS-101.")
    told = len(house.amara.messages)
    answer = await house.priya.sends(
        {"verb": "ack", "audit": house.audits["TS-101"], "subject": "summary"}, summary.id
    )
    assert "Acknowledged by Priya Nair" in str(answer.card)
    await house.delivers()
    assert len(house.amara.messages) == told


async def test_an_action_is_acknowledged_and_reviewed(house: House) -> None:
    await submitted(house)
    action = house.priya.message("Action 1 of 1")
    await house.priya.presses("Acknowledge", on=action.id)
    await house.priya.presses("Record the review", {"c:reviewed": "2026-06-30", "c:progress": "under_way"})
    await house.delivers()
    assert "Date reviewed" in said(action), "a day to come is refused, with the reason"
    await house.priya.presses("Record the review", {"c:reviewed": "2026-06-04", "c:progress": "under_way"})
    await house.delivers()
    assert "Reviewed by Priya Nair, 5 June 2026" in said(action)
    await house.amara.has_seen("Priya Nair reviewed action 1 of TS-101.")


async def test_reading_the_whole_audit_leaves_the_summary_standing(house: House) -> None:
    await submitted(house)
    summary = house.priya.message("Audit summary")
    await house.priya.presses("Read the whole audit", on=summary.id)
    await house.priya.sees("Answers", "you can read this, and not change it.")
    assert "Acknowledge" in buttons(summary.looks or {})
    reading = house.priya.messages[-1]
    assert reading.id != summary.id
    while "Next part" in house.priya.buttons:
        await house.priya.presses("Next part")
        assert house.priya.messages[-1].id == reading.id
    await house.priya.presses("Acknowledge", on=summary.id)
    await house.delivers()
    assert "Acknowledged by Priya Nair" in said(summary)


async def test_a_manager_without_the_bot_gets_the_cards_once_they_install_it(house: House) -> None:
    await start(house)
    await fill(house)
    await submit(house)
    await house.amara.has_seen("Its summary has not reached Priya Nair yet")
    assert house.priya.messages == []
    house.clock.passes(days=2)
    await house.delivers()
    assert house.priya.messages == []
    await house.priya.installs()
    await house.priya.has_seen("Audit summary")
    await house.priya.has_seen("Action 1 of 1")
    assert len(house.priya.messages) == 3


async def test_the_qa_lead_reopens(house: House) -> None:
    await submitted(house)
    await house.ellen.says("reopen TS-101")
    await house.ellen.sees("Why are you reopening it?")
    await house.amara.says("reopen TS-101 because I forgot the plan")
    await house.amara.sees("I found no audit")
    await house.ellen.says("reopen TS-101 because the plan was missed in section 1")
    await house.ellen.sees("TS-101 is open again")
    assert not any("Small audit" in said(message) for message in house.ellen.messages)
    await house.amara.has_seen("Ellen Marsh reopened the audit of TS-101: the plan was missed")
    summary = house.priya.message("Audit summary")
    assert "This audit is with its auditors again" in said(summary)
    assert "Acknowledge" not in buttons(summary.looks or {})
    await house.amara.says("open TS-101")
    await house.amara.says("submit")
    await house.amara.presses("Submit anyway")
    await house.priya.has_seen("has been submitted again")
    assert "Acknowledge" in buttons(summary.looks or {})
    assert len([m for m in house.priya.messages if "Audit summary" in said(m)]) == 1


async def test_answers_are_read_only_after_submission(house: House) -> None:
    await start(house)
    old = dict(house.amara.messages[-1].looks or {})
    await fill(house)
    await submit(house)
    revision = (await house.audit("TS-101"))[0].revision
    await house.amara.says("good - I would like to change this one after all")
    await house.amara.sees("You submitted the audit of TS-101", "too late", "What you wrote is kept")
    assert old
    data = {"audit": house.audits["TS-101"], "token": "old", "revs": {"1.1": 1}, "v:1.1": "inadequate"}
    await house.amara.sends({"verb": "save", **data})
    assert (await house.audit("TS-101"))[0].revision == revision
    await house.amara.says("my audits")
    await house.amara.presses("Read")
    await house.amara.sees("Answers", "you can read this, and not change it.")
