"""The programme's calendar as it stands, and who takes no part in a month."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from dialogs.audits.audit import PersonId, Role, State
from dialogs.programme.calendar import Calendar, Round, in_order
from storage.programme_tables import rounds, taking_part
from storage.tables import audits
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import micros, moment, storable

LAST_MONTH = "9999-12"
"""After every month that there is."""
_ALL = select(rounds.c.month, rounds.c.plan, rounds.c.at).order_by(rounds.c.at, rounds.c.id)
_OF_MONTHS = (
    select(taking_part)
    .where(taking_part.c.month.between(bindparam("first"), bindparam("last")))
    .order_by(taking_part.c.at, taking_part.c.id)
)


@dataclass(frozen=True, slots=True)
class NotTakingPart:
    """Somebody who audits nothing in a month."""

    month: str
    person: PersonId
    why: str
    by: PersonId
    at: datetime


class CalendarRows(TransactionPart):
    """Reads and keeps them."""

    __slots__ = ()

    async def standing(self) -> Calendar:
        """Every month that anything is planned for."""
        newest: dict[str, tuple[int, list[Round]]] = {}
        for month, plan, at in await self._connection.execute(_ALL):
            if month not in newest or newest[month][0] != at:
                newest[month] = (at, [])
            newest[month][1].append(_round(month, json.loads(plan)))
        return {month: in_order(newest[month][1]) for month in sorted(newest)}

    async def audits_in(self, month: str, named: str) -> int:
        """How many audits a round has, besides those that were withdrawn."""
        there = (audits.c.month == month, audits.c.list == storable(named))
        asked = select(func.count()).where(*there, audits.c.state != State.WITHDRAWN.value)
        count: int = (await self._connection.execute(asked)).scalar_one()
        return count

    async def write(self, planned: Sequence[Round], now: datetime) -> None:
        """What is planned for the months of these rounds: what was planned for them before stands no more."""
        rows = [
            {
                "id": uuid.uuid4().hex,
                "month": one.month,
                "plan": storable(json.dumps(_plan(one), ensure_ascii=False)),
                "at": micros(now),
            }
            for one in planned
        ]
        if rows:
            await self._connection.execute(insert(rounds), rows)

    async def note_part(
        self, month: str, people: Iterable[PersonId], why: str, by: PersonId, now: datetime, *, out: bool
    ) -> None:
        """These people take no part in the month (`out`), or do again."""
        rows = []
        for person in people:
            id = uuid.uuid4().hex
            sealed = self._shared.keyring.seal(storable(why).encode(), identity(id))
            rows.append(
                {"id": id, "month": month, "person_id": person, "out": out, "sealed": sealed}
                | {"by": by, "at": micros(now)}
            )
        if rows:
            await self._connection.execute(insert(taking_part), rows)

    async def not_taking_part(self, first: str, last: str = "") -> tuple[NotTakingPart, ...]:
        """Who takes no part in the months from `first` to `last` (of `first` alone, where none is given), by
        month."""
        bounds = {"first": first, "last": last or first}
        newest: dict[tuple[str, PersonId], Any] = {}
        for row in await self._connection.execute(_OF_MONTHS, bounds):
            newest[row.month, row.person_id] = row
        absent = []
        for (month, person), row in newest.items():
            if not row.out:
                continue
            try:
                why = self._shared.keyring.open(row.sealed, identity(row.id)).decode()
            except PROBLEMS as problem:
                self._open.sets_aside("month taken no part in", row.id, problem)
                why = ""
            absent.append(NotTakingPart(month, person, why, row.by, moment(row.at)))
        return tuple(sorted(absent, key=lambda one: (one.month, one.at)))


def identity(id: str) -> str:
    """What a reason is bound to."""
    return f"taking part|{id}"


def _plan(one: Round) -> dict[str, Any]:
    """A round as it is stored; its names never change."""
    return {
        "list": one.list,
        "theme": one.theme,
        "without": list(one.without),
        "template": one.template,
        "cases": one.cases,
        "for_each": one.for_each,
        "quotas": list(one.quotas),
        "roles": [role.value for role in one.roles],
        "together": one.together,
        "due": one.due.isoformat() if one.due else "",
    }


def _round(month: str, plan: dict[str, Any]) -> Round:
    return Round(
        month,
        plan.get("list", ""),
        plan.get("theme", ""),
        tuple(plan.get("without", ())),
        plan.get("template", ""),
        plan.get("cases", 0),
        plan.get("for_each", 0),
        tuple(plan.get("quotas", ())),
        tuple(Role(role) for role in plan.get("roles", ()) if role in set(Role)),
        plan.get("together", 2),
        date.fromisoformat(plan["due"]) if plan.get("due") else None,
    )
