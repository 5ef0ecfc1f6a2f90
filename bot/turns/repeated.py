"""An activity that comes again: it has no effect, and a pressed card is answered as things stand now."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channel import ActivityKind
from bot.turns import home_handlers
from bot.turns.in_hand import Held, TurnInHand, opened
from bot.turns.presses import Pressed, pressed
from bot.turns.responder import Outcome
from dialogs.audits.permissions import allowed
from dialogs.audits.stages import now as asked_now
from dialogs.conversation.command import Command
from dialogs.conversation.subjects import ConcernCard, ManagersCard
from dialogs.conversation.views import Notice
from dialogs.features import cannot_open, home
from dialogs.features.concerns import may_hear
from dialogs.features.home import Asked
from dialogs.notices import notice_view
from dialogs.wording.summary_view import reading


@dataclass(frozen=True, slots=True)
class RepeatedActivity:
    """Decides how an activity that was taken before is answered."""

    hand: TurnInHand
    show: bool
    """This process has not answered it (the one that took it may have ended before it could), so somebody who
    typed is shown where things stand."""

    async def outcome(self) -> Outcome:
        """What is shown.  Raises Unreadable."""
        hand, session = self.hand, self.hand.session
        if hand.inbound.came is ActivityKind.INSTALLED:
            return Outcome(owes=await hand.noted_address())
        if hand.inbound.came not in (ActivityKind.MESSAGE, ActivityKind.ACTION):
            return Outcome()
        action = hand.inbound.came is ActivityKind.ACTION
        press = pressed(hand.inbound.data) if action else None
        asked = press.event if press is not None else home.asked(hand.inbound.text)
        if isinstance(asked, Asked) and asked.ask in home_handlers.READING:
            return await home_handlers.answered(hand, asked) if self.show else Outcome()
        if press is None and (not self.show or action):
            return Outcome()
        if session.shut:
            return Outcome((cannot_open.CANNOT_BE_OPENED,), hand.person) if self.show else Outcome()
        if press is not None:
            return await self._pressed(press)
        if session.audit is None:
            return Outcome((home.nothing_in_hand(hand.person),), hand.person, anew=True)
        return await hand.shown((session.audit, session.conversation), anew=True)

    async def _pressed(self, press: Pressed) -> Outcome:
        held = await self.hand.held(press.audit)
        if held is None or isinstance(press.event, Asked):
            return Outcome()
        card = press.event.managers_card
        if card is not None:
            return await self._notice(held, press.event, card)
        anew = self.hand.stands_alone(held, press.event)
        if anew and not self.show:
            return Outcome()
        return await self.hand.shown(held, anew=anew)

    async def _notice(self, held: Held, command: Command, subject: ManagersCard) -> Outcome:
        """The card that somebody was sent, for whoever may still have it."""
        hand, audit = self.hand, held[0]
        if isinstance(subject, ConcernCard) and not may_hear(hand.person.id, audit, subject.concern):
            return Outcome()
        template = await hand.work.template(audit.template_hash)
        if not allowed(hand.person, command.permission, audit, asked_now(template, audit)):
            return Outcome()
        turn = await hand.turn(audit)
        notice = Notice(hand.person.id, subject)
        view = opened(audit, lambda: notice_view(reading(template, audit, turn), notice))
        return Outcome((view,) if view else (), hand.person)
