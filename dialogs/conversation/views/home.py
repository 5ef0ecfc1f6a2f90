"""What is shown with no audit in hand: the list of audits, the welcome, help, and the status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import AuditId
from dialogs.conversation.views.messages import Button
from dialogs.conversation.views.open_work import Need


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit in a list."""

    audit: AuditId
    case: str
    form: str
    state: str
    """In words: "Not started", "In progress, 8 of 62 answered", "Submitted on 5 June 2026"."""
    due: date | None
    overdue: bool
    partner: str = ""
    theme: str = ""
    can_open: bool = True
    open_label: str = "Open"
    """What the button says: "Start", "Continue", "Read"."""
    shut: bool = False
    """It cannot be opened at the moment, whoever asks."""


@dataclass(frozen=True, slots=True)
class AuditsView:
    """ "My audits": what is allocated to me; `empty` is said when there are none."""

    title: str
    lines: tuple[AuditLine, ...]
    empty: str = ""
    more: int = 0
    needs: tuple[Need, ...] = ()
    """What is open besides, before the list."""
    following: Button | None = None
    """Shows the next ones."""


@dataclass(frozen=True, slots=True)
class WelcomeView:
    """What needs this person now; then, for a newcomer, what the bot does."""

    title: str
    """ "Hello Amara"."""
    lines: tuple[str, ...]
    """What the bot does; after what is needed, or in its place."""
    offers: tuple[Button, ...]
    needs: tuple[Need, ...] = ()
    more: int = 0
    """How many other things are open."""
    quiet: str = ""
    """That nothing is needed, and what comes next; empty where something is."""


@dataclass(frozen=True, slots=True)
class HelpView:
    """Words to type, for this person's role: (what to type, what it does)."""

    intro: str
    words: tuple[tuple[str, str], ...]
    offers: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """How many audits have which grade of one scale, the best first."""

    title: str
    steps: tuple[tuple[str, int, Button | None], ...]
    """(grade with its share, how many, what shows them)."""
    names: tuple[str, ...] = ()
    """The grades without their shares, for a drawing; empty where there are too few for shares of a whole."""


@dataclass(frozen=True, slots=True)
class StatusView:
    """How far the programme is, in counts."""

    title: str
    counts: tuple[tuple[str, int, Button | None], ...]
    """(name, how many, what shows them)."""
    overdue: int
    overdue_list: Button | None = None
    empty: str = ""
    held_up: int = 0
    """How many cards could not be delivered."""
    held: tuple[str, ...] = ()
    """The first of them, a sentence each: which card, to whom, and why not."""
    unsent: int = 0
    """Concerns written and not sent for half an hour."""
    unsent_by: tuple[str, ...] = ()
    """Who wrote them, and on which case: "Amara Osei (TS-101)"."""
    concerns: int = 0
    """Concerns raised in all."""
    unread: int = 0
    """How many of them nobody has read."""
    unread_list: tuple[str, ...] = ()
    """The first of those: which case, by whom and when, never the words."""
    grades: tuple[GradeCounts, ...] = ()
    """The overall grades as they count now; scales that differ apart."""
    offers: tuple[Button, ...] = ()
