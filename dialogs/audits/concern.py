"""The nouns of an immediate concern: what was found, whom it went to, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.passages import Passage


@dataclass(frozen=True, slots=True)
class ConcernOutcome:
    """What was done about a concern, as somebody who was sent it wrote it."""

    by: str
    at: datetime
    passage: Passage


@dataclass(frozen=True, slots=True)
class Concern:
    """An immediate concern raised in mid-audit."""

    id: str
    by: str
    at: datetime
    passage: Passage
    to: str | None
    """Whom it was sent to first."""
    also: tuple[str, ...] = ()
    """Whom it was sent to besides, or passed on to, in order."""
    beside: tuple[str, ...] = ()
    """Those of `also` who were sent it at once: out of hours the people on duty."""
    delivered_at: datetime | None = None
    delivered_to: str | None = None
    """The first of them whom it reached."""
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    outcomes: tuple[ConcernOutcome, ...] = ()
    """What happened next, oldest first."""
    withdrawn: ConcernOutcome | None = None
    """Who took it back as a slip, and why; None while it stands."""

    @property
    def waits(self) -> bool:
        """Whether it stands and nobody has read it."""
        return self.acknowledged_at is None and self.withdrawn is None

    @property
    def sent_to(self) -> tuple[str, ...]:
        """Everybody whom it was sent to."""
        return (*((self.to,) if self.to else ()), *self.also)

    @property
    def with_whom(self) -> tuple[str, ...]:
        """Who has it, or is to have it: whom to call."""
        if self.delivered_to is not None:
            return (self.delivered_to,)
        return self.also or self.sent_to
