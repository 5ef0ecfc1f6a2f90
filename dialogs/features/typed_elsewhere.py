"""Words that were typed with no audit in hand, taken to the audit that their writer chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.state import OnScreen
from dialogs.features.navigation import OpenAudit

MOST_CARRIED = 4_000
"""Characters: a longer text is not carried in a button."""


@dataclass(frozen=True, slots=True)
class TakeThere(Command):
    """The words of the button, read in the audit that it opens as if they had been typed there."""

    permission = Permission.WALK
    verbs = ("for_audit",)

    text: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("text")[:MOST_CARRIED])

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.text


def take_there(context: TurnContext, command: TakeThere) -> TurnContext:
    """Open the audit, and read the words at this person's place in it."""
    context = context.then(OpenAudit()).replace(said=())
    if not command.text.strip():
        return context
    if context.conversation.view is OnScreen.BRIEFING:
        # Their words go to the first question; what the form says beforehand comes by typing notes.
        context = context.replace(replies=()).with_conversation(view=OnScreen.PAGE)
    typed = context.replace(turn=replace(context.turn, typed=True, text=command.text))
    return typed.then(typed.doors.reads_word(typed, command.text))


FEATURE = Feature(handlers={TakeThere: take_there})
