"""The route through a form: derived from the answers each time, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dialogs.audit import Answer, Audit
from dialogs.views import Progress
from template_specs.conditions import holds
from template_specs.model import Kind, Question, Template


@dataclass(frozen=True)
class Route:
    """The questions open now, in order, and which of them are complete."""

    questions: tuple[Question, ...]
    complete: frozenset[str]

    def __contains__(self, question: str) -> bool:
        return question in self.ids

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its questions."""
        return frozenset(q.id for q in self.questions)

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections that it has questions of."""
        return frozenset(q.section for q in self.questions)

    @cached_property
    def _counts(self) -> Mapping[str, Progress]:
        """The progress of each section; of the whole under ""."""
        required = [q for q in self.questions if q.required]
        in_all = Counter(q.section for q in required)
        answered = Counter(q.section for q in required if q.id in self.complete)
        done, total = answered.total(), in_all.total()
        counts = {section: Progress(done, total, answered[section], in_all[section]) for section in in_all}
        return {**counts, "": Progress(done, total, 0, 0)}

    def missing(self) -> tuple[Question, ...]:
        """Required questions that a submission still needs, in order."""
        return tuple(q for q in self.questions if q.required and q.id not in self.complete)

    def progress(self, section: str = "") -> Progress:
        """Required questions answered and in all, on the whole route and in `section`."""
        return self._counts.get(section, self._counts[""])


def path_through(template: Template, audit: Audit) -> Route:
    """The route that `audit`'s answers open in `template`.

    A question counts as answered for a condition only while it is on the route itself.  Worked out once for
    one audit as it stands, and kept with it.
    """
    return audit.once("route", (template,), lambda: _path_through(template, audit))


def _path_through(template: Template, audit: Audit) -> Route:
    open_now: dict[str, Question] = {}

    def look(question: str) -> object:
        found = open_now.get(question)
        if found is None:
            return None
        return value_of(found, audit.answer(question))

    for question in template.questions:
        if question.when is None or holds(question.when, look):
            open_now[question.id] = question
    complete = frozenset(q.id for q in open_now.values() if is_complete(q, audit))
    return Route(tuple(open_now.values()), complete)


def value_of(question: Question, answer: Answer | None) -> object:
    """The answer as conditions and labels read it: the code, number or ISO date; for words the text."""
    if answer is None:
        return None
    if answer.value is None and answer.passage is not None and speaks_in_words(question):
        return answer.passage.text or None
    return answer.value


def speaks_in_words(question: Question) -> bool:
    """Whether the passage of an answer is the answer itself, and not the evidence for it."""
    return question.identity or question.kind in (Kind.TEXT, Kind.PERSON)


def is_complete(question: Question, audit: Audit) -> bool:
    """Whether a submission could stand with this question as it is answered now."""
    if question.kind is Kind.ROWS:
        return bool(audit.rows.get(question.id))
    answer = audit.answer(question.id)
    if answer is None:
        return False
    written = answer.passage is not None and answer.passage.size > 0
    if speaks_in_words(question):
        return written
    if answer.value is None or answer.value == () or answer.value == "":
        return False
    return written or question.evidence is None or not question.evidence.required


def iso(value: object) -> date | None:
    """The date of an ISO string; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
