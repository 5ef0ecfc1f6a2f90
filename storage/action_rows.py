"""The actions of audits that were sent, as rows to list and to remind of: computed from the audits' trails.

What an action says stands only on the trail, sealed; here is whose it is, its day, and how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, text, update

from dialogs.audits.actions import Status
from dialogs.audits.audit import Audit, AuditId, Key, PersonId, State
from storage.list_items import KEPT
from storage.statements import insert_into
from storage.tables import ACTIONS_BEHIND, actions, audits
from storage.transaction import TransactionPart
from storage.values import day

OPEN = (Status.OPEN.value, Status.UNDER_WAY.value)
_SENT = (audits.c.state.in_((State.SUBMITTED.value, State.FINAL.value)), KEPT)
_BEHIND = select(audits.c.id).where(text(ACTIONS_BEHIND), KEPT).order_by(audits.c.id).limit(bindparam("most"))
_SEEN = update(audits).where(audits.c.id == bindparam("audit")).values(actions_seen=bindparam("upto"))
_OF_AUDIT = delete(actions).where(actions.c.audit_id == bindparam("audit"))
_COLUMNS = ("owner", "given", "due", "priority", "status", "asked_at", "done_on", "effect")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action, as it stands."""

    audit_id: AuditId
    key: Key
    owner: PersonId | None
    given: bool
    due: date | None
    priority: str
    status: str
    asked_at: int
    """Microseconds since 1970."""
    done_on: date | None
    effect: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions a list is to show; what is empty does not limit it."""

    owner: PersonId = ""
    manager: PersonId = ""
    """Named for the case; with `owner`, either of the two."""
    team: str = ""
    priority: str = ""
    statuses: tuple[str, ...] = OPEN
    due_before: date | None = None
    theme: str = ""


class ActionRows(TransactionPart):
    """Keeps the rows, and finds them."""

    __slots__ = ()

    async def note(self, audit: Audit, rows: Sequence[ActionRow], *, seen: bool) -> None:
        """From now on the audit's actions are these, as of its revision; `seen`: it need not be looked up
        again."""
        keys = [row.key for row in rows]
        gone = _OF_AUDIT.where(actions.c.key.not_in(keys)) if keys else _OF_AUDIT
        await self._connection.execute(gone, {"audit": audit.id})
        insert = insert_into(actions, self._shared.postgresql)
        statement = insert.on_conflict_do_update(
            index_elements=[actions.c.audit_id, actions.c.key],
            set_={name: insert.excluded[name] for name in _COLUMNS},
        )
        for row in rows:
            values = {
                "audit_id": row.audit_id,
                "key": row.key,
                "owner": row.owner,
                "given": row.given,
                "due": row.due.isoformat() if row.due else None,
                "priority": row.priority,
                "status": row.status,
                "asked_at": row.asked_at,
                "done_on": row.done_on.isoformat() if row.done_on else None,
                "effect": row.effect,
                "reminded": "",
            }
            await self._connection.execute(statement, values)
        if seen:
            await self._connection.execute(_SEEN, {"audit": audit.id, "upto": audit.revision})

    async def behind(self, most: int) -> list[AuditId]:
        """Audits that were sent and whose actions are not up to date here."""
        return list((await self._connection.execute(_BEHIND, {"most": most})).scalars())

    async def page(self, wanted: Wanted, most: int, skip: int = 0) -> tuple[ActionRow, ...]:
        """Actions as wanted, those due first before those without a day."""
        statement = (
            _chosen(wanted)
            .order_by(actions.c.due.is_(None), actions.c.due, actions.c.audit_id, actions.c.key)
            .limit(most)
            .offset(skip)
        )
        return tuple(_row(row) for row in await self._connection.execute(statement))

    async def count(self, wanted: Wanted) -> int:
        """How many there are."""
        counted = select(func.count()).select_from(_chosen(wanted).subquery())
        return int((await self._connection.execute(counted)).scalar_one())

    async def due(
        self, first: date, last: date, kind: str, most: int, after: tuple[AuditId, Key] = ("", "")
    ) -> list[ActionRow]:
        """Open actions due from `first` to `last` of which no message of this `kind` was decided yet."""
        return await self._unreminded(
            and_(actions.c.status.in_(OPEN), _between(actions.c.due, first, last)),
            actions.c.due,
            kind,
            most,
            after,
        )

    async def without_effect(
        self, first: date, last: date, kind: str, most: int, after: tuple[AuditId, Key] = ("", "")
    ) -> list[ActionRow]:
        """Actions done from `first` to `last` of which nobody has said what changed, likewise."""
        return await self._unreminded(
            and_(~actions.c.effect, _between(actions.c.done_on, first, last)),
            actions.c.done_on,
            kind,
            most,
            after,
        )

    async def _unreminded(
        self,
        condition: ColumnElement[bool],
        on: ColumnElement[str | None],
        kind: str,
        most: int,
        after: tuple[AuditId, Key],
    ) -> list[ActionRow]:
        later = or_(
            actions.c.audit_id > after[0], and_(actions.c.audit_id == after[0], actions.c.key > after[1])
        )
        statement = (
            _LISTED.where(condition, later, actions.c.reminded != func.coalesce(on, "") + f" {kind}", *_SENT)
            .order_by(actions.c.audit_id, actions.c.key)
            .limit(most)
        )
        return [_row(row) for row in await self._connection.execute(statement)]

    async def mark_reminded(self, row: ActionRow, kind: str, on: date) -> None:
        """The message of this kind about this day was decided."""
        marked = (
            update(actions)
            .where(actions.c.audit_id == row.audit_id, actions.c.key == row.key)
            .values(reminded=f"{on.isoformat()} {kind}")
        )
        await self._connection.execute(marked)

    async def teams(self) -> tuple[str, ...]:
        """The teams whose cases have actions, by name."""
        named = select(audits.c.team).join(actions, actions.c.audit_id == audits.c.id)
        rows = await self._connection.execute(named.where(audits.c.team != "").distinct())
        return tuple(sorted(rows.scalars()))

    async def not_with_manager(self, manager: PersonId, most: int) -> frozenset[tuple[AuditId, Key]]:
        """Actions of this manager's cases that they need not see to: closed, or given to somebody else."""
        statement = (
            select(actions.c.audit_id, actions.c.key)
            .select_from(actions.join(audits, audits.c.id == actions.c.audit_id))
            .where(
                audits.c.manager == manager,
                or_(actions.c.status.not_in(OPEN), actions.c.given),
                *_SENT,
            )
            .order_by(audits.c.submitted_at.desc())
            .limit(most)
        )
        return frozenset((row[0], row[1]) for row in await self._connection.execute(statement))


_LISTED = select(actions.c.audit_id, actions.c.key, *(actions.c[name] for name in _COLUMNS)).select_from(
    actions.join(audits, audits.c.id == actions.c.audit_id)
)


def _between(column: ColumnElement[str | None], first: date, last: date) -> ColumnElement[bool]:
    return and_(column >= first.isoformat(), column <= last.isoformat())


def _chosen(wanted: Wanted) -> Select[tuple[object, ...]]:
    conditions: list[ColumnElement[bool]] = [*_SENT, actions.c.status.in_(wanted.statuses)]
    whose = []
    if wanted.owner:
        whose.append(actions.c.owner == wanted.owner)
    if wanted.manager:
        whose.append(audits.c.manager == wanted.manager)
    if whose:
        conditions.append(or_(*whose))
    if wanted.team:
        conditions.append(audits.c.team == wanted.team)
    if wanted.theme:
        conditions.append(audits.c.theme == wanted.theme)
    if wanted.priority:
        conditions.append(actions.c.priority == wanted.priority)
    if wanted.due_before is not None:
        conditions.append(actions.c.due < wanted.due_before.isoformat())
    return _LISTED.where(*conditions)


def _row(row: Sequence[object]) -> ActionRow:
    audit_id, key, owner, given, due, priority, status, asked_at, done_on, effect = row
    return ActionRow(
        str(audit_id),
        str(key),
        str(owner) if owner else None,
        bool(given),
        day(str(due)) if due else None,
        str(priority),
        str(status),
        int(str(asked_at)),
        day(str(done_on)) if done_on else None,
        bool(effect),
    )
