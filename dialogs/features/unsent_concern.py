"""A concern that is typed is shown back before it goes, kept until it is sent or dropped, and asked about.

It waits in its author's conversation state (sealed, as drafts are).  Words that speak of harm now, wherever
they were
written, are answered with an offer to raise them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from dialogs.audits.permissions import Permission, allowed, refusal
from dialogs.conversation.commands import (
    AskMeaning,
    AskWhich,
    Command,
    DropConcern,
    GoTo,
    NotUnderstood,
    OpenAudit,
    RaiseConcern,
    ReopenAudit,
    ReviewAction,
    SavePage,
    SaveRow,
    SendConcern,
    TakeNote,
    TakeOffer,
    WordConcern,
)
from dialogs.conversation.context import TurnContext
from dialogs.conversation.harm import plain, sentences_of_harm
from dialogs.conversation.pending import ConcernWords, SendOrNot
from dialogs.conversation.state import ConversationState, OnScreen, Worded
from dialogs.conversation.subjects import UnsentConcern
from dialogs.conversation.views import Action as Press
from dialogs.conversation.views import Button, Notice, RecordView, Sentence, UnsentConcernView
from dialogs.features import concern_words, concerns
from dialogs.wording.page_view import page_view
from template_specs.dates import moment
from template_specs.kinds import clean

ASK_AGAIN = timedelta(minutes=5)
"""After so long a concern that waits is asked about again."""
COUNTED = timedelta(minutes=30)
"""After so long it is counted on the QA lead's status."""
OFFER_STANDS = timedelta(minutes=10)
"""So long `concern` alone takes up the words that were offered."""

NOTHING_SENT = "Nothing has been sent."


def word(context: TurnContext, command: WordConcern) -> TurnContext:
    """Keep the words of a concern, and show them back with Send now, Change and Do not send."""
    words = clean(command.words).strip()
    if not words:
        return concerns.begin(context)
    if len(words) > concerns.LIMIT:
        return concerns.too_long(context, words)
    if _sent(context, words):
        return context.with_conversation(pending=None).say(
            "Your concern is sent already; its card shows when it is read. Nothing has been sent again."
        )
    waits = context.conversation.unsent
    again = waits is not None and plain(waits.words) == plain(words)
    if waits is not None and not again and context.conversation.pending != ConcernWords(waits.id):
        words = _joined(waits.words, words)  # something more, while the first waits: neither is lost
        if len(words) > concerns.LIMIT:
            return concerns.too_long(context, words)
    id_ = waits.id if again and waits is not None else (context.turn.token or context.turn.fresh_id())
    began = waits.at if waits is not None else context.turn.now
    return show(context.with_conversation(unsent=Worded(id_, words, began, context.turn.now), offer=None))


def show(context: TurnContext) -> TurnContext:
    """The card of the concern that waits, as the last thing shown: yes and no are about it."""
    if context.conversation.unsent is None:
        return context
    context = context.with_conversation(pending=SendOrNot())
    return context.reply(view_of(context))


def view_of(context: TurnContext, *, again: bool = False) -> UnsentConcernView:
    """The concern that waits, as a card.  The conversation state must hold one."""
    waits = context.conversation.unsent
    if waits is None:
        raise AssertionError("no concern waits")
    why = refusal(context.turn.actor, Permission.RAISE_CONCERN, context.audit, context.asked)
    return UnsentConcernView(
        audit=context.audit.id,
        concern=waits.id,
        case=context.audit.case.reference,
        to=concerns.manager(context),
        at=waits.at,
        words=waits.words,
        again=again,
        refusal=why or "",
    )


def send(context: TurnContext, command: SendConcern) -> TurnContext:
    """Send now: what waits goes, unless the card pressed shows something else than what waits."""
    waits = context.conversation.unsent
    pressed = not context.turn.typed
    if waits is None or (command.concern and command.concern != waits.id):
        return _overtaken(context, command.concern, command.words)
    words = clean(command.words).strip() if command.words is not None else waits.words
    if not words:
        return show(context.say("Write what worries you first."))
    if len(words) > concerns.LIMIT:
        return concerns.too_long(context, words).reply(view_of(context))
    said = len(context.said)
    sent = concerns.put(context.with_conversation(unsent=None, offer=None), waits.id, words)
    if not pressed:
        return sent
    told = Sentence(" ".join(sent.said[said:]))
    line = f"{context.audit.case.reference}: your concern was sent at {moment(context.turn.now)}."
    return sent.reply(RecordView(line), told)


def drop(context: TurnContext, command: DropConcern) -> TurnContext:
    """Do not send: nothing goes, and the words are given back."""
    waits = context.conversation.unsent
    if waits is None or (command.concern and command.concern != waits.id):
        return _overtaken(context, command.concern, None)
    context = context.with_conversation(unsent=None, pending=None).copy(
        "What you wrote, and I have not sent", waits.words
    )
    told = f"{NOTHING_SENT} Type concern if you want to raise it after all."
    if context.turn.typed:
        return context.say(told)
    line = f"{context.audit.case.reference}: your concern was not sent."
    return context.reply(RecordView(line), Sentence(told))


def reword(context: TurnContext) -> TurnContext:
    """Typed "change": ask for other words; what was written stays until they come."""
    waits = context.conversation.unsent
    if waits is None:
        return concerns.begin(context)
    context = context.with_conversation(pending=ConcernWords(waits.id))
    return context.reply(
        Sentence(
            "Type the concern again as it should read. What you wrote before is kept until you do, and "
            "nothing has been sent."
        )
    )


def leave(context: TurnContext) -> TurnContext:
    """No concern after all."""
    context = context.with_conversation(pending=None)
    if context.conversation.unsent is not None:
        return show(context.say("Your first words still wait, and have not been sent."))
    return context.say(
        f"{NOTHING_SENT} If a child may be at risk, ring {concerns.manager(context)} or the duty team."
    )


def explain(context: TurnContext) -> TurnContext:
    """An honest answer about what raising a concern does."""
    to = concerns.manager(context)
    lines = (
        f"A concern goes to {to}, or to whoever stands in for them, at once: your exact words, with your "
        "name and the case reference. It is not anonymous, and it stays on the record of this audit.",
        "You see when it is delivered and read. It goes only when you choose Send now.",
        f"It does not replace your own call: if a child may be at risk, ring {to} or the duty team now.",
    )
    context = context.reply(Sentence("\n\n".join((*lines, *([] if context.conversation.unsent else [_HOW])))))
    return show(context) if context.conversation.unsent is not None else context


_HOW = "To raise one, type concern: and what worries you. Nothing has been sent."


def take_offer(context: TurnContext, command: TakeOffer) -> TurnContext:
    """The words that an offer was about, shown as the concern that they would be."""
    button = context.conversation.offer
    if button is None or (command.offer and command.offer != button.id):
        return concerns.begin(context)
    return word(context, WordConcern(button.words))


def begin(context: TurnContext) -> TurnContext:
    """`concern` alone: the card of what waits, the words just offered, or the question for the words."""
    if context.conversation.unsent is not None:
        return show(context)
    button = context.conversation.offer
    if button is not None and context.turn.now - button.shown_at < OFFER_STANDS:
        return take_offer(context, TakeOffer(button.id))
    return concerns.begin(context)


def hold_submission(context: TurnContext) -> TurnContext | None:
    """Nothing is submitted past a concern that waits: its card instead; None where none waits."""
    if context.conversation.unsent is None:
        return None
    why = (
        "Your concern has not been sent, so the audit is not submitted yet. Choose Send now or Do not send, "
        "and then submit."
    )
    if context.turn.typed or not context.route.questions:
        return show(context.reply(Sentence(why)))
    context = context.with_conversation(view=OnScreen.PAGE)
    return show(context.reply(page_view(context.say(why))))


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
    late = context.turn.typed and context.turn.now - waits.shown_at >= ASK_AGAIN
    if not late and not isinstance(command, OpenAudit):
        return context
    context = context.with_conversation(unsent=replace(waits, shown_at=context.turn.now))
    return context.reply(view_of(context, again=True))


_ABOUT_CONCERNS = (WordConcern, SendConcern, DropConcern, RaiseConcern, TakeOffer)


def asked_again(context: TurnContext) -> UnsentConcernView | None:
    """The message of five minutes later; None where it was sent or dropped meanwhile."""
    return view_of(context, again=True) if context.conversation.unsent is not None else None


def texts_of(command: Command) -> Iterator[tuple[str, str]]:
    """(where it was written, the words) of all that somebody wrote with `event`."""
    match command:
        case SavePage(given=given, then=then, row=row):
            for one in given:
                yield from ((one.key, text) for text in (one.value, one.words) if text and " " in text)
            for inner in (then, row):
                if inner is not None and not isinstance(inner, _ABOUT_CONCERNS):
                    yield from texts_of(inner)
        case SaveRow(key=key, cells=cells) | ReviewAction(key=key, cells=cells):
            yield from ((key, text) for text in cells.values() if text)
        case TakeNote(words=words):
            yield "note", words
        case NotUnderstood(text=text) | AskWhich(text=text) | AskMeaning(text=text):
            yield "", text
        case GoTo(target=text):
            yield "", text
        case ReopenAudit(why=text):
            yield "", text
        case _:
            return


def _offered(context: TurnContext, command: Command) -> TurnContext:
    for key, text in texts_of(command):
        inside = concern_words.within(text) if context.turn.typed else ""
        if inside and allowed(context.turn.actor, Permission.RAISE_CONCERN, context.audit, context.asked):
            return word(context, WordConcern(inside))
        found = [said for said in sentences_of_harm(text, context.turn.today) if _is_new(context, key, said)]
        if found:
            return _offer(context, key, found)
    return context


def _offer(context: TurnContext, key: str, found: list[str]) -> TurnContext:
    if context.parts:  # nobody else has a conversation state here
        marks = {_mark(key, said) for said in found}
        context = context.with_conversation(offered=context.conversation.offered | marks)
    words = " ".join(found)[: concerns.LIMIT]
    waits = context.conversation.unsent
    if _raised(context, words) or (waits is not None and plain(words) in plain(waits.words)):
        return context
    why = refusal(context.turn.actor, Permission.RAISE_CONCERN, context.audit, context.asked)
    if why is not None:
        return context.reply(Sentence(f"{SOUNDS} {why}"))
    button = Worded(context.turn.fresh_id(), words, context.turn.now, context.turn.now)
    act = Press("concern_offer", {"audit": context.audit.id, "token": button.id})
    told = (
        f"{SOUNDS} If a child may be at risk, ring {concerns.manager(context)} or the duty team now. "
        f"{NOT_AS_CONCERN} Press the button, or type concern, to raise one about "
        f"{context.audit.case.reference}; you see it before it goes."
    )
    return context.with_conversation(offer=button).reply(
        Sentence(told, (Button("Raise a concern", act, primary=True),))
    )


SOUNDS = "What you wrote may be harm that is happening now."
NOT_AS_CONCERN = "It has not been sent to anybody as a concern."


def _is_new(context: TurnContext, key: str, said: str) -> bool:
    """Not offered here before, and not something that stood in the box already when this person saved it."""
    if _mark(key, said) in context.conversation.offered:
        return False
    answers = context.audit.history.get(key, ())
    others = [a for a in answers if a.by != context.turn.actor.id]
    return not any(a.passage is not None and said in a.passage.text for a in others[-1:])


def _mark(key: str, said: str) -> str:
    return f"{key}:{hashlib.blake2b(plain(said).encode(), digest_size=6).hexdigest()}"


def _sent(context: TurnContext, words: str) -> bool:
    """Whether a concern of these very words is raised on this audit already."""
    return any(plain(concern.passage.text) == plain(words) for concern in context.audit.concerns)


def _raised(context: TurnContext, words: str) -> bool:
    """Whether a concern with these words in it is raised on this audit already: no need to offer it again."""
    wanted = plain(words)
    return any(wanted in plain(concern.passage.text) for concern in context.audit.concerns)


def _joined(first: str, more: str) -> str:
    return first if plain(more) in plain(first) else f"{first}\n{more}"


def _answered_instead(before: ConversationState, context: TurnContext, command: Command) -> TurnContext:
    if not isinstance(before.pending, ConcernWords) or not isinstance(command, SavePage):
        return context
    if not context.turn.typed:
        return context
    told = "I took that as your answer, so no concern has been sent. Type concern to raise one."
    return context.reply(Sentence(told))


def _overtaken(context: TurnContext, concern: str, words: str | None) -> TurnContext:
    """A press on a card whose concern is not the one that waits now."""
    if words and not _sent(context, words):  # changed on a card that others have followed: shown, not lost
        return word(context, WordConcern(words))
    if concern and concerns.find(context, concern) is not None:
        told = "That concern is sent already; its card shows when it is read."
    elif context.conversation.unsent is not None:
        return show(context.reply(Sentence("You have changed it since. This is what waits now.")))
    else:
        told = f"No concern of yours waits here. {NOTHING_SENT}"
    return context.reply(Sentence(told)) if not context.turn.typed else context.say(told)


def notice(person: str, waits_since: int) -> Notice:
    """The message that asks again: one for each concern, told apart by when it was begun."""
    return Notice(person, UnsentConcern(waits_since), urgent=True)
