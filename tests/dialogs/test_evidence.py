"""Thin evidence is asked about once, with the form's own indicators; what is decided is on record."""

from __future__ import annotations

import pytest

from dialogs.audits.events import EventKind
from dialogs.conversation.views import GapsView, PageView
from dialogs.features.save_page import KeepEvidence
from tests.dialogs.builders import OTHER, SAM, SEEN, question
from tests.dialogs.chat_harness import Chat, answer, started, words

Q1, Q2, Q3 = question("1.1"), question("1.2"), question("1.3")
GUIDANCE = "The chronology is current and shows what mattered to the child."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Seen in May.", "few_words"),
        ("All up to date, no concerns, all up to date, no concerns here", "few_words"),
        (GUIDANCE, "guidance"),
        (SEEN, "same_as:1.1"),
    ],
)
def test_thin_evidence_is_asked_about_once(text: str, why: str) -> None:
    room, amara = started(Q1, Q2, Q3)
    amara.says(f"good - {SEEN}")
    told = amara.says(f"good - {text}")
    assert "What did you see that makes this Good?" in told
    assert "The chronology is current and shows what mattered to the child" in told
    assert amara.conversation.challenges == {"1.2": why}
    assert "1.3 What of 1.3?" in amara.says("keep")
    assert answer(room, "1.2").thin == why
    assert room.events[-1].what is EventKind.EVIDENCE_KEPT


def test_adding_to_it_joins_and_answers_the_challenge() -> None:
    room, amara = started(Q1, Q2)
    amara.says("good - Seen in May.")
    assert "1.2 What of 1.2?" in amara.says("She told her worker that home is loud, and it was written down.")
    assert (
        words(room, "1.1") == "Seen in May.\nShe told her worker that home is loud, and it was written down."
    )
    assert not answer(room, "1.1").thin


def test_thin_a_second_time_is_taken_and_recorded() -> None:
    room, amara = started(Q1, Q2)
    amara.says("good - Seen in May.")
    assert "is “Twice.” what you saw?" in amara.says("Twice.")
    assert "1.2 What of 1.2?" in amara.says("yes")
    assert answer(room, "1.1").thin == "few_words"


def test_each_grade_is_asked_about_once() -> None:
    room, amara = started(Q1, Q2)
    amara.says("good - Seen in May.")
    amara.says("keep")
    assert "makes this Requires improvement?" in amara.says("1.1: ri - Seen in May.")
    amara.says("keep")
    amara.says("1.1: good - Seen in May.")
    assert not amara.conversation.challenges
    assert [a.value for a in room.audit.history["1.1"]] == ["good", "ri", "good"]


def test_asked_for_evidence_is_not_yet_challenged_on_it() -> None:
    room, amara = started(Q1, Q2)
    amara.says("good")
    assert "is “Seen in May.” what you saw?" in amara.says("Seen in May.")
    assert "A sentence or two" in amara.says("1")
    assert "1.2 What of 1.2?" in amara.says("keep")
    assert answer(room, "1.1").thin == "few_words"


def test_on_a_card_the_page_comes_back_with_the_question() -> None:
    room, amara = started(Q1, Q2)
    amara.saves({"1.1": ("good", "Seen."), "1.2": ("good", SEEN)})
    view = amara.sees("1.1")
    assert view.challenge is not None
    assert view.challenge.good == ("The chronology is current and shows what mattered to the child",)
    assert view.evidence is not None
    assert view.evidence.text == "Seen."
    assert amara.sees("1.2").challenge is None
    told = amara.saves({})
    assert "press Keep as it is" in told
    amara.saves({}, then=KeepEvidence("1.1"))
    assert answer(room, "1.1").thin == "few_words"
    assert len(room.audit.history["1.1"]) == 1


def test_edited_and_kept_in_one_press_is_saved() -> None:
    room, amara = started(Q1, Q2)
    amara.saves({"1.1": ("good", "Seen.")})
    amara.saves({"1.1": ("good", OTHER)}, then=KeepEvidence("1.1"))
    assert words(room, "1.1") == OTHER
    assert not answer(room, "1.1").thin


def test_an_open_challenge_is_on_the_list_before_submission() -> None:
    _, amara = started(Q1)
    amara.says("good - Seen in May.")
    amara.says("submit")
    gaps = amara.got(GapsView).gaps
    assert [(gap.key, gap.why) for gap in gaps] == [("1.1", "Add to what you saw, or keep it as it is.")]


def test_what_the_other_auditor_wrote_since_is_not_kept_as_mine() -> None:
    room, amara = started(Q1, Q2)
    sam = Chat(room, SAM)
    sam.opens()
    amara.says("good - Seen in May.")
    sam.opens()
    sam.says(f"1.1: ri - {OTHER}")
    sam.says("mine")
    assert "There is nothing to keep" in amara.presses(KeepEvidence("1.1"))
    assert (answer(room, "1.1").by, answer(room, "1.1").thin) == ("sam", "")
    assert amara.got(PageView)


def test_evidence_emptied_is_gone_from_the_answer_and_stays_in_its_history() -> None:
    room, amara = started(Q1, Q2)
    amara.saves({"1.1": ("good", SEEN)})
    assert amara.conversation.challenges == {}
    amara.says("go to 1.1")
    amara.says("card")
    amara.saves({"1.1": ("good", "")})
    assert words(room, "1.1") == ""
    assert amara.conversation.challenges == {"1.1": "none"}
    first = room.audit.history["1.1"][0].passage
    assert first is not None
    assert first.text == SEEN
