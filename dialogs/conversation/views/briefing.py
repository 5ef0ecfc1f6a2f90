"""What a form says to somebody before they begin, and whenever they ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import AuditId
from template_specs.model import GuidanceDocument


@dataclass(frozen=True, slots=True)
class BriefingView:
    """The page before the first one: notes, look-back, guidance and words explained."""

    audit: AuditId
    token: str
    case: str
    form: str
    full_title: str = ""
    """The form's title, in full."""
    notes: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """What earlier audits of the case found."""
    asks_last_time: bool = False
    """Its reader may say what became of the actions that they asked for."""
    looks_back: tuple[str, ...] = ()
    """How far back to look, a sentence each."""
    documents: tuple[GuidanceDocument, ...] = ()
    pointers: tuple[str, ...] = ()
    """What a good audit does."""
    terms: tuple[tuple[str, str], ...] = ()
    """(word, what it means)."""
    said: tuple[str, ...] = ()
    begins: bool = False
    """It stands before the first page, and one press leads there."""
    can_go_on: bool = False
    """Its reader is asked something, so that there is a page to go back to."""
