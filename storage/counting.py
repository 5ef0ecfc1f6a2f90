"""What reports count, read in bulk: each audit's row with what was found in it, and no trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from sys import intern
from typing import Any

from sqlalchemy import Executable, Integer, and_, bindparam, exists, func, literal_column, not_, or_, select

from dialogs.audits.audit import Audit, AuditId, State
from dialogs.audits.events import EventKind
from dialogs.audits.restriction import RESTRICTED
from dialogs.programme.facts import COMPLETED, STANDING
from dialogs.programme.findings import COUNTED_BY
from storage.findings import counts, findings_row
from storage.ground import SHUT, reference_of
from storage.keys import Keyring
from storage.list_items import COUNTED, KEPT
from storage.statements import BoundStatement, insert_into
from storage.tables import audits, findings, trail
from storage.transaction import TransactionPart
from storage.transactions import Rows
from storage.unreadable_rows import PROBLEMS
from storage.values import day, maybe_moment, moment
from template_specs.dates import LOCAL
from template_specs.sentences import worded

_HOUR = 3_600_000_000
"""Microseconds."""

_COMPLETED = or_(audits.c.state == State.SUBMITTED.value, audits.c.state == State.FINAL.value)
_RAISED = exists().where(trail.c.audit_id == audits.c.id, trail.c.what == EventKind.CONCERN_RAISED.value)
_FRESH = and_(findings.c.revision == audits.c.revision, findings.c.counted_by == COUNTED_BY)
_STALE = or_(
    and_(findings.c.audit_id.is_not(None), not_(_FRESH)),
    and_(findings.c.audit_id.is_(None), or_(_COMPLETED, _RAISED)),
)
"""What is kept is not what this program would find: an older one has written to the trail, or nothing is
kept."""
_IN_MONTHS = and_(audits.c.month.between(bindparam("first"), bindparam("last")), KEPT, COUNTED)
_STANDING = select(
    *(audits.c.id, audits.c.revision, audits.c.template_hash, audits.c.state, audits.c.stage),
    *(audits.c.stage_at, audits.c.due),
    (audits.c.submitted_at // literal_column("3600000000", Integer)).label("submitted_hour"),
    *(audits.c.auditors, audits.c.case_type, audits.c.team, audits.c.month, audits.c.theme, audits.c.list),
    *(audits.c.answered, audits.c.total, audits.c.sealed_reference, audits.c.wrapped_key),
    audits.c.restricted,
).where(_IN_MONTHS)
_FOUND = select(findings.c.audit_id, findings.c.revision, findings.c.counted_by, findings.c.found)
_FOUND_IN_MONTHS = _FOUND.join(audits, audits.c.id == findings.c.audit_id).where(_IN_MONTHS)
# Looked up through an index, half of all rows take SQLite five times as long as reading all of them does.
_MOST_STANDING = _STANDING.with_hint(audits, "NOT INDEXED", "sqlite")
_WITH_EVENT = {
    what: select(trail.c.audit_id).distinct().where(trail.c.what == literal_column(f"'{what.value}'"))
    for what in (EventKind.ALLOCATION_CHANGED, EventKind.CONCERN_RAISED)
}
"""Named in the statement itself, or SQLite would not see that an index of just these is there."""
MOST_LOOKED_UP = 4
"""One audit in so many is looked up through an index; where it is more, all are read."""
_JOINED = audits.outerjoin(findings, findings.c.audit_id == audits.c.id)
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
class CountedAudits:
    """Audits as a report counts them, column by column: of very many, an object for each would cost more
    than all else."""

    columns: Mapping[str, Sequence[Any]]
    """Where they stand, by the names of STANDING."""
    marks: Sequence[str | None]
    """What was found in each, as `marks_in` reads it; None: it has to be found anew from the trail."""
    changed: Sequence[bool]
    """It is not completed, and who has it or by when was changed: the reasons are on its trail."""

    def __len__(self) -> int:
        return len(self.marks)

    @property
    def ids(self) -> Sequence[AuditId]:
        """Which audits they are."""
        return self.columns["id"]

    def at(self, places: Sequence[int]) -> CountedAudits:
        """Those at these places, in this order."""

        def picked(column: Sequence[Any]) -> list[Any]:
            return [*map(column.__getitem__, places)]

        columns = {name: picked(column) for name, column in self.columns.items()}
        return CountedAudits(columns, picked(self.marks), picked(self.changed))


class Counting(TransactionPart):
    """Reads what reports count, and keeps it right."""

    __slots__ = ()

    async def months(self) -> dict[str, int]:
        """The programme's months, and how many audits each has, purged ones included."""
        rows = await self._connection.execute(_MONTHS)
        return {row.month: row[1] for row in rows}

    async def of_months(self, first: str, last: str) -> CountedAudits:
        """Every audit of these months ("2026-04"), in no order."""
        numbers, bounds = await self.months(), {"first": first, "last": last}
        meant = sum(number for month, number in numbers.items() if first <= month <= last)
        most = meant * MOST_LOOKED_UP > sum(numbers.values())
        found = {row[0]: row[1:] for row in await self._rows(_FOUND if most else _FOUND_IN_MONTHS, bounds)}
        with_event = {
            what: {row[0] for row in await self._rows(ids, {})} for what, ids in _WITH_EVENT.items()
        }
        standing = await self._rows(_MOST_STANDING if most else _STANDING, bounds)
        return _counted(standing, found, with_event)

    async def _rows(self, statement: Executable, values: Mapping[str, str]) -> Rows:
        return await self._statements.rows(BoundStatement(self._shared.compiled(statement), values))

    def open_reference(self) -> Callable[[AuditId, object], str]:
        """What opens the reference of an audit of a page, also when this transaction is over."""
        return partial(_reference, self._shared.keyring)

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


def _counted(
    rows: Rows, found: Mapping[AuditId, Sequence[Any]], with_event: Mapping[EventKind, Set[AuditId]]
) -> CountedAudits:
    if not rows:
        return CountedAudits(dict.fromkeys(STANDING, ()), (), ())
    ids, revisions, hashes, states, stages, stage_at, due, hours, auditors, *more = zip(*rows, strict=True)
    *fields, answered, total, references, keys, restricted = more
    # Whoever reads a report: of a restricted case it counts, and nobody and nothing of it is named.
    sealed = [
        None if closed else pair
        for pair, closed in zip(zip(references, keys, strict=True), restricted, strict=True)
    ]
    named = ["" if closed else theirs for theirs, closed in zip(auditors, restricted, strict=True)]
    columns = (
        *(ids, [*map(intern, hashes)], [*map(_STATES.__getitem__, states)], [*map(intern, stages)]),
        *([*map(maybe_moment, stage_at)], [*map(_day, due)], [*map(_london_day, hours)], [*map(_ids, named)]),
        *([*map(intern, column)] for column in fields),
        *(answered, total, sealed),
    )
    raised, reallocated = with_event[EventKind.CONCERN_RAISED], with_event[EventKind.ALLOCATION_CHANGED]
    marks: list[str | None] = []
    changed = []
    for audit_id, revision, state, closed in zip(ids, revisions, states, restricted, strict=True):
        completed = state in _COMPLETED_STATES
        kept = found.get(audit_id)
        if kept is not None:
            # What an older program has found, or before the trail's last event, is found anew.
            marks.append(kept[2] if kept[0] == revision and kept[1] == COUNTED_BY else None)
        else:
            marks.append(None if completed or audit_id in raised else "")
        changed.append(not completed and audit_id in reallocated and not closed)
    return CountedAudits(dict(zip(STANDING, columns, strict=True)), marks, changed)


_STATES = {state.value: state for state in State}
_COMPLETED_STATES = frozenset(state.value for state in COMPLETED)
_day = lru_cache(4_096)(day)


@lru_cache(4_096)
def _ids(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


@lru_cache(4_096)
def _london_day(hour: int | None) -> date | None:
    """The day of an hour since 1970: days begin with a whole hour, in summer too."""
    return None if hour is None else moment(hour * _HOUR).astimezone(LOCAL).date()


def _reference(keyring: Keyring, audit_id: AuditId, sealed: Any) -> str:
    if sealed is None:
        return worded(RESTRICTED)
    reference, wrapped = sealed
    try:
        return reference_of(reference, keyring.data_key(wrapped, audit_id), audit_id)
    except PROBLEMS:
        return SHUT  # `trail verify` lists it
