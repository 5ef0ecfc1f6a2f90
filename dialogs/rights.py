"""Who may do what: decided here and nowhere else, from the person, the act and the audit."""

from __future__ import annotations

from enum import StrEnum

from dialogs.audit import Audit, Person, Role, State
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    ConcernBegun,
    ConcernRaised,
    Event,
    Reopened,
    ReviewAsked,
    Submitted,
)


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
        case ConcernRaised() | ConcernBegun():
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


def may(person: Person, act: Act, audit: Audit) -> str:
    """Empty when `person` may; else the sentence that refuses: what, why, and whom to ask."""
    auditing = person.id in audit.auditors and Role.AUDITOR in person.roles
    managing = person.id == audit.manager
    leading = Role.QA_LEAD in person.roles
    match act:
        case Act.WALK | Act.SUBMIT:
            if not auditing:
                return _NOT_YOURS
            return _UNDER_WAY.get(audit.state, "")
        case Act.RAISE_CONCERN:
            if not auditing:
                return _NOT_YOURS
            return _CALL if audit.state is State.WITHDRAWN else ""
        case Act.READ:
            if auditing or leading or (managing and audit.state is State.SUBMITTED):
                return ""
            return _NOT_YOURS
        case Act.ACKNOWLEDGE:
            return "" if managing else _MANAGER_ONLY
        case Act.REVIEW_ACTION:
            if not managing:
                return _MANAGER_ONLY
            return "" if audit.state is State.SUBMITTED else _REOPENED
        case Act.REOPEN:
            if not leading:
                return "Only the QA lead can reopen an audit. Ask them, and say what needs changing."
            return (
                ""
                if audit.state is State.SUBMITTED
                else "This audit is not submitted, so it is open already."
            )


_NOT_YOURS = (
    "This audit is not allocated to you, so I cannot open it here. Type my audits to see yours, or ask "
    "your QA lead."
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
    State.WITHDRAWN: "This audit has been withdrawn by the QA lead. Nothing more is needed from you.",
}
