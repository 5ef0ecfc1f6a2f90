"""The pieces of a page weigh no more than `dialogs/conversation/pages.py` allows for when it packs one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import render, size
from dialogs.audits.audit import Passage
from dialogs.conversation import pages, standards
from dialogs.conversation.views import (
    ChallengeView,
    ConflictView,
    EarlierView,
    NoteView,
    QuestionView,
    SectionLink,
)
from template_specs import answer_types
from template_specs.answer_types import ANSWER_TYPES, AnswerType
from template_specs.language.loader import library
from template_specs.model import OPTION_BYTES
from tests.cards.samples import AT, GRADES, graded, paged

PLAIN = graded("3.4", "", evidence_prompt="")
LINKS = tuple(
    SectionLink(f"section_{n}", f"{n} " + "Management oversight and case supervision: 8 of 21")
    for n in range(12)
)


def weight(*questions: QuestionView, **more: object) -> int:
    card = render(paged(*questions, **more)).card
    assert card is not None
    return size(card)


def added(**at_question: object) -> int:
    """Bytes that `at_question` adds to a page."""
    return weight(replace(PLAIN, **at_question)) - weight(PLAIN)  # type: ignore[arg-type]


def test_a_frame() -> None:
    frame = weight(links=LINKS, said=("Saved. " * 20,) * 3, intro="What to look at. " * 30)
    assert frame <= pages.FRAME_BYTES


@pytest.mark.parametrize("kind", [kind for kind in ANSWER_TYPES if kind is not answer_types.ROWS])
def test_a_question_of_each_kind(kind: AnswerType) -> None:
    question = graded("3.4", "", kind=kind, options=(), help="-", differences=("",), problem="-")
    assert weight(question) - weight() <= pages.QUESTION_BYTES


def test_an_option() -> None:
    added_by_four = weight(PLAIN) - weight(replace(PLAIN, options=GRADES[:1]))
    assert added_by_four <= 4 * OPTION_BYTES


def test_a_challenged_question() -> None:
    lines = ("The views of both parents and of the professionals who know them are in it.",) * 5
    challenge = ChallengeView("What did you see that makes this Good? " * 4, lines, lines)
    question = graded("3.4", "", options=(), challenge=challenge)
    assert weight(question) - weight() <= pages.QUESTION_BYTES + pages.CHALLENGE_BYTES


def test_practice_standards() -> None:
    form = library()["deep-dive"]
    for question in form.questions:
        shown = standards.standards_of(form, question)
        assert bool(shown) == (bool(question.standards) and question.kind is answer_types.GRADE)
        assert added(standards=shown) <= standards.weight(form, question)
        challenge = ChallengeView("What did you see that makes this Good?")
        both = added(challenge=challenge, standards=shown) - added(challenge=challenge)
        assert both <= standards.weight(form, question)


def test_an_earlier_grade() -> None:
    earlier = EarlierView("Sam Okafor", AT, "Requires improvement", Passage.of("word \n" * 700))
    assert added(earlier=earlier) <= pages.SHOWN_BYTES


@pytest.mark.parametrize("text", ["word " * 900, "word \n" * 700, "\N{FACE WITH TEARS OF JOY}" * 4_000])
def test_what_somebody_else_wrote(text: str) -> None:
    conflict = ConflictView("Sam Okafor", AT, "Requires improvement", Passage.of(text))
    assert added(conflict=conflict) <= pages.SHOWN_BYTES
    note = NoteView("01JZ4Q8Y7K3M5N6P7Q8R9S0T1V", "Sam Okafor", Passage.of(text))
    assert added(notes=(note,)) <= pages.SHOWN_BYTES
