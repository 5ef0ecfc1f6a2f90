"""Which did you mean: words that begin like a command, and may be an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogs import answering, choices, desk, notes
from dialogs.audit import Pending
from dialogs.events import (
    Cleared,
    ConcernWorded,
    Event,
    MayMean,
    NoteTaken,
    PageSaved,
    SentTwice,
    Submitted,
    Unclear,
    WentBack,
)
from dialogs.scene import Scene, name_of
from dialogs.showing import in_hand
from dialogs.typing import understand
from dialogs.views import Act, Offer, Sentence
from template_specs.words import excerpt

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


def ask_which(scene: Scene, event: Unclear) -> Scene:
    """Ask whether the words are the command or an answer; the buttons know which words they are about."""
    question = in_hand(scene)
    keep = f"Keep it as what I saw for {name_of(question)}" if question is not None else "Keep it as a note"
    do = _COMMANDS.get(event.command, f"Do {event.command}")
    about = scene.turn.token or scene.turn.fresh_id()
    scene = scene.walking(pending=Pending("word", about, text=event.text, command=event.command))
    press = {"audit": scene.audit.id, "token": about}
    return scene.reply(
        Sentence(
            f"That begins with {event.command}. What is it?\n\n1: {do}\n2: {keep}\n\nType 1 or 2, or press.",
            (
                Offer(do, Act("word", {**press, "choice": "command"})),
                # The text names the question; a phone would cut a long button.
                Offer(keep.partition(" for ")[0], Act("word", {**press, "choice": "answer"})),
            ),
        )
    )


def ask_between(scene: Scene, event: MayMean) -> Scene:
    """Ask which of several things the words mean; they are kept until that is said."""
    about = scene.turn.token or scene.turn.fresh_id()
    press = {"audit": scene.audit.id, "token": about}
    lines = "\n".join(f"{number}: {choice.label}" for number, choice in enumerate(event.choices, 1))
    offers = tuple(
        Offer(excerpt(choice.label, 40), Act("word", {**press, "choice": str(number)}))
        for number, choice in enumerate(event.choices, 1)
    )
    said = " ".join((*scene.said, event.why))
    scene = scene.walking(pending=choices.pending(event, about))
    return scene.reply(Sentence(f"{said}\n\n{lines}\n\nType its number, or press.", offers))


def cleared(scene: Scene, event: Cleared, decide: Callable[[Scene, Event], Scene]) -> Scene:
    """Do what the words turned out to be; a press on an older question does nothing."""
    pending = scene.walk.pending
    pressed = "" if scene.turn.typed else scene.turn.token
    kind = "which" if event.choice else "word"
    if pending is None or pending.kind != kind or (pressed and pressed != pending.key):
        return scene.say("That has been answered already.")
    scene = scene.walking(pending=None)
    if event.choice:
        return _chosen(scene, pending, event.choice, decide)
    if not event.command:
        # They were typed, so they are added to what stands, and never take the place of a box's text.
        as_typed = scene.but(turn=replace(scene.turn, typed=True))
        return replace(decide(as_typed, _kept_words(scene, pending.text)), turn=scene.turn)
    match pending.command:
        case "concern":
            return decide(scene, ConcernWorded(pending.text))
        case "note":
            return decide(scene, NoteTaken(pending.text.partition(" ")[2].strip() or pending.text))
        case "help":
            return scene.reply(desk.help_for(scene.turn.actor, scene.audit.case.reference))
        case command:
            return decide(scene, understand(scene, command))


def _chosen(scene: Scene, pending: Pending, number: str, decide: Callable[[Scene, Event], Scene]) -> Scene:
    choice = choices.choices_of(pending).get(number)
    if choice is None:
        return scene.walking(pending=pending).say("There is no such choice; choose one of those above.")
    as_typed = scene.but(turn=replace(scene.turn, typed=True))
    match choice.act:
        case "save":
            return replace(decide(as_typed.walking(view="page"), PageSaved(choice.given)), turn=scene.turn)
        case "note":
            return decide(scene, NoteTaken(pending.text))
        case "submit":
            return decide(scene, Submitted(confirmed=True))
        case "back":
            return decide(scene, WentBack())
        case _:
            return scene.say("Left out; nothing is changed.")


def left_open(before: Pending | None, scene: Scene, event: Event) -> Scene:
    """Words nobody said what they were, before the person went on: a longer text is kept as a note."""
    asked = before is not None and before.kind in ("word", "which")
    if before is None or not asked or scene.walk.pending == before or isinstance(event, Cleared | SentTwice):
        return scene
    if len(before.text.split()) < LEAST or _is_kept(scene, before.text):
        return scene
    noted = notes.take(scene.but(turn=replace(scene.turn, token=before.key)), NoteTaken(before.text))
    return replace(noted, turn=scene.turn)


def _is_kept(scene: Scene, text: str) -> bool:
    """Whether the same words are a draft that waits already."""
    return any(text in (draft.value, draft.words) for draft in scene.walk.drafts.values())


def _kept_words(scene: Scene, text: str) -> Event:
    question = in_hand(scene)
    if question is None:
        return NoteTaken(text)
    return PageSaved((answering.as_evidence(scene, question, text),))
