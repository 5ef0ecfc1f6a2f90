"""The two auditors of a pair hear what the other has changed of theirs, never while they may be writing."""

from __future__ import annotations

from tests.conversations.harness import EVIDENCE, House, said
from tests.conversations.test_undo import OTHER, typed


async def changed(house: House) -> None:
    """Sam has graded 1.1; Amara changes it."""
    await house.allocates("TS-101", house.amara, house.sam)
    await typed(house.sam, "open TS-101", f"good - {EVIDENCE}")
    await typed(house.amara, "open TS-101", "go to 1.1", f"ri - {OTHER}")
    assert await house.answer("TS-101", "1.1") == ("ri", OTHER)


CHANGE = "TS-101: Amara Osei changed 1.1 Chronology from Good to Requires improvement."


async def test_it_comes_with_the_next_reply_and_once(house: House) -> None:
    await changed(house)
    await house.sam.has_not_seen("Amara Osei changed")
    await typed(house.sam, "good")
    await house.sam.has_seen("1.2 Visits: Good. Saved.")
    await house.sam.sees(CHANGE)
    await house.sam.presses("See it")
    await house.sam.sees("How good is the chronology?", OTHER)
    house.clock.passes(hours=1)
    await house.delivers()
    assert sum("Amara Osei changed" in said(message) for message in house.sam.messages) == 0


async def test_it_comes_with_the_answer_to_a_press(house: House) -> None:
    await changed(house)
    page = house.sam.message("How good is the chronology?").id
    await house.sam.presses("Save and continue", {"v:1.2": "good", "w:1.2": EVIDENCE + " Twice."}, on=page)
    await house.sam.has_seen(CHANGE)


async def test_it_comes_after_ten_idle_minutes_and_never_before(house: House) -> None:
    await changed(house)
    house.clock.passes(minutes=9)
    await house.sam.has_not_seen("Amara Osei changed")
    await house.sam.says("help")  # at work, and whatever stands in their boxes is theirs
    house.clock.passes(minutes=9)
    await house.sam.has_not_seen("Amara Osei changed")
    house.clock.passes(minutes=2)
    await house.sam.sees(CHANGE, "See it")
    house.clock.passes(hours=1)
    await typed(house.sam, "where am I")
    assert "Amara Osei changed" not in await house.sam.sees()


async def test_several_changes_come_in_one_message(house: House) -> None:
    await changed(house)
    await typed(house.amara, "1.1 good - " + OTHER)
    house.clock.passes(minutes=20)
    told = await house.sam.sees("from Good to Requires improvement", "from Requires improvement to Good")
    assert told.count("Amara Osei changed") >= 2


async def test_nothing_is_told_of_what_was_not_theirs(house: House) -> None:
    await changed(house)
    await typed(house.sam, "next")
    await typed(house.amara, f"1.2 good - {EVIDENCE} Twice.", "undo")
    house.clock.passes(minutes=20)
    await house.sam.has_not_seen("1.2 Visits")


async def test_what_is_taken_back_is_told(house: House) -> None:
    await changed(house)
    await typed(house.sam, "where am I")
    await typed(house.amara, "undo")
    await typed(house.sam, "where am I")
    await house.sam.sees("Amara Osei changed 1.1 Chronology from Requires improvement to Good.")


async def test_whoever_has_lost_their_part_is_told_nothing(house: House) -> None:
    await changed(house)
    await house.reallocates("TS-101", auditors=house.amara.id)
    house.clock.passes(minutes=30)
    await house.sam.has_not_seen("Amara Osei changed")
