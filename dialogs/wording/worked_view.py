"""What is worked out, as people read it."""

from __future__ import annotations

from dialogs.audits.route import look_through
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import WorkedView
from template_specs.conditions import holds
from template_specs.kinds import label
from template_specs.model import Question, Section
from template_specs.sentences import _
from template_specs.worked_out import how_many


def worked_in(context: TurnContext, section: Section) -> tuple[WorkedView, ...]:
    """What is worked out in `section`, in the form's order, where its condition holds."""
    look = look_through(context.template, context.audit)
    return tuple(
        WorkedView(question.name, worked_words(context, question))
        for question in section.worked_out
        if holds(question.when, look)
    )


def worked_words(context: TurnContext, question: Question) -> str:
    """ "75%", and "75% (from 3 of 4 answers)" while some are missing; empty where there is nothing yet."""
    look = look_through(context.template, context.audit)
    value = look(question.id)
    if not isinstance(value, str):
        return ""
    asked = [name for name in question.work.over if name in context.whole] if question.work else []
    answered, _total = how_many(question, look)
    partly = (
        _(" (from {answered} of {asked} answers)", answered=answered, asked=len(asked))
        if answered < len(asked)
        else ""
    )
    return f"{label(question, value)}{partly}"
