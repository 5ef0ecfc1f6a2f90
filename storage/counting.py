"""What reports count, read in bulk: each audit's row with what was found in it, and no trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, not_, or_, select

from dialogs.audits.audit import Audit, AuditId, State
from dialogs.audits.events import EventKind
from dialogs.audits.restriction import RESTRICTED
from dialogs.programme.facts import Standing
from dialogs.programme.findings import COUNTED_BY, NOTHING, Findings
from storage.findings import counts, decoded, findings_row
from storage.ground import SHUT, reference_of
from storage.keys import Keyring
from storage.list_items import COUNTED, KEPT
from storage.statements import BoundStatement, insert_into
from storage.tables import audits, findings, trail
from storage.transaction import TransactionPart
from storage.unreadable_rows import PROBLEMS
from storage.values import day, maybe_moment, moment
from template_specs.dates import LOCAL
from template_specs.sentences import worded

_HOUR = 3_600_000_000
"""Microseconds."""

_COMPLETED = or_(audits.c.state == State.SUBMITTED.value, audits.c.state == State.FINAL.value)
_RAISED = exists().where(trail.c.audit_id == audits.c.id, trail.c.what == EventKind.CONCERN_RAISED.value)
_CHANGED = exists().where(trail.c.audit_id == audits.c.id, trail.c.what == EventKind.ALLOCATION_CHANGED.value)
_FRESH = and_(findings.c.revision == audits.c.revision, findings.c.counted_by == COUNTED_BY)
_STALE = or_(
    and_(findings.c.audit_id.is_not(None), not_(_FRESH)),
    and_(findings.c.audit_id.is_(None), or_(_COMPLETED, _RAISED)),
)
"""What is kept is not what this program would find: an older one has written to the trail, or nothing is
kept."""
_COLUMNS = (
    *(audits.c.id, audits.c.sealed_reference, audits.c.wrapped_key, audits.c.template_hash, audits.c.state),
    *(audits.c.due, audits.c.auditors, audits.c.case_type, audits.c.team, audits.c.month, audits.c.theme),
    *(audits.c.list, audits.c.submitted_at, audits.c.stage, audits.c.stage_at, audits.c.answered),
    *(audits.c.total, audits.c.restricted, findings.c.found),
    _STALE.label("stale"),
    and_(not_(_COMPLETED), _CHANGED).label("changed"),
)
_JOINED = audits.outerjoin(findings, findings.c.audit_id == audits.c.id)
_PAGE = (
    select(*_COLUMNS)
    .select_from(_JOINED)
    .where(audits.c.month == bindparam("month"), audits.c.id > bindparam("after"), KEPT, COUNTED)
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_EVERY_ONE = (
    select(audits.c.id)
    .select_from(_JOINED)
    .where(audits.c.id > bindparam("after"), KEPT)
    .order_by(audits.c.id)
    .limit(bindparam("most"))
)
_TO_COUNT = _EVERY_ONE.where(_STALE)
_MONTHS = select(audits.c.month, func.count()).group_by(audits.c.month).order_by(audits.c.month)


@dataclass(slots=True)
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
        """The programme's months, and how many audits each has, purged ones included."""
        rows = await self._connection.execute(_MONTHS)
        return {row.month: row[1] for row in rows}

    async def page(self, month: str, after: AuditId, most: int) -> list[CountedAudit]:
        """At most `most` audits of a month whose ids follow `after`, in their order."""
        bounds = {"month": month, "after": after, "most": most}
        keyring = self._shared.keyring
        rows = await self._statements.rows(BoundStatement(self._shared.compiled(_PAGE), bounds))
        return [_counted(keyring, row) for row in rows]

    async def to_count(self, after: AuditId, most: int, *, all: bool = False) -> list[AuditId]:
        """The next audits past `after` of which nothing fresh is kept; with `all`, every audit."""
        statement = _EVERY_ONE if all else _TO_COUNT
        return list((await self._connection.execute(statement, {"after": after, "most": most})).scalars())

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
    theme, listed, submitted_at, stage, stage_at, answered, total, restricted, found, stale, changed = row[
        10:
    ]
    # Whoever reads a report: of a restricted case it counts, and nobody and nothing of it is named.
    open_reference = _restricted if restricted else partial(_reference, keyring, audit_id, sealed, wrapped)
    standing = Standing(
        audit_id,
        template_hash,
        State(state),
        _day(due),
        () if restricted else _ids(auditors),
        case_type,
        team,
        month,
        theme,
        listed,
        None if submitted_at is None else _london_day(submitted_at // _HOUR),
        stage,
        maybe_moment(stage_at),
        answered,
        total,
        open_reference,
    )
    told = bool(changed) and not restricted
    if stale:
        return CountedAudit(standing, None, told)
    return CountedAudit(standing, NOTHING if found is None else decoded(found), told)


def _restricted() -> str:
    return worded(RESTRICTED)


_day = lru_cache(4_096)(day)


@lru_cache(4_096)
def _ids(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


@lru_cache(4_096)
def _london_day(hour: int) -> date:
    """The day of an hour since 1970: days begin with a whole hour, in summer too."""
    return moment(hour * _HOUR).astimezone(LOCAL).date()


def _reference(keyring: Keyring, audit_id: AuditId, sealed: bytes, wrapped: bytes) -> str:
    try:
        return reference_of(sealed, keyring.data_key(wrapped, audit_id), audit_id)
    except PROBLEMS:
        return SHUT  # `trail verify` lists it
