"""Readiness of the database: it can be reached and written to, and has a schema that this program knows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.migrations import is_newer, newest
from storage.statements import upsert
from storage.tables import meta
from storage.transaction import StaleAudit
from storage.work import Storage

EVERY: Final = 3.0
"""Seconds for which one check counts, however often somebody asks."""


class _Undo(Exception):
    """Raised to roll the trial write back."""


class Readiness:
    """Looks at most once in `EVERY` seconds; those who ask meanwhile are told what was seen."""

    def __init__(self, storage: Storage, ticks: Callable[[], float] = time.monotonic):
        self._storage = storage
        self._ticks = ticks
        self._one = asyncio.Lock()
        self._seen = ""
        self._until: float | None = None

    async def problem(self) -> str:
        """As `problem` below, at most `EVERY` seconds old."""
        async with self._one:
            if self._until is None or self._ticks() >= self._until:
                self._seen = await problem(self._storage)
                self._until = self._ticks() + EVERY
            return self._seen


async def problem(storage: Storage) -> str:
    """Why the database cannot be worked with ("unreachable", "schema", "read-only"); empty when it can.

    A newer schema is no obstacle: while a newer program is rolled out, this one serves on beside it.
    "read-only": it answers, and nothing can be saved in it (a full disk, a standby, rights taken away).
    """
    try:
        async with storage.work(write=False) as work:
            stands = await work.connection.execute(text("SELECT version_num FROM alembic_version"))
            versions = set(stands.scalars())
    except (SQLAlchemyError, OSError, TimeoutError, StaleAudit):
        return "unreachable"
    (version,) = versions if len(versions) == 1 else ("",)
    if version != newest() and not is_newer(version):
        return "schema"
    try:
        await _write_tried(storage)
    except (SQLAlchemyError, OSError, TimeoutError, StaleAudit):
        return "read-only"
    return ""


async def _write_tried(storage: Storage) -> None:
    """Write one row.  On PostgreSQL it is rolled back.  On SQLite it is kept (always the same row), because a
    write that is rolled back never reaches the disk, and a full disk would go unnoticed."""
    try:
        async with storage.work() as work:
            postgresql = work.connection.dialect.name == "postgresql"
            written = upsert(meta, "name", ("value",), postgresql)
            await work.connection.execute(written, {"name": "ready", "value": str(time.time_ns())})
            if postgresql:
                raise _Undo
    except _Undo:
        return
