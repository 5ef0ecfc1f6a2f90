"""What is due comes in one message a day, and can be put off; an immediate concern never waits."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.delivery.actions import Actions
from bot.delivery.reminders import Reminders
from tests.conversations.harness import House, said
from tests.conversations.test_answering import start


async def looks(house: House, month: int, day: int) -> None:
    """The loops look at 10am of that day in London."""
    house.clock.now = datetime(2026, month, day, 9, tzinfo=UTC)
    await Reminders(house.bot.storage, clock=house.clock).round()
    await Actions(house.bot.storage, clock=house.clock).round()
    await house.delivers()


async def three_due(house: House) -> None:
    await house.amara.installs()
    for case in ("TS-101", "TS-102", "TS-103"):
        await house.allocates(case, house.amara)
    await house.allocates("TS-104", house.sam)


async def test_a_days_reminders_are_one_message(house: House) -> None:
    await three_due(house)
    await house.sam.installs()
    before = len(house.amara.messages)
    await looks(house, 6, 17)
    assert len(house.amara.messages) == before + 1
    await house.amara.sees("3 things need you", "TS-101", "TS-102", "TS-103", "is due on 19 June 2026")
    await house.sam.sees("TS-104", "is due on 19 June 2026")
    await house.sam.has_not_seen("things need you")
    await looks(house, 6, 17)
    await looks(house, 6, 18)
    assert len(house.amara.messages) == before + 1
    await house.amara.presses("Open it")
    await house.amara.has_seen("How good is the chronology?")


async def test_reminders_are_put_off_and_come_again_if_they_still_hold(house: House) -> None:
    await three_due(house)
    await looks(house, 6, 17)
    await house.amara.says("remind me to ring the school")
    await house.amara.has_not_seen("Your reminders wait")
    await house.amara.says("remind me next year")
    await house.amara.sees("On which day?", "at most two weeks from now")
    await house.amara.presses("Remind me tomorrow")
    await house.amara.has_seen("Your reminders wait until 18 June 2026.")
    await house.amara.says("remind me on Saturday")
    await house.amara.sees("Your reminders wait until 22 June 2026.")  # nobody is reminded on a Saturday
    await house.reallocates("TS-102", due="2026-07-31")
    count = len(house.amara.messages)
    await looks(house, 6, 19)
    told = [said(message) for message in house.amara.messages[count:]]
    assert not [text for text in told if "things need you" in text or "is due on 19" in text]
    await looks(house, 6, 22)
    await house.amara.sees("2 things need you", "TS-101", "TS-103", "was due on 19 June 2026")


async def test_a_concern_does_not_wait_for_reminders_that_were_put_off(house: House) -> None:
    await house.priya.installs()
    await house.priya.says("remind me on Thursday")
    await house.priya.sees("Your reminders wait until 11 June 2026.")
    await start(house)
    await house.amara.presses("Send the concern", {"concern": "He is afraid to go home tonight."})
    await house.priya.has_seen("Immediate concern: act now")
    assert date(2026, 6, 5) == house.clock().date()
