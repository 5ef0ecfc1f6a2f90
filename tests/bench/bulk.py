"""Very many audits written straight into the tables: other people's cases, half forgotten and in the way.

Each has its auditor, its manager, some answers with evidence on its trail, and a conversation state.  Their
sealed columns are copies of a real audit's, so that the bytes are right; nothing in the measurement ever
opens them.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

TRAIL = 6
"""Rows of the trail of each."""
AUDITS_A_PERSON = 20
_CHUNK = 5_000
_TABLES = ("people", "audits", "audit_people", "trail", "walks")
Rows = dict[str, list[tuple[Any, ...]]]


async def fill(url: str, audits: int) -> None:
    """Add so many audits, copied from one that `seed` made."""
    if url.startswith("sqlite"):
        _sqlite(url, audits)
    else:
        await _postgresql(url, audits)


def _sqlite(url: str, audits: int) -> None:
    file = make_url(url).database or ""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous=OFF")
    columns = {
        table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in _TABLES
    }
    samples = {table: connection.execute(query).fetchall() for table, query in _samples(columns).items()}
    for rows in _copies(columns, samples, audits):
        for table, copies in rows.items():
            marks = ", ".join("?" * len(columns[table]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", copies)
    connection.commit()
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    # Or the first turns that wait for the disk wait for all of this.
    with open(file, "rb") as written:
        os.fsync(written.fileno())


async def _postgresql(url: str, audits: int) -> None:
    parsed = make_url(url)
    host: Any = parsed.query.get("host", parsed.host)
    connection = await asyncpg.connect(
        host=host, port=parsed.port, user=parsed.username, password=parsed.password, database=parsed.database
    )
    names = (
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position"
    )
    columns = {table: [row[0] for row in await connection.fetch(names, table)] for table in _TABLES}
    samples = {
        table: [tuple(row) for row in await connection.fetch(query)]
        for table, query in _samples(columns).items()
    }
    for rows in _copies(columns, samples, audits):
        for table, copies in rows.items():
            await connection.copy_records_to_table(table, records=copies, columns=columns[table])
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _samples(columns: dict[str, list[str]]) -> dict[str, str]:
    audit = "(SELECT id FROM audits ORDER BY id LIMIT 1)"
    wanted = {
        "people": "ORDER BY id LIMIT 1",
        "audits": f"WHERE id = {audit}",
        "audit_people": f"WHERE audit_id = {audit} ORDER BY part",
        "trail": f"WHERE audit_id = {audit} AND words > 5 ORDER BY seq LIMIT {TRAIL}",
        "walks": f"WHERE audit_id = {audit}",
    }
    listed = {table: ", ".join(f'"{name}"' for name in names) for table, names in columns.items()}
    return {table: f"SELECT {listed[table]} FROM {table} {rest}" for table, rest in wanted.items()}


def _copies(
    columns: dict[str, list[str]], samples: Mapping[str, Sequence[tuple[Any, ...]]], audits: int
) -> Iterator[Rows]:
    def copy(table: str, sample: tuple[Any, ...], **changed: Any) -> tuple[Any, ...]:
        row = dict(zip(columns[table], sample, strict=True)) | changed
        return tuple(row[name] for name in columns[table])

    person = ""
    for first in range(0, audits, _CHUNK):
        rows: Rows = {table: [] for table in _TABLES}
        for number in range(first, min(first + _CHUNK, audits)):
            audit = _id("audit", number)
            if number % AUDITS_A_PERSON == 0:
                person = _id("person", number)
                changed = {"id": person, "email_hash": person * 2, "aad_object_id": person}
                rows["people"].append(copy("people", samples["people"][0], **changed))
            rows["audits"].append(
                copy(
                    "audits",
                    samples["audits"][0],
                    id=audit,
                    reference_hash=audit * 2,
                    auditors=person,
                    month=f"20{number % 10 + 20}-{number % 12 + 1:02d}",
                    state="final" if number % 10 else "in_progress",
                )
            )
            for sample in samples["audit_people"]:
                rows["audit_people"].append(copy("audit_people", sample, audit_id=audit, person_id=person))
            for seq, sample in enumerate(samples["trail"], 1):
                rows["trail"].append(copy("trail", sample, audit_id=audit, seq=seq, by=person))
            for sample in samples["walks"]:
                rows["walks"].append(copy("walks", sample, audit_id=audit, person_id=person))
        yield rows


def _id(kind: str, number: int) -> str:
    return hashlib.blake2b(f"{kind} {number}".encode(), digest_size=16).hexdigest()
