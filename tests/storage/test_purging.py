"""What is kept long enough goes, what is held stays, and no older backup brings anything back."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.audits.audit import Passage, Role
from dialogs.audits.events import DomainEvent, EventKind
from storage.access_log import Way
from storage.backup import write_backup
from storage.keys import Keyring
from storage.people import PURGED_NAME, NewPerson
from storage.purging import Due, NotReplayed, PurgeList, due, months_before, purge, replay
from storage.record_kinds import Kind
from storage.restore import restore
from storage.verify import verify
from storage.work import Storage
from tests.storage.people_and_cases import NOW, PRIYA, Programme, answer, new_audit, programme, step
from tests.storage.test_backup import silent

LATER = NOW.replace(year=NOW.year + 10)
ALL = dict.fromkeys(Kind, 84)


async def whole_due(storage: Storage, months: dict[Kind, int], now: datetime = LATER) -> list[Due]:
    async with storage.work(write=False) as work:
        return await due(storage, work, months, now)


async def begun(storage: Storage) -> tuple[Programme, str]:
    """One audit with a concern in it, one that was never begun; each with all that hangs on it."""
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, words="seen alone")
        ids = (await work.allocations.allocate([new_audit("CYP-2", (made.sam,), made.mo)])).ids
        await work.access.note(made.audit, made.mo, NOW, Way.DESK)
    async with storage.work() as work:
        session = await work.session(PRIYA)
        assert session is not None
        assert session.audit is not None
        raised = DomainEvent(EventKind.CONCERN_RAISED, made.priya, NOW, "c1", None, Passage.of("he hit her"))
        decided = step(session.audit, session.conversation, raised)
        await work.audits.save(session.audit, decided, made.priya, None)
    return made, ids[0]


async def test_each_kind_has_its_own_time(storage: Storage) -> None:
    made, never_begun = await begun(storage)
    assert await whole_due(storage, ALL, NOW) == []
    assert await whole_due(storage, {}) == []
    found = {(one.kind, one.id) for one in await whole_due(storage, {Kind.CONCERNS: 84, Kind.UNFINISHED: 84})}
    assert found == {(Kind.CONCERNS, made.audit), (Kind.UNFINISHED, never_begun)}
    # Without a time of its own, a concern makes no difference; with a longer one, it keeps the audit.
    assert {one.id for one in await whole_due(storage, {Kind.UNFINISHED: 84})} == {made.audit, never_begun}
    longer = {Kind.CONCERNS: 600, Kind.UNFINISHED: 84}
    assert [one.id for one in await whole_due(storage, longer)] == [never_begun]


async def test_what_is_due_goes_and_what_is_held_stays(storage: Storage, tmp_path: Path) -> None:
    made, _never_begun = await begun(storage)
    keeping = PurgeList(tmp_path / "purged.list", storage.keyring)
    async with storage.work() as work:
        await work.holds.place(made.audit, "root", "Complaint", NOW)
    wanted = await whole_due(storage, ALL)
    assert {one.id for one in wanted if one.held} == {made.audit}
    await purge(storage, wanted, keeping, LATER, silent)
    async with storage.work() as work:
        assert await work.lists.find_audit("CYP-2") == []
        assert await work.lists.find_audit("CYP-1042") == [made.audit]
        assert await work.holds.release(made.audit, "root", "closed", LATER) == 1
    assert (await verify(storage)).whole
    await purge(storage, await whole_due(storage, ALL), keeping, LATER, silent)
    async with storage.work(write=False) as work:
        assert await work.lists.find_audit("CYP-1042") == []
        assert await work.access.latest(10) == []
    assert (await verify(storage)).whole
    assert [one.kind for one in await whole_due(storage, ALL) if one.kind is not Kind.PEOPLE] == []


async def test_an_older_backup_revives_nothing(storage: Storage, keyring: Keyring, tmp_path: Path) -> None:
    made, never_begun = await begun(storage)
    async with storage.work() as work:
        for person in (made.sam, made.mo):
            await work.people.leave(person, None)
    backup = io.BytesIO()
    await write_backup(storage, backup, NOW, silent)
    keeping = PurgeList(tmp_path / "purged.list", keyring)
    wanted = await whole_due(storage, ALL)
    assert {one.id for one in wanted} >= {made.audit, never_begun, made.sam, made.mo}
    await purge(storage, wanted, keeping, LATER, silent)
    restored = await Storage.open(f"sqlite:///{tmp_path}/restored.db", keyring)
    await restore(restored, io.BytesIO(backup.getvalue()), silent)
    async with restored.work(write=False) as work:
        assert await work.lists.find_audit("CYP-1042") == [made.audit]  # it is all back
    assert await replay(restored, keeping, silent) == len(wanted)
    for one in (storage, restored):
        async with one.work(write=False) as work:
            assert await work.lists.find_audit("CYP-1042") == []
            assert await work.lists.find_audit("CYP-2") == []
            assert {p.name for p in await work.people.everybody()} == {"Priya Nair", PURGED_NAME}
            assert await work.people.person_by_email("sam@example.org") is None
            assert await work.access.latest(10) == []
        assert (await verify(one)).whole
        assert await replay(one, keeping, silent) == 0
    await restored.close()


async def test_good_practice_and_digests_go_by_their_age(storage: Storage, tmp_path: Path) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        for words in ("released", "put aside", "not looked through"):
            await work.good_practice.mark(made.audit, words, made.priya, NOW)
            example = await work.good_practice.to_decide()
            assert example is not None
            if words != "not looked through":
                await work.good_practice.decide(example.id, made.mo, NOW, released=words == "released")
        await work.good_practice.keep_digest("2026-06", "You said, we did", made.mo, NOW, sent=True)
        await work.good_practice.choose(made.sam, "")
    after = months_before(LATER, -1)
    assert await whole_due(storage, {Kind.GOOD_PRACTICE: 240}) == []
    wanted = await whole_due(storage, {Kind.GOOD_PRACTICE: 84})
    assert [(one.kind, one.rows) for one in wanted] == [(Kind.GOOD_PRACTICE, 3)]
    keeping = PurgeList(tmp_path / "purged.list", storage.keyring)
    assert await purge(storage, wanted, keeping, LATER, silent) == 1
    assert await replay(storage, keeping, silent) == 0
    async with storage.work() as work:
        assert await work.good_practice.released() == []
        assert await work.good_practice.digest("2026-06") is None
        waits = await work.good_practice.to_decide()
        assert waits is not None
        assert waits.words == "not looked through"
        await work.people.leave(made.sam, None)
        await work.audits.destroy(made.audit)
    await purge(storage, await whole_due(storage, {Kind.PEOPLE: 1}, after), keeping, after, silent)
    async with storage.work(write=False) as work:
        assert await work.good_practice.how_many_waiting() == 0
        assert await work.good_practice.without_digest([made.sam], NOW.date()) == frozenset()


async def test_people_who_left_go_when_nothing_that_is_kept_names_them(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.people.take_people([NewPerson("Ada New", "ada@example.org", frozenset({Role.AUDITOR}))])
        ada = await work.people.person_by_email("ada@example.org")
        assert ada is not None
        for person in (ada.id, made.mo):
            await work.people.leave(person, None)
    assert [one.id for one in await whole_due(storage, {Kind.PEOPLE: 1})] == [ada.id]  # Mo has an audit


async def test_a_changed_list_purges_nothing(storage: Storage, tmp_path: Path) -> None:
    made, _ = await begun(storage)
    keeping = PurgeList(tmp_path / "purged.list", storage.keyring)
    keeping.add([Due(Kind.UNFINISHED, "another", NOW)], NOW)
    written = keeping.file.read_text()
    for spoiled in (
        written.replace("another", made.audit),
        written[:-20],
        "[]\n" + written,
        written + json.dumps({"kind": "audits", "id": made.audit, "at": "", "seal": "00"}) + "\n",
    ):
        keeping.file.write_text(spoiled)
        with pytest.raises(NotReplayed):
            await replay(storage, keeping, silent)
    assert keeping.file.stat().st_mode & 0o777 == 0o600
    async with storage.work(write=False) as work:
        assert await work.lists.find_audit("CYP-1042") == [made.audit]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(1, 1200))
def test_months_are_calendar_months(now: datetime, months: int) -> None:
    before = months_before(now, months)
    assert (now.year * 12 + now.month) - (before.year * 12 + before.month) == months
    assert before.day == now.day or (before + timedelta(days=1)).day == 1
