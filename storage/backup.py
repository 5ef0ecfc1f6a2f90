"""Backups: everything in the database as of one moment, encrypted, in a file that either database restores.

The file is a head (one line of JSON in clear: what it is, and when it was made) and sealed blocks.  Each
block is bound to the file, to its place and to whether it is the last, so none can be left out, doubled or
moved.  Inside are the rows as stored (the words in them encrypted as in the database), then for each table
how many there were and a sum of their hashes, which does not depend on their order.

On PostgreSQL all is read in one REPEATABLE READ transaction, on SQLite in one read transaction of the
write-ahead log: both show one moment, and nobody waits meanwhile.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import uuid
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

import orjson
from sqlalchemy import Table, func, select, text

from storage.keys import DataKey, Keyring, Unopenable, told_apart
from storage.migrations import newest
from storage.tables import metadata
from storage.transactions import Connection
from storage.work import Storage

FORMAT: Final = "auditbot backup 1"
BLOCK: Final = 1 << 20
"""Bytes of rows in one sealed block, before compression."""
LEFT_OUT: Final = frozenset({"workers"})
"""Tables of the running processes alone."""
_LENGTH: Final = struct.Struct(">I")
_HEAD: Final = 65_536
MOST_BLOCK: Final = 1 << 28
_MODULUS: Final = 1 << 256

Progress = Callable[[int, int], None]
"""Hears of how many rows in all how many more are done."""


class NoBackup(ValueError):
    """There is no backup to be made, or none that can be restored; the text says why and what to do."""


@dataclass(slots=True)
class Tally:
    """How many rows of a table there are, and the sum of their hashes."""

    rows: int = 0
    sum: int = 0

    def add(self, values: Sequence[Any]) -> None:
        """One more row."""
        hashed = hashlib.sha256(told_apart(*(int(v) if isinstance(v, bool) else v for v in values))).digest()
        self.rows += 1
        self.sum = (self.sum + int.from_bytes(hashed, "big")) % _MODULUS

    def told(self) -> list[Any]:
        """As the file holds it."""
        return [self.rows, f"{self.sum:064x}"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup says of itself in clear."""

    id: str
    revision: str
    """Of the schema: four digits."""
    made: datetime
    wrapped_key: bytes


def backed_up() -> tuple[Table, ...]:
    """The tables of a backup, those that others refer to first."""
    return tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)


async def write_backup(
    storage: Storage, out: BinaryIO, now: datetime, progress: Progress
) -> dict[str, Tally]:
    """Write everything to `out`; what went into it, by table.  Raises NoBackup where a newer program has
    migrated the database: this one does not know all that is in it."""
    id = uuid.uuid4().hex
    key, wrapped = storage.keyring.new_data_key(f"backup|{id}")
    tallies = {table.name: Tally() for table in backed_up()}
    async with storage.work(write=False) as work:
        connection = work.connection
        await one_moment(connection)
        revision = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
        if revision != newest():
            raise NoBackup(
                f"A newer version of this program has migrated the database (schema {revision}, this one "
                f"knows {newest()}). Use that version"
            )
        total = 0
        for table in backed_up():
            total += (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        head = {
            "format": FORMAT,
            "id": id,
            "revision": revision,
            "made": now.isoformat(timespec="seconds"),
            "key": base64.b64encode(wrapped).decode(),
        }
        out.write(orjson.dumps(head) + b"\n")
        blocks = _Blocks(out, key, id)
        for table in backed_up():
            blocks.add({"table": table.name, "columns": [column.name for column in table.c]})
            done = 0
            async for row in rows_of(connection, table):
                tallies[table.name].add(row)
                blocks.add([_plain(value) for value in row])
                done += 1
                if done % 1000 == 0:
                    progress(total, 1000)
            progress(total, done % 1000)
        blocks.add({"tallies": {name: tally.told() for name, tally in tallies.items()}})
        blocks.finish()
    return tallies


async def one_moment(connection: Connection) -> None:
    """From here on this transaction reads the database as of one moment."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


async def rows_of(
    connection: Connection, table: Table, columns: Iterable[str] = ()
) -> AsyncIterator[tuple[Any, ...]]:
    """A table's rows, in whatever order; of these columns, or all."""
    wanted = [table.c[name] for name in columns] or list(table.c)
    result = await connection.stream(select(*wanted))
    async for row in result:
        yield tuple(row)


def read_head(file: BinaryIO, keyring: Keyring) -> tuple[Head, DataKey]:
    """What the backup says of itself, and the key to its rows.  Raises NoBackup."""
    line = file.readline(_HEAD)
    try:
        said = orjson.loads(line)
        head = Head(
            said["id"],
            said["revision"],
            datetime.fromisoformat(said["made"]),
            base64.b64decode(said["key"], validate=True),
        )
        form = said["format"]
    except (ValueError, LookupError, TypeError):
        raise NoBackup("The file is no backup of this program") from None
    if form != FORMAT:
        raise NoBackup(f"The file is a backup of another version of this program ({form})")
    try:
        return head, keyring.data_key(head.wrapped_key, f"backup|{head.id}")
    except Unopenable as shut:
        name = keyring.sealed_with(head.wrapped_key)
        raise NoBackup(
            f"AUDITBOT_DATA_KEYS does not list the key {name!r} that this backup was made with"
        ) from shut


def read_lines(file: BinaryIO, key: DataKey, id: str) -> Iterator[Any]:
    """What the backup's blocks hold, line by line, after its head.  Raises NoBackup where one is missing,
    damaged, or out of its place."""
    number, last = 0, False
    while not last:
        sized = file.read(_LENGTH.size + 1)
        if len(sized) < _LENGTH.size + 1:
            raise NoBackup("The backup's end is missing: it was not written or copied whole")
        (length,), last = _LENGTH.unpack(sized[:-1]), sized[-1:] == b"\x01"
        sealed = file.read(length) if length <= MOST_BLOCK else b""
        try:
            block = zlib.decompress(key.open(sealed, _place(id, number, last)))
        except (Unopenable, zlib.error):
            raise NoBackup("The backup is damaged, or was changed") from None
        for line in block.splitlines():
            yield orjson.loads(line)
        number += 1
    if file.read(1):
        raise NoBackup("Something was added to the end of the backup")


def stored(value: Any) -> Any:
    """A value as the database has it, of the file's."""
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _place(id: str, number: int, last: bool) -> str:
    return f"backup|{id}|{number}|{'last' if last else 'more'}"


class _Blocks:
    """Lines gathered into sealed blocks."""

    def __init__(self, out: BinaryIO, key: DataKey, id: str):
        self._out, self._key, self._id = out, key, id
        self._lines: list[bytes] = []
        self._size = self._number = 0

    def add(self, line: Any) -> None:
        """One more line."""
        told = orjson.dumps(line, option=orjson.OPT_NON_STR_KEYS)  # names of tables are a str of their own
        self._lines.append(told)
        self._size += len(told)
        if self._size >= BLOCK:
            self._write(last=False)

    def finish(self) -> None:
        """The last block."""
        self._write(last=True)

    def _write(self, *, last: bool) -> None:
        packed = zlib.compress(b"\n".join(self._lines), 1)
        sealed = self._key.seal(packed, _place(self._id, self._number, last))
        self._out.write(_LENGTH.pack(len(sealed)) + (b"\x01" if last else b"\x00") + sealed)
        self._lines, self._size = [], 0
        self._number += 1
