"""Every view comes out as a card that may be sent, with the buttons that the contract names."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.cards import render
from bot.cards.rows import cell_fields
from dialogs.audits.audit import Passage
from dialogs.conversation.views import CellView, Sentence, View
from template_specs import answer_types
from tests.cards.samples import AUDIT, MEANINGS, PLAIN_TEXT, SAID, TOKEN, VIEWS, paged
from tests.cards.schema import assert_card, buttons, inputs, shown

PAGE_BAR = {"save", "back", "go", "concern", "review", "pause"}

VERBS: dict[str, set[str]] = {
    "four_grades": PAGE_BAR,
    "one_grade": PAGE_BAR - {"back"},
    "challenged": PAGE_BAR | {"keep"},
    "conflicting": PAGE_BAR | {"mine", "drop", "note_use", "note_drop"},
    "mixed": PAGE_BAR | {"drop"},
    "others": PAGE_BAR,
    "left_open": PAGE_BAR - {"back"},
    "change_one": {"save", "review", "concern"},
    "only_one": {"save"},
    "gaps_by_section": {"go", "card"},
    "row_page": (PAGE_BAR - {"save"}) | {"next", "row_save", "row_edit", "row_remove"},
    "row_edit": (PAGE_BAR - {"save"}) | {"next", "row_save", "row_edit", "row_remove", "drop"},
    "review": {"review", "gaps", "card", "go", "row_edit"},
    "read_only": {"review"},
    "gaps": {"go", "card"},
    "no_gaps": {"submit"},
    "confirm": {"submit", "review", "card"},
    "confirm_part": {"submit", "review", "card"},
    "record": set(),
    "sheet": {"programme_swap"},
    "summary": {"ack", "concerns_show", "review"},
    "acknowledged": {"concerns_show", "review"},
    "banner": set(),
    "action": {"ack", "action_review"},
    "action_read": {"action_review"},
    "action_problem": {"action_review"},
    "action_done": {"action_review"},
    "sent_action": {"action_start", "action_done", "action_change", "action_cancel"},
    "sent_action_owner": {"action_done", "action_not_mine"},
    "sent_action_done": {"action_verify", "action_undone", "action_effect"},
    "actions": {"action_follow", "actions", "my_actions"},
    "no_actions": set(),
    "concern": {"ack"},
    "concern_read": {"concern_outcome"},
    "concern_sent": set(),
    "concern_stuck": set(),
    "concern_known": set(),
    "concern_unsent": {"concern_send", "concern_drop"},
    "concern_asked": {"concern_send", "concern_drop"},
    "concern_barred": {"concern_drop"},
    "which_case": {"concern_case"},
    "status_unsent": {"status"},
    "audits": {"open"},
    "no_audits": set(),
    "welcome": {"open", "my_audits"},
    "help": {"open", "my_audits"},
    "stage": {"open"},
    "stage_awaited": {"open"},
    "stage_done": set(),
    "reminder": {"open", "snooze"},
    "digest": {"open", "snooze"},
    "status": {"status"},
    "sections": {"go"},
    "briefing": {"begin"},
    "notes_again": {"card"},
    "no_notes": set(),
    "work": {"concern_show", "open", "my_audits"},
    "quiet": set(),
    "audits_and_more": {"open", "my_audits", "concern_show"},
    "programme": {"open", "remind", "status"},
    "no_programme": {"status"},
    "history": {"history", "open"},
    "no_history": {"open"},
    "comparison": set(),
    "not_comparable": set(),
    "no_status": set(),
    "offered": {"open", "my_audits"},
    "reply": {"reply_send", "reply_keep", "reply_drop", "review"},
    "reply_to_answer": {"reply_answer", "reply_accept", "reply_object", "review"},
    "reply_over": {"review"},
    "summary_replied": {"open", "concerns_show", "review"},
    "result": {"practitioner_feedback"},
    "draft": {"draft_agree", "draft_answer"},
    "no_result": set(),
    "enquiry": {"enquiry_answer"},
    "answered": set(),
    "changes": {"change_ask", "change_drop", "give_back", "changes_later"},
    "consequence": {"follow_up_plan", "review"},
    "planned": {"review"},
    "script": {"go", "family_call"},
    "no_script": {"family_call"},
    "panel_open": {"panel_grade", "open"},
    "panel_closed": {"open", "changes", "panel_lead"},
    "panel_to_name": {"panel_name", "panel_close"},
    "concern_slip": set(),
    "concern_taken_back": set(),
}


def card_of(name: str) -> dict[str, object]:
    card = render(VIEWS[name]).card
    assert card is not None
    return card


def test_the_samples_hold_every_view() -> None:
    assert {type(view) for view in VIEWS.values()} == set(get_args(View))
    assert VERBS.keys() == VIEWS.keys() - {"said"}


@pytest.mark.parametrize("name", VERBS)
def test_a_view_becomes_a_card_with_its_buttons(name: str) -> None:
    rendered = render(VIEWS[name])
    assert_card(rendered.card)
    assert rendered.text == ""
    assert {button["verb"] for button in buttons(rendered.card)} == VERBS[name]


@pytest.mark.parametrize("name", VIEWS)
def test_a_preview_fits_a_lock_screen(name: str) -> None:
    summary = render(VIEWS[name]).summary
    assert 0 < len(summary) <= 60
    assert not any(word in summary for word in ("CF-", "Sam", "Priya", "bruising", "child"))


def test_a_sentence_without_buttons_stays_words() -> None:
    rendered = render(SAID)
    assert rendered.card is None
    assert rendered.text == "Saved. 8 of 21 answered in Assessment."


def test_a_page_sends_revisions_and_boxes_with_every_button_but_back() -> None:
    for button in buttons(card_of("conflicting")):
        data = button["data"]
        assert data["audit"] == AUDIT
        assert data["token"] == TOKEN
        if button["verb"] == "back":
            assert button["associatedInputs"] == "none"
        else:
            assert data["revs"] == {"3.4": 3}
            assert "associatedInputs" not in button


def test_boxes_are_named_after_their_questions_and_hold_what_stood_there() -> None:
    boxes = inputs(card_of("others"))
    assert boxes["v:2.2"]["value"] == "Jo Bell"
    assert boxes["v:2.3"]["value"] == "yes"
    assert "The chronology stops in January." in boxes["v:2.1"]["value"]
    mixed = inputs(card_of("mixed"))
    assert mixed["v:1.3"]["value"] == 7
    assert mixed["v:1.4"]["value"] == "c,g"
    assert mixed["v:1.4"]["isMultiSelect"] is True


def test_a_date_that_does_not_exist_is_shown_with_its_reason() -> None:
    card = card_of("mixed")
    assert "value" not in inputs(card)["v:1.1"]
    assert "You wrote: 31 June" in shown(card)
    assert "31 June does not exist." in shown(card)


def test_optional_boxes_say_so() -> None:
    boxes = inputs(card_of("four_grades"))
    assert boxes["w:3.7"]["label"] == "3.7 What did you see? (optional)"
    assert boxes["w:3.4"]["label"] == "3.4 What did you see?"


def test_grades_stand_open_on_every_page() -> None:
    assert inputs(card_of("four_grades"))["v:3.4"]["style"] == "expanded"
    assert inputs(card_of("one_grade"))["v:3.4"]["style"] == "expanded"


def test_a_question_with_one_box_is_that_boxs_label_and_said_once() -> None:
    score = replace(PLAIN_TEXT, key="safe", text="How safe?", kind=answer_types.SCORE, required=False)
    card = render(paged(PLAIN_TEXT, score)).card
    assert card is not None
    assert inputs(card)["v:views"]["label"] == PLAIN_TEXT.text
    assert inputs(card)["v:safe"]["label"] == "How safe? (0 to 10) (optional)"
    assert shown(card).count(PLAIN_TEXT.text) == 1
    assert inputs(card_of("others"))["v:2.1"]["label"] == "2.1 Your words"


def test_a_page_left_with_gaps_says_so_in_amber_and_leads_back() -> None:
    card = card_of("left_open")
    banner = next(part for part in card["body"] if part.get("style") == "warning")  # type: ignore[attr-defined]
    assert "Still to do on the page before: 3.2 what you saw, 3.3 grade." in shown(banner)
    back, later = (b for b in buttons(banner))
    assert (back["title"], back["data"]["to"]) == ("Go back", "3.2")
    assert (later["title"], later["data"]["to"]) == ("Later", "3.4")
    assert back["data"]["revs"] == later["data"]["revs"] == {"3.4": 0}
    assert "Still to do: grade" in shown(card)


def test_green_only_where_something_was_saved_and_nothing_is_left_open() -> None:
    def style(name: str) -> object:
        return next(p["style"] for p in card_of(name)["body"] if p["type"] == "Container" and "style" in p)  # type: ignore[attr-defined]

    assert style("four_grades") == "good"
    assert style("left_open") == style("challenged") == "warning"


def test_what_every_grade_means_is_whole_and_one_press_away() -> None:
    for name in ("left_open", "change_one"):
        words = shown(card_of(name))
        assert "What the grades mean" in words
        assert all(meaning in words for _, meaning in MEANINGS)


def test_one_question_from_the_read_back_saves_or_leads_back() -> None:
    titles = [b["title"] for b in buttons(card_of("change_one"))]
    assert titles == ["Save this change", "Back to your answers", "Send the concern"]
    leave = next(b for b in buttons(card_of("change_one")) if b["verb"] == "review")
    assert (leave["data"]["part"], leave["associatedInputs"]) == (3, "none")


def test_a_part_of_one_question_offers_nothing_that_cannot_work() -> None:
    card = card_of("only_one")
    assert [b["title"] for b in buttons(card)] == ["Save"]
    assert "0 of 0" not in shown(card)
    assert "Done" not in shown(card)


def test_many_gaps_are_counted_section_by_section() -> None:
    card = card_of("gaps_by_section")
    assert "3 Assessment\n" in shown(card) + "\n"
    assert "40 to do" in shown(card)
    assert [b["data"].get("to") for b in buttons(card)] == ["3.1", None]


def test_a_text_that_is_nearly_full_says_so() -> None:
    nearly = replace(PLAIN_TEXT, value_passage=Passage.of("word " * 700))
    assert "3,500 of 4,000 characters." in shown(render(paged(nearly)).card)
    assert "characters." not in shown(render(paged(PLAIN_TEXT)).card)
    assert "Up to 4,000 characters" in str(render(paged(PLAIN_TEXT)).card)


def test_limits_are_told_in_rows_too() -> None:
    boxes = inputs(card_of("row_page"))
    assert boxes["c:what"]["placeholder"] == "Up to 1,000 characters"


def test_a_challenge_shows_the_forms_own_indicators() -> None:
    words = shown(card_of("challenged"))
    for told in (
        "What did you see that makes this Good?",
        "• The child's own words",
        "Moving to outstanding:",
    ):
        assert told in words
    keep = next(b for b in buttons(card_of("challenged")) if b["verb"] == "keep")
    assert keep["data"]["item"] == "3.4"
    assert keep["data"]["revs"] == {"3.4": 2, "3.5": 0}


def test_a_conflict_shows_theirs_beside_mine() -> None:
    card = card_of("conflicting")
    assert "Sam Okafor saved this question on 5 June 2026 at 2:30pm" in shown(card)
    assert "Sam Okafor's answer: " in shown(card)
    mine = [b["verb"] for b in buttons(card) if b["title"] in ("Use mine", "Discard mine")]
    assert mine == ["mine", "drop"]
    assert "Requires improvement" in shown(card)
    assert "Seen alone in May" in inputs(card)["w:3.4"]["value"]


def test_a_rows_form_adds_to_the_question_and_changes_the_row() -> None:
    add = next(b for b in buttons(card_of("row_page")) if b["verb"] == "row_save")
    assert (add["data"]["item"], add["data"]["rev"]) == ("actions", 0)
    change = next(b for b in buttons(card_of("row_edit")) if b["verb"] == "row_save")
    assert (change["data"]["item"], change["data"]["rev"]) == ("actions/k2", 2)
    assert change["style"] == "positive"
    assert inputs(card_of("row_edit"))["c:what"]["value"] == "See the child alone at school."


def test_a_row_in_the_forms_boxes_travels_with_every_way_on() -> None:
    on = next(b for b in buttons(card_of("row_edit")) if b["verb"] == "next")
    assert (on["data"]["row"], on["data"]["row_rev"]) == ("actions/k2", 2)


def test_a_reader_without_the_right_gets_no_way_to_change() -> None:
    assert "Change" not in [button["title"] for button in buttons(card_of("read_only"))]
    assert "Submitted: you can read this, and not change it." in shown(card_of("read_only"))


def test_the_review_can_be_jumped_through() -> None:
    card = card_of("review")
    assert [c["value"] for c in inputs(card)["part"]["choices"]] == ["0", "1", "2"]
    jump = next(b for b in buttons(card) if b["title"] == "Go there")
    assert jump["verb"] == "review"
    assert "part" not in jump["data"]


def test_a_concern_says_so_in_words_and_does_not_stand_for_a_call() -> None:
    card = card_of("concern")
    words = shown(card)
    assert "Immediate concern: act now" in words
    assert "Sam Okafor should also have called you" in words
    assert next(iter(buttons(card)))["data"]["subject"] == "concern/c1"
    assert "You must still phone" in shown(card_of("one_grade"))


def test_a_concern_that_is_not_read_tells_its_auditor_what_to_do() -> None:
    assert "not yet; it is on its way to Priya Nair" in shown(card_of("concern_sent"))
    assert "Ring Priya Nair or the duty team now" in shown(card_of("concern_stuck"))
    known = shown(card_of("concern_known"))
    assert "to Priya Nair, 5 June 2026 at 2:30pm" in known
    assert "duty team" not in known


def test_a_summary_says_the_grade_first_then_the_child_then_what_must_improve() -> None:
    words = shown(card_of("summary"))
    order = [
        "Final grade: ",
        "Ann Lee gave Good.",
        "Why: ",
        "raised an immediate concern",
        "She lives with her aunt",
        "What must improve",
        "1. Meet the father, and write down what he sees. (Jo Whitfield, by 19 June 2026)",
        "2. Bring the chronology up to date.",
        "What is good",
        "7 out of 10",
    ]
    assert sorted(order, key=words.index) == order
    assert "2 actions: see the next cards." in words


def test_a_reopened_audit_invites_no_answer() -> None:
    words = shown(card_of("banner"))
    assert "The QA lead has reopened this audit." in words
    assert "Acknowledge" not in words


def test_an_overdue_audit_says_so_in_words() -> None:
    assert "Overdue: was due on 29 May 2026" in shown(card_of("audits"))


def test_only_one_offer_is_primary_and_it_comes_first() -> None:
    first = card_of("offered")["actions"][0]  # type: ignore[index]
    assert first["title"] == "Open CF-1042"
    assert isinstance(VIEWS["offered"], Sentence)


def test_a_number_in_a_row_may_be_as_large_as_when_it_is_typed() -> None:
    (box,) = cell_fields([CellView("visits", "Visits", answer_types.NUMBER, True)])
    assert box["label"] == "Visits, 0 to 9999"
    assert not {"min", "max"} & box.keys()  # a client would lower 60 to a bound without a word
