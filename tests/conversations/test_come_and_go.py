"""People come and go: whoever has left gets nothing and is waited for by nobody; the QA lead moves audits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.delivery.actions import Actions
from bot.imports.case_changes import Replacement, carry_out, replace
from bot.imports.changing import NotChanged
from bot.imports.leaving import leave, merge
from dialogs.audits.audit import Person, Role, State
from dialogs.conversation.actions_now import standings
from dialogs.features.allocation_changes import ReassignAudit, WithdrawAudit
from storage.people import NewPerson
from tests.conversations.harness import EVIDENCE, House
from tests.conversations.test_actions import given_out
from tests.conversations.test_answering import fill, start, submit

WHY = "Gone to another council"


async def moves_team(house: House, *, team: str = "South") -> None:
    """The auditors are in another team than the cases."""
    people = [
        NewPerson(s.chat.name, s.chat.email, frozenset(person.roles), team)
        for s in (house.amara, house.sam, house.wren)
        if (person := await _person(house, s.id)) is not None
    ]
    async with house.bot.storage.work() as work:
        await work.people.take_people(people)


async def _person(house: House, id: str) -> Person | None:
    async with house.bot.storage.work(write=False) as work:
        return await work.people.person(id)


async def test_whoever_leaves_loses_access_at_once_and_the_pair_goes_on(house: House) -> None:
    await house.sam.installs()
    await house.ellen.installs()
    await start(house)  # Amara and Sam
    await house.sam.says("open TS-101")
    departure = await leave(house.bot.storage, house.sam.chat.email, "", WHY, house.clock())
    assert departure.handed_over == 1
    assert departure.left == ()
    audit, _ = await house.audit("TS-101")
    assert audit.auditors == (house.amara.id,)
    await house.amara.has_seen("You audit TS-101 on your own now. Sam Okafor is not on it any more.")
    seen = len(house.sam.messages)
    await house.delivers()
    assert len(house.sam.messages) == seen, "nothing is sent to somebody who has left"
    revision = audit.revision
    await house.sam.says("good - " + EVIDENCE)
    await house.sam.says("open TS-101")
    await house.sam.sees("I found no audit of TS-101 for you")
    assert (await house.audit("TS-101"))[0].revision == revision


async def test_what_nobody_has_is_listed_and_the_qa_leads_are_told(house: House) -> None:
    await house.ellen.installs()
    await house.allocates("TS-101", house.amara)
    departure = await leave(house.bot.storage, house.amara.chat.email, "", WHY, house.clock())
    assert departure.left == ("TS-101: nobody else audits it",)
    assert (await house.audit("TS-101"))[0].auditors == ()  # nobody waits for somebody who has left
    await house.ellen.has_seen("Amara Osei has left. TS-101: nobody else audits it. Name somebody else.")
    await moves_team(house)
    await house.wren.installs()
    await house.ellen.says("reassign TS-101 to Wren Castle")
    await house.ellen.sees("Why is it given to somebody else?")
    await house.ellen.says("reassign TS-101 to Wren Castle because Amara has left the council")
    await house.ellen.sees("TS-101 is with Wren Castle now.")
    await house.wren.sees("The audit of TS-101 is with you now", "Type open TS-101")
    assert (await house.audit("TS-101"))[0].auditors == (house.wren.id,)


async def test_a_managers_cases_go_to_their_deputy_with_their_cards(house: House) -> None:
    await house.mo.installs()
    deputised = NewPerson(
        "Priya Nair",
        house.priya.chat.email,
        frozenset({Role.MANAGER}),
        "North",
        deputy_email=house.mo.chat.email,
    )
    async with house.bot.storage.work() as work:
        await work.people.take_people([deputised])
    await start(house)
    await fill(house)
    await house.priya.installs()
    await submit(house)
    await house.delivers()
    departure = await leave(house.bot.storage, house.priya.chat.email, "", WHY, house.clock())
    assert departure.left == ()
    await house.mo.has_seen("You are the manager named for the audit of TS-101 now")
    await house.mo.has_seen("Audit summary", "Good")
    assert (await house.audit("TS-101"))[0].manager == house.mo.id


async def test_an_owner_who_leaves_gives_their_actions_back_to_the_manager(house: House) -> None:
    await given_out(house)
    await leave(house.bot.storage, house.jo.chat.email, "", WHY, house.clock())
    audit, _ = await house.audit("TS-101")
    (stands,) = standings(house.templates["small"], audit)
    assert stands.owner == house.priya.id
    await Actions(house.bot.storage, clock=house.clock).round()
    before = len(house.jo.messages)
    house.clock.now = datetime(2026, 7, 2, 10, tzinfo=UTC)
    await Actions(house.bot.storage, clock=house.clock).round()
    await house.priya.sees("Action was due on 1 July 2026")
    assert len(house.jo.messages) == before


async def test_ten_actions_of_somebody_who_leaves_come_back_in_one_message(house: House) -> None:
    """The manager has all ten, with the reason, and is not told ten times."""
    await house.priya.installs()
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    for words in (
        f"good - {EVIDENCE}",
        "good - His plan says who does what by when.",
        "no",
        "go to overall",
        "good",
    ):
        await house.amara.says(words)
    await house.amara.says("go to actions")
    for number in range(1, 11):
        await house.amara.says(f"Do thing number {number} for her; Jo Whitfield; 1 July 2026")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await Actions(house.bot.storage, clock=house.clock).round()
    await house.delivers()
    before = len(house.priya.messages)
    await leave(house.bot.storage, house.jo.chat.email, "", WHY, house.clock())
    await house.delivers()
    audit, _ = await house.audit("TS-101")
    owners = [stands.owner for stands in standings(house.templates["small"], audit)]
    assert owners == [house.priya.id] * 10
    assert len(house.priya.messages) - before <= 1
    await house.priya.says("my actions")
    await house.priya.sees("Your actions: 10")


async def test_two_entries_of_one_person_become_one(house: House) -> None:
    await house.allocates("TS-101", house.sam, house.amara)
    async with house.bot.storage.work() as work:
        new = NewPerson("Sam Okafor", "s.okafor@example.org", frozenset({Role.AUDITOR}), "South")
        kept = (await work.people.take_people([new]))["s.okafor@example.org"]
    await merge(
        house.bot.storage, "s.okafor@example.org", house.sam.chat.email, "Listed twice", house.clock()
    )
    assert set((await house.audit("TS-101"))[0].auditors) == {kept, house.amara.id}
    await house.sam.says("my audits")
    await house.sam.sees("TS-101")
    with pytest.raises(NotChanged, match="one entry already"):
        await merge(house.bot.storage, "s.okafor@example.org", "s.okafor@example.org", WHY, house.clock())


async def test_the_qa_lead_re_dates_and_withdraws_in_chat(house: House) -> None:
    await house.ellen.installs()
    await start(house)
    await house.ellen.says("due TS-101 30 June because the file came late")
    await house.ellen.sees("TS-101 is due on 30 June 2026 now.")
    await house.amara.has_seen("The audit of TS-101 is due on 30 June 2026, not on 19 June 2026.")
    assert (await house.audit("TS-101"))[0].due == date(2026, 6, 30)
    await house.amara.says("withdraw TS-101 because I do not like it")
    assert (await house.audit("TS-101"))[0].state is State.IN_PROGRESS
    await house.ellen.says("withdraw TS-101")
    await house.ellen.sees("Why is it withdrawn?")
    await house.ellen.says("withdraw TS-101 because the case was closed in May")
    await house.ellen.sees("TS-101 is withdrawn.")
    await house.amara.has_seen("Ellen Marsh has withdrawn the audit of TS-101: the case was closed in May.")
    await house.amara.says("good - " + EVIDENCE)
    await house.amara.has_seen("This audit has been withdrawn by the QA lead.")
    await house.restarts()
    assert (await house.audit("TS-101"))[0].state is State.WITHDRAWN
    await house.ellen.says("history TS-101")
    await house.ellen.sees("Ellen Marsh withdrew the audit.", "Ellen Marsh changed its due date.")


async def test_nobody_audits_their_own_teams_case_unless_the_qa_lead_says_why(house: House) -> None:
    await house.ellen.installs()
    await house.allocates("TS-101", house.amara)
    await house.ellen.says("reassign TS-101 to Wren Castle because Amara is on leave until July")
    await house.ellen.sees("Wren Castle is in the case's own team.")
    assert (await house.audit("TS-101"))[0].auditors == (house.amara.id,)
    await house.ellen.says("reassign TS-101 to Wren Castle anyway because nobody else is there this month")
    await house.ellen.sees("TS-101 is with Wren Castle now.")
    assert (await house.audit("TS-101"))[0].auditors == (house.wren.id,)


async def test_an_auditor_who_knows_the_family_steps_down(house: House) -> None:
    await house.ellen.installs()
    await start(house)
    await house.amara.says("I know this family")
    await house.amara.sees("Thank you for saying so. TS-101 is not with you any more.")
    assert (await house.audit("TS-101"))[0].auditors == (house.sam.id,)
    await house.ellen.has_seen("Amara Osei knows the family of TS-101", "Sam Okafor goes on with it")
    await house.sam.says("i know the family of TS-101")
    await house.sam.has_seen("TS-101 is not with you any more, so please leave its file closed: Ellen Marsh")
    assert (await house.audit("TS-101"))[0].auditors == ()
    await house.ellen.has_seen(
        "Sam Okafor knows the family of TS-101, so cannot audit it, and nobody has it now."
    )


async def test_an_operator_does_the_same_and_replaces_a_case(house: House) -> None:
    await moves_team(house)
    await house.allocates("TS-101", house.amara)
    storage, now = house.bot.storage, house.clock()
    with pytest.raises(NotChanged, match="no auditor called"):
        await carry_out(storage, "TS-101", "", ReassignAudit("Priya Nair", "", WHY), now)
    said = await carry_out(storage, "ts 101", "", ReassignAudit(house.wren.chat.email, "", WHY), now)
    assert said.startswith("TS-101 is with Wren Castle now.")
    new = Replacement("TS-205", manager=house.priya.chat.email)
    said = await replace(storage, "TS-101", "", new, "The case was closed in May", now)
    assert said == "TS-101 is withdrawn, and TS-205 is with the same auditors."
    assert (await house.audit("TS-101"))[0].state is State.WITHDRAWN
    await house.wren.says("my audits")
    await house.wren.sees("TS-205")
    with pytest.raises(NotChanged, match="no audit of TS-101"):
        await carry_out(storage, "TS-101", "", WithdrawAudit(WHY), now)


async def test_a_concern_goes_to_the_deputy_of_a_manager_who_is_away(house: House) -> None:
    await house.mo.installs()
    await house.priya.installs()
    deputised = NewPerson(
        "Priya Nair",
        house.priya.chat.email,
        frozenset({Role.MANAGER}),
        "North",
        deputy_email=house.mo.chat.email,
    )
    async with house.bot.storage.work() as work:
        await work.people.take_people([deputised])
    await house.priya.says("away until 12 June")
    await house.priya.sees("You are away until 12 June 2026. Mo Khan stands in for you")
    await start(house)
    await house.amara.presses("Send the concern", {"concern": "He is afraid to go home tonight."})
    await house.mo.has_seen("afraid to go home")
    await house.priya.has_not_seen("afraid to go home")
    await house.priya.says("back at work")
    await house.priya.sees("Welcome back.")
