"""What a report takes from one audit: where it stands, and what was found in it; none of the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from dialogs.audits.audit import Audit, AuditId, PersonId, State
from dialogs.audits.deadlines import due_of
from dialogs.audits.events import DomainEvent
from dialogs.conversation.cells import shown
from dialogs.programme.findings import (
    Codes,
    ConcernFacts,
    Findings,
    FoundAction,
    GradeFacts,
    local_day,
)
from template_specs.model import Template
from template_specs.sentences import _


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A form and its version: reports keep versions apart."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One action."""

    by_when: date | None
    recommended_on: date | None
    progress: str
    """In words; empty where it was not reviewed."""
    done: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """One audit."""

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
    why: tuple[str, ...] = ()
    """What was said when its people or its day were changed."""
    grades: Mapping[str, GradeFacts] = field(default_factory=dict)
    """By the id of the question that was graded first; of completed audits only, as is all that follows."""
    answers: Mapping[str, Codes] = field(default_factory=dict)
    """The coded answers of the questions that are asked, by their ids; no identity details."""
    asked: frozenset[str] = frozenset()
    """The ids of the questions that are asked."""
    actions: tuple[ActionFacts, ...] = ()
    concerns: tuple[ConcernFacts, ...] = ()
    reply: str = ""
    """What the manager's reply was, as `ReplyKind`; empty where there is none, or the form asks for none."""
    reply_possible: bool = False
    """Its form has the right to reply."""
    example: bool = False
    """It was marked as good to be shown."""

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.open_reference()

    @property
    def completed(self) -> bool:
        """Its auditors have submitted it."""
        return self.state in (State.SUBMITTED, State.FINAL)

    @property
    def final(self) -> bool:
        """Nothing more follows."""
        return self.state is State.FINAL or (self.state is State.SUBMITTED and not self.stage)

    @property
    def submitted_late(self) -> bool:
        """It was submitted after its day."""
        return self.submitted_on is not None and self.due is not None and self.submitted_on > self.due


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one audit stands, as its row tells."""

    audit: Audit
    """Without its answers."""
    open_reference: Callable[[], str]
    answered: int
    to_answer: int


def facts_of(
    template: Template,
    standing: Standing,
    findings: Findings,
    name: Callable[[PersonId], str],
    today: date,
    changes: Sequence[DomainEvent] = (),
) -> AuditFacts:
    """The facts of one audit; `changes`: what was changed of its people and its day, with the reasons."""
    audit = standing.audit
    case, stage = audit.case, None
    due = audit.due if audit.state in (State.ALLOCATED, State.IN_PROGRESS) else None
    if audit.state is State.SUBMITTED and audit.stage:
        stage, due = template.stage_by_id.get(audit.stage), due_of(template, audit)
    completed = audit.state in (State.SUBMITTED, State.FINAL)
    return AuditFacts(
        id=audit.id,
        open_reference=standing.open_reference,
        case_type=case.case_type,
        team=case.team,
        month=case.month,
        theme=case.theme,
        list=case.list,
        form=form_of(template.id, template.version),
        state=audit.state,
        stage=stage.title if stage is not None else "",
        auditors=tuple([name(person) for person in audit.auditors]),
        due=audit.due,
        submitted_on=local_day(audit.submitted_at),
        late=due is not None and due < today,
        answered=standing.answered,
        to_answer=standing.to_answer,
        why=tuple(_why(changes)) if changes and not completed else (),
        grades=findings.grades,
        answers=findings.answers,
        asked=findings.asked,
        actions=tuple([_action(template, action, today) for action in findings.actions]),
        concerns=findings.concerns,
        reply=findings.reply,
        reply_possible=any(s.reply for s in template.stages),
        example=findings.example,
    )


@cache
def form_of(id: str, version: int) -> Form:
    """One object for each version of a form, so that many audits share it."""
    return Form(id, version)


def _action(template: Template, action: FoundAction, today: date) -> ActionFacts:
    question = template.by_id.get(action.question)
    column = next((c for c in question.columns if c.part == "progress"), None) if question else None
    return ActionFacts(
        action.by_when,
        action.recommended_on,
        shown(column, action.progress) if column is not None else "",
        action.done,
        action.by_when is not None and action.by_when < today and not action.done,
    )


def _why(changes: Sequence[DomainEvent]) -> Sequence[str]:
    told = (event.passage.text.strip() for event in changes if event.passage is not None)
    return [_("Changed: {reason}", reason=reason) for reason in dict.fromkeys(told) if reason]
