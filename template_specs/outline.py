"""An outline: some of a form's questions in order, with what is often asked about them computed once.

A form has few outlines (one for each set of questions that answers have closed, and the parts of those that
each person is asked), and many audits share each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from template_specs.condition_types import Condition, questions_in
from template_specs.question import Question

_MOST = 256
"""Outlines kept for one form."""


class Outline:
    """A run of questions; it never changes."""

    def __init__(self, questions: tuple[Question, ...], closed: frozenset[str] = frozenset()):
        self.questions = questions
        self.closed = closed
        """What answers have closed in the whole form."""
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
            part = self if whole else Outline(tuple(q for q in self.questions if q.id in ids), self.closed)
            _keep(self._parts, ids, part)
        return part


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition, and all that it opens and closes: questions by their id, options as `option_name` says."""

    condition: Condition
    behind: tuple[str, ...]
    position: int
    """Where the first of them stands in the form, from 0: the condition looks at what comes before."""


def option_name(question: str, code: str) -> str:
    """What an option is called among what answers have closed; never the id of a question."""
    return f"{question}={code}"


class Outlines:
    """The outlines of one form."""

    def __init__(self, questions: tuple[Question, ...], grounds: Mapping[str, frozenset[str]] | None = None):
        self._questions = questions
        self._grounds = grounds or {}
        """The questions that each worked-out answer follows from."""
        self._without: dict[frozenset[str], Outline] = {}

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """What answers may open or close, in the form's order.

        A condition that many questions share (that of their section) is there once.
        """
        behind: dict[Condition, list[str]] = {}
        first: dict[Condition, int] = {}
        for position, question in enumerate(self._questions):
            for condition, name in _conditional(question):
                behind.setdefault(condition, []).append(name)
                first.setdefault(condition, position)
        return tuple(Gate(condition, tuple(names), first[condition]) for condition, names in behind.items())

    @cached_property
    def gates_on(self) -> Mapping[str, tuple[int, ...]]:
        """The gates, by position in `gates`, whose conditions look at each question."""
        found: dict[str, list[int]] = {}
        for number, gate in enumerate(self.gates):
            looked_at = questions_in(gate.condition)
            for question in frozenset[str]().union(*(self._grounds.get(name, {name}) for name in looked_at)):
                found.setdefault(question.partition("/")[0], []).append(number)
        return {question: tuple(dict.fromkeys(gates)) for question, gates in found.items()}

    @cached_property
    def choosy(self) -> frozenset[str]:
        """The ids of the questions some of whose options have a condition."""
        return frozenset(q.id for q in self._questions if any(o.when is not None for o in q.options))

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each question stands in the form, from 0."""
        return {q.id: position for position, q in enumerate(self._questions)}

    def without(self, closed: frozenset[str]) -> Outline:
        """The form's questions but for those that `closed` names: the same outline each time."""
        found = self._without.get(closed)
        if found is None:
            found = Outline(tuple(q for q in self._questions if q.id not in closed), closed)
            _keep(self._without, closed, found)
        return found


def _conditional(question: Question) -> Iterator[tuple[Condition, str]]:
    if question.when is not None:
        yield question.when, question.id
    for option in question.options:
        if option.when is not None:
            yield option.when, option_name(question.id, option.code)


def _keep(kept: dict[frozenset[str], Outline], name: frozenset[str], outline: Outline) -> None:
    if len(kept) >= _MOST:
        kept.clear()  # rarely: answers that open and close many questions one by one
    kept[name] = outline
