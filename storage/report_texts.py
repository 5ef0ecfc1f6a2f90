"""What people write into a monitoring report: sealed, each change a row of its own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select

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


@dataclass(frozen=True, slots=True)
class KeptText(ReportText):
    """One version of a part, with the months of its report."""

    first: str = ""
    last: str = ""


class ReportTexts(TransactionPart):
    """Reads and keeps them."""

    __slots__ = ()

    async def standing(self, months: Months) -> tuple[ReportText, ...]:
        """The newest of each part of the report of exactly these months."""
        of_report = (report_texts.c.first == months.first, report_texts.c.last == months.last)
        newest = {text.what: text for text in await self._read(select(report_texts).where(*of_report))}
        return tuple(newest.values())

    async def everything(self) -> tuple[KeptText, ...]:
        """Every version of every part, the oldest first."""
        return await self._read(select(report_texts))

    async def _read(self, statement: Select[Any]) -> tuple[KeptText, ...]:
        rows = await self._connection.execute(statement.order_by(report_texts.c.at, report_texts.c.id))
        texts = []
        for row in rows:
            try:
                text = self._shared.keyring.open(row.sealed, identity(row.id)).decode()
            except PROBLEMS as problem:
                self._open.sets_aside("report text", row.id, problem)
                continue
            texts.append(KeptText(row.what, text, row.by, moment(row.at), row.first, row.last))
        return tuple(texts)

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
