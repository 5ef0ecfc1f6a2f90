"""The schema's history (Alembic), run from within: `await migrate(engine)`."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

_FOLDER = Path(__file__).parent
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


@cache
def newest() -> str:
    """The newest revision that this program knows: four digits, with which the name of its file begins."""
    return max(file.name[:4] for file in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def is_newer(revision: str) -> bool:
    """Whether a newer program made this revision."""
    return revision.isdecimal() and len(revision) == len(newest()) and revision > newest()


def _upgrade(connection: Connection, to: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    stands = _revision(connection)
    if is_newer(stands) or (to == "head" and stands == newest()):
        return
    # Alembic is not wanted by the many commands that find the schema up to date.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _revision(connection: Connection) -> str:
    """The revision of its schema; empty where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return "".join(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
