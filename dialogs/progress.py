"""How far an audit is, for lists."""

from __future__ import annotations

from dialogs.route import path_through
from dialogs.step import Step
from template_specs.model import Template


def progress_of(template: Template, step: Step) -> tuple[int, int] | None:
    """Answered and required questions after `step`; None where it changed no answer."""
    if not step.happened:
        return None
    progress = path_through(template, step.audit).progress()
    return progress.answered, progress.total
