"""Pause: what was saved is kept, and the audit resumes where it was left."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, FirstWord, simply
from dialogs.conversation.state import OnScreen
from dialogs.wording import left_to_do
from template_specs.sentences import N_, _


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Enough for now."""

    permission = Permission.WALK
    verbs = ("pause",)
    typed = (
        "pause",
        "stop",
    )
    saves_page = True
    at_work = False


def pause(context: TurnContext) -> TurnContext:
    """Enough for now: say what is safe and how to come back."""
    left = len(context.route.missing())
    return context.with_conversation(view=OnScreen.PAUSED, pending=None).say(
        _(
            "Paused. Everything you saved is kept. {to_go} Type resume, or press Continue in my audits.",
            to_go=left_to_do.to_go(left),
        )
    )


FEATURE = Feature(
    handlers={Pause: simply(pause)},
    help=(("pause", N_("stop for now; everything is saved")),),
    starts={"pause": FirstWord(N_("Pause"))},
)
