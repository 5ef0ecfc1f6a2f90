"""How a route is cut into pages: at most four questions, and never more than a card can carry.

Sizes are estimates in bytes of the finished card, on the safe side; a test holds them against real cards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audits.audit import Audit
from dialogs.audits.route import Route
from dialogs.conversation import standards
from dialogs.conversation.drafts import BOX_BYTES, weight
from dialogs.conversation.state import ConversationState
from template_specs.model import Question, Section, Template

MOST_QUESTIONS = 4
"""On one page.  Each question has an evidence box, and more than this is tedious to scroll on a phone."""

MOST_TICKS = 12
"""A longer list of ticks has a page of its own, as rows have: it fills more than a phone's screen."""

CARD_BYTES = 27_000
FRAME_BYTES = 7_500
"""Heading, banner, jump list and buttons."""
QUESTION_BYTES = 1_500
CHALLENGE_BYTES = 2_600
SHOWN_BYTES = 3_000
"""The most of another person's text, or of a note, that is shown beside a box."""


@dataclass(frozen=True, slots=True)
class Page:
    """Questions shown together."""

    section: Section
    questions: tuple[Question, ...]
    number: int
    """Within the section, from 1."""
    of: int

    @property
    def anchor(self) -> str:
        """The page's first question: what a conversation state remembers."""
        return self.questions[0].id


def pages_of(
    template: Template, audit: Audit, conversation: ConversationState, route: Route, section: str
) -> tuple[Page, ...]:
    """The pages of `section` on `route`, in order.  Computed once for each audit."""
    questions = route.outline.by_section.get(section, ())
    # The conversation state's mappings are never changed, only replaced.
    ground = (questions, conversation.drafts, conversation.challenges)
    return audit.cached(("pages", section), ground, lambda: _cut(template, audit, conversation, questions))


def _cut(
    template: Template, audit: Audit, conversation: ConversationState, questions: tuple[Question, ...]
) -> tuple[Page, ...]:
    runs = list(_runs(questions, template, audit, conversation))
    return tuple(
        Page(template.section_by_id[run[0].section], run, number, len(runs))
        for number, run in enumerate(runs, 1)
    )


def page_with(pages: tuple[Page, ...], question: str) -> Page | None:
    """The page that shows `question`."""
    for page in pages:
        for shown in page.questions:
            if shown.id == question:
                return page
    return None


def _runs(
    questions: tuple[Question, ...], template: Template, audit: Audit, conversation: ConversationState
) -> Iterator[tuple[Question, ...]]:
    run: list[Question] = []
    size, scales = FRAME_BYTES, set[str]()
    for question in questions:
        weight = _weight(question, template, audit, conversation)
        if question.kind.grades and question.scale not in scales:
            weight += template.meaning_bytes[question.id]
        if run and (
            _alone(question) or _alone(run[-1]) or len(run) >= MOST_QUESTIONS or size + weight > CARD_BYTES
        ):
            yield tuple(run)
            run, size, scales = [], FRAME_BYTES, set()
            weight = _weight(question, template, audit, conversation) + template.meaning_bytes[question.id]
        run.append(question)
        scales |= {question.scale} if question.kind.grades else set()
        size += weight
    if run:
        yield tuple(run)


def _alone(question: Question) -> bool:
    long_list = question.kind.shows_all_options and len(question.options) > MOST_TICKS
    return question.kind.in_rows or long_list


def _weight(question: Question, template: Template, audit: Audit, conversation: ConversationState) -> int:
    size = QUESTION_BYTES + template.shown_bytes[question.id]
    if question.standards:
        size += standards.weight(template, question)
    if question.final_of:
        size += SHOWN_BYTES
    answer = audit.answer(question.id)
    if answer is not None and answer.passage is not None:
        size += answer.passage.size
    draft = conversation.drafts.get(question.id)
    if draft is not None:
        size += min(weight(draft.words), BOX_BYTES) + min(weight(draft.value), BOX_BYTES)
        size += SHOWN_BYTES if draft.stale else 300
    if question.id in conversation.challenges:
        size += CHALLENGE_BYTES
    return size
