"""What a report takes from one audit: where it stands, and what was found in it; none of the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from dialogs.audits.audit import AuditId, PersonId, State
from dialogs.audits.deadlines import stage_due
from dialogs.audits.events import DomainEvent
from dialogs.conversation.cells import shown
from dialogs.programme.findings import ConcernFacts, Findings, FoundAction
from template_specs.model import Template
from template_specs.sentences import _


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A form and its version: reports keep versions apart."""

    id: str
    version: int


class ActionFacts(NamedTuple):
    """One action."""

    by_when: date | None
    recommended_on: date | None
    progress: str
    """In words; empty where it was not reviewed."""
    done: bool
    overdue: bool


@dataclass(slots=True)
class AuditFacts:
    """One audit.  What it answered is in the report's `Tally`, under its place."""

    place: int
    """Where it stands in the report, from 0."""
    id: AuditId
    open_reference: Callable[[], str]
    """The case's reference is opened only where it is shown: of many audits, few are."""
    case_type: str
    team: str
    month: str
    theme: str
    list: str
    form: Form
    state: State
    stage: str
    """The title of the stage that it is in after submission; empty where it is in none."""
    auditors: tuple[str, ...]
    """Their names."""
    due: date | None
    submitted_on: date | None
    late: bool
    """Something is awaited whose day is past: the audit itself, or its stage."""
    answered: int
    to_answer: int
    completed: bool
    """Its auditors have submitted it."""
    final: bool
    """Nothing more follows."""
    submitted_late: bool
    """It was submitted after its day."""
    why: tuple[str, ...]
    """What was said when its people or its day were changed."""
    actions: tuple[ActionFacts, ...]
    concerns: tuple[ConcernFacts, ...]
    reply: str
    """What the manager's reply was, as `ReplyKind`; empty where there is none, or the form asks for none."""
    reply_possible: bool
    """Its form has the right to reply."""
    example: bool
    """It was marked as good to be shown."""
    family: Mapping[str, str]
    """What came of calls to the family: as in `Findings`."""

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.open_reference()


@dataclass(slots=True)
class Standing:
    """Where one audit stands, as its row tells."""

    id: AuditId
    template_hash: str
    state: State
    due: date | None
    auditors: tuple[PersonId, ...]
    case_type: str
    team: str
    month: str
    theme: str
    list: str
    submitted_on: date | None
    stage: str
    stage_since: datetime | None
    answered: int
    to_answer: int
    open_reference: Callable[[], str]


_COMPLETED = frozenset({State.SUBMITTED, State.FINAL})


def facts_of(
    template: Template,
    place: int,
    standing: Standing,
    findings: Findings,
    names: tuple[str, ...],
    today: date,
    changes: Sequence[DomainEvent] = (),
) -> AuditFacts:
    """The facts of one audit at `place`; `names`: of its auditors; `changes`: what was changed of its people
    and its day, with the reasons."""
    state, stage = standing.state, None
    completed = state in _COMPLETED
    due = standing.due if not completed and state is not State.WITHDRAWN else None
    if standing.stage and state is State.SUBMITTED:
        stage = template.stage_by_id.get(standing.stage)
        due = stage_due(stage, standing.stage_since) if stage is not None else None
    submitted = standing.submitted_on
    return AuditFacts(
        place,
        standing.id,
        standing.open_reference,
        standing.case_type,
        standing.team,
        standing.month,
        standing.theme,
        standing.list,
        form_of(template.id, template.version),
        state,
        stage.title if stage is not None else "",
        names,
        standing.due,
        submitted,
        due is not None and due < today,
        standing.answered,
        standing.to_answer,
        completed,
        completed and stage is None,
        submitted is not None and standing.due is not None and submitted > standing.due,
        tuple(_why(changes)) if changes and not completed else (),
        tuple([_action(template, action, today) for action in findings.actions]) if findings.actions else (),
        findings.concerns,
        findings.reply,
        any(s.reply for s in template.stages),
        findings.example,
        findings.family,
    )


@cache
def form_of(id: str, version: int) -> Form:
    """One object for each version of a form, so that many audits share it."""
    return Form(id, version)


def _action(template: Template, action: FoundAction, today: date) -> ActionFacts:
    question, by_when, recommended_on, progress, done = action
    words = _progress(template, question, progress) if progress else ""
    overdue = by_when is not None and by_when < today and not done
    return ActionFacts(by_when, recommended_on, words, done, overdue)


def _progress(template: Template, question: str, code: str) -> str:
    """The words of a step of a form's progress."""
    asked = template.by_id.get(question)
    column = next((c for c in asked.columns if c.part == "progress"), None) if asked else None
    return shown(column, code) if column is not None else ""


def _why(changes: Sequence[DomainEvent]) -> Sequence[str]:
    told = (event.passage.text.strip() for event in changes if event.passage is not None)
    return [_("Changed: {reason}", reason=reason) for reason in dict.fromkeys(told) if reason]
