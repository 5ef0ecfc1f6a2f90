"""Seals a database that an earlier version filled, and rows that somebody has looked at and stands for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from dialogs.audits.audit import AuditId, PersonId
from storage.tables import audits, people, workers
from storage.values import micros
from storage.work import Storage

STILL_AT_WORK = timedelta(minutes=2)
"""A process that showed itself within this time runs."""


class NotSealed(Exception):
    """Nothing was sealed; the text says why."""


async def seal_all(storage: Storage, now: datetime) -> tuple[int, int]:
    """Seal every person and audit as they stand; how many of each.  Look with `verify` first: what is sealed
    here is believed from now on.  Processes learn it at their next start.

    Raises NotSealed while a process runs, or where the database is sealed already.
    """
    if storage.seals.asked_for:
        raise NotSealed("This database is sealed already")
    async with storage.work() as work:
        seen = select(func.count()).where(workers.c.seen > micros(now - STILL_AT_WORK))
        running: int = (await work.connection.execute(seen.select_from(workers))).scalar_one()
        if running:
            raise NotSealed(
                f"{running} {'process is' if running == 1 else 'processes are'} at work on this "
                "database, and would go on without seals. Stop the bot, wait two minutes, and say it again"
            )
        everybody: list[PersonId] = list((await work.connection.execute(select(people.c.id))).scalars())
        every_audit: list[AuditId] = list((await work.connection.execute(select(audits.c.id))).scalars())
        storage.seals.asked_for = True
        try:
            await work.people.reseal(everybody)
            for audit_id in every_audit:
                await work.audits.reseal(audit_id)
            await storage.seals.mark(work.connection, postgresql=storage.postgresql, counted=len(every_audit))
        except BaseException:
            storage.seals.asked_for = False
            raise
    return len(everybody), len(every_audit)


async def accept(storage: Storage, sort: str, id: str) -> bool:
    """Seal one person ("person") or audit ("audit") as their row stands now: somebody has looked at it and
    stands for it.  False where there is none."""
    table = {"person": people, "audit": audits}[sort]
    async with storage.work() as work:
        if (await work.connection.execute(select(table.c.id).where(table.c.id == id))).first() is None:
            return False
        await (work.people.reseal([id]) if sort == "person" else work.audits.reseal(id))
    return True
