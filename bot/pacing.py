"""Teams' limits on sending, kept by this process (platform.md, "Proactive messages")."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

THREAD_LIMITS = ((6, 1.0), (55, 30.0), (1_700, 3_600.0))
"""Sends in so many seconds, a little under the platform's 7, 60 and 1,800 for each thread."""
ALL_LIMITS = ((45, 1.0),)
"""A little under 50 requests a second for an app and tenant."""
PATIENCE = 5.0
"""Seconds that a sender waits for its turn."""
MOST_THREADS = 20_000


class Window:
    """When the next send may go, under limits of so many in so many seconds."""

    __slots__ = ("_limits", "_times")

    def __init__(self, limits: tuple[tuple[int, float], ...]):
        self._limits = limits
        self._times: deque[float] = deque(maxlen=max(count for count, _ in limits))

    def wait(self, now: float) -> float:
        """Seconds until a send is within every limit; 0 when one is now."""
        waits = [0.0]
        for count, seconds in self._limits:
            if len(self._times) >= count:
                waits.append(self._times[-count] + seconds - now)
        return max(waits)

    def took(self, now: float) -> None:
        """A send goes at `now`."""
        self._times.append(now)


class Pace:
    """Lets sends through within the limits, in order of asking."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ):
        self._clock = clock
        self._sleep = sleep
        self._all = Window(ALL_LIMITS)
        self._threads: OrderedDict[str, Window] = OrderedDict()

    async def turn(self, conversation: str) -> float:
        """Wait until a send to `conversation` is within the limits, and count it: 0.

        Where that would take longer than `PATIENCE`, the seconds it would take, at once and uncounted: the
        caller's claim on what it sends would run out meanwhile.
        """
        while True:
            thread = self._threads.setdefault(conversation, Window(THREAD_LIMITS))
            self._threads.move_to_end(conversation)
            while len(self._threads) > MOST_THREADS:
                self._threads.popitem(last=False)
            now = self._clock()
            wait = max(thread.wait(now), self._all.wait(now))
            if wait <= 0:
                thread.took(now)
                self._all.took(now)
                return 0.0
            if wait > PATIENCE:
                return wait
            await self._sleep(wait)
