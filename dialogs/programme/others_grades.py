"""What others than its auditors gave for an audit, for its document: the members of its panels, and whoever
did a blind second audit; each for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.context import TurnContext, number_of
from dialogs.programme.comparison import stored
from template_specs.dates import moment
from template_specs.kinds import label
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One grade of the overall judgement or of an area, as a fact of its own."""

    question: str
    given_as: str
    grade: str
    by: str
    at: str
    counts: bool
    why: str = ""
    code: str = ""
    """How it was given, as `GivenAs`."""


def panel_grades(context: TurnContext) -> Iterator[GradeLine]:
    """The grades of every closed panel that the reader may see, in the order in which they were given."""
    audit, me = context.audit, context.turn.actor
    leads = allowed(me, Permission.NAME_PANEL, audit, context.asked)
    seen = allowed(me, Permission.SEE_PANEL, audit, context.asked)
    for panel in audit.panels if seen else ():
        for grade in panel.given if panel.closed_at is not None and (leads or me.id in panel.members) else ():
            question = context.template.by_id.get(grade.question)
            if question is None:
                continue
            given = label(question, grade.grade)
            stands = panel.grades_of(grade.by).get(grade.question) is grade
            yield GradeLine(
                f"{number_of(question)} {question.name}".strip(),
                _("On a panel, and led it") if grade.by == panel.lead else _("On a panel"),
                given if stands else _("{grade}, then changed", grade=given),
                context.name(grade.by),
                moment(grade.at),
                counts=False,
                why=grade.why.text,
            )


def compared_grades(context: TurnContext) -> tuple[tuple[str, ...], ...]:
    """What this audit and the other one of the case both graded."""
    audit, template = context.audit, context.template
    if not audit.compared or not allowed(context.turn.actor, Permission.COMPARE, audit, context.asked):
        return ()
    rows = []
    for both in stored(audit.compared):
        question = template.by_id.get(both.question)
        if question is not None:
            apart = both.apart(question)
            far = "" if apart is None else str(apart)
            name = f"{number_of(question)} {question.name}".strip()
            rows.append((name, label(question, both.first), label(question, both.second), far))
    return ((_("Question"), _("First audit"), _("Second audit"), _("Steps apart")), *rows) if rows else ()
