"""The earlier grade that a later one is about, with its evidence and who gave it."""

from __future__ import annotations

from dialogs.audits.panels import PANEL, Panel
from dialogs.conversation.context import TurnContext, reads
from dialogs.conversation.views import EarlierView
from template_specs.dates import clock_day
from template_specs.kinds import label
from template_specs.model import Question
from template_specs.sentences import _


def earlier(context: TurnContext, question: Question) -> EarlierView | None:
    """The answer recorded at the question that `question` supersedes; None where there is none."""
    before = context.template.by_id.get(question.final_of)
    answer = context.audit.answer(before.id) if before is not None else None
    if before is None or answer is None or answer.value is None or before.id not in context.whole:
        return None
    written = answer.passage if answer.passage is not None and answer.passage.size else None
    return EarlierView(
        context.name(answer.by),
        answer.at,
        reads(before, answer),
        written,
        before_moderating(context, question),
    )


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
    if grade.passage is not None:
        said = f"{said} {grade.passage.text}"
    return f"{said} {grade.panel}".rstrip()


def graded_in_words(context: TurnContext, panel: Panel, question: Question) -> str:
    """ "Ada North: Good. Ben South: Inadequate."; only for those who may see a closed panel."""
    grades = panel.side_by_side(question.id)
    return " ".join(f"{context.name(grade.by)}: {label(question, grade.grade)}." for grade in grades)


def before_moderating(context: TurnContext, question: Question) -> str:
    """What the panel gave for what `question` moderates, for whoever leads the panel; empty where
    it gave nothing."""
    panel = context.audit.panel
    first = context.template.by_id.get(question.final_of)
    if panel is None or panel.is_open or PANEL not in context.parts or first is None:
        return ""
    graded = graded_in_words(context, panel, first)
    return _("The panel: {graded}", graded=graded) if graded else ""
