"""An audit and its blind second audit beside each other, for the QA lead and for those who did them."""

from __future__ import annotations

from dialogs.audits.audit import Audit
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.views import ComparedLine, ComparisonView
from dialogs.programme.comparison import agreed_in_words, stored
from template_specs.kinds import label
from template_specs.sentences import _


def comparison_view(context: TurnContext, first: Audit) -> ComparisonView:
    """`context`: of the second audit, which has been compared with `first`."""
    template, compared = context.template, stored(context.audit.compared)
    lines = []
    for one in compared:
        question = template.by_id.get(one.question)
        if question is not None:
            first_grade, second_grade = label(question, one.first), label(question, one.second)
            apart = one.apart(question) if one.first != one.second else 0
            lines.append(ComparedLine(name_of(question), first_grade, second_grade, apart))
    said = agreed_in_words(template, compared) or [_("Both audits have no grade in common.")]
    return ComparisonView(
        case=first.case.reference,
        form=template.short_title,
        first=context.names(first.auditors) if first.auditors else _("The first audit"),
        second=context.names(context.audit.auditors) if context.audit.auditors else _("The second audit"),
        lines=tuple(lines),
        said=tuple(said),
    )
