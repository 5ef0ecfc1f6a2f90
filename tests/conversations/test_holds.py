"""A QA lead keeps a case's audits from being purged, by typing, and lets them go."""

from __future__ import annotations

import pytest

from dialogs.audits.audit import Role
from storage.people import NewPerson
from tests.conversations.harness import House


async def held(house: House) -> list[tuple[str, str, str]]:
    """(who, why, why it was released) of each hold, the latest first."""
    async with house.bot.storage.work(write=False) as work:
        return [(hold.by, hold.why, hold.released_why) for hold in await work.holds.all()]


async def test_held_and_released_with_reasons(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.ellen.says("hold TS-101")
    await house.ellen.sees("Why is TS-101 to be kept?")
    assert await held(house) == []
    await house.ellen.says("please put case TS-101 on hold because of complaint 26/114")
    await house.ellen.sees("TS-101: 1 audit is on hold")
    assert await held(house) == [("Ellen Marsh", "complaint 26/114", "")]
    await house.ellen.says("release TS-101")
    await house.ellen.sees("Why need TS-101 not be kept any longer?")
    await house.ellen.says("release TS-101: the complaint is closed")
    await house.ellen.sees("TS-101 is released")
    assert await held(house) == [("Ellen Marsh", "complaint 26/114", "the complaint is closed")]
    await house.ellen.says("release TS-101 because I am not sure")
    await house.ellen.sees("TS-101 is not on hold. Nothing was changed.")


@pytest.mark.parametrize("who", ["priya", "sam", "jo"])
async def test_nobody_else_learns_of_it(house: House, who: str) -> None:
    await house.allocates("TS-101", house.amara)
    somebody = getattr(house, who)
    for case in ("TS-101", "TS-999"):
        await somebody.says(f"hold {case} because I say so")
        shown = await somebody.sees()
        assert "on hold" not in shown
    assert await held(house) == []


async def test_nobody_lets_their_own_case_go(house: House) -> None:
    """A QA lead who is the manager of the case is told so; another QA lead can."""
    boss = NewPerson(
        house.priya.chat.name,
        house.priya.chat.email,
        frozenset({Role.MANAGER, Role.QA_LEAD}),
        "North",
        aad_object_id=house.priya.chat.aad,
    )
    async with house.bot.storage.work() as work:
        await work.people.take_people([boss])
    await house.allocates("TS-101", house.amara)
    await house.ellen.says("hold TS-101 because of complaint 26/114")
    await house.priya.says("release TS-101 because it is closed")
    await house.priya.sees("Only a QA lead who has no part in the case")
    assert await held(house) == [("Ellen Marsh", "complaint 26/114", "")]


async def test_a_restricted_case_is_not_there_for_others(house: House) -> None:
    await house.allocates("TS-101", house.amara, restricted=())
    await house.ellen.says("hold TS-101 because of complaint 26/114")
    await house.ellen.sees("I found no audit of TS-101 for you")
    assert await held(house) == []


async def test_words_of_an_audit_stay_words(house: House) -> None:
    """ "Hold 2 strategy meetings ..." is what somebody writes into an audit."""
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await house.amara.says("1.1 good - seen alone in May, and her words are in the plan")
    await house.amara.says("release 2 reports because the court asked for them")
    assert "I found no audit" not in await house.amara.sees()
