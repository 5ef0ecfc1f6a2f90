"""What reports and exports read: audits page by page in the order of their ids, and why some changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from dialogs.audits.audit import AuditId
from dialogs.audits.events import DomainEvent, EventKind
from storage.list_items import COUNTED, KEPT
from storage.tables import audits, trail
from storage.trails import happening_of
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS

MOST_REASONS = 2_000
"""Rows read at once of why audits were changed."""

_IN_MONTHS: ColumnElement[bool] = audits.c.month.between(bindparam("first"), bindparam("last"))
_HOW_MANY = select(func.count()).select_from(audits)
_OPEN = audits.c.restricted == ""
_ALL_KEPT = _HOW_MANY.where(KEPT, COUNTED)
_SECONDS = _HOW_MANY.where(KEPT, ~COUNTED)
_KEPT_IN_MONTHS = _HOW_MANY.where(KEPT, COUNTED, _IN_MONTHS)
_PURGED_IN_MONTHS = _HOW_MANY.where(~KEPT, COUNTED, _IN_MONTHS)
_PAGE = (
    select(audits.c.id, audits.c.answered, audits.c.total, (~_OPEN).label("restricted"))
    .where(KEPT, COUNTED, audits.c.id > bindparam("after"))
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_OPEN_PAGE = _PAGE.where(_OPEN)
_PAGE_IN_MONTHS = _OPEN_PAGE.where(_IN_MONTHS)
_CHANGES = (
    select(trail, audits.c.wrapped_key)
    .join(audits, audits.c.id == trail.c.audit_id)
    .where(
        trail.c.audit_id.in_(bindparam("ids", expanding=True)),
        trail.c.what == EventKind.ALLOCATION_CHANGED.value,
        KEPT,
    )
    .order_by(trail.c.audit_id, trail.c.seq)
    .limit(MOST_REASONS)
)


_TRAILS = (
    select(trail, audits.c.wrapped_key)
    .join(audits, audits.c.id == trail.c.audit_id)
    .where(trail.c.audit_id.in_(bindparam("ids", expanding=True)), KEPT)
    .order_by(trail.c.audit_id, trail.c.seq)
)


@dataclass(frozen=True, slots=True)
class Months:
    """Months of the programme, both included: "2026-04" to "2026-06"."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ReportedAudit:
    """An audit of a page, as its row tells how far it is."""

    audit_id: AuditId
    answered: int
    total: int
    restricted: bool


class Reporting(TransactionPart):
    """Reads the programme from one end to the other."""

    __slots__ = ()

    async def how_many(self, months: Months | None = None) -> int:
        """How many audits there are (of these months); neither purged ones nor second audits are among
        them."""
        return await self._count(_ALL_KEPT if months is None else _KEPT_IN_MONTHS, months)

    async def seconds(self) -> int:
        """How many second audits there are: no page has them."""
        return await self._count(_SECONDS, None)

    async def purged(self, months: Months) -> int:
        """How many audits of these months were purged: their month is all that is left to count."""
        return await self._count(_PURGED_IN_MONTHS, months)

    async def page(
        self, after: AuditId, most: int, months: Months | None = None, *, restricted: bool = False
    ) -> tuple[ReportedAudit, ...]:
        """At most `most` audits (of these months) whose ids follow `after`, in their order; restricted ones
        only of all months, where `restricted` asks for them, and no second audit."""
        bounds = {"after": after, "most": most, **_bounds(months)}
        statement = _PAGE_IN_MONTHS if months is not None else _PAGE if restricted else _OPEN_PAGE
        rows = await self._connection.execute(statement, bounds)
        return tuple(ReportedAudit(row[0], row[1], row[2], bool(row[3])) for row in rows)

    async def changes(self, ids: Sequence[AuditId]) -> dict[AuditId, tuple[DomainEvent, ...]]:
        """What was changed of who has these audits and by when, with the reasons, oldest first."""
        if not ids:
            return {}
        found: dict[AuditId, tuple[DomainEvent, ...]] = {}
        rows = await self._connection.execute(_CHANGES, {"ids": sorted(set(ids))})
        for stored in rows.mappings():
            row = dict(stored)
            audit_id = row["audit_id"]
            try:
                key = self._shared.keyring.data_key(row.pop("wrapped_key"), audit_id)
                event = happening_of(row, key)
            except PROBLEMS as problem:
                self._open.sets_aside("audit", audit_id, problem)
                continue
            found[audit_id] = (*found.get(audit_id, ()), event)
        return found

    async def trails(self, ids: Sequence[AuditId]) -> dict[AuditId, list[DomainEvent]]:
        """Every event of these audits, oldest first; what cannot be opened is left out, and noted."""
        found: dict[AuditId, list[DomainEvent]] = {}
        shut = set()
        for stored in (await self._connection.execute(_TRAILS, {"ids": sorted(set(ids))})).mappings():
            row = dict(stored)
            audit_id = row["audit_id"]
            try:
                key = self._shared.keyring.data_key(row.pop("wrapped_key"), audit_id)
                found.setdefault(audit_id, []).append(happening_of(row, key))
            except PROBLEMS as problem:
                self._open.sets_aside("audit", audit_id, problem)
                shut.add(audit_id)
        return {audit_id: events for audit_id, events in found.items() if audit_id not in shut}

    async def _count(self, statement: Select[Any], months: Months | None) -> int:
        counted = await self._connection.execute(statement, _bounds(months))
        count: int = counted.scalar_one()
        return count


def _bounds(months: Months | None) -> dict[str, str]:
    return {} if months is None else {"first": months.first, "last": months.last}
