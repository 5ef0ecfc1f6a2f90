"""What an earlier audit of the same case answered, shown beside a question and never filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.audits.audit import Audit, State
from dialogs.audits.permissions import Sight, sees
from dialogs.audits.route import iso, path_through, speaks_in_words
from dialogs.conversation.context import TurnContext, reads
from dialogs.conversation.grades import standing_grade
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import LastAnswer, Turn
from dialogs.conversation.views import LastView
from template_specs.dates import LOCAL, uk_date
from template_specs.model import Part, Question, Template
from template_specs.sentences import _

Earlier = Sequence[tuple[Audit, Template]]
"""Audits of the same case with their forms, the newest first."""


def is_over(audit: Audit) -> bool:
    """Whether all of an audit's stages are complete: one under way, or withdrawn, tells nothing."""
    return audit.state is State.FINAL or (audit.state is State.SUBMITTED and not audit.stage)


def last_answers(template: Template, earlier: Earlier, turn: Turn) -> dict[str, LastAnswer]:
    """For each question of `template` that names one: its newest answer among the audits `earlier`."""
    told: dict[str, LastAnswer] = {}
    for question in template.questions:
        last = question.last
        if last is None:
            continue
        for audit, form in earlier:
            asked = form.by_id.get(last.question)
            if form.id != (last.form or template.id) or asked is None or not is_over(audit):
                continue
            given = _given(TurnContext(form, audit, ConversationState(), turn), asked)
            if given is not None:
                told[question.id] = given
                break
    return told


def last(context: TurnContext, question: Question) -> LastView | None:
    """What stands beside `question`; None where there is nothing, or nothing that the actor may read here.

    Whoever may read all of this audit may read it; everybody else reads what is asked of them themselves.
    """
    given = context.turn.last.get(question.id)
    if given is None:
        return None
    may_read = sees(context.turn.actor, context.audit, context.asked) is Sight.FULL
    if not may_read and not context.parts & given.people:
        return None
    return LastView(given.day, given.label, given.passage)


def in_words(context: TurnContext, question: Question) -> str:
    """For people who type: "In the audit of 5 June 2026: Good."; empty where there is nothing."""
    shown = last(context, question)
    if shown is None:
        return ""
    said = _("In the audit of {day}: {told}", day=uk_date(shown.day), told=shown.value_label)
    words = shown.passage.text if shown.passage is not None else ""
    return f"{said.rstrip()}. {words}".strip() if shown.value_label else f"{said.rstrip()} {words}"


def _given(context: TurnContext, question: Question) -> LastAnswer | None:
    audit, template = context.audit, context.template
    answer = audit.answer(question.id)
    if question.id not in path_through(template, audit) or answer is None or answer.removed:
        return None
    if question.identity or question.kind.in_rows:
        return None
    label, passage = reads(question, answer), answer.passage
    grade = standing_grade(context, question) if question.kind.grades else None
    if grade is not None:
        label, passage = grade.label, grade.passage
    if speaks_in_words(question):
        label = ""
    passage = passage if passage is not None and passage.size else None
    if not label and passage is None:
        return None
    return LastAnswer(_day(template, audit), label, passage, frozenset(template.people_of(question)))


def _day(template: Template, audit: Audit) -> date:
    """The day of an audit: as it was given, or else when it was submitted."""
    dated = [audit.answer(question.id) for question in template.with_part(Part.AUDIT_DATE)]
    given = next((day for answer in dated if answer is not None and (day := iso(answer.value))), None)
    if given is not None:
        return given
    return audit.submitted_at.astimezone(LOCAL).date() if audit.submitted_at is not None else date.min
