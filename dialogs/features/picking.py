"""An answer pressed under a typed reply, or left as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from dialogs.audits.audit import Key
from dialogs.audits.permissions import Permission
from dialogs.conversation import gate
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature
from dialogs.conversation.given import Given
from dialogs.conversation.position import page_in_hand, page_is_done
from dialogs.conversation.state import OnScreen
from dialogs.features import navigation
from dialogs.features.save_page import SavePage
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class PickAnswer(Command):
    """One of the options of a question."""

    permission = Permission.WALK
    verbs = ("pick",)

    key: Key
    answer: str
    revision: int = 0
    """Of the answer that stood when the button was shown; 0 for none."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), data.text("answer"), data.number("rev"))

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else replace(self, key=gate.UNKNOWN)


@dataclass(frozen=True, slots=True)
class LeaveAnswer(Command):
    """Leave the saved answer as it is."""

    permission = Permission.WALK

    key: Key

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else LeaveAnswer(gate.UNKNOWN)


def pick(context: TurnContext, command: PickAnswer) -> TurnContext:
    """Save it, and go on in words: who pressed here is typing, and wants no card in between."""
    if command.key not in context.template.by_id:
        return context.say(_("That question is not yours to answer here, so nothing was saved."))
    typing = context.replace(turn=replace(context.turn, typed=True)).with_conversation(view=OnScreen.PAGE)
    return typing.then(SavePage((Given(command.key, command.answer, None, command.revision),)))


def leave(context: TurnContext, command: LeaveAnswer) -> TurnContext:
    """Move on from an answer that somebody went back to and left unchanged."""
    question = context.template.by_id.get(command.key)
    if question is None or question.id not in context.route:
        return context.say(_("That question is not yours to answer here."))
    passed = context.conversation.passed | {question.id}
    context = context.with_conversation(asked="", pending=None, passed=passed)
    context = context.say(_("{rstrip} stays as it is.", rstrip=name_of(question).rstrip("?. ")))
    return navigation.go_on(context) if page_is_done(context, page_in_hand(context)) else context


FEATURE = Feature(handlers={PickAnswer: pick, LeaveAnswer: leave})
