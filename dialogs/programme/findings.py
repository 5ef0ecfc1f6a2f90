"""What was found in one audit, as reports count it: grades, coded answers, actions, concerns, the reply.

Only codes, days and moments, and none of the words, so it may be kept beside the trail in clear.  It follows
from the form and the audit alone, never from today: whatever computes it, and whenever, finds the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from dialogs.audits.audit import Audit, State
from dialogs.audits.family_calls import Reached, Whom
from dialogs.audits.manager_reply import ReplyKind
from dialogs.audits.route import path_through
from dialogs.programme.given_grades import GivenAs, given_grades
from dialogs.programme.recommended import first_asked, recommended
from template_specs.dates import LOCAL
from template_specs.model import Part, Template

Codes = str | int | bool | tuple[str, ...]
COUNTED_BY = 5
"""Counts up when the same audit would be found differently: what was kept under another number is not read,
and found anew from the trail."""


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """The grades of one question by their codes, each a fact of its own; empty where it was not given."""

    initial: str = ""
    moderated: str = ""
    """The last one that a later stage gave."""
    replied: str = ""
    """Kept or changed after the manager's reply."""
    final: str = ""
    """The one that counts."""


class FoundAction(NamedTuple):
    """One action."""

    question: str
    by_when: date | None
    recommended_on: date | None
    progress: str
    """The code that its review names; empty where it was not reviewed."""
    done: bool


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """One immediate concern."""

    raised_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    outcome: bool
    """Somebody has written what happened next."""


@dataclass(slots=True)
class Findings:
    """What was found in one audit.  Of one that is not completed, only its concerns."""

    grades: Mapping[str, GradeFacts] = field(default_factory=dict)
    """By the id of the question that was graded first."""
    answers: Mapping[str, Codes] = field(default_factory=dict)
    """The coded answers of the questions that are asked, by their ids; no identity details."""
    asked: frozenset[str] = frozenset()
    """The ids of the questions that are asked."""
    actions: tuple[FoundAction, ...] = ()
    concerns: tuple[ConcernFacts, ...] = ()
    reply: str = ""
    """What the manager's reply was, as `ReplyKind`; empty where there is none, or the form asks for none."""
    example: bool = False
    """It was marked as good to be shown."""
    family: Mapping[str, str] = field(default_factory=dict)
    """What came of calls to the child and to a parent, by `Whom`, the best of several; none was tried of
    whoever is not in it."""
    panels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The grades that the members of a closed panel gave for a question, each by the question's id."""


NOTHING = Findings()


def found_in(template: Template, audit: Audit) -> Findings:
    """What was found in `audit`."""
    concerns = tuple(
        ConcernFacts(c.at, c.delivered_at, c.acknowledged_at, bool(c.outcomes))
        for c in audit.concerns
        if c.withdrawn is None  # a slip counts nowhere; the export lists it
    )
    if audit.state not in (State.SUBMITTED, State.FINAL):
        return Findings(concerns=concerns) if concerns else NOTHING
    asked = path_through(template, audit).ids
    replied = next((r for r in reversed(audit.replies) if r.kind is not ReplyKind.UNSENT), None)
    examples = (audit.answer(q.id) for q in template.with_part(Part.INSPECTION_EXAMPLE) if q.id in asked)
    return Findings(
        grades=_grades(template, audit),
        answers=_answers(template, audit, asked),
        asked=asked,
        actions=() if audit.second_of else _actions(template, audit),
        concerns=concerns,
        reply=replied.kind.value if replied is not None else "",
        example=any(answer is not None and answer.value is True for answer in examples),
        family=_family(audit),
        panels=_panels(audit),
    )


def _panels(audit: Audit) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of the last panel that was closed: an audit that came back to another one counts once."""
    closed = [panel for panel in audit.panels if panel.closed_at is not None]
    return tuple(
        (question, tuple(sorted(grade.grade for grade in panel.side_by_side(question))))
        for panel in closed[-1:]
        for question in panel.questions
        if panel.side_by_side(question)
    )


def _family(audit: Audit) -> Mapping[str, str]:
    found = {}
    for whom in Whom:
        came = [call.reached for call in audit.family_calls if call.whom is whom]
        if came:
            found[whom.value] = next(reached.value for reached in Reached if reached in came)
    return found


def overall_grade(template: Template, findings: Findings) -> GradeFacts:
    """The grades of the form's first overall judgement; empty ones where it has none."""
    overall = next(
        (q for q in template.questions if q.id in findings.grades and template.is_overall(q)), None
    )
    return findings.grades[overall.id] if overall is not None else GradeFacts()


def _grades(template: Template, audit: Audit) -> Mapping[str, GradeFacts]:
    found: dict[str, dict[str, str]] = {}
    fields = {GivenAs.INITIAL: "initial", GivenAs.MODERATED: "moderated", GivenAs.REPLY: "replied"}
    for grade in given_grades(template, audit):
        codes = found.setdefault(grade.question.id, {})
        codes[fields[grade.given_as]] = grade.code
        if grade.counts:
            codes["final"] = grade.code
    return {question: GradeFacts(**codes) for question, codes in found.items()}


def _answers(template: Template, audit: Audit, asked: frozenset[str]) -> Mapping[str, Codes]:
    found: dict[str, Codes] = {}
    for question in template.questions:
        answer = audit.answer(question.id) if question.id in asked else None
        if answer is None or question.identity or question.kind.grades or question.kind.in_rows:
            continue
        if answer.value is not None and not isinstance(answer.value, dict):
            found[question.id] = answer.value
    return found


def _actions(template: Template, audit: Audit) -> tuple[FoundAction, ...]:
    return tuple(
        FoundAction(
            action.question.id,
            action.by_when,
            local_day(first_asked(audit, action.key)),
            action.progress_code,
            action.done,
        )
        for action in recommended(template, audit)
        if not action.cancelled  # counted nowhere: neither open nor done
    )


def local_day(at: datetime | None) -> date | None:
    """The day in London of a moment."""
    return at.astimezone(LOCAL).date() if at is not None else None
