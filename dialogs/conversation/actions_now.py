"""The actions that an audit recommends, each as it stands now."""

from __future__ import annotations

from dialogs.audits import actions
from dialogs.audits.actions import Standing, Status
from dialogs.audits.audit import Answer, Audit, Key
from dialogs.audits.route import iso
from dialogs.conversation.cells import AUDITOR, cells_of
from template_specs.model import Column, Part, Question, Template


def rows_of(template: Template, audit: Audit) -> tuple[Answer, ...]:
    """The rows of the actions that have not been taken out, in order."""
    return tuple(row for q in template.with_part(Part.ACTIONS) for row in audit.rows.get(q.id, ()))


def question_of(template: Template, key: Key) -> Question | None:
    """The question whose row `key` is, where it asks for actions."""
    question = template.by_id.get(key.partition("/")[0])
    asks = question is not None and question.part is Part.ACTIONS and "/" in key
    return question if asks else None


def standing_of(template: Template, audit: Audit, key: Key) -> Standing | None:
    """How the action under `key` stands; None where there is none, or it was taken out."""
    question, answer = question_of(template, key), audit.answer(key)
    if question is None or answer is None or answer.removed:
        return None
    cells = cells_of(answer)
    day = column_of(question, "by_when")
    due = iso(cells.get(day.id, "")) if day is not None else None
    return actions.standing(audit, key, due, row_status(question, cells))


def standings(template: Template, audit: Audit) -> tuple[Standing, ...]:
    """Every action of the audit, in order."""
    found = (standing_of(template, audit, row.key) for row in rows_of(template, audit))
    return tuple(one for one in found if one is not None)


def row_status(question: Question, cells: dict[str, str]) -> Status:
    """How far an action is by its row alone: by the form's own progress, or whether it was reviewed."""
    progress = column_of(question, "progress")
    if progress is None or not progress.options:
        reviewed = any(cells.get(c.id) for c in question.columns if c.filled_by != AUDITOR)
        return Status.DONE if reviewed else Status.OPEN
    codes = [option.code for option in progress.options]
    code = cells.get(progress.id, "")
    if code == codes[-1]:
        return Status.DONE
    return Status.UNDER_WAY if code in codes[1 if len(codes) > 2 else 0 : -1] else Status.OPEN


def column_of(question: Question, part: str) -> Column | None:
    """The column that is "what", "who", "by_when" or "progress"."""
    return next((c for c in question.columns if c.part == part), None)


def words_in(template: Template, audit: Audit, key: Key, part: str) -> str:
    """What the row says under "what" or "who"; empty where it says nothing."""
    question, answer = question_of(template, key), audit.answer(key)
    column = column_of(question, part) if question is not None else None
    return cells_of(answer).get(column.id, "") if column is not None and answer is not None else ""
