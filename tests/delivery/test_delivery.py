"""What is owed arrives, or is listed as held up: through throttling, faults, hangs, deaths of workers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.channel import Address
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.worker import LEASE, Delivery
from dialogs.audits.audit import Role
from dialogs.conversation.subjects import Told
from dialogs.conversation.views import Notice
from storage.people import NewPerson
from tests.conversations.harness import House, said

CARDS = 500


async def owes(house: House, *notices: Notice) -> None:
    async with house.bot.storage.work() as work:
        await work.outbox.enqueue(house.audits["TS-101"], notices, house.clock())


async def row(house: House, subject: str) -> dict[str, object]:
    async with house.bot.storage.work(write=False) as work:
        rows = await work.connection.execute(
            text(
                "SELECT wanted, sent, attempts, failed, problem, next_at, repeats FROM owed WHERE subject=:s"
            ),
            {"s": subject},
        )
        return dict(rows.mappings().one())


async def ready(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.priya.installs()


def worker(house: House, name: str, channel: object | None = None) -> Delivery:
    return Delivery(
        house.bot.storage,
        channel or house.bot.channel,  # type: ignore[arg-type]
        worker=name,
        fresh_id=house.fresh_id,
        clock=house.clock,
        chance=lambda: 0.0,
        pace=RateLimiter(clock=lambda: 1e6 * house.fresh_number()),
    )


async def crowd(house: House, count: int) -> list[str]:
    """So many people with a chat each."""
    await house.allocates("TS-101", house.amara)
    new = [NewPerson(f"Person {n}", f"p{n}@example.org", frozenset({Role.MODERATOR})) for n in range(count)]
    async with house.bot.storage.work() as work:
        ids = await work.people.take_people(new)
        for number, person in enumerate(ids.values()):
            service = house.connector.service_url
            address = Address(service, f"a:p{number}", "t", f"29:p{number}", "28:bot")
            await work.people.remember_address(person, address, house.clock())
    return list(ids.values())


async def test_five_hundred_cards_through_everything(house: House) -> None:
    people = await crowd(house, CARDS)
    await owes(house, *(Notice(p, Told(str(n)), text=f"Message {n}.") for n, p in enumerate(people)))
    chance = random.Random(7)
    kinds = ["429", "503", "502", "502 after", "drop", "drop after", "403", "500", "413"]
    for _ in range(260):
        kind = chance.choice(kinds)
        after = kind.endswith("after")
        if kind.startswith("drop"):
            house.connector.drop(after=after)
        else:
            house.connector.fail(int(kind[:3]), after=after, retry_after=30 if kind == "429" else "")
    lone = worker(house, "w")
    for _ in range(200):
        while await lone.round():
            pass
        async with house.bot.storage.work(write=False) as work:
            if await work.outbox.next_due() is None:
                break
        house.clock.passes(minutes=5)
    house.connector.mend()
    async with house.bot.storage.work(write=False) as work:
        failed = {row.subject.encode() for row in await work.undelivered.held_up(CARDS)}
    arrived = {n for n in range(CARDS) if house.connector.history[f"a:p{n}"]}
    lost = [n for n in range(CARDS) if n not in arrived and f"told:{n}" not in failed]
    twice = {n: house.connector.history[f"a:p{n}"] for n in arrived}
    repeated = [shown for shown in twice.values() if len(shown) > 1]
    unlabelled = [s for s in repeated if not all("Sent again" in m.text for m in s[1:])]
    print(
        f"{CARDS} cards: {len(arrived)} delivered, {len(failed)} listed as held up, {len(lost)} lost, "
        f"{len(repeated)} arrived twice, {len(unlabelled)} of them without a label"
    )
    assert (lost, unlabelled) == ([], [])
    assert len(arrived) > 350


async def test_retry_after_is_honoured(house: House) -> None:
    await ready(house)
    house.connector.fail(429, retry_after=120)
    await owes(house, Notice(house.priya.id, Told("1"), text="At last."))
    for seconds, count in ((0, 1), (60, 1), (59, 1), (2, 2)):
        house.clock.passes(seconds=seconds)
        await house.delivers()
        assert len(house.priya.messages) == count
    assert house.priya.messages[-1].text == "At last."


async def test_a_block_waits_a_day_or_until_the_person_writes(house: House) -> None:
    await ready(house)
    house.connector.fail(403, conversation=house.priya.chat.conversation, times=99)
    await owes(house, Notice(house.priya.id, Told("1"), text="Held."))
    requests = len(house.connector.requests)
    for _ in range(5):  # twenty hours
        await house.delivers()
        house.clock.passes(hours=4)
    assert len(house.connector.requests) == requests + 1
    assert (await row(house, "told:1"))["problem"] == "unreachable"
    house.clock.passes(hours=4)
    await house.delivers()
    assert len(house.connector.requests) == requests + 2, "a day has passed"
    house.connector.mend()
    await house.priya.says("help")
    await house.priya.has_seen("Held.")


async def test_a_card_that_is_gone_is_sent_anew(house: House) -> None:
    await ready(house)
    await owes(house, Notice(house.priya.id, Told("1"), text="First."))
    await house.delivers()
    house.connector.fail(404, method="PUT")
    await owes(house, Notice(house.priya.id, Told("1"), text="Second."))
    await house.delivers()
    assert [m.text for m in house.priya.messages[-2:]] == ["First.", "Second."]
    await owes(house, Notice(house.priya.id, Told("1"), text="Third."))
    await house.delivers()
    assert [m.text for m in house.priya.messages[-2:]] == ["First.", "Third."]


async def test_an_ambiguous_failure_is_labelled(house: House) -> None:
    await ready(house)
    house.connector.fail(502, after=True)
    await owes(house, Notice(house.priya.id, Told("1"), text="Once."))
    await house.delivers()
    house.clock.passes(minutes=5)
    await house.delivers()
    assert [m.text for m in house.priya.messages[-2:]] == [
        "Once.",
        "(Sent again, in case the first did not arrive.) Once.",
    ]
    await owes(house, Notice(house.priya.id, Told("2"), text="Throttled."))
    house.connector.fail(429)
    await house.delivers()
    house.clock.passes(minutes=5)
    await house.delivers()
    assert house.priya.messages[-1].text == "Throttled.", "it certainly did not arrive: no label"


async def test_an_update_never_overtakes_its_send(house: House) -> None:
    await ready(house)
    house.connector.slow(0.2, method="POST")
    await owes(house, Notice(house.priya.id, Told("1"), text="Old."))
    first = asyncio.create_task(worker(house, "a").round())
    await asyncio.sleep(0.05)
    await owes(house, Notice(house.priya.id, Told("1"), text="New."))
    assert await worker(house, "b").round() == 0, "it waits for the send that is on its way"
    await first
    await house.delivers()
    message = house.priya.messages[-1]
    assert (message.text, message.edits) == ("New.", 1)
    assert len(house.priya.messages) == 2


async def test_two_workers_never_send_twice(house: House) -> None:
    people = await crowd(house, 60)
    await owes(house, *(Notice(p, Told(str(n)), text=f"Message {n}.") for n, p in enumerate(people)))
    workers = [worker(house, name) for name in "abcd"]

    async def until_done(delivery: Delivery) -> None:
        for _ in range(30):
            await delivery.round()

    await asyncio.gather(*map(until_done, workers))
    counts = [len(house.connector.history[f"a:p{n}"]) for n in range(60)]
    print(f"4 workers, 60 messages: {sum(counts)} sent, {sum(c > 1 for c in counts)} twice")
    assert counts == [1] * 60


async def stopped_in_mid_send(house: House, fault: Callable[[], None]) -> None:
    """A worker that is told to stop while the connector, with this fault, has a message of its."""
    await ready(house)
    fault()
    await owes(house, Notice(house.priya.id, Told("1"), text="Resumed."))
    running = asyncio.create_task(worker(house, "a").run())
    for _ in range(500):
        await asyncio.sleep(0.01)
        if not house.connector.faults:
            break
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_worker_that_stops_finishes_its_sends(house: House) -> None:
    await stopped_in_mid_send(house, lambda: house.connector.slow(0.3))
    assert house.priya.messages[-1].text == "Resumed."
    assert await worker(house, "b").round() == 0


async def test_a_worker_that_stops_hands_on_what_it_cannot_send(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, not when its lease has run out; with a label, as the message may have arrived."""
    monkeypatch.setattr("bot.delivery.worker.LAST_SENDS", 0.05)
    await stopped_in_mid_send(house, house.connector.hang)
    assert await worker(house, "b").round() == 1
    assert house.priya.messages[-1].text == "(Sent again, in case the first did not arrive.) Resumed."


async def test_a_worker_that_was_killed_in_mid_send(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dies(_: Delivery, under_way: Collection[asyncio.Task[None]]) -> None:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    monkeypatch.setattr(Delivery, "_handed_on", dies)
    await stopped_in_mid_send(house, house.connector.hang)
    assert await worker(house, "b").round() == 0, "its lease still runs"
    house.clock.now += LEASE + timedelta(seconds=1)
    await house.delivers()
    assert house.priya.messages[-1].text == "(Sent again, in case the first did not arrive.) Resumed."


async def test_a_hanging_send_holds_up_nobody_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.worker.LAST_SENDS", 0.05)
    people = await crowd(house, 40)
    house.connector.hang(conversation="a:p0", times=9)
    await owes(house, *(Notice(p, Told(str(n)), text=f"Message {n}.") for n, p in enumerate(people)))
    running = asyncio.create_task(worker(house, "a").run())
    began = asyncio.get_running_loop().time()
    for n in range(1, 40):
        await house.connector.shown(f"a:p{n}", at_least=1)
    took = asyncio.get_running_loop().time() - began
    print(f"39 messages past a hanging one: {took:.2f} s")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert took < 4


async def test_teams_limits_are_no_failure(house: House) -> None:
    """Sixty messages to one person: those past the limit wait, and nobody is told that they failed."""
    await ready(house)
    await owes(house, *(Notice(house.priya.id, Told(str(n)), text=f"Message {n}.") for n in range(60)))
    moment = [0.0]

    async def sleep(seconds: float) -> None:
        moment[0] += seconds

    paced = Delivery(
        house.bot.storage,
        house.bot.channel,
        worker="p",
        fresh_id=house.fresh_id,
        clock=house.clock,
        chance=lambda: 0.0,
        pace=RateLimiter(clock=lambda: moment[0], sleep=sleep),
    )
    while await paced.round():
        pass
    first = len(house.priya.messages)
    assert 50 <= first < 61
    async with house.bot.storage.work(write=False) as work:
        assert {u.attempts for u in await work.undelivered.of_audit(house.audits["TS-101"])} == {0}
    moment[0] += 60
    house.clock.passes(seconds=60)
    while await paced.round():
        pass
    assert len(house.priya.messages) == 61
    assert "Message 59." in said(house.priya.messages[-1])


async def test_somebody_who_installs_while_it_fails_is_reached_all_the_same(house: House) -> None:
    """Claimed without an address, and the address comes before the failure is written down."""
    await house.allocates("TS-101", house.amara)
    await owes(house, Notice(house.priya.id, Told("1"), text="Not lost."))
    async with house.bot.storage.work() as work:
        (claimed,) = await work.outbox.claim("slow", 5, house.clock(), LEASE)
    await house.priya.installs()
    await worker(house, "slow")._deliver(claimed)
    await house.delivers()
    assert house.priya.messages[-1].text == "Not lost."
