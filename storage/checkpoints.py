"""Checkpoints: how many events each audit's trail holds at one moment and how it ends, signed, in a file kept
elsewhere.

Whoever can write the database can put back an older state of it, with seals and all, or take audits out.  A
checkpoint written down where they cannot reach it tells: all that it names must still be there, every trail
must still go through the row that was its last, and the access log must hold as many readings.  It holds ids
and hashes, and no words.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from storage.keeping_tables import access_log
from storage.keys import Keyring
from storage.seal_checks import Wrong
from storage.seals import FORGOTTEN, SealBroken, written
from storage.tables import audits, trail
from storage.values import micros
from storage.work import Storage, Work

FORMAT = "auditbot checkpoint 1"
PAGE = 500
_AUDITS = (
    select(audits.c.id, audits.c.revision, audits.c.head)
    .where(audits.c.id > bindparam("after"))
    .order_by(audits.c.id)
    .limit(PAGE)
)
_STANDING = select(audits.c.id, audits.c.revision).where(audits.c.id.in_(bindparam("ids", expanding=True)))
_ROWS = select(trail.c.hash).where(trail.c.audit_id == bindparam("audit"), trail.c.seq == bindparam("seq"))


class NoCheckpoint(ValueError):
    """The file is no checkpoint of this database; the text says why."""


async def checkpoint(storage: Storage, now: datetime) -> AsyncIterator[str]:
    """The lines of a checkpoint: a head, one for each audit, and the signature of all before it."""
    signed: list[str] = []
    async with storage.work(write=False) as work:
        head: dict[str, Any] = {"format": FORMAT, "made": now.isoformat(timespec="seconds")}
        head |= {"readings": await _readings(work, storage, now)}
        signed.append(json.dumps(head))
        yield signed[-1]
        after = ""
        while page := (await work.connection.execute(_AUDITS, {"after": after})).all():
            for audit_id, revision, last in page:
                signed.append(json.dumps([audit_id, revision, bytes(last).hex()]))
                yield signed[-1]
            after = page[-1].id
    yield json.dumps({"signature": signature(storage.keyring, signed)})


def signature(keyring: Keyring, lines: Iterable[str]) -> str:
    """The signature (hex) of a checkpoint's lines."""
    return keyring.mac("checkpoint", *lines).hex()


def _signed(keyring: Keyring, by: str, lines: Iterable[str]) -> bool:
    try:
        return keyring.made(bytes.fromhex(by), "checkpoint", *lines)
    except ValueError:
        return False


async def _readings(work: Work, storage: Storage, until: datetime) -> int:
    """How many readings the access log has held up to this moment, those that were purged included.  Where
    that count was changed, it counts for nothing."""
    asked = select(func.count()).select_from(access_log).where(access_log.c.at <= micros(until))
    stands: int = (await work.connection.execute(asked)).scalar_one()
    purged = await written(work.connection, FORGOTTEN)
    try:
        return stands + (storage.seals.count_of(purged, FORGOTTEN) if purged else 0)
    except SealBroken:
        return stands


async def since(storage: Storage, text: str) -> tuple[Wrong, ...]:
    """What has gone, or was changed, since the checkpoint that `text` holds.  Raises NoCheckpoint."""
    *lines, last = text.splitlines() or [""]
    try:
        signed = json.loads(last)["signature"]
        head, *named = map(json.loads, lines)
        if head["format"] != FORMAT:
            raise NoCheckpoint("The file is a checkpoint of another version")
    except (ValueError, LookupError, TypeError):
        raise NoCheckpoint("The file is no checkpoint, or its end is missing") from None
    if not _signed(storage.keyring, str(signed), lines):
        raise NoCheckpoint("The file was changed, or was not made with this database's keys")
    wrong: list[Wrong] = []
    async with storage.work(write=False) as work:
        if "readings" in head:  # a version before wrote none
            there = await _readings(work, storage, datetime.fromisoformat(head["made"]))
            if there < head["readings"]:
                why = f"the access log held {head['readings']} readings then, and {there} of them are there"
                wrong.append(Wrong("database", "", why))
        for start in range(0, len(named), PAGE):
            page: list[tuple[str, int, str]] = [tuple(line) for line in named[start : start + PAGE]]
            asked = {"ids": [audit_id for audit_id, _, _ in page]}
            standing: dict[str, Any] = dict(
                map(tuple, (await work.connection.execute(_STANDING, asked)).all())
            )
            for audit_id, revision, ended in page:
                if audit_id not in standing:
                    wrong.append(Wrong("audit", audit_id, f"is gone; it had {revision} events"))
                elif standing[audit_id] < revision:
                    why = f"had {revision} events, and has {standing[audit_id]}"
                    wrong.append(Wrong("audit", audit_id, why))
                elif revision:
                    at = {"audit": audit_id, "seq": revision}
                    stands = (await work.connection.execute(_ROWS, at)).scalar_one_or_none()
                    if stands is None or bytes(stands).hex() != ended:
                        why = f"its event {revision} is another than it was"
                        wrong.append(Wrong("audit", audit_id, why))
    return tuple(wrong)
