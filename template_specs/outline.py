"""An outline: some of a form's questions in order, with what is often asked about them computed once.

A form has few outlines (one for each set of questions that answers have closed, and the parts of those that
each person is asked), and many audits share each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from template_specs.condition_types import questions_in
from template_specs.question import Question

_MOST = 256
"""Outlines kept for one form."""


class Outline:
    """A run of questions; it never changes."""

    def __init__(self, questions: tuple[Question, ...]):
        self.questions = questions
        self._parts: dict[frozenset[str], Outline] = {}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(q.id for q in self.questions)

    @cached_property
    def by_section(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions of each section, in order; no section is empty."""
        questions_by_section: dict[str, list[Question]] = {}
        for question in self.questions:
            questions_by_section.setdefault(question.section, []).append(question)
        return {section: tuple(questions) for section, questions in questions_by_section.items()}

    @cached_property
    def required(self) -> frozenset[str]:
        """The ids of those that a submission needs."""
        return frozenset(q.id for q in self.questions if q.required)

    @cached_property
    def required_in(self) -> Mapping[str, frozenset[str]]:
        """The same, by section."""
        return {
            section: frozenset(q.id for q in questions if q.required)
            for section, questions in self.by_section.items()
        }

    def only(self, ids: frozenset[str]) -> Outline:
        """The questions among them that `ids` names: the same outline each time."""
        part = self._parts.get(ids)
        if part is None:
            whole = self.ids <= ids
            part = self if whole else Outline(tuple(q for q in self.questions if q.id in ids))
            _keep(self._parts, ids, part)
        return part


class Outlines:
    """The outlines of one form."""

    def __init__(self, questions: tuple[Question, ...]):
        self._questions = questions
        self._without: dict[frozenset[str], Outline] = {}

    @cached_property
    def conditional(self) -> tuple[Question, ...]:
        """The questions that an answer may open or close, in the form's order."""
        return tuple(q for q in self._questions if q.when is not None)

    @cached_property
    def grounds(self) -> frozenset[str]:
        """The ids of the questions whose answers may do that."""
        return frozenset[str]().union(*(questions_in(q.when) for q in self.conditional))

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each question stands in the form, from 0."""
        return {q.id: position for position, q in enumerate(self._questions)}

    def without(self, closed: frozenset[str]) -> Outline:
        """The form's questions except those that `closed` names: the same outline each time."""
        outline = self._without.get(closed)
        if outline is None:
            outline = Outline(tuple(q for q in self._questions if q.id not in closed))
            _keep(self._without, closed, outline)
        return outline


def _keep(kept: dict[frozenset[str], Outline], name: frozenset[str], outline: Outline) -> None:
    if len(kept) >= _MOST:
        kept.clear()  # rarely: answers that open and close many questions one by one
    kept[name] = outline
