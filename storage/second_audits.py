"""Blind second audits: which audits repeat which, who is kept from them, and which can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, literal_column, or_, select, update

from dialogs.audits.audit import Audit, AuditId, State
from dialogs.audits.events import EventKind
from storage.list_items import KEPT, PROGRAMME, AuditListItem, ListedAudits
from storage.reporting import Months
from storage.tables import audits, trail
from storage.values import micros

_COMPLETED = (State.SUBMITTED.value, State.FINAL.value)
_FIRST = audits.alias("first")
_GROUP = select(
    audits.c.id,
    audits.c.second_of,
    audits.c.auditors,
    audits.c.practitioner,
    audits.c.iro,
    audits.c.shut_to,
    audits.c.compared_at,
    audits.c.state,
).where(or_(audits.c.id == bindparam("first"), audits.c.second_of == bindparam("first")))
_PAIRS = (
    select(_FIRST.c.id, audits.c.id)
    .join(_FIRST, _FIRST.c.id == audits.c.second_of)
    .where(KEPT, _FIRST.c.wrapped_key.is_not(None))
    .order_by(audits.c.id)
)
_TO_COMPARE = _PAIRS.where(
    audits.c.compared_at.is_(None), audits.c.state.in_(_COMPLETED), _FIRST.c.state.in_(_COMPLETED)
).limit(bindparam("most"))
_COMPARED = _PAIRS.where(audits.c.compared_at.is_not(None))
_OF_ONE = _COMPARED.where(or_(audits.c.id == bindparam("audit"), _FIRST.c.id == bindparam("audit")))
_IN_MONTHS = _COMPARED.where(audits.c.month.between(bindparam("since"), bindparam("until")))
_WITH_CONCERNS = select(audits.c.id).where(
    KEPT,
    audits.c.second_of.is_not(None),
    audits.c.month.between(bindparam("since"), bindparam("until")),
    select(trail.c.seq)
    .where(
        trail.c.audit_id == audits.c.id,
        trail.c.what == literal_column(f"'{EventKind.CONCERN_RAISED.value}'"),  # as the index has it
    )
    .exists(),
)
_UNDER_WAY = PROGRAMME.where(
    audits.c.second_of.is_not(None), audits.c.compared_at.is_(None), audits.c.state != State.WITHDRAWN.value
)
_OF_THESE = select(audits.c.id).where(audits.c.second_of.in_(bindparam("firsts", expanding=True)))


@dataclass(frozen=True, slots=True)
class Pair:
    """An audit and the second audit of the same case."""

    first: AuditId
    second: AuditId


class SecondAudits(ListedAudits):
    """Keeps second audits and what they repeat apart, and knows when they are both submitted."""

    __slots__ = ()

    async def keep_apart(self, audit: Audit) -> None:
        """See to it that neither `audit`, or the one that it repeats, opens to the auditors of the other,
        nor a second audit to the case's practitioner and IRO.  For when one is arranged, somebody else
        audits one of them, or they have been compared; nothing happens where there is no second audit."""
        await self._keep_apart(audit.second_of or audit.id)

    async def _keep_apart(self, first: AuditId) -> None:
        rows = (await self._connection.execute(_GROUP, {"first": first})).all()
        standing = next((row for row in rows if row.id == first), None)
        if standing is None or len(rows) < 2:
            return
        over = State.WITHDRAWN.value
        blind = [row for row in rows if row.second_of and row.compared_at is None and row.state != over]
        for row in rows:
            others = [other for other in (standing, *blind) if other.id != row.id]
            if row.second_of and row.compared_at is not None:
                others = []
            shut = {person for other in others for person in other.auditors.split(";") if person}
            if row.second_of:
                shut |= {person for person in (standing.practitioner, standing.iro) if person}
            shut_to = ";".join(sorted(shut - set(row.auditors.split(";"))))
            if shut_to == row.shut_to:
                continue
            await self._connection.execute(
                update(audits).where(audits.c.id == row.id).values(shut_to=shut_to)
            )
            self._open.fresh.pop(row.id, None)  # it is folded anew from its row

    async def to_compare(self, most: int) -> tuple[Pair, ...]:
        """Audits and second audits of which both are submitted, and have not been compared yet."""
        return tuple(Pair(*row) for row in await self._connection.execute(_TO_COMPARE, {"most": most}))

    async def note_compared(self, second: AuditId, now: datetime) -> bool:
        """From `now` on both can be seen beside each other; False where that has been noted before."""
        statement = (
            update(audits)
            .where(and_(audits.c.id == second, audits.c.compared_at.is_(None)))
            .values(compared_at=micros(now))
        )
        noted = (await self._connection.execute(statement)).rowcount == 1
        if noted:
            first = select(audits.c.second_of).where(audits.c.id == second)
            await self._keep_apart((await self._connection.execute(first)).scalar_one())
        return noted

    async def of_audit(self, audit: AuditId) -> tuple[Pair, ...]:
        """The pairs that this audit is one of, and that can be compared."""
        return tuple(Pair(*row) for row in await self._connection.execute(_OF_ONE, {"audit": audit}))

    async def compared_in(self, months: Months) -> tuple[Pair, ...]:
        """The pairs of these months that can be compared."""
        bounds = {"since": months.first, "until": months.last}
        return tuple(Pair(*row) for row in await self._connection.execute(_IN_MONTHS, bounds))

    async def with_concerns(self, months: Months) -> tuple[AuditId, ...]:
        """The second audits of these months in which an immediate concern was raised."""
        bounds = {"since": months.first, "until": months.last}
        return tuple((await self._connection.execute(_WITH_CONCERNS, bounds)).scalars())

    async def under_way(self) -> tuple[AuditListItem, ...]:
        """The second audits that cannot be compared yet."""
        return tuple(self.listed(row) for row in await self._connection.execute(_UNDER_WAY))

    async def repeating(self, ids: Iterable[AuditId]) -> tuple[AuditId, ...]:
        """The second audits of these audits, withdrawn ones included."""
        rows = await self._connection.execute(_OF_THESE, {"firsts": sorted(set(ids))})
        return tuple(rows.scalars())
