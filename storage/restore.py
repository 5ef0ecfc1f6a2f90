"""Restores a backup into an empty database, of either kind: all of it, checked row by row, or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

from sqlalchemy import (
    Integer,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)

from storage.backup import (
    NoBackup,
    Progress,
    Tally,
    backed_up,
    read_head,
    read_lines,
    stored,
)
from storage.keys import Keyring
from storage.migrations import is_newer, newest
from storage.seals import ROOT
from storage.tables import meta, metadata
from storage.transactions import Connection
from storage.work import Storage

AT_ONCE: Final = 500
"""Rows put in by one statement."""
PAGE: Final = 2_000
"""Rows read again by one."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it."""

    made: datetime
    """When the backup was made."""
    rows: int


async def restore(storage: Storage, file: BinaryIO, progress: Progress) -> Restored:
    """Put the backup `file` into the empty database of `storage`, at the schema that it was made with,
    compare every row's hash, and then bring the schema up to date.

    Raises NoBackup, and nothing is restored then; ImpossibleKeys where the backup's look-ups rest on a key
    that is not listed.
    """
    head, key = read_head(file, storage.keyring)
    if not head.revision.isdecimal() or is_newer(head.revision):
        raise NoBackup(
            f"The backup was made by a newer version of this program (schema {head.revision}, this one knows "
            f"{newest()}). Install that version"
        )
    await storage.migrate_only(head.revision)
    async with storage.work() as work:
        await _empty(work.connection)
        rows = await _filled(work.connection, read_lines(file, key, head.id), storage.keyring, progress)
    await storage.migrate()
    return Restored(head.made, rows)


async def _empty(connection: Connection) -> None:
    revision = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    for table in backed_up():
        if table is meta or not await _there(connection, table):
            continue
        if (await connection.execute(select(func.count()).select_from(table))).scalar_one():
            raise NoBackup(
                f"The database holds something already (table {table.name}, schema {revision}). Name an "
                "empty one in AUDITBOT_DATABASE_URL"
            )
    await connection.execute(delete(meta))


async def _there(connection: Connection, table: Table) -> bool:
    """Whether the database, which may have an older schema, has the table."""
    if connection.dialect.name == "postgresql":
        asked = text("SELECT to_regclass(:name) IS NOT NULL")
    else:
        asked = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name")
    return bool((await connection.execute(asked, {"name": table.name})).scalar_one())


async def _filled(connection: Connection, lines: Iterator[Any], keyring: Keyring, progress: Progress) -> int:
    """Put in every row, and read them all again; how many.  Raises NoBackup."""
    shapes: dict[str, list[str]] = {}
    told: dict[str, list[Any]] = {}
    filling: _Filling | None = None
    for line in lines:
        if isinstance(line, list):
            if filling is None:
                raise NoBackup("The backup is damaged, or was changed")
            await filling.add([stored(value) for value in line])
            continue
        if filling is not None:
            await filling.finish()
            progress(0, filling.rows)
            filling = None
        if "tallies" in line:
            told = line["tallies"]
        else:
            table = metadata.tables[line["table"]]
            shapes[table.name] = line["columns"]
            filling = _Filling(connection, table, line["columns"])
    _root_listed(keyring, await _meta(connection))
    for name, columns in shapes.items():
        tally = Tally()
        async for row in _rows_again(connection, metadata.tables[name], columns):
            tally.add(row)
        if tally.told() != told.get(name):
            raise NoBackup(
                f"The rows of the table {name} are not those of the backup after all. This is a fault of the "
                "program: keep the file, and tell its makers"
            )
    return sum(int(rows) for rows, _ in told.values())


async def _rows_again(
    connection: Connection, table: Table, columns: list[str]
) -> AsyncIterator[tuple[Any, ...]]:
    """A table's rows page by page, as the connection that writes to SQLite streams none."""
    key = list(table.primary_key)
    places = [columns.index(column.name) for column in key]
    asked = select(*(table.c[name] for name in columns)).order_by(*key).limit(PAGE)
    page = (await connection.execute(asked)).all()
    while page:
        for row in page:
            yield tuple(row)
        last = tuple_(*(literal(page[-1][place], table.c[columns[place]].type) for place in places))
        page = (await connection.execute(asked.where(tuple_(*key) > last))).all()


async def _meta(connection: Connection) -> dict[str, str]:
    return {row.name: row.value for row in await connection.execute(select(meta))}


def _root_listed(keyring: Keyring, of_meta: dict[str, str]) -> None:
    if ROOT in of_meta and keyring.marked(of_meta[ROOT]) is None:
        raise NoBackup(
            "AUDITBOT_DATA_KEYS does not list the key that this backup's look-ups rest on: add the keys of "
            "the time when it was made"
        )


class _Filling:
    """Rows on their way into one table."""

    def __init__(self, connection: Connection, table: Table, columns: list[str]):
        self._connection, self._table, self._columns = connection, table, columns
        self._waiting: list[dict[str, Any]] = []
        self._later = [
            name for name in columns for key in table.c[name].foreign_keys if key.column.table is table
        ]
        """Columns that refer to rows of the same table: filled in when all are there."""
        self._referring: list[dict[str, Any]] = []
        self.rows = 0

    async def add(self, values: list[Any]) -> None:
        """One more row."""
        row = dict(zip(self._columns, values, strict=True))
        if any(row[name] is not None for name in self._later):
            self._referring.append({"row": row["id"], **{f"new_{n}": row[n] for n in self._later}})
            row |= dict.fromkeys(self._later)
        self._waiting.append(row)
        self.rows += 1
        if len(self._waiting) >= AT_ONCE:
            await self._put()

    async def finish(self) -> None:
        """All rows are there: put in the rest."""
        await self._put()
        if self._referring:
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in self._later}
            changed = update(self._table).where(self._table.c.id == bindparam("row")).values(values)
            await self._connection.execute(changed, self._referring)
        numbered = [column for column in self._table.primary_key if isinstance(column.type, Integer)]
        alone = len(self._table.primary_key) == 1
        if numbered and alone and self._connection.dialect.name == "postgresql":
            name, column = self._table.name, numbered[0].name
            newest_of = select(func.coalesce(func.max(numbered[0]), 0)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(name, column)
            await self._connection.execute(select(func.setval(sequence, newest_of + 1, False)))

    async def _put(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            await self._connection.execute(insert(self._table), waiting)
