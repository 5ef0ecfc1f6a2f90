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
from storage.tables import audits, findings
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


_GRADED = (
    select(findings.c.template_hash, findings.c.final, func.count())
    .where(findings.c.final != "")
    .group_by(findings.c.template_hash, findings.c.final)
)
_WITH_GRADE = PROGRAMME.join(findings, findings.c.audit_id == audits.c.id).where(
    findings.c.final == bindparam("grade"), findings.c.template_hash.in_(bindparam("forms", expanding=True))
)
_PAST = findings.c.action_due < bindparam("today")
_ACTIONS = (
    select(
        func.coalesce(func.sum(findings.c.actions), 0),
        func.coalesce(func.sum(findings.c.actions_done), 0),
        func.count().filter(findings.c.actions > findings.c.actions_done),
        func.count().filter(_PAST),
    )
    .select_from(findings)
    .where(findings.c.actions > 0)
)
_WITH_ACTIONS = (
    PROGRAMME.join(findings, findings.c.audit_id == audits.c.id)
    .where(findings.c.actions > findings.c.actions_done)
    .order_by(findings.c.action_due.is_(None), findings.c.action_due, audits.c.id)
)
_STATE = audits.c.state + ""
"""Grouped by as an expression: by the column, SQLite would walk the index of states row by row instead."""
_COUNTS = select(_STATE, func.count(), func.count().filter(*_OVERDUE)).group_by(_STATE)
_BY_MONTH = select(audits.c.month, _STATE, func.count(), func.count().filter(*_OVERDUE)).group_by(
    audits.c.month, _STATE
)
"""All audits, so that an index alone counts them; the few that were purged are taken off."""
_PARTS = {
    "month": audits.c.month,
    "team": audits.c.team,
    "form": audits.c.template_id,
    "list": audits.c.list,
    "theme": audits.c.theme,
}


_PURGED = select(*_PARTS.values(), _STATE, func.count(), func.count().filter(*_OVERDUE)).where(~KEPT)
_PURGED = _PURGED.group_by(*_PARTS.values(), _STATE)


@dataclass(frozen=True, slots=True)
class ProgrammePart:
    """A part of the programme: a month, a team, a form, a named list or a theme; or all of it."""

    kind: str = ""
    """One of `_PARTS`; empty for the whole programme."""
    value: str = ""

    @property
    def bounds(self) -> dict[str, str]:
        """What a statement made by `among` asks for."""
        return {"part": self.value} if self.kind else {}

    def among(self, statement: Select[Any]) -> Select[Any]:
        """The statement, of this part alone."""
        return statement.where(_PARTS[self.kind] == bindparam("part")) if self.kind else statement


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """The actions that audits have recommended."""

    recommended: int
    done: int
    audits_open: int
    """Audits with one that is not done."""
    audits_past: int
    """Audits with one that is not done and whose day is past."""


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

    async def values_of(self, kind: str) -> tuple[str, ...]:
        """The teams, the forms, the named lists or the themes of the programme, by name."""
        column = _PARTS[kind]
        values = select(column).where(column != "").distinct().order_by(column)
        return tuple((await self._connection.execute(values)).scalars())

    async def newest_forms(self) -> tuple[str, ...]:
        """The hashes of the forms that audits are on; of each form the one that was first used last stands
        last."""
        forms = select(audits.c.template_hash).group_by(audits.c.template_hash)
        return tuple((await self._connection.execute(forms.order_by(func.max(audits.c.month)))).scalars())

    async def grades_in(self, part: ProgrammePart) -> dict[tuple[str, str], int]:
        """How many audits have which overall grade as the last word on it, by (form's hash, grade's code)."""
        statement = _GRADED
        if part.kind:
            statement = statement.join(audits, audits.c.id == findings.c.audit_id)
        rows = await self._connection.execute(part.among(statement), part.bounds)
        return {(form, grade): count for form, grade, count in rows}

    async def page_graded(
        self, part: ProgrammePart, grade: str, forms: Sequence[str], most: int, skip: int = 0
    ) -> tuple[AuditListItem, ...]:
        """Audits of a part with this overall grade, on one of these forms (their hashes)."""
        bounds = {**part.bounds, "grade": grade, "forms": list(forms), "most": most, "skip": skip}
        rows = await self._connection.execute(_paged(part.among(_WITH_GRADE), audits.c.due.desc()), bounds)
        return tuple(self.listed(row) for row in rows)

    async def actions(self, today: date) -> ActionCounts:
        """The actions of the whole programme."""
        return ActionCounts(*(await self._connection.execute(_ACTIONS, {"today": today.isoformat()})).one())

    async def with_actions(
        self, most: int, skip: int = 0, *, before: date | None = None
    ) -> tuple[AuditListItem, ...]:
        """As `audits_open` counts them, the earliest day first; `before`: with an action due before it."""
        listed, bounds = _WITH_ACTIONS, {"most": most, "skip": skip}
        if before is not None:
            listed = listed.where(findings.c.action_due < before.isoformat())
        return tuple(self.listed(row) for row in await self._connection.execute(_paged(listed), bounds))

    async def counts_in(self, part: ProgrammePart, today: date) -> dict[str, int]:
        """How many audits of a part stand in each state, and "overdue": open and due before `today`."""
        counts = {"overdue": 0}
        bounds = {**part.bounds, "today": today.isoformat()}
        for state, number, overdue in await self._connection.execute(part.among(_COUNTS), bounds):
            counts[state] = number
            counts["overdue"] += overdue
        for values, state, number, overdue in await self._purged(today):
            if not part.kind or values[part.kind] == part.value:
                counts[state] -= number
                counts["overdue"] -= overdue
        return counts

    async def _purged(self, today: date) -> list[tuple[dict[str, str], str, int, int]]:
        """The purged audits: what parts they are of, their state, how many, and how many of them overdue."""
        rows = await self._connection.execute(_PURGED, {"today": today.isoformat()})
        return [(dict(zip(_PARTS, row, strict=False)), *row[len(_PARTS) :]) for row in rows]

    async def by_month(self, today: date) -> dict[str, dict[str, int]]:
        """The same of each month."""
        found: dict[str, dict[str, int]] = {}
        rows = await self._connection.execute(_BY_MONTH, {"today": today.isoformat()})
        for month, state, number, overdue in rows:
            counts = found.setdefault(month, {"overdue": 0})
            counts[state] = number
            counts["overdue"] += overdue
        for values, state, number, overdue in await self._purged(today):
            found[values["month"]][state] -= number
            found[values["month"]]["overdue"] -= overdue
        return found

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
