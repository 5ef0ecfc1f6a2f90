"""A loop that every process runs beside the delivery: it looks for what people are to be told by now."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

import structlog

from storage.work import Storage


class Rounds(ABC):
    """`run` one for the life of the process; `owed` wakes the delivery.

    Several processes may look at once: each message has a subject of its own, and the outbox takes it once.
    """

    every: ClassVar[float]
    """Seconds between looks."""
    failed: ClassVar[str]
    """What the log says of a round that failed."""
    enqueued: ClassVar[str]
    """What the log says of a round in which messages were enqueued."""

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
    ):
        self._storage = storage
        self._clock = clock
        self._owed = owed
        self._log = structlog.get_logger(type(self).__module__)

    async def run(self) -> None:
        """Look until cancelled; a database that is away is tried again at the next look."""
        while True:
            try:
                await self.round()
            except Exception as problem:
                self._log.error(self.failed, problem=type(problem).__name__)
            await asyncio.sleep(self.every)

    async def round(self) -> int:
        """Enqueue every message that is due and has not been enqueued before; how many."""
        added = await self._enqueue_due(self._clock())
        if added:
            self._log.info(self.enqueued, count=added)
            self._owed()
        return added

    @abstractmethod
    async def _enqueue_due(self, now: datetime) -> int:
        """Enqueue what is due; how many messages are new."""
