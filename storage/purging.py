"""Purges what is kept long enough, and keeps the list of what was purged in a file beside the database.

The list is written before anything goes: a restored backup, which still has all of it, is purged again by it
(`replay`).  It holds ids and moments, no words and no names; each line is sealed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, select, update

from dialogs.audits.audit import AuditId, PersonId, State
from dialogs.audits.events import EventKind
from storage.keeping_tables import access_log
from storage.keys import Keyring
from storage.people import PURGED_NAME, NewPerson, person_row, purged_email
from storage.programme_tables import digest_choices, digests, good_practice, proposals, taking_part
from storage.record_kinds import Kind
from storage.seals import FORGOTTEN, written
from storage.statements import upsert
from storage.tables import (
    addresses,
    audit_people,
    audits,
    codings,
    meta,
    people,
    readings,
    report_texts,
    trail,
)
from storage.transaction import StaleAudit
from storage.values import micros, moment
from storage.work import Storage, Work

Progress = Callable[[int, int], None]
_TRIES: Final = 20


BY_AGE: Final[Mapping[Kind, tuple[Table, ...]]] = {
    Kind.ACCESS: (access_log,),
    Kind.REPORTS: (report_texts, taking_part, proposals),
    Kind.GOOD_PRACTICE: (good_practice, digests),
}
"""Tables whose rows go when they are old enough, whatever they are about."""
OF_AUDITS: Final = (Kind.AUDITS, Kind.CONCERNS, Kind.UNFINISHED, Kind.WITHDRAWN)
_OF_STATE: Final = {
    State.ALLOCATED: Kind.UNFINISHED,
    State.IN_PROGRESS: Kind.UNFINISHED,
    State.SUBMITTED: Kind.AUDITS,
    State.FINAL: Kind.AUDITS,
    State.WITHDRAWN: Kind.WITHDRAWN,
}


class NotReplayed(ValueError):
    """The list of what was purged cannot be believed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing whose time is over."""

    kind: Kind
    id: str
    """The audit's or the person's; of what goes by its age alone, the moment before which all goes."""
    since: datetime
    """The last that happened to it; of what goes by its age alone, the same moment."""
    rows: int = 1
    held: bool = False
    """It stays: somebody keeps it."""


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; where that month has no such day, its last."""
    count = now.year * 12 + now.month - 1 - months
    year, month = divmod(count, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


async def due(storage: Storage, work: Work, months: Mapping[Kind, int], now: datetime) -> list[Due]:
    """Everything whose time is over, held or not; kinds that are not in `months` are kept for ever."""
    found = await _due_audits(work, months, now)
    going = {one.id for one in found if not one.held}
    if Kind.PEOPLE in months:
        found += await _due_people(storage, work, months_before(now, months[Kind.PEOPLE]), going)
    for kind, tables in BY_AGE.items():
        if kind in months:
            before = months_before(now, months[kind])
            rows = 0
            for table in tables:
                asked = select(func.count()).select_from(table).where(*_older(table, before))
                rows += (await work.connection.execute(asked)).scalar_one()
            if rows:
                found.append(Due(kind, str(micros(before)), before, rows))
    return found


def _older(table: Table, before: datetime) -> list[ColumnElement[bool]]:
    """Which of its rows go; an example that nobody has looked through goes with its audit, and no sooner."""
    decided = [good_practice.c.released.is_not(None)] if table is good_practice else []
    return [table.c.at < micros(before), *decided]


async def _due_audits(work: Work, months: Mapping[Kind, int], now: datetime) -> list[Due]:
    latest = select(trail.c.audit_id, func.max(trail.c.at)).group_by(trail.c.audit_id)
    last: dict[AuditId, int] = {row[0]: row[1] for row in await work.connection.execute(latest)}
    with_concern = select(trail.c.audit_id).where(trail.c.what == EventKind.CONCERN_RAISED.value).distinct()
    raised = set((await work.connection.execute(with_concern)).scalars())
    found = []
    asked = select(audits.c.id, audits.c.state, audits.c.month).where(audits.c.wrapped_key.is_not(None))
    for id, state, month in await work.connection.execute(asked.order_by(audits.c.id)):
        kind = _OF_STATE[State(state)]
        if id in raised and Kind.CONCERNS in months:
            kind = Kind.CONCERNS
        since = moment(last[id]) if id in last else _end_of(month, now)
        if kind in months and since < months_before(now, months[kind]):
            found.append(Due(kind, id, since))
    held = await work.holds.held(one.id for one in found)
    return [Due(one.kind, one.id, one.since, held=one.id in held) for one in found]


def _end_of(month: str, now: datetime) -> datetime:
    """Of an audit in which nothing has happened: the end of its month; one whose month is not written as
    such is not old."""
    try:
        year, number = map(int, month.split("-"))
        return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    except ValueError:
        return now


async def _due_people(storage: Storage, work: Work, before: datetime, going: set[AuditId]) -> list[Due]:
    """People without a role whom no audit that stays names, and who left no trace since."""
    named = {
        row[0]
        for row in await work.connection.execute(select(audit_people.c.person_id, audit_people.c.audit_id))
        if row[1] not in going
    }
    traces: dict[PersonId, int] = {}
    for person, at in (
        (trail.c.by, trail.c.at),
        (addresses.c.person_id, addresses.c.at),
        (access_log.c.person_id, access_log.c.at),
        (readings.c.person_id, readings.c.at),
        (report_texts.c.by, report_texts.c.at),
        (codings.c.coder, codings.c.at),
        (taking_part.c.by, taking_part.c.at),
        (good_practice.c.by, good_practice.c.at),
        (digests.c.by, digests.c.at),
    ):
        for id, latest in await work.connection.execute(select(person, func.max(at)).group_by(person)):
            traces[id] = max(traces.get(id, 0), latest)
    found = []
    asked = select(people.c.id, people.c.roles, people.c.email_hash).order_by(people.c.id)
    for id, roles, email_hash in await work.connection.execute(asked):
        purged = email_hash in _hashes_of_purged(storage, id)
        since = moment(traces.get(id, 0))
        if not roles and not purged and id not in named and since < before:
            found.append(Due(Kind.PEOPLE, id, since))
    return found


async def purge(
    storage: Storage, wanted: Iterable[Due], keeping: PurgeList, now: datetime, progress: Progress
) -> int:
    """Purge these, except what is held: first the list, then each in a transaction of its own; how many.

    Stopped anywhere, it is done again without harm.  Raises OSError where the list cannot be written: then
    nothing was purged.
    """
    going = [one for one in wanted if not one.held]
    keeping.add(going, now)
    done = 0
    for one in going:
        done += await _gone(storage, one.kind, one.id)
        progress(len(going), 1)
    return done


async def replay(storage: Storage, keeping: PurgeList, progress: Progress) -> int:
    """Purge again what a restored backup has brought back; how many things that were.  Raises
    NotReplayed."""
    entries = keeping.entries()
    done = 0
    for kind, id in entries:
        done += await _gone(storage, kind, id)
        progress(len(entries), 1)
    return done


async def _gone(storage: Storage, kind: Kind, id: str) -> bool:
    """Take one thing out; False where it is out already."""
    for tried in range(_TRIES):
        try:
            async with storage.work() as work:
                return await _taken_out(storage, work, kind, id)
        except StaleAudit:  # PostgreSQL undid it for a turn's sake
            if tried == _TRIES - 1:
                raise
    return False


async def _taken_out(storage: Storage, work: Work, kind: Kind, id: str) -> bool:
    if kind in OF_AUDITS:
        asked = select(audits.c.id).where(audits.c.id == id, audits.c.wrapped_key.is_not(None))
        if (await work.connection.execute(asked.with_for_update())).first() is None:
            return False
        await work.audits.destroy(id)
        return True
    if kind is Kind.PEOPLE:
        asked = select(people.c.email_hash).where(people.c.id == id)
        stands = (await work.connection.execute(asked)).scalar_one_or_none()
        if stands is None or stands in _hashes_of_purged(storage, id):
            return False
        await _person_purged(storage, work, id)
        return True
    before = moment(int(id))
    if kind is not Kind.ACCESS:
        gone = 0
        for table in BY_AGE[kind]:
            gone += (await work.connection.execute(delete(table).where(*_older(table, before)))).rowcount
        return bool(gone)
    count = await work.access.forget(before)
    if count and storage.seals.asked_for:
        stands = await written(work.connection, FORGOTTEN)
        ever = storage.seals.count_of(stands, FORGOTTEN) if stands else 0
        put = upsert(meta, "name", ("value",), storage.postgresql)
        value = storage.seals.counted(ever + count, FORGOTTEN)
        await work.connection.execute(put, {"name": FORGOTTEN, "value": value})
    return bool(count)


def _hashes_of_purged(storage: Storage, id: PersonId) -> tuple[str, ...]:
    """What the e-mail hash of somebody who was purged is one of."""
    return storage.keyring.keyed_by_any("email", purged_email(id))


async def _person_purged(storage: Storage, work: Work, id: PersonId) -> None:
    """Nothing tells any more who this person was; their id stays where they acted."""
    led = select(people.c.id).where((people.c.manager == id) | (people.c.deputy == id))
    others = list((await work.connection.execute(led)).scalars())
    await work.people.leave(id, None)
    await work.unreached.clear(id)
    await work.connection.execute(delete(digest_choices).where(digest_choices.c.person_id == id))
    row = person_row(storage.keyring, id, NewPerson(PURGED_NAME, "", frozenset()))
    row["email_hash"] = storage.keyring.keyed("email", purged_email(id))
    emptied = row | {"language": None, "away_until": None}
    await work.connection.execute(update(people).where(people.c.id == id).values(emptied))
    await work.people.reseal([id, *others])


@dataclass(frozen=True, slots=True)
class PurgeList:
    """The file that says what was purged: a line of JSON each, sealed, only ever added to."""

    file: Path
    keyring: Keyring

    def add(self, going: Iterable[Due], now: datetime) -> None:
        """Write these down; they are on the disk when this returns.  Raises OSError."""
        lines = []
        for one in going:
            said: dict[str, Any] = {"kind": one.kind.value, "id": one.id, "at": now.isoformat()}
            said["seal"] = self.keyring.mac("purged", *said.values()).hex()
            lines.append(json.dumps(said) + "\n")
        if not lines:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as out:
            out.write("".join(lines))
            out.flush()
            os.fsync(out.fileno())

    def entries(self) -> list[tuple[Kind, str]]:
        """What was purged, by kind and id, oldest first; nothing where there is no file.  Raises
        NotReplayed."""
        if not self.file.exists():
            return []
        found = []
        for number, line in enumerate(self.file.read_text("utf-8").splitlines(), 1):
            try:
                said = json.loads(line)
                sealed = bytes.fromhex(said.pop("seal"))
                entry = Kind(said["kind"]), str(said["id"])
            except (ValueError, LookupError, TypeError, AttributeError):
                raise NotReplayed(
                    f"{self.file}: line {number} is not one that this program wrote. Take it out if it was "
                    "cut off when a machine failed; then run this again"
                ) from None
            if not self.keyring.made(sealed, "purged", *said.values()):
                raise NotReplayed(
                    f"{self.file}: line {number} was changed, or was written with a key that is not listed"
                )
            found.append(entry)
        return found
