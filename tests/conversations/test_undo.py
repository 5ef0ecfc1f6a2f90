"""What was typed and not meant is taken back, by its own button or by a word, and no other answer goes."""

from __future__ import annotations

import pytest

from dialogs.audits.route import path_through
from tests.conversations.harness import EVIDENCE, House, Somebody

OTHER = "The plan names who does what by when, in her own words."


async def typed(who: Somebody, *lines: str) -> None:
    """Each line typed a minute after the one before."""
    for line in lines:
        who.house.clock.passes(minutes=1)
        await who.says(line)


async def opened(house: House) -> Somebody:
    await house.allocates("TS-101", house.amara, house.sam)
    await typed(house.amara, "open TS-101")
    return house.amara


async def complete(house: House, key: str) -> bool:
    """Whether this question counts as answered."""
    audit = (await house.audit("TS-101"))[0]
    return key in path_through(house.templates["small"], audit).complete


async def test_a_first_answer_taken_back_leaves_the_question_open(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    await amara.sees("1.1 Chronology: Good. Saved.", "Undo")
    await amara.presses("Undo")
    await amara.sees("1.1 Chronology: taken back. It is empty now.", EVIDENCE, "How good is the chron")
    assert await house.answer("TS-101", "1.1") == (None, "")
    assert not await complete(house, "1.1")
    history = (await house.audit("TS-101"))[0].history["1.1"]
    assert [(a.value, a.thin) for a in history] == [("good", ""), (None, "undone:1")]
    await typed(amara, f"ri - {OTHER}")
    await amara.sees("1.1 Chronology: Requires improvement. Saved.")
    assert await complete(house, "1.1")


async def test_what_stood_before_stands_again(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}", f"1.1 ri - {OTHER}", "undo")
    await amara.sees("1.1 Chronology: taken back. It is now Good", EVIDENCE, OTHER)
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await typed(amara, "review")
    await amara.sees("Good")
    assert "Was: Requires improvement" not in await amara.sees(), "it was never meant"


@pytest.mark.parametrize(
    "words", ["undo", "Take that back.", "that was not meant", "not there", "scrap that"]
)
async def test_the_words_that_take_back(house: House, words: str) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}", words)
    await amara.sees("1.1 Chronology: taken back.")
    assert not await complete(house, "1.1")


async def test_words_that_were_added_go_and_the_grade_stays(house: House) -> None:
    amara = await opened(house)
    await typed(amara, "good", "The school was never asked what it had seen of her.", "undo")
    await amara.sees("1.1 Chronology: taken back. It is now Good.", "The school was never")
    assert await house.answer("TS-101", "1.1") == ("good", "")
    await typed(amara, EVIDENCE)
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_a_second_undo_of_the_same_does_nothing(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}", f"1.2 good - {OTHER}")
    button = amara.message("1.2 Visits: Good. Saved.").id
    await typed(amara, "undo")
    await typed(amara, "undo")
    await amara.sees("1.2 Visits: that is taken back already. It is empty now.")
    answer = await amara.presses("Undo", on=button)
    assert "taken back already" in str(answer.body)
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert len((await house.audit("TS-101"))[0].history["1.2"]) == 2


async def test_a_late_press_acts_on_its_own_save_and_leaves_the_question_in_hand(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    first = amara.message("1.1 Chronology: Good. Saved.").id
    await typed(amara, f"good - {OTHER}", "yes")
    await amara.presses("Undo", on=first)
    await amara.sees("1.1 Chronology: taken back.", "1.4")
    assert await house.answer("TS-101", "1.2") == ("good", OTHER)
    await typed(amara, "4 May 2026")
    assert await house.answer("TS-101", "1.4") == ("2026-05-04", "")


async def test_a_late_press_is_refused_where_the_answer_was_changed(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    first = amara.message("1.1 Chronology: Good. Saved.").id
    await typed(amara, f"1.1 ri - {OTHER}")
    answer = await amara.presses("Undo", on=first)
    assert "you have changed it since" in str(answer.body)
    assert await house.answer("TS-101", "1.1") == ("ri", OTHER)


async def test_what_the_partner_has_changed_since_is_left_alone(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    await typed(house.sam, "open TS-101", "go to 1.1", f"ri - {OTHER}")
    assert await house.answer("TS-101", "1.1") == ("ri", OTHER)
    await typed(amara, "undo")
    await amara.has_seen(
        "1.1 Chronology: Sam Okafor has changed it since", "Requires improvement", "Speak with Sam"
    )
    assert await house.answer("TS-101", "1.1") == ("ri", OTHER)


async def test_nobody_takes_back_what_is_not_theirs(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    await typed(house.sam, "open TS-101", "undo")
    await house.sam.sees("You have saved nothing in this audit yet")
    forged = {"verb": "undo", "audit": house.audits["TS-101"], "token": "t", "saved": "1:1.1 1:nowhere x"}
    answer = await house.sam.sends(forged)
    assert "nothing of yours to take back" in str(answer.body)
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_several_answers_of_one_message(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"1.1 good - {EVIDENCE}\n1.2 ri - {OTHER}\n1.3 yes")
    await amara.sees("1.1 Chronology: Good. Saved.", "1.3 Plan: Yes. Saved.")
    await amara.presses("Undo")
    await amara.sees("1.1 Chronology: taken back.", "1.2 Visits: taken back.", "1.3 Plan: taken back.", OTHER)
    assert not [key for key in ("1.1", "1.2", "1.3") if await complete(house, key)]


async def test_a_note_is_dropped(house: House) -> None:
    amara = await opened(house)
    await typed(amara, "note: father is not in the genogram")
    await amara.sees("Noted.", "Undo")
    await typed(amara, "undo")
    await amara.sees("The note: taken back. It is dropped.", "father is not in the genogram")
    assert all(note.settled for note in (await house.audit("TS-101"))[0].notes)
    await typed(amara, "undo")
    await amara.sees("used or dropped already")


async def test_rows_and_their_cells(house: House) -> None:
    amara = await opened(house)
    await typed(amara, "go to actions", "Update the chronology", "Jo Whitfield", "undo")
    await amara.sees("Who: taken back. It was “Jo Whitfield”.", "Who?")
    await typed(amara, "Sam Okafor", "1 July 2026")
    await amara.sees("number 1 is saved")
    await amara.presses("Undo")
    await amara.sees("number 1: taken back.", "Update the chronology", "Sam Okafor")
    audit = (await house.audit("TS-101"))[0]
    assert audit.rows.get("actions", ()) == ()


async def test_words_that_are_asked_about_are_left_out(house: House) -> None:
    amara = await opened(house)
    await typed(amara, "Good, but overall this requires improvement", "take that back")
    await amara.sees("Left out: “Good, but overall this requires improvement”")
    audit, conversation = await house.audit("TS-101", amara)
    assert "1.1" not in audit.history
    assert (audit.notes, conversation.pending) == ((), None)


async def test_a_save_of_hours_ago_is_asked_about_first(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    house.clock.passes(hours=5)
    await typed(amara, "undo")
    await amara.sees("Take it back?", "1.1 Chronology")
    assert await complete(house, "1.1")
    await typed(amara, "yes")
    await amara.sees("1.1 Chronology: taken back.")
    assert not await complete(house, "1.1")


async def test_after_submission_it_is_refused_with_whom_to_ask(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"1.1 good - {EVIDENCE}\n1.2 ri - {OTHER}\n1.3 no", "go to overall", "good")
    button = amara.message("Overall judgement: Good. Saved.").id
    await typed(amara, "submit", "yes")
    await amara.has_seen("Submitted.")
    await typed(amara, "undo")
    await amara.sees("has been submitted", "ask your QA lead to reopen it")
    answer = await amara.presses("Undo", on=button)
    assert "ask your QA lead to reopen it" in str(answer.body)
    assert (await house.answer("TS-101", "overall"))[0] == "good"


async def test_a_restart_takes_nothing_from_it(house: House) -> None:
    amara = await opened(house)
    await typed(amara, f"good - {EVIDENCE}")
    await house.restarts()
    await amara.presses("Undo")
    await house.restarts()
    assert not await complete(house, "1.1")
    history = (await house.audit("TS-101"))[0].history["1.1"]
    assert (history[-1].takes_back, history[-1].removed) == (1, True)
    assert history[0].passage is not None
    assert history[0].passage.text == EVIDENCE
