"""Puts everything that is stored under the first key of AUDITBOT_DATA_KEYS: encryption, look-ups, seals.

Processes go on meanwhile.  They accept look-ups and seals under any key that they list, and learn with their
next heartbeat under which they make new ones (`Heartbeats.beat`), so every process must list the new key
before.  Each row is looked at by itself and changed in a small transaction: killed at any point, all stays
readable, and the next run goes on with what is left.

Each audit's own key is wrapped anew and stays the same, as its trail is never changed.  Whoever has an old
key *and* an old copy of the database can read that copy for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, func, select, update

from storage import access_log as access
from storage import calendar_rows as calendar
from storage import good_practice as practice
from storage import holds as holding
from storage import proposals as proposed
from storage.ground import GROUND, reference_of
from storage.keeping_tables import access_log, holds
from storage.keys import Keyring
from storage.people import email_of
from storage.people import identity as person_identity
from storage.programme_tables import digests, good_practice, proposals, taking_part
from storage.report_texts import identity as report_identity
from storage.seals import COUNT, FAMILIES, FORGOTTEN, MARK, PRINTS, ROOT, SEALED_OF_PERSON, written
from storage.statements import upsert
from storage.tables import audits, meta, people, report_texts, workers
from storage.transaction import StaleAudit
from storage.unreadable_rows import PROBLEMS
from storage.values import as_json, micros
from storage.work import Storage, Work

AT_ONCE: Final = 50
"""Rows changed in one transaction."""
LEARNT: Final = timedelta(seconds=8)
"""After so long every process has had a heartbeat."""
STILL_AT_WORK: Final = timedelta(minutes=2)
"""A process that showed itself within this time runs."""
_TRIES: Final = 20

Progress = Callable[[int, int], None]
"""Hears of how many rows in all how many more are done."""


@dataclass(slots=True)
class Rotated:
    """What came of it."""

    changed: int = 0
    """Rows that were put under the first key."""
    left: list[tuple[str, str]] = field(default_factory=list)
    """What could not be opened, by table and id: it stays under its old key."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the rows of one table are put under another key."""

    table: Table
    anew: Callable[[Storage, dict[str, Any]], dict[str, Any]]
    """The columns that change, of a row; none where it is under the first key already.  Raises one of
    PROBLEMS."""


async def rotate(
    storage: Storage,
    now: datetime,
    progress: Progress,
    *,
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Rotated:
    """Put everything under the first key.  Safe to call again at any time; done when nothing was changed."""
    rotated = Rotated()
    if await _root_changed(storage) and await _at_work(storage, now):
        await wait(LEARNT.total_seconds())
    while True:
        before = rotated.changed
        rotated.left = []
        for kind in KINDS:
            await _all_of(storage, kind, rotated, progress)
        if rotated.changed == before:
            return rotated


async def resting_on(storage: Storage) -> dict[str, int]:
    """How many rows cannot be read, found or believed without each key, by its id; those listed, and others
    that are not."""
    counts = dict.fromkeys(storage.keyring.names, 0)
    async with storage.work(write=False) as work:
        for kind in KINDS:
            column = _ENCRYPTED[kind.table.name]
            result = await work.connection.stream(select(column).where(column.is_not(None)))
            async for (sealed,) in result:
                name = Keyring.sealed_with(sealed)
                counts[name] = counts.get(name, 0) + 1
    return counts


async def _root_changed(storage: Storage) -> bool:
    """Make the first key the root, in one transaction; whether it was not before."""
    keyring = storage.keyring
    async with storage.work() as work:
        asked = select(meta.c.value).where(meta.c.name == ROOT).with_for_update()
        stands = (await work.connection.execute(asked)).scalar_one()
        if keyring.marked(stands) == keyring.first:
            return False
        put = upsert(meta, "name", ("value",), storage.postgresql)
        counts = {
            name: storage.seals.count_of(count, name)
            for name in (COUNT, FORGOTTEN)
            if (count := await written(work.connection, name))
        }
        before = keyring.root, keyring.prints, keyring.families
        keyring.use_root(keyring.first, keyring.prints, keyring.families_onward())
        try:
            families = as_json([key.hex() for key in keyring.families])
            wanted = {
                ROOT: keyring.mark(keyring.first),
                PRINTS: keyring.seal(keyring.prints, PRINTS).hex(),
                FAMILIES: keyring.seal(families, FAMILIES).hex(),
            }
            if storage.seals.asked_for:
                wanted[MARK] = keyring.mac(MARK).hex()
            wanted |= {name: storage.seals.counted(count, name) for name, count in counts.items()}
            for name, value in wanted.items():
                await work.connection.execute(put, {"name": name, "value": value})
        except BaseException:
            keyring.use_root(*before)
            raise
    return True


async def _at_work(storage: Storage, now: datetime) -> bool:
    seen = select(func.count()).where(workers.c.seen > micros(now - STILL_AT_WORK)).select_from(workers)
    async with storage.work(write=False) as work:
        return bool((await work.connection.execute(seen)).scalar_one())


async def _all_of(storage: Storage, kind: _Kind, rotated: Rotated, progress: Progress) -> None:
    id = kind.table.c.id
    async with storage.work(write=False) as work:
        asked = select(func.count()).select_from(kind.table)
        total: int = (await work.connection.execute(asked)).scalar_one()
    after = ""
    while ids := await _page(storage, select(id).where(id > after).order_by(id).limit(AT_ONCE)):
        await _page_changed(storage, kind, ids, rotated)
        progress(total, len(ids))
        after = ids[-1]


async def _page(storage: Storage, asked: Any) -> Sequence[str]:
    async with storage.work(write=False) as work:
        return list((await work.connection.execute(asked)).scalars())


async def _page_changed(storage: Storage, kind: _Kind, ids: Sequence[str], rotated: Rotated) -> None:
    for tried in range(_TRIES):
        try:
            async with storage.work() as work:
                changed, left = await _changed(storage, work, kind, ids)
        except StaleAudit:  # PostgreSQL undid it for a turn's sake
            if tried == _TRIES - 1:
                raise
            continue
        rotated.changed += changed
        rotated.left += [(kind.table.name, id) for id in left]
        return


async def _changed(storage: Storage, work: Work, kind: _Kind, ids: Sequence[str]) -> tuple[int, list[str]]:
    table, changed, left = kind.table, 0, []
    asked = select(table).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update()
    for row in (await work.connection.execute(asked)).mappings().all():
        try:
            new = kind.anew(storage, dict(row))
        except PROBLEMS:
            left.append(row["id"])
            continue
        if new:
            await work.connection.execute(update(table).where(table.c.id == row["id"]).values(new))
            changed += 1
    return changed, left


def _encrypted_anew(keyring: Keyring, sealed: bytes | None, identity: str) -> bytes | None:
    """The same under the first key; unchanged where it is."""
    if sealed is None or keyring.sealed_with(sealed) == keyring.first:
        return sealed
    return keyring.seal(keyring.open(sealed, identity), identity)


def _differing(row: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in new.items() if row[name] != value}


def _person(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    keyring, seals = storage.keyring, storage.seals
    seals.check_person(row["seal"], [row[name] for name in SEALED_OF_PERSON])
    new: dict[str, Any] = {"sealed": _encrypted_anew(keyring, row["sealed"], person_identity(row["id"]))}
    new["email_hash"] = keyring.keyed("email", email_of(keyring, row["id"], row["sealed"]))
    merged = row | new
    new["seal"] = seals.person([merged[name] for name in SEALED_OF_PERSON])
    return _differing(row, new)


def _audit(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    keyring, seals, id = storage.keyring, storage.seals, row["id"]
    seals.check_audit(row["seal"], id, [row[name] for name in GROUND], row["revision"], row["head"])
    new: dict[str, Any] = {}
    if row["wrapped_key"] is not None:
        reference = reference_of(row["sealed_reference"], keyring.data_key(row["wrapped_key"], id), id)
        new["reference_hash"] = keyring.keyed("case", reference)
        if new["reference_hash"] != row["reference_hash"] and row["family"]:
            new["family"] = keyring.family_again(row["family"])
        if keyring.sealed_with(row["wrapped_key"]) != keyring.first:
            new["wrapped_key"] = keyring.rewrapped(row["wrapped_key"], id)
    merged = row | new
    new["seal"] = seals.audit(id, [merged[name] for name in GROUND], row["revision"], row["head"])
    return _differing(row, new)


def _report_text(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    return _differing(
        row, {"sealed": _encrypted_anew(storage.keyring, row["sealed"], report_identity(row["id"]))}
    )


def _taking_part(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    bound_to = calendar.identity(row["id"])
    return _differing(row, {"sealed": _encrypted_anew(storage.keyring, row["sealed"], bound_to)})


def _proposal(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    bound_to = proposed.identity(row["id"])
    return _differing(row, {"sealed": _encrypted_anew(storage.keyring, row["sealed"], bound_to)})


def _example(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    bound_to = practice.identity(row["id"])
    return _differing(row, {"sealed": _encrypted_anew(storage.keyring, row["sealed"], bound_to)})


def _digest(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    bound_to = practice.digest_identity(row["id"])
    return _differing(row, {"sealed": _encrypted_anew(storage.keyring, row["sealed"], bound_to)})


def _access(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    storage.seals.check(row["seal"], "access", *(row[name] for name in access.SEALED_OF_ACCESS))
    new = {"sealed": _encrypted_anew(storage.keyring, row["sealed"], access.identity(row["id"]))}
    merged = row | new
    new["seal"] = storage.seals.row("access", *(merged[name] for name in access.SEALED_OF_ACCESS))
    return _differing(row, new)


def _hold(storage: Storage, row: dict[str, Any]) -> dict[str, Any]:
    storage.seals.check(row["seal"], "hold", *(row[name] for name in holding.SEALED_OF_HOLD))
    bound_to = holding.identity(row["id"])
    new = {
        "sealed": _encrypted_anew(storage.keyring, row["sealed"], bound_to),
        "sealed_release": _encrypted_anew(storage.keyring, row["sealed_release"], f"{bound_to}|release"),
    }
    merged = row | new
    new["seal"] = storage.seals.row("hold", *(merged[name] for name in holding.SEALED_OF_HOLD))
    return _differing(row, new)


KINDS: Final = (
    _Kind(people, _person),
    _Kind(audits, _audit),
    _Kind(report_texts, _report_text),
    _Kind(taking_part, _taking_part),
    _Kind(proposals, _proposal),
    _Kind(good_practice, _example),
    _Kind(digests, _digest),
    _Kind(access_log, _access),
    _Kind(holds, _hold),
)
_ENCRYPTED: Final = {
    "people": people.c.sealed,
    "audits": audits.c.wrapped_key,
    "report_texts": report_texts.c.sealed,
    "taking_part": taking_part.c.sealed,
    "proposals": proposals.c.sealed,
    "good_practice": good_practice.c.sealed,
    "digests": digests.c.sealed,
    "access_log": access_log.c.sealed,
    "holds": holds.c.sealed,
}
