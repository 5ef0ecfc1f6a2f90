"""Rows as they are typed: cell by cell, or several cells in one message."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from dialogs.audits.events import EventKind
from dialogs.conversation.cells import _columns, asked_in_row, begun, coming
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.pending import AwaitingCell
from dialogs.conversation.saves import row_in_words
from dialogs.conversation.state import Draft
from dialogs.features.rows import SaveRow, keep_row, save_row
from template_specs.answer_types import flat
from template_specs.kinds import Refusal, cell_label, clean, read_cell
from template_specs.model import Column, Question
from template_specs.sentences import _

SHORT = 60
"""Characters: a typed cell no longer than this is not kept when it is refused; it stands in the chat."""


def type_row(context: TurnContext, question: Question, parts: Iterable[tuple[str, str]]) -> TurnContext:
    """Several cells of one message, each (column, text), in as many rows as they fill; then read back."""
    for column, text in parts:
        told, happened = context.said, len(context.events)
        context = type_cell(context, question, text, column)
        if context.refused:
            return context
        row = next((e.key for e in context.events[happened:] if e.what is EventKind.ANSWERED), "")
        answer = context.audit.answer(row) if row else None
        if answer is not None:
            context = context.replace(said=(*told, context.said[-1])).say(
                f"{row_in_words(question, answer)}."
            )
        else:
            context = context.replace(said=told)
    left = begun(context, question)
    if left is None:
        return context
    have = "; ".join(
        f"{c.label.rstrip('?: ')}: {cell_label(c, left.cells[c.id])}"
        for c in _columns(question)
        if left.cells.get(c.id)
    )
    return context.say(_("{name}: noted. {have}.", name=name_of(question).rstrip("?. "), have=have))


def type_cell(context: TurnContext, question: Question, text: str, column_id: str = "") -> TurnContext:
    """One typed cell, of the column that is asked for unless another is named; then the next is asked, and
    after the last the row is saved."""
    columns = _columns(question)
    pending = begun(context, question) or AwaitingCell(question.id, columns[0].id)
    column = next((c for c in columns if c.id == (column_id or pending.column)), columns[0])
    if not text and not column.required:
        return _filled(context, question, pending, column, "")
    outcome = read_cell(column, text, context.turn.today)
    text = coming(column, outcome, context.turn.today) or text
    outcome = read_cell(column, text, context.turn.today)
    if isinstance(outcome, Refusal):
        context = context.with_conversation(pending=pending).replace(refused=True).say(outcome.sentence)
        if len(text) <= SHORT:
            return context
        cells = {**pending.cells, column.id: clean(text)}
        return keep_row(context, question.id, cells, outcome.sentence, say=False)
    if column.kind.of_time and outcome.clear is not None:  # said back in full, however it was typed
        context = context.say(f"{column.label.rstrip('?')}: {cell_label(column, flat(outcome.clear))}.")
    return _filled(context, question, pending, column, clean(text))


def skip_cell(context: TurnContext, question: Question) -> TurnContext | None:
    """The column asked for is left empty, where it may be.

    None where nothing is asked, where it is needed, and where words wait in it that were refused: those are
    kept for their writer.
    """
    pending = begun(context, question)
    column = next((c for c in _columns(question) if pending and c.id == pending.column), None)
    if pending is None or column is None or column.required or pending.cells.get(column.id):
        return None
    return _filled(context, question, pending, column, "")


def _filled(
    context: TurnContext, question: Question, pending: AwaitingCell, column: Column, text: str
) -> TurnContext:
    columns = _columns(question)
    filled = {**pending.cells, column.id: text}
    asked = asked_in_row(context, question, filled)
    draft = context.conversation.drafts.get(question.id)
    touched = {*(json.loads(draft.words) if draft is not None and draft.words else ()), column.id}
    passed = {c.id for c in columns[: columns.index(column)]} & touched
    later = [c for c in asked if c != column and c.id not in passed and not filled.get(c.id)]
    if later:
        # Kept like anything else unsaved: the card shows it, and turning to something else loses nothing.
        draft = Draft(
            _("You had begun this one. Fill in the rest and add it, or discard it."),
            words=json.dumps(filled, ensure_ascii=False),
        )
        context = context.with_conversation(
            pending=replace(pending, column=later[0].id, cells=filled),
            drafts={**context.conversation.drafts, question.id: draft},
        )
        return context.say(_("{rstrip}: noted.", rstrip=column.label.rstrip("?")) if text else "")
    return save_row(context, SaveRow(question.id, filled))
