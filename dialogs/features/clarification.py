"""Which did you mean: words that begin like a command, and may be an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from dialogs.audits.permissions import Permission
from dialogs.audits.stages import AUDITOR
from dialogs.conversation import conflict_of_interest, drafts, gate
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, number_of
from dialogs.conversation.drafts import LATE
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.note_places import takes_words
from dialogs.conversation.pending import MeaningAsked, Pending, WhichMeaning, WordOrAnswer
from dialogs.conversation.position import in_hand
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import Action, Button, Sentence
from dialogs.features import answering, choices, notes
from dialogs.features.navigation import GoBack
from dialogs.features.notes import TakeNote
from dialogs.features.save_page import SavePage
from dialogs.features.submission import SubmitStage
from template_specs.sentences import _, worded
from template_specs.text import excerpt

LEAST = 3
"""Words: what is shorter and was asked about is not kept where the person goes on without a word on it."""
LATE_LEAST = 5
"""Words: what is shorter and comes when the audit takes no answers is talk, and not kept."""
MOST_ON_BUTTON = 30
"""Characters."""


@dataclass(frozen=True, slots=True)
class AskWhich(Command):
    """Words that may be a command or an answer: ask which."""

    permission = Permission.WALK

    text: str
    command: str

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.text


@dataclass(frozen=True, slots=True)
class AskMeaning(Command):
    """Words that may mean several things: ask which.  They are kept until that is said."""

    permission = Permission.WALK

    text: str
    why: str
    """What is asked, with the question named."""
    choices: tuple[Choice, ...]

    def keep_back(self, context: TurnContext) -> TurnContext | None:
        return _late(context, self.text)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.text


@dataclass(frozen=True, slots=True)
class IgnoreRepeat(Command):
    """The same words once more within seconds: a phone has sent them twice."""

    permission = Permission.WALK
    is_repeat = True
    settles_words = True


@dataclass(frozen=True, slots=True)
class ChooseMeaning(Command):
    """Which they were."""

    permission = Permission.WALK
    settles = True
    verbs = ("word",)
    settles_words = True

    command: bool
    choice: str = ""
    """The number of the choice, where `MayMean` asked."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        choice = data.text("choice")
        # A number of few digits; anything else is a word that is a command or an answer.
        number = choice if choice.isdecimal() and len(choice) < 3 else ""
        return cls(choice == "command", number)


@dataclass(frozen=True, slots=True)
class NotUnderstood(Command):
    """Words that fit nothing here: answered with an offer."""

    permission = Permission.WALK

    text: str

    def keep_back(self, context: TurnContext) -> TurnContext | None:
        return _late(context, self.text)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.text


def _late(context: TurnContext, text: str) -> TurnContext | None:
    """Words that were typed when the audit took none, kept at the question that they name or were asked; None
    where they are too few, or a question."""
    plain = text.strip()
    if len(plain.split()) < LATE_LEAST or plain.endswith("?") or conflict_of_interest.is_told(plain):
        return None
    number = re.match(r"(\d+(?:\.\w+)+)\W*", plain)
    named = context.template.by_id.get(number[1]) if number is not None else None
    asked = context.template.by_id.get(context.conversation.asked or context.conversation.place)
    # Somebody of a later stage was asked nothing yet: their words belong to no question of theirs.
    others = context.whole.questions if AUDITOR in context.parts else ()
    theirs = [q for q in (named, asked, *others) if q is not None and gate.theirs(context, q.id)]
    question = next((q for q in theirs if takes_words(q)), None)
    if question is None:
        return None
    words = plain[number.end() :] if number is not None and question == named else plain
    if question.evidence is not None and question.id in context.conversation.drafts:
        # An earlier message that came too late stands there.
        return drafts.add(context, question.id, words)
    value, evidence = (None, words) if question.evidence is not None else (words, None)
    return answering.hold_back(context, Given(question.id, value, evidence, 0), LATE)


def ask_which(context: TurnContext, command: AskWhich) -> TurnContext:
    """Ask whether the words are the command or an answer; the buttons know which words they are about."""
    question = in_hand(context)
    keep = short = _("Keep it as a note")
    if question is not None:
        what = (
            _("a line")
            if question.kind.in_rows
            else _("what I saw")
            if question.evidence is not None
            else _("my answer")
        )
        short = _("Keep it as {what}", what=what)
        keep = _("Keep it as {what} for {name_of}", what=what, name_of=name_of(question))
    first = context.doors.starts.get(command.command)
    do = first.label if first is not None else _("Do {command}", command=command.command)
    about = context.turn.token or context.turn.fresh_id()
    context = context.with_conversation(pending=WordOrAnswer(about, command.text, command.command))
    press = {"audit": context.audit.id, "token": about}
    return context.reply(
        Sentence(
            _(
                "Did you mean the command “{command}”?\n\n1: {do}\n2: {keep}\n\nType 1 or 2, or press.",
                command=command.command,
                do=do,
                keep=keep,
            ),
            (
                Button(do, Action("word", {**press, "choice": "command"})),
                # The text names the question; a phone would cut a long button.
                Button(short, Action("word", {**press, "choice": "answer"})),
            ),
        )
    )


def ask_between(context: TurnContext, command: AskMeaning) -> TurnContext:
    """Ask which of several things the words mean; they are kept until that is said."""
    about = context.turn.token or context.turn.fresh_id()
    press = {"audit": context.audit.id, "token": about}
    lines = "\n".join(f"{number}: {choice.label}" for number, choice in enumerate(command.choices, 1))
    buttons = tuple(
        Button(_on_button(context, choice), Action("word", {**press, "choice": str(number)}))
        for number, choice in enumerate(command.choices, 1)
    )
    said = " ".join((*context.said, command.why))
    context = context.with_conversation(pending=WhichMeaning(about, command.text, command.choices))
    return context.reply(
        Sentence(_("{said}\n\n{lines}\n\nType its number, or press.", said=said, lines=lines), buttons)
    )


def _on_button(context: TurnContext, choice: Choice) -> str:
    """The choice, short enough for a phone not to cut it: the line above has its words in full."""
    label = worded(choice.label).removesuffix(worded(choices.WITH_WORDS))
    for given in choice.given:
        question = context.template.by_id.get(given.key)
        if question is not None and number_of(question):
            label = label.replace(name_of(question), number_of(question))
    return excerpt(label, MOST_ON_BUTTON)


def cleared(context: TurnContext, command: ChooseMeaning) -> TurnContext:
    """Do what the words turned out to be; a press on an older question does nothing."""
    pending = context.conversation.pending
    pressed = "" if context.turn.typed else context.turn.token
    asked = isinstance(pending, WhichMeaning if command.choice else WordOrAnswer)
    if not isinstance(pending, MeaningAsked) or not asked or (pressed and pressed != pending.about):
        return context.say(_("That has been answered already."))
    context = context.with_conversation(pending=None)
    if isinstance(pending, WhichMeaning):
        return _chosen(context, pending, command.choice)
    if not command.command:
        # They were typed, so they are added to what stands, and never take the place of a box's text.
        as_typed = context.replace(turn=replace(context.turn, typed=True))
        return replace(as_typed.then(_kept_words(context, pending.text)), turn=context.turn)
    first = context.doors.starts.get(pending.command)
    if first is not None and first.do is not None:
        return first.do(context, pending.text)
    return context.then(context.doors.reads_word(context, pending.command))


def _chosen(context: TurnContext, pending: WhichMeaning, number: str) -> TurnContext:
    choice = choices.choices_of(pending).get(number)
    if choice is None:
        return context.with_conversation(pending=pending).say(
            _("That is not one of the choices above. Type one of their numbers.")
        )
    as_typed = context.replace(turn=replace(context.turn, typed=True))
    match choice.action:
        case "save":
            on_page = as_typed.with_conversation(view=OnScreen.PAGE)
            return replace(on_page.then(SavePage(choice.given)), turn=context.turn)
        case "note":
            return context.then(TakeNote(pending.text))
        case "submit":
            return context.then(SubmitStage(confirmed=True))
        case "back":
            return context.then(GoBack())
        case action if (made := context.doors.choices.get(action.partition(":")[0])) is not None:
            return replace(made(as_typed, pending.text, choice), turn=context.turn)
        case _:
            return context.say(_("Left out. Nothing has changed."))


def not_understood(context: TurnContext, command: NotUnderstood) -> TurnContext:
    """Words that fit nothing here: an offer, and a longer text is kept if that is wanted."""
    if conflict_of_interest.is_told(command.text):
        return context.reply(Sentence(conflict_of_interest.TOLD))
    told = _("I didn't understand that. Type next to go on, note: to keep it, or help.")
    if not context.route.missing():
        told = _(
            "Everything required is answered. Type review to check your answers, submit to send "
            "them, or go to 3.4 to change one."
        )
    if len(command.text.split()) < LEAST:
        return context.say(told)
    why = _("{told} What is “{excerpt}”?", told=told, excerpt=excerpt(command.text, 60))
    return ask_between(context, AskMeaning(command.text, why, (choices.NOTE, choices.LEAVE)))


def ignore_repeat(context: TurnContext) -> TurnContext:
    """The same words again: taken once, and said so."""
    return context.say(
        _("That came twice within seconds, so I took it once. Type it again if you meant it twice.")
    )


def left_open(before: Pending | None, context: TurnContext, command: Command) -> TurnContext:
    """Words nobody said what they were, before the person went on: a longer text is kept as a note."""
    if (
        not isinstance(before, MeaningAsked)
        or context.conversation.pending == before
        or command.settles_words
    ):
        return context
    goes_on = any(before.text in text for _, text in command.texts())  # what followed was joined to it
    if len(before.text.split()) < LEAST or goes_on or _is_kept(context, before.text):
        return context
    as_asked = context.replace(turn=replace(context.turn, token=before.about))
    noted = notes.take(
        as_asked, TakeNote(before.text), _("“{excerpt}” is kept as a note.", excerpt=excerpt(before.text))
    )
    return replace(noted, turn=context.turn)


def _is_kept(context: TurnContext, text: str) -> bool:
    """Whether the same words are a draft that waits already, or wait on with more of them."""
    pending = context.conversation.pending
    if isinstance(pending, MeaningAsked) and pending.text.startswith(text):
        return True
    return any(text in (draft.value, draft.words) for draft in context.conversation.drafts.values())


def _kept_words(context: TurnContext, text: str) -> Command:
    question = in_hand(context)
    if question is None:
        return TakeNote(text)
    return SavePage((answering.as_evidence(context, question, text),))


FEATURE = Feature(
    handlers={
        AskWhich: ask_which,
        AskMeaning: ask_between,
        IgnoreRepeat: simply(ignore_repeat),
        ChooseMeaning: cleared,
        NotUnderstood: not_understood,
    },
)
