"""Which did you mean: words that begin like a command, and may be an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogs.conversation.commands import (
    AskMeaning,
    AskWhich,
    ChooseMeaning,
    Command,
    GoBack,
    IgnoreRepeat,
    SavePage,
    SubmitStage,
    TakeNote,
    WordConcern,
)
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.pending import MeaningAsked, Pending, WhichMeaning, WordOrAnswer
from dialogs.conversation.position import in_hand
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import Action, Button, Sentence
from dialogs.features import answering, choices, home, notes
from dialogs.understand import understand
from template_specs.text import excerpt

LEAST = 3
"""Words: what is shorter and was asked about is not kept where the person goes on without a word on it."""

_COMMANDS = {
    "concern": "Raise it as an immediate concern",
    "note": "Keep it as a note",
    "back": "Go back a page",
    "next": "Go to the next page",
    "skip": "Skip this question",
    "pause": "Pause",
    "review": "Read the audit back",
    "submit": "Submit the audit",
    "card": "Show the card",
    "keep": "Keep what is there",
    "help": "Show help",
}


def ask_which(context: TurnContext, command: AskWhich) -> TurnContext:
    """Ask whether the words are the command or an answer; the buttons know which words they are about."""
    question = in_hand(context)
    keep = f"Keep it as what I saw for {name_of(question)}" if question is not None else "Keep it as a note"
    do = _COMMANDS.get(command.command, f"Do {command.command}")
    about = context.turn.token or context.turn.fresh_id()
    context = context.with_conversation(pending=WordOrAnswer(about, command.text, command.command))
    press = {"audit": context.audit.id, "token": about}
    return context.reply(
        Sentence(
            f"That begins with {command.command}. What is it?\n\n1: {do}\n2: {keep}\n\n"
            "Type 1 or 2, or press.",
            (
                Button(do, Action("word", {**press, "choice": "command"})),
                # The text names the question; a phone would cut a long button.
                Button(keep.partition(" for ")[0], Action("word", {**press, "choice": "answer"})),
            ),
        )
    )


def ask_between(context: TurnContext, command: AskMeaning) -> TurnContext:
    """Ask which of several things the words mean; they are kept until that is said."""
    about = context.turn.token or context.turn.fresh_id()
    press = {"audit": context.audit.id, "token": about}
    lines = "\n".join(f"{number}: {choice.label}" for number, choice in enumerate(command.choices, 1))
    buttons = tuple(
        Button(excerpt(choice.label, 40), Action("word", {**press, "choice": str(number)}))
        for number, choice in enumerate(command.choices, 1)
    )
    said = " ".join((*context.said, command.why))
    context = context.with_conversation(pending=WhichMeaning(about, command.text, command.choices))
    return context.reply(Sentence(f"{said}\n\n{lines}\n\nType its number, or press.", buttons))


def cleared(
    context: TurnContext, command: ChooseMeaning, decide: Callable[[TurnContext, Command], TurnContext]
) -> TurnContext:
    """Do what the words turned out to be; a press on an older question does nothing."""
    pending = context.conversation.pending
    pressed = "" if context.turn.typed else context.turn.token
    asked = isinstance(pending, WhichMeaning if command.choice else WordOrAnswer)
    if not isinstance(pending, MeaningAsked) or not asked or (pressed and pressed != pending.about):
        return context.say("That has been answered already.")
    context = context.with_conversation(pending=None)
    if isinstance(pending, WhichMeaning):
        return _chosen(context, pending, command.choice, decide)
    if not command.command:
        # They were typed, so they are added to what stands, and never take the place of a box's text.
        as_typed = context.replace(turn=replace(context.turn, typed=True))
        return replace(decide(as_typed, _kept_words(context, pending.text)), turn=context.turn)
    match pending.command:
        case "concern":
            return decide(context, WordConcern(pending.text))
        case "note":
            return decide(context, TakeNote(pending.text.partition(" ")[2].strip() or pending.text))
        case "help":
            return context.reply(home.help_for(context.turn.actor, context.audit.case.reference))
        case word:
            return decide(context, understand(context, word))


def _chosen(
    context: TurnContext,
    pending: WhichMeaning,
    number: str,
    decide: Callable[[TurnContext, Command], TurnContext],
) -> TurnContext:
    choice = choices.choices_of(pending).get(number)
    if choice is None:
        return context.with_conversation(pending=pending).say(
            "There is no such choice; choose one of those above."
        )
    as_typed = context.replace(turn=replace(context.turn, typed=True))
    match choice.action:
        case "save":
            return replace(
                decide(as_typed.with_conversation(view=OnScreen.PAGE), SavePage(choice.given)),
                turn=context.turn,
            )
        case "note":
            return decide(context, TakeNote(pending.text))
        case "submit":
            return decide(context, SubmitStage(confirmed=True))
        case "back":
            return decide(context, GoBack())
        case _:
            return context.say("Left out; nothing is changed.")


def left_open(before: Pending | None, context: TurnContext, command: Command) -> TurnContext:
    """Words nobody said what they were, before the person went on: a longer text is kept as a note."""
    if (
        not isinstance(before, MeaningAsked)
        or context.conversation.pending == before
        or isinstance(command, ChooseMeaning | IgnoreRepeat)
    ):
        return context
    if len(before.text.split()) < LEAST or _is_kept(context, before.text):
        return context
    noted = notes.take(context.replace(turn=replace(context.turn, token=before.about)), TakeNote(before.text))
    return replace(noted, turn=context.turn)


def _is_kept(context: TurnContext, text: str) -> bool:
    """Whether the same words are a draft that waits already."""
    return any(text in (draft.value, draft.words) for draft in context.conversation.drafts.values())


def _kept_words(context: TurnContext, text: str) -> Command:
    question = in_hand(context)
    if question is None:
        return TakeNote(text)
    return SavePage((answering.as_evidence(context, question, text),))
