"""Worker heartbeats: how many processes deliver, so that they can share the platform's rate limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, func, select

from storage.statements import insert_into
from storage.tables import workers
from storage.transaction import TransactionPart
from storage.values import micros

_ALONE = select(func.pg_advisory_xact_lock(7_310_266))
_THERE = select(func.count()).where(workers.c.seen > bindparam("since"))
_SILENT = delete(workers).where(workers.c.seen <= bindparam("since"))
_GONE = delete(workers).where(workers.c.id == bindparam("worker"))


@cache
def _seen(on_postgresql: bool) -> Executable:
    statement = insert_into(workers, on_postgresql)
    seen: Executable = statement.on_conflict_do_update(
        index_elements=[workers.c.id], set_={"seen": statement.excluded.seen}
    )
    return seen


class Heartbeats(TransactionPart):
    """Knows the delivery workers of all processes."""

    __slots__ = ()

    async def beat(self, worker: str, now: datetime, silence: timedelta) -> int:
        """Record `worker`'s heartbeat at `now`, delete workers silent for `silence`, and count the rest.

        The machines' clocks must agree to within a fraction of `silence`, as leases need anyway.
        """
        if self._shared.postgresql:  # of two in the same moment, the second sees the first
            await self._connection.execute(_ALONE)
        since = {"since": micros(now - silence)}
        await self._connection.execute(_seen(self._shared.postgresql), {"id": worker, "seen": micros(now)})
        await self._connection.execute(_SILENT, since)
        return int((await self._connection.execute(_THERE, since)).scalar_one())

    async def deregister(self, worker: str) -> None:
        """Deregister a worker that is stopping, so that the others need not wait for its silence."""
        await self._connection.execute(_GONE, {"worker": worker})
