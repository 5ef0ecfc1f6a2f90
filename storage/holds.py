"""Holds: audits that are kept although their time is over, each with who keeps it and why."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert, select, update

from dialogs.audits.audit import AuditId
from storage.keeping_tables import holds
from storage.seals import SealBroken
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import as_json, maybe_moment, micros, moment, storable

SEALED_OF_HOLD = ("id", "audit_id", "sealed", "at", "sealed_release", "released_at")
"""What a row's seal covers, in this order."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold on an audit."""

    id: str
    audit_id: AuditId
    by: str
    """A name, or the account of the machine on which the command was typed."""
    why: str
    at: datetime
    released_by: str = ""
    released_why: str = ""
    released_at: datetime | None = None
    sound: bool = True
    """Its row is as this program left it, and can be opened."""


class Holds(TransactionPart):
    """Keeps audits from being purged, and lets them go."""

    __slots__ = ()

    async def place(self, audit_id: AuditId, by: str, why: str, now: datetime) -> None:
        """Keep this audit until it is let go."""
        id = uuid.uuid4().hex
        row: dict[str, Any] = {
            "id": id,
            "audit_id": audit_id,
            "sealed": self._sealed(by, why, identity(id)),
            "at": micros(now),
            "sealed_release": None,
            "released_at": None,
        }
        row["seal"] = self._seal(row)
        await self._connection.execute(insert(holds), row)

    async def release(self, audit_id: AuditId, by: str, why: str, now: datetime) -> int:
        """Let this audit go: all holds on it end; how many there were.  Raises SealBroken where one of them
        was changed by something else."""
        asked = select(holds).where(holds.c.audit_id == audit_id, holds.c.released_at.is_(None))
        standing = (await self._connection.execute(asked)).mappings().all()
        for stored in standing:
            row = dict(stored)
            self._shared.seals.check(row["seal"], "hold", *(row[name] for name in SEALED_OF_HOLD))
            row["sealed_release"] = self._sealed(by, why, f"{identity(row['id'])}|release")
            row["released_at"] = micros(now)
            row["seal"] = self._seal(row)
            await self._connection.execute(update(holds).where(holds.c.id == row["id"]).values(row))
        return len(standing)

    async def of_audit(self, audit_id: AuditId) -> list[Hold]:
        """All holds on an audit, the latest first."""
        return [hold for hold in await self.all() if hold.audit_id == audit_id]

    async def all(self) -> list[Hold]:
        """Every hold that ever was, the latest first."""
        rows = await self._connection.execute(select(holds).order_by(holds.c.at.desc(), holds.c.id))
        return [self._read(row) for row in rows]

    async def held(self, ids: Iterable[AuditId]) -> frozenset[AuditId]:
        """Those of these audits that a hold keeps.  One whose row is not as this program left it keeps as
        well: rather too long than gone."""
        wanted = set(ids)
        return frozenset(
            hold.audit_id
            for hold in await self.all()
            if hold.audit_id in wanted and (hold.released_at is None or not hold.sound)
        )

    async def broken(self) -> list[str]:
        """The ids of holds that are not as this program left them."""
        return [hold.id for hold in await self.all() if not hold.sound]

    def _read(self, row: Any) -> Hold:
        try:
            self._shared.seals.check(row.seal, "hold", *(getattr(row, name) for name in SEALED_OF_HOLD))
            by, why = self._opened(row.sealed, identity(row.id))
            released = ("", "")
            if row.sealed_release is not None:
                released = self._opened(row.sealed_release, f"{identity(row.id)}|release")
        except (SealBroken, *PROBLEMS) as problem:
            self._open.sets_aside("hold", row.id, problem)
            return Hold(row.id, row.audit_id, "", "", moment(row.at), sound=False)
        return Hold(row.id, row.audit_id, by, why, moment(row.at), *released, maybe_moment(row.released_at))

    def _sealed(self, by: str, why: str, bound_to: str) -> bytes:
        return self._shared.keyring.seal(as_json([storable(by), storable(why)]), bound_to)

    def _opened(self, sealed: bytes, bound_to: str) -> tuple[str, str]:
        by, why = orjson.loads(self._shared.keyring.open(sealed, bound_to))
        return by, why

    def _seal(self, row: dict[str, Any]) -> bytes | None:
        return self._shared.seals.row("hold", *(row[name] for name in SEALED_OF_HOLD))


def identity(id: str) -> str:
    """What the words of a hold are bound to."""
    return f"hold|{id}"
