"""The stages of an audit's life: which one it is in, whom that stage asks, and for what.

A form names its stages and who answers in each (docs/forms.md, "Stages").  A form that names none has one,
completed by its auditors; then the audit is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.audits.audit import Answer, Audit, Person, Role, State
from dialogs.audits.panels import PANEL
from dialogs.audits.restriction import opens_to
from template_specs.model import Question, ReplyStep, Stage, Template

AUDITOR = "auditor"
FINAL = "final"
"""What follows the last of several stages."""


@dataclass(frozen=True, slots=True)
class StageParts:
    """Whom an audit asks now: those who may answer something, and those who complete the stage."""

    answer: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    reply: ReplyStep = ReplyStep.NONE
    """What the stage in hand is in the manager's right to reply."""


AUDITORS_ONLY = StageParts(frozenset([AUDITOR]), frozenset([AUDITOR]))
NOBODY = StageParts()


def current(template: Template, audit: Audit) -> Stage | None:
    """The stage that the audit is in; None once every stage is complete (or it was withdrawn)."""
    match audit.state:
        case State.ALLOCATED | State.IN_PROGRESS:
            return template.stages[0]
        case State.SUBMITTED:
            return template.stage_by_id.get(audit.stage)
        case State.FINAL | State.WITHDRAWN:
            return None


def gives_back(stage: Stage, audit: Audit) -> Answer | None:
    """The answer by which completing `stage` gives the audit back to its auditors, as its form says; None
    where it sends the audit on."""
    answer = audit.answer(stage.back_question) if stage.back_question else None
    return answer if answer is not None and answer.value in stage.back_answers else None


def now(template: Template, audit: Audit) -> StageParts:
    """Whom the audit asks now."""
    stage = current(template, audit)
    if stage is None:
        return NOBODY
    if audit.state is State.ALLOCATED:
        return AUDITORS_ONLY  # others are asked once it has begun
    asked = frozenset(part for asked_in, part in template.asked_of if asked_in == stage.id)
    return StageParts(asked | frozenset(stage.by), frozenset(stage.by), stage.reply)


def usual(audit: Audit) -> StageParts:
    """Whom an audit asks where its form has one stage: enough for what the form does not change."""
    return AUDITORS_ONLY if audit.state in (State.ALLOCATED, State.IN_PROGRESS) else NOBODY


NEEDS: Mapping[str, frozenset[Role]] = {
    AUDITOR: frozenset({Role.AUDITOR}),
    "practitioner": frozenset({Role.PRACTITIONER}),
    "manager": frozenset({Role.MANAGER, Role.SERVICE_MANAGER}),
    "iro": frozenset({Role.IRO}),
}
"""The roles of which somebody named for a case needs one to be that part: as the case list asks for too."""


def named_as(person: Person, audit: Audit) -> frozenset[str]:
    """The parts for which the case names `person`, whether or not they still have the role."""
    people = (
        (AUDITOR, audit.auditors),
        ("practitioner", (audit.practitioner,)),
        ("manager", (audit.manager,)),
        ("iro", (audit.iro,)),
    )
    return frozenset(part for part, named in people if person.id in named)


def parts_of(person: Person, audit: Audit) -> frozenset[str]:
    """What `person` is to this audit, in the words of a form: named for it, and with the role for it now.

    Roles of the whole programme (moderator, QA lead, service manager) count only for those whom the case does
    not name: nobody moderates or checks their own work, not even after their role has changed.  Nobody is
    anything to an audit that does not open to them, and only its auditors to a second audit, of all whom the
    case names.  Where a panel moderates, its members are its panel, and whoever leads it is its only
    moderator, once it is closed.
    """
    named = named_as(person, audit)
    if named:
        here = named & {AUDITOR} if audit.second_of else named
        return frozenset(part for part in here if person.roles & NEEDS[part])
    parts, panel = of_programme(person, audit), audit.panel
    if panel is None or Role.MODERATOR.value not in parts:
        return parts
    if person.id not in panel.members:
        return parts - {Role.MODERATOR.value}
    moderates = person.id == panel.lead and not panel.is_open
    return parts | {PANEL} if moderates else parts - {Role.MODERATOR.value} | {PANEL}


def of_programme(person: Person, audit: Audit) -> frozenset[str]:
    """The roles of the whole programme that count for `person` at this audit, whether or not a panel
    moderates it."""
    if named_as(person, audit) or not opens_to(person.id, audit):
        return frozenset()
    roles = (Role.MODERATOR, Role.QA_LEAD, Role.SERVICE_MANAGER)
    return frozenset(role.value for role in roles if role in person.roles)


def kept_from(template: Template, audit: Audit, parts: frozenset[str]) -> frozenset[str]:
    """The ids of the questions that are somebody else's own record by now (`own` in a form): whoever it is
    about has written it themselves, so that others read it and do not change it."""
    if not template.own_words:
        return frozenset()
    named = {"practitioner": audit.practitioner, "manager": audit.manager, "iro": audit.iro}
    kept = set()
    for id, owner in template.own_words.items():
        answer = audit.answer(id) if owner not in parts else None
        if answer is not None and not answer.removed and answer.by == named.get(owner):
            kept.add(id)
    return frozenset(kept)


def answers(template: Template, audit: Audit, question: Question, parts: frozenset[str]) -> bool:
    """Whether somebody who is `parts` to the audit may answer `question` as the audit stands."""
    stage = current(template, audit)
    return (
        stage is not None
        and question.id not in kept_from(template, audit, parts)
        and template.stage_of(question).id == stage.id
        and bool(parts & set(template.people_of(question)))
    )


def asked_of(template: Template, audit: Audit, parts: frozenset[str]) -> frozenset[str]:
    """The ids of all questions for which `answers` holds, found at once, however long the form."""
    stage = current(template, audit)
    if stage is None:
        return frozenset()
    asked, kept = template.asked_by(stage.id, parts), kept_from(template, audit, parts)
    return asked - kept if kept else asked


def reached(template: Template, audit: Audit, question: Question) -> bool:
    """Whether `question` belongs to the stage that the audit is in, or to one before it."""
    stage = current(template, audit)
    if audit.second_of:
        return template.stage_of(question) == template.stages[0]
    if stage is None:
        own = template.stage_of(question)
        return own.share is None or own.id in audit.stages_done
    order = [s.id for s in template.stages]
    own = template.stage_of(question)
    passed_over = own.share is not None and own != stage and own.id not in audit.stages_done
    return not passed_over and order.index(own.id) <= order.index(stage.id)


def following(template: Template, stage: Stage) -> Stage | None:
    """The stage after `stage`.  Those in which a challenge is answered are passed over: only a challenge
    leads there (`replies.next_stage`)."""
    order = list(template.stages)
    later = order[order.index(stage) + 1 :]
    return next((candidate for candidate in later if not candidate.answers_reply), None)


def is_sent(template: Template, audit: Audit) -> bool:
    """Whether the manager has been sent the summary, told from the state and stage alone: for lists, where an
    audit's trail is not at hand."""
    if audit.state is State.FINAL:
        return True
    if audit.state is not State.SUBMITTED:
        return False
    order = [stage.id for stage in template.stages]
    here, after = audit.stage, template.summary_after
    return here not in order or after not in order or order.index(here) > order.index(after)
