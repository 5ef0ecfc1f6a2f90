"""The card of the manager's right to reply, for the manager and for those who answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import AuditId
from dialogs.conversation.views.reply_story import ReplyStory
from dialogs.conversation.views.submitted import GradeNow


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The card of the right to reply.  What its reader may do is in what it offers."""

    audit: AuditId
    token: str
    case: str
    form: str
    title: str
    by: tuple[str, ...]
    """The auditors."""
    grade: GradeNow | None
    """The overall grade that counts now."""
    story: ReplyStory
    due: date | None = None
    can_reply: bool = False
    """The reader is the manager, and has not replied yet."""
    can_send: bool = False
    """Something is written that has not been sent."""
    grades: tuple[tuple[str, str], ...] = ()
    """(question, "2.3 Chronology: Inadequate") of what can be challenged."""
    can_answer: bool = False
    can_accept: bool = False
    comment: str = ""
    """What stands in the box for the comment."""
    reason: str = ""
    """What stands in the box for a challenge's reason: what was written and could not be kept."""
    picked: str = ""
    """The question that was picked with it."""
    problem: str = ""
    said: tuple[str, ...] = ()
