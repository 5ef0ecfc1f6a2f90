"""What cannot be opened harms itself alone: everybody else goes on, and whoever meets it is told plainly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Table, update
from structlog.testing import capture_logs

from bot.delivery.reminders import Reminders
from storage.tables import audits, people, trail, walks
from storage.unreadable_report import unreadable
from tests.conversations.harness import EVIDENCE, House
from tests.storage.people_and_cases import unguarded

SHUT = "This audit cannot be opened at the moment; your IT support can see why."
DAMAGED = bytes(40)


async def damages(house: House, table: Table, *where: Any, **values: Any) -> None:
    """A damaged byte; then another process, which has nothing of it in memory."""
    async with house.bot.storage.work() as work:
        await unguarded(work)
        await work.connection.execute(update(table).where(*where).values(**values))
    await house.restarts()


async def two_audits(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-101", house.amara, house.sam)
    await house.allocates("TS-102", house.amara, house.wren)
    await house.amara.says("open TS-101")
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    await house.sam.says("open TS-101")
    await house.wren.says("open TS-102")


@pytest.mark.parametrize("column", ["wrapped_key", "sealed_reference"])
async def test_an_unreadable_audit_is_set_aside(house: House, column: str) -> None:
    await two_audits(house)
    shut = house.audits["TS-101"]
    stale = house.amara.message("Save and continue")
    await damages(house, audits, audits.c.id == shut, **{column: DAMAGED})
    with capture_logs() as logs:
        await house.amara.says("good - She was seen alone twice in May.")
    await house.amara.sees(SHUT, "nothing of your last message was saved", "call the manager")
    lines = [line for line in logs if line["event"] == "unreadable"]
    assert [(line["kind"], line["audit"]) for line in lines] == [("audit", shut)]
    # It is no longer in focus: everything else works, and says nothing of it again.
    await house.amara.says("help")
    await house.amara.has_seen("my audits")
    await house.amara.says("my audits")
    await house.amara.sees("Cannot be opened at the moment", "TS-102")
    await house.amara.says("open TS-101")
    await house.amara.sees("cannot be opened")
    answer = await house.amara.sends({"verb": "save", "audit": shut, "token": "x", "revs": {}})
    assert SHUT in str(answer)
    await house.sam.says("good - She was seen alone twice in May.")
    await house.sam.sees("cannot be opened")
    await house.amara.says("open TS-102")
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    assert await house.answer("TS-102", "1.1") == ("good", EVIDENCE)
    await house.wren.says("concern She says that she is afraid to go home.")
    await house.ellen.says("status TS-101")
    await house.ellen.sees(SHUT)
    await house.max.says("status TS-101")
    await house.max.has_not_seen(SHUT)
    assert stale.id


async def test_help_and_lists_work_with_a_shut_audit_in_hand(house: House) -> None:
    await two_audits(house)
    await damages(house, audits, audits.c.id == house.audits["TS-101"], wrapped_key=DAMAGED)
    before = len(house.amara.messages)
    await house.amara.says("help")
    await house.delivers()
    assert len(house.amara.messages) == before + 2  # the help, and a sentence
    await house.amara.sees(SHUT)
    await house.amara.says("help")
    await house.delivers()
    assert len(house.amara.messages) == before + 3


async def test_damaged_words_of_one_answer_shut_their_own_page_alone(house: House) -> None:
    await two_audits(house)
    shut = house.audits["TS-101"]
    await damages(house, trail, trail.c.audit_id == shut, trail.c.sealed.is_not(None), sealed=DAMAGED)
    await house.amara.says("go to 1.1")
    await house.amara.sees("cannot be opened", "your IT support can see why", "Its other pages")
    await house.amara.says("help")
    await house.amara.has_seen("my audits")
    await house.amara.says("open TS-102")
    await house.amara.sees("TS-102")


async def test_an_unreadable_walk_counts_as_none_and_is_said_once(house: House) -> None:
    await two_audits(house)
    shut = house.audits["TS-101"]
    mine = (walks.c.audit_id == shut, walks.c.person_id == house.amara.id)
    await damages(house, walks, *mine, sealed=DAMAGED)
    with capture_logs() as logs:
        await house.amara.says("card")
    await house.amara.has_seen("Where you were in this audit", "every saved answer is still there")
    lines = [line for line in logs if line["event"] == "unreadable"]
    assert [(line["kind"], line["audit"], line["person"]) for line in lines] == [
        ("walk", shut, house.amara.id)
    ]
    await house.delivers()
    await house.amara.presses("Save and continue", {"v:1.2": "good", "w:1.2": EVIDENCE})
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)
    await house.delivers()
    said_so = [m for m in house.amara.messages if "Where you were in this audit" in m.text]
    await house.amara.says("where am I")
    await house.delivers()
    again = [m for m in house.amara.messages if "Where you were in this audit" in m.text]
    assert len(said_so) == len(again)


async def test_an_unreadable_person_is_told_and_others_go_on(house: House) -> None:
    await two_audits(house)
    await damages(house, people, people.c.id == house.amara.id, sealed=DAMAGED)
    await house.amara.says("help")
    await house.amara.sees("Your entry on the people list cannot be opened", "call the manager")
    await house.wren.says("my audits")
    await house.wren.sees("TS-102")
    await house.sam.says("open TS-101")
    await house.sam.presses("Save and continue", {"v:1.2": "good", "w:1.2": EVIDENCE})
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)


async def test_the_reminder_round_sets_it_aside_and_comes_back_to_it(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    for number in range(45):  # more than are decided at once
        await house.allocates(f"TS-{200 + number}", house.amara, due=date(2026, 6, 19))
    async with house.bot.storage.work(write=False) as work:
        keys = dict((await work.connection.execute(audits.select())).mappings().all()[0])
    shut = sorted(house.audits.values())[:25]
    async with house.bot.storage.work(write=False) as work:
        rows = await work.connection.execute(audits.select().where(audits.c.id.in_(shut)))
        whole = {row["id"]: row["wrapped_key"] for row in rows.mappings()}
    await damages(house, audits, audits.c.id.in_(shut), wrapped_key=DAMAGED)
    house.clock.now = datetime(2026, 6, 17, 8, 5, tzinfo=UTC)
    looker = Reminders(house.bot.storage, clock=house.clock)
    assert await looker.round() == 20
    assert await looker.round() == 0
    async with house.bot.storage.work() as work:  # the key is back
        for audit, key in whole.items():
            await work.connection.execute(update(audits).where(audits.c.id == audit).values(wrapped_key=key))
    assert await looker.round() == 25
    assert keys


async def test_everything_unreadable_is_listed_by_id(house: House) -> None:
    await two_audits(house)
    await house.wren.says("concern She says that she is afraid to go home.")
    await house.wren.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    assert await unreadable(house.bot.storage) == ()
    first, second = house.audits["TS-101"], house.audits["TS-102"]
    await damages(house, audits, audits.c.id == first, wrapped_key=DAMAGED)
    await damages(house, people, people.c.id == house.jo.id, sealed=DAMAGED)
    await damages(house, walks, walks.c.audit_id == second, sealed=DAMAGED)
    await damages(house, trail, trail.c.audit_id == second, trail.c.sealed.is_not(None), sealed=DAMAGED)
    shut = await unreadable(house.bot.storage)
    kinds = [(f.kind, f.id.partition("/")[0]) for f in shut]
    assert kinds[:2] == [("person", house.jo.id), ("audit", first)]
    assert set(kinds[2:]) == {("walk", second), ("words", second)}
    assert {f.kind for f in await unreadable(house.bot.storage, words=False)} == {"person", "audit", "walk"}
