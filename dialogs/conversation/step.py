"""The result of `advance`: the next state, what to say, and what to send to others."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import Audit
from dialogs.audits.events import DomainEvent
from dialogs.conversation.state import ConversationState
from dialogs.conversation.views import Notice, View


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one command.  `events` go to the trail, in order; `replies` to the actor; `notices` to
    other people through the outbox."""

    audit: Audit
    conversation: ConversationState
    replies: tuple[View, ...] = ()
    notices: tuple[Notice, ...] = ()
    events: tuple[DomainEvent, ...] = ()
