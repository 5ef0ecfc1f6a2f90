"""Where we are, in one sentence: after a reply to something that was no answer."""

from __future__ import annotations

from dialogs.conversation.cells import cell_asked
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.pending import AwaitingEvidence, Conflict, MeaningAsked
from dialogs.conversation.position import in_hand
from dialogs.conversation.state import OnScreen
from template_specs.kinds import how_to_answer
from template_specs.model import Question
from template_specs.text import excerpt

_ON_SCREEN = {
    OnScreen.REVIEW: "You are checking your answers: type next for its next part, or back to answer.",
    OnScreen.GAPS: "You are looking at what is missing: type back for the questions.",
    OnScreen.CONFIRM: "The audit has not been submitted: type yes to submit it, or no to go back.",
    OnScreen.PAUSED: "The audit is paused: type resume to go on.",
}


def where_we_are(context: TurnContext) -> str:
    """What waits for this person now, and what to type; empty where nothing does."""
    if not context.route.questions:
        return ""
    pending = context.conversation.pending
    if isinstance(pending, MeaningAsked):
        return f"I have not saved “{excerpt(pending.text, 60)}”: choose above what it is."
    screen = _ON_SCREEN.get(context.conversation.view)
    if screen is not None:
        return screen
    question = in_hand(context)
    if question is None:
        return "Type next to go on, or review to read your answers back."
    return f"We are at {_named(question)}. {_what_to_type(context, question)}"


def _named(question: Question) -> str:
    return name_of(question).rstrip("?. ")


def _what_to_type(context: TurnContext, question: Question) -> str:
    pending = context.conversation.pending
    if isinstance(pending, Conflict):
        return "Type use mine to save your version, or discard mine."
    if question.id in context.conversation.challenges:
        return "Type what you would add, or keep to leave it as it is."
    if isinstance(pending, AwaitingEvidence):
        return "Type what you saw."
    if question.kind.in_rows:
        return f"{cell_asked(context, question).label.rstrip('?')}? Type next when there are no more."
    if question.follows:
        return "Type the numbers of what you saw, such as 1, 3."
    return how_to_answer(question)
