"""The actions that an audit recommends, and what has become of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.audits.audit import Answer, Audit, Key
from dialogs.audits.route import iso, path_through
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
    done: bool
    """The review names the last step of the form's progress; where the form has none, it was reviewed."""
    reviewed: bool

    def overdue(self, today: date) -> bool:
        """Its day is past and it is not done."""
        return self.by_when is not None and self.by_when < today and not self.done

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
        _action(question, row)
        for question in template.with_part(Part.ACTIONS)
        if question.id in route
        for row in audit.rows.get(question.id, ())
    )


def first_asked(audit: Audit, key: Key) -> datetime | None:
    """When the action was first written down."""
    answers = audit.history.get(key, ())
    return answers[0].at if answers else None


def _action(question: Question, row: Answer) -> RecommendedAction:
    cells = cells_of(row)
    columns = {column.part: column for column in question.columns if column.part}
    progress, day = columns.get("progress"), columns.get("by_when")
    reviewed = any(cells.get(c.id) for c in question.columns if c.filled_by != AUDITOR)
    code = cells.get(progress.id, "") if progress is not None else ""
    steps = progress.options if progress is not None else ()
    done = code == steps[-1].code if steps else reviewed
    return RecommendedAction(
        row.key,
        question,
        row,
        cells,
        iso(cells.get(day.id, "")) if day is not None else None,
        shown(progress, code) if progress is not None else "",
        code,
        done,
        reviewed,
    )
