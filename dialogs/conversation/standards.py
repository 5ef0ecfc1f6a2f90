"""The practice standards that a question is answered against, for whoever answers it."""

from __future__ import annotations

from dialogs.conversation.views import StandardView
from template_specs.model import Question, Template
from template_specs.sentences import _

LINE_BYTES = 160
"""Bytes of a line on a card besides its text."""


def standards_of(template: Template, question: Question) -> tuple[StandardView, ...]:
    """Each standard of `question` with its items; empty where its form names none."""
    return tuple(
        StandardView(standard.title, tuple(f"{item.id} {item.text}" for item in standard.items))
        for standard in template.standards_of(question)
    )


def weight(template: Template, question: Question) -> int:
    """Their size on a card, in bytes."""
    lines = [
        line for standard in standards_of(template, question) for line in (standard.title, *standard.items)
    ]
    return sum(len(line.encode()) + LINE_BYTES for line in lines) + (600 if lines else 0)


def titles(template: Template, question: Question) -> str:
    """For those who type: the standards by their titles; empty where there are none."""
    standards = standards_of(template, question)
    if not standards:
        return ""
    return "\n".join([heading(len(standards)), *(f"• {standard.title}" for standard in standards)])


def in_full(template: Template, question: Question) -> tuple[str, ...]:
    """For those who type, where the grade is challenged: each standard with its items, a block each."""
    return tuple(
        "\n".join(
            [_("Practice standard: {title}", title=standard.title), *(f"• {item}" for item in standard.items)]
        )
        for standard in standards_of(template, question)
    )


def heading(count: int) -> str:
    """ "Practice standards:"."""
    return _("Practice standard:") if count == 1 else _("Practice standards:")
