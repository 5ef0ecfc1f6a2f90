"""Heartbeats: each delivery worker counts the others, takes its share of the limits, and tidies up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.delivery.rate_limit import RateLimiter
from dialogs.conversation.message_effects import KEPT_DAYS
from storage.work import Storage

log = structlog.get_logger(__name__)

BEAT = 2.0
"""Heartbeat interval, in seconds."""
SILENCE = timedelta(seconds=20)
"""Seconds without a heartbeat after which a worker counts as gone and its share goes to the others."""
UNKNOWN_BEATS = 2
"""For this many heartbeats the others may not have seen a new worker."""
LOOK = 1.0
"""Seconds after which one of several workers looks at the others' backlog, to help with it."""

REPEATS_WITHIN = timedelta(days=7)
"""After this long no client repeats an activity, so its idempotency keys may be deleted."""
CLOCK = 60.0
"""Seconds between checks for rows that would wait too long because the clock was set back."""
LONGEST_SOON = timedelta(seconds=5_400)
SET_BACK = timedelta(seconds=60)
"""A clock that is so far behind what has passed was set back."""
LONGEST_SET_ASIDE = timedelta(hours=25)
"""Longer than any row waits that is to be tried again soon, or that was set aside."""
TIDY = 3600.0
"""Seconds between two times that they do."""


class WorkerGroup:
    """One delivery worker among several: it sends heartbeats, counts the others and takes its share."""

    def __init__(self, storage: Storage, worker: str, pace: RateLimiter, clock: Callable[[], datetime]):
        self._storage = storage
        self._worker = worker
        self._pace = pace
        self._clock = clock
        self._count = 1
        self._beats = 0
        self._next = 0.0
        self._tidy = 0.0
        self._minded = 0.0
        self._seen: tuple[float, datetime] | None = None

    async def beat(self) -> None:
        """Send a heartbeat every `BEAT` seconds, and set this worker's share by how many workers there are.

        Once an hour, delete idempotency keys that have expired.  Once a minute, cut short any wait that is
        longer than allowed.  Where the clock was set back between two heartbeats, all that waits is due.

        Raises what the database raises: a worker that cannot send heartbeats must not send anything else.
        """
        now = asyncio.get_running_loop().time()
        if now < self._next:
            return
        async with self._storage.work() as work:
            self._count = await work.heartbeats.beat(self._worker, self._clock(), SILENCE)
        self._beats += 1
        self._next = now + BEAT
        self._pace.shares(self._count, newcomer=self._beats <= UNKNOWN_BEATS)
        at = self._clock()
        if self._seen is not None and at - self._seen[1] < timedelta(seconds=now - self._seen[0]) - SET_BACK:
            log.warning("clock_set_back")
            async with self._storage.work() as work:
                await work.undelivered.mind_clock(at, timedelta(), timedelta())
        self._seen = now, at
        if now >= self._minded:
            self._minded = now + CLOCK
            async with self._storage.work() as work:
                await work.undelivered.mind_clock(self._clock(), LONGEST_SOON, LONGEST_SET_ASIDE)
        if now >= self._tidy:
            self._tidy = now + TIDY
            async with self._storage.work() as work:
                await work.forget_inbox(self._clock() - REPEATS_WITHIN)
                await work.messages.forget(self._clock() - timedelta(days=KEPT_DAYS))

    def patience(self) -> float:
        """The longest that this worker may rest, in seconds, whatever it knows to be due."""
        until_beat = max(0.0, self._next - asyncio.get_running_loop().time())
        return min(LOOK, until_beat) if self._count > 1 else until_beat

    def put_off(self, seconds: float) -> float:
        """How long to put off a send that must wait this long here: another worker may have room sooner."""
        return min(LOOK, seconds) if self._count > 1 else seconds

    async def leave(self) -> None:
        """Deregister this worker as it stops, so that the others need not wait for its silence."""
        try:
            async with self._storage.work() as work:
                await work.heartbeats.deregister(self._worker)
        except Exception as problem:  # they find out by themselves
            log.warning("worker_not_signed_off", problem=type(problem).__name__)
