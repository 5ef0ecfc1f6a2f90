"""The whole programme's lists, for the QA lead: each one query with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, Integer, Select, and_, bindparam, func, or_, select

from dialogs.audits.audit import State
from storage.list_items import KEPT, PROGRAMME, AuditListItem, ListedAudits
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


_TEAMS = select(audits.c.team).where(audits.c.team != "").distinct().order_by(audits.c.team)
_COUNTS = (
    select(audits.c.state, func.count(), func.count().filter(*_OVERDUE)).where(KEPT).group_by(audits.c.state)
)


@dataclass(frozen=True, slots=True)
class ProgrammePart:
    """A part of the programme: a month, or a team where there is no month."""

    month: str
    team: str

    @property
    def bounds(self) -> dict[str, str]:
        """What a statement made by `among` asks for."""
        return {"part": self.month or self.team}

    def among(self, statement: Select[Any]) -> Select[Any]:
        """The statement, of this part alone."""
        column = audits.c.month if self.month else audits.c.team
        return statement.where(column == bindparam("part"))


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

    async def teams(self) -> tuple[str, ...]:
        """The teams whose cases are audited, by name."""
        return tuple((await self._connection.execute(_TEAMS)).scalars())

    async def counts_in(self, part: ProgrammePart, today: date) -> dict[str, int]:
        """How many audits of a part stand in each state, and "overdue": open and due before `today`."""
        counts = {"overdue": 0}
        bounds = {**part.bounds, "today": today.isoformat()}
        for state, number, overdue in await self._connection.execute(part.among(_COUNTS), bounds):
            counts[state] = number
            counts["overdue"] += overdue
        return counts

    async def page_in(
        self,
        part: ProgrammePart,
        states: Sequence[State],
        most: int,
        skip: int = 0,
        *,
        before: date | None = None,
    ) -> tuple[AuditListItem, ...]:
        """Audits of a part in one of `states`, the soonest due first; `before`: those due before it alone."""
        listed = part.among(PROGRAMME).where(audits.c.state.in_([state.value for state in states]))
        if before is not None:
            listed = listed.where(audits.c.due < before.isoformat())
        bounds = {**part.bounds, "most": most, "skip": skip}
        rows = await self._connection.execute(_paged(listed, audits.c.due), bounds)
        return tuple(self.listed(row) for row in rows)

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
