"""However many processes deliver, together they keep Teams' limits, and each has its fair share."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Generator
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text

from bot.channel import Address
from bot.delivery.heartbeat import REPEATS_WITHIN, SILENCE, WorkerGroup
from bot.delivery.rate_limit import ALL_LIMITS, THREAD_LIMITS, RateLimiter, share_of
from bot.delivery.worker import Delivery
from dialogs.audits.audit import Role
from dialogs.conversation.subjects import Told
from dialogs.conversation.views import Notice
from storage.people import NewPerson
from storage.work import Storage
from tests.conversations.harness import House
from tests.storage.people_and_cases import NOW


def most_within(times: list[float], seconds: float) -> int:
    """The most sends of any span of so many seconds."""
    ordered, first, most = sorted(times), 0, 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - seconds + 1e-9:
            first += 1
        most = max(most, last - first + 1)
    return most


def sends(pace: RateLimiter, thread: str) -> bool:
    """Send now, where that is within the limits."""
    sending = pace.turn(thread, "t")
    try:
        sending.send(None)
    except StopIteration as done:
        return bool(done.value == 0)
    sending.close()  # it would wait
    return False


class Waiting:
    """A sleep that only says that somebody sleeps."""

    def __init__(self, seconds: float):
        self.seconds = seconds

    def __await__(self) -> Generator[None]:
        yield


@given(among=some.integers(1, 12), threads=some.integers(1, 60), pauses=some.lists(some.floats(0, 2)))
def test_all_shares_together_keep_the_limits(among: int, threads: int, pauses: list[float]) -> None:
    """Every worker sends as fast as it is let, to the same threads."""
    now = 0.0
    paces = [RateLimiter(lambda: now, Waiting) for _ in range(among)]
    for pace in paces:
        pace.shares(among)
    went: list[tuple[float, str]] = []
    for number, pause in enumerate(pauses + [0.05] * 40):
        for pace in paces:
            for thread in (f"{(number + n) % threads}" for n in range(8)):
                if sends(pace, thread):
                    went.append((now, thread))
        now += pause
    assert went
    assert most_within([at for at, _ in went], 1.0) <= ALL_LIMITS[0][0]
    for thread in {thread for _, thread in went}:
        times = [at for at, chat in went if chat == thread]
        for count, seconds in THREAD_LIMITS:
            # More workers than sends: each sends one, at first all in the same moment.
            assert most_within(times, seconds) <= max(count, among)


@given(among=some.integers(1, 40))
def test_the_limits_are_shared_out_without_much_of_them_lost(among: int) -> None:
    for (count, seconds), (mine, within) in zip(ALL_LIMITS, share_of(ALL_LIMITS, among), strict=True):
        assert count / seconds / 2 <= among * mine / within <= count / seconds + 1e-9


def test_a_newcomer_leaves_the_limits_to_those_who_do_not_know_of_it() -> None:
    now = 0.0
    old, new = RateLimiter(lambda: now, Waiting), RateLimiter(lambda: now, Waiting)
    new.shares(2, newcomer=True)
    went = [sum(sends(pace, f"{n}") for n in range(100)) for pace in (old, new)]
    assert went == [45, 1]
    new.shares(1, newcomer=True)
    assert sum(sends(new, f"{n}") for n in range(100)) == 44, "alone it has them all"


async def test_workers_count_each_other_until_they_fall_silent(storage: Storage) -> None:
    async def beat(worker: str, seconds: float) -> int:
        async with storage.work() as work:
            return await work.heartbeats.beat(worker, NOW + timedelta(seconds=seconds), SILENCE)

    assert await beat("a", 0) == 1
    assert await beat("b", 1) == 2
    assert await beat("a", 5) == 2
    assert await beat("c", 6) == 3
    async with storage.work() as work:
        await work.heartbeats.deregister("c")
    assert await beat("a", 15) == 2
    assert await beat("a", 22) == 1, "b has been silent for 21 seconds"
    assert await beat("b", 23) == 2, "and is back"


async def test_the_same_worker_beats_in_the_same_moment_as_others(storage: Storage) -> None:
    async def beat(worker: str) -> int:
        async with storage.work() as work:
            return await work.heartbeats.beat(worker, NOW, SILENCE)

    counts = await asyncio.gather(*(beat(f"w{n}") for n in range(6)))
    assert sorted(counts) == [1, 2, 3, 4, 5, 6], "each has seen those before it"


async def test_two_workers_share_one_backlog(house: House) -> None:
    """Both run as in earnest, and send as fast as they are let."""
    await house.allocates("TS-101", house.amara)
    people = [NewPerson(f"Person {n}", f"p{n}@example.org", frozenset({Role.MODERATOR})) for n in range(60)]
    async with house.bot.storage.work() as work:
        ids = list((await work.people.take_people(people)).values())
        for number, person in enumerate(ids):
            address = Address(house.connector.service_url, f"a:p{number}", "t", f"29:p{number}", "28:bot")
            await work.people.remember_address(person, address, house.clock())
        notices = [Notice(person, Told(str(n)), text=f"Message {n}.") for n, person in enumerate(ids)]
        await work.outbox.enqueue(house.audits["TS-101"], notices, house.clock())
    shared: Counter[str] = Counter()

    class Noted(RateLimiter):
        def __init__(self, name: str):
            self.name = name
            self.among: list[int] = []
            super().__init__()

        def shares(self, among: int, *, newcomer: bool = False) -> None:
            super().shares(among)  # not as a newcomer: a test has no ten seconds
            self.among.append(among)

        async def turn(self, conversation: str, tenant: str = "") -> float:
            wait = await super().turn(conversation, tenant)
            shared[self.name] += wait == 0
            return wait

    paces = [Noted("a"), Noted("b")]
    for pace in paces:  # both are there before either begins
        async with house.bot.storage.work() as work:
            await work.heartbeats.beat(pace.name, house.clock(), SILENCE)
    workers = [
        Delivery(
            house.bot.storage,
            house.bot.channel,
            worker=pace.name,
            fresh_id=house.fresh_id,
            clock=house.clock,
            pace=pace,
        )
        for pace in paces
    ]
    running = [asyncio.create_task(worker.run()) for worker in workers]
    for number in range(60):
        await house.connector.shown(f"a:p{number}", at_least=1)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    counts = [len(house.connector.history[f"a:p{n}"]) for n in range(60)]
    print(f"60 messages by two workers: {dict(shared)}")
    assert counts == [1] * 60
    assert [pace.among[1] for pace in paces] == [2, 2]
    assert min(shared["a"], shared["b"]) >= 10
    async with house.bot.storage.work() as work:
        assert await work.heartbeats.beat("c", house.clock(), SILENCE) == 1, "both have signed off"


async def test_a_worker_that_is_told_to_end_ends(house: House) -> None:
    """In the very moment in which something is owed, too."""
    for steps in range(6):
        lone = Delivery(
            house.bot.storage, house.bot.channel, worker="w", fresh_id=house.fresh_id, clock=house.clock
        )
        running = asyncio.create_task(lone.run())
        await asyncio.sleep(0.05)
        lone.wake()
        for _ in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        ended, _ = await asyncio.wait([running], timeout=3)
        running.cancel()
        assert ended, f"cancelled {steps} steps after it was woken, it went on"


async def test_inbox_keys_go_when_nobody_repeats_them_any_more(house: House) -> None:
    async def keys() -> int:
        async with house.bot.storage.work(write=False) as work:
            return int((await work.connection.execute(text("SELECT count(*) FROM inbox"))).scalar_one())

    await house.amara.says("help")
    old = await keys()
    house.clock.passes(days=REPEATS_WITHIN.days - 1)
    crew = WorkerGroup(house.bot.storage, "w", RateLimiter(), house.clock)
    await crew.beat()
    assert await keys() == old > 0
    house.clock.passes(days=2)
    await house.amara.says("help")
    crew = WorkerGroup(house.bot.storage, "w", RateLimiter(), house.clock)
    await crew.beat()
    assert await keys() == old, "the new ones"
