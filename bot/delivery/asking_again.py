"""Asks again about concerns that were typed and not sent: a loop in every process, at any hour.

The message is written when it is sent, so nobody is asked about what they have sent or dropped meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from bot.delivery.rounds import Rounds
from dialogs.features.unsent_concern import ASK_AGAIN, notice
from storage.keys import KeyDestroyed
from storage.transaction import Unknown

BATCH = 20


class AskingAgain(Rounds):
    """Asks about every concern that has waited five minutes and has not been asked about."""

    every = 20.0
    failed = "asking_again_round_failed"
    enqueued = "unsent_concerns_asked"

    async def _enqueue_due(self, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            waiting = await work.unsent.to_ask(now - ASK_AGAIN, BATCH)
        added = 0
        for concern in waiting:
            try:
                async with self._storage.work() as work:
                    notices = (notice(concern.person, concern.since),)
                    added += await work.outbox.enqueue_once(concern.audit_id, notices, now)
            except (KeyDestroyed, Unknown) as problem:  # purged meanwhile: the others are asked all the same
                self._log.error("unsent_concern_not_asked", problem=type(problem).__name__)
        return added
