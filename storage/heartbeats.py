"""Who delivers: each worker says now and then that it is there, so that all share the platform's limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, func, select

from storage.tables import workers
from storage.transaction import TransactionPart, insert_into
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
        """`worker` is there at `now`; how many are, it included.  Those not seen for `silence` are forgotten.

        The clocks of the machines must agree to a good part of `silence`, as they must for leases.
        """
        if self._shared.postgresql:  # of two in the same moment, the second sees the first
            await self._connection.execute(_ALONE)
        since = {"since": micros(now - silence)}
        await self._connection.execute(_seen(self._shared.postgresql), {"id": worker, "seen": micros(now)})
        await self._connection.execute(_SILENT, since)
        return int((await self._connection.execute(_THERE, since)).scalar_one())

    async def deregister(self, worker: str) -> None:
        """`worker` has ended: the others need not wait until it has been silent."""
        await self._connection.execute(_GONE, {"worker": worker})
