"""A rate limiter for Teams' limits on sending, shared by all processes that deliver."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

Limits = tuple[tuple[int, float], ...]
"""Pairs of a number of sends and the seconds in which they may go; all must be kept."""

THREAD_LIMITS: Limits = ((6, 1.0), (55, 30.0), (1_700, 3_600.0))
"""A little under the platform's 7, 60 and 1,800 for each thread."""
ALL_LIMITS: Limits = ((45, 1.0),)
"""A little under 50 requests a second for an app and tenant."""
NEWCOMER_LIMITS: Limits = ((1, 1.0),)
"""For a worker that the others have not seen yet.  It uses what our limits leave of the platform's 50."""
PATIENCE = 5.0
"""Seconds that a sender waits for its turn."""
MOST_THREADS = 20_000


def share_of(limits: Limits, among: int) -> Limits:
    """What each of `among` workers may send so that together they keep `limits`: a share of the sends in the
    same time, or one send in a longer time if a share would be less than one."""
    return tuple(
        (count // among, seconds) if count >= among else (1, seconds * among / count)
        for count, seconds in limits
    )


class Window:
    """A sliding window: says when the next send may go."""

    __slots__ = ("_times",)

    def __init__(self, limits: Limits):
        """`limits`: the widest limits it will ever be asked about."""
        self._times: deque[float] = deque(maxlen=max(count for count, _ in limits))

    def wait(self, now: float, limits: Limits) -> float:
        """Seconds until a send is within every limit; 0 when one is now."""
        waits = [0.0]
        for count, seconds in limits:
            if len(self._times) >= count:
                waits.append(self._times[-count] + seconds - now)
        return max(waits)

    def took(self, now: float) -> None:
        """Record a send at `now`."""
        self._times.append(now)


class RateLimiter:
    """Lets one worker's sends through within its share of the limits, first come, first served."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ):
        self._clock = clock
        self._sleep = sleep
        self._all: dict[str, Window] = {}
        self._threads: OrderedDict[str, Window] = OrderedDict()
        self.shares(1)

    def shares(self, among: int, *, newcomer: bool = False) -> None:
        """From now on this is one of `among` workers.  `newcomer`: the others may not have counted it yet."""
        self._thread_limits = share_of(THREAD_LIMITS, among)
        alone = share_of(ALL_LIMITS, among)
        self._all_limits = NEWCOMER_LIMITS if newcomer and among > 1 else alone

    async def turn(self, conversation: str, tenant: str = "") -> float:
        """Wait until a send to `conversation` of `tenant` is within the limits, count it, and return 0.

        If that would take longer than `PATIENCE`, return at once how many seconds it would take, and count
        nothing: the caller's lease on the row would run out while it waits.
        """
        while True:
            everybody = self._all.setdefault(tenant, Window(ALL_LIMITS))
            thread = self._threads.setdefault(conversation, Window(THREAD_LIMITS))
            self._threads.move_to_end(conversation)
            while len(self._threads) > MOST_THREADS:
                self._threads.popitem(last=False)
            now = self._clock()
            wait = max(thread.wait(now, self._thread_limits), everybody.wait(now, self._all_limits))
            if wait <= 0:
                thread.took(now)
                everybody.took(now)
                return 0.0
            if wait > PATIENCE:
                return wait
            await self._sleep(wait)
