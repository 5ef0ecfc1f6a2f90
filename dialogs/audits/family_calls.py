"""Calls to a child or a parent for an audit: who was tried, whether they were reached and agreed, or why not.

On the trail they are acknowledgements with words: a version that does not know of them reads them as
acknowledgements of cards that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dialogs.audits.passages import Passage

if TYPE_CHECKING:
    from dialogs.audits.events import DomainEvent

FAMILY = "family"
"""Begins the key of a call ("family/ID")."""


class Whom(StrEnum):
    """Who was called; the codes are stored."""

    CHILD = "child"
    PARENT = "parent"


class Reached(StrEnum):
    """What came of it; the codes are stored."""

    SPOKE = "spoke"
    """They were reached, and agreed to speak."""
    DECLINED = "declined"
    """They were reached, and would rather not."""
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class FamilyCall:
    """One call, or one try."""

    by: str
    at: datetime
    whom: Whom
    reached: Reached
    passage: Passage | None
    """Why not, or what else is to be said of it."""


def called(earlier: tuple[FamilyCall, ...], event: DomainEvent) -> tuple[FamilyCall, ...] | None:
    """The calls after `event`; None where it is none, or one of a later version."""
    if event.key.partition("/")[0] != FAMILY or not isinstance(event.value, dict):
        return None
    try:
        whom, reached = Whom(event.value.get("whom", "")), Reached(event.value.get("reached", ""))
    except ValueError:
        return None
    return (*earlier, FamilyCall(event.by, event.at, whom, reached, event.passage))
