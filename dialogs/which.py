"""Which did you mean: words that begin like a command, and may be an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogs import answering, desk, notes
from dialogs.audit import Pending
from dialogs.events import Cleared, ConcernWorded, Event, NoteTaken, PageSaved, Unclear
from dialogs.scene import Scene, name_of
from dialogs.typing import in_hand, understand
from dialogs.views import Act, Offer, Sentence

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


def cleared(scene: Scene, event: Cleared, decide: Callable[[Scene, Event], Scene]) -> Scene:
    """Do what the words turned out to be; a press on an older question does nothing."""
    pending = scene.walk.pending
    pressed = "" if scene.turn.typed else scene.turn.token
    if pending is None or pending.kind != "word" or (pressed and pressed != pending.key):
        return scene.say("That has been answered already.")
    scene = scene.walking(pending=None)
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


def left_open(before: Pending | None, scene: Scene, event: Event) -> Scene:
    """Words nobody said what they were, before the person went on: a longer text is kept as a note."""
    if before is None or before.kind != "word" or scene.walk.pending == before or isinstance(event, Cleared):
        return scene
    if len(before.text) <= answering.SHORT:
        return scene
    noted = notes.take(scene.but(turn=replace(scene.turn, token=before.key)), NoteTaken(before.text))
    return replace(noted, turn=scene.turn)


def _kept_words(scene: Scene, text: str) -> Event:
    question = in_hand(scene)
    if question is None:
        return NoteTaken(text)
    return PageSaved((answering.as_evidence(scene, question, text),))
