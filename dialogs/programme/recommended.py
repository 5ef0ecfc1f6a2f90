"""The actions that an audit recommends, and what has become of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.audits.actions import Standing, Status, standing
from dialogs.audits.audit import Answer, Audit, Key
from dialogs.audits.route import path_through
from dialogs.conversation.actions_now import column_of, standing_of
from dialogs.conversation.cells import AUDITOR, cells_of, shown
from template_specs.model import Column, Part, Question, Template


@dataclass(frozen=True, slots=True)
class RecommendedAction:
    """One action that stands."""

    key: Key
    question: Question
    row: Answer
    """The newest answer under its key, a manager's review included."""
    cells: Mapping[str, str]
    """By the id of the column, as they are stored."""
    by_when: date | None
    progress: str
    """The option that the review names, in words; empty where it names none."""
    progress_code: str
    """Its code."""
    standing: Standing
    """How it stands: by the review, and by what was said of it since."""
    reviewed: bool

    @property
    def done(self) -> bool:
        """Somebody has said that it is done: in the review, or on its card."""
        return self.standing.status in (Status.DONE, Status.VERIFIED)

    @property
    def cancelled(self) -> bool:
        """It is not to be done."""
        return self.standing.status is Status.CANCELLED

    def overdue(self, today: date) -> bool:
        """Its day is past and it is not done."""
        return self.standing.status.is_open and self.by_when is not None and self.by_when < today

    def cell(self, part: str) -> str:
        """The cell of the column that is "what", "who" or "by_when", as people read it."""
        return next((self.shown(c) for c in self.question.columns if c.part == part), "")

    def shown(self, column: Column) -> str:
        """A cell as people read it; empty where nothing was filled in."""
        return shown(column, self.cells.get(column.id, ""))


def recommended(template: Template, audit: Audit) -> tuple[RecommendedAction, ...]:
    """The actions of the questions that the form says are for actions, while these are asked."""
    route = path_through(template, audit)
    return tuple(
        _action(template, audit, question, row)
        for question in template.with_part(Part.ACTIONS)
        if question.id in route
        for row in audit.rows.get(question.id, ())
    )


def first_asked(audit: Audit, key: Key) -> datetime | None:
    """When the action was first written down."""
    answers = audit.history.get(key, ())
    return answers[0].at if answers else None


def _action(template: Template, audit: Audit, question: Question, row: Answer) -> RecommendedAction:
    cells = cells_of(row)
    progress = column_of(question, "progress")
    reviewed = any(cells.get(c.id) for c in question.columns if c.filled_by != AUDITOR)
    code = cells.get(progress.id, "") if progress is not None else ""
    stands = standing_of(template, audit, row.key) or standing(audit, row.key, None, Status.OPEN)
    return RecommendedAction(
        row.key,
        question,
        row,
        cells,
        stands.due,
        shown(progress, code) if progress is not None else "",
        code,
        stands,
        reviewed,
    )
