"""Keys are rotated, the root as well, while turns go on; killed at any point, all stays readable."""

from __future__ import annotations

import asyncio
import base64
import io
import random
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from dialogs.audits.audit import Role
from storage.access_log import Way
from storage.backup import NoBackup, write_backup
from storage.keys import ImpossibleKeys, Keyring
from storage.people import NewPerson
from storage.restore import restore
from storage.rotation import Rotated, resting_on, rotate
from storage.tables import audits
from storage.unreadable_report import unreadable
from storage.verify import verify
from storage.work import Storage
from tests.figures import figure, size
from tests.storage.people_and_cases import NOW, PRIYA, Programme, answer, new_audit, programme
from tests.storage.test_backup import silent

OLD = "old:" + base64.b64encode(bytes(range(40, 72))).decode()
NEW = "new:" + base64.b64encode(bytes(range(80, 112))).decode()


@asynccontextmanager
async def opened(url: str, keys: str) -> AsyncIterator[Storage]:
    storage = await Storage.open(url, Keyring.from_setting(keys))
    try:
        await storage.migrate()
        yield storage
    finally:
        await storage.close()


async def filled(storage: Storage) -> Programme:
    """Some of everything that a key guards."""
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, words="seen alone twice in June by Wren")
        await work.allocations.allocate([new_audit(f"CYP-{n}", (made.priya,), made.mo) for n in range(2, 5)])
        family = update(audits).where(audits.c.id == made.audit)
        hashed = storage.keyring.keyed("family", "Marlow")
        await work.connection.execute(family.values(family=hashed))
        await work.audits.reseal(made.audit)
        await work.access.note_command(made.audit, "root", NOW, Way.EXPORT)
        await work.holds.place(made.audit, "root", "Complaint", NOW)
    async with storage.work() as work:
        (third,) = await work.lists.find_audit("CYP-3")
        await work.audits.destroy(third)
    return made


async def all_there(storage: Storage, made: Programme, *, rotating: bool = False) -> None:
    """Everything is found, believed and read."""
    assert (await verify(storage)).whole
    assert await unreadable(storage) == ()
    async with storage.work() as work:
        assert await work.lists.find_audit("cyp-1042") == [made.audit]
        assert len((await work.allocations.of_cases(["CYP-2"]))["CYP-2"]) == 1
        assert [item.shut for item in await work.lists.audits_of(made.priya)] == [False] * 3
        priya = await work.people.person_by_email("priya@example.org")
        assert priya is not None
        assert priya.id == made.priya
        # A list imported again finds everybody and every case, and doubles nothing.
        taken = await work.people.take_people(
            [NewPerson("Priya Nair", "Priya@example.org", frozenset({Role.AUDITOR}), "North")]
        )
        assert taken == {"Priya@example.org": made.priya}
        allocated = await work.allocations.allocate([new_audit("cyp-1042", (made.priya,), made.mo)])
        assert allocated.ids == (made.audit,)
        (stands,) = (await work.allocations.of_cases(["CYP-1042"]))["CYP-1042"]
        if not rotating:
            assert stands.family == storage.keyring.keyed("family", "marlow")
        assert [hold.why for hold in await work.holds.all()] == ["Complaint"]
        assert [read.operator for read in await work.access.latest(5)] == ["root"]


async def rotated(storage: Storage) -> Rotated:
    return await rotate(storage, NOW + timedelta(hours=1), silent)


async def test_the_root_is_rotated_and_the_old_key_taken_away(database_url: str) -> None:
    async with opened(database_url, OLD) as first:
        made = await filled(first)
        prints = first.fingerprints("seen alone twice")
    async with opened(database_url, f"{NEW},{OLD}") as both:
        await all_there(both, made)
        done = await rotated(both)
        assert done.changed > 7
        assert done.left == []
        assert (await resting_on(both))["old"] == 0
        assert (await rotated(both)).changed == 0
        await all_there(both, made)
    async with opened(database_url, NEW) as new:
        await all_there(new, made)
        assert new.fingerprints("seen alone twice") == prints  # the trail's own are compared with these
        async with new.work() as work:
            await answer(work, new, PRIYA, "4", "and again")
        await all_there(new, made)
    with pytest.raises(ImpossibleKeys, match="look-ups rest on is not listed"):
        async with opened(database_url, OLD):
            pass


async def test_stopped_at_any_row_it_goes_on(database_url: str) -> None:
    """As after a kill: what one transaction has changed stands, and the rest is as it was."""
    async with opened(database_url, OLD) as first:
        made = await filled(first)
    for steps in (0, 2, 4):
        async with opened(database_url, f"{NEW},{OLD}") as both:
            heard = 0

            def stops(_total: int, _more: int, at: int = steps) -> None:
                nonlocal heard
                heard += 1
                if heard > at:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                await rotate(both, NOW, stops)
            await all_there(both, made, rotating=True)
        async with opened(database_url, f"{NEW}:read,{OLD}") as behind:  # a process still at step one
            await all_there(behind, made, rotating=True)
    async with opened(database_url, f"{NEW},{OLD}") as both:
        assert (await rotated(both)).left == []
    async with opened(database_url, NEW) as new:
        await all_there(new, made)


ROTATES = """
import asyncio, datetime, sys
from storage.keys import Keyring
from storage.rotation import rotate
from storage.work import Storage


async def main():
    storage = await Storage.open(sys.argv[1], Keyring.from_setting(sys.argv[2]))
    await storage.begin()
    told = lambda total, more: print(more, flush=True)
    print("begins", flush=True)
    await rotate(storage, datetime.datetime.now(datetime.UTC), told)


asyncio.run(main())
"""
KILLS = size(2, 40)
ROOT = Path(__file__).parents[2]


async def test_killed_with_kill_9_it_goes_on(database_url: str) -> None:
    """A process of its own, killed at a random moment of its work, again and again."""
    chance = random.Random(9)
    async with opened(database_url, OLD) as first:
        made = await filled(first)
    killed = 0
    for _kill in range(KILLS):
        rotating = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", ROTATES, database_url, f"{NEW},{OLD}"), cwd=ROOT, stdout=PIPE
        )
        assert rotating.stdout is not None
        for _line in range(chance.randint(1, 4)):
            await rotating.stdout.readline()
        await asyncio.sleep(chance.random() / 50)
        if rotating.returncode is None:
            rotating.kill()
        killed += await rotating.wait() == -signal.SIGKILL
        async with opened(database_url, f"{NEW},{OLD}") as both:
            await all_there(both, made, rotating=True)
    assert killed
    async with opened(database_url, f"{NEW},{OLD}") as both:
        assert (await rotated(both)).left == []
        assert (await resting_on(both))["old"] == 0
    async with opened(database_url, NEW) as new:
        await all_there(new, made)
    figure(
        f"keys rotate, killed with kill -9 ({database_url.partition('+')[0]})",
        f"{killed} kills, nothing lost",
    )


async def test_a_process_at_work_learns_of_it(database_url: str) -> None:
    """It writes under the new root from its next heartbeat, which the rotation waits for."""
    async with opened(database_url, OLD) as first:
        made = await filled(first)
    async with opened(database_url, f"{NEW},{OLD}") as working, opened(database_url, f"{NEW},{OLD}") as both:
        stop, under_way, said = asyncio.Event(), asyncio.Event(), 0
        second = timedelta(seconds=30)
        async with working.work() as work:
            await work.heartbeats.beat("w", NOW, second)

        async def turns() -> None:
            nonlocal said
            while not stop.is_set():
                async with working.work() as work:
                    await answer(work, working, PRIYA, f"{said}", f"words {said}")
                said += 1
                under_way.set()
                await asyncio.sleep(0.01)

        async def beats(_seconds: float) -> None:
            async with working.work() as work:
                await work.heartbeats.beat("w", NOW, second)
            assert working.keyring.root == "new"

        turning = asyncio.create_task(turns())
        await under_way.wait()
        done = await rotate(both, NOW, silent, wait=beats)
        stop.set()
        await turning
        assert done.left == []
        assert said > 1
        await all_there(working, made)
        assert (await rotated(both)).changed == 0
    async with opened(database_url, NEW) as new:
        await all_there(new, made)


async def test_what_cannot_be_opened_is_named_and_left(database_url: str) -> None:
    from sqlalchemy import text

    async with opened(database_url, OLD) as first:
        made = await filled(first)
        async with first.work() as work:
            await work.connection.execute(
                text("UPDATE people SET team = 'x' WHERE aad_object_id = 'aad-sam'")
            )
    async with opened(database_url, f"{NEW},{OLD}") as both:
        done = await rotated(both)
        assert done.left == [("people", made.sam)]
        assert (await resting_on(both))["old"] == 1


async def test_a_backup_of_before_needs_the_keys_of_then(database_url: str, tmp_path) -> None:
    backup = io.BytesIO()
    async with opened(database_url, OLD) as first:
        made = await filled(first)
        await write_backup(first, backup, NOW, silent)
    alone = await Storage.open(f"sqlite:///{tmp_path}/alone.db", Keyring.from_setting(NEW))
    with pytest.raises(NoBackup, match="does not list the key 'old'"):
        await restore(alone, io.BytesIO(backup.getvalue()), silent)
    await alone.close()
    with_both = Keyring.from_setting(f"{NEW},{OLD}")
    restored = await Storage.open(f"sqlite:///{tmp_path}/both.db", with_both)
    await restore(restored, io.BytesIO(backup.getvalue()), silent)
    await all_there(restored, made)
    assert (await rotated(restored)).left == []
    await restored.close()
    async with opened(f"sqlite:///{tmp_path}/both.db", NEW) as new:
        await all_there(new, made)
