"""The route through a form: derived from the answers each time, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dialogs.audits.audit import Answer, Audit, DerivedView, Key
from template_specs.conditions import holds
from template_specs.model import Question, Template
from template_specs.outline import Outline


@dataclass(frozen=True)
class Route:
    """The questions open now, in order, and which of them are complete."""

    outline: Outline
    complete: frozenset[str]
    """The ids of the complete questions; where the outline is a part of the route, of the whole route's."""

    def __contains__(self, question: str) -> bool:
        return question in self.outline.ids

    @property
    def questions(self) -> tuple[Question, ...]:
        """The open questions, in order."""
        return self.outline.questions

    @property
    def ids(self) -> frozenset[str]:
        """Their ids."""
        return self.outline.ids

    def missing(self) -> tuple[Question, ...]:
        """Required questions that a submission still needs, in order."""
        left = self.outline.required - self.complete
        return tuple(q for q in self.questions if q.id in left) if left else ()

    def progress(self, section: str = "") -> Progress:
        """Required questions answered and in all, on the whole route and in `section`."""
        here = self.outline.required_in.get(section, frozenset())
        return Progress(self._done, len(self.outline.required), len(here & self.complete), len(here))

    @cached_property
    def _done(self) -> int:
        return len(self.outline.required & self.complete)

    def only(self, ids: frozenset[str]) -> Route:
        """The part of the route that `ids` names."""
        part = self.outline.only(ids)
        return self if part is self.outline else Route(part, self.complete)


@dataclass(frozen=True, slots=True)
class Path(DerivedView):
    """The whole route of one audit, which can be updated with one more answer."""

    template: Template
    route: Route

    def after(self, audit: Audit, key: Key) -> Path:
        """The path of `audit`, which differs by one event under `key`."""
        question = self.template.by_id.get(key.partition("/")[0])
        if question is None:
            return self
        outline, complete = self.route.outline, self.route.complete
        if question.id in self.template.outlines.grounds:
            outline = _outline(self.template, audit)
            if outline is not self.route.outline:
                return Path(self.template, _route(outline, self.template, audit))
        is_now = question.id in outline.ids and is_complete(question, audit)
        if is_now != (question.id in complete):
            complete = complete ^ {question.id}
        return Path(self.template, Route(outline, complete))


def path_through(template: Template, audit: Audit) -> Route:
    """The route that `audit`'s answers open in `template`.

    A condition counts a question as answered only while that question is itself on the route.  The route is
    computed once for an audit, and updated from answer to answer.
    """
    path = audit.cached("path", (template,), lambda: _path(template, audit))
    return path.route


def _path(template: Template, audit: Audit) -> Path:
    return Path(template, _route(_outline(template, audit), template, audit))


def _outline(template: Template, audit: Audit) -> Outline:
    """The questions that are open: all but those whose condition does not hold."""
    outlines = template.outlines
    closed: set[str] = set()

    def look(question: str) -> object:
        asked = template.by_id.get(question)
        if asked is None or question in closed or outlines.position[question] >= here:
            return None
        return value_of(asked, audit.answer(question))

    for question in outlines.conditional:
        here = outlines.position[question.id]
        if not holds(question.when, look):
            closed.add(question.id)
    return outlines.without(frozenset(closed))


def _route(outline: Outline, template: Template, audit: Audit) -> Route:
    answered = {key.partition("/")[0] for key in audit.history} & outline.ids
    return Route(outline, frozenset(q for q in answered if is_complete(template.by_id[q], audit)))


def value_of(question: Question, answer: Answer | None) -> object:
    """The answer as conditions compare it: a code, a number or an ISO date; for free text, the text."""
    if answer is None:
        return None
    if answer.value is None and answer.passage is not None and speaks_in_words(question):
        return question.kind.compared(answer.passage.text or None)
    return question.kind.compared(answer.value)


def speaks_in_words(question: Question) -> bool:
    """Whether the passage of an answer is the answer itself, and not the evidence for it."""
    return question.identity or question.kind.in_words


def as_stored(answer: Answer) -> str:
    """A clear value as a box holds it: codes joined by commas, "yes" for a tick."""
    match answer.value:
        case None | False | dict():
            return ""
        case True:
            return "yes"
        case tuple() as codes:
            return ",".join(codes)
        case other:
            return str(other)


def is_complete(question: Question, audit: Audit) -> bool:
    """Whether the audit could be submitted with this question answered as it is now."""
    if question.kind.in_rows:
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


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions the route has now, and how many of them are answered."""

    answered: int
    total: int
    section_answered: int
    section_total: int
