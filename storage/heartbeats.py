"""Worker heartbeats: how many processes deliver, so that they can share the platform's rate limits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select

from storage.statements import upsert
from storage.tables import workers
from storage.transaction import TransactionPart
from storage.values import micros

_ALONE = select(func.pg_advisory_xact_lock(7_310_266))
_THERE = select(func.count()).where(workers.c.seen > bindparam("since"))
_SILENT = delete(workers).where(workers.c.seen <= bindparam("since"))
_GONE = delete(workers).where(workers.c.id == bindparam("worker"))


class Heartbeats(TransactionPart):
    """Knows the delivery workers of all processes."""

    __slots__ = ()

    async def beat(self, worker: str, now: datetime, silence: timedelta) -> int:
        """Record `worker`'s heartbeat at `now`, delete workers silent for `silence`, and count the rest.
        Where keys are rotated, learn under which one look-ups and seals are made now.

        The machines' clocks must agree to within a fraction of `silence`, as leases need anyway.
        """
        if self._shared.postgresql:  # of two in the same moment, the second sees the first
            await self._connection.execute(_ALONE)
        since = {"since": micros(now - silence)}
        beat = upsert(workers, "id", ("seen",), self._shared.postgresql)
        await self._connection.execute(beat, {"id": worker, "seen": micros(now)})
        await self._connection.execute(_SILENT, since)
        if len(self._shared.keyring.names) > 1:
            await self._shared.seals.learn_root(self._connection)
        return int((await self._connection.execute(_THERE, since)).scalar_one())

    async def deregister(self, worker: str) -> None:
        """Deregister a worker that is stopping, so that the others need not wait for its silence."""
        await self._connection.execute(_GONE, {"worker": worker})
