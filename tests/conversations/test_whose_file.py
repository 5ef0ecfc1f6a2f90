"""Where somebody audits several children at once, what they type is never saved on the wrong child's file."""

from __future__ import annotations

import asyncio

from tests.conversations.harness import EVIDENCE, House, Somebody
from tests.conversations.test_move import both
from tests.conversations.test_undo import OTHER, opened, typed


async def nothing_saved(house: House, case: str) -> bool:
    return not (await house.audit(case))[0].history


async def test_one_audit_alone_is_not_named_each_time(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    assert "TS-101" not in await amara.sees("1.1 Chronology: Good. Saved.")


async def test_every_confirmation_names_the_case(house: House) -> None:
    amara = await both(house)
    for words, shown in (
        (f"good - {EVIDENCE}", "TS-102: 1.1 Chronology: Good. Saved."),
        ("ri", "TS-102: 1.2 Visits: Requires improvement. Saved."),
        ("note: father is not in the genogram", "TS-102: Noted."),
        ("undo", "TS-102: The note: taken back."),
    ):
        await typed(amara, words)
        await amara.sees(shown)


async def test_a_case_reference_alone_opens_that_case_and_answers_nothing(house: House) -> None:
    amara = await both(house)
    await typed(amara, "ts 101")
    await amara.sees("TS-101", "How good is the chronology?")
    await typed(amara, "TS-102")
    await amara.sees("TS-102", "How good is the chronology?")
    assert amara.messages[-1].looks, "the page itself"
    assert await nothing_saved(house, "TS-101")
    assert await nothing_saved(house, "TS-102")


async def test_opened_by_card_the_first_words_are_asked_about(house: House) -> None:
    amara = await both(house)
    await typed(amara, "my audits")
    await amara.presses("Continue", on=amara.messages[-1].id)
    assert "TS-101" in await amara.sees()
    await typed(amara, f"good - {EVIDENCE}")
    await amara.sees("for TS-101 or TS-102?", "Seen alone twice")
    assert await nothing_saved(house, "TS-101")
    await amara.presses("TS-102")
    await amara.sees("TS-102: 1.1 Chronology: Good. Saved.", "You are in TS-102 now.")
    assert await house.answer("TS-102", "1.1") == ("good", EVIDENCE)
    assert await nothing_saved(house, "TS-101")
    await typed(amara, f"ri - {OTHER}")
    assert await house.answer("TS-102", "1.2") == ("ri", OTHER)
    assert not (await house.audit("TS-101", amara))[0].notes


async def test_the_case_is_typed(house: House) -> None:
    amara = await both(house)
    await typed(amara, "my audits")
    await amara.presses("Continue", on=amara.messages[-1].id)
    await typed(amara, f"good - {EVIDENCE}", "ts-101")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await typed(amara, f"ri - {OTHER}")
    await amara.sees("TS-101: 1.2 Visits: Requires improvement. Saved.")


async def test_whoever_names_the_question_is_not_asked(house: House) -> None:
    amara = await both(house)
    await typed(amara, "my audits")
    await amara.presses("Continue", on=amara.messages[-1].id)
    await typed(amara, f"1.2: good - {EVIDENCE}")
    await amara.sees("TS-101: 1.2 Visits: Good. Saved.")


async def test_after_hours_the_first_words_are_asked_about(house: House) -> None:
    amara = await both(house)
    await typed(amara, f"good - {EVIDENCE}")
    house.clock.passes(hours=5)
    await typed(amara, f"ri - {OTHER}")
    await amara.sees("for TS-102 or TS-101?")
    await typed(amara, "TS-102")
    assert await house.answer("TS-102", "1.2") == ("ri", OTHER)


async def test_after_hours_with_one_audit_nobody_is_asked(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    house.clock.passes(hours=5)
    await typed(amara, f"ri - {OTHER}")
    assert await house.answer("TS-101", "1.2") == ("ri", OTHER)


async def test_words_for_another_case_go_there(house: House) -> None:
    amara = await both(house)
    for words, case, key, value in (
        (f"for TS-101: 1.1 good - {EVIDENCE}", "TS-101", "1.1", ("good", EVIDENCE)),
        (f"TS-102: ri - {OTHER}", "TS-102", "1.1", ("ri", OTHER)),
        ("ts 101 1.3 no", "TS-101", "1.3", (False, "")),
    ):
        await typed(amara, words)
        await amara.sees(f"{case}: {key}", f"You are in {case} now.")
        got = await house.answer(case, key)
        assert got[1] == value[1]
        assert got[0] in (value[0], "no", False)


async def test_a_case_named_within_the_words_is_asked_about(house: House) -> None:
    amara = await both(house)
    words = "The same worker as in TS-101 has kept the chronology up to date."
    await typed(amara, "good", words)
    await amara.sees("for TS-102 or TS-101?")
    await typed(amara, "TS-102")
    assert await house.answer("TS-102", "1.1") == ("good", words)
    assert await nothing_saved(house, "TS-101")


async def test_the_own_case_named_first_is_left_off(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"for TS-101: 1.1 good - {EVIDENCE}")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_somebody_elses_case_is_only_words(house: House) -> None:
    amara = await both(house)
    await house.allocates("TS-103", house.wren)
    await typed(house.wren, "open TS-103")
    await typed(amara, "good", "A brother was audited as TS-103 and the same was seen there.")
    assert (await house.answer("TS-102", "1.1"))[1].startswith("A brother")


async def test_an_old_question_about_the_case_does_nothing_twice(house: House) -> None:
    amara = await both(house)
    words = f"good - {EVIDENCE} As in TS-101."
    await typed(amara, words)
    asked = amara.message("for TS-102 or TS-101?").id
    await amara.presses("TS-101", on=asked)
    await amara.presses("TS-101", on=asked)
    assert await nothing_saved(house, "TS-102")
    assert len((await house.audit("TS-101"))[0].history["1.1"]) == 1


async def test_two_people_moving_crosswise_both_come_through(house: House) -> None:
    for case in ("TS-101", "TS-102"):
        await house.allocates(case, house.amara, house.sam)
    await typed(house.amara, "open TS-102", "open TS-101", f"1.1 good - {EVIDENCE}")
    await typed(house.sam, "open TS-101", "open TS-102", f"1.2 good - {OTHER}")

    async def moves(who: Somebody, case: str) -> None:
        await who.says(f"that was for {case}")

    await asyncio.gather(moves(house.amara, "TS-102"), moves(house.sam, "TS-101"))
    assert await house.answer("TS-101", "1.1") == (None, "")
    assert await house.answer("TS-102", "1.2") == (None, "")
    for case, who, key in (("TS-102", house.amara, "1.1"), ("TS-101", house.sam, "1.2")):
        stands = (await house.answer(case, key))[0] == "good"
        asked = (await house.audit(case, who))[1].pending is not None
        assert stands or asked
