"""An immediate concern: before it is sent, for the manager, and for whoever raised it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.audit import AuditId, Passage
from dialogs.conversation.views.messages import Call


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What was done about a concern."""

    by: str
    at: datetime
    passage: Passage


@dataclass(frozen=True, slots=True)
class ConcernView:
    """An immediate concern before the manager."""

    audit: AuditId
    concern: str
    case: str
    by: str
    at: datetime
    passage: Passage
    acknowledged: str = ""
    can_acknowledge: bool = False
    in_place: str = ""
    """Who has it in place of the case's manager, as a sentence; empty where the manager has it."""
    outcomes: tuple[OutcomeView, ...] = ()
    """What happened next, oldest first."""
    withdrawn: OutcomeView | None = None
    """Who took it back as a slip, and why."""


@dataclass(frozen=True, slots=True)
class ConcernStatusView:
    """What became of a concern, for the auditor who raised it."""

    audit: AuditId
    concern: str
    case: str
    to: str
    """The manager's name; empty when nobody is named."""
    at: datetime
    passage: Passage
    delivered_at: datetime | None = None
    problem: str = ""
    """Why it could not be delivered, and what to do."""
    acknowledged: str = ""
    by: str = ""
    """Who raised it, where somebody else looks."""
    outcomes: tuple[OutcomeView, ...] = ()
    calls: tuple[Call, ...] = ()
    withdrawn: OutcomeView | None = None
    can_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class UnsentConcernView:
    """A concern as it was typed, shown back to its author before it goes."""

    audit: AuditId
    concern: str
    case: str
    to: str
    """The manager's name; empty when nobody is named."""
    at: datetime
    words: str
    again: bool = False
    """It was shown before, and is still not sent."""
    refusal: str = ""
    """Why this person cannot send it any more, and what to do instead."""
    calls: tuple[Call, ...] = ()
    """Whom to ring as well."""


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """One audit that a concern may be about."""

    audit: AuditId
    case: str
    form: str


@dataclass(frozen=True, slots=True)
class WhichCaseView:
    """Words of harm, or a concern, with several audits open: which case is it about?"""

    words: str
    """As they were typed; empty where only `concern` was."""
    choices: tuple[CaseChoice, ...]
    more: int = 0
    sounds_like_harm: bool = False
