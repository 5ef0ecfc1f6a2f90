"""A concern that is typed is shown back before it goes, kept until it is sent or dropped, and asked about.

It waits in its author's conversation state, sealed as drafts are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from dialogs.audits.permissions import Permission, refusal
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature, FirstWord, simply
from dialogs.conversation.pending import ConcernWords, SendOrNot
from dialogs.conversation.state import OnScreen, Worded
from dialogs.conversation.subjects import UnsentConcern
from dialogs.conversation.views import Notice, RecordView, Sentence, UnsentConcernView, View
from dialogs.features import concerns
from dialogs.wording.page_view import page_view
from template_specs.dates import moment
from template_specs.kinds import clean
from template_specs.sentences import N_, _
from template_specs.text import contains, folded

ASK_AGAIN = timedelta(minutes=5)
"""After this long we ask again about an unsent concern."""
COUNTED = timedelta(minutes=30)
"""After so long it is counted on the QA lead's status."""
NOTHING_SENT = N_("Nothing has been sent.")


@dataclass(frozen=True, slots=True)
class WordConcern(Command):
    """Typed words for a concern: kept, and shown back before they go anywhere."""

    permission = Permission.RAISE_CONCERN
    verbs = ("concern_case",)

    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("concern") or "")


@dataclass(frozen=True, slots=True)
class SendConcern(Command):
    """Send now: the concern that waits goes; `concern` is the one that the card shows (typed: the one that
    waits), `words` what stands in the card's box (None: it has none)."""

    permission = Permission.RAISE_CONCERN
    verbs = (
        "concern_send",
        "concern_send_changed",
    )

    concern: str = ""
    words: str | None = None

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        # The card's only box: what stands in it goes, changed or not; cards of earlier versions have none.
        return cls(data.text("token"), data.input("concern"))


@dataclass(frozen=True, slots=True)
class RewordConcern(Command):
    """Typed: other words for the unsent concern."""

    permission = Permission.RAISE_CONCERN


@dataclass(frozen=True, slots=True)
class DropConcern(Command):
    """Do not send; `concern` as for `ConcernSent`."""

    permission = Permission.RAISE_CONCERN
    verbs = ("concern_drop",)
    own_words_only = True

    concern: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("token"))


@dataclass(frozen=True, slots=True)
class LeaveConcern(Command):
    """No concern after all, when its words were asked for."""

    permission = Permission.RAISE_CONCERN


@dataclass(frozen=True, slots=True)
class ExplainConcern(Command):
    """A question about raising a concern: who reads it, and what it does not do."""

    permission = Permission.RAISE_CONCERN


def word(context: TurnContext, command: WordConcern) -> TurnContext:
    """Keep the words of a concern, and show them back with Send now, Change and Do not send."""
    words = clean(command.words).strip()
    if not words:
        return concerns.begin(context)
    if len(words) > concerns.LIMIT:
        return concerns.too_long(context, words)
    if _sent(context, words):
        return context.with_conversation(pending=None).say(
            _(
                "Your concern has already been sent. Its card shows when it is read. Nothing has been "
                "sent again."
            )
        )
    waits = context.conversation.unsent
    again = waits is not None and folded(waits.words) == folded(words)
    if waits is not None and not again and context.conversation.pending != ConcernWords(waits.id):
        words = _joined(waits.words, words)  # something more, while the first waits: neither is lost
        if len(words) > concerns.LIMIT:
            return concerns.too_long(context, words)
    id_ = waits.id if again and waits is not None else (context.turn.token or context.turn.fresh_id())
    began = waits.at if waits is not None else context.turn.now
    return show(context.with_conversation(unsent=Worded(id_, words, began, context.turn.now), offer=None))


def show(context: TurnContext) -> TurnContext:
    """Show the unsent concern's card last, so that yes and no are about it."""
    if context.conversation.unsent is None:
        return context
    context = context.with_conversation(pending=SendOrNot())
    return context.reply(view_of(context))


def view_of(context: TurnContext, *, again: bool = False) -> UnsentConcernView:
    """The unsent concern, as a card.  The conversation state must hold one."""
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
        calls=concerns.calls(context),
    )


def send(context: TurnContext, command: SendConcern) -> TurnContext:
    """Send the unsent concern, unless the pressed card shows an older one."""
    waits = context.conversation.unsent
    pressed = not context.turn.typed
    if waits is None or (command.concern and command.concern != waits.id):
        return _overtaken(context, command.concern, command.words)
    words = clean(command.words).strip() if command.words is not None else waits.words
    if folded(words) == folded(waits.words):
        words = waits.words  # some clients end lines in their own way
    if not words:
        return show(
            context.reply(Sentence(_("The box is empty, so nothing has been sent. Your words are below.")))
        )
    if len(words) > concerns.LIMIT:
        return concerns.too_long(context, words).reply(view_of(context))
    said = len(context.said)
    sent = concerns.put(context.with_conversation(unsent=None, offer=None), waits.id, words)
    if not pressed:
        return sent
    told = Sentence(" ".join(sent.said[said:]))
    line = _(
        "{reference}: your concern was sent at {moment}.",
        reference=context.audit.case.reference,
        moment=moment(context.turn.now),
    )
    return sent.reply(RecordView(line), told)


def drop(context: TurnContext, command: DropConcern) -> TurnContext:
    """Do not send: nothing goes, and the words are given back."""
    waits = context.conversation.unsent
    if waits is None or (command.concern and command.concern != waits.id):
        return _overtaken(context, command.concern, None)
    context = context.with_conversation(unsent=None, pending=None).copy(
        _("What you wrote, and I have not sent"), waits.words
    )
    told = _("{nothing_sent} Type concern if you want to raise it after all.", nothing_sent=NOTHING_SENT)
    if context.turn.typed:
        return context.say(told)
    line = _("{reference}: your concern was not sent.", reference=context.audit.case.reference)
    return context.reply(RecordView(line), Sentence(told))


def reword(context: TurnContext) -> TurnContext:
    """Typed "change": ask for other words; what was written stays until they come."""
    waits = context.conversation.unsent
    if waits is None:
        return concerns.begin(context)
    context = context.with_conversation(pending=ConcernWords(waits.id))
    return context.reply(
        Sentence(
            _(
                "Type the concern again as it should read. What you wrote before is kept until you do, "
                "and nothing has been sent."
            )
        )
    )


def leave(context: TurnContext) -> TurnContext:
    """No concern after all."""
    context = context.with_conversation(pending=None)
    if context.conversation.unsent is not None:
        return show(context.say(_("Your first words are below. They have not been sent.")))
    return context.say(
        _(
            "{nothing_sent} If a child may be at risk, ring {manager} or the duty team.",
            nothing_sent=NOTHING_SENT,
            manager=concerns.manager(context),
        )
    )


def explain(context: TurnContext) -> TurnContext:
    """An honest answer about what raising a concern does."""
    to = concerns.manager(context)
    lines = (
        _(
            "A concern goes to {to}, or to whoever stands in for them, at once: your exact words, "
            "with your name and the case reference. It is not anonymous, and it stays on the record "
            "of this audit.",
            to=to,
        ),
        _("You see when it is delivered and read. It goes only when you choose Send now."),
        _("You must still phone: if a child may be at risk, ring {to} or the duty team now.", to=to),
    )
    context = context.reply(Sentence("\n\n".join((*lines, *([] if context.conversation.unsent else [_HOW])))))
    return show(context) if context.conversation.unsent is not None else context


_HOW = N_("To raise one, type concern: and what worries you. Nothing has been sent.")


def hold_submission(context: TurnContext) -> TurnContext | None:
    """Show the unsent concern instead of submitting; None where there is none."""
    if context.conversation.unsent is None:
        return None
    why = _(
        "Your concern has not been sent, so the audit is not submitted yet. Choose Send now or "
        "Do not send, and then submit."
    )
    if context.turn.typed or not context.route.questions:
        return show(context.reply(Sentence(why)))
    context = context.with_conversation(view=OnScreen.PAGE)
    return show(context.reply(page_view(context.say(why))))


def asked_again(context: TurnContext) -> UnsentConcernView | None:
    """The message of five minutes later; None where it was sent or dropped meanwhile."""
    return view_of(context, again=True) if context.conversation.unsent is not None else None


def _sent(context: TurnContext, words: str) -> bool:
    """Whether a concern of these very words is raised on this audit already."""
    return any(folded(concern.passage.text) == folded(words) for concern in context.audit.concerns)


def _joined(first: str, more: str) -> str:
    return first if contains(first, more) else f"{first}\n{more}"


def _overtaken(context: TurnContext, concern: str, words: str | None) -> TurnContext:
    """A press on a card whose concern is not the unsent one now."""
    if words and not _sent(context, words):  # changed on a card that others have followed: shown, not lost
        return word(context, WordConcern(words))
    if concern and concerns.find(context, concern) is not None:
        told = _("That concern has already been sent. Its card shows when it is read.")
    elif context.conversation.unsent is not None:
        return show(context.reply(Sentence(_("You have changed it since. This is how it reads now."))))
    else:
        told = _("You have no unsent concern here. {nothing_sent}", nothing_sent=NOTHING_SENT)
    return context.reply(Sentence(told)) if not context.turn.typed else context.say(told)


def notice(person: str, waits_since: int) -> Notice:
    """The message that asks again: one for each concern, told apart by when it was begun."""
    return Notice(person, UnsentConcern(waits_since), urgent=True)


def _asking_again(context: TurnContext, about: UnsentConcern, due: DueNotice) -> View | None:
    return asked_again(context)


FEATURE = Feature(
    handlers={
        WordConcern: word,
        SendConcern: send,
        DropConcern: drop,
        RewordConcern: simply(reword),
        LeaveConcern: simply(leave),
        ExplainConcern: simply(explain),
    },
    notices={UnsentConcern: _asking_again},
    help=(("concern: ...", N_("tell the manager at once; you see your words before they go")),),
    starts={
        "concern": FirstWord(
            N_("Raise it as an immediate concern"), lambda context, text: context.then(WordConcern(text))
        )
    },
)
