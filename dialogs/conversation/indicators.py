"""What good, and moving to outstanding, usually show at a question, for whoever grades it."""

from __future__ import annotations

from dialogs.conversation.views import LooksLikeView
from template_specs.model import Question, Template

LINE_BYTES = 20
"""Bytes of a line on a card besides its text."""
BUTTON_BYTES = 300
SET_BYTES = 120


def looks_like(template: Template, question: Question) -> tuple[LooksLikeView, ...]:
    """Each set of indicators of `question`, whole; empty where its form names none."""
    named = (template.indicators[name] for name in question.indicators if name in template.indicators)
    return tuple(LooksLikeView(own.subject, own.good, own.outstanding) for own in named)


def weight(template: Template, question: Question) -> int:
    """Their size on a card, in bytes."""
    guides = looks_like(template, question)
    lines = [line for guide in guides for line in (*guide.good, *guide.outstanding)]
    words = sum(len(line.encode()) + LINE_BYTES for line in lines)
    return words + SET_BYTES * len(guides) + BUTTON_BYTES if guides else 0
