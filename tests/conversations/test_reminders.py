"""Reminders of deadlines: on the day, to those whose part is awaited, once each."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from bot.delivery.reminders import Reminders
from dialogs.audits.audit import State
from storage.tables import owed
from storage.work import Storage
from template_specs.reminding import Reminding
from tests.conversations.harness import EVIDENCE, House, Somebody, said
from tests.conversations.test_completed_by_all import audited, submits

DUE = date(2026, 6, 19)  # a Friday


def at(house: House, day: int, hour: int = 9, month: int = 6) -> None:
    """London's summer time: `hour` there."""
    house.clock.now = datetime(2026, month, day, hour - 1, 5, tzinfo=UTC)


async def looks(house: House, storage: Storage | None = None) -> int:
    """One look, by a process of its own."""
    return await Reminders(storage or house.bot.storage, clock=house.clock).round()


def reminders(somebody: Somebody) -> list[str]:
    return [said(m) for m in somebody.messages if "due on" in said(m) and "Remind me" in said(m)]


async def in_progress(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-101", house.amara, house.sam, due=DUE)
    await house.amara.says("open TS-101")
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})


async def test_an_audit_is_spoken_of_before_its_day_on_it_and_once_after_it(house: House) -> None:
    await in_progress(house)
    at(house, 16)  # Tuesday: three working days before
    assert await looks(house) == 0
    at(house, 17)
    assert await looks(house) == 2
    await house.amara.sees("Small audit", "TS-101", "Audit is due on 19 June 2026", "in 2 working days")
    await house.sam.sees("1 of 4 done. Everything you saved is kept.")
    for day in (17, 18):
        at(house, day, 16)
        assert await looks(house) == 0
    at(house, 19)
    assert await looks(house) == 2
    await house.amara.sees("Audit is due on 19 June 2026", "That is today.")
    at(house, 19, 16)
    assert await looks(house) == 0
    at(house, 22)  # Monday: the first working day after
    assert await looks(house) == 2
    await house.amara.sees("Audit was due on 19 June 2026", "It is overdue.", "tell your QA lead")
    for day in (22, 23, 24):
        at(house, day, 12)
        assert await looks(house) == 0
    assert len(reminders(house.amara)) == len(reminders(house.sam)) == 3
    for other in (house.priya, house.jo, house.ira, house.ellen):
        assert reminders(other) == []


async def test_the_organisation_says_when(house: House) -> None:
    """Four working days before, none on the day, and not at once after it."""
    await in_progress(house)
    days = Reminding(before=4, on=False, after=3)
    found = {}
    for day in (12, 15, 16, 18, 19, 22, 23, 24, 25):
        at(house, day)
        found[day] = await Reminders(house.bot.storage, clock=house.clock, days=days).round()
    assert {day: count for day, count in found.items() if count} == {15: 2, 24: 2}


async def test_two_workers_owe_one_reminder(house: House) -> None:
    await in_progress(house)
    at(house, 17)
    second = await Storage.open(house.url, house.keyring)
    await second.begin()
    try:
        counts = await asyncio.gather(looks(house), looks(house, second), looks(house), looks(house, second))
    finally:
        await second.close()
    assert sum(counts) == 2
    await house.delivers()
    assert len(reminders(house.amara)) == len(reminders(house.sam)) == 1
    await house.restarts()
    assert await looks(house) == 0
    async with house.bot.storage.work(write=False) as work:
        rows = await work.connection.execute(select(func.count()).where(owed.c.subject.like("reminder:%")))
        assert rows.scalar_one() == 2


async def test_nobody_is_reminded_at_night_at_weekends_or_on_bank_holidays(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-101", house.amara, due=date(2026, 8, 28))  # the Friday before a bank holiday
    for day, hour in ((28, 8), (28, 17), (28, 23), (29, 10), (30, 10), (31, 10)):
        at(house, day, hour, month=8)
        assert await looks(house) == 0
    at(house, 1, 9, month=9)
    assert await looks(house) == 1
    await house.amara.sees("Audit was due on 28 August 2026", "It is not started yet.")


async def test_who_is_given_the_audit_later_is_reminded_as_well(house: House) -> None:
    await in_progress(house)
    at(house, 17)
    await looks(house)
    await house.delivers()
    await house.reallocates("TS-101", auditors=f"{house.amara.id};{house.wren.id}")
    assert await looks(house) == 1
    await house.wren.sees("Audit is due on 19 June 2026")
    at(house, 22)
    assert await looks(house) == 2
    await house.delivers()
    assert (len(reminders(house.sam)), len(reminders(house.wren))) == (1, 2)


async def test_another_day_is_another_deadline(house: House) -> None:
    await in_progress(house)
    at(house, 22)
    await looks(house)
    await house.reallocates("TS-101", auditors=house.amara.id, due="2026-06-24")
    assert await looks(house) == 1
    await house.amara.sees("Audit is due on 24 June 2026")


async def test_no_reminder_for_work_that_is_done_or_withdrawn(house: House) -> None:
    await in_progress(house)
    at(house, 17)
    assert await looks(house) == 2  # owed, and not yet sent
    for asked, answer in (("1.2", "good - His plan says who does what and by when."), ("1.3", "no")):
        await house.amara.says(f"go to {asked}")
        await house.amara.says(answer)
    await house.amara.says("go to overall")
    await house.amara.says("good")
    await submits(house.amara, "Submitted.")
    assert (await house.audit("TS-101"))[0].state is State.SUBMITTED
    assert reminders(house.amara) == reminders(house.sam) == []
    at(house, 22)
    assert await looks(house) == 0


async def test_a_late_word_is_never_sent_after_the_day(house: House) -> None:
    await in_progress(house)
    at(house, 18)
    assert await looks(house) == 2
    at(house, 22)  # nobody delivered meanwhile
    await looks(house)
    await house.delivers()
    assert len(reminders(house.amara)) == 1
    await house.amara.sees("Audit was due on 19 June 2026")


async def test_an_old_deadline_is_nobodys_news(house: House) -> None:
    await in_progress(house)
    at(house, 29)
    assert await looks(house) == 0


async def test_a_stage_chases_those_whose_part_is_awaited(house: House) -> None:
    await audited(house)  # on Friday, 5 June: the views are due on the 12th
    await house.max.says("open TS-301")
    await house.max.says("The grade and the reasons for it are right.")
    await submits(house.max, "Your part is complete.")
    at(house, 9)
    assert await looks(house) == 0
    at(house, 10)
    assert await looks(house) == 2
    await house.ira.sees("Views is due on 12 June 2026", "Your part is still to do.", "TS-301")
    await house.delivers()
    assert [len(reminders(p)) for p in (house.priya, house.max, house.amara, house.ellen)] == [1, 0, 0, 0]
    at(house, 15)
    assert await looks(house) == 2
    await house.priya.sees("Views was due on 12 June 2026")
    assert await looks(house) == 0


async def test_contributors_are_reminded_of_what_they_have_not_answered(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-401", house.amara, form="deep-dive", due=DUE)
    await house.amara.says("open TS-401")
    at(house, 18)
    assert await looks(house) == 2
    await house.jo.sees("Audit is due on 19 June 2026", "You can still add your view.")
    at(house, 22)
    assert await looks(house) == 1  # what may stay open is asked for again, never called late
    await house.amara.sees("Audit was due on 19 June 2026")
    assert reminders(house.ira) == []  # her view is not asked for in this kind of case
    assert reminders(house.priya) == []


async def test_nobody_but_the_auditors_is_reminded_of_an_audit_that_has_not_begun(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-401", house.amara, form="deep-dive", due=DUE)
    at(house, 18)
    assert await looks(house) == 1
    await house.amara.sees("Audit is due on 19 June 2026", "It is not started yet.")
