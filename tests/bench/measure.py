"""One measurement: so many people against one bot, for a few windows of time, and the medians."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.bots import Bot, Herd, profiled
from tests.bench.people import Round, Walker, echoes
from tests.bench.wire import Double, Line

_FEWEST, _LONGEST = 20, 15.0
"""A window has this many turns, or lasts this many seconds if that is longer."""
_MANY, _EACH = 128, 4
"""Turns of each person: all come to the end of their round together, and what they do there counts as no
turn."""
_AT_ONCE = 16
"""People who are prepared at the same time."""


class Starved(Exception):
    """The bot took hardly any turns: there is nothing to measure."""


@dataclass(frozen=True)
class Effort:
    """How long to measure: seconds to warm up, then a number of windows of so many seconds."""

    warm: float
    window: float
    repeats: int


@dataclass(frozen=True)
class Figures:
    """The medians of the windows."""

    turns_per_s: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    rss_mb: float


@dataclass
class Crowd:
    """The people in front of one bot; they stay connected from one measurement to the next."""

    bot: Bot | Herd
    double: Double
    round: Round
    service_url: str = ""
    authorization: str = ""
    _turns: list[Callable[[], Awaitable[float]]] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _took: list[float] = field(default_factory=list)

    async def figures(self, people: int, effort: Effort, profile: Path | None = None) -> Figures:
        """Measure with `people` of them.  Raises Starved, and whatever went wrong for any of them."""
        await self.gather(people)
        walking = [asyncio.create_task(self._walk(turn)) for turn in self._turns[:people]]
        try:
            windows = await self._windows(effort, walking, profile)
        finally:
            self._stopping = True
            await asyncio.gather(*walking)
        rate, half, most, cpu = (statistics.median(column) for column in zip(*windows, strict=True))
        return Figures(rate, half, most, cpu, self.bot.rss_mb())

    def close(self) -> None:
        """Everybody hangs up."""
        for line in self._lines:
            line.close()

    async def cached(self, numbers: Iterable[int]) -> None:
        """One turn of each of these people, a few at a time."""
        limit = asyncio.Semaphore(_AT_ONCE)

        async def take(number: int) -> None:
            async with limit:
                await self._turns[number]()

        await asyncio.gather(*map(take, numbers))

    async def gather(self, people: int) -> None:
        """So many people, each ready for their first measured turn."""
        self._stopping = False
        limit = asyncio.Semaphore(_AT_ONCE)

        async def come(number: int) -> Callable[[], Awaitable[float]]:
            async with limit:
                line = await Line.open(self.bot.port, self.authorization)
                self._lines.append(line)
                url = self.service_url or f"http://127.0.0.1:{self.double.port}/"
                return await self.round(Walker(number, line, self.double, url))

        self._turns += await asyncio.gather(*(come(n) for n in range(len(self._turns), people)))

    async def _walk(self, turn: Callable[[], Awaitable[float]]) -> None:
        while not self._stopping:
            self._took.append(await turn())

    async def _windows(
        self, effort: Effort, walking: list[asyncio.Task[None]], profile: Path | None
    ) -> list[tuple[float, float, float, float]]:
        loop = asyncio.get_running_loop()
        await self._alive(effort.warm, walking)
        async with AsyncExitStack() as stack:
            if profile is not None:
                spying = asyncio.create_task(profiled(self.bot, effort.window * effort.repeats, profile))
                stack.push_async_callback(lambda: asyncio.wait([spying]))
            windows = []
            rounds = len(walking) >= _MANY and self.round is not echoes
            fewest = _EACH * len(walking) if rounds else _FEWEST
            for _ in range(effort.repeats):
                self._took = []
                began, cpu = loop.time(), self.bot.cpu_seconds()
                await self._alive(effort.window, walking)
                while len(self._took) < fewest and loop.time() - began < _LONGEST:
                    await self._alive(effort.window, walking)  # a busy machine may starve a window
                spent, took = self.bot.cpu_seconds() - cpu, sorted(self._took)
                if len(took) < 2:
                    raise Starved(f"a window of {_LONGEST:g} s passed without two turns")
                cuts = statistics.quantiles(took, n=20)
                rate = len(took) / (loop.time() - began)
                windows.append((rate, cuts[9] * 1000, cuts[18] * 1000, spent / len(took) * 1000))
        return windows

    async def _alive(self, seconds: float, walking: list[asyncio.Task[None]]) -> None:
        """Wait; the first fault of anybody ends it."""
        done, _ = await asyncio.wait(walking, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
