"""Somebody says that they are away, or back; or puts their reminders off."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.turns.in_hand import TurnInHand
from dialogs.conversation.views import Sentence, View
from dialogs.features.home import Asked
from dialogs.features.reminders import OPENS
from template_specs.dates import LOCAL, NoDate, read_date, uk_date
from template_specs.sentences import _
from template_specs.workdays import is_working_day

LONGEST = timedelta(days=14)
"""Reminders are put off for so long at most: then they are about something else."""


async def noted(hand: TurnInHand, asked: Asked) -> View:
    """Keep it, and say who stands in."""
    if not asked.which:
        await hand.work.people.away(hand.person.id, "")
        return Sentence(_("Welcome back. You get your cards and reminders yourself again."))
    day = read_date(asked.which, hand.today)
    ahead = [one for one in day.maybe if one > hand.today] if isinstance(day, NoDate) else []
    if len(ahead) == 1:
        day = ahead[0]
    if isinstance(day, NoDate):
        return Sentence(day.reason)
    if day <= hand.today:
        return Sentence(_("{day} is over. Give the day on which you are back.", day=uk_date(day)))
    await hand.work.people.away(hand.person.id, day.isoformat())
    names = await hand.names.named(hand.work, [hand.person.deputy] if hand.person.deputy else [])
    deputy = names.get(hand.person.deputy or "")
    told = (
        _("{name} stands in for you for immediate concerns.", name=deputy)
        if deputy
        else _("Nobody is named to stand in for you: ask your QA lead.")
    )
    return Sentence(
        _(
            "You are away until {day}. {told} Reminders wait until then; type back at work to get them "
            "again before that.",
            day=uk_date(day),
            told=told,
        )
    )


async def put_off(hand: TurnInHand, asked: Asked) -> View:
    """Reminders come again on the day that is named, at the hour at which they are sent.  Concerns do not
    wait."""
    day = read_date(asked.which, hand.today)
    ahead = [one for one in day.maybe if one > hand.today] if isinstance(day, NoDate) else []
    if ahead:
        day = min(ahead)
    if isinstance(day, NoDate) or not hand.today < day <= hand.today + LONGEST:
        return Sentence(
            _(
                "On which day? Type, for example, remind me on Thursday, or remind me tomorrow: at most two "
                "weeks from now."
            )
        )
    while not is_working_day(day):
        day += timedelta(days=1)
    await hand.work.people.put_off(hand.person.id, day.isoformat())
    at = datetime.combine(day, time(OPENS), LOCAL).astimezone(UTC)
    await hand.work.outbox.put_off(hand.person.id, at)
    return Sentence(
        _(
            "Your reminders wait until {day}. Immediate concerns, and whatever else is sent to you, come as "
            "before.",
            day=uk_date(day),
        )
    )
