"""The manager's right to reply: agree, comment or challenge before the audit is final; the answers."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.delivery.reply_times import ReplyTimes
from dialogs.audits.audit import State
from tests.connector import buttons
from tests.conversations.harness import EVIDENCE, House, Somebody, said

EXPLAINED = "The visits of May were in the paper file, and are on the system since 3 June."
CASE = "TS-401"


async def everybody(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()


async def submitted(house: House, *auditors: Somebody, form: str = "replied", case: str = CASE) -> None:
    """An audit in which the chronology and the overall grade are Inadequate, sent to the manager."""
    auditors = auditors or (house.amara, house.sam)
    first = auditors[0]
    await house.allocates(case, *auditors, form=form)
    await first.says(f"open {case}")
    await first.says(f"inadequate - {EVIDENCE}")
    await first.says("inadequate - Nobody saw the children for five weeks in April and May.")
    await first.says("submit")
    await first.says("yes")
    await house.delivers()


async def stage(house: House, case: str = CASE) -> tuple[State, str]:
    audit = (await house.audit(case))[0]
    return audit.state, audit.stage


async def rounds(house: House, **time: float) -> int:
    """So much later, at 10am of that day: the bot looks whose time is over."""
    house.clock.passes(**time)
    house.clock.now = house.clock.now.replace(hour=9)
    return await ReplyTimes(house.bot.storage, clock=house.clock).round()


async def test_a_reply_and_its_answer_by_card(house: House) -> None:
    await everybody(house)
    await submitted(house)
    priya, amara, sam = house.priya, house.amara, house.sam
    card = priya.message("Manager's reply", "Which grade?").id
    written = {"comment": "", "challenge": "overall", "why": EXPLAINED}
    answer = await priya.presses("Keep, and challenge another", written, on=card)
    assert "You challenge Overall grade: Inadequate. Kept" in str(answer.card)
    await priya.presses(
        "Send my reply", {"comment": "", "challenge": "2.3", "why": "It was updated on 2 June too."}, on=card
    )
    await priya.sees("is sent")
    await house.delivers()
    asked = amara.message("Auditors' answer to the reply")
    await amara.presses(
        "Save my answer",
        {"g:overall": "ri", "w:overall": "Seen now, with dates.", "g:2.3": "inadequate", "w:2.3": ""},
        on=asked.id,
    )
    await amara.has_seen(
        "Amara Osei changed it from Inadequate to Requires improvement. Saved. Still to answer"
    )
    await sam.says(f"open {CASE}")
    await sam.presses("Save my answer", {"g:2.3": "inadequate", "w:2.3": "It holds no dates before June."})
    await sam.sees("Sam Okafor kept Inadequate. Saved.")
    await sam.says(f"open {CASE}")
    await sam.presses("Agree with the answer")
    await sam.sees("You agree.")
    assert await stage(house) == (State.SUBMITTED, "reply.auditor")
    await amara.says(f"open {CASE}")
    await amara.presses("Agree with the answer")
    assert await stage(house) == (State.FINAL, "")
    await priya.has_seen("2.3 Chronology", "Sam Okafor kept Inadequate", "It holds no dates before June.")


async def test_agreeing_and_commenting_need_no_answer(house: House) -> None:
    await everybody(house)
    await submitted(house, house.amara)
    await house.priya.says("I agree")
    await house.priya.sees(f"You agree with the audit of {CASE}.", "Nothing more is needed from you.")
    assert await stage(house) == (State.FINAL, "")
    await house.amara.has_seen("Priya Nair agrees with the audit, 5 June 2026")
    await house.priya.says("challenge overall - I have thought again about this one")
    await house.priya.sees("You have replied to this audit.")
    await submitted(house, house.amara, case="TS-402")
    await house.priya.says("comment the father lives elsewhere since March")
    await house.priya.says("send")
    assert await stage(house, "TS-402") == (State.FINAL, "")
    await house.amara.has_seen("Priya Nair commented on the audit", "the father lives elsewhere since March")


async def test_silence_is_recorded_and_the_audit_goes_on(house: House) -> None:
    await everybody(house)
    await submitted(house)
    assert not await rounds(house, days=14)
    assert await stage(house) == (State.SUBMITTED, "reply")
    assert await rounds(house, days=3)
    assert await stage(house) == (State.FINAL, "")
    assert not await rounds(house)
    await house.priya.has_seen("No reply by 19 June 2026.")
    await house.amara.has_seen("No reply by 19 June 2026.")
    await house.ellen.says(f"history {CASE}")
    await house.ellen.sees(
        "No reply from Priya Nair by 19 June 2026", "The time for Manager's reply was over."
    )
    await house.priya.says("agree")
    await house.priya.has_not_seen("You agree with the audit")


async def test_a_reply_after_the_day_is_too_late_even_before_the_bot_has_looked(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says(f"open {CASE}")
    card = house.priya.message("I agree with the audit").id
    house.clock.passes(days=15)
    await house.priya.presses(
        "Send my reply", {"comment": "It was all done by then.", "challenge": "", "why": ""}, on=card
    )
    await house.priya.has_seen("You could reply to the audit of TS-401 until 19 June 2026", "too late")
    await house.priya.has_seen("It was all done by then.")
    assert not (await house.audit(CASE))[0].replies


async def test_what_was_written_and_not_sent_goes_at_the_deadline(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says(f"challenge 2.3 because {EXPLAINED}")
    await rounds(house, days=17)
    assert await stage(house) == (State.SUBMITTED, "reply.auditor")
    await house.sam.has_seen(EXPLAINED)


async def test_silent_auditors_leave_it_to_the_qa_lead(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    await rounds(house, days=10)
    assert await stage(house) == (State.SUBMITTED, "reply.decision")
    await house.ellen.has_seen("Decision on the reply", EXPLAINED)
    await house.amara.says(f"open {CASE}")
    await house.amara.says("change overall to good - it was all there")
    assert (await house.audit(CASE))[0].replies[0].challenges[0].answer is None
    await house.ellen.says("my work")
    await house.ellen.sees(f"{CASE}: decide on the grades that the manager challenges")
    await house.ellen.says(f"open {CASE}")
    await house.ellen.says("keep - the record did not show it on the day of the audit")
    await house.ellen.sees("Ellen Marsh kept Inadequate.")
    assert await stage(house) == (State.FINAL, "")
    await house.priya.has_seen("Grade after the manager's reply: Inadequate (Ellen Marsh)")


async def test_the_other_auditor_objects(house: House) -> None:
    await everybody(house)
    await submitted(house)
    amara, sam = house.amara, house.sam
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    await house.delivers()
    await amara.says(f"open {CASE}")
    await amara.says("object - I do not see it at all")
    await amara.sees("Nobody has answered the challenge yet")
    await amara.says("change overall to good - the visits took place")
    await amara.says("agree")
    await amara.sees("There is no answer of another auditor's")
    await sam.says(f"open {CASE}")
    await sam.says("keep overall - nothing has changed for the children")
    await sam.sees("Amara Osei answered Overall grade at", "agree or object")
    await sam.says("object")
    await sam.sees("Say why you object")
    await sam.says("object overall - five weeks is five weeks")
    await sam.sees("Your objection on Overall grade is saved")
    await amara.has_seen("Sam Okafor objects to the answer on Overall grade (TS-401)")
    await amara.says("change to requires improvement - settled with Sam on the phone")
    await sam.says("agree")
    assert await stage(house) == (State.FINAL, "")
    answers = (await house.audit(CASE))[0].replies[0].challenges[0].answers
    assert [(a.by, a.grade, len(a.objections)) for a in answers] == [
        (amara.id, "good", 1),
        (amara.id, "ri", 0),
    ]


async def test_an_objection_that_stands_goes_to_the_qa_lead_and_silence_lets_an_answer_stand(
    house: House,
) -> None:
    await everybody(house)
    for case in (CASE, "TS-402"):
        await submitted(house, case=case)
        await house.priya.says(f"challenge {case} overall - {EXPLAINED}")
        await house.priya.says("send")
        await house.amara.says(f"open {case}")
        await house.amara.says("keep overall - it was not on the system that day")
    await house.sam.says(f"open {CASE}")
    await house.sam.says("object - I would change it")
    await rounds(house, days=10)
    assert await stage(house) == (State.SUBMITTED, "reply.decision")
    assert await stage(house, "TS-402") == (State.FINAL, "")


async def test_a_moderated_grade_is_answered_by_its_moderator(house: House) -> None:
    await everybody(house)
    await submitted(house, form="moderated")
    await house.priya.says("agree")
    await house.priya.has_not_seen("You agree with the audit")
    await house.max.says(f"open {CASE}")
    await house.max.says("inadequate - I read the file as the auditors did, and agree.")
    await house.max.says("submit")
    await house.max.says("yes")
    await house.priya.has_seen("Manager's reply")
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    await house.priya.sees("Max Lund will keep or change each grade")
    assert await stage(house) == (State.SUBMITTED, "reply.moderator")
    await house.amara.says(f"open {CASE}")
    await house.amara.says("change overall to good - I think so as well")
    assert (await house.audit(CASE))[0].replies[0].challenges[0].answer is None
    await house.max.says("my work")
    await house.max.presses("Read the reply")
    await house.max.says("change overall to good - the visits did take place")
    assert await stage(house) == (State.FINAL, "")
    await house.delivers()
    summary = said(house.priya.message("Audit summary"))
    assert "Grade after the manager's reply: Good (Max Lund)" in summary
    assert "Amara Osei gave Inadequate." in summary
    assert "Max Lund gave Inadequate" in summary


async def test_clear_refusals(house: House) -> None:
    await everybody(house)
    await house.allocates(CASE, house.amara, house.sam, form="replied")
    answer = await house.priya.sends({"verb": "reply_agree", "audit": house.audits[CASE]})
    assert "You can reply once you have had the summary of this audit." in str(answer.body)
    await submitted(house, case="TS-402")
    audit = {"audit": house.audits["TS-402"]}
    for wrong in (house.mo, house.amara, house.jo, house.ellen):
        answer = await wrong.sends({"verb": "reply_agree", **audit})
        assert "Only the manager named for this case can reply to its audit." in str(answer.body)
    await house.priya.sends(
        {"verb": "reply_answer", **audit, "seen": {"overall": 0}, "w:overall": "It is good now."}
    )
    await house.priya.has_seen("There is no challenge of the manager's for you to answer")
    await house.priya.has_seen("It is good now.")
    await house.priya.says("open TS-402")
    await house.priya.says("challenge 9.9 - this one does not exist at all")
    await house.priya.sees("I found no grade “9.9", "such as: challenge overall")
    await house.priya.says("challenge overall")
    await house.priya.sees("Why should Overall grade not be Inadequate?")
    await house.priya.says("challenge")
    await house.priya.sees("Which grade, and why?")
    await house.priya.says("send")
    await house.priya.sees("There is nothing to send yet.")
    await house.priya.says("the father has moved to Leeds in April")
    await house.priya.sees("I have not sent “the father has moved", "type comment")
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("agree")
    await house.priya.sees("You have challenged a grade here")
    await house.priya.says("drop overall")
    await house.priya.sees("Taken out. Nothing of it was sent.")
    await house.priya.says("agree")
    await house.priya.sees("You agree with the audit of TS-402.")
    answer = await house.priya.sends({"verb": "reply_agree", **audit})
    assert "You have replied to this audit." in str(answer.body)


async def test_reopened_in_the_middle_and_sent_again(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.ellen.says(f"reopen {CASE} because the plan was missed in section 5")
    await house.priya.says("send")
    await house.priya.has_seen(
        "You can reply once you have had the summary of this audit. It has been reopened."
    )
    await house.amara.says(f"open {CASE}")
    await house.amara.says("submit")
    await house.amara.says("yes")
    assert await stage(house) == (State.SUBMITTED, "reply")
    await house.priya.has_seen("Take this challenge out", EXPLAINED)
    await house.priya.says("send")
    assert await stage(house) == (State.SUBMITTED, "reply.auditor")
    assert (await house.audit(CASE))[0].replies[0].submission == 1


async def test_a_changed_grade_stays_when_the_audit_is_reopened_until_it_is_given_anew(house: House) -> None:
    await everybody(house)
    await submitted(house, house.amara)
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    await house.amara.says(f"open {CASE}")
    await house.amara.says("change to good - all visits took place")
    assert await stage(house) == (State.FINAL, "")
    await house.ellen.says(f"reopen {CASE} because the plan was missed in section 5")
    await house.amara.says(f"open {CASE}")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.priya.has_seen("Grade after the manager's reply: Good (Amara Osei)")


async def test_the_manager_who_is_the_auditor_has_no_reply(house: House) -> None:
    await everybody(house)
    await submitted(house, house.amara)
    await house.reallocates(CASE, manager=house.amara.id)
    answer = await house.amara.sends({"verb": "reply_agree", "audit": house.audits[CASE]})
    assert "Only the manager named for this case can reply" in str(answer.body)


async def test_two_audits_to_reply_to_are_told_apart(house: House) -> None:
    await everybody(house)
    await house.priya.says("reply")
    await house.priya.sees("No audit waits for a reply from you just now. Nothing has been sent.")
    await submitted(house, house.amara)
    await submitted(house, house.amara, case="TS-402")
    await house.priya.says("reply")
    await house.priya.sees("You can reply to 2 audits.", "Nothing has been sent.")
    await house.priya.says("agree")
    await house.priya.sees("You can reply to 2 audits.", "Nothing has been sent.")
    assert buttons(house.priya.card) == [CASE, "TS-402"] or buttons(house.priya.card) == ["TS-402", CASE]
    await house.priya.says("agree TS-402")
    await house.priya.sees("You agree with the audit of TS-402.")
    assert await stage(house) == (State.SUBMITTED, "reply")


async def test_a_reply_typed_with_its_case_is_for_that_case(house: House) -> None:
    await everybody(house)
    await submitted(house, house.amara)
    await submitted(house, house.amara, case="TS-402")
    await house.priya.says("my reply to TS-402: The visits of May are in the paper file.")
    await house.priya.sees("Your comment. Kept, and not sent yet.")
    await house.priya.says("reply")
    assert "TS-402" in str(house.priya.card)
    assert "The visits of May are in the paper file." in str(house.priya.card)


async def test_two_presses_at_once_reply_once(house: House) -> None:
    await everybody(house)
    await submitted(house, house.amara)
    card = house.priya.message("I agree with the audit")
    data = {"verb": "reply_agree", "audit": house.audits[CASE], "token": "one"}
    await house.priya.sends(data, card.id)
    await house.priya.sends(
        {**data, "verb": "reply_send", "token": "two", "comment": "And one more word."}, card.id
    )
    (reply,) = (await house.audit(CASE))[0].replies
    assert reply.kind == "agree"
    await house.priya.has_seen("And one more word.")


async def test_people_are_reminded_of_a_reply(house: House) -> None:
    from bot.delivery.reminders import Reminders

    await everybody(house)
    await submitted(house)
    house.clock.now = datetime(2026, 6, 17, 9, tzinfo=UTC)
    await Reminders(house.bot.storage, clock=house.clock).round()
    await house.priya.has_seen("Manager's reply is due on 19 June 2026", "If you do nothing")


async def test_what_the_manager_wrote_and_did_not_send_is_there_after_a_reopening(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says("comment The paper file was not looked at.")
    await house.ellen.says(f"reopen {CASE} because the plan was missed in section 5")
    await house.amara.says(f"open {CASE}")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()
    await house.priya.says(f"open {CASE}")
    await house.priya.presses("Send my reply", {"comment": "The paper file was not looked at."})
    await house.amara.has_seen("The paper file was not looked at.")


async def test_a_new_manager_begins_their_own_reply(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says("comment The paper file was not looked at.")
    await house.reallocates(CASE, manager=house.mo.id)
    await house.mo.says(f"open {CASE}")
    await house.mo.has_not_seen("The paper file was not looked at.")
    await house.mo.says("agree")
    assert (await house.audit(CASE))[0].replies[-1].comment is None


async def test_a_manager_who_audited_it_does_not_reply_and_that_is_said(house: House) -> None:
    await everybody(house)
    await submitted(house, house.amara, house.sam, case="TS-402")
    await house.allocates("TS-403", house.amara, house.sam, form="replied", manager=house.amara)
    await house.amara.says("open TS-403")
    await house.amara.says(f"inadequate - {EVIDENCE}")
    await house.amara.says("inadequate - Nobody saw the children for five weeks in April and May.")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()
    told = "is skipped: Amara Osei audited this case, so there is no reply to it."
    for auditor in (house.amara, house.sam):
        await auditor.has_seen(told)
    audit = (await house.audit("TS-403"))[0]
    assert (audit.state, audit.stage) != (State.SUBMITTED, "reply")
    await house.ellen.says("history TS-403")
    await house.ellen.sees("Amara Osei audited the case as well, so there was no reply")
