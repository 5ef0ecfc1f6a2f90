"""An action has an owner who hears of it, is chased for it, and says what shows that it is done."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.delivery.actions import Actions
from dialogs.audits.actions import Status
from dialogs.conversation.actions_now import standings
from tests.connector import buttons
from tests.conversations.harness import House, said
from tests.conversations.test_after_submission import submitted
from tests.conversations.test_answering import start

PROOF = "The chronology was brought up to date on 10 June, see Mosaic."


async def looks(house: House) -> int:
    """One look of the loop that gives actions out and chases them."""
    return await Actions(house.bot.storage, clock=house.clock).round()


def at(house: House, day: int, month: int, hour: int = 10) -> None:
    house.clock.now = datetime(2026, month, day, hour, tzinfo=UTC)


async def given_out(house: House) -> None:
    await house.jo.installs()
    await house.ellen.installs()
    await submitted(house)
    await looks(house)
    await house.delivers()


async def status(house: House) -> Status:
    audit, _ = await house.audit("TS-101")
    (stands,) = standings(house.templates["small"], audit)
    return stands.status


async def test_an_action_goes_to_whoever_its_row_names_and_is_done_with_what_shows_it(house: House) -> None:
    await given_out(house)
    card = house.jo.message("Audit action", "Update the chronology")
    shown = said(card)
    assert "You" in shown
    assert "1 July 2026" in shown
    assert "Chronology\n" not in shown, "nothing else of the audit is shown"
    await house.jo.says("my actions")
    await house.jo.sees("Your actions: 1", "TS-101", "Update the chronology", "Due 1 July 2026")
    await house.jo.says("open TS-101")
    await house.jo.sees("I found no audit of TS-101 for you")

    await house.jo.presses("I have started", on=card.id)
    assert "Jo Whitfield said that it is under way" in said(card)
    await house.jo.presses("Save as done", {"proof": "yes"}, on=card.id)
    assert "Write what shows that it is done" in said(card)
    assert await status(house) is Status.UNDER_WAY
    await house.jo.presses("Save as done", {"proof": PROOF}, on=card.id)
    assert await status(house) is Status.DONE
    await house.priya.has_seen("Jo Whitfield says that action 1 of TS-101 is done", PROOF)

    await house.ellen.says("hello")
    await house.ellen.sees("1 action is done, and can be checked")
    await house.ellen.presses("Show the actions")
    await house.ellen.sees("Actions to check: 1", "with Jo Whitfield")
    await house.ellen.presses("Open")
    await house.ellen.presses("Save the check", {"checked": "Read on Mosaic."})
    assert await status(house) is Status.VERIFIED
    await house.jo.has_seen("Ellen Marsh has checked that action 1 of TS-101 is done.")
    await house.ellen.says("actions")
    await house.ellen.sees("Open actions: 0")


async def test_the_manager_gives_it_to_somebody_else_and_nobody_else_may(house: House) -> None:
    await given_out(house)
    await house.mo.installs()
    card = house.jo.message("Audit action", "Update the chronology")
    pressed = {"verb": "action_change", "audit": house.audits["TS-101"], "item": await _key(house)}
    answer = await house.jo.sends({**pressed, "owner_typed": "Mo Khan", "why": "I have too much to do"})
    assert "Only the manager named for this case or the QA lead can change" in str(answer.body)

    await house.priya.presses("Follow it up")
    await house.priya.presses(
        "Save the change", {"owner_typed": "Mo Kahn", "why": "Mo knows the family best"}
    )
    await house.priya.sees("I do not find “Mo Kahn” on the people list")
    await house.priya.presses("Save the change", {"owner_typed": "mo khan", "why": ""})
    await house.priya.sees("Write why you change it.")
    await house.priya.presses(
        "Save the change", {"owner_typed": "mo khan", "due": "2026-07-08", "why": "Mo knows the family best"}
    )
    await house.priya.sees("Mo Khan", "8 July 2026", "Mo knows the family best")
    await house.mo.has_seen("Audit action", "Update the chronology", "8 July 2026")
    await house.delivers()
    assert "This action is with Mo Khan now" in said(card)
    assert "Update the chronology" not in said(card)
    await house.jo.sends(
        {"verb": "action_done", "audit": house.audits["TS-101"], "item": await _key(house), "proof": PROOF}
    )
    assert await status(house) is Status.OPEN

    at(house, 2, 7)  # the old day is past, the new one near; only who has it now hears of it
    before = len(house.jo.messages)
    await looks(house)
    await house.delivers()
    assert len(house.jo.messages) == before
    at(house, 7, 7)
    await looks(house)
    await house.mo.sees("Action is due on 8 July 2026", "Update the chronology")


async def test_what_is_late_is_chased_then_escalated_and_what_is_closed_is_not(house: House) -> None:
    await given_out(house)
    at(house, 30, 6)
    assert await looks(house) == 1
    await house.jo.sees("Action is due on 1 July 2026")
    assert await looks(house) == 0
    at(house, 2, 7)
    assert await looks(house) == 1
    await house.jo.sees(
        "Action was due on 1 July 2026", "Say how far you are with it, or why it is not yours."
    )
    at(house, 13, 7)
    assert await looks(house) == 1
    await house.priya.sees("An action is long overdue", "it is with Jo Whitfield")
    await house.ellen.says("actions overdue")
    await house.ellen.sees("Overdue actions: 1", "Overdue: was due on 1 July 2026")
    await house.priya.presses("Open the action")
    await house.priya.presses("Cancel this action", {"cancelled": "The family has moved to another county."})
    await house.jo.has_seen("Priya Nair has cancelled action 1 of TS-101: The family has moved")
    asked = buttons(house.priya.message("Action 1 of 1", "Cancelled").looks or {})
    assert "Acknowledge" not in asked, "nobody is asked to do it any more"
    at(house, 14, 7)
    assert await looks(house) == 0
    assert "I have started" not in buttons(house.jo.message("Audit action", "Cancelled").looks or {})


async def test_three_months_after_it_was_done_the_manager_is_asked_what_changed(house: House) -> None:
    await given_out(house)
    at(house, 11, 6)
    await house.jo.says(f"action TS-101 1 done: {PROOF}")
    await house.jo.sees("Action 1 of TS-101 is done.")
    at(house, 9, 9)
    assert await looks(house) == 0
    at(house, 10, 9)
    assert await looks(house) == 1
    await house.priya.sees("What changed for the child?", "This action was done on 11 June 2026")
    await house.priya.presses("Open the action")
    await house.priya.presses(
        "Save what changed", {"effect": "He is seen each week, and says that he is heard."}
    )
    await house.priya.sees("wrote what changed for the child", "says that he is heard")
    at(house, 11, 9)
    assert await looks(house) == 0


async def test_it_is_given_back_with_a_reason(house: House) -> None:
    await given_out(house)
    await house.jo.presses("Give it back", {"not_mine": "The school nurse does this, not I."})
    await house.jo.sees("This action is with Priya Nair now")
    await house.priya.has_seen("says that action 1 of TS-101 is not theirs", "The school nurse does this")
    await house.jo.says("my actions")
    await house.jo.sees("No action is with you now.")
    await looks(house)
    await house.jo.says("my actions")
    await house.jo.sees("No action is with you now.")  # the row still names her: nobody gives it back to her


async def test_an_audit_given_back_takes_its_actions_with_it(house: House) -> None:
    await given_out(house)
    await house.ellen.says("reopen TS-101 because the plan was missed in section 1")
    await house.delivers()
    assert "with its auditors again" in said(house.jo.message("Audit action"))
    await house.jo.says("my actions")
    await house.jo.sees("No action is with you now.")
    at(house, 30, 6)
    assert await looks(house) == 0


async def test_actions_of_an_audit_under_way_are_on_no_list(house: House) -> None:
    await start(house)
    await looks(house)
    await house.ellen.says("actions")
    await house.ellen.sees("Open actions: 0")
    await house.amara.says("my actions")
    await house.amara.sees("No action is with you now.")
    await house.amara.says("actions")  # in an audit the word may be an answer, or the way to a section
    assert "Open actions" not in await house.amara.sees()


async def _key(house: House) -> str:
    audit, _ = await house.audit("TS-101")
    return next(key for key in audit.history if key.startswith("actions/"))
