"""Stored rows that cannot be decrypted: a byte is damaged, or the key is not listed.

Such a row is set aside, logged by its id and counted.  It affects nothing else: everybody else's turns, cards
and reminders go on.  `storage/unreadable_report.py` lists all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from prometheus_client import Counter

from storage.keys import Unopenable

log = structlog.get_logger("storage")

SAID_EVERY: Final = 3600.0
"""Seconds between log lines about the same row."""
MOST_TOLD: Final = 10_000
MET = Counter("auditbot_unreadable_total", "Stored things met that could not be opened", ["kind"])

PROBLEMS: Final = (Unopenable, ValueError, LookupError, TypeError)
"""What decrypting and parsing a damaged row may raise."""


class Unreadable(Exception):
    """A stored thing cannot be opened now.  The text names its kind and id, never what it holds."""

    def __init__(self, kind: str, id: str, why: str):
        super().__init__(f"{kind} {id} cannot be opened ({why})")
        self.kind = kind
        """ "audit", "walk", "person", or "words" (some of an audit's)."""
        self.id = id
        """The audit's or the person's; of a conversation state, the audit's and the person's with a stroke
        between."""
        self.why = why


@dataclass(frozen=True, slots=True)
class SetAside:
    """One thing that could not be opened, by kind and id."""

    kind: str
    id: str


class Told:
    """Says each unreadable thing in the log once an hour, and counts each time that it is met."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic):
        self._ticks = ticks
        self._said: dict[tuple[str, str], float] = {}

    def tell(self, what: str, id: str, problem: str) -> None:
        """This cannot be opened; `what` it is, and its id, are those of `SetAside`."""
        MET.labels(what).inc()
        now = self._ticks()
        said = self._said.get((what, id))
        if said is not None and now - said < SAID_EVERY:
            return
        if len(self._said) >= MOST_TOLD:
            self._said.clear()
        self._said[what, id] = now
        audit, _, person = id.partition("/")
        ids = {"person": id} if what == "person" else {"audit": audit, "person": person}
        log.error("unreadable", kind=what, problem=problem, **{n: v for n, v in ids.items() if v})
