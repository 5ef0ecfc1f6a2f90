"""However much has been typed, a card stays light enough, and nothing in a box is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import LIMIT, render, size
from dialogs.audits.audit import Passage
from dialogs.conversation.views import (
    Area,
    AuditsView,
    ChallengeView,
    ConflictView,
    Finding,
    NoteView,
    PageView,
    QuestionView,
    ReviewLine,
    RowView,
    View,
)
from template_specs import answer_types
from template_specs.answer_types import ANSWER_TYPES
from template_specs.model import Option
from tests.cards.samples import (
    ACTION_READ,
    AT,
    AUDITS,
    CONCERN,
    CONCERN_STUCK,
    FOUR_GRADES,
    GAPS,
    GRADES,
    LINKS,
    READ_ONLY,
    REVIEW,
    SUMMARY,
    columns,
    graded,
    paged,
)
from tests.cards.schema import assert_card, buttons, inputs, shown

FULL = "\N{FACE WITH TEARS OF JOY}" * 4_000
"""One box at its limit, in the heaviest characters: 16 kB."""
LONG = "What the child says about home, school and the plan. " * 6


def card_of(view: View) -> dict[str, object]:
    card = render(view).card
    assert_card(card)
    assert card is not None
    return card


def besieged(text: str) -> QuestionView:
    """A question with everything at it that can be, all texts full."""
    return graded(
        "3.4",
        LONG,
        help=LONG,
        value="good",
        evidence=Passage.of(text),
        problem=LONG,
        conflict=ConflictView("Sam Okafor", AT, "Requires improvement", Passage.of(FULL)),
        notes=tuple(NoteView(f"n{n}", "Ann Lee", Passage.of(FULL)) for n in range(3)),
        challenge=ChallengeView(LONG, (LONG,) * 5, (LONG,) * 5),
        differences=(LONG,) * 8,
    )


def test_a_full_box_stays_whole_whatever_stands_around_it() -> None:
    card = card_of(paged(besieged(FULL), said=(LONG,) * 4, intro=LONG))
    assert inputs(card)["w:3.4"]["value"] == FULL


def test_four_full_boxes_are_kept_and_shown_as_far_as_the_card_goes() -> None:
    questions = tuple(replace(besieged(FULL), key=f"3.{n}", number=f"3.{n}") for n in range(4))
    card = card_of(paged(*questions))
    for n in range(4):
        # A box that is not sent is not touched: its text stays as it was saved.
        assert f"v:3.{n}" in inputs(card)
        assert f"w:3.{n}" not in inputs(card) or inputs(card)[f"w:3.{n}"]["value"] == FULL
    assert "All 4,000 characters are kept." in shown(card)


def test_a_choice_refused_with_a_long_text_does_not_stand_in_for_a_box_that_weighs() -> None:
    """What is shown shortened already saves nothing by being folded: the full boxes are."""
    refused = replace(graded("3.1", LONG), kind=answer_types.YES_NO, value=FULL, problem="Say yes or no.")
    page = paged(refused, *(graded(f"3.{n}", LONG, evidence=Passage.of(FULL)) for n in (2, 3, 4)))
    card = card_of(page)
    assert size(card) <= LIMIT
    assert shown(card).count("All 4,000 characters are kept.") >= 2


def test_a_page_as_dialogs_packs_it_is_never_folded() -> None:
    """Frame 7,500 and 1,500 a question leave 13,500 bytes for what four people-filled boxes hold."""
    text = "é" * 1_600
    card = card_of(FOUR_GRADES)
    full = tuple(replace(q, evidence=Passage.of(text)) for q in FOUR_GRADES.questions)
    packed = card_of(replace(FOUR_GRADES, questions=full))
    assert all(inputs(packed)[f"w:3.{n}"]["value"] == text for n in (4, 5, 6, 7))
    assert size(packed) == size(card) + 4 * (len(text.encode()) + len(',"value":""'))


def test_a_text_beyond_the_limit_comes_back_whole() -> None:
    over = "word " * 1_500
    card = card_of(paged(graded("3.4", "Lived experience", evidence=Passage.of(over), problem="Shorten it.")))
    assert inputs(card)["w:3.4"]["value"] == over


def test_a_text_heavier_than_any_card_is_kept_and_its_beginning_shown() -> None:
    card = card_of(paged(graded("3.4", "Lived experience", evidence=Passage.of("word " * 12_000))))
    assert "w:3.4" not in inputs(card)
    assert "All 60,000 characters are kept." in shown(card)
    assert "v:3.4" in inputs(card)


def test_many_rows_show_the_newest_and_say_where_the_others_are() -> None:
    rows = tuple(RowView(f"actions/k{n}", n, 1, columns(what=LONG, who="Jo")) for n in range(1, 31))
    page = paged(
        QuestionView(
            "actions", "", "Actions", answer_types.ROWS, 0, rows=rows, columns=columns(what=FULL[:1000])
        )
    )
    card = card_of(page)
    assert "To see all of them, press Review." in shown(card)
    assert "Action 30" in shown(card)
    assert inputs(card)["c:what"]["value"] == FULL[:1000]


@pytest.mark.parametrize(
    "filler", [FULL, LONG * 12, "x\n" * 2_000, '"' * 4_000], ids=["emoji", "words", "lines", "quotes"]
)
def test_every_card_of_texts_stays_light(filler: str) -> None:
    passage = Passage.of(filler)
    findings = tuple(Finding(f"3.{n}", LONG, "Good", passage) for n in range(30))
    lines = tuple(
        ReviewLine(f"3.{n}", f"3.{n}", LONG, "Good", passage, changes=(LONG,) * 3) for n in range(20)
    )
    cells = tuple(replace(c, value=filler[:1000]) for c in ACTION_READ.review[1:])
    for view in (
        replace(
            SUMMARY,
            good=findings,
            improve=findings,
            overview=Area("Overview", passage),
            differs_because=passage,
            family_views=Area("Views", passage),
            judgements=SUMMARY.judgements * 10,
        ),
        replace(REVIEW, lines=lines),
        replace(READ_ONLY, lines=lines),
        replace(CONCERN, passage=passage),
        replace(CONCERN_STUCK, passage=passage, problem=LONG),
        replace(ACTION_READ, review=cells, problem=LONG),
        replace(GAPS, gaps=GAPS.gaps * 20),
        replace(AUDITS, lines=AUDITS.lines * 30),
    ):
        card_of(view)


def test_what_is_cut_says_how_to_see_it_all() -> None:
    long = Passage.of(LONG * 40)
    lines = tuple(ReviewLine(f"3.{n}", f"3.{n}", "Views", "Good", long) for n in range(6))
    card = card_of(replace(READ_ONLY, lines=lines))
    assert "…" in shown(card)
    assert "Texts that end in … are longer than a card can show. They are saved in full." in shown(card)
    assert "Word" not in shown(card)  # nothing is promised that is not there
    summary = card_of(replace(SUMMARY, improve=tuple(Finding("6.2", "A", "Good", long) for _ in range(40))))
    assert "more: press Read the whole audit." in shown(summary)
    many = render(AuditsView("Your audits", AUDITS.lines * 30)).card
    assert "To open one, type open and its case reference." in shown(many)


def test_a_part_of_many_lines_keeps_its_texts_and_offers_one_list_to_change() -> None:
    lines = tuple(ReviewLine(f"3.{n}", f"3.{n}", "Views", "Good", Passage.of("é" * 200)) for n in range(31))
    card = card_of(replace(REVIEW, lines=lines))
    assert shown(card).count("é" * 200) == 31
    assert [c["value"] for c in inputs(card)["to"]["choices"]] == [line.key for line in lines]
    assert "go" in {button["verb"] for button in buttons(card)}


texts = st.text(max_size=400) | st.sampled_from([FULL, LONG * 20, "", "31 June", "good", "7", "2026-06-05"])
passages = st.none() | texts.map(Passage.of)
kinds = st.sampled_from([kind for kind in ANSWER_TYPES if kind is not answer_types.ROWS])


@st.composite
def questions(draw: st.DrawFn, number: int) -> QuestionView:
    kind = draw(kinds)
    return QuestionView(
        key=f"3.{number}",
        number=draw(st.sampled_from(["", f"3.{number}"])),
        text=draw(st.text(min_size=1, max_size=300)),
        kind=kind,
        revision=draw(st.integers(0, 9)),
        options=draw(st.sampled_from([(), GRADES, (Option("a", LONG), Option("b", "B"))])),
        value=draw(texts),
        value_passage=draw(passages) if kind.in_words else None,  # a code holds no words
        evidence_prompt=draw(st.sampled_from(["", "What did you see?"])),
        evidence=draw(passages),
        help=draw(st.text(max_size=300)),
        problem=draw(st.text(max_size=300)),
        conflict=draw(
            st.none() | st.builds(ConflictView, st.just("Sam"), st.just(AT), st.just("Good"), passages)
        ),
        challenge=draw(st.none() | st.just(ChallengeView(LONG, (LONG,) * 5, (LONG,) * 5))),
        required=draw(st.booleans()),
    )


@st.composite
def pages(draw: st.DrawFn) -> PageView:
    asked = [draw(questions(n)) for n in range(draw(st.integers(1, 4)))]
    return paged(*asked, first=draw(st.booleans()), links=LINKS * draw(st.integers(0, 3)))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(pages())
def test_any_page_is_a_card_that_may_be_sent(view: PageView) -> None:
    card = card_of(view)
    assert size(card) <= LIMIT
    for question in view.questions:
        kept = inputs(card).get(f"w:{question.key}")
        if kept is not None and question.evidence is not None and question.evidence.text.isprintable():
            assert kept.get("value", "") == question.evidence.text
