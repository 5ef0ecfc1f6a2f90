"""How a route is cut into pages: at most four questions with evidence or twelve short ones, those that belong
together on one, and never more than a card can carry.

Sizes are estimates in bytes of the finished card, on the safe side; a test holds them against real cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.conversation import indicators, standards
from dialogs.conversation.context import TurnContext
from dialogs.conversation.drafts import BOX_BYTES, weight
from template_specs.model import Question, Section, Template

ROOM = 12
"""Short questions on one page, such as the details of a case or statements on one scale."""
LONG = 3
"""What any other takes of that: four with an evidence box are as much as a phone scrolls with ease."""
ONE_LINE = 200
"""Characters: a longer text has a box of many lines, and longer help is read at leisure."""

MOST_TICKS = 12
"""A longer list of ticks has a page of its own, as rows have: it fills more than a phone's screen."""

CARD_BYTES = 27_000
FRAME_BYTES = 7_500
"""Heading, banner, jump list and buttons."""
QUESTION_BYTES = 1_500
SHORT_BYTES = 900
CHALLENGE_BYTES = 2_600
SHOWN_BYTES = 3_000
"""The most of another person's text, or of a note, that is shown beside a box."""
_NOTHING: Mapping[str, object] = {}
"""What most turns know of an earlier audit: always the same object, so that pages are cut once."""


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


def pages_of(context: TurnContext, section: str) -> tuple[Page, ...]:
    """The pages of `section` on the route, in order.  Computed once for each audit."""
    questions = context.route.outline.by_section.get(section, ())
    # The conversation state's mappings are never changed, only replaced.
    ground = (
        questions,
        context.conversation.drafts,
        context.conversation.challenges,
        context.turn.last or _NOTHING,
    )
    return context.audit.cached(("pages", section), ground, lambda: _cut(context, questions))


def _cut(context: TurnContext, questions: tuple[Question, ...]) -> tuple[Page, ...]:
    template = context.template
    runs = list(_runs(questions, context))
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


def _runs(questions: tuple[Question, ...], context: TurnContext) -> Iterator[tuple[Question, ...]]:
    weights = {q.id: _weight(q, context) for q in questions}
    run = _Run(context.template, weights)
    for together in _units(questions):
        unit = run.alone(together)
        if not unit.fits():  # more than a page: each where it finds room
            for question in together:
                yield from run.take(run.alone((question,)))
        else:
            yield from run.take(unit)
    if run.questions:
        yield tuple(run.questions)


def _units(questions: tuple[Question, ...]) -> Iterator[tuple[Question, ...]]:
    """The questions, those that the form keeps on one page together."""
    unit: list[Question] = []
    for question in questions:
        joined = bool(unit) and (
            question.together or (bool(question.group) and question.group == unit[-1].group)
        )
        if unit and not joined:
            yield tuple(unit)
            unit = []
        unit.append(question)
    if unit:
        yield tuple(unit)


class _Run:
    """Questions for one page, with what they weigh so far."""

    def __init__(self, template: Template, weights: Mapping[str, int]):
        self.template = template
        self.weights = weights
        self.empty()

    def empty(self) -> None:
        self.questions: list[Question] = []
        self.size = FRAME_BYTES
        self.room = ROOM
        self.scales: set[str] = set()

    def alone(self, questions: tuple[Question, ...]) -> _Run:
        """A page of these."""
        run = _Run(self.template, self.weights)
        for question in questions:
            run._add(question)
        return run

    def fits(self) -> bool:
        """Whether they can stand on one page."""
        one = len(self.questions) == 1
        apart = any(map(_alone, self.questions))
        return one or (not apart and self.room >= 0 and self.size <= CARD_BYTES)

    def take(self, unit: _Run) -> Iterator[tuple[Question, ...]]:
        """Add the questions of `unit`; where they find no room, the page so far is done and given out."""
        if self.questions and not self.alone((*self.questions, *unit.questions)).fits():
            yield tuple(self.questions)
            self.empty()
        for question in unit.questions:
            self._add(question)

    def _add(self, question: Question) -> None:
        self.questions.append(question)
        self.size += self.weights[question.id]
        self.room -= 1 if is_short(question) else LONG
        if question.kind.grades and question.scale not in self.scales:
            self.size += self.template.meaning_bytes[question.id]
            self.scales.add(question.scale)


def is_short(question: Question) -> bool:
    """Whether it takes a line or two of a page: one small box, and nothing to read or to write at length."""
    kind = question.kind
    long_box = kind.in_rows or kind.grades or kind.shows_all_options or question.evidence is not None
    long_text = kind.free_text and question.limit > ONE_LINE
    beside = question.standards or question.indicators or question.anchors or question.final_of
    return not (long_box or long_text or beside or question.follows or len(question.help) > ONE_LINE)


def _alone(question: Question) -> bool:
    long_list = question.kind.shows_all_options and len(question.options) > MOST_TICKS
    return question.kind.in_rows or long_list


def _weight(question: Question, context: TurnContext) -> int:
    template, conversation = context.template, context.conversation
    size = (SHORT_BYTES if is_short(question) else QUESTION_BYTES) + template.shown_bytes[question.id]
    if question.standards:
        size += standards.weight(template, question)
    if question.indicators:
        size += indicators.weight(template, question)
    if question.id in context.turn.last:
        size += SHOWN_BYTES
    if question.final_of:
        size += SHOWN_BYTES
    answer = context.audit.answer(question.id)
    if answer is not None and answer.passage is not None:
        size += answer.passage.size
    draft = conversation.drafts.get(question.id)
    if draft is not None:
        size += min(weight(draft.words), BOX_BYTES) + min(weight(draft.value), BOX_BYTES)
        size += SHOWN_BYTES if draft.stale else 300
    if question.id in conversation.challenges:
        size += CHALLENGE_BYTES
    return size
