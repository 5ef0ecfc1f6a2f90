"""Somebody says that they are away, or back."""

from __future__ import annotations

from bot.turns.in_hand import TurnInHand
from dialogs.conversation.views import Sentence, View
from dialogs.features.home import Asked
from template_specs.dates import NoDate, read_date, uk_date
from template_specs.sentences import _


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
