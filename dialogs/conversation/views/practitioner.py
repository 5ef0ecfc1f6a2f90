"""What the practitioner of a case is shown of its audit: the result or the draft, and questions to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.audit import AuditId, Passage
from dialogs.conversation.views.submitted import ActionLine, Area, Finding


@dataclass(frozen=True, slots=True)
class SaidView:
    """What somebody said, with who and when."""

    name: str
    at: datetime
    passage: Passage | None
    """None where they agree and add nothing."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What came of an audit for the practitioner, or its draft: as much as the form's policy shows."""

    audit: AuditId
    case: str
    form: str
    by: tuple[str, ...]
    """The auditors."""
    strengths: tuple[Finding, ...] = ()
    improvements: tuple[Finding, ...] = ()
    areas: tuple[Area, ...] = ()
    """What is written about each area, where areas are not graded."""
    actions: tuple[ActionLine, ...] = ()
    """Those that name the practitioner."""
    shows_actions: bool = True
    grade: str = ""
    """ "Overall grade: Good"; empty where the form does not show it."""
    draft: bool = False
    """It is not submitted yet, and they may say what they think of it."""
    said: tuple[SaidView, ...] = ()
    """What they have said of it so far."""
    note: str = ""
    """Why nothing of it is shown now."""
    can_say: bool = True
    typed: str = ""
    """What they wrote and could not be kept."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """A question from an auditor to the practitioner, with what was answered."""

    audit: AuditId
    enquiry: str
    case: str
    form: str
    by: str
    at: datetime
    passage: Passage
    answers: tuple[SaidView, ...] = ()
    note: str = ""
    """Why it cannot be answered from here any more."""
    problem: str = ""
