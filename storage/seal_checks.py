"""What `trail verify` finds beside the chains: rows that were changed, put in or taken out as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from storage.seals import COUNT, SEALED_OF_PERSON, SealBroken, Seals, written
from storage.tables import audit_people, audits, people, templates, trail
from storage.transactions import Connection

PAGE = 500

_PEOPLE = (
    select(*(people.c[name] for name in SEALED_OF_PERSON), people.c.seal)
    .where(people.c.id > bindparam("after"))
    .order_by(people.c.id)
    .limit(PAGE)
)
_ORPHANS = (
    select(trail.c.audit_id, func.count())
    .outerjoin(audits, audits.c.id == trail.c.audit_id)
    .where(audits.c.id.is_(None))
    .group_by(trail.c.audit_id)
    .order_by(trail.c.audit_id)
    .limit(PAGE)
)
_PARTLESS = (
    select(audit_people.c.audit_id, func.count())
    .outerjoin(audits, audits.c.id == audit_people.c.audit_id)
    .where(audits.c.id.is_(None))
    .group_by(audit_people.c.audit_id)
    .limit(PAGE)
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing in the database that this program did not leave so."""

    kind: str
    """ "person", "audit", "form", "reading", "hold" or "database"."""
    id: str
    """Of a form, its hash; empty for the database as a whole."""
    why: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.why}." if self.id else f"{self.why}."


async def wrong_rows(connection: Connection, seals: Seals) -> AsyncIterator[Wrong]:
    """Everything wrong with people, forms, and with what has no audit, in that order."""
    async for wrong in _people(connection, seals):
        yield wrong
    for content_hash, snapshot in await connection.execute(select(templates.c.hash, templates.c.snapshot)):
        if hashlib.sha256(bytes(snapshot)).hexdigest() != content_hash:
            yield Wrong("form", content_hash, "its text is not the one that audits were begun on")
    for audit_id, rows in await connection.execute(_ORPHANS):
        yield Wrong("audit", audit_id, f"is gone, and {rows} rows of its trail are there")
    for audit_id, _ in await connection.execute(_PARTLESS):
        yield Wrong("audit", audit_id, "is gone, and its people are there")
    if seals.asked_for:
        there: int = (await connection.execute(select(func.count()).select_from(audits))).scalar_one()
        try:
            ever = seals.count_of(await written(connection, COUNT))
        except SealBroken as problem:
            yield Wrong("database", "", str(problem).capitalize())
        else:
            if ever != there:
                yield Wrong("database", "", f"{ever} audits were allocated, and {there} are there")


async def _people(connection: Connection, seals: Seals) -> AsyncIterator[Wrong]:
    after = ""
    while rows := (await connection.execute(_PEOPLE, {"after": after})).all():
        for row in rows:
            try:
                seals.check_person(row.seal, row[:-1])
            except SealBroken as problem:
                yield Wrong("person", row.id, str(problem))
        after = rows[-1].id
