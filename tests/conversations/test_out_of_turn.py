"""What comes out of turn: withdrawn and taken back, two at once, people who are all gone, replaced cases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.imports.case_changes import Replacement, carry_out, replace
from bot.imports.changing import NotChanged
from bot.imports.leaving import leave
from dialogs.audits.audit import State
from dialogs.audits.events import DomainEvent, EventKind, apply
from dialogs.conversation.step import Step
from dialogs.conversation.subjects import ToldToRead
from dialogs.conversation.views import Notice
from dialogs.features.allocation_changes import TakeBackAudit
from tests.conversations.harness import EVIDENCE, House
from tests.conversations.test_answering import start
from tests.conversations.test_follow_up import submitted as followed
from tests.conversations.test_manager_reply import CASE, EXPLAINED, everybody, submitted

WHY = "because the case is open again"


async def test_a_withdrawn_audit_refuses_everything_and_is_taken_back(house: House) -> None:
    await house.ellen.installs()
    await start(house)
    card = house.amara.messages[-1].id
    await house.ellen.says("take back TS-101 " + WHY)
    await house.ellen.sees("I found no audit of TS-101")
    await house.ellen.says("withdraw TS-101 because the case was closed in May")
    before = (await house.audit("TS-101"))[0].revision
    for words in (f"good - {EVIDENCE}", "submit", "i know this family", "note: the plan is late", "ok"):
        await house.amara.says(words)
        await house.amara.sees("withdrawn")
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE}, on=card)
    for words in ("due TS-101 30 June because the file came late", f"withdraw TS-101 {WHY}"):
        await house.ellen.says(words)
        await house.ellen.sees("TS-101 is withdrawn, so nothing has been changed.", "take back TS-101")
    for words in ("due TS-101 30 June because the file came late", "reopen TS-101 because it was a slip"):
        await house.ellen.says(words)
    await house.amara.says("take back TS-101 " + WHY)
    assert (await house.audit("TS-101"))[0].revision == before
    await house.ellen.says("take back TS-101")
    await house.ellen.sees("Why is it taken back?")
    house.clock.now = datetime(2026, 6, 25, 10, tzinfo=UTC)
    await house.ellen.says("take back TS-101 " + WHY)
    await house.ellen.sees("TS-101 is in the programme again, where it was.", "It was due on 19 June 2026")
    await house.amara.has_seen(
        "Ellen Marsh has put the audit of TS-101 back into the programme: the case is open"
    )
    assert (await house.audit("TS-101"))[0].state is State.IN_PROGRESS
    await house.amara.says("open TS-101")
    await house.amara.says(f"good - {EVIDENCE}")
    assert (await house.answer("TS-101", "1.1"))[0] == "good"
    await house.ellen.says("history TS-101")
    await house.ellen.sees("Ellen Marsh put the withdrawn audit back into the programme.")


async def test_a_submitted_audit_is_taken_back_into_its_stage(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.ellen.says(f"withdraw {CASE} because it was the wrong child's file")
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    assert not (await house.audit(CASE))[0].replies
    await house.delivers()
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.sees("This audit has been withdrawn by the QA lead.", "What you wrote is kept")
    now = house.clock()
    said_of_it = await carry_out(house.bot.storage, CASE, "", TakeBackAudit("It was the right file"), now)
    assert said_of_it.startswith(f"{CASE} is in the programme again")
    audit = (await house.audit(CASE))[0]
    assert (audit.state, audit.stage) == (State.SUBMITTED, "reply")
    await house.priya.says(f"open {CASE}")
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.has_seen("You challenge Overall grade: Inadequate.")
    with pytest.raises(NotChanged, match="no audit"):
        await carry_out(house.bot.storage, CASE, "", TakeBackAudit("It was the right file"), now)


async def test_two_replies_at_once_are_one_reply(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await asyncio.gather(house.priya.says("send"), house.priya.says("agree"), return_exceptions=True)
    await house.delivers()
    audit = (await house.audit(CASE))[0]
    assert len(audit.replies) == 1
    assert audit.stage in ("reply.auditor", "") or audit.state is State.FINAL
    await house.amara.says(f"keep overall - {EXPLAINED}")
    await house.sam.says("change overall to good - It is all there, and was recorded late.")
    (challenge,) = (await house.audit(CASE))[0].replies[0].challenges
    assert len(challenge.answers) in (1, 2), "each answer stands with its giver"


async def test_a_stage_whose_people_are_all_gone_is_told_to_the_qa_lead(house: House) -> None:
    await everybody(house)
    await submitted(house)
    await house.priya.says(f"challenge overall - {EXPLAINED}")
    await house.priya.says("send")
    for auditor in (house.amara, house.sam):
        await leave(house.bot.storage, auditor.chat.email, "", "Gone to another council", house.clock())
    await house.ellen.has_seen("Sam Okafor has left. TS-401: nobody else audits it. Name somebody else.")
    audit = (await house.audit(CASE))[0]
    assert audit.auditors == ()
    await house.ellen.says("status")
    await house.ellen.says(f"status {CASE}")
    await house.ellen.sees("TS-401")
    await house.amara.says(f"keep overall - {EXPLAINED}")
    assert not (await house.audit(CASE))[0].replies[0].challenges[0].answers
    await house.ellen.says(f"reassign {CASE} to Wren Castle anyway because both auditors have left")
    await house.wren.has_seen("The audit of TS-401 is with you now")
    await house.wren.says(f"open {CASE}")
    await house.wren.says(f"keep overall - {EXPLAINED}")
    assert (await house.audit(CASE))[0].replies[0].challenges[0].answers


async def test_a_case_is_replaced_whole_or_not_at_all(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.allocates("TS-205", house.sam)
    with pytest.raises(NotChanged, match="so nothing was changed"):
        await replace(
            house.bot.storage, "TS-101", "", Replacement("TS-205"), "The case was closed", house.clock()
        )
    assert (await house.audit("TS-101"))[0].state is State.ALLOCATED


async def test_the_qa_lead_has_the_cases_to_be_audited_again(house: House) -> None:
    await followed(house)
    await house.ellen.says("status re-audits")
    await house.ellen.sees("To be audited again: 1.", "TS-701: Overall grade: Inadequate. By 28 August 2026.")
    await house.allocates("TS-701", house.sam, form="followed", month="2026-09")
    await house.ellen.says("status re-audits")
    await house.ellen.sees("To be audited again: 0.", "It is being audited again (September 2026).")


async def test_auditors_get_feedback_on_the_audit_itself(house: House) -> None:
    await followed(house)
    words = "The evidence for each grade is her own words."
    await house.priya.says(f"feedback TS-701: {words}")
    await house.ellen.says("feedback TS-701: good")
    await house.ellen.sees("What do you want to tell them?")
    await house.ellen.says(f"feedback TS-701: {words}")
    await house.ellen.sees("Amara Osei has your feedback on the audit of TS-701.")
    await house.amara.has_seen(f"Ellen Marsh on your audit of TS-701: {words}")
    await house.priya.has_not_seen(words)
    await house.ellen.says("history TS-701")
    await house.ellen.sees("Ellen Marsh gave its auditors feedback.")


async def test_what_was_returned_to_somebody_ends_their_list(house: House) -> None:
    await everybody(house)
    await submitted(house)
    sol = house.sol
    await sol.says("my audits")
    await sol.has_not_seen(CASE)
    async with house.bot.storage.work() as work:
        held = await work.audits.audit(house.audits[CASE], house.ellen.id)
        assert held is not None
        returned = DomainEvent(
            EventKind.ACKNOWLEDGED, house.ellen.id, house.clock(), "returned/x", {sol.id: "service_manager"}
        )
        step = Step(apply(held[0], returned), held[1], events=(returned,))
        await work.audits.save(held[0], step, house.ellen.id, None)
        told = Notice(sol.id, ToldToRead("t1"), text="It is yours to read.")
        await work.outbox.enqueue(held[0].id, [told], house.clock())
    await sol.has_seen("It is yours to read.")
    await sol.says("my audits")
    await sol.sees(CASE, "Returned to you to read")
    await sol.presses("Read")
    await sol.has_seen(EVIDENCE)
