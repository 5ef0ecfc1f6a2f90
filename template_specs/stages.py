"""The lifecycle of an audit: its stages, and the people who answer in them."""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = ("auditor", "practitioner", "moderator", "iro", "manager", "service_manager", "qa_lead")
"""The words that a form has for people: roles, and the people around one case."""

AUDIT = "audit"
"""The id of the one stage of a form that names none."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an audit; the stages of a form follow each other in its order."""

    id: str
    title: str
    by: tuple[str, ...]
    """Who completes it, in the words of PEOPLE."""
    working_days: int = 0
    """From the end of the stage before it (the first: from allocation); 0 where it has no deadline."""
    needs_all: bool = False
    """Everybody in `by` completes it, each for themselves; else one of them is enough."""


AUDIT_STAGE = Stage(AUDIT, "Audit", ("auditor",))
