"""What a report takes from one audit: codes, days and people, and none of the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.audits.audit import Audit, AuditId, PersonId, State
from dialogs.audits.deadlines import due_of
from dialogs.audits.events import DomainEvent
from dialogs.audits.family_calls import Reached, Whom
from dialogs.audits.manager_reply import ReplyKind
from dialogs.audits.route import path_through
from dialogs.programme.given_grades import GivenAs, given_grades
from dialogs.programme.recommended import first_asked, recommended
from template_specs.dates import LOCAL
from template_specs.model import Part, Template
from template_specs.sentences import _

Codes = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A form and its version: reports keep versions apart."""

    id: str
    version: int


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


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One action."""

    by_when: date | None
    recommended_on: date | None
    progress: str
    done: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """One immediate concern."""

    raised_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    outcome: bool
    """Somebody has written what happened next."""


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """One audit."""

    id: AuditId
    reference: str
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
    family: Mapping[str, str] = field(default_factory=dict)
    """What came of calls to the child and to a parent, by `Whom`: the best of several; empty where none was
    tried."""
    example: bool = False
    """It was marked as good to be shown."""

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


def facts_of(
    template: Template,
    audit: Audit,
    name: Callable[[PersonId], str],
    today: date,
    progress: tuple[int, int],
    changes: Sequence[DomainEvent] = (),
) -> AuditFacts:
    """The facts of one audit; concerns count from when they are raised, all else once it is submitted."""
    due, case = due_of(template, audit), audit.case
    stage = template.stage_by_id.get(audit.stage) if audit.state is State.SUBMITTED else None
    completed = audit.state in (State.SUBMITTED, State.FINAL)
    asked = path_through(template, audit).ids if completed else frozenset[str]()
    replied = next((r for r in reversed(audit.replies) if r.kind is not ReplyKind.UNSENT), None)
    examples = (audit.answer(q.id) for q in template.with_part(Part.INSPECTION_EXAMPLE) if q.id in asked)
    return AuditFacts(
        id=audit.id,
        reference=case.reference,
        case_type=case.case_type,
        team=case.team,
        month=case.month,
        theme=case.theme,
        list=case.list,
        form=Form(template.id, template.version),
        state=audit.state,
        stage=stage.title if stage is not None else "",
        auditors=tuple(name(person) for person in audit.auditors),
        due=audit.due,
        submitted_on=_local(audit.submitted_at),
        late=due is not None and due < today and audit.state is not State.WITHDRAWN,
        answered=progress[0],
        to_answer=progress[1],
        why=tuple(_why(changes)) if not completed else (),
        grades=_grades(template, audit) if completed else {},
        answers=_answers(template, audit, asked) if completed else {},
        asked=asked,
        actions=_actions(template, audit, today) if completed else (),
        concerns=tuple(
            ConcernFacts(c.at, c.delivered_at, c.acknowledged_at, bool(c.outcomes))
            for c in audit.concerns
            if c.withdrawn is None  # a slip counts nowhere; the export lists it
        ),
        reply=replied.kind.value if replied is not None else "",
        reply_possible=any(s.reply for s in template.stages),
        family={
            whom.value: _furthest([call.reached for call in audit.family_calls if call.whom is whom])
            for whom in Whom
        },
        example=any(answer is not None and answer.value is True for answer in examples),
    )


def _furthest(calls: Sequence[Reached]) -> str:
    """The best that came of several calls, by code; empty where there was none."""
    return next((reached.value for reached in Reached if reached in calls), "")


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


def _actions(template: Template, audit: Audit, today: date) -> tuple[ActionFacts, ...]:
    return tuple(
        ActionFacts(
            action.by_when,
            _local(first_asked(audit, action.key)),
            action.progress,
            action.done,
            action.overdue(today),
        )
        for action in recommended(template, audit)
    )


def _why(changes: Sequence[DomainEvent]) -> Sequence[str]:
    told = (event.passage.text.strip() for event in changes if event.passage is not None)
    return [_("Changed: {reason}", reason=reason) for reason in dict.fromkeys(told) if reason]


def _local(at: datetime | None) -> date | None:
    return at.astimezone(LOCAL).date() if at is not None else None
