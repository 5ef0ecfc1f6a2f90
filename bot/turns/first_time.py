"""An activity that arrives for the first time: what it asks for is done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.channel import ActivityKind
from bot.turns import concerns_at_home, for_which_audit, home_handlers, replies_at_home
from bot.turns.changed_messages import ChangedMessage
from bot.turns.in_hand import SHOWN_BESIDE, TurnInHand
from bot.turns.presses import Pressed, pressed
from bot.turns.quotes import quoted_message
from bot.turns.responder import Outcome
from bot.turns.whose_file import WhoseFile
from dialogs.advance import Beside, understood
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import now
from dialogs.conversation.command import Command
from dialogs.conversation.state import ConversationState, OnScreen
from dialogs.features import besides_words, cannot_open, home
from dialogs.features.home import Ask, Asked
from dialogs.features.moving import MoveSaved
from dialogs.features.navigation import OpenAudit, ShowCard
from dialogs.features.unsent_concern import WordConcern
from dialogs.understanding import at_home
from template_specs.model import Template
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class FirstTime:
    """Decides what one activity does."""

    hand: TurnInHand

    async def outcome(self) -> Outcome:
        """What it does, by how it came; and what waits to be told with a reply.  Raises Unreadable."""
        decided = await self._outcome()
        if not self.hand.session.news or not decided.audit or not decided.views:
            return decided
        return replace(decided, views=(*decided.views, *await self.hand.news_of(decided.audit)))

    async def _outcome(self) -> Outcome:
        match self.hand.inbound.came:
            case ActivityKind.INSTALLED:
                return await self._arrived()
            case ActivityKind.UPGRADED:
                return Outcome()
            case ActivityKind.REACTED:
                return Outcome((besides_words.REACTION,), self.hand.person, anew=True)
            case ActivityKind.EDITED | ActivityKind.DELETED | ActivityKind.RESTORED:
                decided = await ChangedMessage(self.hand).outcome()
                return decided if decided is not None else await self._typed()
            case ActivityKind.ACTION if not self.hand.inbound.data:
                return await self._empty_press()
            case ActivityKind.ACTION:
                press = pressed(self.hand.inbound.data)
                if press is None:
                    return Outcome((home.nothing_in_hand(self.hand.person),), self.hand.person, anew=True)
                if isinstance(press.event, Asked):
                    return await home_handlers.answered(self.hand, press.event)
                return await self._pressed(press, press.event)
            case _:
                decided = await self._typed()
                if not (self.hand.inbound.enclosed and self.hand.inbound.text):
                    return decided
                told = besides_words.not_kept(self.hand.inbound.enclosed)
                return replace(decided, views=(told, *decided.views))

    async def _arrived(self) -> Outcome:
        """A newcomer is welcomed; whoever has been here goes on where they were."""
        session = self.hand.session
        waiting = await concerns_at_home.waiting(self.hand)
        known = session.address is not None or session.audit is not None
        greeting = await home_handlers.welcome(self.hand, newcomer=not known)
        return Outcome((greeting, *waiting), self.hand.person, anew=True)

    async def _empty_press(self) -> Outcome:
        """A press that Teams has sent without its data: said so, and the page shown again."""
        hand, session = self.hand, self.hand.session
        if session.audit is None:
            return Outcome((besides_words.EMPTY_PRESS,), hand.person, anew=True)
        held = session.audit, session.conversation
        elsewhere = hand.inbound.reply_to != session.conversation.card
        shown = await hand.shown(held, anew=elsewhere)
        return replace(shown, views=(besides_words.EMPTY_PRESS, *shown.views))

    async def _typed(self) -> Outcome:
        hand = self.hand
        if not hand.inbound.text:
            return Outcome((besides_words.not_kept(hand.inbound.enclosed),), hand.person, anew=True)
        about = await concerns_at_home.about(hand)
        if about is not None:
            return await self._concern(about)
        reply = await replies_at_home.taken(hand)
        if reply is not None:
            return reply
        asked = at_home.asked(hand.inbound.text, in_audit=await self._answers())
        unheld = hand.inbound.came is ActivityKind.EDITED or concerns_at_home.names_case(hand.inbound.text)
        if asked is not None and hand.session.focus:
            await hand.at_work(hand.session.focus)
        if asked is None and not unheld:
            return await self._for_audit()
        if asked is None or (asked.ask is Ask.NEW and self._is_about_to_begin()):
            return await self._after_all()
        outcome = await home_handlers.answered(hand, asked)
        if hand.session.shut:
            return replace(
                outcome, views=outcome.views + (() if outcome.audit else (cannot_open.CANNOT_BE_OPENED,))
            )
        if outcome.views or hand.session.audit is None:
            return outcome
        return await self._after_all()

    async def _answers(self) -> bool:
        """Whether the audit in focus asks this person anything now; else words that name a list are never
        for it."""
        hand, audit = self.hand, self.hand.session.audit
        if audit is None:
            return False
        asked = now(await hand.work.template(audit.template_hash), audit)
        return allowed(hand.person, Permission.WALK, audit, asked)

    def _is_about_to_begin(self) -> bool:
        """Whether "start" is the button of the card that is read before the first page."""
        session = self.hand.session
        return session.audit is not None and session.conversation.view is OnScreen.BRIEFING

    async def _after_all(self) -> Outcome:
        """Words for the audit after all: from here on it is locked, and read as it is now."""
        hand = self.hand
        session = await hand.work.session(hand.inbound.aad_object_id) or hand.session
        return await FirstTime(replace(hand, session=session))._for_audit()

    async def _for_audit(self) -> Outcome:
        """Typed words for the audit in focus.  With none in focus, a case reference alone opens its audit."""
        hand, text = self.hand, self.hand.inbound.text
        session = hand.session
        if session.audit is None:
            named = await home_handlers.answered(hand, Asked(Ask.OPEN, text.strip()))
            if named.audit:
                return named
            none = cannot_open.CANNOT_BE_OPENED if session.shut else at_home.reply(hand.person, text)
            for_which = () if session.shut else await for_which_audit.offered(hand, text)
            return Outcome(for_which or (none,), hand.person)
        template = await hand.work.template(session.audit.template_hash)
        turn = await hand.turn(session.audit, token=hand.token, typed=True, text=text)
        held, whose = (session.audit, session.conversation), WhoseFile(hand)
        quoted = await whose.named(await quoted_message(hand), session.audit)
        beside = Beside(quoted, bool(hand.inbound.enclosed))
        turn, elsewhere = await whose.typed(held, turn)
        if elsewhere is not None:
            return elsewhere
        if self._is_reference(template, session.conversation, turn.text):
            named = await home_handlers.answered(hand, Asked(Ask.OPEN, turn.text.strip()))
            if named.audit:
                return named
        command = understood(template, *held, turn.text, turn, beside)
        if isinstance(command, ShowCard | OpenAudit):
            turn = replace(turn, typed=False)  # the card itself is asked for, however it is asked
        return await whose.chosen(held, command) or await hand.advanced(held, command, turn)

    def _is_reference(self, template: Template, conversation: ConversationState, text: str) -> bool:
        """Whether words are a case reference by their shape, where no answer in words is asked for."""
        question = template.by_id.get(conversation.asked)
        takes_words = question is not None and (question.kind.in_words or question.kind.in_rows)
        return not takes_words and conversation.pending is None and at_home.is_reference(text)

    async def _concern(self, about: concerns_at_home.About) -> Outcome:
        """A concern, or words of harm, with no audit in hand: the only one it can be about is taken up."""
        hand = self.hand
        held = await hand.held(about.audit) if about.audit else None
        if held is None or about.event is None:
            return Outcome(about.views, hand.person, anew=True)
        turn = await hand.turn(held[0], token=hand.token, typed=True)
        decided = await hand.advanced(held, about.event, turn)
        await hand.focus(held[0], whoever=True)  # they say next whether it goes
        return replace(decided, anew=True)

    async def _pressed(self, press: Pressed, command: Command) -> Outcome:
        hand, session = self.hand, self.hand.session
        if session.shut:
            return Outcome((cannot_open.CANNOT_BE_OPENED,), hand.person)
        if session.audit is not None and session.audit.id == press.audit:
            held = session.audit, session.conversation
        else:
            if isinstance(command, WordConcern) and not press.audit:
                return Outcome((concerns_at_home.CHOOSE_FIRST,), hand.person, anew=True)
            known = await hand.held(press.audit)
            if known is None:
                return Outcome((home.not_found(_("that case"), hand.person),), hand.person, anew=True)
            held = known
        audit = held[0]
        turn = await hand.turn(audit, token=press.token)
        beside = isinstance(command, SHOWN_BESIDE)
        elsewhere = bool(session.focus) and session.focus != audit.id
        opened_one = isinstance(command, OpenAudit) and not turn.several
        turn = replace(turn, moved=elsewhere and not beside and not opened_one)
        whose = WhoseFile(hand)
        if isinstance(command, MoveSaved) and turn.several:
            turn = replace(turn, others=await whose.others(audit))
        in_both = await whose.chosen(held, command, press.token)
        if in_both is not None:
            return in_both
        decided = await hand.advanced(held, command, turn)
        anew = hand.stands_alone(held, command)
        if not beside:
            await hand.focus(audit)
        if isinstance(command, OpenAudit):
            waiting = await concerns_at_home.waiting(hand, besides=audit.id)
            decided = replace(decided, views=(*decided.views, *waiting))
        return replace(decided, anew=anew)
