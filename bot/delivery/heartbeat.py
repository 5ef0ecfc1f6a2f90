"""The delivery workers of all processes, as one of them sees them: what they share, and who tidies up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.delivery.rate_limit import RateLimiter
from storage.work import Storage

log = structlog.get_logger(__name__)

BEAT = 2.0
"""Seconds between two words of a worker that it is there."""
SILENCE = timedelta(seconds=20)
"""A worker not heard of for so long is gone, and its share of the limits free."""
UNKNOWN_BEATS = 2
"""So many beats long the others may not know of a new worker: each of them looks once a beat."""
LOOK = 1.0
"""Seconds after which one of several looks at what the others owe: their backlog is shared so soon."""

REPEATS_WITHIN = timedelta(days=7)
"""No client sends an activity again after so long: its inbox keys may go."""
CLOCK = 60.0
"""Seconds between two looks for what waits too long because the clock was set back."""
LONGEST_SOON = timedelta(seconds=5_400)
LONGEST_SET_ASIDE = timedelta(hours=25)
"""Longer than anything waits that is tried again soon, or that was set aside."""
TIDY = 3600.0
"""Seconds between two times that they do."""


class WorkerGroup:
    """One worker among those that deliver: it beats, counts the others, and takes its share."""

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

    async def beat(self) -> None:
        """Say that this worker is there, once in `BEAT` seconds, and set its share by how many there are.

        Once an hour, forget the inbox keys that nobody will ask for.  Once a minute, look for what is to wait
        longer than anything may.

        Raises what the database raises: whoever cannot beat must not send.
        """
        now = asyncio.get_running_loop().time()
        if now < self._next:
            return
        async with self._storage.work() as work:
            self._count = await work.heartbeats.beat(self._worker, self._clock(), SILENCE)
        self._beats += 1
        self._next = now + BEAT
        self._pace.shares(self._count, newcomer=self._beats <= UNKNOWN_BEATS)
        if now >= self._minded:
            self._minded = now + CLOCK
            async with self._storage.work() as work:
                await work.undelivered.mind_clock(self._clock(), LONGEST_SOON, LONGEST_SET_ASIDE)
        if now >= self._tidy:
            self._tidy = now + TIDY
            async with self._storage.work() as work:
                await work.forget_inbox(self._clock() - REPEATS_WITHIN)

    def patience(self) -> float:
        """Seconds that this worker may rest, whatever it knows to be due."""
        until_beat = max(0.0, self._next - asyncio.get_running_loop().time())
        return min(LOOK, until_beat) if self._count > 1 else until_beat

    def put_off(self, seconds: float) -> float:
        """How long to put off what this worker may not send for so long: another may have room sooner."""
        return min(LOOK, seconds) if self._count > 1 else seconds

    async def leave(self) -> None:
        """The worker ends: the others need not wait for its silence."""
        try:
            async with self._storage.work() as work:
                await work.heartbeats.deregister(self._worker)
        except Exception as problem:  # they find out by themselves
            log.warning("worker_not_signed_off", problem=type(problem).__name__)
