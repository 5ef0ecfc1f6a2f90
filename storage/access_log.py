"""The access log: who has read an audit without being its auditor, how and when.

Each row bears a seal of its own.  A row taken out leaves nothing behind it, so `trail checkpoint` also writes
down how many there are; what a purge takes out is counted beside them.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from dialogs.audits.audit import AuditId, PersonId
from storage.keeping_tables import access_log
from storage.keys import Unopenable
from storage.seals import SealBroken
from storage.tables import readings
from storage.transaction import TransactionPart
from storage.values import micros, moment, storable

SITTING = timedelta(minutes=15)
"""What somebody opens of one audit in one way within so long is one reading."""
SEALED_OF_ACCESS = ("id", "audit_id", "person_id", "way", "sealed", "at")
"""What a row's seal covers, in this order."""
PAGE = 500

_COLUMNS = tuple(access_log.c[name] for name in SEALED_OF_ACCESS)
_LAST = select(func.max(access_log.c.at)).where(
    access_log.c.audit_id == bindparam("audit"),
    access_log.c.person_id == bindparam("person"),
    access_log.c.way == bindparam("way"),
)
_NEWEST = select(*_COLUMNS, access_log.c.seal).order_by(access_log.c.at.desc(), access_log.c.id)
_BEFORE_SEALS = select(readings.c.audit_id, readings.c.person_id, readings.c.at).order_by(
    readings.c.at.desc()
)
_ALL = (
    select(*_COLUMNS, access_log.c.seal)
    .where(access_log.c.id > bindparam("after"))
    .order_by(access_log.c.id)
    .limit(PAGE)
)


class Way(StrEnum):
    """How an audit was read.  Codes are stored."""

    CHAT = "chat"
    DESK = "desk"
    DOCUMENT = "document"
    COMMAND = "command"
    """A document or an access request, made at the command line."""
    EXPORT = "export"
    """A file with all audits."""


@dataclass(frozen=True, slots=True)
class Access:
    """One reading."""

    audit_id: AuditId | None
    """None: all of them."""
    by: PersonId | None
    """None: whoever typed a command, see `operator`."""
    operator: str
    """The account of the machine on which a command was typed."""
    way: Way | None
    """None: an earlier version did not keep it."""
    at: datetime
    sound: bool = True
    """Its row is as this program left it."""


class AccessLog(TransactionPart):
    """Keeps and tells who has read what."""

    __slots__ = ()

    async def note(self, audit: AuditId, person: PersonId, now: datetime, way: Way = Way.CHAT) -> None:
        """This person reads the audit now; pages of one sitting count once."""
        asked = {"audit": audit, "person": person, "way": way.value}
        last = (await self._connection.execute(_LAST, asked)).scalar_one()
        if last is not None and now - moment(last) < SITTING:
            return
        await self._keep(audit, person, None, now, way)

    async def note_command(self, audit: AuditId | None, operator: str, now: datetime, way: Way) -> None:
        """Somebody reads the audit (None: all of them) by a command, under an account of this machine."""
        await self._keep(audit, None, operator, now, way)

    async def _keep(
        self, audit: AuditId | None, person: PersonId | None, operator: str | None, now: datetime, way: Way
    ) -> None:
        id = uuid.uuid4().hex
        sealed = None
        if operator is not None:
            sealed = self._shared.keyring.seal(storable(operator).encode(), identity(id))
        row: dict[str, Any] = {
            "id": id,
            "audit_id": audit,
            "person_id": person,
            "way": way.value,
            "sealed": sealed,
            "at": micros(now),
        }
        row["seal"] = self._shared.seals.row("access", *(row[name] for name in SEALED_OF_ACCESS))
        await self._connection.execute(insert(access_log), row)

    async def latest(self, most: int, *, audits: tuple[AuditId, ...] = ()) -> list[Access]:
        """The latest readings, newest first: of these audits and of everything at once, or of all audits."""
        newest, before = _NEWEST, _BEFORE_SEALS
        if audits:
            of_these = access_log.c.audit_id.in_(audits) | access_log.c.audit_id.is_(None)
            newest, before = newest.where(of_these), before.where(readings.c.audit_id.in_(audits))
        found = [self._read(row) for row in await self._connection.execute(newest.limit(most))]
        found += [
            Access(audit, person, "", None, moment(at))
            for audit, person, at in await self._connection.execute(before.limit(most))
        ]
        return sorted(found, key=lambda access: access.at, reverse=True)[:most]

    async def of_person(self, person: PersonId) -> list[Access]:
        """All that this person has read, newest first."""
        rows = await self._connection.execute(_NEWEST.where(access_log.c.person_id == person))
        found = [self._read(row) for row in rows]
        found += [
            Access(audit, who, "", None, moment(at))
            for audit, who, at in await self._connection.execute(
                _BEFORE_SEALS.where(readings.c.person_id == person)
            )
        ]
        return sorted(found, key=lambda access: access.at, reverse=True)

    async def broken(self) -> AsyncIterator[str]:
        """The ids of rows that are not as this program left them."""
        after = ""
        while rows := (await self._connection.execute(_ALL, {"after": after})).all():
            for row in rows:
                if not self._sound(row):
                    yield row.id
            after = rows[-1].id

    async def forget(self, before: datetime) -> int:
        """Take out what was read before this moment; how many rows."""
        gone = 0
        for table in (access_log, readings):
            done = await self._connection.execute(delete(table).where(table.c.at < micros(before)))
            gone += done.rowcount if table is access_log else 0
        return gone

    def _read(self, row: Any) -> Access:
        operator = ""
        if row.sealed is not None:
            try:
                operator = self._shared.keyring.open(row.sealed, identity(row.id)).decode()
            except Unopenable as problem:
                self._open.sets_aside("access", row.id, problem)
        return Access(
            row.audit_id, row.person_id, operator, Way(row.way), moment(row.at), sound=self._sound(row)
        )

    def _sound(self, row: Any) -> bool:
        try:
            self._shared.seals.check(row.seal, "access", *row[:-1])
        except SealBroken:
            return False
        return True


def identity(id: str) -> str:
    """What the account of a command is bound to."""
    return f"access|{id}"
