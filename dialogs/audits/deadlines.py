"""When the work in hand is due: an audit on its own day, a later stage as its form says, in working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from dialogs.audits.audit import Audit, State
from dialogs.audits.stages import current
from template_specs.dates import LOCAL
from template_specs.model import Stage, Template
from template_specs.workdays import after_working_days, first_start_due_on


def due_of(template: Template, audit: Audit) -> date | None:
    """The day by which the stage in hand is to be complete; None where it has none, or nothing is asked.

    A later stage's working days are counted from the day on which it began, in London.
    """
    stage = current(template, audit)
    if stage is None:
        return None
    if audit.state is not State.SUBMITTED:
        return audit.due
    return stage_due(stage, audit.stage_since)


def stage_due(stage: Stage, since: datetime | None) -> date | None:
    """The day by which a later stage that began at `since` is to be complete; None where it has none."""
    if since is None or not stage.working_days:
        return None
    return after_working_days(since.astimezone(LOCAL).date(), stage.working_days)


def overdue_since(stage: Stage, today: date) -> datetime:
    """Audits that came into `stage` before this are overdue on `today`; long ago where it has no deadline."""
    if not stage.working_days:
        return datetime.min.replace(year=1970, tzinfo=UTC)
    return midnight(first_start_due_on(today, stage.working_days))


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in London."""
    return datetime.combine(day, time(), LOCAL)
