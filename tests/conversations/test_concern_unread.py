"""A concern that nobody has read in time goes further up, at any hour, once."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.delivery.unread_concerns import UnreadConcerns
from bot.turns.names import Names
from tests.conversations.harness import House, said
from tests.conversations.test_answering import start


async def raised(house: House) -> None:
    for somebody in (house.priya, house.sol, house.ellen):
        await somebody.installs()
    await start(house)
    house.clock.now = datetime(2026, 6, 6, 22, 0, tzinfo=UTC)  # a Saturday night
    await house.amara.presses("Send the concern", {"concern": "The children are alone at night."})
    await house.delivers()


async def rounds(house: House, **time: float) -> int:
    house.clock.passes(**time)
    return await UnreadConcerns(house.bot.storage, clock=house.clock).round()


async def test_unread_for_two_hours_it_goes_to_the_service_manager_and_the_qa_lead(house: House) -> None:
    await raised(house)
    assert not await rounds(house, minutes=119)
    assert await rounds(house, minutes=1)
    for told in (house.sol, house.ellen):
        await told.has_seen("Immediate concern: act now", "Sent to you too, as Priya Nair has not read it.")
    await house.amara.has_seen(
        "Nobody has read your immediate concern on TS-101 for 2 hours", "Sol Reyes and Ellen Marsh"
    )
    assert not await rounds(house, hours=2)
    await house.sol.presses("I have read this", on=house.sol.message("act now").id)
    await house.amara.has_seen("Sol Reyes has read your concern on TS-101.")
    await house.delivers()
    assert "Read by Sol Reyes" in said(house.priya.message("Immediate concern"))


async def test_read_in_time_it_goes_nowhere_else(house: House) -> None:
    await raised(house)
    await house.priya.presses("I have read this", on=house.priya.message("act now").id)
    assert not await rounds(house, hours=3)
    await house.sol.has_not_seen("Immediate concern")


async def test_a_slip_is_withdrawn_with_a_reason_and_those_who_were_told_are_told_again(house: House) -> None:
    await raised(house)
    assert await rounds(house, hours=2)
    await house.delivers()
    await house.priya.says("withdraw concern because it was mine to do")
    await house.amara.says("withdraw concern")
    await house.amara.has_seen("Why was it a slip? Those who were told get your reason.")
    why = "I had the wrong child's file open."
    await house.amara.presses(
        "Withdraw the concern", {"why": why}, on=house.amara.message("It was a slip").id
    )
    await house.delivers()
    for told in (house.priya, house.sol, house.ellen):
        await told.has_seen(
            "Amara Osei has withdrawn the immediate concern on TS-101: I had the wrong child's"
        )
        card = said(told.message("Immediate concern: withdrawn"))
        assert why in card
        assert "The children are alone at night." in card
        assert "I have read this" not in card
    assert not await rounds(house, hours=3), "nobody is chased for it"
    await house.priya.says("my work")
    await house.priya.sees("Nothing is needed from you now.")
    await house.ellen.says("history TS-101")
    await house.ellen.sees(
        "Amara Osei withdrew an immediate concern.", "Amara Osei raised an immediate concern"
    )
    audit = (await house.audit("TS-101"))[0]
    assert audit.concerns[0].passage.text == "The children are alone at night.", "the trail keeps it"
    data = {
        "verb": "concern_withdraw",
        "audit": audit.id,
        "token": audit.concerns[0].id,
        "why": "A slip of mine",
    }
    for wrong in (house.priya, house.sol, house.jo):
        answer = await wrong.sends(data)
        seen = f"{answer.body}{said(wrong.messages[-1]) if wrong.messages else ''}"
        assert "Only whoever raised a concern can withdraw it" in seen or "What you wrote, to copy" in seen


async def test_out_of_hours_the_people_on_duty_get_it_as_well(house: House) -> None:
    house.bot.turns._deciding._names = Names(house.clock, (house.mo.chat.email, house.jo.chat.email, "x@y.z"))
    await house.mo.installs()
    await raised(house)
    await house.mo.has_seen(
        "Immediate concern: act now", "Sent to you as well as to Priya Nair: it was raised out of hours."
    )
    await house.amara.has_seen("Your concern goes to Priya Nair and Mo Khan now")
    await house.jo.has_not_seen("Immediate concern")
    house.clock.now = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)  # a Monday morning
    before = len(house.mo.messages)
    await house.amara.says("concern: she was not in school today, and nobody knows where she is")
    await house.amara.presses("Send now")
    await house.delivers()
    assert len(house.mo.messages) == before
