"""Keeps what reports count as the trails tell it: after an upgrade, or where somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.delivery.rounds import Rounds
from storage.work import Storage

BATCH = 50
"""Audits folded in one transaction: turns must not wait long for the database."""


async def count_anew(
    storage: Storage, progress: Callable[[int, int], None] = lambda _total, _more: None, *, all: bool = False
) -> tuple[int, int]:
    """Find anew what is missing or was found by another version; with `all`, of every audit.

    (How many audits were looked at, how many were kept otherwise.)
    """
    async with storage.work(write=False) as work:
        total = await work.reporting.how_many()
    after, looked_at, changed = "", 0, 0
    while True:
        async with storage.work(write=False) as work:
            ids = await work.counting.to_count(after, BATCH, all=all)
            whole = await work.audits.several(ids, whoever_reads=True)
        if not ids:
            return looked_at, changed
        after = ids[-1]
        async with storage.work() as work:
            changed += await work.counting.count(whole.values())
        looked_at += len(ids)
        progress(total, len(ids))


class KeepCounted(Rounds):
    """Finds anew, beside the bot's work, what an older program has left: every audit after an upgrade."""

    every = 3600.0
    failed = "counting_round_failed"
    enqueued = "counted_anew"

    async def _enqueue_due(self, now: datetime) -> int:
        """How many audits were put right; no messages are owed for it."""
        return (await count_anew(self._storage))[1]
