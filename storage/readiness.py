"""Whether the database can be worked with: reachable, and of a schema that this program can work on."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.migrations import is_newer, newest
from storage.work import Storage


async def problem(storage: Storage) -> str:
    """Why the database cannot be worked with ("unreachable", "schema"); empty when it can.

    A newer schema is no obstacle: while a newer program is rolled out, this one serves on beside it.
    """
    try:
        async with storage.work(write=False) as work:
            stands = await work.connection.execute(text("SELECT version_num FROM alembic_version"))
            versions = set(stands.scalars())
    except (SQLAlchemyError, OSError, TimeoutError):
        return "unreachable"
    (version,) = versions if len(versions) == 1 else ("",)
    return "" if version == newest() or is_newer(version) else "schema"
