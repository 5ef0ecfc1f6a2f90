"""What is owed to people: a row per (recipient, audit, subject) with the version wanted and the one sent.

A row is due while `next_at` is set and past.  A claim leases it; a lease that runs out (its worker died)
makes it due again, counted in `repeats`: what that worker sent may have arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from dialogs.audits.audit import AuditId, PersonId
from dialogs.conversation.subjects import Subject, decode
from dialogs.conversation.views import Notice
from storage.keys import KeyDestroyed, Unopenable
from storage.outbox_statements import (
    ALONG,
    CANDIDATES,
    CLAIMED,
    COLUMNS,
    DELIVERED,
    LEASE,
    LET_GO,
    NEXT,
    POSTPONED,
    PUT_OFF,
    SET_ASIDE,
    WITHDRAWN,
    enqueued,
    enqueued_once,
)
from storage.people import Address, address_of
from storage.tables import audits, owed
from storage.transaction import TransactionPart, Unknown
from storage.values import maybe_moment, micros, storable

_PROBLEM_LIMIT = 200


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


class Outbox(TransactionPart):
    """Owes, claims and settles."""

    __slots__ = ()

    async def enqueue(self, audit_id: AuditId, notices: Sequence[Notice], now: datetime) -> None:
        """Owe these notices, due now.  A newer one on a subject asks for a new version of its card."""
        rows = await self._rows_of(audit_id, notices, now)
        if rows:
            await self._connection.execute(enqueued(self._shared.postgresql), rows)

    async def enqueue_once(self, audit_id: AuditId, notices: Sequence[Notice], now: datetime) -> int:
        """Owe these notices, except where one on the same subject was owed before; how many are new."""
        added = 0
        for row in await self._rows_of(audit_id, notices, now):
            added += (await self._connection.execute(enqueued_once(self._shared.postgresql), row)).rowcount
        return added

    async def recipients(self, audit_id: AuditId, subject: Subject) -> frozenset[PersonId]:
        """Who has ever been owed a notice on this subject."""
        query = select(owed.c.recipient).where(
            owed.c.audit_id == audit_id, owed.c.subject == storable(subject.encode())
        )
        return frozenset((await self._connection.execute(query)).scalars())

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
                "next_at": micros(now + notice.wait),
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
        candidates = await self._connection.execute(CANDIDATES, bounds)
        first: dict[PersonId, int] = {}
        for row_id, recipient in candidates:
            first.setdefault(recipient, row_id)
        ids = list(first.values())[:limit]
        if not ids:
            return []
        leased = {"ids": ids, "new_worker": worker, "new_lease": micros(now + lease)}
        await self._connection.execute(LEASE, leased)
        rows = await self._connection.execute(CLAIMED, {"ids": ids})
        return [self._owed(row) for row in rows]

    async def along(self, owed: OutboxMessage, most: int, now: datetime) -> list[OutboxMessage]:
        """Other reminders that are due to the same person now: they can go in one message with `owed`, whose
        lease keeps others away from them."""
        bounds = {"person": owed.recipient, "row": owed.id, "now": micros(now), "limit": most}
        return [self._owed(row) for row in await self._connection.execute(ALONG, bounds)]

    async def put_off(self, person: PersonId, until: datetime) -> None:
        """Every reminder that this person has had, or is to have, comes (again) at `until`: as a new message,
        and only if it still holds then."""
        bounds = {"person": person, "until": micros(until), "now": micros(until)}
        await self._connection.execute(PUT_OFF, bounds)

    async def delivered(
        self, owed: OutboxMessage, activity_id: str, conversation_id: str, now: datetime
    ) -> None:
        """The version claimed has arrived.  If a newer one is wanted meanwhile, that stays due."""
        settled = {
            "new_activity": activity_id,
            "new_conversation": conversation_id,
            "new_sent": owed.wanted,
        }  # a late word of an older version changes nothing
        await self._connection.execute(DELIVERED, {"row": owed.id, "claimed": owed.wanted, **settled})

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
        await self._connection.execute(POSTPONED, {"row": owed.id, **values})

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
        await self._connection.execute(SET_ASIDE, {"row": owed.id, **values})

    async def withdrawn(self, owed: OutboxMessage, problem: str) -> None:
        """Nothing more is owed here: the recipient may not have it any more."""
        values = {"row": owed.id, "new_problem": problem[:_PROBLEM_LIMIT]}
        await self._connection.execute(WITHDRAWN, values)

    async def let_go(self, worker: str, now: datetime) -> None:
        """What this worker has claimed is due again at once; as when a lease runs out, it is labelled."""
        await self._connection.execute(LET_GO, {"leaving": worker, "now": micros(now)})

    async def next_due(self) -> datetime | None:
        """When the next notice is due (a leased one: when its lease ends); None when nothing is."""
        moments = (await self._connection.execute(NEXT)).scalars()
        return maybe_moment(min((at for at in moments if at is not None), default=None))

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
        values = dict(zip(COLUMNS, row, strict=False))
        sealed, wrapped = values.pop("sealed"), row[len(COLUMNS)]
        address = address_of(row[len(COLUMNS) + 1 :])
        identity = notice_identity(values["audit_id"], values["recipient"], values["subject"])
        values["subject"] = decode(values["subject"])
        try:
            if wrapped is None:
                raise KeyDestroyed("a notice of a purged audit was left")
            key = self._shared.keyring.data_key(wrapped, values["audit_id"])
            text = key.open(sealed, identity).decode()
        except (Unopenable, KeyDestroyed, ValueError):
            return OutboxMessage(**values, text="", address=address, unreadable=True)
        return OutboxMessage(**values, text=text, address=address)


def notice_identity(audit_id: AuditId, recipient: PersonId, subject: str) -> str:
    """What a sealed notice is bound to; `subject` as it is stored."""
    return f"owed|{audit_id}|{recipient}|{subject}"
