"""What of a submitted audit goes to others than its manager, as its form says (`summary_to`)."""

from __future__ import annotations

from dialogs.audits import completion
from dialogs.audits.audit import PersonId
from dialogs.conversation.cells import AUDITOR, cells_of, shown
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.views import Notice
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, listed

MOST_WORDS = 600
"""Characters of one answer; all of it stands in the audit."""
MOST_BYTES = 12_000
"""Of one message; what goes on after it is named."""


def sent_to_others(context: TurnContext) -> TurnContext:
    """With a message for each person whom the form sends a part of the audit to, and with what is said of it
    to whoever has submitted it."""
    parts = {part: None for q in context.whole.questions for part in q.summary_to}
    told: dict[PersonId, dict[str, Question]] = {}
    nobody: list[str] = []
    for part in parts:
        if part == "manager":
            continue  # who has the summary
        own = {q.id: q for q in context.whole.questions if part in q.summary_to and _told(context, q)}
        people = completion.holders(context.audit, part, context.turn.with_role)
        if own and not people:
            nobody.append(str(completion.role(part)).replace("_", " "))
        for person in people if own else ():
            told.setdefault(person, {}).update(own)
    for person, questions in told.items():
        text = _message(context, tuple(q for q in context.whole.questions if q.id in questions))
        context = context.notify(Notice(person, context.told, text=text))
    if told:
        context = context.say(_("What the form has for others goes to {names}.", names=context.names(told)))
    if nobody:
        context = context.say(
            _(
                "What the form has for the {roles} went to nobody, because nobody has that role. Tell your "
                "QA lead.",
                roles=listed(nobody, "and"),
            )
        )
    return context


def _message(context: TurnContext, questions: tuple[Question, ...]) -> str:
    head = _(
        "From the audit of {case} ({form}) by {names}, for you:",
        case=context.audit.case.reference,
        form=context.template.short_title,
        names=context.names(context.audit.auditors),
    )
    lines, left = [head], 0
    for question in questions:
        told = f"{name_of(question).rstrip('?. ')}: {_told(context, question)}".replace(": \n", ":\n", 1)
        if sum(len(line.encode()) for line in (*lines, told)) > MOST_BYTES:
            left += 1
        else:
            lines.append(told)
    if left:
        lines.append(_("{left} more answers stand in the audit. Ask its auditors for them.", left=left))
    return "\n\n".join(lines)


def _told(context: TurnContext, question: Question) -> str:
    """What was answered; empty where nothing was."""
    if question.kind.in_rows:
        rows = [_row(question, cells_of(row)) for row in context.audit.rows.get(question.id, ())]
        return "".join(f"\n{number}. {row}" for number, row in enumerate(rows, 1))
    answer = context.audit.answer(question.id)
    if answer is None or answer.removed or question.identity:
        return ""
    words = answer.passage.text if answer.passage is not None else ""
    return ". ".join(filter(None, (reads(question, answer), excerpt(words, MOST_WORDS))))


def _row(question: Question, cells: dict[str, str]) -> str:
    columns = (column for column in question.columns if column.filled_by == AUDITOR)
    told = ((column, shown(column, cells.get(column.id, ""))) for column in columns)
    return "; ".join(
        excerpt(value, MOST_WORDS) if first else f"{column.label.rstrip('?')}: {excerpt(value, MOST_WORDS)}"
        for first, (column, value) in ((n == 0, pair) for n, pair in enumerate(told))
        if value
    )
