"""Due reminders: the audits whose deadline is near or past, and how many audits wait in each stage.

Each query uses an index, however many audits are stored.  A mark on the audit's row names the reminder that
was dealt with last, so that it is not looked at again.  If two processes look at once, the outbox's unique
key makes sure that each person gets one reminder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Executable,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    update,
)

from dialogs.audits.audit import AuditId, State
from dialogs.audits.panels import NAMED
from storage.tables import audits, trail
from storage.transaction import TransactionPart
from storage.values import micros

_OPEN = (State.ALLOCATED.value, State.IN_PROGRESS.value)
_KIND = bindparam("kind", type_=String())


def _due(mark: ColumnElement[str], *conditions: ColumnElement[bool]) -> Executable:
    marked = mark + " " + _KIND
    return (
        select(audits.c.id, marked)
        .where(
            *conditions,
            audits.c.reminded != marked,
            audits.c.wrapped_key.is_not(None),
            # Not the bare column: its own index would be taken in place of the one by day.
            audits.c.id + "" > bindparam("after", type_=audits.c.id.type),
        )
        .order_by(audits.c.id)
        .limit(bindparam("most"))
    )


_BY_DAY = _due(
    audits.c.due,
    audits.c.state.in_(_OPEN),
    audits.c.due >= bindparam("first"),
    audits.c.due <= bindparam("last"),
)
_OF_STAGE = (audits.c.stage == bindparam("stage"), audits.c.template_hash == bindparam("form"))
_BY_STAGE = _due(
    cast(audits.c.stage_at, String()),
    *_OF_STAGE,
    audits.c.state == State.SUBMITTED.value,
    audits.c.stage_at >= bindparam("first"),
    audits.c.stage_at < bindparam("before"),
)
_SINCE_BEFORE = (
    select(audits.c.id)
    .where(
        *_OF_STAGE,
        audits.c.state == State.SUBMITTED.value,
        audits.c.stage_at < bindparam("before"),
        audits.c.wrapped_key.is_not(None),
        audits.c.id + "" > bindparam("after", type_=audits.c.id.type),
    )
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_WITH_PANELS = (
    select(audits.c.id)
    .where(
        audits.c.state == State.SUBMITTED.value,
        audits.c.stage > "",
        audits.c.wrapped_key.is_not(None),
        audits.c.id + "" > bindparam("after", type_=audits.c.id.type),
        select(trail.c.seq)
        .where(
            trail.c.audit_id == audits.c.id,
            trail.c.what == literal_column("'acknowledged'"),  # as the index has it
            trail.c.key == NAMED,
        )
        .exists(),
    )
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_MARKED = update(audits).where(audits.c.id == bindparam("audit")).values(reminded=bindparam("mark"))
# "stage > ''" and not "<>": an index answers it.
_STAGES = (
    select(audits.c.stage, audits.c.template_hash)
    .where(audits.c.stage > "")
    .group_by(audits.c.stage, audits.c.template_hash)
)
_WAITING = select(
    func.count(), func.count().filter(audits.c.stage_at < bindparam("before", type_=audits.c.stage_at.type))
).where(*_OF_STAGE, audits.c.state == State.SUBMITTED.value)


@dataclass(frozen=True, slots=True)
class Due:
    """An audit that somebody may have to be reminded of."""

    audit_id: AuditId
    mark: str
    """What `seen_to` keeps: the same audit is not found again for this deadline."""


class DueReminders(TransactionPart):
    """Looks for what is due."""

    __slots__ = ()

    async def due_by_day(
        self, first: date, last: date, kind: str, most: int, after: AuditId = ""
    ) -> list[Due]:
        """Open audits due from `first` to `last` whose reminder of this `kind` was not seen to yet, in the
        order of their ids; those that come `after` one."""
        days = {"first": first.isoformat(), "last": last.isoformat()}
        bounds = {**days, "kind": kind, "most": most, "after": after}
        return [Due(*row) for row in await self._connection.execute(_BY_DAY, bounds)]

    async def due_by_stage(
        self,
        stage: tuple[str, str],
        first: datetime,
        before: datetime,
        kind: str,
        most: int,
        after: AuditId = "",
    ) -> list[Due]:
        """Audits in `stage` (its id and its form's hash) since `first`, and before `before`, likewise."""
        bounds = {
            "first": micros(first),
            "before": micros(before),
            "kind": kind,
            "most": most,
            "after": after,
        }
        rows = await self._connection.execute(_BY_STAGE, bounds | _stage(stage))
        return [Due(*row) for row in rows]

    async def in_stage_since(
        self, stage: tuple[str, str], before: datetime, most: int, after: AuditId = ""
    ) -> list[AuditId]:
        """Audits that came into `stage` before a moment, in the order of their ids; those past `after`."""
        bounds = {"before": micros(before), "most": most, "after": after}
        rows = await self._connection.execute(_SINCE_BEFORE, bounds | _stage(stage))
        return [row[0] for row in rows]

    async def stages_in_hand(self) -> list[tuple[str, str]]:
        """The stages after submission that any audit is in: each with the hash of its form."""
        return [(stage, form) for stage, form in await self._connection.execute(_STAGES)]

    async def with_panels(self, most: int, after: AuditId = "") -> list[AuditId]:
        """Audits in a stage after submission for which a panel was named at some time, in the order of their
        ids; those past `after`."""
        bounds = {"most": most, "after": after}
        return [row[0] for row in await self._connection.execute(_WITH_PANELS, bounds)]

    async def waiting(self, stage: tuple[str, str], before: datetime) -> tuple[int, int]:
        """How many audits wait in `stage`, and how many of them since before a moment."""
        counted = await self._connection.execute(_WAITING, {"before": micros(before)} | _stage(stage))
        count, late = counted.one()
        return count, late

    async def mark_reminded(self, due: Due) -> None:
        """This audit's reminder for this deadline was decided."""
        await self._connection.execute(_MARKED, {"audit": due.audit_id, "mark": due.mark})


def _stage(stage: tuple[str, str]) -> dict[str, str]:
    return {"stage": stage[0], "form": stage[1]}
