"""A backup is of one moment, whole, and restored into either database row by row; or nothing is."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.access_log import Way
from storage.backup import NoBackup, backed_up, one_moment, rows_of, write_backup
from storage.backup import Tally as BackupTally
from storage.keys import Keyring
from storage.restore import restore
from storage.verify import verify
from storage.work import Storage
from tests import databases
from tests.storage.people_and_cases import NOW, PRIYA, answer, new_audit, programme


def silent(_total: int, _more: int) -> None:
    """Nobody watches."""


async def filled(storage: Storage) -> None:
    """Rows in every kind of column: bytes, truth values, numbers given by the database, people who lead."""
    from dialogs.conversation.subjects import SummaryCard
    from dialogs.conversation.views import Notice

    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, words='seen alone, \u2028 "quoted"')
        await work.outbox.enqueue(made.audit, [Notice(made.mo, SummaryCard())], NOW)
        await work.access.note(made.audit, made.mo, NOW, Way.DESK)
        await work.holds.place(made.audit, "root", "Complaint 26/114", NOW)
        await work.allocations.allocate([new_audit("CYP-2", (made.priya,), made.mo)])


async def hashes(storage: Storage) -> dict[str, list[object]]:
    tallies = {}
    async with storage.work(write=False) as work:
        await one_moment(work.connection)
        for table in backed_up():
            tally = BackupTally()
            async for row in rows_of(work.connection, table):
                tally.add(row)
            tallies[table.name] = tally.told()
    return tallies


@asynccontextmanager
async def empty(
    kind: str, keyring: Keyring, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Storage]:
    """A database with nothing in it, not even a schema."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/restored.db"
    else:
        url = await databases.copied_postgresql(request.getfixturevalue("postgresql_server"), "template0")
    storage = await Storage.open(url, keyring)
    try:
        yield storage
    finally:
        await storage.close()


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
async def test_a_backup_is_restored_into_either_database(
    storage: Storage, keyring: Keyring, into: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    await filled(storage)
    before = await hashes(storage)
    file = io.BytesIO()
    tallies = await write_backup(storage, file, NOW, silent)
    assert {name: tally.told() for name, tally in tallies.items()} == before
    assert b"Priya" not in file.getvalue()
    assert b"seen alone" not in file.getvalue()
    async with empty(into, keyring, tmp_path, request) as other:
        restored = await restore(other, io.BytesIO(file.getvalue()), silent)
        assert await hashes(other) == before
        assert restored.rows == sum(tally.rows for tally in tallies.values())
        assert (await verify(other)).whole
        async with other.work() as work:  # it goes on from there: numbers given by the database as well
            await answer(work, other, PRIYA, "4", "after")
            (one,) = await work.lists.find_audit("cyp-2")
            from dialogs.conversation.subjects import Told
            from dialogs.conversation.views import Notice

            session = await work.session(PRIYA)
            assert session is not None
            await work.outbox.enqueue(one, [Notice(session.person.id, Told("9"))], NOW)
        with pytest.raises(NoBackup, match="holds something already"):
            await restore(other, io.BytesIO(file.getvalue()), silent)


async def test_a_backup_is_of_one_moment(storage: Storage, keyring: Keyring, tmp_path: Path) -> None:
    """Turns go on while it is written, and none is half in it."""
    await programme(storage)
    stop, under_way = asyncio.Event(), asyncio.Event()
    said = 0

    async def turns() -> None:
        nonlocal said
        while not stop.is_set():
            async with storage.work() as work:
                await answer(work, storage, PRIYA, f"{said}", f"words {said}")
            said += 1
            if said == 5:
                under_way.set()

    turning = asyncio.create_task(turns())
    await under_way.wait()
    file = io.BytesIO()
    tallies = await write_backup(storage, file, NOW, silent)
    stop.set()
    await turning
    other = await Storage.open(f"sqlite:///{tmp_path}/other.db", keyring)
    await restore(other, io.BytesIO(file.getvalue()), silent)
    verdict = await verify(other)
    assert verdict.whole
    assert 5 <= verdict.rows == tallies["trail"].rows <= said
    await other.close()


async def test_what_is_not_the_whole_backup_restores_nothing(
    storage: Storage, keyring: Keyring, tmp_path: Path
) -> None:
    await filled(storage)
    file = io.BytesIO()
    await write_backup(storage, file, NOW, silent)
    whole = file.getvalue()
    middle = len(whole) // 2
    other = await Storage.open(f"sqlite:///{tmp_path}/other.db", keyring)
    for spoiled, why in (
        (whole[:-1], "damaged|end is missing"),
        (whole[:middle], "damaged|end is missing"),
        (whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], "damaged"),
        (whole + b"x", "added to the end"),
        (b"nonsense\n", "no backup of this program"),
        (b"", "no backup of this program"),
        (whole.replace(b"auditbot backup 1", b"auditbot backup 9"), "another version"),
        (whole.replace(b'"revision":"00', b'"revision":"99'), "newer version"),
    ):
        with pytest.raises(NoBackup, match=why):
            await restore(other, io.BytesIO(spoiled), silent)
    assert (await restore(other, io.BytesIO(whole), silent)).rows
    await other.close()
    stranger = Keyring.from_setting("x:" + base64.b64encode(bytes(range(99, 131))).decode())
    third = await Storage.open(f"sqlite:///{tmp_path}/third.db", stranger)
    with pytest.raises(NoBackup, match="does not list the key"):
        await restore(third, io.BytesIO(whole), silent)
    await third.close()
