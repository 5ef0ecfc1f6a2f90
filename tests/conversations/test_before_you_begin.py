"""What a form says beforehand is read: once before its first page, and again whenever somebody asks."""

from __future__ import annotations

import pytest

from template_specs.language.loader import load
from tests.cards.schema import shown as words_on
from tests.conversations.harness import House, said
from tests.forms import FORMS


async def allocated(house: House) -> None:
    house.templates["journey"] = load(FORMS / "childs_journey.yaml")
    await house.allocates("TS-601", house.amara, form="journey")
    for somebody in (house.amara, house.jo, house.priya):
        await somebody.installs()


async def test_once_before_the_first_page_with_one_press_to_start(house: House) -> None:
    await allocated(house)
    amara = house.amara
    await amara.says("open TS-601")
    shown = await amara.sees("Before you begin", "Always answer section 12.")
    assert "The audit looks back 24 months, to 5 June 2024." in shown
    assert "Its judgements look back 6 months, to 5 December 2025." in shown
    assert "Practice standards 2026" in shown
    assert "https://council.example/standards" in shown
    assert "Your reflections" not in shown  # said to the practitioner
    await amara.presses("Start")
    await amara.sees("When did you do this audit?", "Look back 24 months, to 5 June 2024.")
    await amara.says("open TS-601")
    await amara.sees("When did you do this audit?")


async def test_again_by_typing_and_by_its_button_which_loses_nothing(house: House) -> None:
    await allocated(house)
    amara = house.amara
    await amara.says("open TS-601")
    await amara.says("next")
    await amara.sees("When did you do this audit?")
    for typed in ("notes", "how far back do we look?", "show me the notes"):
        await amara.says(typed)
        await amara.sees("Before you begin", "Always answer section 12.")
    await amara.says("card")
    await amara.presses("Before you begin", {"v:parts": "early_help"})
    await amara.has_seen("Before you begin")
    await amara.sees("When did you do this audit?")
    assert (await house.answer("TS-601", "parts"))[0] == ("early_help",)
    await amara.says("what does TAC mean")
    await amara.sees("TAC: team around the child.")


async def test_who_answers_at_the_notes_answers_the_first_question(house: House) -> None:
    await allocated(house)
    await house.amara.says("open TS-601")
    await house.amara.says("4 June 2026")
    assert (await house.answer("TS-601", "audit_date"))[0] == "2026-06-04"


async def test_others_read_what_concerns_them(house: House) -> None:
    await allocated(house)
    await house.amara.says("open TS-601")
    await house.jo.says("open TS-601")
    await house.jo.has_seen("Before you begin", "Your reflections are read by the auditors.")
    await house.jo.has_not_seen("Always answer section 12.")
    await house.jo.presses("Start")
    await house.jo.has_seen("What would you do differently?")


async def test_numbers_with_letters_are_shown_and_typed(house: House) -> None:
    await allocated(house)
    amara = house.amara
    await amara.says("open TS-601")
    await amara.presses("Start")
    await amara.presses("Save and continue", {"v:audit_date": "2026-06-05", "v:parts": "early_help"})
    await amara.sees("Section 5a (1 of 3)", "5a.1 Early help assessment", "5a.1a Was it completed?")
    assert words_on(amara.card).count("Early help assessment") == 1
    await amara.says("go to 5a.2")
    await amara.sees("5a.2 How good was the help?")
    await amara.says("5a.1a: yes")
    assert (await house.answer("TS-601", "5a.1a"))[0] == "yes"
    await amara.says("go to A1")
    await amara.sees("A1 How do you judge the file overall?", "Look back 6 months")
    await amara.says("go to 12b")
    await amara.sees("12b What did the child say?")


async def test_what_good_looks_like_stands_whole_behind_its_button(house: House) -> None:
    await allocated(house)
    amara = house.amara
    await amara.says("open TS-601")
    await amara.presses("Start")
    await amara.presses("Save and continue", {"v:audit_date": "2026-06-05", "v:parts": "early_help"})
    shown = said(amara.message("How good was the help?"))
    assert "What good looks like" in amara.buttons or "What good looks like" in shown
    await amara.says("go to 5a.2")
    await amara.says("what does good look like")
    await amara.sees("The seventh sign")


@pytest.mark.parametrize("word", ["start", "Begin", "ready"])
async def test_the_button_of_the_first_page_can_be_typed(house: House, word: str) -> None:
    """ "start" alone lists the audits to start; below "Before you begin" it begins this one."""
    await house.allocates("TS-101", house.amara, form="tier2-cin-cp", case_type="CP")
    await house.amara.says("open TS-101")
    await house.amara.sees("Before you begin")
    await house.amara.says(word)
    await house.amara.sees("About this audit")
