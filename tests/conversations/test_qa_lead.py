"""The QA lead reads what they answer for: the audits behind each number, any audit, and its history."""

from __future__ import annotations

from datetime import date

from dialogs.audits.audit import Role
from tests.conversations.harness import House, said
from tests.conversations.test_after_submission import submitted
from tests.conversations.test_answering import start
from tests.conversations.test_completed_by_all import audited
from tests.conversations.test_my_work import WORDS, gives_roles


async def readers(house: House, case: str) -> list[str]:
    async with house.bot.storage.work(write=False) as work:
        return [one.by for one in await work.readings.readers(house.audits[case], 99)]


async def test_each_number_of_the_status_shows_its_audits(house: House) -> None:
    for somebody in (house.amara, house.sam):
        await somebody.installs()
    await submitted(house)
    await house.allocates("TS-102", house.amara, due=date(2026, 6, 1))
    await house.allocates("TS-103", house.wren)
    await house.ellen.says("status")
    shown = await house.ellen.sees("Not started: 2", "Submitted: 1", "Overdue: 1")
    assert "TS-10" not in shown
    for typed in ("status overdue", "which ones are overdue?", "Which audits are overdue", "overdue"):
        await house.ellen.says(typed)
        shown = await house.ellen.sees(
            "Overdue: 1", "TS-102 · Amara Osei", "was due on 1 June 2026", "It is with Amara Osei"
        )
        assert "TS-103" not in shown
    await house.ellen.presses("Remind")
    await house.ellen.sees("TS-102: Amara Osei has been reminded.")
    await house.amara.has_seen(
        "Ellen Marsh reminds you: the audit of TS-102 is with you", "It was due on 1 June 2026."
    )
    await house.ellen.presses("Remind")
    shown = await house.ellen.sees("TS-102: Amara Osei has been reminded today already, so I have sent")
    assert "has been reminded." not in shown
    house.clock.passes(days=1)
    await house.ellen.presses("Remind")
    await house.ellen.sees("TS-102: Amara Osei has been reminded.")
    await house.delivers()
    assert sum("reminds you: the audit of TS-102" in said(m) for m in house.amara.messages) == 2
    await house.ellen.says("status submitted")
    await house.ellen.sees("Submitted: 1", "TS-101 · Amara Osei and Sam Okafor", "Overall: Good")
    await house.ellen.presses("Open")
    await house.ellen.sees("Answers", "TS-101", "Chronology")
    await house.ellen.says("status not started")
    await house.ellen.sees("Not started: 2", "TS-102", "TS-103")
    await house.ellen.says("status withdrawn")
    await house.ellen.sees("There are none at the moment.")


async def test_an_audit_that_waits_in_a_stage_is_counted_there_only(house: House) -> None:
    await audited(house)
    await house.ellen.says("status")
    await house.ellen.sees("In Views: 1", "Submitted: 0")
    await house.ellen.sends({"verb": "status", "which": "stage:Views", "skip": 0})
    await house.ellen.sees("In Views: 1", "TS-301 · Amara Osei and Sam Okafor")
    house.clock.passes(days=30)
    await house.ellen.says("status overdue")
    await house.ellen.sees("Overdue: 1", "TS-301", "It is with Ira Bell")
    await house.ellen.presses("Remind")
    await house.ira.has_seen("Ellen Marsh reminds you: the audit of TS-301 is with you")


async def test_any_audit_is_read_and_each_reading_is_kept(house: House) -> None:
    await start(house)
    await house.amara.says("good - " + "she was seen alone twice in May")
    await house.ellen.says("open TS-101")
    shown = await house.ellen.sees(
        "Answers", "she was seen alone twice in May", "you can read this, and not change it"
    )
    assert "Change" not in shown
    assert "Submitted" not in shown, "it is not submitted yet"
    assert await readers(house, "TS-101") == [house.ellen.id]
    if "Next part" in house.ellen.buttons:
        await house.ellen.presses("Next part")
    assert len(await readers(house, "TS-101")) == 1, "the pages of one sitting are one reading"
    house.clock.passes(hours=2)
    await house.ellen.says("open ts-101")
    assert len(await readers(house, "TS-101")) == 2
    await house.amara.says("review")
    assert len(await readers(house, "TS-101")) == 2, "it is the auditors' own"
    await house.ellen.says("open TS-999")
    await house.ellen.sees("I found no audit of TS-999 for you")


async def test_a_qa_lead_whom_the_case_names_does_not_read_it_while_it_is_written(house: House) -> None:
    await gives_roles(house, house.priya, Role.MANAGER, Role.QA_LEAD)
    await start(house)
    await house.amara.says("good - " + "she was seen alone twice in May")
    await house.priya.says("open TS-101")
    await house.priya.sees("I found no audit of TS-101 for you")
    await house.priya.says("history TS-101")
    await house.priya.sees("I found no audit of TS-101 for you")
    await house.priya.says("status in progress")
    await house.priya.sees("TS-101 · Amara Osei and Sam Okafor")
    assert "Open" not in house.priya.buttons
    await house.priya.says("status TS-101")
    await house.priya.sees("in progress")
    assert await readers(house, "TS-101") == []


async def test_the_history_says_who_did_what_and_who_has_read_it(house: House) -> None:
    await submitted(house)
    await house.priya.presses("Acknowledge", on=house.priya.message("Audit summary").id)
    await house.ellen.says("open TS-101")
    await house.ellen.says("history TS-101")
    shown = await house.ellen.sees(
        "What has happened",
        "Amara Osei started the audit.",
        "Amara Osei submitted the audit.",
        "Priya Nair read the summary.",
        "Ellen Marsh read the audit.",
        "5 June 2026 at 2:30pm",
    )
    assert "A careful file." not in shown
    await house.amara.says("history TS-101")
    shown = await house.amara.sees("Amara Osei started the audit.")
    assert "Ellen Marsh read the audit." not in shown
    await house.wren.says("history TS-101")
    await house.wren.sees("I found no audit of TS-101 for you")


async def test_the_qa_lead_is_told_who_has_read_a_case_without_being_its_auditor(house: House) -> None:
    await submitted(house)
    await house.amara.says("open TS-101")
    await house.ellen.says("access TS-101")
    await house.ellen.sees("TS-101: nobody but its auditors has read it.")
    await house.priya.says("open TS-101")
    await house.ellen.says("who has read TS-101?")
    shown = await house.ellen.sees("5 June 2026 at 2:30pm: Priya Nair read TS-101, in the chat.")
    assert "Amara" not in shown
    for other in (house.priya, house.wren):
        await other.says("access TS-101")
        await other.sees("I found no audit of TS-101 for you")


async def test_a_long_history_goes_on(house: House) -> None:
    await start(house)
    for number in range(70):
        await house.amara.says(f"note: what was said on visit {number} is not in the file")
    await house.amara.says("history TS-101")
    shown = await house.amara.sees("wrote a note")
    assert "started" not in shown
    await house.amara.presses("Show earlier")
    await house.amara.sees("Amara Osei started the audit.")
    assert "Show earlier" not in house.amara.buttons


async def test_what_only_looks_like_a_question_stays_evidence(house: House) -> None:
    await start(house)
    await house.amara.says("good")
    for words in ("history of domestic abuse is in the chronology since 2019", "status of the plan is clear"):
        await house.amara.says(words)
        assert "I found no audit" not in await house.amara.sees()
    assert (await house.answer("TS-101", "1.1"))[1].startswith("history of domestic abuse")


async def test_the_status_counts_concerns_and_never_shows_their_words(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.delivers()
    await house.ellen.says("hello")
    await house.ellen.sees("1 immediate concern has not been read by anybody")
    await house.ellen.presses("Show the concerns")
    await house.ellen.sees("TS-101: raised by Amara Osei on 5 June 2026", "delivered to Priya Nair")
    await house.ellen.says("status")
    await house.ellen.sees("1 immediate concern was raised; 1 not read yet", "TS-101: raised by Amara Osei")
    await house.priya.presses("I have read this")
    await house.ellen.says("status")
    await house.ellen.sees("1 immediate concern was raised, and read.")
    await house.ellen.has_not_seen(WORDS)
