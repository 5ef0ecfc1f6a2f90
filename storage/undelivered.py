"""Undelivered outbox rows: listed for people who can help, and made due again once they may get through.

A row is held up if it was set aside (refused, unreachable or unreadable), or has failed and waits for another
try.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, union_all, update

from dialogs.audits.audit import AuditId, PersonId
from dialogs.conversation.subjects import KINDS, Subject, SummaryCard, UnknownSubject, decode, kind_of
from storage.tables import owed
from storage.transaction import TransactionPart
from storage.values import maybe_moment, micros

UNREADABLE = "unreadable"
"""The problem of a row, or its audit, that cannot be opened: damaged, or sealed with a key not listed."""


@dataclass(frozen=True, slots=True)
class HeldUpMessage:
    """One row that is held up, for those who can do something about it.  Nothing in it is sealed."""

    id: int
    recipient: PersonId
    audit_id: AuditId
    subject: Subject
    urgent: bool
    problem: str
    attempts: int
    next_at: datetime | None
    failed: bool


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One notice that has not arrived as wanted."""

    recipient: PersonId
    subject: Subject
    attempts: int
    failed: bool
    """True: set aside; `next_at` says when it is tried again all the same."""
    problem: str
    next_at: datetime | None
    """None: when the recipient writes or installs the bot, or an operator says so."""
    sent: int = 0
    """The version that the recipient has; 0 for none."""


# Two looks, each of them found by an index, however much was ever owed.
_HELD_IDS = union_all(
    select(owed.c.id).where(owed.c.failed, owed.c.recipient > ""),
    select(owed.c.id).where(owed.c.next_at >= 0, owed.c.attempts > 0, ~owed.c.failed),
)
_HELD_UP = owed.c.id.in_(_HELD_IDS)
"""Set aside, or tried in vain and to be tried again soon."""
_KIND = case(
    (owed.c.subject == SummaryCard.prefix, kind_of(SummaryCard())),
    *((owed.c.subject.like(f"{kind}:%"), kind) for kind in KINDS),
    else_=kind_of(UnknownSubject("")),
)
_AGAIN = {
    "failed": False,
    "attempts": 0,
    "next_at": bindparam("new_next_at", type_=owed.c.next_at.type),
    "problem": "",
}
# A row on its way is its sender's; written as the index of what was set aside has it.
_HELD = (owed.c.failed, or_(owed.c.leased_until.is_(None), owed.c.leased_until <= bindparam("new_next_at")))
_MENDABLE = (*_HELD, owed.c.problem != UNREADABLE)
_WAKE = update(owed).where(owed.c.recipient == bindparam("person"), *_MENDABLE).values(_AGAIN)
_WAKE_ALL = update(owed).where(*_MENDABLE, owed.c.problem != "no_address").values(_AGAIN)
_RETRY = update(owed).where(owed.c.id.in_(bindparam("ids", expanding=True)), _HELD_UP).values(_AGAIN)
_RETRY_ALL = update(owed).where(_HELD_UP).values(_AGAIN)
_LISTED = select(
    owed.c.id,
    owed.c.recipient,
    owed.c.audit_id,
    owed.c.subject,
    owed.c.urgent,
    owed.c.problem,
    owed.c.attempts,
    owed.c.next_at,
    owed.c.failed,
)
_HELD_LIST = (
    _LISTED.where(_HELD_UP)
    .order_by(owed.c.urgent.desc(), owed.c.failed.desc(), owed.c.id)
    .limit(bindparam("limit", type_=owed.c.id.type))
)
_HELD_AMONG = _LISTED.where(_HELD_UP, owed.c.id.in_(bindparam("ids", expanding=True)))
_HELD_KINDS = select(_KIND, owed.c.problem, func.count()).where(_HELD_UP).group_by(_KIND, owed.c.problem)
_UNDELIVERED = (
    select(
        owed.c.recipient,
        owed.c.subject,
        owed.c.attempts,
        owed.c.failed,
        owed.c.problem,
        owed.c.sent,
        owed.c.next_at,
    )
    .where(owed.c.wanted > owed.c.sent)
    .order_by(owed.c.id)
)
_STRAYED = (
    update(owed)
    .where(owed.c.next_at > bindparam("far"), or_(~owed.c.failed, owed.c.next_at > bindparam("farthest")))
    .values(next_at=bindparam("new_next_at", type_=owed.c.next_at.type))
)


class UndeliveredRows(TransactionPart):
    """Knows what has not arrived, and what of it is held up."""

    __slots__ = ()

    async def of_audit(self, audit_id: AuditId) -> tuple[Undelivered, ...]:
        """What of this audit has not arrived as wanted, failed ones included."""
        rows = await self._connection.execute(_UNDELIVERED.where(owed.c.audit_id == audit_id))
        return tuple(
            Undelivered(row[0], decode(row[1]), *(*row[2:5], maybe_moment(row[6]), row[5])) for row in rows
        )

    async def held_up(self, limit: int) -> tuple[HeldUpMessage, ...]:
        """What was set aside or tried in vain, in every audit: concerns first, the oldest first."""
        rows = await self._connection.execute(_HELD_LIST, {"limit": limit})
        return tuple(map(_held_up, rows))

    async def held_up_among(self, ids: Sequence[int]) -> tuple[HeldUpMessage, ...]:
        """Those of these rows that are held up."""
        rows = await self._connection.execute(_HELD_AMONG, {"ids": list(ids)})
        return tuple(map(_held_up, rows))

    async def held_up_counts(self) -> dict[tuple[str, str], int]:
        """How much is held up, by kind of card ("concern", "summary", ...) and problem."""
        return {(kind, why): count for kind, why, count in await self._connection.execute(_HELD_KINDS)}

    async def wake(self, recipient: PersonId, now: datetime) -> int:
        """The recipient has written or come back: what was set aside for them is due again.  How many."""
        woken = await self._connection.execute(_WAKE, {"person": recipient, "new_next_at": micros(now)})
        return woken.rowcount

    async def wake_all(self, now: datetime) -> int:
        """Sending works again: whatever was refused is due.  How many."""
        woken = await self._connection.execute(_WAKE_ALL, {"new_next_at": micros(now)})
        return woken.rowcount

    async def retry(self, ids: Sequence[int] | None, now: datetime) -> int:
        """An operator says so: what is held up of these (None: all) is due now.  How many."""
        values: dict[str, Any] = {"new_next_at": micros(now)}
        if ids is None:
            return (await self._connection.execute(_RETRY_ALL, values)).rowcount
        return (await self._connection.execute(_RETRY, {"ids": list(ids), **values})).rowcount

    async def mind_clock(self, now: datetime, longest: timedelta, set_aside: timedelta) -> int:
        """What is to wait longer than anything may (the clock was set back) is due now.  `longest` of what is
        tried again, `set_aside` of what was set aside.  How many."""
        values = {
            "far": micros(now + longest),
            "farthest": micros(now + set_aside),
            "new_next_at": micros(now),
        }
        return (await self._connection.execute(_STRAYED, values)).rowcount


def _held_up(row: Any) -> HeldUpMessage:
    return HeldUpMessage(*(*row[:3], decode(row[3]), *row[4:7], maybe_moment(row[7]), row[8]))
