"""The practitioner's part: invited, asked, their own record, draft and result; and to whom it is returned."""

from __future__ import annotations

from dialogs.audits.audit import State
from tests.conversations.harness import EVIDENCE, House, said

CASE = "TS-601"
REFLECTION = "I saw her every week, and the move came too fast for all of us."
GAP = "The move in March is nowhere in it, and nobody asked why."


async def begun(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates(CASE, house.amara, house.sam, form="practised")
    await house.amara.says(f"open {CASE}")
    await house.delivers()


async def test_the_practitioner_is_invited_asked_and_heard(house: House) -> None:
    await begun(house)
    amara, jo = house.amara, house.jo
    await amara.has_seen("Go through this audit together with Jo Whitfield: what works well first")
    await jo.has_seen(
        "Your views on this audit",
        "to learn what works and what should be better",
        "Amara Osei and Sam Okafor will go through the audit with you, strengths first.",
        "1 question, about 5 minutes.",
        "Amara Osei, Sam Okafor, Priya Nair and the QA lead will read it.",
        "When the audit is done you get what came of it, here.",
    )

    await amara.says("ask Jo what happened on 3 March")
    await amara.sees("Jo Whitfield is asked: “what happened on 3 March”")
    await jo.sees("A question for you", "Amara Osei asked on", "what happened on 3 March")
    await jo.presses("Send my answer", {"words": "She moved to her aunt, and I took her there."})
    await jo.has_seen("Thank you. Your answer is with Amara Osei and Sam Okafor.")
    for auditor in (amara, house.sam):
        await auditor.has_seen("Jo Whitfield answers your question on TS-601", "I took her there.")
    await amara.says("what I asked")
    await amara.sees("Amara Osei: what happened on 3 March", "Jo Whitfield: She moved to her aunt")

    await jo.says(f"open {CASE}")
    await jo.presses("Save", {"v:reflections": REFLECTION})
    await amara.has_seen("Jo Whitfield has written in the audit of TS-601: Reflections.")
    await amara.says("go to reflections")
    await amara.has_not_seen("Reflections is next")
    before = await house.answer(CASE, "reflections")
    data = {"verb": "save", "audit": house.audits[CASE], "revs": {"reflections": 1}, "v:reflections": "Mine."}
    await amara.sends(data)
    assert await house.answer(CASE, "reflections") == before == (None, REFLECTION)
    await amara.says("review")
    await amara.presses("Next part")
    await amara.sees(REFLECTION)


async def test_the_draft_is_answered_before_submission_and_the_result_shows_what_the_form_lets(
    house: House,
) -> None:
    await begun(house)
    amara, jo, sol, ellen = house.amara, house.jo, house.sol, house.ellen
    await amara.presses("Start")
    await amara.says(f"good - {EVIDENCE}")
    await amara.says(f"inadequate - {GAP}")
    await amara.says("good")
    await amara.says("go to actions")
    for words in ("Write the chronology anew", "Jo Whitfield", "19 June 2026", "done"):
        await amara.says(words)
    await amara.says("submit")
    await amara.sees("Jo Whitfield gets the draft first", "Nothing has been submitted.")
    card = await jo.sees("The draft of the audit", "What works well", "1.1 Direct work", EVIDENCE)
    assert GAP not in card, "the form's policy shows no improvements"
    await amara.says("submit")
    await amara.sees("Jo Whitfield has had the draft since", "Submit anyway")
    await jo.presses("Send what I wrote", {"words": "I would add the work with her aunt."})
    await jo.sees("Thank you. Your answer is with Amara Osei and Sam Okafor.")
    await amara.has_seen("Jo Whitfield has answered the draft", "I would add the work with her aunt.")
    await jo.has_not_seen("What came of the audit")
    await amara.says("submit")
    await amara.presses("Submit anyway")
    await house.priya.has_seen("The practitioner on the draft", "I would add the work with her aunt.")
    summary = said(house.priya.message("Audit summary"))
    assert summary.index("What is good") < summary.index("What must improve"), "strengths before gaps"

    await house.priya.says("agree")
    await jo.sees("What came of the audit", "1.1 Direct work", "Your actions", "Write the chronology anew")
    await jo.sees("Overall grade: Good")
    await jo.presses("Send my feedback", {"words": "It was fair, and it helped me to look again."})
    await jo.sees("Thank you. Your words are with the auditors and the QA lead.")
    for told in (amara, house.sam, ellen):
        await told.has_seen("Jo Whitfield has said how the audit of TS-601 went", "look again.")

    await ellen.says(f"open {CASE}")
    await sol.has_not_seen(CASE)
    await house.ira.has_not_seen("has returned the audit")
    await ellen.presses("Save", {"v:returned_to": "sm"})
    await ellen.says("submit")
    await ellen.says("yes")
    assert (await house.audit(CASE))[0].state is State.FINAL
    await ellen.has_seen("It is returned to Sol Reyes.")
    await sol.has_seen("Ellen Marsh has returned the audit of TS-601 to you.")
    await sol.presses("Read the whole audit")
    await sol.sees("1.2 Chronology", GAP)
    await sol.says(f"open {CASE}")
    await sol.sees("1.1 Direct work")
    for other in (house.ira, house.max, house.mo):
        await other.has_not_seen("has returned the audit")
        answer = await other.sends({"verb": "review", "audit": house.audits[CASE], "part": 0})
        assert EVIDENCE not in str(answer.body)
    await ellen.says(f"history {CASE}")
    await ellen.sees("Ellen Marsh returned the audit to Sol Reyes, to read.", "said how the audit went.")

    await ellen.says(f"reopen {CASE} because a grade was given to the wrong item")
    await house.delivers()
    assert "This audit has been reopened." in said(jo.message("What came of the audit"))
    answer = await sol.sends({"verb": "review", "audit": house.audits[CASE], "part": 0})
    assert EVIDENCE not in str(answer.body), "while it is reopened nobody else reads it"


async def test_what_comes_out_of_order_is_refused_and_nothing_is_lost(house: House) -> None:
    await begun(house)
    audit = house.audits[CASE]
    for wrong in (house.sam, house.priya, house.max):
        await wrong.sends({"verb": "practitioner_feedback", "audit": audit, "words": "It went well."})
        await wrong.has_seen("Only the practitioner whose case this is can answer this card.")
        await wrong.has_seen("What you wrote, to copy", "It went well.")
    await house.jo.sends({"verb": "practitioner_feedback", "audit": audit, "words": "It went quite well."})
    await house.jo.has_seen("The audit is not finished yet")
    await house.jo.has_seen("What you wrote, to copy", "It went quite well.")
    answer = await house.jo.sends({"verb": "draft_agree", "audit": audit})
    assert "You have not been sent a draft." in str(answer.body)
    wrong_item = {"verb": "enquiry_answer", "audit": audit, "item": "q", "words": "Yes, I did."}
    answer = await house.jo.sends(wrong_item)
    assert "No auditor has asked you anything" in str(answer.body)
    await house.jo.sends({"verb": "enquiry_ask", "audit": audit, "question": "What did she say?"})
    assert not (await house.audit(CASE))[0].contributions.enquiries


async def test_a_call_to_the_family_has_a_script_and_what_came_of_it_is_kept(house: House) -> None:
    await house.amara.installs()
    await house.allocates("TS-602", house.amara, form="deep-dive")
    await house.amara.says("open TS-602")
    await house.amara.presses("Start")
    await house.amara.says("sections")
    await house.amara.presses("Call to the family")
    await house.amara.has_seen(
        "Call to the family",
        "Ask a parent or carer before you speak to a child",
        "Child: do you feel that the social worker listens to you? (0: I don't feel listened to at all",
        "in working with you, did your social worker do a good job of listening? (Always, Usually",
    )
    await house.amara.presses("Save the call", {"whom": "child", "reached": "not_reached", "words": ""})
    await house.amara.has_seen("Say why not, in a few words")
    told = {"whom": "child", "reached": "not_reached", "words": "She is at her aunt's, and has no telephone."}
    await house.amara.presses("Save the call", told)
    await house.amara.presses("Save the call", {"whom": "parent", "reached": "spoke", "words": ""})
    card = said(house.amara.message("Call to the family", "A parent or carer: spoke with Amara Osei on"))
    assert "The child: not reached by Amara Osei, 5 June 2026" in card
    audit = (await house.audit("TS-602"))[0]
    assert [(c.whom, c.reached) for c in audit.family_calls] == [
        ("child", "not_reached"),
        ("parent", "spoke"),
    ]
    await house.jo.installs()
    answer = await house.jo.sends({"verb": "family_script", "audit": audit.id})
    assert "Ask a parent" not in str(answer.body)
