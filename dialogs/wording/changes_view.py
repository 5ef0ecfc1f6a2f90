"""The card on which a checker or moderator asks its auditors for changes, question by question."""

from __future__ import annotations

from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.sight import Full
from dialogs.conversation.views import ChangeLine, ChangesView


def changes_view(
    full: Full, *, problem: str = "", picked: str = "", remark: str = "", why: str = ""
) -> ChangesView:
    """The auditors' questions to pick from, and what is asked for so far; `picked`, `remark` and `why`: what
    stands in the boxes and is not kept yet."""
    context = full.scene
    first = context.template.stages[0].id
    asked = [q for q in context.whole.questions if context.template.stage_of(q).id == first]
    return ChangesView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        form=context.template.short_title,
        questions=tuple((q.id, _named(context, q.id)) for q in asked),
        remarks=tuple(
            ChangeLine(r.question, _named(context, r.question), r.passage) for r in context.audit.remarks
        ),
        problem=problem,
        picked=picked,
        remark=remark,
        why=why,
    )


def _named(context: TurnContext, id: str) -> str:
    """A question with its answer: "2.3 Chronology: Good"."""
    question = context.template.by_id.get(id)
    if question is None:
        return id
    answer = reads(question, context.audit.answer(id)) if not question.identity else ""
    return f"{name_of(question)}: {answer}" if answer else name_of(question)
