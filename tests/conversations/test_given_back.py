"""Gates that close: a QA check that says no, and a moderator who asks for changes, give the audit back."""

from __future__ import annotations

from dialogs.audits.audit import State
from tests.cards.schema import inputs
from tests.connector import buttons
from tests.conversations.harness import EVIDENCE, House, said

CASE = "TS-501"
WORRY = "Nobody has seen her since May."


async def submitted(house: House) -> None:
    for somebody in (house.amara, house.sam, house.ellen, house.max, house.priya):
        await somebody.installs()
    await house.allocates(CASE, house.amara, house.sam, form="checked")
    await house.amara.says(f"open {CASE}")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.says("good")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()


async def stage(house: House) -> tuple[State, str]:
    audit = (await house.audit(CASE))[0]
    return audit.state, audit.stage


async def test_a_check_that_says_no_gives_the_audit_back(house: House) -> None:
    await submitted(house)
    ellen, amara, sam = house.ellen, house.amara, house.sam
    await ellen.says(f"open {CASE}")
    await ellen.presses("Save", {"v:complete": "no", "w:complete": "The move in March is not in it at all."})
    goes_back = "By your answer the audit goes back to Amara Osei and Sam Okafor."
    await ellen.has_seen(f"All done. {goes_back} Check your answers, then give it back.")
    await ellen.says("review")
    await ellen.sees("Give it back")
    await ellen.has_not_seen("Complete the stage", "submit to Moderation")
    await ellen.says("submit")
    await ellen.sees("Give it back to its auditors?", "Amara Osei and Sam Okafor", "comes back to this stage")
    await ellen.presses("Give it back")
    await ellen.has_seen(f"{CASE} is with its auditors again.")
    assert await stage(house) == (State.IN_PROGRESS, "")
    for auditor in (amara, sam):
        await auditor.has_seen("Ellen Marsh has given the audit of TS-501 back to you: The move in March")
        assert buttons(auditor.messages[-1].looks or {}) == ["Open it"]

    house.clock.passes(hours=1)
    await amara.presses("Open it")
    await amara.sees("Welcome back.")
    why = "Ellen Marsh gave it back: “The move in March is not in it at all”."
    await amara.has_seen(why)
    await amara.says("submit")
    await amara.sees("Submit this audit?", f"{why} Nothing has been changed since.")
    shown = said(amara.messages[-1])
    assert "have changed since they last looked" not in shown, "what the QA lead answered is no news to Sam"
    await amara.says("no")
    await amara.says(f"open {CASE}")
    await amara.presses("Save", {"v:2.3": "inadequate", "w:2.3": "The move in March is missing from it."})
    await amara.says("submit")
    await amara.says("yes")
    assert await stage(house) == (State.SUBMITTED, "check")
    await house.delivers()
    card = said(ellen.message("QA check", "Audited by"))
    assert "Ellen Marsh gave it back on 5 June 2026 at 2:30pm." in card
    assert "Changed since then: 2.3 Chronology." in card
    await ellen.says(f"history {CASE}")
    await ellen.sees("Ellen Marsh gave the audit back from QA check.")


async def test_a_moderator_asks_for_changes_at_single_questions(house: House) -> None:
    await submitted(house)
    ellen, amara, max_ = house.ellen, house.amara, house.max
    await ellen.says(f"open {CASE}")
    await ellen.presses("Save", {"v:complete": "yes", "w:complete": "All that is needed is there."})
    await ellen.says("submit")
    await ellen.says("yes")
    await house.delivers()
    await max_.says(f"open {CASE}")
    await max_.says("give back")
    await max_.sees("Why do you give it back?")
    await max_.says("ask for change 9.9 - nothing like it is there")
    await max_.sees("I found no question “9.9”")
    await max_.says("ask for change 2.3 - say what the move meant for her")
    await max_.sees("2.3 Chronology: your remark is kept (1 so far).")
    await amara.has_not_seen("say what the move meant for her")
    await max_.presses("Give it back")
    assert await stage(house) == (State.IN_PROGRESS, "")
    await amara.has_seen("Max Lund has given the audit of TS-501 back", "say what the move meant for her")
    await amara.says(f"open {CASE}")
    await amara.sees("Welcome back. Max Lund asks for changes at 2.3 Chronology.", "Change asked for")
    await amara.has_seen("Max Lund asks: say what the move meant for her")
    await amara.says("submit")
    await amara.sees("A change was asked for here, and nothing is changed: 2.3 Chronology.")
    await ellen.says(f"history {CASE}")
    await ellen.sees("Max Lund asked for a change at 2.3 Chronology.", "gave the audit back")
    await ellen.has_not_seen("took back the change")


async def test_only_whoever_has_it_gives_it_back(house: House) -> None:
    await submitted(house)
    data = {"verb": "give_back", "audit": house.audits[CASE]}
    for wrong in (house.max, house.amara, house.priya, house.jo):
        answer = await wrong.sends(data)
        assert "you cannot give it back" in str(answer.body) or "not allocated to you" in str(answer.body)
    assert await stage(house) == (State.SUBMITTED, "check")


async def test_what_the_moderator_escalates_is_heard_at_once(house: House) -> None:
    await submitted(house)
    await house.sol.installs()
    await house.ellen.says(f"open {CASE}")
    await house.ellen.presses("Save", {"v:complete": "yes", "w:complete": "All that is needed is there."})
    await house.ellen.says("submit")
    await house.ellen.says("yes")
    await house.delivers()
    await house.max.says(f"open {CASE}")
    await house.max.presses("Save", {"v:worry": "yes", "w:worry": ""})
    await house.sol.has_not_seen("has escalated")
    await house.max.presses("Save", {"v:worry": "yes", "w:worry": WORRY})
    for told in (house.sol, house.ellen):
        await told.has_seen(f"Max Lund has escalated the audit of TS-501 (Worry form): {WORRY}")
    count = len(house.sol.messages)
    await house.max.presses("Save", {"v:worry": "yes", "w:worry": WORRY, "v:comment": "It is clear."})
    await house.delivers()
    assert len(house.sol.messages) == count
    await house.ellen.says(f"history {CASE}")
    await house.ellen.sees("Max Lund escalated the audit to Sol Reyes and Ellen Marsh.")


async def test_a_change_is_asked_for_by_card_and_the_resubmission_tells_what_became_of_it(
    house: House,
) -> None:
    await submitted(house)
    ellen, amara = house.ellen, house.amara
    await ellen.presses("Ask for changes")
    await ellen.sees("Which question?", "A change at one question")
    await ellen.presses("Keep it, and ask for another", {"question": "2.3", "remark": "More"})
    await ellen.sees("Say what should change at 2.3 Chronology, in a sentence.")
    asked = {"question": "2.3", "remark": "Say what the move meant for her."}
    await ellen.presses("Keep it, and ask for another", asked)
    await ellen.sees("2.3 Chronology: Good", "Say what the move meant for her.", "Another change")
    await ellen.presses("Keep it, and ask for another", {"question": "overall", "remark": "Why is it good?"})
    await ellen.presses("Take it out", on=ellen.message("Why is it good?").id)
    assert len((await house.audit(CASE))[0].remarks) == 1
    await ellen.presses("Give it back", {"question": "overall", "remark": "Why is it good for her?"})
    assert await stage(house) == (State.IN_PROGRESS, "")
    await amara.has_seen("Ellen Marsh has given the audit of TS-501 back to you.", "Why is it good for her?")

    house.clock.passes(hours=1)
    await amara.says(f"open {CASE}")
    await amara.presses(
        "Save", {"v:2.3": "good", "w:2.3": "The move in March cost her the school she loved."}
    )
    await amara.says("submit")
    await amara.says("yes")
    await ellen.has_seen(
        "The audit of TS-501 is back with you: QA check. Changed since then: 2.3 Chronology."
    )
    card = said(ellen.message("QA check", "Audited by"))
    assert "Overall grade: “Why is it good for her?” (not changed)" in card


async def test_a_no_is_looked_at_again_each_time(house: House) -> None:
    await submitted(house)
    ellen, amara = house.ellen, house.amara
    await ellen.says(f"open {CASE}")
    await ellen.presses("Save", {"v:complete": "no", "w:complete": "The move in March is not in it at all."})
    await ellen.says("submit")
    await ellen.says("yes")
    for again in ("Now the second move is missing from it.", "And the third move is missing as well."):
        house.clock.passes(hours=1)
        await amara.says(f"open {CASE}")
        await amara.says("submit")
        await amara.says("yes")
        assert await stage(house) == (State.SUBMITTED, "check")
        await ellen.says(f"open {CASE}")
        await ellen.says("submit")
        await ellen.has_seen("This is your answer from before it was given back.")
        assert await stage(house) == (State.SUBMITTED, "check")
        await ellen.says("card")
        await ellen.presses("Save", {"v:complete": "no", "w:complete": again})
        await ellen.says("submit")
        await ellen.says("yes")
        assert await stage(house) == (State.IN_PROGRESS, "")
        await amara.has_seen(f"Ellen Marsh has given the audit of TS-501 back to you: {again}")


async def test_changes_asked_for_by_the_wrong_person_or_too_late_are_refused_and_given_back(
    house: House,
) -> None:
    await submitted(house)
    audit = house.audits[CASE]
    wish = {"verb": "change_ask", "audit": audit, "question": "2.3", "remark": "Say what it meant for her."}
    for wrong in (house.max, house.amara, house.priya, house.jo):
        await wrong.sends(wish)
        await wrong.has_seen("What you wrote, to copy", "Say what it meant for her.")
    assert not (await house.audit(CASE))[0].remarks
    await house.ellen.says(f"open {CASE}")
    await house.ellen.presses("Save", {"v:complete": "yes", "w:complete": "All that is needed is there."})
    await house.ellen.says("submit")
    await house.ellen.says("yes")
    await house.ellen.sends(wish)
    await house.ellen.has_seen("This audit is not with you to be checked", "you cannot give it back")
    await house.ellen.has_seen("What you wrote, to copy", "Say what it meant for her.")
    assert not (await house.audit(CASE))[0].remarks


async def test_what_stands_in_the_boxes_of_the_changes_stays_until_it_goes_somewhere(house: House) -> None:
    await submitted(house)
    ellen = house.ellen
    await ellen.says(f"open {CASE}")
    await ellen.says("ask for changes")
    why = "The plan of May was missed altogether."
    boxes = {"question": "2.3", "remark": "Say what the move meant for her.", "why": why}
    await ellen.presses("Keep it, and ask for another", boxes)
    assert inputs(ellen.card)["why"]["value"] == why, "the reason goes with the audit alone"
    await ellen.presses("Not now", {"question": "", "remark": "", "why": why})
    await ellen.sees("The reason goes with the audit when you give it back.")
    assert inputs(ellen.card)["why"]["value"] == why
    later = {"question": "2.3", "remark": "Say what the move meant for her brother.", "why": ""}
    await ellen.presses("Not now", later)
    await ellen.sees("QA check")
    assert "Ask for changes" not in said(ellen.messages[-1]).splitlines()[:3]
    assert await stage(house) == (State.SUBMITTED, "check")
    await ellen.says("ask for changes")
    await ellen.sees("Say what the move meant for her brother.")
    await ellen.presses("Take it out", {"question": "", "remark": "", "why": why})
    assert inputs(ellen.card)["why"]["value"] == why
    assert (await house.audit(CASE))[0].remarks == ()
