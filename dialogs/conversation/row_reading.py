"""Reads the cells of a row as they are stored, and says every reason why they cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dialogs.audits.audit import Answer
from dialogs.conversation.cells import _columns, asked_in_row, cells_of, only_where
from dialogs.conversation.context import TurnContext
from template_specs.answer_types import flat
from template_specs.kinds import Refusal, read_cell
from template_specs.model import Column, Question
from template_specs.sentences import _


def read_row(
    context: TurnContext, question: Question, cells: Mapping[str, str], stood: Answer | None = None
) -> dict[str, str] | str:
    """The auditor's cells of a row as they are stored, or every reason why not; `stood`: the row as it is."""
    asked = asked_in_row(context, question, cells)
    faults = [
        _(
            "{rstrip} is only for where {only_where}: empty it, or change that.",
            rstrip=column.label.rstrip("?: "),
            only_where=only_where(question, column, context.template.by_id),
        )
        for column in _columns(question)
        if column not in asked and cells.get(column.id, "") not in ("", column.kind.untouched)
    ]
    read = read_cells(asked, cells, context, stood)
    if not faults:
        return read
    return " ".join([*faults, read] if isinstance(read, str) else faults)


def read_cells(
    columns: list[Column], cells: Mapping[str, str], context: TurnContext, stood: Answer | None = None
) -> dict[str, str] | str:
    """Cells as they are stored (codes and ISO dates where clear), or every reason why not.

    One that the row `stood` already holds was read when it was given: a day may be over by now.
    """
    before = cells_of(stood) if stood is not None else {}
    read: dict[str, str] = {}
    faults: list[str] = []
    for column in columns:
        raw = cells.get(column.id, "")
        if not raw:
            if column.required:
                faults.append(_("{label} is still empty.", label=column.label))
            continue
        if raw == before.get(column.id):
            read[column.id] = raw
            continue
        outcome = read_cell(column, raw, context.turn.today)
        if isinstance(outcome, Refusal):
            faults.append(outcome.sentence)
        else:
            read[column.id] = outcome.text if outcome.clear is None else flat(outcome.clear)
    return " ".join(faults) if faults else read


def split_cells(
    columns: list[Column], cells: Mapping[str, str], current: Answer | None
) -> tuple[dict[str, str], str]:
    """A row for the trail: the cells kept in clear, so that reports can count them, and the written ones as
    JSON; others' columns stay."""
    merged = cells_of(current) if current else {}
    for column in columns:
        merged.pop(column.id, None)
    merged |= cells
    in_clear = {c.id for c in columns if not c.kind.in_words}
    if current is not None and isinstance(current.value, dict):
        in_clear |= current.value.keys() - {c.id for c in columns}
    clear = {k: v for k, v in merged.items() if k in in_clear}
    return clear, json.dumps({k: v for k, v in merged.items() if k not in in_clear}, ensure_ascii=False)
