"""Concerns that were written and not sent: whose, on which audit and since when, but never their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, cast, func, select

from dialogs.audits.audit import AuditId, PersonId
from dialogs.conversation.subjects import UnsentConcern
from storage.tables import audits, owed, walks
from storage.transaction import TransactionPart
from storage.values import micros

_SINCE = walks.c.unsent_since
_OF_PERSON = (
    select(walks.c.audit_id)
    .join(audits, audits.c.id == walks.c.audit_id)
    .where(walks.c.person_id == bindparam("person"), _SINCE >= 0, audits.c.wrapped_key.is_not(None))
    .order_by(_SINCE, walks.c.audit_id)
    .limit(bindparam("most"))
)
_BEFORE = bindparam("before", type_=_SINCE.type) >= _SINCE
_ASKED = (
    select(owed.c.id)
    .where(
        owed.c.recipient == walks.c.person_id,
        owed.c.audit_id == walks.c.audit_id,
        owed.c.subject == UnsentConcern.prefix + cast(_SINCE, String()),
    )
    .exists()
)
_TO_ASK = (
    select(walks.c.audit_id, walks.c.person_id, _SINCE)
    .join(audits, audits.c.id == walks.c.audit_id)
    .where(_BEFORE, ~_ASKED, audits.c.wrapped_key.is_not(None))
    .order_by(_SINCE)
    .limit(bindparam("most"))
)
_LONG = select(walks.c.audit_id, walks.c.person_id).where(_BEFORE).order_by(_SINCE).limit(bindparam("most"))
_HOW_MANY = select(func.count()).select_from(walks).where(_BEFORE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A concern that waits for its author."""

    audit_id: AuditId
    person: PersonId
    since: int
    """Microseconds since 1970: what its message is told apart by."""


class UnsentConcerns(TransactionPart):
    """Finds concerns not sent."""

    __slots__ = ()

    async def of(self, person: PersonId, most: int) -> Sequence[AuditId]:
        """The audits on which a concern of this person's waits, the oldest first."""
        rows = await self._connection.execute(_OF_PERSON, {"person": person, "most": most})
        return [audit for (audit,) in rows]

    async def to_ask(self, before: datetime, most: int) -> list[Waiting]:
        """Concerns that wait since `before` or longer and have not been asked about by a message."""
        rows = await self._connection.execute(_TO_ASK, {"before": micros(before), "most": most})
        return [Waiting(*row) for row in rows]

    async def since(self, before: datetime, most: int) -> tuple[int, list[tuple[AuditId, PersonId]]]:
        """How many concerns wait since `before` or longer; and the first `most`, by audit and person."""
        bounds = {"before": micros(before)}
        count = (await self._connection.execute(_HOW_MANY, bounds)).scalar_one()
        if not count:
            return 0, []
        rows = await self._connection.execute(_LONG, bounds | {"most": most})
        return count, [(audit, person) for audit, person in rows]
