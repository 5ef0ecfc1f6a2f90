"""Who did what with an audit: its trail without the words, and who has read it without being its auditor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, select, union_all

from dialogs.audits.audit import AuditId, PersonId
from dialogs.audits.events import DomainEvent, EventKind
from dialogs.audits.passages import Passage
from storage.keeping_tables import access_log
from storage.tables import readings, trail
from storage.transaction import TransactionPart
from storage.values import clear_value, moment

_OF_AUDIT = union_all(
    *(
        select(table.c.person_id, table.c.at).where(
            table.c.audit_id == bindparam("audit"), table.c.person_id.is_not(None)
        )
        for table in (readings, access_log)
    )
).subquery("read")
_READERS = select(_OF_AUDIT).order_by(_OF_AUDIT.c.at.desc()).limit(bindparam("most"))
_EVENTS = (
    select(trail.c.what, trail.c.key, trail.c.value, trail.c.by, trail.c.at, trail.c.words)
    .where(trail.c.audit_id == bindparam("audit"))
    .order_by(trail.c.seq.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip", type_=Integer()))
)
UNREAD = Passage.of("")
"""Words that are there, and stay sealed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One sitting in which somebody read an audit."""

    by: PersonId
    at: datetime


class Readings(TransactionPart):
    """Tells who has read what, and what has happened."""

    __slots__ = ()

    async def readers(self, audit: AuditId, most: int) -> list[Reading]:
        """Who has read this audit in the chat or at the desk, the latest first."""
        rows = await self._connection.execute(_READERS, {"audit": audit, "most": most})
        return [Reading(person, moment(at)) for person, at in rows]

    async def happened(self, audit: AuditId, most: int, skip: int = 0) -> list[DomainEvent]:
        """What has happened to this audit, the latest first; at most `most`, after `skip` later ones.  Of
        words it says that there are some, and not which."""
        rows = await self._connection.execute(_EVENTS, {"audit": audit, "most": most, "skip": skip})
        return [
            DomainEvent(
                EventKind(what),
                by,
                moment(at),
                key,
                clear_value(value),
                UNREAD if words is not None else None,
            )
            for what, key, value, by, at, words in rows
        ]
