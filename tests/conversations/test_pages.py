"""Finding one's way: pages left unfinished, one answer changed from the read-back, parts of one question."""

from __future__ import annotations

from tests.connector import buttons
from tests.conversations.filling import page_of
from tests.conversations.harness import EVIDENCE, House, said
from tests.conversations.test_answering import OTHER, fill, start, submit

LONG = "Seen alone in May, and her words changed the plan. " * 100
SAVED = "She was seen on nine of ten visits, four of them alone."


async def test_a_page_left_with_gaps_is_named_and_led_back_to(house: House) -> None:
    await start(house)
    amara = house.amara
    await amara.presses("Save and continue", {"w:1.1": EVIDENCE, "w:1.2": OTHER, "v:1.3": "no"})
    await amara.sees("Judgement", "Saved. Still to do on the page before: 1.1 grade, 1.2 grade.")
    await amara.presses("Go back", {"v:overview": "A careful file."})
    assert await house.answer("TS-101", "overview") == (None, "A careful file.")
    await amara.sees("How good is the chronology?", "Still to do: grade")
    await amara.presses("Save and continue", {"v:1.1": "good", "v:1.2": "ri"})
    shown = await amara.sees("Saved. 3 of 3 done in The work.")
    assert "Go back" not in shown


async def test_a_page_that_asks_again_stays_and_names_all_that_is_left(house: House) -> None:
    await start(house)
    amara = house.amara
    await amara.presses("Save and continue", {"v:1.1": "good", "w:1.2": OTHER, "v:1.3": "no"})
    await amara.sees("Saved. Still to do here: 1.1 what you saw, 1.2 grade.", "Please check 1.1 below.")
    assert "Go back" not in amara.buttons


async def test_later_keeps_what_was_typed_meanwhile_and_says_no_more(house: House) -> None:
    await start(house)
    amara = house.amara
    await amara.presses("Save and continue", {"v:1.3": "no"})
    await amara.sees("Still to do on the page before: 1.1, 1.2.")
    await amara.presses("Later", {"v:overview": "A careful file."})
    shown = await amara.sees("Judgement", "Saved.")
    assert "Later" not in shown
    assert await house.answer("TS-101", "overview") == (None, "A careful file.")


async def test_change_opens_one_question_and_comes_back(house: House) -> None:
    await start(house)
    await fill(house)
    amara = house.amara
    await amara.presses("Review and submit", on=amara.message("Which actions").id)
    await amara.sees("Check your answers: 1 The work", "Part 1 of 3")
    await amara.presses("Next part")
    await amara.sees("Part 2 of 3")
    await amara.sends(_change(house, "overall", part=2), amara.messages[-1].id)
    shown = await amara.sees("How do you judge the file overall?", "Save this change")
    assert "Anything to say about the file?" not in shown
    await amara.presses("Save this change", {"v:overall": "ri"})
    await amara.sees("Part 2 of 3", "Saved.", "Requires improvement", "Was: Good until 5 June 2026")


async def test_change_can_be_left_and_a_row_comes_back_too(house: House) -> None:
    await start(house)
    await fill(house)
    amara = house.amara
    await amara.presses("Review and submit", on=amara.message("Which actions").id)
    await amara.sends(_change(house, "1.2", part=1), amara.messages[-1].id)
    await amara.presses("Back to your answers")
    await amara.sees("Check your answers: 1 The work")
    await amara.presses("Next part")
    await amara.presses("Next part")
    await amara.presses("Change")
    cells = {"c:what": "Update the chronology today", "c:who": "Jo Whitfield", "c:by_when": "2026-07-01"}
    await amara.presses("Save this change", cells)
    await amara.sees("Part 3 of 3", "number 1 is saved", "Update the chronology today")


async def test_a_change_that_is_refused_stays_until_it_is_put_right(house: House) -> None:
    await start(house)
    await fill(house)
    amara = house.amara
    await amara.presses("Review and submit", on=amara.message("Which actions").id)
    await amara.sends(_change(house, "1.2", part=1), amara.messages[-1].id)
    await amara.presses("Save this change", {"w:1.2": LONG})
    await amara.sees("How good are the visits?", "a box holds 4,000", "Save this change")
    await amara.presses("Discard mine")
    await amara.sees("Check your answers: 1 The work", "we kept the saved answer")
    assert (await house.answer("TS-101", "1.2"))[1] == OTHER


async def test_review_opens_where_one_was(house: House) -> None:
    await start(house)
    amara = house.amara
    await amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    await amara.presses("Review")
    await amara.sees("Check your answers: 2 Judgement", "Part 2 of 3")


async def test_a_change_is_typed_and_comes_back(house: House) -> None:
    await start(house)
    await fill(house)
    amara = house.amara
    await amara.says("review")
    await amara.sends(_change(house, "1.1", part=1), amara.messages[-1].id)
    await amara.says(f"ri - {SAVED}")
    await amara.sees("Check your answers: 1 The work", "1.1 Chronology: Requires improvement. Saved.")


async def test_unsaved_words_are_used_or_discarded_by_button_and_nothing_joins_the_saved_ones(
    house: House,
) -> None:
    await start(house)
    amara = house.amara
    await amara.says(f"good - {SAVED}")
    await amara.says("go to 1.1")
    await amara.says(LONG)
    await amara.says("Her brother was seen as well, at school in June.")
    assert (await house.answer("TS-101", "1.1"))[1] == SAVED
    shown = await amara.sees("kept with your unsaved words", "Discard mine")
    assert "Use mine" not in shown, "they are too long to save"
    await amara.presses("Discard mine")
    await amara.has_seen("1.1 Chronology: we kept the saved answer.")
    assert (await house.answer("TS-101", "1.1")) == ("good", SAVED)


async def test_mine_takes_the_place_of_the_partners_by_button(house: House) -> None:
    await start(house)
    amara, sam = house.amara, house.sam
    await sam.says("open TS-101")
    await amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    await sam.says(f"1.1: ri - {SAVED}")
    await sam.sees(
        "Amara Osei saved Good", "Amara Osei's answer: Good", "Yours: ", "Use mine", "Discard mine"
    )
    await sam.presses("Use mine")
    assert await house.answer("TS-101", "1.1") == ("ri", SAVED)


async def test_many_gaps_are_counted_by_section_with_a_way_to_each(house: House) -> None:
    await house.allocates("TS-102", house.amara, form="tier2-cin-cp", case_type="CP")
    await house.amara.says("open TS-102")
    await house.amara.presses("Start")
    await house.amara.says("submit")
    await house.amara.sees("things are still needed", "3 Assessment", "17 to do")
    await house.amara.presses("Go there")
    await house.amara.sees("Tier 2 audit", "Save and continue")


async def test_a_practitioner_is_asked_in_words_of_their_own(house: House) -> None:
    for somebody in (house.jo, house.amara):
        await somebody.installs()
    await house.allocates("TS-103", house.amara, form="deep-dive", case_type="CP")
    await house.amara.says("open TS-103")
    await house.amara.presses("Start")
    await house.jo.sees(
        "Your views on this audit",
        "your own view belongs in it",
        "Amara Osei, Priya Nair and the QA lead will read",
    )
    await house.jo.presses("Open it")
    shown = await house.jo.sees("As the practitioner, what are your comments")
    for wrong in ("0 of 0", "Jump to", "Review", "continue"):
        assert wrong not in shown
    await house.jo.presses("Save", {"v:practitioner_view": "I would see her alone earlier next time."})
    shown = await house.jo.sees("Saved.", "Thank you. That is all we need from you.")
    assert "0 of 0" not in shown
    assert "Type review" not in shown
    await house.delivers()
    card = house.jo.message("Your views on this audit")
    assert "Thank you. We have your views." in said(card)
    await house.jo.presses("Read or change it", on=card.id)
    await house.jo.sees("I would see her alone earlier next time.")


async def test_views_that_somebody_else_wrote_down_close_the_card_and_taken_back_open_it(
    house: House,
) -> None:
    for somebody in (house.jo, house.amara):
        await somebody.installs()
    await house.allocates("TS-103", house.amara, form="practice-observation")
    await house.amara.says("open TS-103")
    await house.amara.presses("Start")
    await house.delivers()
    assert "Open it" in buttons(house.jo.message("Your views on this audit").looks or {})
    await house.amara.says("go to own_view")
    await house.amara.says("She told me that she would see the child alone earlier next time.")
    await house.amara.says("go to helpful")
    await house.amara.says("very helpful")
    await house.delivers()
    card = said(house.jo.message("Your views on this audit"))
    assert "Amara Osei wrote down your views, so nothing is needed from you now." in card
    await house.jo.says("hello")
    await house.jo.sees("Nothing is needed from you now.")
    await house.amara.says("undo")
    await house.delivers()
    assert "Open it" in buttons(house.jo.message("Your views on this audit").looks or {})


async def test_a_part_of_one_question_offers_no_move(house: House) -> None:
    await house.jo.installs()
    await house.allocates("TS-103", house.amara, form="deep-dive", case_type="CP")
    await house.amara.says("open TS-103")
    await house.amara.presses("Start")
    await house.jo.sees("Your views on this audit")
    await house.jo.presses("Open it")
    await house.jo.says("I would see her alone earlier next time, and write down her words.")
    await house.jo.sees("That is all we need from you")
    assert "Undo" in house.jo.buttons
    assert "Move it" not in house.jo.buttons


async def test_the_qa_lead_closes_an_audit_without_questions(house: House) -> None:
    await _multi_agency(house)
    await house.priya.sees("Manager's reply")
    await house.priya.says("agree")  # the audit goes on once they have replied
    await house.ellen.sees("Returned to the QA lead")
    asked = house.ellen.message("Returned to the QA lead")
    assert "There is nothing to fill in." in said(asked)
    await house.ellen.presses("Open it", on=asked.id)
    await house.ellen.sees("This closes the audit.", "Complete the stage")
    await house.ellen.presses("Read it through first")
    assert "Change" not in buttons(house.ellen.card)
    await house.ellen.says("submit")
    await house.ellen.presses("Complete the stage")
    await house.ellen.has_seen("Done. This audit is closed.")


async def test_a_multi_agency_summary_says_what_was_found(house: House) -> None:
    await _multi_agency(house)
    await house.priya.sees("Manager's reply")  # sent after the summary
    summary = said(house.priya.message("Audit summary"))
    assert "Overall grade: Good (Amara Osei)" in summary
    assert "Why: Every standard is met, and her help came early." in summary
    assert "What was found" in summary
    assert "Service response: Words for response." in summary
    assert "Period audited" not in summary
    order = ("Why: ", "What was found", "Actions")
    assert sorted(order, key=summary.index) == list(order)


async def test_the_manager_is_told_of_a_reopening_and_the_summary_has_its_new_time(house: House) -> None:
    await start(house)
    await fill(house)
    await house.priya.installs()
    await submit(house)
    await house.delivers()
    house.clock.passes(minutes=5)
    await house.ellen.says("reopen TS-101 because the plan was missed in section 1.")
    await house.ellen.sees("TS-101 is open again. We have told the auditors and the manager.")
    await house.priya.sees("Ellen Marsh has reopened the audit of TS-101.", "You will get its summary again")
    house.clock.passes(minutes=5)
    await house.amara.says("open TS-101")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.priya.sees("The audit of TS-101 has been submitted again.")
    assert "submitted on 5 June 2026 at 2:40pm" in said(house.priya.message("Audit summary"))


def _change(house: House, question: str, part: int) -> dict[str, object]:
    """What Change sends from this part of the read-back."""
    audit = house.audits["TS-101"]
    return {"verb": "go", "audit": audit, "token": "t1", "to": question, "revs": {}, "changes": part}


async def _multi_agency(house: House) -> None:
    for somebody in (house.amara, house.priya, house.ellen):
        await somebody.installs()
    await house.allocates("TS-104", house.amara, form="multi-agency-case-audit")
    template = house.templates["multi-agency-case-audit"]
    amara = house.amara
    await amara.says("open TS-104")
    await amara.presses("Start")
    while "Save and continue" in amara.buttons:
        filled = page_of(template, amara.card)
        if "v:overall" in filled:
            filled |= {"v:overall": "good", "w:overall": "Every standard is met, and her help came early."}
        await amara.presses("Save and continue", filled)
    await amara.says("submit")
    await amara.says("yes")
    await amara.has_seen("Submitted.")
    await house.delivers()


async def test_a_page_where_only_the_bot_filled_something_in_is_not_marked_as_left_with_gaps(
    house: House,
) -> None:
    await house.allocates("TS-102", house.amara, form="tier2-cin-cp", case_type="CP")
    amara = house.amara
    await amara.says("open TS-102")
    await amara.presses("Start")
    shown = await amara.sees("What is the case ID?", "What is the child's legal status?")
    assert "Still to do: answer" not in shown
    await amara.presses("Save and continue", {"v:cwd": "true"})
    await amara.presses("Back")
    await amara.sees("What is the child's legal status?", "Still to do: answer")
