"""A manager who has lost the role, or has left, gets nothing: somebody else does; the auditor knows who."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dialogs.audits.audit import Role
from storage.people import NewPerson
from tests.conversations.harness import PEOPLE, House, Somebody, said
from tests.conversations.test_answering import fill, start, submit

WORDS = "He said he is afraid to go home tonight"
IN_PLACE = "Sent to Mo Khan in place of Priya Nair, the manager."


async def listed(
    house: House, somebody: Somebody, roles: Iterable[Role], *, deputy: str = "", manager: str = ""
) -> None:
    """The people list is imported again, with this row changed."""
    new = NewPerson(
        somebody.chat.name,
        somebody.chat.email,
        frozenset(roles),
        "North",
        manager_email=manager,
        deputy_email=deputy,
    )
    async with house.bot.storage.work() as work:
        await work.people.take_people([new])
    house.clock.passes(minutes=2)


async def everybody_installs(house: House) -> None:
    for somebody in (house.priya, house.mo, house.sol, house.ellen):
        await somebody.installs()


@pytest.mark.parametrize("roles", [(), (Role.PRACTITIONER,)])
async def test_the_deputy_has_it_and_the_auditor_knows(house: House, roles: tuple[Role, ...]) -> None:
    await everybody_installs(house)
    await start(house)
    await listed(house, house.priya, roles, deputy=house.mo.chat.email, manager=house.sol.chat.email)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("send now")
    await house.amara.has_seen(
        "Priya Nair does not have the manager's role any more, so your concern goes to Mo Khan now. Call Mo "
        "Khan or the duty manager as well"
    )
    await house.mo.has_seen("Immediate concern: act now", WORDS, IN_PLACE)
    for other in (house.priya, house.sol, house.ellen):
        await other.has_not_seen(WORDS)
    status = house.amara.message("Your immediate concern", "Raised:")
    assert "Delivered: to Mo Khan" in said(status)
    await house.mo.presses("I have read this")
    await house.delivers()
    assert "Read: by Mo Khan" in said(status)
    await house.amara.has_seen("Mo Khan has read your concern on TS-101.")


async def test_without_a_deputy_it_is_the_manager_s_own_manager(house: House) -> None:
    await everybody_installs(house)
    await start(house)
    await listed(house, house.priya, (), manager=house.sol.chat.email)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("send now")
    await house.sol.has_seen("Immediate concern: act now", WORDS)
    for other in (house.priya, house.mo, house.ellen):
        await other.has_not_seen(WORDS)


async def test_a_deputy_without_the_role_or_out_of_reach_is_passed_over(house: House) -> None:
    for somebody in (house.priya, house.jo, house.ellen):
        await somebody.installs()
    await start(house)
    # Jo is no manager; Sol has never opened the bot.
    await listed(house, house.priya, (), deputy=house.jo.chat.email, manager=house.sol.chat.email)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("send now")
    await house.ellen.has_seen("Immediate concern: act now", WORDS)
    await house.jo.has_not_seen(WORDS)


async def test_the_role_lost_while_it_is_on_its_way(house: House) -> None:
    await everybody_installs(house)
    await start(house)
    house.connector.fail(503, conversation=house.priya.chat.conversation)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("send now")
    await house.delivers()
    await listed(house, house.priya, (), deputy=house.mo.chat.email)
    await house.delivers()
    await house.priya.has_not_seen(WORDS)
    await house.mo.has_seen("Immediate concern: act now", WORDS)
    await house.amara.has_seen(
        "Your immediate concern on TS-101 was not sent to Priya Nair, who does not have the role any more. "
        "It goes to Mo Khan instead. Call Mo Khan or the duty manager now."
    )
    assert "Delivered: to Mo Khan" in said(house.amara.message("Your immediate concern", "Raised:"))
    (concern,) = (await house.audit("TS-101"))[0].concerns
    assert (concern.sent_to, concern.delivered_to) == ((house.priya.id, house.mo.id), house.mo.id)
    await house.ellen.says("status")
    assert "Immediate concern" not in said(house.ellen.message("The audit programme"))


async def test_nobody_else_says_that_it_was_read(house: House) -> None:
    await everybody_installs(house)
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("send now")
    await house.delivers()
    (concern,) = (await house.audit("TS-101"))[0].concerns
    data = {"verb": "ack", "audit": house.audits["TS-101"], "subject": f"concern/{concern.id}"}
    for other in (house.mo, house.sol, house.ellen, house.sam):
        for _ in range(2):
            answer = await other.sends(data)
            assert WORDS not in str(answer.body)
    assert (await house.audit("TS-101"))[0].concerns[0].acknowledged_at is None


async def test_the_summary_of_a_manager_who_has_left_waits_for_another(house: House) -> None:
    await everybody_installs(house)
    await start(house)
    await fill(house)
    await listed(house, house.priya, (), deputy=house.mo.chat.email)
    before = len(house.priya.messages)
    await house.amara.presses("Review and submit", on=house.amara.message("Which actions").id)
    while "Next part" in house.amara.buttons:
        await house.amara.presses("Next part")
    await house.amara.presses("Submit the audit")
    await house.amara.presses("Submit anyway")
    await house.amara.has_seen(
        "Submitted. The summary has not been sent: Priya Nair does not have the manager's role any"
    )
    await house.amara.has_not_seen("on its way")
    await house.delivers()
    assert len(house.priya.messages) == before
    told = (
        "was not sent to Priya Nair, who does not have the manager's role any more. The QA lead has to name"
    )
    await house.amara.has_seen(
        "The audit of TS-101 is saved and submitted.", told, "Mo Khan will hear of it."
    )
    await house.mo.has_seen("Nobody has its summary yet. The QA lead has to name another manager")
    await house.mo.has_not_seen("Audit summary")
    await house.ellen.says("status")
    await house.ellen.sees(
        "Summary, TS-101, to Priya Nair: Priya Nair does not have the role for it any more."
    )
    await listed(house, house.priya, PEOPLE["Priya Nair"])
    house.clock.passes(days=1)
    await house.priya.has_seen("Audit summary")


async def test_an_auditor_who_has_left_is_told_nothing_more(house: House) -> None:
    await everybody_installs(house)
    await start(house)
    await house.sam.installs()
    await listed(house, house.sam, ())
    before = len(house.sam.messages)
    await fill(house)
    await submit(house)
    await house.delivers()
    assert len(house.sam.messages) == before
