"""What a blind second audit leaves on the trails; to a version that does not know of them, acknowledgements
of a card that it does not know."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogs.audits.audit import Audit, AuditId, PersonId
    from dialogs.audits.events import DomainEvent

SECOND = "second"
"""Begins the key of what concerns a second audit: "second/2", on the trail of the first, where one was
arranged, with its auditors, its day and its id, and why."""
COMPARED = "second/compared"
"""Both audits are submitted: the grades that both gave, "FIRST SECOND" by question, on the trails of both.
They stay as they were then, whatever becomes of an audit later."""
COUNT_FROM = 2
"""The first of them is "TS-101/2"."""


def key_of(number: int) -> str:
    """The key under which this one was arranged."""
    return f"{SECOND}/{number}"


def number_in(key: str) -> int:
    """Which one was arranged under this key; 0 where it is another one."""
    subject, _slash, number = key.partition("/")
    return int(number) if subject == SECOND and number.isdecimal() else 0


def is_drawn(audit: AuditId, one_in: int) -> bool:
    """Whether the lot for a second audit falls on it, where one in so many is drawn.  It is told from the
    id, so that nobody chooses, and the same are drawn whenever it is asked."""
    lot = hashlib.sha256(f"{audit}/{SECOND}".encode()).digest()[:8]
    return not int.from_bytes(lot) % max(one_in, 1)


def second_auditors(event: DomainEvent) -> tuple[PersonId, ...]:
    """Who is to do the second audit that `event` arranged."""
    named = event.value.get("auditors", "") if isinstance(event.value, dict) else ""
    return tuple(named.split(";")) if named else ()


def arranged(audit: Audit) -> int:
    """How many second audits of it were arranged before."""
    return sum(1 for a in audit.acknowledgements if number_in(a.subject))
