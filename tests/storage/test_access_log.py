"""Who has read what is kept, and a changed or missing entry is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.turns.access_lines import lines_of
from storage.access_log import SITTING, Way
from storage.checkpoints import checkpoint, since
from storage.verify import verify
from storage.work import Storage
from tests.storage.people_and_cases import NOW, programme


async def test_readings_are_told_latest_first_and_a_sitting_counts_once(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        for minutes in (0, 1, 14):
            await work.access.note(made.audit, made.mo, NOW + timedelta(minutes=minutes))
        await work.access.note(made.audit, made.mo, NOW + SITTING)
        await work.access.note(made.audit, made.mo, NOW + timedelta(minutes=2), Way.DESK)
        await work.access.note_command(None, "ellen", NOW + timedelta(hours=1), Way.EXPORT)
        await work.access.note_command("gone", "ellen", NOW + timedelta(hours=2), Way.COMMAND)
        lines = await lines_of(work, await work.access.latest(10, audits=(made.audit,)))
        everything = await work.access.latest(10)
        assert len(await work.readings.readers(made.audit, 10)) == 3
    assert lines == [
        "5 June 2026 at 4:30pm: somebody as ellen on the bot's machine read all cases, with an export of "
        "everything.",
        "5 June 2026 at 3:45pm: Mo Khan read CYP-1042, in the chat.",
        "5 June 2026 at 3:32pm: Mo Khan read CYP-1042, at the desk.",
        "5 June 2026 at 3:30pm: Mo Khan read CYP-1042, in the chat.",
    ]
    assert len(everything) == 5
    assert (await verify(storage)).whole


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE access_log SET person_id = NULL WHERE person_id IS NOT NULL",
        "UPDATE access_log SET at = at + 1",
        "UPDATE access_log SET way = 'chat'",
        "UPDATE access_log SET seal = NULL",
        "UPDATE access_log SET audit_id = 'other'",
    ],
)
async def test_a_changed_entry_is_found(storage: Storage, forged: str) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.access.note(made.audit, made.mo, NOW, Way.DESK)
    async with storage.work() as work:
        await work.connection.execute(text(forged))
    assert [wrong.kind for wrong in (await verify(storage)).wrong] == ["reading"]
    async with storage.work(write=False) as work:
        (line,) = await lines_of(work, await work.access.latest(5))
    assert line.endswith("(This entry was changed past the bot.)")


async def test_a_checkpoint_tells_that_an_entry_is_missing_and_a_purged_one_is_none(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.access.note(made.audit, made.mo, NOW)
        await work.access.note(made.audit, made.sam, NOW + timedelta(minutes=1))
    kept = "\n".join([line async for line in checkpoint(storage, NOW + timedelta(hours=1))])
    async with storage.work() as work:
        await work.access.note(made.audit, made.sam, NOW + timedelta(hours=2))
    assert await since(storage, kept) == ()
    async with storage.work() as work:
        await work.connection.execute(
            text("DELETE FROM access_log WHERE at = (SELECT min(at) FROM access_log)")
        )
    told = [wrong.why for wrong in await since(storage, kept)]
    assert told == ["the access log held 2 readings then, and 1 of them are there"]


async def test_a_row_forged_into_the_lists_shows_no_case(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.connection.execute(
            text("UPDATE audit_people SET person_id = :mo WHERE person_id = :sam"),
            {"mo": made.mo, "sam": made.sam},
        )
        mine = await work.lists.audits_of(made.mo)
    assert sorted((item.part, item.shut) for item in mine) == [("auditor", True), ("manager", False)]
