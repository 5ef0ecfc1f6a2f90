"""An audit as its row tells, before its trail is read: who has it, by when, and of which case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dialogs.audits.audit import Audit, AuditId, Case, State
from dialogs.audits.restriction import from_stored
from storage.keys import DataKey
from storage.values import day

GROUND = (
    "sealed_reference",
    "case_type",
    "team",
    "month",
    "theme",
    "list",
    "template_hash",
    "auditors",
    "practitioner",
    "manager",
    "iro",
    "due",
    "family",
    "restricted",
    "second_of",
    "shut_to",
    "wrapped_key",
)
"""The columns that a turn does not change: who has the audit, by when.  (`allocations` changes them.)"""
NAMES = ("id", *GROUND, "seal", "revision", "head")
"""An audit's row as it is loaded."""
PURGED = "purged"
"""Stands where the reference of a purged audit was."""
SHUT = "An audit that cannot be opened"
"""Stands where a reference cannot be read."""


def as_allocated(audit_id: AuditId, ground: Sequence[Any], reference: str) -> Audit:
    """The audit of a row's GROUND before anything happened in it."""
    _, case_type, team, month, theme, listed, template_hash, auditors, *people, due = ground[:12]
    family, restricted, second_of, shut_to, _ = ground[12:]
    return Audit(
        id=audit_id,
        template_hash=template_hash,
        case=Case(reference, case_type, team, month, theme, listed, family or ""),
        state=State.ALLOCATED,
        auditors=tuple(auditors.split(";")) if auditors else (),
        practitioner=people[0],
        manager=people[1],
        iro=people[2],
        due=day(due),
        restricted=from_stored(restricted),
        second_of=second_of or "",
        shut_to=tuple(shut_to.split(";")) if shut_to else (),
    )


def reference_of(sealed: bytes | None, key: DataKey | None, audit_id: AuditId) -> str:
    """The case reference; PURGED where it was destroyed."""
    if sealed is None or key is None:
        return PURGED
    return key.open(sealed, reference_identity(audit_id)).decode()


def reference_identity(audit_id: AuditId) -> str:
    """What a sealed reference is bound to."""
    return f"reference|{audit_id}"
