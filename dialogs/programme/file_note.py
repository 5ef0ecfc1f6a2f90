"""A short note for the child's own file: that the case was audited, how it came out, and what is to be done.

None of the evidence goes into it, and nothing of what people said about each other: the audit is about
practice, and its record stays with the QA team.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import State
from dialogs.conversation.context import TurnContext
from dialogs.programme.given_grades import overall_grades
from dialogs.programme.recommended import recommended
from template_specs.dates import clock_day, uk_date
from template_specs.sentences import _
from template_specs.text import listed


@dataclass(frozen=True, slots=True)
class FileNote:
    """The note: names and values, and the actions with the columns' names first."""

    facts: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, ...], ...]


def file_note(context: TurnContext) -> FileNote | None:
    """The note of a completed audit; None of one that is not completed: its grade may still change."""
    audit, template, case = context.audit, context.template, context.audit.case
    if audit.state not in (State.SUBMITTED, State.FINAL) or audit.submitted_at is None:
        return None
    counts = [grade.label for grade in overall_grades(template, audit) if grade.counts]
    facts = (
        (_("Case"), case.reference),
        (_("What was done"), _("Case file audit ({form})", form=template.short_title)),
        (_("Theme"), case.theme),
        (_("Completed"), clock_day(audit.submitted_at)),
        (_("Audited by"), listed((context.name(person) for person in audit.auditors), "and")),
        (_("Overall grade"), counts[-1] if counts else ""),
    )
    return FileNote(tuple((name, value) for name, value in facts if value), _actions(context))


def _actions(context: TurnContext) -> tuple[tuple[str, ...], ...]:
    actions = [a for a in recommended(context.template, context.audit) if not a.cancelled]
    if not actions:
        return ()
    head = (_("What is to be done"), _("Who"), _("By when"), _("How far it is"))
    rows = (
        (
            action.cell("what"),
            action.cell("who"),
            uk_date(action.by_when) if action.by_when is not None else "",
            action.progress or (_("Done") if action.done else _("Open")),
        )
        for action in actions
    )
    return (head, *rows)
