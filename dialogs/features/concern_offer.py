"""Words that speak of harm now, wherever they were written, are answered with an offer to raise them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from dialogs.audits.permissions import Permission, allowed, refusal
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.given import Choice
from dialogs.conversation.harm import plain, sentences_of_harm
from dialogs.conversation.pending import ConcernWords
from dialogs.conversation.state import ConversationState, Worded
from dialogs.conversation.views import Action as Press
from dialogs.conversation.views import Button, Sentence, UnsentConcernView
from dialogs.conversation.worry import sentence_of_worry
from dialogs.features import concerns, unsent_concern
from dialogs.features.clarification import AskMeaning
from dialogs.features.concerns import RaiseConcern
from dialogs.features.navigation import OpenAudit
from dialogs.features.save_page import SavePage
from dialogs.features.unsent_concern import DropConcern, SendConcern, WordConcern
from template_specs.sentences import N_, _
from template_specs.text import contains


@dataclass(frozen=True, slots=True)
class BeginConcern(Command):
    """`concern` without words: ask for them."""

    permission = Permission.RAISE_CONCERN


@dataclass(frozen=True, slots=True)
class TakeOffer(Command):
    """Yes to the offer to raise a concern of what was written; `offer` is the one pressed."""

    permission = Permission.RAISE_CONCERN
    verbs = ("concern_offer",)

    offer: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("token"))


OFFER_STANDS = timedelta(minutes=10)
"""So long `concern` alone takes up the words that were offered."""

_WITHIN = re.compile(r"\bconcern\s*:\s*(?P<words>\S.*)$", re.IGNORECASE | re.DOTALL)


def take_offer(context: TurnContext, command: TakeOffer) -> TurnContext:
    """The words that an offer was about, shown as the concern that they would be."""
    button = context.conversation.offer
    if button is None or (command.offer and command.offer != button.id):
        return concerns.begin(context)
    return unsent_concern.word(context, WordConcern(button.words))


def begin(context: TurnContext) -> TurnContext:
    """`concern` alone: the card of what waits, the words just offered, or the question for the words."""
    if context.conversation.unsent is not None:
        return unsent_concern.show(context)
    button = context.conversation.offer
    if button is not None and context.turn.now - button.shown_at < OFFER_STANDS:
        return take_offer(context, TakeOffer(button.id))
    return concerns.begin(context)


def afterwards(before: ConversationState, context: TurnContext, command: Command) -> TurnContext:
    """After whatever was done: words of harm are answered with an offer, "concern:" inside them is shown as a
    concern, and a concern that has waited is asked about again."""
    context = _answered_instead(before, context, command)
    shown = any(isinstance(view, UnsentConcernView) for view in context.replies)
    if not shown and not isinstance(command, _ABOUT_CONCERNS):
        context = _offered(context, command)
        shown = any(isinstance(view, UnsentConcernView) for view in context.replies)
    waits = context.conversation.unsent
    if waits is None or shown or isinstance(command, _ABOUT_CONCERNS):
        return context
    late = context.turn.typed and context.turn.now - waits.shown_at >= unsent_concern.ASK_AGAIN
    if not late and not isinstance(command, OpenAudit):
        return context
    context = context.with_conversation(unsent=replace(waits, shown_at=context.turn.now))
    return context.reply(unsent_concern.view_of(context, again=True))


_ABOUT_CONCERNS = (WordConcern, SendConcern, DropConcern, RaiseConcern, TakeOffer)


def _offered(context: TurnContext, command: Command) -> TurnContext:
    for key, text in command.texts():
        inside = within(text)
        if inside and allowed(context.turn.actor, Permission.RAISE_CONCERN, context.audit, context.asked):
            if context.turn.typed:
                return unsent_concern.word(context, WordConcern(inside))
            if _is_new(context, key, inside):  # saved with a page: asked about, as a card cannot wait for it
                return _offer(context, key, [inside], LED)
        harmful = [
            said for said in sentences_of_harm(text, context.turn.today) if _is_new(context, key, said)
        ]
        worried = sentence_of_worry(text)
        if not harmful and worried and not isinstance(command, AskMeaning) and _is_new(context, key, worried):
            return _offer(context, key, [worried], WORRIED)  # typed alone, it is asked about already
        if harmful:
            return _offer(context, key, harmful)
    return context


def _offer(context: TurnContext, key: str, harmful: list[str], why: str = "") -> TurnContext:
    if context.parts:  # nobody else has a conversation state here
        marks = {_mark(key, said) for said in harmful}
        context = context.with_conversation(offered=context.conversation.offered | marks)
    words = " ".join(harmful)[: concerns.LIMIT]
    waits = context.conversation.unsent
    if _raised(context, words) or (waits is not None and contains(waits.words, words)):
        return context
    refused = refusal(context.turn.actor, Permission.RAISE_CONCERN, context.audit, context.asked)
    if refused is not None:
        return context.reply(Sentence(f"{SOUNDS} {refused}"))
    button = Worded(context.turn.fresh_id(), words, context.turn.now, context.turn.now)
    act = Press("concern_offer", {"audit": context.audit.id, "token": button.id})
    told = _(
        "{detail} If a child may be at risk, ring {manager} or the duty team now.\n\n"
        "{not_as_concern} To raise one about {reference}, press the button or type concern. You "
        "see it before it goes.",
        detail=why or SOUNDS,
        manager=concerns.manager(context),
        not_as_concern=NOT_AS_CONCERN,
        reference=context.audit.case.reference,
    )
    return context.with_conversation(offer=button).reply(
        Sentence(told, (Button(_("Raise a concern"), act, primary=True),), calls=concerns.calls(context))
    )


LED = N_('You wrote "concern:" in a box of this page.')
WORRIED = N_("You wrote that you are worried about the child.")
SOUNDS = N_("What you wrote may be about harm that is happening now.")
NOT_AS_CONCERN = N_("It has not been sent to anybody as a concern.")


def _is_new(context: TurnContext, key: str, said: str) -> bool:
    """Not offered here before, and not something that stood in the box already when this person saved it."""
    if _mark(key, said) in context.conversation.offered:
        return False
    answers = context.audit.history.get(key, ())
    others = [a for a in answers if a.by != context.turn.actor.id]
    return not any(a.passage is not None and said in a.passage.text for a in others[-1:])


def _mark(key: str, said: str) -> str:
    return f"{key}:{hashlib.blake2b(plain(said).encode(), digest_size=6).hexdigest()}"


def _raised(context: TurnContext, words: str) -> bool:
    """Whether a concern with these words in it is raised on this audit already: no need to offer it again."""
    return any(contains(concern.passage.text, words) for concern in context.audit.concerns)


def _answered_instead(before: ConversationState, context: TurnContext, command: Command) -> TurnContext:
    if not isinstance(before.pending, ConcernWords) or not isinstance(command, SavePage):
        return context
    if not context.turn.typed:
        return context
    told = _("I took that as your answer, so no concern has been sent. Type concern to raise one.")
    return context.reply(Sentence(told))


def within(text: str) -> str:
    """The words after "concern:" inside a note or an answer; empty where there are none."""
    marked = _WITHIN.search(text)
    return marked["words"].strip() if marked is not None else ""


def _chosen(context: TurnContext, text: str, choice: Choice) -> TurnContext:
    """Words that were asked about are a concern."""
    return unsent_concern.word(context, WordConcern(text))


FEATURE = Feature(
    handlers={BeginConcern: simply(begin), TakeOffer: take_offer},
    choices={"concern": _chosen},
)
