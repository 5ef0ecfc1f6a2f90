"""What waits to be told to somebody with their next reply, or once they are not writing; and when each person
was last at work on an audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from dialogs.audits.audit import AuditId, PersonId
from dialogs.conversation.subjects import ToldChange, decode
from dialogs.conversation.views import Notice
from storage.outbox import notice_identity
from storage.session_statements import NEWS
from storage.tables import audits, owed, walks
from storage.transaction import TransactionPart
from storage.values import maybe_moment, micros, moment

_FREE = or_(owed.c.leased_until.is_(None), owed.c.leased_until <= bindparam("now", type_=owed.c.next_at.type))
_OF = (
    select(owed.c.id, owed.c.subject, owed.c.sealed, audits.c.wrapped_key)
    .join(audits, audits.c.id == owed.c.audit_id)
    .where(owed.c.recipient == bindparam("person"), owed.c.audit_id == bindparam("audit"), *NEWS, _FREE)
    .order_by(owed.c.id)
    .with_for_update(of=owed)
)
_TOLD = (
    update(owed)
    .where(owed.c.id.in_(bindparam("ids", expanding=True)))
    .values(next_at=None, sent=owed.c.wanted, failed=False, problem="")
)
_LAST = select(func.max(walks.c.at)).where(walks.c.person_id == bindparam("person"))
_HERE = select(walks.c.person_id, walks.c.at).where(walks.c.audit_id == bindparam("audit"), walks.c.at >= 0)
_AT_WORK = update(walks).where(
    walks.c.person_id == bindparam("person"), walks.c.audit_id == bindparam("of_audit")
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One piece of news."""

    id: int
    subject: ToldChange
    text: str


class News(TransactionPart):
    """Joins, tells and dates it."""

    __slots__ = ()

    async def joined(self, audit_id: AuditId, notices: Sequence[Notice], now: datetime) -> list[Notice]:
        """The same notices; news joins the news that waits already, so that it is told in one message."""
        found = []
        for notice in notices:
            if isinstance(notice.subject, ToldChange):
                for earlier in await self._of(notice.recipient, audit_id, now):
                    text = notice.text if notice.text in earlier.text else f"{earlier.text} {notice.text}"
                    notice = replace(notice, subject=earlier.subject, text=text.strip())
            found.append(notice)
        return found

    async def take(self, person: PersonId, audit_id: AuditId, now: datetime) -> list[Waiting]:
        """The news of this audit that waits for this person; it counts as told from now on."""
        found = await self._of(person, audit_id, now)
        if found:
            await self._connection.execute(_TOLD, {"ids": [news.id for news in found]})
        return found

    async def last_at_work(self, person: PersonId) -> datetime | None:
        """When this person last wrote or pressed anything; None where it is not known."""
        return maybe_moment((await self._connection.execute(_LAST, {"person": person})).scalar_one_or_none())

    async def at_work_on(self, audit_id: AuditId) -> Mapping[PersonId, datetime]:
        """When each person was last at work on this audit, as far as it is known."""
        found = await self._connection.execute(_HERE, {"audit": audit_id})
        return {person: moment(at) for person, at in found}

    async def note_at_work(self, person: PersonId, audit_id: AuditId, now: datetime) -> None:
        """This person has written or pressed something that changed nothing."""
        values = {"person": person, "of_audit": audit_id}
        await self._connection.execute(_AT_WORK.values(at=micros(now)), values)

    async def _of(self, person: PersonId, audit_id: AuditId, now: datetime) -> list[Waiting]:
        bounds = {"person": person, "audit": audit_id, "now": micros(now)}
        rows = (await self._connection.execute(_OF, bounds)).all()
        return [self._read(person, audit_id, row) for row in rows]

    def _read(self, person: PersonId, audit_id: AuditId, row: Any) -> Waiting:
        id, subject, sealed, wrapped = row
        key = self._shared.keyring.data_key(wrapped, audit_id)
        text = key.open(sealed, notice_identity(audit_id, person, subject)).decode()
        told = decode(subject)
        return Waiting(id, told if isinstance(told, ToldChange) else ToldChange("", ""), text)
