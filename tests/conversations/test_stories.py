"""Whole lives of an audit: document 003's with everybody, 004's changed grade, a year of a child's file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.delivery.actions import Actions
from bot.delivery.follow_ups import FollowUps
from bot.delivery.reminders import Reminders
from bot.delivery.reply_times import ReplyTimes
from bot.documents.read_audit import read_audit
from bot.reports.gathering import report_of
from dialogs.audits.audit import State
from dialogs.audits.route import path_through
from dialogs.audits.stages import asked_of
from dialogs.programme.report import Count
from tests.conversations.harness import House, Somebody, said
from tests.conversations.test_manager_reply import CASE as REPLIED
from tests.conversations.test_manager_reply import EXPLAINED
from tests.conversations.test_manager_reply import submitted as judged_inadequate
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


async def stage(house: House, case: str = CASE) -> tuple[State, str]:
    audit = (await house.audit(case))[0]
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
    assert "Moderated grade: Requires improvement" in summary, "it is not final before the manager's reply"
    await jo.has_not_seen("What came of the audit")

    # The action goes to whom it names, who does it; the QA lead looks, and says so.
    await Actions(house.bot.storage, clock=house.clock).round()
    await house.delivers()
    await jo.presses("Save as done", {"proof": "I was there with her on 8 June, see the record of that day."})
    await priya.has_seen("Jo Whitfield says that action 1 of TS-801 is done")
    await ellen.says("actions done")
    await ellen.sees("Actions to check: 1")
    await ellen.presses("Open")
    await ellen.presses("Save the check", {"checked": "Read in the file."})
    await jo.has_seen("Ellen Marsh has checked that action 1 of TS-801 is done.")

    # The manager agrees; the practitioner has the result; those who are ticked have the audit to read.
    await priya.says("agree")
    assert await stage(house) == (State.SUBMITTED, "return")
    card = await jo.sees("What came of the audit", "What works well", "Your actions", "Visit with the aunt")
    assert "Overall grade" not in card, "the form's policy does not show it"
    await jo.presses("Send my feedback", {"words": "It was fair, and I would do it again."})
    for nobody in (sol, ira):
        await nobody.has_not_seen("It is yours to read.")
    await fills(house, ellen, {"qa_lead"}, returned_to="sm", practitioner_feedback="yes")
    await ellen.says("submit")
    assert "Not heard from yet: Jo Whitfield" not in await ellen.sees("This closes the audit.")
    await ellen.says("yes")
    assert await stage(house) == (State.FINAL, "")
    await house.delivers()
    await sol.presses("Read the whole audit", on=sol.message("has returned the audit of TS-801 to you").id)
    await ira.has_not_seen("It is yours to read.")
    await ellen.says(f"history {CASE}")
    await ellen.sees("gave the audit back from QA check", "escalated the audit", "said how the audit went")
    for stranger in (house.mo, house.wren):
        await stranger.has_not_seen(CASE)


async def test_document_004_a_pair_an_inadequate_file_and_the_managers_explanation(house: House) -> None:
    """A pair judges a file Inadequate, the manager explains, and they change it to Requires improvement."""
    for somebody in house.everybody:
        await somebody.installs()
    await judged_inadequate(house)
    amara, sam, priya = house.amara, house.sam, house.priya
    await priya.has_seen("Audit summary", "Overall grade", "Inadequate")
    await priya.has_seen("Manager's reply", "You can agree, comment or challenge grades until 19 June 2026")
    await priya.says("my work")
    await priya.sees(f"{REPLIED}: you can reply to the audit before it is final", "Due 19 June 2026")

    await priya.says(f"challenge overall - {EXPLAINED}")
    await priya.sees("You challenge Overall grade: Inadequate.", "not sent yet", "19 June 2026")
    await amara.has_not_seen(EXPLAINED)
    await priya.says("comment Thank you for reading it so closely.")
    await priya.sees("Your comment. Kept, and not sent yet")
    await priya.says("send")
    await priya.sees(
        f"Your reply on {REPLIED} is sent.",
        "Amara Osei or Sam Okafor will keep or change each grade",
        "12 June 2026",
    )
    assert await stage(house, REPLIED) == (State.SUBMITTED, "reply.auditor")

    for auditor in (amara, sam):
        await auditor.has_seen("Auditors' answer to the reply", EXPLAINED, "Thank you for reading it")
    await sam.says("my work")
    await sam.sees(f"{REPLIED}: the manager has challenged the audit, and waits for your answer")
    await sam.presses("Read the reply")
    await sam.says("change overall to requires improvement - The visits took place, and were recorded late.")
    await sam.sees(
        "Sam Okafor changed it from Inadequate to Requires improvement. Saved.", "Amara Osei can object"
    )
    await amara.has_seen("Sam Okafor has answered the manager's reply on TS-401", "type agree")
    assert await stage(house, REPLIED) == (State.SUBMITTED, "reply.auditor")
    await amara.says("my work")
    await amara.presses("Read the reply")
    await amara.says("agree")
    await amara.sees("Overall grade: Sam Okafor changed it", "The answer goes to Priya Nair.")
    assert await stage(house, REPLIED) == (State.FINAL, "")

    await priya.has_seen("Your reply on TS-401 has been answered. Overall grade: Sam Okafor changed it")
    summary = said(priya.message("Audit summary"))
    assert "Grade after the manager's reply: Requires improvement (Sam Okafor)" in summary
    assert "Amara Osei gave Inadequate." in summary
    assert "The visits took place, and were recorded late." in summary
    audit = (await house.audit(REPLIED))[0]
    assert await house.answer(REPLIED, "overall") == (
        "inadequate",
        "Nobody saw the children for five weeks in April and May.",
    )
    (challenge,) = audit.replies[0].challenges
    (answer,) = challenge.answers
    assert (challenge.giver, challenge.grade) == (amara.id, "inadequate")
    assert (answer.by, answer.grade) == (sam.id, "ri")
    await house.ellen.says(f"history {REPLIED}")
    await house.ellen.sees(
        "Priya Nair sent the reply to the audit",
        "Sam Okafor answered the challenge of Overall grade: Requires improvement",
        "Amara Osei agreed with the answers",
    )


async def _the_loops_look(house: House, year: int, month: int, day: int) -> None:
    """At 10am of that day in London: reminders, the actions' own, and what follows by itself."""
    house.clock.now = datetime(year, month, day, 9, tzinfo=UTC)
    for loop in (Reminders, Actions, FollowUps, ReplyTimes):
        await loop(house.bot.storage, clock=house.clock).round()
    await house.delivers()


async def test_a_year_of_a_childs_file(house: House) -> None:
    amara, priya, jo, ellen, sam = house.amara, house.priya, house.jo, house.ellen, house.sam
    for somebody in (amara, priya, jo, ellen, sam):
        await somebody.installs()
    await house.allocates(CASE, amara, form="tier2-cin-cp", case_type="CIN")
    await house.allocates("TS-802", amara, form="tier2-cin-cp", case_type="CIN")
    await _the_loops_look(house, 2026, 6, 17)
    await amara.sees("2 things need you", CASE, "TS-802", "is due on 19 June 2026")
    await amara.says(f"open {CASE}")
    await amara.has_not_seen("Audited before")
    await fills(house, amara, {"auditor"})
    asked = ("Write the chronology anew", "See her at school each week", "Ask her father what he sees")
    for number, what in enumerate(asked, start=1):
        cells = {"what": what, "who": "Jo Whitfield", "by_when": "2026-06-30"}
        row = {"verb": "row_save", "audit": house.audits[CASE], "token": f"k{number}", "item": "actions"}
        await amara.sends(row | {"rev": 0} | {f"c:{key}": text for key, text in cells.items()})
    await completes(amara)
    await house.delivers()
    await priya.says("agree")
    assert (await stage(house))[0] is State.FINAL
    await jo.has_seen("What came of the audit", "Your actions", *asked)

    # The days between: each action has a card; one message a day; late ones are chased, then escalated.
    await _the_loops_look(house, 2026, 6, 18)
    await jo.has_seen("Audit action", asked[1])
    await jo.says(f"action {CASE} 1 done: The chronology was written anew on 20 June, see the file.")
    await priya.has_seen("Jo Whitfield says that action 1 of TS-801 is done")
    await _the_loops_look(house, 2026, 6, 29)
    await jo.sees("2 things need you", asked[1], "is due on 30 June 2026")
    assert asked[0] not in said(jo.messages[-1]), "nobody is chased for what is done"
    await _the_loops_look(house, 2026, 7, 1)
    await jo.sees("2 things need you", "was due on 30 June 2026")
    await jo.says(f"action {CASE} 2 done: Seen at school on each Monday since 8 June, see her record.")
    await _the_loops_look(house, 2026, 7, 13)
    await priya.sees("An action is long overdue", "it is with Jo Whitfield")
    await priya.presses("Open the action")
    await priya.presses("Cancel this action", {"cancelled": "Her father has moved abroad and rings her."})
    await jo.has_seen("Priya Nair has cancelled action 3 of TS-801: Her father has moved abroad")
    await ellen.says("actions done")
    await ellen.sees("Actions to check: 2")
    await ellen.presses("Open")
    await ellen.presses("Save the check", {"checked": "Read in the file."})
    await jo.has_seen("Ellen Marsh has checked that action")

    # Three months after "done" the manager is asked what changed for the child.
    await _the_loops_look(house, 2026, 9, 30)
    await _the_loops_look(house, 2026, 10, 2)
    asking = [m for m in priya.messages if "What changed for the child?" in said(m) and "was done" in said(m)]
    assert asking
    await priya.presses("Open the action", on=asking[0].id)
    await priya.presses("Save what changed", {"effect": "She reads her own story, and says it is right."})
    await _the_loops_look(house, 2026, 10, 5)

    # Nine months later the case is audited again: what was found is beside it, and nothing is filled in.
    first = (await house.audit(CASE))[0]
    did, saw, rang = (f"{first.id}/{row.key}" for row in first.rows["actions"])
    house.clock.now = datetime(2027, 3, 2, 10, tzinfo=UTC)
    await house.allocates(CASE, sam, form="tier2-cin-cp", case_type="CIN", month="2027-03", due=None)
    await sam.says(f"open {CASE}")
    await sam.has_seen(
        "Audited before",
        "Overall grade: Good.",
        "1. Write the chronology anew (Jo Whitfield, by 30 June 2026): done",
        "What showed it: “The chronology was written anew on 20 June, see the file”.",
        "What changed for the child: “She reads her own story, and says it is right”.",
        "3. Ask her father what he sees (Jo Whitfield, by 30 June 2026): cancelled.",
        "Were these actions done, and did they help?",
    )
    assert not (await house.audit(CASE))[0].rows

    # Last time's actions: on the card, and typed; what is unsaid is offered again, and holds nothing up.
    await sam.presses("Last time's actions")
    await sam.sees("1. Write the chronology anew", "What became of it?", "What shows it?")
    shows = "She has read it with Jo, and says it is right."
    await sam.presses("Save", {f"found:{did}": "helped", f"shows:{did}": shows})
    await sam.sees("Saved. Last time's actions: 1 of 3 answered.", "Said by Sam Okafor")
    await sam.presses("Go to the questions")
    await sam.sees("Save and continue")
    await sam.says("last time 2 not done - nobody saw her at school after July")
    await sam.sees("See her at school each week: not done. Saved.", "2 of 3")
    await sam.says("sections")
    await sam.sees("Last time's actions: 2 of 3 answered.")
    await amara.says("last time 3 not done")  # no auditor of this one
    said_so = (await house.audit(CASE))[0].last_time
    assert [(s.by, s.action, s.found) for s in said_so] == [
        *((sam.id, did, "helped"), (sam.id, saw, "not_done"))
    ]
    assert rang not in {s.action for s in said_so}
    await sam.says(f"open {CASE}")
    await sam.says("go to 1.1")
    await sam.has_seen("details complete", "In the audit of 17 June 2026: No. At 1.1 the file shows what she")
    await sam.says("card")
    await sam.sees("In the audit of 17 June 2026:", "At 1.2 the file shows what she said on the day")
    assert "1.1" not in (await house.audit(CASE))[0].history
    await amara.has_not_seen("is due on 2 March 2027")
    await fills(house, sam, {"auditor"})
    await sam.says("submit")
    await sam.sees("Nothing is said yet of 1 of last time's actions.")
    await sam.presses("Submit anyway")
    await house.delivers()
    summary = said(priya.message("Audit summary"))
    assert f"Write the chronology anew: done, and it helped. {shows}" in summary
    assert "See her at school each week: not done. nobody saw her at school after July" in summary
    month = date(2027, 3, 1)
    report = await report_of(house.bot.storage, month, month, house.clock.now)
    (section,) = (section for section in report.sections if section.name == "last_time")
    counted = {line.name: (str(line.cells[0]), line.cells[0]) for line in section.tables[0].lines}
    assert {name: told for name, (told, _count) in counted.items()} == {
        **{"helped": "1 of 2", "no_difference": "0 of 2", "partly": "0 of 2"},
        **{"not_done": "1 of 2", "cannot_tell": "0 of 2"},
    }
    behind = counted["helped"][1]
    assert isinstance(behind, Count)
    assert [report.audits[place].reference for place in behind.audits] == [CASE]
    document = await read_audit(house.bot.storage, house.audits[CASE], house.clock.now)
    assert document.last_time[1] == (
        "Write the chronology anew",
        "17 June 2026",
        "Done, and it helped",
        shows,
        "Sam Okafor, 2 March 2027",
    )
    assert any("Sam Okafor said what became of an action of last time." in line for line in document.history)
    for stranger in (house.mo, house.wren, house.max):
        await stranger.has_not_seen(CASE)
