"""The cells of a row, as they are stored and as they are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dialogs.audits.audit import Answer, Key
from dialogs.audits.route import look_through
from dialogs.conversation.context import TurnContext
from dialogs.conversation.pending import AwaitingCell
from template_specs.condition_words import explained
from template_specs.conditions import holds
from template_specs.kinds import Refusal, Value, cell_label, columns_by_id, read_cell
from template_specs.model import Column, Question

AUDITOR = "auditor"


def cells_of(answer: Answer) -> dict[str, str]:
    """All cells of a row, stored form."""
    clear = answer.value if isinstance(answer.value, dict) else {}
    return {**clear, **(json.loads(_words(answer)) if _words(answer) else {})}


def shown(column: Column, value: str) -> str:
    """A stored cell as people read it."""
    return cell_label(column, value) if value else ""


def begun(context: TurnContext, question: Question) -> AwaitingCell | None:
    """The row being typed: under way, or left and taken up again at its first column that is not in order."""
    pending = context.conversation.pending
    cells = _held(context, question.id)
    if isinstance(pending, AwaitingCell) and pending.key == question.id:
        return replace(pending, cells=cells)
    draft = context.conversation.drafts.get(question.id)
    if draft is None:
        return None
    asked = json.loads(draft.words) if draft.words else {}
    columns = asked_in_row(context, question, cells)
    for column in columns:
        outcome = read_cell(column, cells.get(column.id, ""), context.turn.today)
        if column.id not in asked or isinstance(outcome, Refusal):
            return AwaitingCell(question.id, column.id, cells)
    return AwaitingCell(question.id, columns[-1].id, cells)


def asked_in_row(context: TurnContext, question: Question, cells: Mapping[str, str]) -> list[Column]:
    """The columns that a row with these cells asks the auditor for."""
    seen = look_through(context.template, context.audit)
    in_row: dict[str, object] = {}
    asked = []
    for column in _columns(question):
        if not holds(column.when, lambda name: in_row.get(name) if "/" in name else seen(name)):
            continue
        asked.append(column)
        outcome = read_cell(column, cells.get(column.id, ""), context.turn.today)
        if isinstance(outcome, Value):
            held = outcome.clear if outcome.clear is not None else outcome.text or None
            in_row[f"{question.id}/{column.id}"] = column.kind.compared(held)
    return asked


def only_where(question: Question, column: Column, questions: Mapping[str, Question]) -> str:
    """When a row asks for `column`, in words ("Kind is Other"); empty where it always does."""
    return "" if column.when is None else explained(column.when, {**questions, **columns_by_id(question)})


def cell_asked(context: TurnContext, question: Question) -> Column:
    """The column that is asked for next in a typed row."""
    columns = _columns(question)
    pending = begun(context, question)
    return next((c for c in columns if pending and c.id == pending.column), columns[0])


def coming(column: Column, outcome: Value | Refusal, today: date) -> str:
    """The day to come that a cell means which lacks its year, in ISO form; empty where there is not one."""
    if not isinstance(outcome, Refusal) or column.not_future:
        return ""
    ahead = [day for day in outcome.maybe if day >= today.isoformat()]
    return ahead[0] if len(ahead) == 1 else ""


def _held(context: TurnContext, key: Key) -> dict[str, str]:
    """The filled cells of a row kept as a draft."""
    draft = context.conversation.drafts.get(key)
    cells: dict[str, str] = json.loads(draft.words) if draft is not None and draft.words else {}
    return {column: cell for column, cell in cells.items() if cell}


def _columns(question: Question) -> list[Column]:
    return [c for c in question.columns if c.filled_by == AUDITOR]


def _words(answer: Answer) -> str:
    return answer.passage.text if answer.passage is not None else ""
