"""The schema's history (Alembic), run from within: `await migrate(engine)`."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

_LOCK = 7_310_265  # an arbitrary number for the advisory lock on which starting processes wait for each other

# Alembic's `op` and `context` are one for the whole process: two upgrades must not interleave.
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def migrate(engine: AsyncEngine, to: str = "head") -> None:
    """Bring the database of `engine` to the newest schema, in one transaction; nothing to do is quick.

    One that a newer program has migrated already is left as it is: migrations only add (a test reads them),
    so this program works on it, beside the newer one or after going back to it.
    """
    one_at_a_time = _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with one_at_a_time, engine.begin() as connection:
        await connection.run_sync(_upgrade, to)


def newest() -> str:
    """The newest revision that this program knows: four digits."""
    return _scripts().get_current_head() or ""


def is_newer(revision: str) -> bool:
    """Whether a newer program made this revision."""
    return revision.isdecimal() and len(revision) == len(newest()) and revision > newest()


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection, to: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if is_newer(MigrationContext.configure(connection).get_current_revision() or ""):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
