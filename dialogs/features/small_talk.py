"""Thanks, greetings, nods and signs: answered in a few words, and never kept as anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Sentence
from dialogs.wording.answer_buttons import answer_buttons
from dialogs.wording.reminder import where_we_are
from template_specs.sentences import N_


class Tone(StrEnum):
    """What small talk says, for its reply."""

    THANKS = "thanks"
    GREETING = "greeting"
    PARTING = "parting"
    WAITING = "waiting"
    UNSURE = "unsure"
    SORRY = "sorry"
    NOD = "nod"


_REPLIES = {
    Tone.THANKS: N_("You are welcome."),
    Tone.GREETING: N_("Hello."),
    Tone.PARTING: N_("Goodbye. Everything you saved is kept."),
    Tone.WAITING: N_("Take your time. Everything you saved is kept."),
    Tone.UNSURE: N_("That is all right. Type skip to come back to it later."),
    Tone.SORRY: N_("No harm done: nothing was saved from that."),
    Tone.NOD: N_("I have saved nothing from that."),
}


@dataclass(frozen=True, slots=True)
class SmallTalk(Command):
    """Words that say nothing about a child."""

    permission = Permission.ASK

    tone: Tone


def answer(context: TurnContext, command: SmallTalk) -> TurnContext:
    """A few words back, and where we are."""
    told = f"{_REPLIES[command.tone]} {where_we_are(context)}".strip()
    return context.reply(Sentence(told, answer_buttons(context)))


FEATURE = Feature(handlers={SmallTalk: answer})
