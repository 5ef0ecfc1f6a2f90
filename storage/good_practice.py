"""Examples of good practice, the monthly digest, and who wants none."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, update

from dialogs.audits.audit import AuditId, PersonId
from storage.programme_tables import digest_choices, digests, good_practice
from storage.statements import upsert
from storage.tables import audits
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import micros, moment, storable

MOST_RELEASED = 500
"""Released examples that are looked through, the newest first."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example."""

    id: str
    audit: AuditId
    """Empty once it is released."""
    words: str
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """The newest version of a month's digest."""

    text: str
    at: datetime
    sent_at: datetime | None


class GoodPracticeRows(TransactionPart):
    """Keeps and finds them."""

    __slots__ = ()

    async def mark(self, audit: AuditId, words: str, by: PersonId, now: datetime) -> None:
        """Keep words of an audit as an example, for somebody to look through."""
        id = uuid.uuid4().hex
        row = {"id": id, "audit_id": audit, "sealed": self._sealed(id, words), "by": by, "at": micros(now)}
        await self._connection.execute(insert(good_practice), row)

    async def how_many_waiting(self) -> int:
        """Examples that nobody has looked through."""
        asked = select(func.count()).where(good_practice.c.released.is_(None))
        count: int = (await self._connection.execute(asked)).scalar_one()
        return count

    async def to_decide(self, id: str = "") -> Example | None:
        """The oldest that nobody has looked through; or the one of this id, if it waits."""
        asked = select(good_practice).where(good_practice.c.released.is_(None))
        asked = asked.where(good_practice.c.id == id) if id else asked
        read = await self._read(asked.order_by(good_practice.c.at, good_practice.c.id).limit(10))
        return read[0] if read else None

    async def reword(self, id: str, words: str) -> None:
        """Keep other words of one that waits."""
        values = {"sealed": self._sealed(id, words)}
        await self._connection.execute(update(good_practice).where(good_practice.c.id == id).values(values))

    async def decide(self, id: str, by: PersonId, now: datetime, *, released: bool) -> None:
        """Let anybody find it, from now on without a way to its audit; or put it aside."""
        here = good_practice.c.id == id
        values: dict[str, Any] = {"released": released, "decided_by": by, "decided_at": micros(now)}
        values |= {"audit_id": None, "at": micros(now)} if released else {}
        await self._connection.execute(update(good_practice).where(here).values(values))

    async def released(self) -> list[Example]:
        """What anybody may find, the newest first."""
        asked = select(good_practice).where(good_practice.c.released.is_(True))
        return await self._read(asked.order_by(good_practice.c.at.desc()).limit(MOST_RELEASED))

    async def digest(self, month: str) -> Digest | None:
        """What stands of this month's."""
        asked = select(digests).where(digests.c.month == month).order_by(digests.c.at.desc()).limit(1)
        row = (await self._connection.execute(asked)).one_or_none()
        if row is None:
            return None
        try:
            text = self._shared.keyring.open(row.sealed, digest_identity(row.id)).decode()
        except PROBLEMS as problem:
            self._open.sets_aside("digest", row.id, problem)
            return None
        return Digest(text, moment(row.at), moment(row.sent_at) if row.sent_at is not None else None)

    async def keep_digest(self, month: str, text: str, by: PersonId, now: datetime, *, sent: bool) -> str:
        """Keep a version of it; `sent`: it goes out now.  Its id."""
        id = uuid.uuid4().hex
        sealed = self._shared.keyring.seal(storable(text).encode(), digest_identity(id))
        asked = select(func.max(digests.c.at)).where(digests.c.month == month)
        before = (await self._connection.execute(asked)).scalar() or 0
        # Each version is later than the one before it, even where the clock has not moved.
        row = {"id": id, "month": month, "sealed": sealed, "by": by, "at": max(micros(now), before + 1)}
        await self._connection.execute(insert(digests), row | {"sent_at": micros(now) if sent else None})
        return id

    async def choose(self, person: PersonId, off_until: str | None) -> None:
        """This person wants no digest until a day (empty: for good); None: they want it again."""
        if off_until is None:
            await self._connection.execute(delete(digest_choices).where(digest_choices.c.person_id == person))
            return
        put = upsert(digest_choices, "person_id", ("off_until",), self._shared.postgresql)
        await self._connection.execute(put, {"person_id": person, "off_until": off_until})

    async def without_digest(self, people: Iterable[PersonId], today: date) -> frozenset[PersonId]:
        """Those of these people who want none today."""
        off = or_(digest_choices.c.off_until == "", digest_choices.c.off_until > today.isoformat())
        rows = await self._connection.execute(select(digest_choices.c.person_id).where(off))
        return frozenset(rows.scalars()) & frozenset(people)

    async def anchor(self) -> AuditId:
        """An audit that a message to everybody can hang on, as every row of the outbox is of one; empty where
        there is none."""
        open_to_all = or_(audits.c.restricted.is_(None), audits.c.restricted == "")
        asked = select(audits.c.id).where(audits.c.wrapped_key.is_not(None), open_to_all)
        return (await self._connection.execute(asked.order_by(audits.c.id).limit(1))).scalar() or ""

    def _sealed(self, id: str, words: str) -> bytes:
        return self._shared.keyring.seal(storable(words).encode(), identity(id))

    async def _read(self, statement: Select[Any]) -> list[Example]:
        examples = []
        for row in await self._connection.execute(statement):
            try:
                words = self._shared.keyring.open(row.sealed, identity(row.id)).decode()
            except PROBLEMS as problem:
                self._open.sets_aside("example of good practice", row.id, problem)
                continue
            examples.append(Example(row.id, row.audit_id or "", words, row.by, moment(row.at)))
        return examples


def identity(id: str) -> str:
    """What the words of an example are bound to."""
    return f"good practice|{id}"


def digest_identity(id: str) -> str:
    """What a digest is bound to."""
    return f"digest|{id}"
