"""What is owed is claimed once, settled by version, tried again after a death, and never forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import text

from dialogs.conversation.subjects import (
    ConcernCard,
    SummaryCard,
    Told,
    UnknownSubject,
    UnsentConcern,
    decode,
)
from dialogs.conversation.views import Notice
from storage.outbox import OutboxMessage
from storage.people import Address
from storage.work import Storage
from tests.storage.people_and_cases import NOW, PRIYA, Programme, answer, programme

LEASE = timedelta(seconds=30)
AT = Address("https://smba.example/", "a:1", "tenant", "29:mo", "28:bot")


async def owe(storage: Storage, made: Programme, *notices: Notice, after: int = 0) -> None:
    async with storage.work() as work:
        await work.outbox.enqueue(made.audit, notices, NOW + timedelta(seconds=after))


async def claim(storage: Storage, after: int = 0, limit: int = 10, worker: str = "w1") -> list[OutboxMessage]:
    async with storage.work() as work:
        return await work.outbox.claim(worker, limit, NOW + timedelta(seconds=after), LEASE)


async def deliver(storage: Storage, owed: OutboxMessage, activity: str = "act:1") -> None:
    async with storage.work() as work:
        await work.outbox.delivered(owed, activity, "a:1", NOW)


async def test_a_notice_is_claimed_with_all_that_sending_needs(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA)
        await work.outbox.enqueue(made.audit, [Notice(made.mo, Told("4"), text="Sam reopened it")], NOW)
        await work.people.remember_address(made.mo, AT, NOW)
    (owed,) = await claim(storage)
    assert (owed.recipient, owed.audit_id, owed.subject.encode()) == (made.mo, made.audit, "told:4")
    assert (owed.wanted, owed.sent, owed.activity_id, owed.repeats) == (1, 0, "", 0)
    assert (owed.text, owed.address, owed.urgent) == ("Sam reopened it", AT, False)
    assert await claim(storage) == []
    await deliver(storage, owed)
    assert await claim(storage, after=3600) == []
    async with storage.work() as work:
        assert await work.outbox.next_due() is None
        assert await work.undelivered.of_audit(made.audit) == ()


async def test_what_is_wanted_anew_while_on_its_way_stays_due(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()))
    (first,) = await claim(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), after=1)
    assert await claim(storage, after=2) == [], "one at a time for each recipient"
    await deliver(storage, first)
    (second,) = await claim(storage, after=2)
    assert (second.id, second.wanted, second.sent, second.activity_id) == (first.id, 2, 1, "act:1")
    await deliver(storage, second, "act:1")
    await deliver(storage, first, "act:late")  # a slow worker's late word
    assert await claim(storage, after=3) == []
    await owe(storage, made, Notice(made.mo, SummaryCard()), after=4)
    (third,) = await claim(storage, after=5)
    assert (third.wanted, third.sent, third.activity_id) == (3, 2, "act:1")


async def test_urgent_first_and_one_for_each_recipient(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), Notice(made.sam, Told("1")))
    await owe(storage, made, Notice(made.mo, ConcernCard("1"), urgent=True), after=1)
    claimed = await claim(storage, after=2)
    assert [(o.recipient, o.subject.encode()) for o in claimed] == [
        (made.mo, "concern:1"),
        (made.sam, "told:1"),
    ]
    await deliver(storage, claimed[0])
    assert [o.subject.encode() for o in await claim(storage, after=3)] == ["summary"]


async def test_after_a_workers_death_it_is_claimed_again_and_labelled(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()))
    await claim(storage, worker="dead")
    assert await claim(storage, after=29) == []
    async with storage.work() as work:
        assert await work.outbox.next_due() == NOW + LEASE
    (again,) = await claim(storage, after=31)
    assert again.repeats == 1
    await deliver(storage, again)
    await owe(storage, made, Notice(made.mo, SummaryCard()), after=40)
    assert (await claim(storage, after=41))[0].repeats == 0


async def test_postponed_set_aside_and_woken(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), Notice(made.sam, Told("1")))
    mo, sam = sorted(await claim(storage), key=lambda o: o.recipient != made.mo)
    async with storage.work() as work:
        await work.outbox.postponed(mo, "again", NOW + timedelta(seconds=60), ambiguous=True)
        await work.outbox.hold_up(sam, "refused", NOW + timedelta(days=1))
        assert await work.outbox.next_due() == NOW + timedelta(seconds=60)
    assert await claim(storage, after=59) == []
    (mo,) = await claim(storage, after=60)
    assert (mo.attempts, mo.repeats) == (1, 1)
    async with storage.work() as work:
        await work.outbox.hold_up(mo, "no_address", None)
        listed = {u.recipient: (u.failed, u.problem) for u in await work.undelivered.of_audit(made.audit)}
        assert listed == {made.mo: (True, "no_address"), made.sam: (True, "refused")}
        assert {(row.recipient, row.subject.encode()) for row in await work.undelivered.held_up(10)} == {
            (made.mo, "summary"),
            (made.sam, "told:1"),
        }
        assert await work.undelivered.held_up_counts() == {
            ("summary", "no_address"): 1,
            ("told", "refused"): 1,
        }
    assert await claim(storage, after=9999) == []
    async with storage.work() as work:
        assert await work.undelivered.wake(made.mo, NOW) == 1
        assert await work.undelivered.wake(made.mo, NOW) == 0
    assert [o.recipient for o in await claim(storage, after=61)] == [made.mo]
    await owe(storage, made, Notice(made.sam, Told("1")), after=70)
    assert [o.recipient for o in await claim(storage, after=71)] == [made.sam]


async def test_what_was_set_aside_is_tried_again_after_its_time(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()))
    (first,) = await claim(storage)
    async with storage.work() as work:
        await work.outbox.hold_up(first, "unreachable", NOW + timedelta(days=1), ambiguous=True)
    assert await claim(storage, after=86_399) == []
    (again,) = await claim(storage, after=86_400)
    assert (again.attempts, again.repeats) == (1, 1)
    await deliver(storage, again)
    async with storage.work() as work:
        assert await work.undelivered.held_up(10) == ()


async def test_an_operator_has_it_tried_again_one_by_one_or_all(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), Notice(made.sam, Told("1")))
    async with storage.work() as work:
        for message in await work.outbox.claim("w", 5, NOW, LEASE):
            await work.outbox.hold_up(
                message, "unreadable" if message.recipient == made.mo else "refused", None
            )
        ids = {row.recipient: row.id for row in await work.undelivered.held_up(5)}
        assert [row.id for row in await work.undelivered.held_up_among([ids[made.mo], 999])] == [ids[made.mo]]
        assert await work.undelivered.wake(made.mo, NOW) == 0, "writing mends no damaged row"
        assert await work.undelivered.retry([ids[made.mo]], NOW) == 1
    assert [o.recipient for o in await claim(storage)] == [made.mo]
    async with storage.work() as work:
        assert await work.undelivered.retry(None, NOW) == 1
    assert [o.recipient for o in await claim(storage)] == [made.sam]


async def test_one_unreadable_row_harms_no_other(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), Notice(made.sam, Told("1"), text="Read me."))
    async with storage.work() as work:
        damaged = text("UPDATE owed SET sealed = :junk WHERE recipient = :who")
        await work.connection.execute(damaged, {"junk": b"\x01\x02", "who": made.mo})
    claimed = {owed.recipient: (owed.unreadable, owed.text) for owed in await claim(storage)}
    assert claimed == {made.mo: (True, ""), made.sam: (False, "Read me.")}


async def test_what_the_clock_has_left_behind_is_due(storage: Storage) -> None:
    """The clock was set back by a day: what was to wait an hour would wait for more than a day."""
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), Notice(made.sam, Told("1")), after=86_400)
    async with storage.work() as work:
        assert await work.undelivered.mind_clock(NOW, timedelta(days=2), timedelta(days=3)) == 0
        assert await work.undelivered.mind_clock(NOW, timedelta(hours=2), timedelta(hours=25)) == 2
    assert len(await claim(storage)) == 2


async def test_a_failure_of_an_older_version_leaves_the_newer_due(storage: Storage) -> None:
    made = await programme(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()))
    (first,) = await claim(storage)
    await owe(storage, made, Notice(made.mo, SummaryCard()), after=1)
    async with storage.work() as work:
        await work.outbox.hold_up(first, "too_large", NOW + timedelta(days=1))
    assert [o.wanted for o in await claim(storage, after=2)] == [2]


async def test_eight_workers_claim_nothing_twice(storage: Storage, database_url: str) -> None:
    others = [await Storage.open(database_url, storage.keyring) for _ in range(2)]
    for other in others:
        await other.begin()
    made = [await programme(storage, f"CYP-{n}") for n in range(40)]
    async with storage.work() as work:
        for case in made:
            await work.outbox.enqueue(
                case.audit, [Notice(case.mo, SummaryCard()), Notice(case.sam, Told("1"))], NOW
            )
    claimed: list[int] = []

    async def worker(number: int) -> None:
        where = [storage, *others][number % 3]
        for _ in range(400):
            mine = await claim(where, after=1, limit=3, worker=f"w{number}")
            claimed.extend(o.id for o in mine)
            for owed in mine:
                await deliver(where, owed)
            if len(claimed) >= 80:
                return
            await asyncio.sleep(0)

    await asyncio.gather(*(worker(n) for n in range(8)))
    assert len(claimed) == len(set(claimed)) == 80
    for other in others:
        await other.close()


async def test_a_rolled_back_turn_owes_nothing(storage: Storage) -> None:
    made = await programme(storage)
    try:
        async with storage.work() as work:
            await work.outbox.enqueue(made.audit, [Notice(made.mo, SummaryCard())], NOW)
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert await claim(storage) == []


async def test_subjects_are_read_back_counted_by_kind_and_kept_where_they_are_not_known(
    storage: Storage,
) -> None:
    made = await programme(storage)
    later = decode("of-a-later-version:1")
    await owe(storage, made, Notice(made.mo, UnsentConcern(7)), Notice(made.sam, later))
    claimed = await claim(storage)
    assert {owed.subject for owed in claimed} == {UnsentConcern(7), UnknownSubject("of-a-later-version:1")}
    assert not any(owed.unreadable for owed in claimed)
    async with storage.work() as work:
        for owed in claimed:
            await work.outbox.hold_up(owed, "refused", None)
        assert {row.subject for row in await work.undelivered.held_up(9)} == {UnsentConcern(7), later}
        assert {row.subject for row in await work.undelivered.of_audit(made.audit)} == {
            UnsentConcern(7),
            later,
        }
        assert await work.undelivered.held_up_counts() == {
            ("unsent", "refused"): 1,
            ("unknown", "refused"): 1,
        }
