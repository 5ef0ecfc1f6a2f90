"""Lists of cases that were drawn and wait for the QA lead: nobody is told of them yet."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from storage.programme_tables import proposals
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import micros, storable


@dataclass(frozen=True, slots=True)
class Proposal:
    """The list that was drawn for one round of the programme."""

    id: str
    month: str
    list: str
    """The round's name; empty for the month's own."""
    form: str
    """The hash of the form as it was when the list was drawn."""
    rows: tuple[Mapping[str, str], ...]
    """A row for each case, under the columns of a case list."""


class ProposalRows(TransactionPart):
    """Keeps and finds them."""

    __slots__ = ()

    async def propose(
        self, month: str, named: str, form: str, rows: Sequence[Mapping[str, str]], now: datetime
    ) -> None:
        """Keep this list in the place of the one that waited for the same round."""
        same_round = (proposals.c.month == month, proposals.c.list == storable(named))
        await self._connection.execute(delete(proposals).where(*same_round))
        id = uuid.uuid4().hex
        row = {"id": id, "month": month, "list": storable(named), "form": form, "at": micros(now)}
        await self._connection.execute(insert(proposals), row | {"sealed": self._sealed(id, rows)})

    async def of_month(self, month: str) -> list[Proposal]:
        """Those that wait, each month's own first."""
        found = []
        asked = select(proposals).where(proposals.c.month == month).order_by(proposals.c.list)
        for row in await self._connection.execute(asked):
            try:
                rows = json.loads(self._shared.keyring.open(row.sealed, identity(row.id)))
            except PROBLEMS as problem:
                self._open.sets_aside("proposed list", row.id, problem)
                continue
            found.append(Proposal(row.id, row.month, row.list, row.form, tuple(rows)))
        return found

    async def months(self) -> list[str]:
        """The months for which a list waits."""
        asked = select(proposals.c.month).distinct().order_by(proposals.c.month)
        return list((await self._connection.execute(asked)).scalars())

    async def change(self, id: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Keep other rows of one that waits."""
        values = {"sealed": self._sealed(id, rows)}
        await self._connection.execute(update(proposals).where(proposals.c.id == id).values(values))

    async def drop(self, id: str) -> None:
        """It waits no more: its cases are allocated, or it was put aside."""
        await self._connection.execute(delete(proposals).where(proposals.c.id == id))

    async def how_many(self) -> int:
        """Lists that wait."""
        count: int = (
            await self._connection.execute(select(func.count()).select_from(proposals))
        ).scalar_one()
        return count

    def _sealed(self, id: str, rows: Sequence[Mapping[str, str]]) -> bytes:
        plain = json.dumps([dict(row) for row in rows], ensure_ascii=False)
        return self._shared.keyring.seal(storable(plain).encode(), identity(id))


def identity(id: str) -> str:
    """What the rows of a list are bound to."""
    return f"proposal|{id}"
