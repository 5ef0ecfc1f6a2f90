"""What people typed is shown as they typed it, and never becomes a link, a mention or a heading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards import render
from bot.cards.elements import clip, escaped, moment
from dialogs.audits.audit import Passage
from dialogs.conversation.views import Action, Area, Button, Sentence, View
from tests.cards.samples import (
    AT,
    CONCERN,
    CONFLICTING,
    OFFERS,
    REVIEW,
    SUMMARY,
    action,
    columns,
    graded,
    paged,
)
from tests.cards.schema import parts

NASTY = (
    "[link](http://x)",
    "**x**",
    "<at>Priya Nair</at>",
    "![picture](http://x/y.png)",
    "1. first",
    "- item",
    "{{DATE(2026-06-05T00:00:00Z)}}",
    "`code` _under_ ~~gone~~",
)


def runs(card: Any) -> list[str]:
    return [part["text"] for part in parts(card) if part["type"] == "TextRun"]


def blocks(card: Any) -> list[str]:
    return [part["text"] for part in parts(card) if part["type"] == "TextBlock"]


def views_with(text: str) -> list[View]:
    passage = Passage.of(text)
    question = CONFLICTING.questions[0]
    conflict, note = question.conflict, question.notes[0]
    assert conflict is not None
    return [
        paged(
            replace(
                question,
                problem=text,
                conflict=replace(conflict, passage=passage),
                notes=(replace(note, passage=passage),),
            )
        ),
        paged(graded("3.4", "Lived experience"), said=(text,)),
        replace(
            SUMMARY, overview=Area("Overview", passage), good=(replace(SUMMARY.good[0], passage=passage),)
        ),
        replace(REVIEW, lines=(replace(REVIEW.lines[0], passage=passage),)),
        replace(CONCERN, passage=passage),
        action(cells=columns(what=text)),
        Sentence(text, OFFERS),
    ]


@pytest.mark.parametrize("text", NASTY)
def test_typed_text_is_never_read_as_markdown(text: str) -> None:
    for view in views_with(text):
        card = render(view).card
        assert text in runs(card)
        assert not any(text in block for block in blocks(card))


def test_lines_stay_lines() -> None:
    card = render(replace(CONCERN, passage=Passage.of("First line.\r\n\r\nSecond line.\nThird."))).card
    lines = runs(card)
    assert [lines.index(line) for line in ("First line.", "Second line.", "Third.")] == sorted(
        lines.index(line) for line in ("First line.", "Second line.", "Third.")
    )


def test_very_many_lines_run_on_rather_than_weigh() -> None:
    card = render(replace(CONCERN, passage=Passage.of("\n".join(f"line {n}" for n in range(300))))).card
    assert len([text for text in runs(card) if text.startswith("line ")]) <= 12
    assert any("line 298 / line 299" in text for text in runs(card))


def test_signs_that_cannot_be_sent_are_left_out() -> None:
    card = render(replace(CONCERN, passage=Passage.of("bru\x00ising \x1b[31mseen"))).card
    assert "bruising [31mseen" in runs(card)


def test_headings_show_markdown_as_it_stands() -> None:
    assert escaped("[a](b) *c*") == r"\[a\]\(b\) \*c\*"
    assert escaped("3. Plans") == r"\3. Plans"
    card = render(replace(paged(graded("3.4", "A")), section="[Plans](http://x)")).card
    assert r"\[Plans\]\(http://x\)" in blocks(card)


def test_long_text_is_cut_between_words() -> None:
    assert clip("the child was seen alone", 20) == "the child was…"
    assert clip("short", 20) == "short"
    assert (
        clip("\N{FACE WITH TEARS OF JOY}" * 10, 15).encode()
        == ("\N{FACE WITH TEARS OF JOY}" * 3 + "…").encode()
    )


def test_times_are_londons() -> None:
    assert moment(AT) == "5 June 2026 at 2:30pm"
    assert moment(AT.replace(month=1)) == "5 January 2026 at 1:30pm"


def test_undo_stands_apart_and_takes_no_place_of_the_six_answers() -> None:
    answers = tuple(Button(f"Answer {n}", Action("pick", {"answer": str(n)})) for n in range(6))
    undo = Button("Undo", Action("undo"), looks_back=True)
    drawn = render(Sentence("3.9: Good. Saved.\n\n3.10 How well?", (undo, *answers))).card
    assert drawn is not None
    assert [action["title"] for action in drawn["body"][-1]["actions"]] == [b.label for b in answers]
    assert [action["title"] for action in drawn["actions"]] == ["Undo"]
