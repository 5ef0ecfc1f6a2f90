"""Where we are, in one sentence: after a reply to something that was no answer."""

from __future__ import annotations

from dialogs.audits.audit import State
from dialogs.audits.refusals import UNDER_WAY
from dialogs.conversation.cells import cell_asked
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.pending import AwaitingEvidence, Conflict, MeaningAsked
from dialogs.conversation.position import in_hand
from dialogs.conversation.state import OnScreen
from template_specs.kinds import how_to_answer
from template_specs.model import Question
from template_specs.sentences import N_, _, worded
from template_specs.text import excerpt

_ON_SCREEN = {
    OnScreen.REVIEW: N_("You are checking your answers: type next for its next part, or back to answer."),
    OnScreen.GAPS: N_("You are looking at what is missing: type back for the questions."),
    OnScreen.CONFIRM: N_("The audit has not been submitted: type yes to submit it, or no to go back."),
    OnScreen.PAUSED: N_("The audit is paused: type resume to go on."),
}


def where_we_are(context: TurnContext) -> str:
    """What is open for this person now, and what to type; empty where nothing is."""
    if context.audit.state is State.WITHDRAWN:
        return worded(UNDER_WAY[State.WITHDRAWN])
    if not context.route.questions:
        return ""
    pending = context.conversation.pending
    if isinstance(pending, MeaningAsked):
        return _("I have not saved “{excerpt}”: choose above what it is.", excerpt=excerpt(pending.text, 60))
    screen = _ON_SCREEN.get(context.conversation.view)
    if screen is not None:
        return screen
    question = in_hand(context)
    if question is None:
        return _("Type next to go on, or review to read your answers back.")
    return _(
        "We are at {named}. {what_to_type}",
        named=_named(question),
        what_to_type=_what_to_type(context, question),
    )


def _named(question: Question) -> str:
    return name_of(question).rstrip("?. ")


def _what_to_type(context: TurnContext, question: Question) -> str:
    pending = context.conversation.pending
    if isinstance(pending, Conflict):
        return _("Type use mine to save your version, or discard mine.")
    if question.id in context.conversation.challenges:
        return _("Type what you would add, or keep to leave it as it is.")
    if isinstance(pending, AwaitingEvidence):
        return _("Type what you saw.")
    if question.kind.in_rows:
        return _(
            "{rstrip}? Type next when there are no more.",
            rstrip=cell_asked(context, question).label.rstrip("?"),
        )
    if question.follows:
        return _("Type the numbers of what you saw, such as 1, 3.")
    return how_to_answer(question)
