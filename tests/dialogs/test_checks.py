"""A form's own checks across answers: asked about once, or holding until they are put right."""

from __future__ import annotations

import pytest

from dialogs.audits.events import EventKind
from dialogs.audits.route import path_through
from dialogs.conversation.given import Given
from dialogs.conversation.views import ConfirmSubmitView, GapsView
from dialogs.features.navigation import GoTo
from dialogs.features.save_page import KeepEvidence, SavePage
from tests.dialogs.builders import SAM
from tests.dialogs.chat_harness import Chat, Room, answer, started
from tests.dialogs.written_forms import GRADES, fault, faults, written

FORM = (
    GRADES
    + """\
sections:
  - id: a
    title: A
    questions:
      - {id: safety, short: Safety, text: How safe is the child?, kind: grade, scale: grades, item: "1"}
      - id: overall
        short: Overall
        text: How do you judge the file overall?
        kind: grade
        scale: grades
        item: "2"
        check:
          - when: {all: [{at_least: {question: overall, value: good}}, {question: safety, is: poor}]}
            say: Overall is Good and safety is Poor. Is that what you mean?
  - id: b
    title: B
    questions:
      - {id: from, short: From, text: From which day?, kind: date, item: "3"}
      - id: to
        short: To
        text: To which day?
        kind: date
        item: "4"
        check:
          - when: {before: {question: to, value_of: from}}
            say: The period ends before it begins.
            hold: true
"""
)
ASKED = "Overall is Good and safety is Poor. Is that what you mean?"


def gives(chat: Chat, key: str, value: str) -> str:
    given = chat.room.audit.answer(key)
    return chat.presses(SavePage((Given(key, value, None, given.revision if given else 0),)))


def challenged(room: Room) -> list[str]:
    return [event.thin for event in room.events if event.what is EventKind.CHALLENGED]


def test_what_is_unlikely_is_asked_about_once_and_may_be_kept() -> None:
    room, amara = started(template=written(FORM))
    amara.saves({"safety": "poor", "overall": "good"})
    challenge = amara.sees("overall").challenge
    assert challenge is not None
    assert challenge.why == ASKED
    assert not challenge.of_evidence
    amara.presses(KeepEvidence("overall"))
    assert [e.thin for e in room.events if e.what is EventKind.EVIDENCE_KEPT] == ["check:0"]
    gives(amara, "safety", "fair")
    gives(amara, "safety", "poor")  # as it was when it was kept
    assert challenged(room) == ["check:0"]
    assert amara.conversation.challenges == {}
    assert room.folded() == room.audit


def test_it_is_asked_about_whichever_answer_comes_last_and_again_for_another_answer() -> None:
    room, amara = started(template=written(FORM))
    amara.saves({"overall": "good"})
    assert challenged(room) == []
    assert ASKED in gives(amara, "safety", "poor")
    gives(amara, "overall", "fair")
    assert amara.conversation.challenges == {}
    gives(amara, "overall", "good")
    assert challenged(room) == ["check:0"]


def test_typing_puts_it_right_or_keeps_it() -> None:
    room, amara = started(template=written(FORM))
    amara.says("poor")
    told = amara.says("good")
    assert f"Overall: {ASKED} Type what is right, or keep to leave it as it is." in told
    amara.says("fair")
    assert answer(room, "overall").value == "fair"
    assert amara.conversation.challenges == {}

    room, amara = started(template=written(FORM))
    amara.says("poor")
    amara.says("good")
    assert "kept as it is" in amara.says("keep")


def test_what_the_other_auditor_puts_right_is_not_asked_about_any_more() -> None:
    room, amara = started(template=written(FORM))
    amara.saves({"safety": "poor", "overall": "good"})
    sam = Chat(room, SAM)
    sam.opens()
    gives(sam, "safety", "fair")
    amara.says("card")
    assert amara.conversation.challenges == {}


def test_what_holds_is_told_at_once_and_stops_the_submission_until_it_is_put_right() -> None:
    room, amara = started(template=written(FORM))
    amara.saves({"safety": "good", "overall": "good"})
    amara.saves({"from": "2026-05-10", "to": "2026-05-01"})
    assert amara.sees("to").problem == "The period ends before it begins."  # still on this page
    assert not path_through(room.template, room.audit).missing()
    amara.says("submit")
    gaps = amara.got(GapsView).gaps
    assert [(gap.key, gap.why) for gap in gaps] == [("to", "The period ends before it begins.")]
    amara.presses(GoTo("to"))
    amara.saves({"to": "2026-05-31"})
    amara.says("submit")
    assert amara.got(ConfirmSubmitView)


def test_what_holds_is_asked_for_again_in_typing() -> None:
    room, amara = started(template=written(FORM))
    amara.saves({"safety": "good", "overall": "good"})
    amara.says("10 May 2026")
    told = amara.says("1 May 2026")
    assert "To: The period ends before it begins." in told
    assert "Type what is right." in told
    amara.says("31 May 2026")
    assert answer(room, "to").value == "2026-05-31"


def test_an_earlier_answer_that_makes_it_hold_names_the_question() -> None:
    _, amara = started(template=written(FORM))
    gives(amara, "from", "2026-05-01")
    gives(amara, "to", "2026-05-31")
    assert "To: The period ends before it begins." in gives(amara, "from", "2026-06-01")


def test_nothing_is_pointed_out_over_something_unanswered() -> None:
    room, amara = started(template=written(FORM))
    gives(amara, "to", "2026-05-31")
    gives(amara, "overall", "good")
    assert challenged(room) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("            say: The period ends before it begins.\n", "", "This check has no `say`."),
        ("value_of: from}}", "value_of: too}}", 'There is no question "too".'),
        ("{before: {question: to, value_of: from}}", "to is early", "`when` needs"),
        ("hold: true", "hold: perhaps", "`hold` needs true or false"),
    ],
)
def test_a_faulty_check_is_told(old: str, new: str, told: str) -> None:
    assert FORM.count(old) == 1
    assert told in fault(FORM.replace(old, new))


def test_the_form_is_sound() -> None:
    assert faults(FORM) == ()
