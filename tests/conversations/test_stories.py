"""Whole lives of an audit: document 003's with seven people, and a year of one child's file."""

from __future__ import annotations

from typing import Any

from dialogs.audits.audit import State
from dialogs.audits.route import path_through
from dialogs.audits.stages import asked_of
from template_specs.model import Part
from tests.conversations.harness import House, Somebody, said
from tests.dialogs.builders import fitting

CASE = "TS-801"
REFLECTION = "I saw her every week, and the move came too fast for all of us."
IRO_VIEW = "The plan is sound, and the review was held three weeks late. Ira Bell, 5 June 2026."


async def fills(house: House, somebody: Somebody, parts: set[str], **instead: str) -> None:
    """Answer all that is required of them now, on one card after the other; `instead`: other answers."""
    for _ in range(8):
        audit = (await house.audit(CASE))[0]
        async with house.bot.storage.work(write=False) as work:
            template = await work.template(audit.template_hash)
        route = path_through(template, audit).only(asked_of(template, audit, frozenset(parts)))
        left = route.missing()
        if not left:
            return
        data: dict[str, Any] = {"verb": "save", "audit": audit.id, "token": f"t{audit.revision}", "revs": {}}
        for question in left:
            data["revs"][question.id] = len(audit.history.get(question.id, ()))
            data[f"v:{question.id}"] = instead.get(question.id.replace(".", "_"), fitting(question))
            data[f"w:{question.id}"] = (
                f"At {question.id} the file shows what she said on the day and why it was."
            )
        await somebody.sends(data)
    raise AssertionError(f"still open: {[q.id for q in left]}")


async def completes(somebody: Somebody) -> None:
    await somebody.says("submit")
    await somebody.says("yes")


async def stage(house: House) -> tuple[State, str]:
    audit = (await house.audit(CASE))[0]
    return audit.state, audit.stage


async def test_document_003_with_seven_people(house: House) -> None:
    amara, sam, jo, ira = house.amara, house.sam, house.jo, house.ira
    priya, max_, ellen, sol = house.priya, house.max, house.ellen, house.sol
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates(CASE, amara, sam, form="deep-dive", case_type="CP")

    # The auditors begin, and the practitioner and the IRO are asked; each has a record of their own.
    await amara.says(f"open {CASE}")
    await jo.has_seen("Your views on this audit", "You know the case, so your own view belongs in it.")
    await ira.has_seen("Your views on this audit")
    for somebody, key, words in ((jo, "practitioner_view", REFLECTION), (ira, "iro_view", IRO_VIEW)):
        own = {"verb": "save", "audit": house.audits[CASE], "revs": {key: 0}, f"v:{key}": words}
        await somebody.sends(own)
    for auditor in (amara, sam):
        await auditor.has_seen("Jo Whitfield has written in the audit of TS-801: Practitioner's reflections.")
        await auditor.has_seen("Ira Bell has written in the audit of TS-801: View of the IRO or CP chair.")
    await amara.says("ask Jo what happened on 3 March")
    await jo.says("answer: She moved to her aunt, and I took her there.")
    await amara.has_seen("Jo Whitfield answers your question", "I took her there.")

    # A concern in between is read, and what was done is told.
    await amara.says("concern: he was seen with bruises on his arm on Monday")
    await amara.presses("Send now")
    await house.delivers()
    await priya.presses("I have read this", on=priya.message("Immediate concern: act now").id)
    await priya.says(
        f"what happened {CASE}: we saw him the same evening, and a strategy meeting is on Friday"
    )
    await amara.has_seen("Priya Nair has written what happened next about your concern on TS-801.")

    await fills(house, amara, {"auditor"})
    cells = {"what": "Visit with the aunt", "who": "Jo Whitfield", "by_when": "2026-06-30"}
    row = {"verb": "row_save", "audit": house.audits[CASE], "token": "k1", "item": "actions", "rev": 0}
    await amara.sends(row | {f"c:{key}": text for key, text in cells.items()})
    audit = (await house.audit(CASE))[0]
    assert len(audit.rows.get("actions", ())) == 1
    await completes(amara)
    assert await stage(house) == (State.SUBMITTED, "qa_check")

    # The QA check says no, and later yes.
    await ellen.says(f"open {CASE}")
    await fills(house, ellen, {"qa_lead"}, qa_complete="no")
    await completes(ellen)
    assert await stage(house) == (State.IN_PROGRESS, "")
    await sam.has_seen("Ellen Marsh has given the audit of TS-801 back to you")
    house.clock.passes(hours=2)
    await sam.says(f"open {CASE}")
    await completes(sam)
    await ellen.has_seen("The audit of TS-801 is back with you: QA check.")
    yes = {"v:qa.complete": "yes", "w:qa.complete": "What was missing is there by now."}
    await ellen.sends({"verb": "save", "audit": house.audits[CASE], "revs": {"qa.complete": 1}} | yes)
    await completes(ellen)
    assert await stage(house) == (State.SUBMITTED, "moderation")

    # The moderator grades the same areas, and escalates.
    await max_.says(f"open {CASE}")
    await fills(house, max_, {"moderator"}, overall_moderated="ri", worry="yes")
    for told in (sol, ellen):
        await told.has_seen("Max Lund has escalated the audit of TS-801")
    await completes(max_)
    assert await stage(house) == (State.SUBMITTED, "reply")
    await priya.has_seen("Audit summary", "Requires improvement")
    summary = said(priya.message("Audit summary"))
    assert REFLECTION in summary
    await jo.has_not_seen("What came of the audit")

    # The manager agrees; the practitioner has the result; those who are ticked have the audit to read.
    await priya.says("agree")
    assert await stage(house) == (State.SUBMITTED, "return")
    card = await jo.sees("What came of the audit", "What works well", "Your actions", "Visit with the aunt")
    assert "Overall grade" not in card, "the form's policy does not show it"
    await jo.presses("Send my feedback", {"words": "It was fair, and I would do it again."})
    for nobody in (sol, ira):
        await nobody.has_not_seen("It is yours to read.")
    await fills(house, ellen, {"qa_lead"}, returned_to="sm", practitioner_feedback="yes")
    await completes(ellen)
    assert await stage(house) == (State.FINAL, "")
    await house.delivers()
    await sol.presses("Read the whole audit", on=sol.message("has returned the audit of TS-801 to you").id)
    await ira.has_not_seen("It is yours to read.")
    await ellen.says(f"history {CASE}")
    await ellen.sees("gave the audit back from QA check", "escalated the audit", "said how the audit went")
    for stranger in (house.mo, house.wren):
        await stranger.has_not_seen(CASE)


async def test_a_year_of_a_childs_file(house: House) -> None:
    amara, priya = house.amara, house.priya
    for somebody in (amara, priya, house.jo, house.ellen):
        await somebody.installs()
    await house.allocates(CASE, amara, form="tier2-cin-cp", case_type="CIN")
    await amara.says(f"open {CASE}")
    await amara.has_not_seen("Audited before")
    await fills(house, amara, {"auditor"})
    cells = {"what": "Write the chronology anew", "who": "Jo Whitfield", "by_when": "2026-06-30"}
    row = {"verb": "row_save", "audit": house.audits[CASE], "token": "k1", "item": "actions", "rev": 0}
    await amara.sends(row | {f"c:{key}": text for key, text in cells.items()})
    await completes(amara)
    await house.delivers()
    await priya.says("agree")
    assert (await stage(house))[0] is State.FINAL
    await house.jo.has_seen("What came of the audit", "Your actions", "Write the chronology anew")

    # In supervision the action is reviewed.
    audit = (await house.audit(CASE))[0]
    (action,) = (r for q in house.templates["tier2-cin-cp"].with_part(Part.ACTIONS) for r in audit.rows[q.id])
    review = {"c:reviewed": "2026-06-04", "c:progress": "completed", "c:comments": "Done, and read with her."}
    data = {"verb": "action_review", "audit": audit.id, "item": action.key, "rev": action.revision}
    await priya.sends(data | review)
    await house.jo.presses("Send my feedback", {"words": "It helped me to look at the file again."})
    await house.jo.has_seen("What came of the audit", "Write the chronology anew (by 30 June 2026): done")

    # Nine months later the case is audited again: what was found is beside it, and nothing is filled in.
    house.clock.passes(days=270)
    await house.allocates(CASE, house.sam, form="tier2-cin-cp", case_type="CIN", month="2027-03", due=None)
    await house.sam.installs()
    await house.sam.says(f"open {CASE}")
    await house.sam.has_seen(
        "Audited before",
        "Tier 2 audit of 5 June 2026. Overall grade: Good.",
        "- Write the chronology anew (Jo Whitfield, by 30 June 2026): Completed",
        "Were these actions done, and did they help?",
    )
    assert not (await house.audit(CASE))[0].rows
    assert "1.1" not in (await house.audit(CASE))[0].history
