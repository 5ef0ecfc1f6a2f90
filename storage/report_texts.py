"""What people write into a monitoring report: sealed, each change a row of its own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from dialogs.audits.audit import PersonId
from storage.reporting import Months
from storage.tables import report_texts
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import micros, moment, storable


@dataclass(frozen=True, slots=True)
class ReportText:
    """One part of a report, as somebody wrote it."""

    what: str
    text: str
    by: PersonId
    at: datetime


class ReportTexts(TransactionPart):
    """Reads and keeps them."""

    __slots__ = ()

    async def standing(self, months: Months) -> tuple[ReportText, ...]:
        """The newest of each part of the report of exactly these months."""
        rows = await self._connection.execute(
            select(report_texts)
            .where(report_texts.c.first == months.first, report_texts.c.last == months.last)
            .order_by(report_texts.c.at, report_texts.c.id)
        )
        newest: dict[str, ReportText] = {}
        for row in rows:
            try:
                text = self._shared.keyring.open(row.sealed, identity(row.id)).decode()
            except PROBLEMS as problem:
                self._open.sets_aside("report text", row.id, problem)
                continue
            newest[row.what] = ReportText(row.what, text, row.by, moment(row.at))
        return tuple(newest.values())

    async def write(self, months: Months, what: str, text: str, by: PersonId, now: datetime) -> None:
        """Keep a part; the one before it stays in the database, and stands no more."""
        id = uuid.uuid4().hex
        row = {
            "id": id,
            "first": months.first,
            "last": months.last,
            "what": what,
            "sealed": self._shared.keyring.seal(storable(text).encode(), identity(id)),
            "by": by,
            "at": micros(now),
        }
        await self._connection.execute(insert(report_texts), row)


def identity(id: str) -> str:
    """What a text of a report is bound to."""
    return f"report|{id}"
