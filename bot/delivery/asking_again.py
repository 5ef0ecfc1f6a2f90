"""Asks again about concerns that were typed and not sent: a loop in every process, at any hour.

Several processes may look at once: the outbox keeps one message for each concern.  The message is written
when it is sent, so nobody is asked about what they have sent or dropped meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from dialogs.features.unsent_concern import ASK_AGAIN, notice
from storage.keys import KeyDestroyed
from storage.transaction import Unknown
from storage.work import Storage

log = structlog.get_logger(__name__)

EVERY = 20.0
"""Seconds between looks."""
BATCH = 20


class AskingAgain:
    """One such loop.  `run` it for the life of the process; `owed` wakes the delivery."""

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

    async def run(self) -> None:
        """Look until cancelled; a database that is away is tried again at the next look."""
        while True:
            try:
                await self.round()
            except Exception as problem:
                log.error("asking_again_round_failed", problem=type(problem).__name__)
            await asyncio.sleep(EVERY)

    async def round(self) -> int:
        """Enqueue a message for every concern that has waited five minutes and has not been asked about.

        Returns how many."""
        now = self._clock()
        async with self._storage.work(write=False) as work:
            waiting = await work.unsent.to_ask(now - ASK_AGAIN, BATCH)
        added = 0
        for one in waiting:
            try:
                async with self._storage.work() as work:
                    added += await work.outbox.enqueue_once(
                        one.audit_id, (notice(one.person, one.since),), now
                    )
            except (KeyDestroyed, Unknown) as problem:  # purged meanwhile: the others are asked all the same
                log.error("unsent_concern_not_asked", problem=type(problem).__name__)
        if added:
            log.info("unsent_concerns_asked", count=added)
            self._owed()
        return added
