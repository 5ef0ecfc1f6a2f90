"""Notices when sends fail for many people at once: the bot is at fault, and the log, /readyz and a metric
say so.  Also counts undelivered cards by kind and problem."""

from __future__ import annotations

import time
from collections import Counter as Counted
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from prometheus_client import Counter, Gauge

from storage.work import Storage

log = structlog.get_logger(__name__)

WITHIN = 300.0
"""Length of the window in which people are counted, in seconds."""
PEOPLE = 5
"""If this many different people are refused in that time, and more than are reached, the bot is at fault."""
STOPPED_AFTER = 60.0
"""Seconds without a completed round after which the delivery counts as stopped."""
RESUME_EVERY = 600.0
"""Least seconds between two times that everything refused is made due again."""

DELIVERED = Counter("auditbot_delivered_total", "Cards and messages that arrived, edits included", ["kind"])
WAITING = Gauge(
    "auditbot_outbox_oldest_seconds", "For how long the card that waits longest has been due (0: none waits)"
)
NOT_DELIVERED = Counter(
    "auditbot_not_delivered_total", "Sends that did not succeed, each try counted", ["kind", "problem"]
)
HELD_UP = Gauge(
    "auditbot_held_up", "Cards and messages set aside or tried in vain, as they stand", ["kind", "problem"]
)
TROUBLE = Gauge(
    "auditbot_delivery_trouble", "1 while sends to many people are refused, or the delivery stands still"
)


class Trouble:
    """What one process sees of its own sends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        """`clock`: seconds that never run backwards."""
        self._clock = clock
        self._refused: dict[str, float] = {}
        self._reached: dict[str, float] = {}
        self._many = False
        self._well_at = clock()
        self._resumed_at = float("-inf")

    @property
    def many(self) -> bool:
        """Whether sends to many different people are refused."""
        return self._many

    def state(self) -> str:
        """What /readyz says about the delivery: "" while all is well, "refused" when many people's cards are
        refused, "stopped" when no round has completed for a minute."""
        stopped = self._clock() - self._well_at > STOPPED_AFTER
        state = "stopped" if stopped else "refused" if self._many else ""
        TROUBLE.set(bool(state))
        return state

    def round_well(self) -> None:
        """Record that a round of the delivery completed."""
        self._well_at = self._clock()

    def refused(self, person: str) -> None:
        """Record that a send to `person` failed for a reason other than rate limits."""
        self._refused[person] = self._clock()
        self._reached.pop(person, None)
        self._forget()
        count = len(self._refused)
        if not self._many and count >= PEOPLE and count > len(self._reached):
            self._many = True
            log.error("delivery_refused_for_many", people=count)
            self.state()

    def reached(self, person: str) -> bool:
        """Record that a send to `person` arrived.  True if sending works again: try the refused cards."""
        self._reached[person] = self._clock()
        self._refused.pop(person, None)
        self._forget()
        if not self._many:
            return False
        self._many = False
        self._refused.clear()
        log.info("delivery_works_again")
        self.state()
        now = self._clock()
        if now - self._resumed_at < RESUME_EVERY:
            return False
        self._resumed_at = now
        return True

    def _forget(self) -> None:
        since = self._clock() - WITHIN
        for seen in (self._refused, self._reached):
            for person in [person for person, at in seen.items() if at < since]:
                del seen[person]


UNREACHABLE = Gauge(
    "auditbot_unreachable_people", "People whom something waits for and who cannot be reached", ["why"]
)


async def count_held_up(storage: Storage, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Set the figures of what waits and what is held up to what the database says now."""
    async with storage.work(write=False) as work:
        counts = await work.undelivered.held_up_counts()
        due = await work.outbox.next_due()
        unreached = await work.unreached.unreachable() if counts else ()
    WAITING.set(0.0 if due is None else max(0.0, (clock() - due).total_seconds()))
    HELD_UP.clear()
    for (kind, problem), count in counts.items():
        HELD_UP.labels(kind, problem or "again").set(count)
    UNREACHABLE.clear()
    for why, number in Counted(one.why for one in unreached if one.waiting).items():
        UNREACHABLE.labels(why.value).set(number)
