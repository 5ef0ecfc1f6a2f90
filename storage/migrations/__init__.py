"""The schema's history (Alembic), run from within: `await migrate(engine)`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

_LOCK = 7_310_265  # any number that is ours: two starting processes wait for each other

# Alembic's `op` and `context` are one for the whole process: two upgrades must not interleave.
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database of `engine` to the newest schema, in one transaction; nothing to do is quick."""
    one_at_a_time = _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with one_at_a_time, engine.begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
