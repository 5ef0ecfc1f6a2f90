"""Who may do what: decided here and nowhere else, from the person, the act and the audit."""

from __future__ import annotations

from enum import StrEnum

from dialogs.audit import Audit, Person, Role, State
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    ConcernBegun,
    ConcernDropped,
    ConcernExplained,
    ConcernLeft,
    ConcernRaised,
    ConcernReworded,
    ConcernSent,
    ConcernWorded,
    Event,
    OfferTaken,
    Reopened,
    ReviewAsked,
    Submitted,
)
from dialogs.stages import Now, parts_of, usual


class Act(StrEnum):
    """What somebody may want to do with an audit."""

    WALK = "walk"
    """Answer, go through the pages, take notes."""
    RAISE_CONCERN = "raise_concern"
    READ = "read"
    """The read-back of the whole audit."""
    SUBMIT = "submit"
    ACKNOWLEDGE = "acknowledge"
    REVIEW_ACTION = "review_action"
    REOPEN = "reopen"


def act_of(event: Event) -> Act:
    """What doing `event` is, as rights go."""
    match event:
        case ConcernRaised() | ConcernBegun() | ConcernWorded() | ConcernSent() | ConcernReworded():
            return Act.RAISE_CONCERN
        case ConcernDropped() | ConcernLeft() | ConcernExplained() | OfferTaken():
            return Act.RAISE_CONCERN
        case ReviewAsked():
            return Act.READ
        case Submitted():
            return Act.SUBMIT
        case Acknowledged():
            return Act.ACKNOWLEDGE
        case ActionReviewed():
            return Act.REVIEW_ACTION
        case Reopened():
            return Act.REOPEN
        case _:
            return Act.WALK


def may(person: Person, act: Act, audit: Audit, asked: Now | None = None) -> str:
    """Empty when `person` may; else the sentence that refuses: what, why, and whom to ask.

    `asked` is whom the audit's stage asks now (`stages.now`); where it is left out, a form of one stage.
    """
    asked = asked or usual(audit)
    parts = parts_of(person, audit)
    auditing = person.id in audit.auditors and Role.AUDITOR in person.roles
    managing = person.id == audit.manager
    leading = Role.QA_LEAD in person.roles
    match act:
        case Act.WALK:
            return "" if parts & asked.answer else _closed(audit, parts, auditing)
        case Act.SUBMIT:
            if parts & asked.complete:
                return ""
            return _OTHERS_COMPLETE if parts & asked.answer else _closed(audit, parts, auditing)
        case Act.RAISE_CONCERN:
            if not auditing:
                return _NOT_FROM_HERE
            return _CALL if audit.state is State.WITHDRAWN else ""
        case Act.READ:
            if auditing or leading or (managing and audit.sent) or parts & asked.complete:
                return ""
            return _NOT_YOURS
        case Act.ACKNOWLEDGE:
            return "" if managing else _MANAGER_ONLY
        case Act.REVIEW_ACTION:
            if not managing:
                return _MANAGER_ONLY
            return "" if audit.sent else _REOPENED
        case Act.REOPEN:
            if not leading:
                return "Only the QA lead can reopen an audit. Ask them, and say what needs changing."
            over = audit.state in (State.SUBMITTED, State.FINAL)
            return "" if over else "This audit is not submitted, so it is open already."


def _closed(audit: Audit, parts: frozenset[str], auditing: bool) -> str:
    if auditing:
        return _UNDER_WAY.get(audit.state, _NOT_YOURS)
    return _NOTHING_ASKED if parts else _NOT_YOURS


_OTHERS_COMPLETE = (
    "What you wrote is saved, and that is all that is needed from you. Those who complete this stage send "
    "the audit on."
)
_NOTHING_ASKED = "Nothing is asked of you in this audit at the moment. You get a card here when something is."
_NOT_YOURS = (
    "This audit is not allocated to you, so I cannot open it here. Type my audits to see yours, or ask "
    "your QA lead."
)
_NOT_FROM_HERE = (
    "Only the auditors of this case can raise a concern from here, so nothing has been sent to anybody. If a "
    "child may be at risk, ring the manager or the duty team now."
)
_CALL = (
    "This audit has been withdrawn, so the concern cannot be sent from here. Call the manager or the duty "
    "team now."
)
_MANAGER_ONLY = "Only the manager named for this case can answer this card. Nothing has been changed."
_REOPENED = (
    "This audit has been reopened by the QA lead, so its actions may still change. You will get them again "
    "when it is submitted."
)
_UNDER_WAY = {
    State.SUBMITTED: (
        "This audit has been submitted, so its answers can be read but not changed. If something is wrong, "
        "ask your QA lead to reopen it."
    ),
    State.FINAL: (
        "This audit is final, so its answers can be read but not changed. If something is wrong, ask your QA "
        "lead to reopen it."
    ),
    State.WITHDRAWN: "This audit has been withdrawn by the QA lead. Nothing more is needed from you.",
}
