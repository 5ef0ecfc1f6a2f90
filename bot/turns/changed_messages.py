"""A message that was edited, deleted or put back in the chat after the bot had taken it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.channel import ActivityKind
from bot.turns.deduplication import message_key, message_token
from bot.turns.in_hand import TurnInHand, opened
from bot.turns.responder import Outcome
from dialogs.advance import of_deleted, understood_edit
from dialogs.conversation.harm import sentence_of_harm
from dialogs.conversation.message_effects import KEPT_DAYS, MessageEffect
from dialogs.conversation.order_in_time import fingerprint
from dialogs.conversation.views import Sentence, View
from dialogs.understanding import concern_words
from dialogs.understanding.edits import NOT_KEPT
from dialogs.wording import deleted_message
from template_specs.sentences import N_, _

MOST_JOINED = 12
"""Messages taken as one that are followed to the last of them."""
YOU_EDITED = N_("You edited a message, so I have read it again.")


@dataclass(frozen=True, slots=True)
class ChangedMessage:
    """Decides what a changed message does."""

    hand: TurnInHand

    async def outcome(self) -> Outcome | None:
        """What it does; None where its new words are to be taken as if they had just been typed.

        Raises Unreadable.
        """
        hand, inbound = self.hand, self.hand.inbound
        token = message_token(inbound, inbound.activity_id)
        known = await hand.work.messages.find(hand.person.id, token)
        held = await hand.held(known.audit_id) if known is not None else None
        if known is None or held is None:
            return await self._of_nothing()
        message = await self._taken_as_one(token, hand.work.messages.effect(hand.person.id, known))
        template = await hand.work.template(held[0].template_hash)
        turn = replace(await hand.turn(held[0], token=token, typed=True), text=inbound.text, sent=None)
        if inbound.came is ActivityKind.DELETED:
            told = opened(held[0], lambda: of_deleted(template, *held, message, turn))
            return self._said(Sentence(told))
        if inbound.came is ActivityKind.RESTORED:
            return self._said(Sentence(deleted_message.RESTORED))
        if self._is_the_same(message[1]):
            return self._said()
        command = opened(held[0], lambda: understood_edit(template, *held, message, inbound.text, turn))
        if command is None:
            return None if self._speaks_of_concern() else self._said(Sentence(NOT_KEPT))
        decided = await hand.advanced(held, command, turn, edited=message[1])
        return replace(decided, views=_told(decided.views), anew=True)

    async def _taken_as_one(self, token: str, effect: MessageEffect) -> tuple[str, MessageEffect]:
        """The message whose turn settled what this one's words were, with the fingerprint of these."""
        own = effect.words
        for _number in range(MOST_JOINED):
            following = await self.hand.work.messages.find(self.hand.person.id, effect.joined)
            if not effect.joined or following is None:
                break
            token, effect = following.token, self.hand.work.messages.effect(self.hand.person.id, following)
        return token, replace(effect, words=own)

    async def _of_nothing(self) -> Outcome | None:
        inbound = self.hand.inbound
        heard = await self.hand.work.messages.was_taken(message_key(inbound, inbound.activity_id))
        match inbound.came:
            case ActivityKind.RESTORED:
                return self._said(Sentence(deleted_message.RESTORED))
            case ActivityKind.DELETED:
                return self._said(
                    Sentence(deleted_message.NOTHING_THERE if heard else deleted_message.not_known())
                )
            case _ if self._speaks_of_concern():
                return None
            case _:
                return self._said(Sentence(NOT_KEPT if heard else _not_known()))

    def _speaks_of_concern(self) -> bool:
        text, today = self.hand.inbound.text, self.hand.today
        return concern_words.begins(text, today) is not None or bool(sentence_of_harm(text, today))

    def _is_the_same(self, effect: MessageEffect) -> bool:
        """A client tells of an edit for a change of bold type, too."""
        return effect.words == fingerprint(self.hand.inbound.text)

    def _said(self, *views: View) -> Outcome:
        return Outcome(views, self.hand.person, anew=True)


def _told(views: tuple[View, ...]) -> tuple[View, ...]:
    """The same views; the first words said begin with why they are said at all."""
    for number, view in enumerate(views):
        if isinstance(view, Sentence):
            said = replace(view, text=f"{YOU_EDITED} {view.text}")
            return (*views[:number], said, *views[number + 1 :])
    return (Sentence(YOU_EDITED), *views)


def _not_known() -> str:
    return _(
        "You edited a message that I no longer know: I remember messages for {days} days. The edit has not "
        "changed anything. If it should count, type it again.",
        days=KEPT_DAYS,
    )
