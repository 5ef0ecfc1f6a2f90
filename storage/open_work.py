"""What waits to be read or reviewed by one person, found from the cards that they are owed and the trail.

Each is one query with a limit, by an index; whether the audit still shows it to them is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select

from dialogs.audits.audit import AuditId, Clear, Key, PersonId, State
from dialogs.audits.events import OUTCOME, WITHDRAWN, EventKind
from dialogs.audits.follow_ups import FOLLOWS
from dialogs.conversation.subjects import ActionCard, ConcernCard, SummaryCard, ToldToRead
from storage.list_items import KEPT, LISTED, AuditListItem, ListedAudits
from storage.tables import audits, owed, trail
from storage.values import clear_value, micros

# Written out, not as parameters: only so does PostgreSQL take the indexes made for these two kinds.
_ACKNOWLEDGED: ColumnElement[str] = literal_column(f"'{EventKind.ACKNOWLEDGED.value}'")
_RAISED: ColumnElement[str] = literal_column(f"'{EventKind.CONCERN_RAISED.value}'")
_PERSON = bindparam("person", type_=owed.c.recipient.type)
_MOST: ColumnElement[int] = bindparam("most")


def _read(audit: ColumnElement[str], key: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(trail.c.audit_id == audit, trail.c.what == _ACKNOWLEDGED, trail.c.key == key)


def _rest(prefix: str) -> ColumnElement[str]:
    return func.substr(owed.c.subject, len(prefix) + 1)


_SENT_CONCERNS = (
    select(owed.c.audit_id, _rest(ConcernCard.prefix))
    .join(audits, audits.c.id == owed.c.audit_id)
    .where(owed.c.recipient == _PERSON, owed.c.subject.like(f"{ConcernCard.prefix}%"), KEPT)
    .limit(_MOST)
)
_IS_READ = select(trail.c.seq).where(_read(owed.c.audit_id, "concern/" + _rest(ConcernCard.prefix))).exists()
_IS_TOLD = (
    select(trail.c.seq).where(_read(owed.c.audit_id, f"{OUTCOME}/" + _rest(ConcernCard.prefix))).exists()
)
_IS_WITHDRAWN = (
    select(trail.c.seq).where(_read(owed.c.audit_id, f"{WITHDRAWN}/" + _rest(ConcernCard.prefix))).exists()
)
_CONCERNS = _SENT_CONCERNS.where(~_IS_READ, ~_IS_WITHDRAWN).order_by(owed.c.id)
_WITHOUT_OUTCOME = _SENT_CONCERNS.where(_IS_READ, ~_IS_TOLD, ~_IS_WITHDRAWN).order_by(owed.c.id.desc())
_SENT_ON = (State.SUBMITTED.value, State.FINAL.value)
_SUMMARIES = (
    select(*LISTED)
    .join(owed, owed.c.audit_id == audits.c.id)
    .where(
        owed.c.recipient == _PERSON,
        owed.c.subject == SummaryCard().encode(),
        audits.c.manager == _PERSON,
        audits.c.state.in_(_SENT_ON),
        KEPT,
        # A summary that was submitted again is new to read.
        ~select(trail.c.seq)
        .where(
            _read(audits.c.id, literal_column(f"'{SummaryCard.prefix}'")),
            trail.c.at >= func.coalesce(audits.c.submitted_at, 0),
        )
        .exists(),
    )
    .order_by(audits.c.submitted_at.desc(), audits.c.id)
    .limit(_MOST)
)
_TO_READ = (
    select(*LISTED)
    .join(owed, owed.c.audit_id == audits.c.id)
    .where(
        owed.c.recipient == _PERSON,
        owed.c.subject.like(f"{ToldToRead.prefix}%"),
        audits.c.state.in_(_SENT_ON),
        KEPT,
    )
    .distinct()
    .order_by(audits.c.submitted_at.desc(), audits.c.id)
    .limit(_MOST)
)
_ACTIONS = (
    select(*LISTED, _rest(ActionCard.prefix))
    .join(owed, owed.c.audit_id == audits.c.id)
    .where(
        owed.c.recipient == _PERSON,
        owed.c.subject.like(f"{ActionCard.prefix}%"),
        audits.c.manager == _PERSON,
        audits.c.state.in_(_SENT_ON),
        KEPT,
    )
    .order_by(audits.c.submitted_at.desc(), owed.c.id)
    .limit(_MOST)
)
_ROWS = (
    select(trail.c.audit_id, trail.c.key, trail.c.what, trail.c.value)
    .where(
        trail.c.audit_id.in_(bindparam("ids", expanding=True)),
        trail.c.key.in_(bindparam("keys", expanding=True)),
        trail.c.what.in_((EventKind.ANSWERED.value, EventKind.ROW_REMOVED.value)),
    )
    .order_by(trail.c.audit_id, trail.c.seq)
)
_OF_PROGRAMME = select(trail.c.audit_id, trail.c.key).where(trail.c.what == _RAISED)
_LATER = trail.alias("later")
_UNREAD = (
    _OF_PROGRAMME.join(audits, audits.c.id == trail.c.audit_id)
    .where(
        KEPT,
        ~select(_LATER.c.seq)
        .where(
            _LATER.c.audit_id == trail.c.audit_id,
            _LATER.c.what == _ACKNOWLEDGED,
            or_(
                _LATER.c.key == "concern/" + trail.c.key,
                _LATER.c.key == f"{WITHDRAWN}/" + trail.c.key,
            ),
        )
        .exists(),
    )
    .distinct()
)
_UNREAD_PAGE = _UNREAD.order_by(trail.c.audit_id, trail.c.key).limit(_MOST)
_RAISED_IN_ALL = select(func.count()).select_from(_OF_PROGRAMME.distinct().subquery())
_UNREAD_IN_ALL = select(func.count()).select_from(_UNREAD.subquery())

_FOLLOWED = (
    select(trail.c.audit_id)
    .where(
        trail.c.what == _ACKNOWLEDGED,
        trail.c.key > f"{FOLLOWS}/",
        trail.c.key < f"{FOLLOWS}0",  # the sign after the slash
        trail.c.at >= bindparam("since"),
    )
    .distinct()
    .limit(_MOST)
)


@dataclass(frozen=True, slots=True)
class SentAction:
    """One action that a manager was sent, as its row stands now."""

    item: AuditListItem
    key: Key
    cells: Clear
    """Its coded cells, in clear."""


class OpenWork(ListedAudits):
    """Finds what somebody has yet to read or review."""

    __slots__ = ()

    async def concerns(self, person: PersonId, most: int) -> list[tuple[AuditId, str]]:
        """Concerns that were sent to this person and that nobody has read, the oldest first: the audit and
        the concern's id."""
        rows = await self._connection.execute(_CONCERNS, {"person": person, "most": most})
        return [(audit, concern) for audit, concern in rows]

    async def without_outcome(self, person: PersonId, most: int) -> list[tuple[AuditId, str]]:
        """Concerns that were sent to this person and read, and of which nobody has written what happened
        next, the latest first: the audit and the concern's id."""
        rows = await self._connection.execute(_WITHOUT_OUTCOME, {"person": person, "most": most})
        return [(audit, concern) for audit, concern in rows]

    async def summaries(self, person: PersonId, most: int) -> list[AuditListItem]:
        """Audits of this manager whose summary they have not acknowledged, the latest first."""
        rows = await self._connection.execute(_SUMMARIES, {"person": person, "most": most})
        return [self.listed(row, "manager") for row in rows]

    async def to_read(self, person: PersonId, most: int) -> list[AuditListItem]:
        """Audits that were returned to this person to read, the latest first; whether they may still, their
        trail tells."""
        rows = await self._connection.execute(_TO_READ, {"person": person, "most": most})
        return [self.listed(row) for row in rows]

    async def actions(self, person: PersonId, most: int) -> list[SentAction]:
        """The actions of the audits submitted last that this manager was sent, without those that the
        auditors have taken out; done or not."""
        rows = (await self._connection.execute(_ACTIONS, {"person": person, "most": most})).all()
        if not rows:
            return []
        ids, keys = {row[0] for row in rows}, {row[-1] for row in rows}
        standing: dict[tuple[AuditId, Key], tuple[str, str | None]] = {}
        found = await self._connection.execute(_ROWS, {"ids": sorted(ids), "keys": sorted(keys)})
        for audit, key, what, value in found:
            standing[audit, key] = (what, value)
        return [
            SentAction(self.listed(row[:-1], "manager"), row[-1], clear_value(standing[row[0], row[-1]][1]))
            for row in rows
            if standing.get((row[0], row[-1]), (EventKind.ROW_REMOVED.value,))[0] == EventKind.ANSWERED.value
        ]

    async def concerns_raised(self) -> tuple[int, int]:
        """How many concerns were raised in the programme, and how many of them nobody has read."""
        raised = (await self._connection.execute(_RAISED_IN_ALL)).scalar_one()
        unread = (await self._connection.execute(_UNREAD_IN_ALL)).scalar_one() if raised else 0
        return raised, unread

    async def unread(self, most: int) -> list[tuple[AuditId, str]]:
        """Concerns that nobody has read: the audit and the concern's id."""
        rows = await self._connection.execute(_UNREAD_PAGE, {"most": most})
        return [(audit, concern) for audit, concern in rows]

    async def followed(self, since: datetime, most: int) -> list[AuditId]:
        """The audits in which something has followed from a grade since then."""
        rows = await self._connection.execute(_FOLLOWED, {"since": micros(since), "most": most})
        return list(rows.scalars())
