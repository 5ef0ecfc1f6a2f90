"""Who did what with an audit: its trail without the words, and who has read it by their role alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, func, insert, select

from dialogs.audits.audit import AuditId, PersonId
from dialogs.audits.events import DomainEvent, EventKind
from dialogs.audits.passages import Passage
from storage.tables import readings, trail
from storage.transaction import TransactionPart
from storage.values import clear_value, micros, moment

SITTING = timedelta(minutes=15)
"""What somebody opens of one audit within so long is one reading."""

_OF_AUDIT = (
    select(readings.c.person_id, readings.c.at)
    .where(readings.c.audit_id == bindparam("audit"))
    .order_by(readings.c.at.desc())
    .limit(bindparam("most"))
)
_EVENTS = (
    select(trail.c.what, trail.c.key, trail.c.value, trail.c.by, trail.c.at, trail.c.words)
    .where(trail.c.audit_id == bindparam("audit"))
    .order_by(trail.c.seq.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip", type_=Integer()))
)
UNREAD = Passage.of("")
"""Words that are there, and stay sealed."""
_LAST = select(func.max(readings.c.at)).where(
    readings.c.audit_id == bindparam("audit"), readings.c.person_id == bindparam("person")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One sitting in which somebody read an audit."""

    by: PersonId
    at: datetime


class Readings(TransactionPart):
    """Keeps who has read what, and tells what has happened."""

    __slots__ = ()

    async def note(self, audit: AuditId, person: PersonId, now: datetime) -> None:
        """This person reads the audit now; pages of one sitting count once."""
        last = (await self._connection.execute(_LAST, {"audit": audit, "person": person})).scalar_one()
        if last is not None and now - moment(last) < SITTING:
            return
        values = {"audit_id": audit, "person_id": person, "at": micros(now)}
        await self._connection.execute(insert(readings).values(values))

    async def readers(self, audit: AuditId, most: int) -> list[Reading]:
        """Who has read this audit, the latest first."""
        rows = await self._connection.execute(_OF_AUDIT, {"audit": audit, "most": most})
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
