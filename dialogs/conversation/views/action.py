"""An action after it was sent, for whoever it is with; and lists of actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dialogs.audits.audit import AuditId, Key, Passage
from dialogs.conversation.views.messages import Button
from dialogs.conversation.views.page import CellView


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in the life of an action: what was done, and the words with it."""

    text: str
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class SentActionView:
    """One action and what its reader may do with it."""

    audit: AuditId
    key: Key
    case: str
    form: str
    cells: tuple[CellView, ...]
    """What the auditors asked for."""
    owner: str
    """Whose it is, in words: "You", "Jo Whitfield"."""
    due: date | None
    overdue: bool
    priority: str
    """Its code."""
    status: str
    """In words."""
    steps: tuple[StepLine, ...]
    """What has been done with it, the latest first."""
    seen: int
    """How many steps there were: a change made on an older card is shown again first."""
    starts: bool = False
    finishes: bool = False
    hands_back: bool = False
    changes: bool = False
    cancels: bool = False
    verifies: bool = False
    takes_back: bool = False
    """It is done, and can be said not to be."""
    tells_effect: bool = False
    people: tuple[tuple[str, str], ...] = ()
    """Whom it can be given to at once: (id, name)."""
    problem: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    """What could not be saved, by box."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One action in a list."""

    audit: AuditId
    key: Key
    case: str
    what: str
    """Its first words; empty for whoever may not read them."""
    state: str
    """How far it is, whose it is, and how old: "Open, with Jo Whitfield, 12 days old"."""
    due: date | None
    overdue: bool
    opens: bool = True


@dataclass(frozen=True, slots=True)
class ActionsView:
    """A list of actions: one's own, or of the whole programme."""

    title: str
    lines: tuple[ActionItem, ...]
    empty: str = ""
    filters: tuple[Button, ...] = ()
    following: Button | None = None
    """Shows the next ones."""
