"""The few statements of every turn, without SQLAlchemy's work around each execution.

They are written in SQLAlchemy's terms like all others and compiled once; then the driver is given the text
and the values directly, in the transaction that SQLAlchemy holds.  On SQLite several go in one trip to the
connection's thread.  Through SQLAlchemy a statement costs 60 to 100 microseconds more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection


class Unmet(Exception):
    """A guarded statement did not change as many rows as it must: what follows it was not executed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A compiled statement: its text, and its values in the driver's order by name, with those that stand."""

    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    @classmethod
    def of(cls, statement: Executable, dialect: Dialect, columns: Iterable[str] = ()) -> Self:
        """Compile `statement`; `columns` are those of an INSERT that names none itself."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)  # type: ignore[attr-defined]
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(str(compiled), tuple(compiled.positiontup), fixed)


@dataclass(frozen=True, slots=True)
class Said:
    """One execution: the statement, its values, and how many rows it must change (None: any number)."""

    text: Text
    values: Mapping[str, Any]
    must: int | None = None

    def ordered(self) -> tuple[Any, ...]:
        """The values in the driver's order."""
        values, fixed = self.values, self.text.fixed
        return tuple([values[name] if name in values else fixed[name] for name in self.text.names])


Rows = Sequence[Sequence[Any]]


class Quick:
    """The way past SQLAlchemy to one transaction's connection."""

    __slots__ = ("_adapted", "_connection", "_postgresql")

    def __init__(self, connection: AsyncConnection, adapted: Any = None, *, on_postgresql: bool):
        self._connection = connection
        self._postgresql = on_postgresql
        self._adapted = adapted

    async def rows(self, said: Said) -> Rows:
        """The rows of a SELECT.  Raises DBAPIError."""
        adapted = await self._at_hand()
        values = said.ordered()
        found: Rows
        try:
            if self._postgresql:
                found = await adapted.driver_connection.fetch(said.text.sql, *values)
            else:
                found, _, _ = await adapted.several([(said.text.sql, values, None)])
        except Exception as error:
            raise self._translated(error) from error
        return found

    async def execute(self, *statements: Said) -> int:
        """Execute in order; how many rows the last one changed.  Raises Unmet, DBAPIError."""
        adapted = await self._at_hand()
        asked = [(said.text.sql, said.ordered(), said.must) for said in statements]
        try:
            if self._postgresql:
                changed, met = await _several(adapted.driver_connection, asked)
            else:
                _, changes, met = await adapted.several(asked)
                changed = changes[-1]
        except Exception as error:
            raise self._translated(error) from error
        if not met:
            raise Unmet
        return changed

    async def both(self, change: Said, read: Said) -> tuple[int, Rows]:
        """SQLite: how many rows `change` changed, and the rows of `read` after it, in one trip.  Raises
        DBAPIError."""
        adapted = await self._at_hand()
        asked = [(said.text.sql, said.ordered(), None) for said in (change, read)]
        try:
            rows, changes, _ = await adapted.several(asked)
        except Exception as error:
            raise self._translated(error) from error
        return changes[0], rows

    async def _at_hand(self) -> Any:
        if self._adapted is None:
            raw = await self._connection.get_raw_connection()
            self._adapted = raw.dbapi_connection
        if self._postgresql and self._adapted._transaction is None:
            try:
                await self._adapted._start_transaction()  # as the adapter does before its own statements
            except Exception as error:
                raise self._translated(error) from error
        return self._adapted

    def _translated(self, error: Exception) -> DBAPIError:
        """As SQLAlchemy raises it."""
        gone = self._postgresql and self._adapted.driver_connection.is_closed()
        return DBAPIError(
            "a statement of the turn", None, error, hide_parameters=True, connection_invalidated=gone
        )


async def _several(
    driver: asyncpg.Connection, statements: Iterable[tuple[str, Sequence[Any], int | None]]
) -> tuple[int, bool]:
    changed = 0
    for sql, values, must in statements:
        status = await driver.execute(sql, *values)
        changed = int(status.rpartition(" ")[2])  # "UPDATE 1", "INSERT 0 1"
        if must is not None and changed != must:
            return changed, False
    return changed, True
