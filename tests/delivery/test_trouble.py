"""Where many are refused it is the bot's trouble; where one row is damaged, nobody else's card waits."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.delivery.trouble import PEOPLE, STOPPED_AFTER, WITHIN, Trouble
from bot.web.server import application
from dialogs.conversation.subjects import SummaryCard, Told
from dialogs.conversation.views import Notice
from tests.conversations.harness import House
from tests.conversations.test_answering import start
from tests.delivery.test_delivery import crowd, owes, ready, row, worker


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_many_people_refused_within_minutes() -> None:
    clock = Seconds()
    trouble = Trouble(clock)
    for n in range(PEOPLE - 1):
        trouble.refused(f"p{n}")
        trouble.refused(f"p{n}")
    assert trouble.state() == "", "the same few people over and over"
    clock.now += WITHIN + 1
    trouble.round_well()
    trouble.refused("later")
    assert trouble.state() == "", "not within minutes"
    for n in range(PEOPLE):
        trouble.refused(f"q{n}")
    assert trouble.state() == "refused"
    assert trouble.reached("q1"), "the first that arrives ends it"
    assert trouble.state() == ""


def test_a_few_among_many_who_are_reached_are_their_own_trouble() -> None:
    trouble = Trouble(Seconds())
    for n in range(3 * PEOPLE):
        trouble.reached(f"r{n}")
    for n in range(PEOPLE):
        trouble.refused(f"p{n}")
    assert trouble.state() == ""


def test_a_delivery_that_stands_still_is_told() -> None:
    clock = Seconds()
    trouble = Trouble(clock)
    clock.now += STOPPED_AFTER + 1
    assert trouble.state() == "stopped"
    trouble.round_well()
    assert trouble.state() == ""


def test_it_does_not_try_everything_again_over_and_over() -> None:
    clock = Seconds()
    trouble = Trouble(clock)
    resumed = 0
    for _ in range(20):
        for n in range(PEOPLE):
            trouble.refused(f"p{n}")
        resumed += trouble.reached("p0")
        clock.now += 1
    assert resumed == 1


async def test_refused_for_everybody_and_then_resumed_for_everybody(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    people = await crowd(house, 12)
    await owes(house, *(Notice(p, Told(str(n)), text=f"Message {n}.") for n, p in enumerate(people)))
    house.connector.fail(403, times=10_000)
    lone = worker(house, "w")
    while await lone.round():
        pass
    assert lone.trouble.state() == "refused"
    assert capsys.readouterr().out.count("delivery_refused_for_many") == 1
    app = application(house.bot.storage, [], delivery=lone.trouble.state)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/readyz")
        assert answer.status == 200, "turns are still taken and saved"
        assert await answer.json() == {"status": "ready", "delivery": "refused"}
        figures = await (await client.get("/metrics")).text()
        assert "auditbot_delivery_trouble 1.0" in figures
        assert 'auditbot_held_up{kind="told",problem="unreachable"} 12.0' in figures
        assert 'auditbot_not_delivered_total{kind="told",problem="unreachable"}' in figures
        house.connector.mend()
        house.clock.passes(minutes=11)
        while await lone.round():
            pass
        assert [len(house.connector.history[f"a:p{n}"]) for n in range(12)] == [1] * 12
        assert await (await client.get("/readyz")).json() == {"status": "ready"}
        figures = await (await client.get("/metrics")).text()
        assert "auditbot_delivery_trouble 0.0" in figures
        assert "auditbot_held_up{" not in figures


async def test_a_damaged_row_stops_nobody_else(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    people = await crowd(house, 6)
    await owes(house, *(Notice(p, Told(str(n)), text=f"Message {n}.") for n, p in enumerate(people)))
    async with house.bot.storage.work() as work:
        await work.connection.execute(
            text("UPDATE owed SET sealed = :junk WHERE subject = 'told:2'"), {"junk": b"\x01\x02"}
        )
        ids = await work.connection.execute(text("SELECT id FROM owed WHERE subject = 'told:2'"))
        damaged = ids.scalar_one()
    await house.delivers()
    assert [len(house.connector.history[f"a:p{n}"]) for n in range(6)] == [1, 1, 0, 1, 1, 1]
    assert (await row(house, "told:2"))["problem"] == "unreadable"
    logged = capsys.readouterr().out
    assert "notice_unreadable" in logged
    assert f"id={damaged}" in logged.replace("\x1b[35m", "").replace("\x1b[0m", "").replace("\x1b[36m", "")


async def test_an_audit_whose_key_is_damaged_harms_only_its_own_cards(house: House) -> None:
    await house.priya.installs()
    await house.ellen.installs()
    await start(house)
    await house.allocates("TS-202", house.wren)
    await owed_by(house, "TS-202")
    async with house.bot.storage.work() as work:
        wrecked = text("UPDATE audits SET wrapped_key = :junk WHERE id = :audit")
        await work.connection.execute(wrecked, {"junk": b"\x01\x02", "audit": house.audits["TS-202"]})
    await house.amara.says("concern: He is afraid to go home")
    await house.amara.says("send now")
    await house.priya.has_seen("Immediate concern: act now")
    await house.ellen.says("status")
    await house.ellen.has_seen("Message, a case, to Mo Khan: the stored card cannot be read")


async def owed_by(house: House, reference: str) -> None:
    """Mo is owed a message of this audit."""
    async with house.bot.storage.work() as work:
        await work.outbox.enqueue(
            house.audits[reference], [Notice(house.mo.id, Told("1"), text="x")], house.clock()
        )


async def test_whoever_writes_gets_what_was_set_aside_at_the_same_address(house: House) -> None:
    await ready(house)
    house.connector.fail(400)
    await owes(house, Notice(house.priya.id, SummaryCard()), Notice(house.priya.id, Told("1"), text="Held."))
    await house.delivers()
    await house.priya.says("help")
    await house.priya.has_seen("Held.")
