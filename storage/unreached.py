"""People whom nothing can be sent to: why, since when, and what waits for them.

A row of `unreached` says what was last met with somebody; who cannot be reached now follows from the people,
their addresses and the outbox, so that a row left behind harms nobody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, case, cast, delete, func, or_, select

from dialogs.audits.audit import PersonId
from dialogs.conversation.unreached import Unreached, WhyUnreached
from storage.statements import upsert
from storage.tables import addresses, owed, people
from storage.transaction import TransactionPart
from storage.unreached_table import unreached
from storage.values import maybe_moment, micros

_OF_PROBLEM = {"unreachable": WhyUnreached.BLOCKED, "gone": WhyUnreached.GONE}
"""By the problem of a card that was set aside."""


_WAITING = (
    select(
        owed.c.recipient,
        func.count().label("waiting"),
        func.sum(cast(owed.c.urgent, Integer)).label("urgent"),
        func.max(case((owed.c.problem.in_(list(_OF_PROBLEM)), owed.c.problem))).label("problem"),
        func.max(case((owed.c.problem == WhyUnreached.LEFT.value, 1), else_=0)).label("left"),
    )
    .where(owed.c.failed, owed.c.recipient > "")
    .group_by(owed.c.recipient)
    .subquery()
)
_ALL = (
    select(
        people.c.id,
        people.c.roles,
        addresses.c.person_id,
        unreached.c.why,
        unreached.c.since,
        _WAITING.c.waiting,
        _WAITING.c.urgent,
        _WAITING.c.problem,
        _WAITING.c.left,
    )
    .outerjoin(addresses, addresses.c.person_id == people.c.id)
    .outerjoin(unreached, unreached.c.person_id == people.c.id)
    .outerjoin(_WAITING, _WAITING.c.recipient == people.c.id)
    .where(
        or_(
            (people.c.roles != "") & addresses.c.person_id.is_(None),
            _WAITING.c.problem.is_not(None),
            (people.c.roles == "") & (_WAITING.c.left == 1),
        )
    )
    .order_by(people.c.id)
)
_KNOWN = select(unreached.c.why).where(unreached.c.person_id == bindparam("person"))
_CLEARED = delete(unreached).where(unreached.c.person_id == bindparam("person"))
_TO_INSTALL = (
    select(people.c.id)
    .outerjoin(addresses, addresses.c.person_id == people.c.id)
    .outerjoin(unreached, unreached.c.person_id == people.c.id)
    .join(owed, owed.c.recipient == people.c.id)
    .where(
        owed.c.failed,
        owed.c.recipient > "",
        owed.c.problem == "no_address",
        people.c.roles != "",
        addresses.c.person_id.is_(None),
        or_(unreached.c.tried_at.is_(None), unreached.c.tried_at <= bindparam("before")),
        or_(unreached.c.why.is_(None), unreached.c.why != WhyUnreached.REMOVED.value),
    )
    .group_by(people.c.id)
    .order_by(func.max(cast(owed.c.urgent, Integer)).desc(), people.c.id)
    .limit(bindparam("most", type_=Integer))
)
_SERVICE = select(addresses.c.service_url).order_by(addresses.c.at.desc()).limit(1)


class UnreachedRows(TransactionPart):
    """Knows who cannot be reached."""

    __slots__ = ()

    async def note(self, person: PersonId, why: WhyUnreached, now: datetime, *, tried: bool = False) -> None:
        """This was met with this person; since when stays where it was so before.  `tried`: the app could not
        be installed for them."""
        known = (await self._connection.execute(_KNOWN, {"person": person})).scalar_one_or_none()
        if known == why and not tried:
            return
        row: dict[str, Any] = {"person_id": person, "why": why.value}
        changed = ["why"]
        if known != why:
            row["since"], changed = micros(now), [*changed, "since"]
        else:
            row["since"] = micros(now)  # of a row that is there already it is left as it is
        if tried:
            row["tried_at"], changed = micros(now), [*changed, "tried_at"]
        noted = upsert(unreached, "person_id", tuple(changed), self._shared.postgresql)
        await self._connection.execute(noted, row)

    async def note_problem(self, person: PersonId, problem: str, now: datetime) -> None:
        """A card for this person was set aside for `problem`; one that is not about them changes nothing."""
        why = _OF_PROBLEM.get(problem) or (WhyUnreached.LEFT if problem == WhyUnreached.LEFT else None)
        if problem == "no_address":
            known = (await self._connection.execute(_KNOWN, {"person": person})).scalar_one_or_none()
            why = WhyUnreached.NEVER_OPENED if known is None else None  # why they have none is known already
        if why is not None:
            await self.note(person, why, now)

    async def clear(self, person: PersonId) -> None:
        """This person was reached, or has written."""
        await self._connection.execute(_CLEARED, {"person": person})

    async def unreachable(self) -> tuple[Unreached, ...]:
        """Everybody who cannot be reached now: those first for whom most that is urgent waits."""
        rows = [_unreached(row) for row in await self._connection.execute(_ALL)]
        return tuple(sorted(rows, key=lambda one: (-one.urgent, -one.waiting, one.person)))

    async def to_install(self, before: datetime, most: int) -> tuple[PersonId, ...]:
        """Those who have never opened the bot, whom something waits for, and for whom installing was not
        tried since `before`; not those who took the app out themselves."""
        values = {"before": micros(before), "most": most}
        return tuple((await self._connection.execute(_TO_INSTALL, values)).scalars())

    async def service_url(self) -> str:
        """Where the bot last met somebody of this organisation; "" before it has met anybody."""
        return (await self._connection.execute(_SERVICE)).scalar_one_or_none() or ""


def _unreached(row: Any) -> Unreached:
    id, roles, address, noted, since, waiting, urgent, problem, _left = row
    if not roles:
        why = WhyUnreached.LEFT
    elif address is None:
        why = WhyUnreached(noted) if noted in _WITHOUT_ADDRESS else WhyUnreached.NEVER_OPENED
    else:
        why = _OF_PROBLEM[problem]
    first = maybe_moment(since) if noted == why else None
    return Unreached(id, why, first, int(waiting or 0), int(urgent or 0))


_WITHOUT_ADDRESS = frozenset(
    {
        WhyUnreached.NEVER_OPENED.value,
        WhyUnreached.REMOVED.value,
        WhyUnreached.POLICY.value,
        WhyUnreached.NO_ACCOUNT.value,
    }
)
