"""Answers open and close questions: counts stay true and say so; what a closed one held is never lost."""

from __future__ import annotations

from dialogs.conversation.views import ConfirmSubmitView, GapsView, PageView, Sentence
from dialogs.features.navigation import GoBack, GoTo
from dialogs.features.save_page import DropDraft
from template_specs import answer_types
from template_specs.model import Differs, Part
from tests.dialogs.builders import OTHER, SAM, SEEN, TIER2, only_if, question
from tests.dialogs.chat_harness import Chat, answer, started

OPENER = question("1.1", answer_types.YES_NO)
OPENED = question("1.2", when=only_if("1.1", "yes"))
ALSO = question("1.3", when=only_if("1.1", "yes"))
LAST = question("2.1", section="two")


def test_opening_and_closing_are_said_with_their_count() -> None:
    _, amara = started(OPENER, OPENED, ALSO, LAST)
    assert "there are 2 more questions" in amara.says("yes")
    amara.says("card")
    assert amara.got(PageView).progress.total == 4
    assert "2 questions are not needed any more" in amara.says("1.1: no")
    amara.says("card")
    assert (amara.got(PageView).progress.answered, amara.got(PageView).progress.total) == (1, 2)


def test_the_count_is_said_once_on_a_card() -> None:
    _, amara = started(OPENER, OPENED, ALSO, LAST)
    assert amara.saves({"1.1": "yes"}).count("there are 2 more questions") == 1


def test_untouched_boxes_of_a_closed_question_leave_nothing_behind() -> None:
    room, amara = started(OPENER, OPENED, ALSO, LAST)
    amara.says("yes")
    amara.says("card")
    amara.saves({"1.2": ("good", SEEN), "1.3": ("ri", OTHER)})
    amara.presses(GoTo("1.1"))
    amara.saves({"1.1": "no"})
    assert amara.conversation.drafts == {}
    assert answer(room, "1.2").value == "good"


def test_what_is_typed_at_a_question_that_closes_is_kept_shown_and_can_be_dropped() -> None:
    room, amara = started(OPENER, OPENED, LAST)
    amara.says("yes")
    amara.says("card")
    told = amara.saves({"1.1": "no", "1.2": ("good", SEEN)})
    assert "this question is not asked any more. What you wrote is kept." in told
    assert SEEN in told
    drop = amara.replies[-1]
    assert isinstance(drop, Sentence)
    assert (drop.offers[0].action.verb, drop.offers[0].action.data["item"]) == ("drop", "1.2")
    assert room.audit.answer("1.2") is None
    amara.says(f"2.1: good - {OTHER}")
    told = amara.says("submit")  # it does not stand in the way, and is not out of sight
    assert amara.got(ConfirmSubmitView)
    assert SEEN in told
    assert "we dropped what was not saved" in amara.presses(DropDraft("1.2"))
    assert amara.conversation.drafts == {}


def test_it_stands_in_its_box_again_when_the_question_is_asked_again() -> None:
    room, amara = started(OPENER, OPENED, LAST)
    amara.says("yes")
    amara.says("card")
    amara.saves({"1.1": "no", "1.2": ("good", SEEN)})
    amara.presses(GoTo("1.1"))
    amara.saves({"1.1": "yes"})
    amara.presses(GoTo("1.2"))
    view = amara.sees("1.2")
    assert (view.value, view.evidence and view.evidence.text) == ("good", SEEN)
    amara.saves({})
    assert answer(room, "1.2").value == "good"
    assert amara.conversation.drafts == {}


def test_the_place_when_a_section_disappears_is_the_page_before() -> None:
    late = question("2.1", section="two", when=only_if("1.1", "yes"))
    room, amara = started(OPENER, late, question("3.1", section="three"))
    amara.says("yes")
    amara.presses(GoTo("2.1"))
    sam = Chat(room, SAM)
    sam.opens()
    assert "s answer: Yes" in sam.says("1.1: no")
    sam.says("mine")
    amara.says("card")
    assert amara.got(PageView).questions[0].key == "1.1"
    amara.presses(GoBack())
    assert amara.got(PageView).questions[0].key == "1.1"
    amara.says("next")
    assert amara.got(PageView).questions[0].key == "3.1"


def test_a_question_that_is_not_asked_says_so() -> None:
    _, amara = started(OPENER, OPENED)
    assert "is not asked in this audit, because of an earlier answer" in amara.presses(GoTo("1.2"))
    why = amara.says("go to 1.2")
    assert "1.2" in why
    assert "It is asked where" in why


def test_a_number_that_is_only_the_beginning_of_others_offers_them() -> None:
    _, amara = started(question("1.1a"), question("1.1b"), question("2.1", answer_types.TEXT))
    amara.says("go to 2.1")
    assert "There is no 1.1 by itself. Type go to 1.1a or 1.1b." in amara.says("go to 1.1")


def test_judgements_that_differ_are_listed_and_explained() -> None:
    judged = question("1.1", part=Part.SECTION_JUDGEMENT)
    recent = question("recent", section="judgement", part=Part.RECENT_JUDGEMENT, evidence=None)
    overall = question("overall", section="judgement", part=Part.OVERALL_JUDGEMENT, evidence=None)
    why = question("why", answer_types.TEXT, section="judgement", when=Differs("overall", ("1.1", "recent")))
    room, amara = started(judged, recent, overall, why)
    amara.says(f"good - {SEEN}")
    amara.says("ri")
    assert "These differ: What of overall?: Good; What of recent?: Requires improvement." in amara.says(
        "good"
    )
    amara.says("submit")
    assert [gap.key for gap in amara.got(GapsView).gaps] == ["why"]
    amara.presses(GoTo("recent"))
    assert [q.key for q in amara.got(PageView).questions] == ["recent", "overall", "why"]
    assert "1 question is not needed any more" in amara.saves({"recent": "good"})
    assert room.audit.answer("why") is None
    amara.says("submit")
    assert amara.got(ConfirmSubmitView)


def test_the_tier_2_form_asks_seventeen_year_olds_with_a_disability() -> None:
    _, amara = started(template=TIER2)
    for key, value in (("audit_date", "5 June 2026"), ("dob", "5 June 2009"), ("cwd", "yes")):
        amara.says(f"go to {key}")
        amara.says(value)
    amara.says("go to 5.9")
    assert amara.conversation.asked == "5.9"
    amara.says("go to dob")
    amara.says("6 June 2009")
    assert "is not asked in this audit" in amara.presses(GoTo("5.9"))
