"""Progress of an audit, for lists."""

from __future__ import annotations

from dialogs.audits.route import path_through
from dialogs.audits.stages import current
from dialogs.conversation.step import Step
from template_specs.model import Template


def progress_of(template: Template, step: Step) -> tuple[int, int] | None:
    """Answered and required questions of the stage that the audit is in after `step`; None where nothing
    happened."""
    if not step.events:
        return None
    stage = current(template, step.audit) or template.stages[-1]
    progress = path_through(template, step.audit).only(template.stage_ids[stage.id]).progress()
    return progress.answered, progress.total
