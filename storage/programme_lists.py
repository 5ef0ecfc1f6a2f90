"""The whole programme's lists, for the QA lead: each one query with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, Integer, Select, and_, bindparam, func, or_, select

from dialogs.audits.audit import State
from storage.list_items import PROGRAMME, AuditListItem, ListedAudits
from storage.lists import OPEN
from storage.tables import audits
from storage.values import micros

_OVERDUE = (audits.c.state.in_(OPEN), audits.c.due < bindparam("today"))
_HOW_MANY_OVERDUE = select(func.count()).select_from(audits).where(*_OVERDUE)


def _paged(listed: Select[Any], *order: Any) -> Executable:
    return (
        listed.order_by(*order, audits.c.id)
        .limit(bindparam("most"))
        .offset(bindparam("skip", type_=Integer()))
    )


_OVERDUE_PAGE = _paged(PROGRAMME.where(*_OVERDUE), audits.c.due)
_IN_STATE = PROGRAMME.where(audits.c.state == bindparam("state"), audits.c.stage == "")
_OPEN_PAGE = _paged(_IN_STATE, audits.c.due)
_CLOSED_PAGE = _paged(_IN_STATE, audits.c.due.desc())


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stage after submission of one form, and until when an audit came into it to be looked for."""

    stage: str
    form: str
    """Its hash."""
    before: datetime


class ProgrammeLists(ListedAudits):
    """Lists the programme's audits."""

    __slots__ = ()

    async def overdue(self, today: date, most: int, skip: int = 0) -> tuple[AuditListItem, ...]:
        """Open audits whose day is past, the longest overdue first."""
        bounds = {"today": today.isoformat(), "most": most, "skip": skip}
        return tuple(self.listed(row) for row in await self._connection.execute(_OVERDUE_PAGE, bounds))

    async def how_many_overdue(self, today: date) -> int:
        """How many open audits have their day behind them."""
        found = await self._connection.execute(_HOW_MANY_OVERDUE, {"today": today.isoformat()})
        count: int = found.scalar_one()
        return count

    async def in_state(self, state: State, most: int, skip: int = 0) -> tuple[AuditListItem, ...]:
        """Audits in `state` that wait in no stage: open ones by their day, others the latest day first."""
        statement = _OPEN_PAGE if state.value in OPEN else _CLOSED_PAGE
        bounds = {"state": state.value, "most": most, "skip": skip}
        return tuple(self.listed(row) for row in await self._connection.execute(statement, bounds))

    async def waiting_in(
        self, stages: Sequence[Waiting], most: int, skip: int = 0
    ) -> tuple[AuditListItem, ...]:
        """Audits that wait in one of these stages, the longest waiting first."""
        if not stages:
            return ()
        wanted = or_(
            *(
                and_(
                    audits.c.stage == one.stage,
                    audits.c.template_hash == one.form,
                    audits.c.stage_at < micros(one.before),
                )
                for one in stages
            )
        )
        listed = PROGRAMME.where(wanted, audits.c.state == State.SUBMITTED.value)
        bounds = {"most": most, "skip": skip}
        rows = await self._connection.execute(_paged(listed, audits.c.stage_at), bounds)
        return tuple(self.listed(row) for row in rows)
