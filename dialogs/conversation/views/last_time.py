"""The actions of earlier audits, and what their next audit finds of them."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import AuditId


@dataclass(frozen=True, slots=True)
class LastActionBox:
    """One action, with what is said of it so far."""

    action: str
    number: int
    audit_line: str
    """The audit that asked for it."""
    stands: str
    """The action, and what is on record of it since."""
    found: str = ""
    """What was chosen, a code of `Found`; empty until somebody has."""
    words: str = ""
    said_by: str = ""
    """Who said so, and when, in a sentence."""


@dataclass(frozen=True, slots=True)
class LastTimeView:
    """The card on which auditors say what became of them."""

    audit: AuditId
    token: str
    case: str
    form: str
    boxes: tuple[LastActionBox, ...]
    seen: int
    """How much had been said when it was drawn."""
    skip: int = 0
    """How many actions stand before its first."""
    of: int = 0
    """How many there are in all."""
    said: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
