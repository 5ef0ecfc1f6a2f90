"""Conversation state: where one person is in one audit, with their drafts and the bot's pending question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dialogs.audits.audit import Key
from dialogs.audits.copying import copied
from dialogs.audits.passages import Passage as Passage
from dialogs.conversation.pending import Pending


@dataclass(frozen=True, slots=True)
class Draft:
    """Something typed that could not be saved as it was: kept, and shown again with the reason."""

    why: str
    """The sentence shown with it."""
    value: str = ""
    """As it was typed or chosen."""
    words: str = ""
    """The evidence as it was typed."""
    stale: bool = False
    """The other auditor had saved meanwhile: shown beside the saved text, to be joined or dropped."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A concern that this person has typed and not sent to anybody."""

    id: str
    words: str
    at: datetime
    """When they were written."""
    shown_at: datetime
    """When they were last shown back."""


class OnScreen(StrEnum):
    """What one person was shown last of an audit; the codes are stored."""

    PAGE = "page"
    REVIEW = "review"
    """The read-back."""
    GAPS = "gaps"
    """What is still missing."""
    CHANGE = "change"
    """One question alone, opened from the read-back; once it is saved, the read-back is shown again.  An
    older version takes it for the page in hand."""
    BRIEFING = "briefing"
    """What the form says before it is begun.  An older version takes it for the page in hand."""
    CONFIRM = "confirm"
    """The last question before the audit is submitted."""
    SUBMITTED = "submitted"
    PAUSED = "paused"


@dataclass(frozen=True)
class ConversationState:
    """Where one person is in one audit.  It belongs to (person, audit), so a pair never moves each other."""

    place: Key = ""
    """The first question of the page in hand; empty before the start."""
    view: OnScreen = OnScreen.PAGE
    review_part: int = 0
    """The part of the read-back that was shown last, from 0."""
    drafts: Mapping[Key, Draft] = field(default_factory=dict)
    pending: Pending | None = None
    """The bot's question to this person that is still open."""
    asked: Key = ""
    """The question last put to this person by name: typed answers go there, whatever moved meanwhile."""
    asked_revision: int = 0
    challenges: Mapping[Key, str] = field(default_factory=dict)
    """Grades whose evidence was asked about, for this person to settle: key to reason (see `evidence`)."""
    editing: Key = ""
    """The row whose form is open for a change."""
    passed: frozenset[Key] = frozenset()
    """Questions of the page in hand that were passed over by typing `skip`."""
    card: str = ""
    """The activity id of the live card in this person's chat; empty when there is none."""
    unsent: Worded | None = None
    """A concern that is written and not sent."""
    offer: Worded | None = None
    """Words that speak of harm now, for which a concern was offered last."""
    offered: frozenset[str] = frozenset()
    """What was offered once already: the question, and a fingerprint of the sentence."""
    heard_at: str = ""
    """When this person's newest message or press was sent, in ISO form (see `order_in_time`)."""
    taken_at: str = ""
    """When the bot took it, in ISO form."""
    heard: str = ""
    """A fingerprint of its words; empty for a pressed button."""
    answered: Key = ""
    """The question whose answer it was; empty where it was none."""
    stood: Key = ""
    """The question that was in hand when it was taken."""
    arrived: bool = False
    """A card of this audit was pressed while another was in hand, and nothing has been typed since."""

    def replace(self, **changes: Any) -> ConversationState:
        """This state with some fields changed."""
        return copied(self, changes)
