"""How a route is cut into pages: at most four questions, and never more than a card can carry.

Sizes are estimates in bytes of the finished card, on the safe side; a test holds them against real cards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audit import Audit, Walk
from dialogs.drafts import BOX_BYTES, weight
from dialogs.route import Route
from template_specs.model import Kind, Question, Section, Template

MOST_QUESTIONS = 4
"""On one page: a phone's patience (design.md, "The live card")."""

CARD_BYTES = 27_000
FRAME_BYTES = 7_500
"""Heading, banner, jump list and buttons."""
QUESTION_BYTES = 1_500
OPTION_BYTES = 130
CHALLENGE_BYTES = 2_600
SHOWN_BYTES = 2_600
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
        """The page's first question: what a walk remembers."""
        return self.questions[0].id


def pages(template: Template, audit: Audit, walk: Walk, route: Route) -> tuple[Page, ...]:
    """All pages of `route`, in order."""
    found: list[Page] = []
    for section in template.sections:
        here = [q for q in route.questions if q.section == section.id]
        runs = list(_runs(here, audit, walk))
        found += [Page(section, run, n, len(runs)) for n, run in enumerate(runs, 1)]
    return tuple(found)


def page_with(found: tuple[Page, ...], question: str) -> Page | None:
    """The page that shows `question`."""
    return next((p for p in found if any(q.id == question for q in p.questions)), None)


def _runs(questions: list[Question], audit: Audit, walk: Walk) -> Iterator[tuple[Question, ...]]:
    run: list[Question] = []
    size = FRAME_BYTES
    for question in questions:
        weight = _weight(question, audit, walk)
        alone = question.kind is Kind.ROWS
        if run and (
            alone or run[-1].kind is Kind.ROWS or len(run) >= MOST_QUESTIONS or size + weight > CARD_BYTES
        ):
            yield tuple(run)
            run, size = [], FRAME_BYTES
        run.append(question)
        size += weight
    if run:
        yield tuple(run)


def _weight(question: Question, audit: Audit, walk: Walk) -> int:
    size = QUESTION_BYTES + len(question.text.encode()) + len(question.help.encode())
    size += sum(OPTION_BYTES + len(o.label.encode()) for o in question.options)
    answer = audit.answer(question.id)
    if answer is not None and answer.passage is not None:
        size += answer.passage.size
    draft = walk.drafts.get(question.id)
    if draft is not None:
        size += min(weight(draft.words), BOX_BYTES) + min(weight(draft.value), BOX_BYTES)
        size += SHOWN_BYTES if draft.stale else 300
    if question.id in walk.challenges:
        size += CHALLENGE_BYTES
    return size
