"""What people made of findings in words: each coding a row of its own, the newest of a coder stands."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from dialogs.audits.audit import AuditId
from dialogs.programme.codings import Coding
from storage.list_items import COUNTED, KEPT
from storage.reporting import Months
from storage.tables import audits, codings
from storage.transaction import TransactionPart
from storage.values import micros, moment, storable

_ALL = (
    select(codings)
    .join(audits, audits.c.id == codings.c.audit_id)
    .where(KEPT, COUNTED, audits.c.restricted == "")
    .order_by(codings.c.at, codings.c.id)
)
_OF_AUDITS = _ALL.where(codings.c.audit_id.in_(bindparam("ids", expanding=True)))
_OF_MONTHS = _ALL.where(audits.c.month.between(bindparam("first"), bindparam("last")))


class Codings(TransactionPart):
    """Reads and keeps them.  Codes are no words of an audit, and stand in clear; those of a restricted case
    are read by nobody here."""

    __slots__ = ()

    async def of_months(self, months: Months) -> tuple[Coding, ...]:
        """What stands of the audits of these months."""
        return _standing(await self._read(_OF_MONTHS, {"first": months.first, "last": months.last}))

    async def of_audits(self, ids: Sequence[AuditId]) -> tuple[Coding, ...]:
        """What stands of these audits."""
        return _standing(await self._read(_OF_AUDITS, {"ids": sorted(set(ids))}))

    async def everything(self) -> tuple[Coding, ...]:
        """Every coding ever made, the oldest first."""
        return await self._read(_ALL, {})

    async def keep(self, made: Iterable[Coding]) -> None:
        """Keep these; what the same coder made of the same words before stays, and stands no more."""
        rows = [
            {
                "id": uuid.uuid4().hex,
                "audit_id": coding.audit,
                "finding": storable(coding.finding),
                "revision": coding.revision,
                "coder": coding.coder,
                "codes": ",".join(coding.codes),
                "at": micros(coding.at),
            }
            for coding in made
        ]
        if rows:
            await self._connection.execute(insert(codings), rows)

    async def _read(self, statement: Select[Any], bounds: dict[str, Any]) -> tuple[Coding, ...]:
        rows = await self._connection.execute(statement, bounds)
        return tuple(
            Coding(
                row.audit_id,
                row.finding,
                row.revision,
                row.coder,
                tuple(row.codes.split(",")) if row.codes else (),
                moment(row.at),
            )
            for row in rows
        )


def _standing(made: Iterable[Coding]) -> tuple[Coding, ...]:
    newest = {(coding.audit, coding.finding, coding.coder): coding for coding in made}
    return tuple(newest.values())
