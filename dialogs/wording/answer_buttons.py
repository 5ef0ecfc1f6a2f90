"""The answers of the question in hand as buttons, where they are few and short."""

from __future__ import annotations

from dialogs.conversation.context import TurnContext
from dialogs.conversation.pending import MeaningAsked, SendOrNot
from dialogs.conversation.position import in_hand
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import Action, Button

MOST = 6
"""Buttons: more are slower to read than a list in the text."""
LONGEST = 30
"""Characters: a phone cuts what is longer."""


def answer_buttons(context: TurnContext) -> tuple[Button, ...]:
    """A button for each answer of the question in hand; none where words, a date or a number are asked "
    "for."""
    if not context.route.questions or context.conversation.view != OnScreen.PAGE:
        return ()
    question = in_hand(context)
    if question is None or isinstance(context.conversation.pending, MeaningAsked | SendOrNot):
        return ()
    answer = context.audit.answer(question.id)
    if question.id in context.conversation.drafts or (answer is not None and answer.value is not None):
        return ()
    options = question.options
    single = question.kind.has_options and not question.kind.shows_all_options
    if not single or len(options) > MOST or any(len(o.label) > LONGEST for o in options):
        return ()
    revision = answer.revision if answer is not None else 0
    case, key = context.audit.id, question.id
    return tuple(
        Button(
            o.label,
            Action("pick", {"audit": case, "token": "", "item": key, "rev": revision, "answer": o.code}),
        )
        for o in options
    )
