"""The route through a form: derived from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import heappop, heappush

from dialogs.audits.audit import Answer, Audit, DerivedView, Key
from dialogs.audits.row_places import row_at
from dialogs.audits.tallies import Tally
from template_specs.conditions import UNTICKED, holds
from template_specs.model import Option, Question, Template
from template_specs.outline import Outline, option_name
from template_specs.worked_out import worked_value


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

    def offered(self, question: Question) -> tuple[Option, ...]:
        """The options of `question` that can be chosen as the audit stands."""
        closed = self.outline.closed
        return tuple(o for o in question.options if option_name(question.id, o.code) not in closed)

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
        """The path of `audit`, which differs by one event under `key`.

        It costs what the answer opens and closes, however long the form is.
        """
        question = self.template.by_id.get(key.partition("/")[0])
        if question is None:
            return self
        outlines, outline = self.template.outlines, self.route.outline
        toggled = _toggled(self.template, audit, outline.closed, outlines.gates_on.get(question.id, ()))
        closed = outline.closed
        if toggled:
            closed = closed ^ toggled
            outline = outlines.without(closed)
        touched = {question.id, *(name.partition("=")[0] for name in toggled)}
        now = {
            name
            for name in touched
            if name not in closed and is_complete(self.template.by_id[name], audit, closed)
        }
        complete = self.route.complete
        if now != touched & complete:
            complete = complete - touched | now
        return Path(self.template, Route(outline, complete))


def path_through(template: Template, audit: Audit) -> Route:
    """The route that `audit`'s answers open in `template`.

    A condition counts a question as answered only while that question is itself on the route.  The route is
    computed once for an audit, and updated from answer to answer.
    """
    path = audit.cached("path", (template,), lambda: _path(template, audit))
    return path.route


def _path(template: Template, audit: Audit) -> Path:
    outlines = template.outlines
    # What answers have closed, as if nothing had a condition; then gate by gate, in the form's order.
    closed = _toggled(template, audit, frozenset(), range(len(outlines.gates)))
    outline = outlines.without(closed)
    answered = {key.partition("/")[0] for key in audit.history} & outline.ids
    complete = frozenset(q for q in answered if is_complete(template.by_id[q], audit, closed))
    return Path(template, Route(outline, complete))


def _toggled(
    template: Template, audit: Audit, closed: frozenset[str], gates: Iterable[int]
) -> frozenset[str]:
    """What is closed now and was not in `closed`, or the other way round, once `gates` are looked at again.

    A gate that opens or closes has those looked at again whose conditions look at what is behind it.
    """
    outlines = template.outlines
    waiting = sorted(gates)  # sorted, so a heap
    queued = set(waiting)
    toggled: set[str] = set()
    while waiting:
        number = heappop(waiting)
        queued.discard(number)
        gate = outlines.gates[number]
        is_open = holds(gate.condition, _look(template, audit, closed, toggled, gate.position))
        for name in gate.behind:
            was_closed = (name in closed) != (name in toggled)
            if was_closed == is_open:
                toggled ^= {name}
                for later in outlines.gates_on.get(name.partition("=")[0], ()):
                    if later not in queued:
                        queued.add(later)
                        heappush(waiting, later)
    return frozenset(toggled)


def _look(
    template: Template, audit: Audit, closed: Set[str], toggled: Set[str], here: int
) -> Callable[[str], object]:
    """What a condition at the position `here` sees: the answers before it, while they are on the route."""
    outlines = template.outlines

    def is_closed(name: str) -> bool:
        return (name in closed) != (name in toggled)

    def look(question: str) -> object:
        rows, slash, place = question.partition("/")
        if slash:  # whether a row is there, see `Copy.is_there`
            there = not is_closed(rows) and place.isdecimal() and row_at(audit, rows, int(place)) is not None
            return "yes" if there else None
        found = template.by_id.get(question)
        if found is None:
            worked_out = template.worked_out.get(question)
            if worked_out is None:
                return None
            asked = worked_out.when is None or holds(worked_out.when, look)
            if asked and worked_out.id in template.tallied:
                return _tally(template, audit, worked_out).without(closed, toggled)
            return worked_value(template, worked_out, look)
        if is_closed(question) or outlines.position[question] >= here:
            return None
        return value_seen(found, audit, is_closed if question in outlines.choosy else None)

    return look


def _tally(template: Template, audit: Audit, worked_out: Question) -> Tally:
    return audit.cached(
        ("tally", worked_out.id), (template,), lambda: Tally.of(template, worked_out, audit, value_seen)
    )


def value_seen(question: Question, audit: Audit, is_closed: Callable[[str], bool] | None = None) -> object:
    """The answer to an open question as conditions see it, without options that cannot be chosen any more."""
    value = value_of(question, audit.answer(question.id))
    if value is None and question.kind.off_is_an_answer and not question.required:
        return UNTICKED
    if is_closed is not None:
        if isinstance(value, tuple):
            return tuple(code for code in value if not is_closed(option_name(question.id, str(code))))
        if isinstance(value, str) and is_closed(option_name(question.id, value)):
            return None
    return value


def look_through(template: Template, audit: Audit) -> Callable[[str], object]:
    """What a condition sees that may look at every open question: a column's, or a check's."""
    closed = path_through(template, audit).outline.closed
    return _look(template, audit, closed, frozenset(), len(template.questions))


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


def is_complete(question: Question, audit: Audit, closed: frozenset[str] = frozenset()) -> bool:
    """Whether the audit could be submitted with this question answered as it is now; `closed`: what answers
    have closed, options among it."""
    if question.kind.in_rows:
        return len(audit.rows.get(question.id, ())) >= max(1, question.least_rows)
    answer = audit.answer(question.id)
    if answer is None:
        return False
    written = answer.passage is not None and answer.passage.size > 0
    if speaks_in_words(question):
        chosen_in_words = answer.passage.text if answer.passage is not None and question.options else ""
        return written and option_name(question.id, chosen_in_words) not in closed
    if answer.value is None or answer.value == () or answer.value == "":
        return False
    chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    if closed and any(option_name(question.id, str(code)) in closed for code in chosen):
        return False  # what was chosen cannot be chosen any more
    return written or question.evidence is None or not question.evidence.needed(answer.value)


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
