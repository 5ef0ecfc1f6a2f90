"""What is owed to somebody other than the person who acted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dialogs.audits.audit import PersonId
from dialogs.conversation.subjects import Subject


@dataclass(frozen=True, slots=True)
class Notice:
    """A card or message owed to somebody.  Rendered when it is sent, from the audit as it is by then.

    One row is kept per (recipient, subject): a newer notice on a subject updates the card already sent.
    """

    recipient: PersonId
    subject: Subject
    """What it is about."""
    urgent: bool = False
    text: str = ""
    """For a message that tells something: the sentence itself."""
    wait: timedelta = timedelta()
    """How long after the turn it is due."""
