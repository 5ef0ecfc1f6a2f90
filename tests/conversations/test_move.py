"""What was typed at the wrong question, or in the wrong case, is moved to where it belongs."""

from __future__ import annotations

import pytest

from tests.conversations.harness import EVIDENCE, House, Somebody
from tests.conversations.test_undo import OTHER, opened, typed


async def both(house: House) -> Somebody:
    """Two audits of Amara's under way; she types in the second."""
    await house.allocates("TS-101", house.amara)
    await house.allocates("TS-102", house.amara)
    await typed(house.amara, "open TS-101", "open TS-102")
    return house.amara


async def trail(house: House, case: str, key: str) -> list[tuple[object, str]]:
    history = (await house.audit(case))[0].history
    return [(answer.value, answer.thin) for answer in history.get(key, ())]


@pytest.mark.parametrize(
    "words",
    [
        "that should be 1.2",
        "Sorry, that was for 1.2.",
        "move it to 1.2",
        "that's for visits",
        "I meant that for 1.2",
    ],
)
async def test_to_another_question_by_typing(house: House, words: str) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}", words)
    await amara.sees("Moved to 1.2 Visits. 1.1 Chronology: It is empty now.", "1.2 Visits: Good. Saved.")
    assert await house.answer("TS-101", "1.1") == (None, "")
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)
    assert await trail(house, "TS-101", "1.1") == [("good", ""), (None, "moved:1:1.2")]
    assert await trail(house, "TS-101", "1.2") == [("good", "from:1.1")]
    await amara.sees("How good is the chronology?")


async def test_to_another_question_by_button(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    await amara.presses("Move it")
    await amara.sees("Where does “Good - Seen alone", "leave it at 1.1 Chronology", "1.2 Visits")
    await amara.presses("1.2 Visits")
    await amara.sees("Moved to 1.2 Visits", "How good is the chronology?", "Undo")
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)
    await amara.presses("Undo")
    assert await house.answer("TS-101", "1.2") == (None, "")


async def test_where_to_is_typed(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    await amara.presses("Move it")
    await typed(amara, "no")
    await amara.sees("It stays where it is.")
    await amara.presses("Move it", on=amara.message("1.1 Chronology: Good. Saved.").id)
    await typed(amara, "visits")
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)


async def test_what_cannot_stand_there_stays_where_it_is(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}", "that should be 1.3")
    shown = await amara.sees("1.3 Plan", "1.1 Chronology")
    assert "Moved" not in shown
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert await house.answer("TS-101", "1.3") == (None, "")


async def test_a_grade_that_stands_there_is_not_replaced_unasked(house: House) -> None:
    amara = await opened(house)
    await typed(amara, "1.2 ri", f"1.1 good - {EVIDENCE}", "that was for 1.2")
    await amara.sees("1.2 Visits", "It stays at 1.1 Chronology until you say so.")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await typed(amara, "good")
    await amara.has_seen("Moved to 1.2 Visits")
    assert (await house.answer("TS-101", "1.2"))[0] == "good"
    assert EVIDENCE in (await house.answer("TS-101", "1.2"))[1]
    assert await house.answer("TS-101", "1.1") == (None, "")
    assert (await trail(house, "TS-101", "1.2"))[-1] == ("good", "from:1.1")


async def test_an_answer_that_only_sounds_like_it_is_an_answer(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}", "that should be good")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert not (await house.audit("TS-101"))[0].history["1.1"][-1].takes_back


async def test_what_was_changed_since_is_not_moved(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    first = amara.message("1.1 Chronology: Good. Saved.").id
    await typed(amara, f"1.1 ri - {OTHER}")
    answer = await amara.presses("Move it", on=first)
    assert "you have changed it since" in str(answer.body)
    await typed(amara, "undo", "that was for 1.2")
    await amara.sees("taken back already")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


@pytest.mark.parametrize("words", ["that was for TS-101", "Oops, that should be in ts 101."])
async def test_to_another_case_by_typing(house: House, words: str) -> None:
    amara = await both(house)
    await typed(amara, f"good - {EVIDENCE}")
    await amara.sees("TS-102: 1.1 Chronology: Good. Saved.")
    await typed(amara, words)
    await amara.has_seen("Moved out of TS-102. 1.1 Chronology there: It is empty now.")
    await amara.sees("TS-101: 1.1 Chronology: Good. Saved.", "You are in TS-101 now.")
    assert await house.answer("TS-102", "1.1") == (None, "")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    there, here = house.audits["TS-101"], house.audits["TS-102"]
    assert (await trail(house, "TS-102", "1.1"))[-1] == (None, f"moved:1:{there}")
    assert await trail(house, "TS-101", "1.1") == [("good", f"from:{here}/1.1")]
    await typed(amara, f"ri - {OTHER}")
    assert await house.answer("TS-101", "1.2") == ("ri", OTHER)


async def test_to_another_case_and_question(house: House) -> None:
    amara = await both(house)
    await typed(amara, f"good - {EVIDENCE}", "that was for TS-101 1.2")
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)
    assert await house.answer("TS-102", "1.1") == (None, "")


async def test_to_another_case_by_button(house: House) -> None:
    amara = await both(house)
    await typed(amara, f"good - {EVIDENCE}")
    await amara.presses("Move it")
    await amara.presses("TS-101")
    await amara.sees("TS-101: 1.1 Chronology: Good. Saved.")
    assert await house.answer("TS-102", "1.1") == (None, "")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_in_the_other_case_it_is_asked_where(house: House) -> None:
    amara = await both(house)
    await typed(
        amara, "for TS-101: good - " + OTHER, "open TS-102", f"good - {EVIDENCE}", "that was for TS-101"
    )
    await amara.sees("Where in TS-101 does", "At 1.1 Chronology", "At 1.2 Visits")
    assert await house.answer("TS-102", "1.1") == (None, "")
    await typed(amara, "2")
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)
    assert (await trail(house, "TS-101", "1.2"))[-1][1].startswith("from:")


async def test_an_action_of_another_case(house: House) -> None:
    amara = await both(house)
    await typed(
        amara, "go to actions", "Update the chronology", "Jo Whitfield", "1 July 2026", "that was for TS-101"
    )
    there = (await house.audit("TS-101"))[0].rows["actions"]
    here = (await house.audit("TS-102"))[0].rows.get("actions", ())
    assert (len(there), len(here)) == (1, 0)


async def test_nobody_moves_into_a_case_that_is_not_theirs(house: House) -> None:
    amara = await both(house)
    await house.allocates("TS-103", house.wren)
    await typed(house.wren, "open TS-103")
    await typed(amara, f"good - {EVIDENCE}")
    forged = {
        "verb": "move",
        "audit": house.audits["TS-102"],
        "token": "t",
        "saved": "1:1.1",
        "into": house.audits["TS-103"],
    }
    await amara.sends(forged)
    assert await house.answer("TS-102", "1.1") == ("good", EVIDENCE)
    assert await house.answer("TS-103", "1.1") == (None, "")
