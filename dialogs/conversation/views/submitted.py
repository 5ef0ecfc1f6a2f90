"""What others get of a submitted audit: the summary, its actions, and the parts that wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.audits.audit import AuditId, Key, Passage
from dialogs.conversation.views.page import CellView


@dataclass(frozen=True, slots=True)
class Judgement:
    """One grade in a summary."""

    label: str
    grade: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One item in "what is good" or "what must improve"."""

    number: str
    name: str
    grade: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A submitted audit for its manager (and, read-only, for its auditors)."""

    audit: AuditId
    case: str
    form: str
    team: str
    auditors: tuple[str, ...]
    submitted_at: datetime
    overall: str
    moderated: str
    """The grade that superseded the auditors', as a fact of its own; empty where none did."""
    recent: str
    judgements: tuple[Judgement, ...]
    scores: tuple[Judgement, ...]
    good: tuple[Finding, ...]
    improve: tuple[Finding, ...]
    overview: Passage | None
    differs_because: Passage | None
    family_views: Passage | None
    inspection_example: bool
    actions: int
    acknowledged: str = ""
    """ "Acknowledged by Priya Nair, 5 June 2026 at 2:30pm"; empty until then."""
    can_acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class ActionView:
    """One remedial action for its manager."""

    audit: AuditId
    key: Key
    revision: int
    case: str
    number: int
    of: int
    cells: tuple[CellView, ...]
    """What the auditor asked for, read-only."""
    review: tuple[CellView, ...]
    """The supervision columns, to be filled."""
    by: str
    acknowledged: str = ""
    reviewed: str = ""
    """ "Reviewed by Priya Nair, 5 June 2026": empty until then."""
    problem: str = ""
    can_act: bool = False


@dataclass(frozen=True, slots=True)
class BannerView:
    """What stands on a card in place of what its reader may not see now: why, and none of the answers."""

    case: str
    form: str
    title: str
    """What the card was: "Audit summary"."""
    text: str


@dataclass(frozen=True, slots=True)
class StageView:
    """An audit that waits for somebody's part: a view, a check, a moderation."""

    audit: AuditId
    case: str
    form: str
    title: str
    """The stage: "Moderation"."""
    by: tuple[str, ...]
    """The auditors."""
    due: date | None = None
    overdue: bool = False
    done: str = ""
    """What became of it, once nothing is asked any more."""
    awaits: str = ""
    """Who has yet to complete it, where everybody named does."""


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A deadline that comes near, or has passed, for somebody whose part is awaited."""

    audit: AuditId
    case: str
    form: str
    title: str
    """ "Due on 19 June 2026"."""
    lines: tuple[str, ...]
