"""Whether the database can be worked with: reachable, and of the schema that this program knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.work import Storage


async def problem(storage: Storage) -> str:
    """Why the database cannot be worked with ("unreachable", "schema"); empty when it can."""
    try:
        async with storage.work(write=False) as work:
            stands = await work.connection.execute(text("SELECT version_num FROM alembic_version"))
            versions = set(stands.scalars())
    except (SQLAlchemyError, OSError, TimeoutError):
        return "unreachable"
    return "" if versions == _newest() else "schema"


@cache
def _newest() -> frozenset[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    return frozenset(ScriptDirectory.from_config(config).get_heads())
