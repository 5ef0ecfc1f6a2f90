"""Statements that every turn has, compiled once and executed many times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement compiled once: its SQL, the names of its parameters in the driver's order, and the values
    that are the same in every execution."""

    source: Executable
    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    @classmethod
    def of(cls, statement: Executable, dialect: Dialect, columns: Iterable[str] = ()) -> Self:
        """Compile `statement`; `columns` are those of an INSERT that names none itself."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)  # type: ignore[attr-defined]
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(statement, str(compiled), tuple(compiled.positiontup), fixed)


@dataclass(frozen=True, slots=True)
class BoundStatement:
    """One execution of a compiled statement: its values by name, and how many rows it must change (None: any
    number)."""

    statement: CompiledStatement
    values: Mapping[str, Any]
    must_change: int | None = None

    def parameters(self) -> tuple[Any, ...]:
        """The values in the driver's order."""
        values, fixed = self.values, self.statement.fixed
        return tuple([values[name] if name in values else fixed[name] for name in self.statement.names])


class StatementCompiler:
    """Compiles each statement once for one dialect, and keeps it."""

    def __init__(self, dialect: Dialect):
        self.postgresql = dialect.name == "postgresql"
        self._dialect = dialect
        self._compiled: dict[Executable, CompiledStatement] = {}

    def compiled(self, statement: Executable, columns: Iterable[str] = ()) -> CompiledStatement:
        """`statement` compiled; `columns` are those of an INSERT that names none itself."""
        compiled = self._compiled.get(statement)
        if compiled is None:
            compiled = self._compiled[statement] = CompiledStatement.of(statement, self._dialect, columns)
        return compiled


@cache
def insert_into(table: Table, on_postgresql: bool) -> Any:
    """An INSERT that knows ON CONFLICT (Any: the two dialects' classes share the methods but no base)."""
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)


@cache
def upsert(table: Table, key: str, columns: tuple[str, ...], on_postgresql: bool) -> Executable:
    """An INSERT that writes only `columns` where a row with the same `key` stands already."""
    statement = insert_into(table, on_postgresql)
    upserted: Executable = statement.on_conflict_do_update(
        index_elements=[table.c[key]], set_={name: statement.excluded[name] for name in columns}
    )
    return upserted
