"""What reports count, read in bulk: each audit's row with what was found in it, and no trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, exists, func, or_, select

from dialogs.audits.audit import Audit, AuditId, Case, State
from dialogs.audits.events import EventKind
from dialogs.programme.facts import Standing
from dialogs.programme.findings import COUNTED_BY, NOTHING, Findings
from storage.audits import SHUT, reference_of
from storage.findings import counts, decoded, findings_row
from storage.keys import Keyring
from storage.list_items import KEPT
from storage.statements import insert_into
from storage.tables import audits, findings, trail
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import day, maybe_moment

_COMPLETED = audits.c.state.in_([State.SUBMITTED.value, State.FINAL.value])
_RAISED = exists().where(trail.c.audit_id == audits.c.id, trail.c.what == EventKind.CONCERN_RAISED.value)
_CHANGED = exists().where(trail.c.audit_id == audits.c.id, trail.c.what == EventKind.ALLOCATION_CHANGED.value)
_FRESH = and_(findings.c.revision == audits.c.revision, findings.c.counted_by == COUNTED_BY)
_STALE = case(
    (_FRESH, False),
    (findings.c.audit_id.is_not(None), True),
    (_COMPLETED, True),
    else_=_RAISED,
)
"""What is kept is not what this program would find: an older one has written to the trail, or nothing is
kept."""
_COLUMNS = (
    *(audits.c.id, audits.c.sealed_reference, audits.c.wrapped_key, audits.c.template_hash, audits.c.state),
    *(audits.c.due, audits.c.auditors, audits.c.case_type, audits.c.team, audits.c.month, audits.c.theme),
    *(audits.c.list, audits.c.submitted_at, audits.c.stage, audits.c.stage_at, audits.c.answered),
    *(audits.c.total, findings.c.found),
    _STALE.label("stale"),
    case((_COMPLETED, False), else_=_CHANGED).label("changed"),
)
_JOINED = audits.outerjoin(findings, findings.c.audit_id == audits.c.id)
_PAGE = (
    select(*_COLUMNS)
    .select_from(_JOINED)
    .where(audits.c.month == bindparam("month"), audits.c.id > bindparam("after"), KEPT)
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_TO_COUNT = (
    select(audits.c.id)
    .select_from(_JOINED)
    .where(audits.c.id > bindparam("after"), KEPT, or_(bindparam("all", type_=Integer()) == 1, _STALE))
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_MONTHS = select(audits.c.month, func.count()).where(KEPT).group_by(audits.c.month).order_by(audits.c.month)


@dataclass(frozen=True, slots=True)
class CountedAudit:
    """One audit, as a report counts it."""

    standing: Standing
    findings: Findings | None
    """None: what was found has to be found anew from the trail."""
    changed: bool
    """It is not completed, and who has it or by when was changed: the reasons are on its trail."""


class Counting(TransactionPart):
    """Reads what reports count, and keeps it right."""

    __slots__ = ()

    async def months(self) -> dict[str, int]:
        """The programme's months, and how many audits each has."""
        rows = await self._connection.execute(_MONTHS)
        return {row.month: row[1] for row in rows}

    async def page(self, month: str, after: AuditId, most: int) -> list[CountedAudit]:
        """At most `most` audits of a month whose ids follow `after`, in their order."""
        bounds = {"month": month, "after": after, "most": most}
        keyring = self._shared.keyring
        return [_counted(keyring, row) for row in await self._connection.execute(_PAGE, bounds)]

    async def to_count(self, after: AuditId, most: int, *, all: bool = False) -> list[AuditId]:
        """The next audits past `after` of which nothing fresh is kept; with `all`, every audit."""
        bounds = {"after": after, "most": most, "all": int(all)}
        return list((await self._connection.execute(_TO_COUNT, bounds)).scalars())

    async def count(self, whole: Iterable[Audit]) -> int:
        """Keep what is found in these audits; of how many something else was kept, or nothing."""
        changed = 0
        statement = insert_into(findings, self._shared.postgresql)
        names = [column.name for column in findings.c]
        statement = statement.on_conflict_do_update(
            index_elements=[findings.c.audit_id],
            set_={name: statement.excluded[name] for name in names if name != "audit_id"},
            where=findings.c.revision <= statement.excluded.revision,
        )
        for audit in whole:
            if not counts(audit):
                continue
            row = findings_row(await self._open.template(audit.template_hash), audit)
            kept = (
                await self._connection.execute(select(findings).where(findings.c.audit_id == audit.id))
            ).one_or_none()
            if kept is None or any(getattr(kept, name) != row[name] for name in names):
                await self._connection.execute(statement, row)
                changed += 1
        return changed


def _counted(keyring: Keyring, row: Sequence[Any]) -> CountedAudit:
    audit_id, sealed, wrapped, template_hash, state, due, auditors, case_type, team, month = row[:10]
    theme, listed, submitted_at, stage, stage_at, answered, total, found, stale, changed = row[10:]
    audit = Audit(
        id=audit_id,
        template_hash=template_hash,
        case=Case("", case_type, team, month, theme, listed),
        state=State(state),
        auditors=tuple(auditors.split(";")) if auditors else (),
        practitioner=None,
        manager=None,
        due=day(due),
        stage=stage,
        submitted_at=maybe_moment(submitted_at),
        stage_since=maybe_moment(stage_at),
    )
    standing = Standing(audit, partial(_reference, keyring, audit_id, sealed, wrapped), answered, total)
    return CountedAudit(
        standing,
        None if stale else decoded(found) if found is not None else NOTHING,
        bool(changed),
    )


def _reference(keyring: Keyring, audit_id: AuditId, sealed: bytes, wrapped: bytes) -> str:
    try:
        return reference_of(sealed, keyring.data_key(wrapped, audit_id), audit_id)
    except PROBLEMS:
        return SHUT  # `trail verify` lists it
