"""An audit by card and by typing; the live card's way through a chat."""

from __future__ import annotations

from tests.connector import buttons
from tests.conversations.harness import EVIDENCE, House, said

OTHER = "The plan names who does what by when, in her own words."
ACTION = {"c:what": "Update the chronology", "c:who": "Jo Whitfield", "c:by_when": "2026-07-01"}


async def start(house: House) -> None:
    await house.allocates("TS-101", house.amara, house.sam)
    await house.amara.says("my audits")
    await house.amara.presses("Start")
    await house.amara.sees("The work", "How good is the chronology?", "with Sam Okafor")


async def fill(house: House) -> None:
    """Amara fills the small form by card, up to the submission."""
    amara = house.amara
    await amara.presses(
        "Save and continue",
        {"v:1.1": "good", "w:1.1": EVIDENCE, "v:1.2": "ri", "w:1.2": OTHER, "v:1.3": "no"},
    )
    await amara.sees("Judgement")
    await amara.presses("Save and continue", {"v:overview": "A careful file.", "v:overall": "good"})
    await amara.sees("Which actions do you recommend?")
    await amara.presses("Add this action", ACTION)
    await amara.sees("number 1 is saved", "Update the chronology")


async def submit(house: House) -> None:
    """Amara submits the filled form."""
    await house.amara.presses("Review and submit", on=house.amara.message("Which actions").id)
    while "Next part" in house.amara.buttons:
        await house.amara.presses("Next part")
    await house.amara.presses("Submit the audit")
    await house.amara.sees("Submit this audit?", "Overall judgement", "Good", "Priya Nair")
    await house.amara.sees("Sam Okafor has not opened this audit yet.")
    await house.amara.presses("Submit anyway")
    await house.amara.has_seen("Submitted. The summary with 1 action is on its way to Priya Nair")


async def test_a_whole_form_by_card(house: House) -> None:
    await start(house)
    card = house.amara.messages[-1].id
    await fill(house)
    assert house.amara.messages[-1].id == card, "one live card, edited in place"
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await house.priya.installs()
    await submit(house)
    await house.priya.has_seen("Audit summary", "By Amara Osei and Sam Okafor", "Chronology", "Good")
    await house.priya.sees("Action 1 of 1", "Update the chronology", "Jo Whitfield", "1 July 2026")
    assert len(house.priya.messages) == 3, "a welcome, a summary, one card for the action"
    await house.sam.installs()
    await house.sam.has_seen("Amara Osei submitted the audit of TS-101.")


async def test_a_whole_form_by_typing(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.priya.installs()
    amara = house.amara
    for words, *seen in (
        ("open ts-101", "The work"),
        (f"good - {EVIDENCE}", "1.1 Chronology: Good. Saved.", "1.2"),
        ("requires improvement", "1.2 Visits: Requires improvement. Saved."),
        (OTHER, "1.2 Visits"),
        ("yes", "there is 1 more question"),
        ("4 May 2026", ""),
        ("A careful file, well kept.", ""),
        ("good", ""),
        ("Update the chronology", "noted"),
        ("Jo Whitfield", "noted"),
        ("1 July 2026", "number 1 is saved"),
        ("next", ""),
        ("submit", "Submit this audit?"),
        ("yes", "Submitted. The summary with 1 action"),
    ):
        await amara.says(words)
        await house.delivers()
        await amara.has_seen(*seen)
    assert await house.answer("TS-101", "1.2") == ("ri", OTHER)
    assert await house.answer("TS-101", "1.4") == ("2026-05-04", "")
    await house.priya.has_seen("Audit summary", "TS-101")
    await house.priya.sees("Action 1 of 1", "Update the chronology")


async def test_a_typed_page_done_posts_the_card_anew(house: House) -> None:
    await start(house)
    first = house.amara.messages[-1]
    for words in (f"good - {EVIDENCE}", f"ri - {OTHER}", "no"):
        assert said(first).count("The work")
        await house.amara.says(words)
    await house.amara.sees("Judgement", "How do you judge the file overall?")
    last = house.amara.messages[-1]
    assert last.id != first.id
    assert last.looks
    assert "Continue below." in said(first), "the old one is a one-line record"
    assert buttons(first.looks or {}) == []
    await house.amara.says("card")
    await house.amara.sees("Judgement")
    assert "Continue below." in said(last)


async def test_after_a_pause_the_card_is_a_record_and_resume_works(house: House) -> None:
    await start(house)
    await house.amara.presses("Pause", {"v:1.1": "good", "w:1.1": EVIDENCE})
    await house.amara.has_seen("Paused. Everything you saved is kept.")
    assert all("Save and continue" not in said(m) for m in house.amara.messages)
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await house.amara.says("resume")
    await house.amara.sees("How good is the chronology?", EVIDENCE)
    await house.amara.presses("Pause")
    await house.amara.says("my audits")
    await house.amara.presses("Continue")
    await house.amara.sees("How good is the chronology?")
    assert len([m for m in house.amara.messages if "Save and continue" in said(m)]) == 1


async def test_a_client_without_execute_goes_the_same_way(house: House) -> None:
    await start(house)
    card = house.amara.messages[-1]
    page = {"v:1.1": "good", "w:1.1": EVIDENCE, "v:1.2": "good", "w:1.2": OTHER, "v:1.3": "no"}
    await house.amara.presses("Save and continue", page, fallback=True)
    await house.amara.sees("Judgement")
    assert (house.amara.messages[-1].id, card.edits) == (card.id, 1)
    await house.amara.presses("Back", fallback=True)
    await house.amara.sees("How good is the chronology?", EVIDENCE)
    # The card itself is gone from the chat: what follows is posted anew, and lives on there.
    house.connector.fail(404, method="PUT")
    await house.amara.presses("Save and continue", fallback=True)
    await house.amara.sees("Judgement")
    assert house.amara.messages[-1].id != card.id
    assert (await house.audit("TS-101", house.amara))[1].card == house.amara.messages[-1].id


async def test_a_fault_keeps_the_good_answers_and_shows_the_refused_text(house: House) -> None:
    await start(house)
    long = "word " * 900
    await house.amara.presses(
        "Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE, "v:1.2": "ri", "w:1.2": long, "v:1.3": "no"}
    )
    await house.amara.sees("a box holds 4,000", "word word word")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert await house.answer("TS-101", "1.2") == (None, "")
    await house.restarts()
    await house.amara.says("card")
    await house.amara.sees("a box holds 4,000", "word word word")


async def test_thin_evidence_is_asked_about_once(house: House) -> None:
    await start(house)
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": "all good"})
    await house.amara.sees("Keep as it is")
    await house.amara.presses("Keep as it is")
    assert (await house.audit("TS-101"))[0].history["1.1"][-1].thin


async def test_words_that_begin_like_a_command_are_asked_about(house: House) -> None:
    await start(house)
    await house.amara.says("Concern about neglect was followed up well in the plan")
    await house.amara.sees("Did you mean the command “concern”?")
    assert (await house.audit("TS-101"))[0].concerns == ()
    title = next(b for b in house.amara.buttons if b.startswith("Keep it"))
    await house.amara.presses(title)
    assert "followed up well" in (await house.answer("TS-101", "1.1"))[1]
    await house.amara.says("")
    await house.amara.says("xyzzy")
    assert len(house.amara.messages) > 4, "never silence"


async def test_back_jump_and_where(house: House) -> None:
    await start(house)
    await house.amara.says("where am I")
    await house.amara.sees("You are in TS-101, The work")
    await house.amara.says("go to judgement")
    await house.amara.says("card")
    await house.amara.sees("How do you judge the file overall?")
    await house.amara.presses("Back")
    await house.amara.sees("How good is the chronology?")
    await house.amara.presses("Go there", {"to": "actions"})
    await house.amara.sees("Which actions do you recommend?")


async def test_submission_names_what_is_missing(house: House) -> None:
    await start(house)
    await house.amara.says("submit")
    await house.amara.sees("1.1 Chronology", "Needs an answer")
    await house.amara.presses("Go there")
    await house.amara.sees("How good is the chronology?")
    assert (await house.audit("TS-101"))[0].submitted_at is None
