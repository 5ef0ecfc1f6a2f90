"""The earlier grade that a later one is about, with its evidence and who gave it."""

from __future__ import annotations

from dialogs.conversation.context import TurnContext, reads
from dialogs.conversation.views import EarlierView
from template_specs.dates import clock_day
from template_specs.model import Question
from template_specs.sentences import _


def earlier(context: TurnContext, question: Question) -> EarlierView | None:
    """The answer recorded at the question that `question` supersedes; None where there is none."""
    before = context.template.by_id.get(question.final_of)
    answer = context.audit.answer(before.id) if before is not None else None
    if before is None or answer is None or answer.value is None or before.id not in context.whole:
        return None
    written = answer.passage if answer.passage is not None and answer.passage.size else None
    return EarlierView(context.name(answer.by), answer.at, reads(before, answer), written)


def in_words(context: TurnContext, question: Question) -> str:
    """For people who type: "Amara Osei gave Good on 5 June 2026.", with the evidence; empty if there is
    none."""
    grade = earlier(context, question)
    if grade is None:
        return ""
    said = _(
        "{by} gave {value_label} on {clock_day}.",
        by=grade.by,
        value_label=grade.value_label,
        clock_day=clock_day(grade.at),
    )
    return f"{said} {grade.passage.text}" if grade.passage is not None else said
