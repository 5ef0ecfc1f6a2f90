"""The script for a call to the family, and what came of the calls so far."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import AuditId


@dataclass(frozen=True, slots=True)
class ScriptPart:
    """What is asked of one of them, in the form's order."""

    title: str
    questions: tuple[str, ...]
    """Each as it is read out, with what its ends mean."""
    first: str
    """The first question's id: where the answers are written."""


@dataclass(frozen=True, slots=True)
class ScriptView:
    """The card to have beside the telephone."""

    audit: AuditId
    token: str
    case: str
    form: str
    parts: tuple[ScriptPart, ...]
    calls: tuple[str, ...] = ()
    """What came of each call so far, a sentence each."""
    problem: str = ""
    typed: str = ""
