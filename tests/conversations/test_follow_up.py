"""What follows from a grade: people are told, the manager writes a plan, the case is audited again."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.delivery.follow_ups import FollowUps
from tests.conversations.harness import EVIDENCE, House, said

CASE = "TS-701"
PLAN = "We see her every week, and the plan is written anew with her by July."


async def submitted(house: House, grade: str = "inadequate") -> None:
    for somebody in (house.amara, house.priya, house.sol, house.ellen):
        await somebody.installs()
    await house.allocates(CASE, house.amara, form="followed")
    await house.amara.says(f"open {CASE}")
    await house.amara.says(f"{grade} - {EVIDENCE}")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()


async def rounds(house: House, year: int, month: int, day: int) -> int:
    house.clock.now = datetime(year, month, day, 10, tzinfo=UTC)
    done = await FollowUps(house.bot.storage, clock=house.clock).round()
    await house.delivers()
    return done


async def test_a_plan_is_asked_for_chased_and_written_and_the_case_is_audited_again(house: House) -> None:
    await submitted(house)
    for told in (house.priya, house.sol, house.ellen):
        await told.has_seen(
            "Overall grade: Inadequate. Audited by Amara Osei.",
            "Priya Nair writes a plan by 12 June 2026.",
            "The case is audited again by 28 August 2026.",
        )
    assert not await rounds(house, 2026, 6, 12)
    assert await rounds(house, 2026, 6, 15)
    late = "The plan for TS-701 was due on 12 June 2026 and is not written yet."
    for told in (house.priya, house.sol, house.ellen):
        await told.has_seen(late)
    assert not await rounds(house, 2026, 6, 16), "once"
    data = {"verb": "follow_up_plan", "audit": house.audits[CASE], "item": "overall", "plan": PLAN}
    for wrong in (house.sol, house.ellen, house.amara, house.jo):
        await wrong.sends(data)
    assert (await house.audit(CASE))[0].follow_ups["overall"].plan is None
    card = house.priya.message("What follows from this grade").id
    await house.priya.presses("Save the plan", {"plan": "Soon"}, on=card)
    await house.priya.has_seen("Write the plan in a sentence or more")
    await house.priya.presses("Save the plan", {"plan": PLAN}, on=card)
    for told in (house.sol, house.ellen):
        await told.has_seen("Priya Nair has written the plan for TS-701.")
        assert PLAN in said(told.message("What follows from this grade"))
    assert not await rounds(house, 2026, 8, 27)
    assert await rounds(house, 2026, 8, 28)
    await house.ellen.has_seen("TS-701 is due to be audited again: it was graded Inadequate on 5 June 2026.")


async def test_a_grade_that_is_changed_after_the_reply_asks_for_nothing_more(house: House) -> None:
    await submitted(house)
    await house.priya.says("challenge overall - The visits of May were in the paper file all the time.")
    await house.priya.says("send")
    await house.amara.says(f"open {CASE}")
    await house.amara.says("change overall to good - I have seen the paper file now, and it is all there.")
    for told in (house.priya, house.sol, house.ellen):
        await told.has_seen("Overall grade of TS-701 is now Good, so what the earlier grade asked for")
        assert "Nothing follows from it now" in said(told.message("What follows from this grade"))
    assert not await rounds(house, 2026, 9, 1)


async def test_from_a_good_grade_nothing_follows(house: House) -> None:
    await submitted(house, "good")
    for nobody in (house.priya, house.sol, house.ellen):
        await nobody.has_not_seen("What follows from this grade")
