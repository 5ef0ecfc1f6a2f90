"""What others get of a submitted audit: the summary, its actions, and the parts that are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.audits.audit import AuditId, Key, Passage
from dialogs.conversation.views.page import CellView
from dialogs.conversation.views.reply_story import ReplyStory


@dataclass(frozen=True, slots=True)
class Judgement:
    """One grade in a summary."""

    label: str
    grade: str
    why: Passage | None = None
    """The words for it, where they stand nowhere else in the summary."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One item in "what is good" or "what must improve"."""

    number: str
    name: str
    grade: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class GradeNow:
    """The overall grade that counts now."""

    title: str
    """ "Overall grade"; in a form with moderation "Initial grade", "Moderated grade" or "Final grade"."""
    grade: str
    by: str
    """Who gave it."""
    why: Passage | None
    before: tuple[str, ...] = ()
    """The grades that it supersedes, a sentence each: "Amara Osei gave Good."."""


@dataclass(frozen=True, slots=True)
class Area:
    """What is written about one thing, under its name."""

    name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action in a summary."""

    what: str
    who: str
    by_when: str
    status: str = ""
    """How far it is, where it has moved on since: "Done"."""


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A submitted audit for its manager (and, read-only, for its auditors)."""

    audit: AuditId
    case: str
    form: str
    team: str
    auditors: tuple[str, ...]
    submitted_at: datetime | None
    grade: GradeNow | None
    """None where the form has no overall grade, or it was not given."""
    concerns: tuple[str, ...]
    """That immediate concerns were raised, and whether they were read, a sentence or two each."""
    recent: str
    judgements: tuple[Judgement, ...]
    scores: tuple[Judgement, ...]
    good: tuple[Finding, ...]
    improve: tuple[Finding, ...]
    areas: tuple[Area, ...]
    """What is written about each area, where areas are not graded."""
    overview: Area | None
    """The child and the history, where the form asks for it."""
    remarks: Area | None
    """Anything else that its auditors had to say."""
    differs_because: Passage | None
    family_views: Area | None
    inspection_example: bool
    actions: tuple[ActionLine, ...]
    judges: bool = True
    """The form asks for an overall grade."""
    profile: tuple[Judgement, ...] = ()
    """Each area with how it came out, for a form without an overall grade."""
    answers: tuple[Finding, ...] = ()
    """Other answers that the form puts into the summary."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """The form's own words over parts of it ("improve", "good", ...)."""
    acknowledged: str = ""
    """ "Acknowledged by Priya Nair, 5 June 2026 at 2:30pm"; empty until then."""
    can_acknowledge: bool = False
    practitioner: tuple[Area, ...] = ()
    """What the practitioner wrote, and said to the draft, each under its name."""
    strengths_first: bool = False
    """What is good stands before what must improve."""
    last_time: tuple[str, ...] = ()
    """What became of the actions of earlier audits, a line each."""
    reply: ReplyStory | None = None
    """What the manager said of it, and what became of that; None where the form has no right to reply."""
    can_reply: bool = False
    document: bool = False
    """The audit can be had as a document."""


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
    stands: str = ""
    """How far it is, whose it is and by when, in a sentence."""
    follows: bool = False
    """It can be followed up from here."""


@dataclass(frozen=True, slots=True)
class BannerView:
    """What a card shows in place of what its reader may not see now: why, and none of the answers."""

    case: str
    form: str
    title: str
    """What the card was: "Audit summary"."""
    text: str


@dataclass(frozen=True, slots=True)
class StageView:
    """An audit in which somebody's part is open: a view, a check, a moderation."""

    audit: AuditId
    case: str
    form: str
    title: str
    """The stage: "Moderation"."""
    by: tuple[str, ...]
    """The auditors."""
    due: date | None = None
    overdue: bool = False
    lines: tuple[str, ...] = ()
    """What is asked, how much of it, and who reads it."""
    done: str = ""
    """What became of it, once nothing is asked any more."""
    awaits: str = ""
    """Who has yet to complete it, where everybody named does."""
    opens: bool = False
    """Whether what was given can still be changed."""
    can_give_back: bool = False
    """Whether changes can be asked for from here."""


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A deadline that comes near, or has passed, for somebody whose part is awaited."""

    audit: AuditId
    case: str
    form: str
    title: str
    """ "Due on 19 June 2026"."""
    lines: tuple[str, ...]
    key: Key = ""
    """Of an action: its row."""


@dataclass(frozen=True, slots=True)
class DigestView:
    """What somebody is reminded of on one day, where it is more than one thing."""

    reminders: tuple[ReminderView, ...]


@dataclass(frozen=True, slots=True)
class ConsequenceView:
    """What follows from a grade: who is asked for what, by when, and what became of it."""

    audit: AuditId
    question: str
    case: str
    form: str
    lines: tuple[str, ...]
    plan: Passage | None = None
    can_plan: bool = False
    typed: str = ""
    problem: str = ""
