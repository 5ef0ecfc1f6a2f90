"""What is owed to people: a row per (recipient, audit, subject) with the version wanted and the one sent.

A row is due while `next_at` is set and past.  A claim leases it; a lease that runs out (its worker died)
makes it due again, counted in `repeats`: what that worker sent may have arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, case, func, or_, select, union_all, update

from dialogs.audits.audit import AuditId, PersonId
from dialogs.conversation.subjects import Subject, decode
from dialogs.conversation.views import Notice
from storage.keys import KeyDestroyed, Unopenable
from storage.people import Address, address_of
from storage.people_rows import ADDRESS
from storage.statements import insert_into
from storage.tables import addresses, audits, owed
from storage.transaction import TransactionPart, Unknown
from storage.values import maybe_moment, micros, storable

_PROBLEM_LIMIT = 200

_VERSIONS = ("wanted", "sent", "activity_id", "conversation_id", "attempts", "urgent", "repeats")
_NAMES = ("id", "recipient", "audit_id", "subject", *_VERSIONS, "sealed")


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One card or message claimed for sending: render it from the audit as it stands now."""

    id: int
    recipient: PersonId
    audit_id: AuditId
    subject: Subject
    wanted: int
    """The version claimed."""
    sent: int
    """The version that the recipient has; 0 for none."""
    activity_id: str
    """The card to update; empty: nothing has been sent yet."""
    conversation_id: str
    """Where that card is."""
    attempts: int
    """Failed ones, since it was last delivered or asked for."""
    urgent: bool
    text: str
    repeats: int
    """How often this version may have arrived already without our knowing it: label it when above 0."""
    address: Address | None = None
    """Where the recipient's chat is now."""
    unreadable: bool = False
    """It cannot be opened: not to be sent."""


_NOW = bindparam("now", type_=owed.c.next_at.type)
_FREE = or_(owed.c.leased_until.is_(None), owed.c.leased_until <= _NOW)
_BUSY = owed.alias("busy")
_CANDIDATES = (
    select(owed.c.id, owed.c.recipient)
    .where(
        owed.c.next_at <= _NOW,
        _FREE,
        ~select(_BUSY.c.id)
        .where(_BUSY.c.recipient == owed.c.recipient, _BUSY.c.leased_until > _NOW)
        .exists(),
    )
    .order_by(owed.c.urgent.desc(), owed.c.next_at, owed.c.id)
    .limit(bindparam("limit", type_=owed.c.id.type))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(owed)
    .where(owed.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        repeats=owed.c.repeats + case((owed.c.leased_until.is_(None), 0), else_=1),
        worker=bindparam("new_worker"),
        leased_until=bindparam("new_lease"),
    )
)
_CLAIMED = (
    select(*(owed.c[name] for name in _NAMES), audits.c.wrapped_key, *ADDRESS)
    .join(audits, audits.c.id == owed.c.audit_id)
    .outerjoin(addresses, addresses.c.person_id == owed.c.recipient)
    .where(owed.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(owed.c.urgent.desc(), owed.c.next_at, owed.c.id)
)
_MINE = update(owed).where(owed.c.id == bindparam("row"))
_FREED = {"worker": "", "leased_until": None}
_DELIVERED = _MINE.where(owed.c.sent <= bindparam("claimed")).values(
    _FREED
    | {
        "sent": bindparam("new_sent"),
        "activity_id": bindparam("new_activity"),
        "conversation_id": bindparam("new_conversation"),
        "attempts": 0,
        "repeats": 0,
        "failed": False,
        "problem": "",
        # Wanted anew while it was on its way: it stays due.
        "next_at": case((owed.c.wanted > bindparam("claimed"), owed.c.next_at), else_=None),
    }
)
_POSTPONED = _MINE.values(
    _FREED
    | {
        "attempts": owed.c.attempts + bindparam("tried", type_=owed.c.attempts.type),
        "repeats": owed.c.repeats + bindparam("more", type_=owed.c.repeats.type),
        "problem": bindparam("new_problem"),
        "next_at": bindparam("new_next_at"),
        "failed": False,
    }
)
_NEWER = owed.c.wanted > bindparam("claimed")
"""A newer version was asked for while this one was on its way."""
_SET_ASIDE = _MINE.values(
    _FREED
    | {
        "attempts": owed.c.attempts + 1,
        "repeats": owed.c.repeats + bindparam("more", type_=owed.c.repeats.type),
        "problem": bindparam("new_problem"),
        "failed": ~_NEWER,
        "next_at": case((_NEWER, owed.c.next_at), else_=bindparam("new_next_at", type_=owed.c.next_at.type)),
    }
)
_WITHDRAWN = _MINE.values(
    _FREED | {"wanted": owed.c.sent, "next_at": None, "failed": False, "problem": bindparam("new_problem")}
)
_DUE = owed.c.next_at >= 0
"""What is not due is most of the table: written so that an index finds the rest."""
_NEXT = union_all(
    select(func.min(owed.c.next_at)).where(_DUE, owed.c.leased_until.is_(None)),
    select(
        func.min(case((owed.c.leased_until > owed.c.next_at, owed.c.leased_until), else_=owed.c.next_at))
    ).where(_DUE, owed.c.leased_until >= 0),
)


@cache
def _wanted(on_postgresql: bool) -> Executable:
    statement = insert_into(owed, on_postgresql)
    new = statement.excluded
    wanted: Executable = statement.on_conflict_do_update(
        index_elements=[owed.c.recipient, owed.c.audit_id, owed.c.subject],
        set_={
            "wanted": owed.c.wanted + 1,
            "sealed": new.sealed,
            "urgent": new.urgent,
            "next_at": new.next_at,
            "attempts": 0,
            "failed": False,
            "problem": "",
        },
    )
    return wanted


@cache
def _once(on_postgresql: bool) -> Executable:
    statement = insert_into(owed, on_postgresql)
    kept: Executable = statement.on_conflict_do_nothing(
        index_elements=[owed.c.recipient, owed.c.audit_id, owed.c.subject]
    )
    return kept


class Outbox(TransactionPart):
    """Owes, claims and settles."""

    __slots__ = ()

    async def enqueue(self, audit_id: AuditId, notices: Sequence[Notice], now: datetime) -> None:
        """Owe these notices, due now.  A newer one on a subject asks for a new version of its card."""
        rows = await self._rows_of(audit_id, notices, now)
        if rows:
            await self._connection.execute(_wanted(self._shared.postgresql), rows)

    async def enqueue_once(self, audit_id: AuditId, notices: Sequence[Notice], now: datetime) -> int:
        """Owe these notices, except where one on the same subject was owed before; how many are new."""
        added = 0
        for row in await self._rows_of(audit_id, notices, now):
            added += (await self._connection.execute(_once(self._shared.postgresql), row)).rowcount
        return added

    async def _rows_of(
        self, audit_id: AuditId, notices: Sequence[Notice], now: datetime
    ) -> list[dict[str, Any]]:
        if not notices:
            return []
        wrapped = await self._wrapped_key(audit_id)
        key = self._shared.keyring.data_key(wrapped, audit_id)
        subjects = [storable(notice.subject.encode()) for notice in notices]
        return [
            {
                "recipient": notice.recipient,
                "audit_id": audit_id,
                "subject": subject,
                "urgent": notice.urgent,
                "sealed": key.seal(
                    storable(notice.text).encode(),
                    notice_identity(audit_id, notice.recipient, subject),
                ),
                "wanted": 1,
                "sent": 0,
                "activity_id": "",
                "conversation_id": "",
                "attempts": 0,
                "repeats": 0,
                "next_at": micros(now),
                "worker": "",
                "leased_until": None,
                "failed": False,
                "problem": "",
            }
            for notice, subject in zip(notices, subjects, strict=True)
        ]

    async def claim(self, worker: str, limit: int, now: datetime, lease: timedelta) -> list[OutboxMessage]:
        """Take up to `limit` due notices for `lease`, urgent ones first, at most one for each recipient, and
        none for a recipient who has one on its way."""
        bounds = {"now": micros(now), "limit": limit * 4}
        found = await self._connection.execute(_CANDIDATES, bounds)
        first: dict[PersonId, int] = {}
        for row_id, recipient in found:
            first.setdefault(recipient, row_id)
        ids = list(first.values())[:limit]
        if not ids:
            return []
        leased = {"ids": ids, "new_worker": worker, "new_lease": micros(now + lease)}
        await self._connection.execute(_LEASE, leased)
        rows = await self._connection.execute(_CLAIMED, {"ids": ids})
        return [self._owed(row) for row in rows]

    async def delivered(
        self, owed: OutboxMessage, activity_id: str, conversation_id: str, now: datetime
    ) -> None:
        """The version claimed has arrived.  If a newer one is wanted meanwhile, that stays due."""
        settled = {
            "new_activity": activity_id,
            "new_conversation": conversation_id,
            "new_sent": owed.wanted,
        }  # a late word of an older version changes nothing
        await self._connection.execute(_DELIVERED, {"row": owed.id, "claimed": owed.wanted, **settled})

    async def postponed(
        self, owed: OutboxMessage, problem: str, at: datetime, *, ambiguous: bool = False, tried: bool = True
    ) -> None:
        """Try again at `at`.  `problem` is a code, never words; `ambiguous`: it may have arrived; without
        `tried` no attempt is counted (nothing was sent)."""
        values = {
            "new_problem": problem[:_PROBLEM_LIMIT],
            "new_next_at": micros(at),
            "more": int(ambiguous),
            "tried": int(tried),
        }
        await self._connection.execute(_POSTPONED, {"row": owed.id, **values})

    async def hold_up(
        self, owed: OutboxMessage, problem: str, again_at: datetime | None, *, ambiguous: bool = False
    ) -> None:
        """Keep the version claimed until `again_at`, or until its recipient writes or an operator says so; it
        is listed meanwhile.  A newer one wanted meanwhile stays due."""
        values = {
            "new_problem": problem[:_PROBLEM_LIMIT],
            "claimed": owed.wanted,
            "new_next_at": None if again_at is None else micros(again_at),
            "more": int(ambiguous),
        }
        await self._connection.execute(_SET_ASIDE, {"row": owed.id, **values})

    async def withdrawn(self, owed: OutboxMessage, problem: str) -> None:
        """Nothing more is owed here: the recipient may not have it any more."""
        values = {"row": owed.id, "new_problem": problem[:_PROBLEM_LIMIT]}
        await self._connection.execute(_WITHDRAWN, values)

    async def next_due(self) -> datetime | None:
        """When the next notice is due (a leased one: when its lease ends); None when nothing is."""
        found = (await self._connection.execute(_NEXT)).scalars()
        return maybe_moment(min((at for at in found if at is not None), default=None))

    async def _wrapped_key(self, audit_id: AuditId) -> bytes:
        held = self._open.fresh.get(audit_id)
        if held is not None:
            wrapped = held.ground[-1]
        else:
            statement = select(audits.c.wrapped_key).where(audits.c.id == audit_id)
            wrapped = (await self._connection.execute(statement)).scalar_one_or_none()
        if wrapped is None:
            raise Unknown(f"there is no audit {audit_id}, or it was purged")
        return bytes(wrapped)

    def _owed(self, row: Any) -> OutboxMessage:
        """The row claimed.  One that cannot be opened is `unreadable`, and harms no other."""
        found = dict(zip(_NAMES, row, strict=False))
        sealed, wrapped = found.pop("sealed"), row[len(_NAMES)]
        address = address_of(row[len(_NAMES) + 1 :])
        identity = notice_identity(found["audit_id"], found["recipient"], found["subject"])
        found["subject"] = decode(found["subject"])
        try:
            if wrapped is None:
                raise KeyDestroyed("a notice of a purged audit was left")
            key = self._shared.keyring.data_key(wrapped, found["audit_id"])
            text = key.open(sealed, identity).decode()
        except (Unopenable, KeyDestroyed, ValueError):
            return OutboxMessage(**found, text="", address=address, unreadable=True)
        return OutboxMessage(**found, text=text, address=address)


def notice_identity(audit_id: AuditId, recipient: PersonId, subject: str) -> str:
    """What a sealed notice is bound to; `subject` as it is stored."""
    return f"owed|{audit_id}|{recipient}|{subject}"
