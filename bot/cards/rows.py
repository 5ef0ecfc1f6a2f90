"""A question answered in rows (the actions): the rows there are, and the form for one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    choices,
    clean,
    clip,
    group,
    line,
    please_check,
    run,
    small,
)
from bot.cards.inputs import Box, field
from dialogs.conversation.views import CellView, QuestionView, RowView
from template_specs.amounts import with_unit
from template_specs.answer_types import Widget
from template_specs.sentences import _

CELL_BYTES = 300
ROWS_SHOWN = 6
"""Rows shown with their buttons; the read-back shows them all."""


def cells(shown: Sequence[CellView], most: int = CELL_BYTES) -> list[Element]:
    """The filled cells of a row, a paragraph each; empty ones are left out."""
    filled = [(cell.label, cell.value_label or cell.value) for cell in shown]
    return [
        line(run(f"{label.rstrip('?: ')}: ", isSubtle=True), run(clip(clean(value), most)), spacing="Small")
        for label, value in filled
        if value
    ]


def cell_fields(columns: Sequence[CellView], folded: frozenset[str] = frozenset()) -> list[Element]:
    """The boxes of a row form."""
    made: list[Element] = []
    for column in columns:
        id = f"c:{column.id}"
        label = column.label if column.required else _("{label} (optional)", label=column.label)
        if column.kind.widget is Widget.NUMBER:
            label = _(
                "{label}, {least} to {with_unit}",
                label=label,
                least=column.least,
                with_unit=with_unit(str(column.most), column.unit),
            )
        if column.where:
            label = _("{label} (only where {where})", label=label, where=column.where)
        made += field(
            Box(
                id,
                label,
                column.kind.widget,
                value=column.value,
                options=column.options or column.kind.options,
                limit=column.limit,
                least=column.least,
                most=column.most,
                example=column.kind.example,
                folded=id in folded,
            )
        )
    return made


def listed_rows(question: QuestionView, data: Mapping[str, Any], room: Budget) -> list[Element]:
    """The rows there are, the newest kept in sight, each with Edit and Remove."""
    shown = question.rows[-min(ROWS_SHOWN, room.items) :]
    hidden = len(question.rows) - len(shown)
    noun, most = noun_of(question), min(CELL_BYTES, room.quote)
    made = [_row(row, noun, row.key == question.editing, data, most) for row in shown]
    if hidden:
        first = _("Number 1 is") if hidden == 1 else _("Numbers 1 to {hidden} are", hidden=hidden)
        made.insert(0, small(_("To see all of them, press Review. {first} not shown here.", first=first)))
    if question.rows_wanted:
        made.insert(0, small(question.rows_wanted))
    if not question.rows:
        made += [small(_("None yet. Fill in the boxes to add the first one."))]
    return made


def row_form(
    question: QuestionView, data: Mapping[str, Any], folded: frozenset[str] = frozenset()
) -> list[Element]:
    """The boxes for a new row, or for the row being changed, with what was wrong in them."""
    changed = changed_row(question)
    noun = noun_of(question)
    if changed is None:
        target = {"item": question.key, "rev": question.revision}
        title = _("Add another {noun}", noun=noun) if question.rows else _("Add the first {noun}", noun=noun)
        buttons = [press(_("Add this {noun}", noun=noun), "row_save", {**data, **target})]
        if question.problem:  # begun and not saved
            buttons.append(press(_("Discard mine"), "drop", {**data, "item": question.key}))
    else:
        target = {"item": changed.key, "rev": changed.revision}
        title = (
            _("Change {called}", called=changed.called)
            if changed.called
            else _("Change {noun} {number}", noun=noun, number=changed.number)
        )
        buttons = [
            press(_("Save this change"), "row_save", {**data, **target}, primary=True),
            press(_("Leave it as it was"), "drop", {**data, "item": changed.key}),
        ]
    items = [bold(title), *cell_fields(question.columns, folded), choices(buttons)]
    if question.problem:
        items.insert(1, please_check(question.problem))
    return [group(items, "emphasis")]


def changed_row(question: QuestionView) -> RowView | None:
    """The row that the form changes; None when it adds one."""
    return next((row for row in question.rows if row.key == question.editing), None)


def noun_of(question: QuestionView) -> str:
    """What one row is called on a button."""
    return question.row_noun or _noun(question)


def _noun(question: QuestionView) -> str:
    return "action" if "action" in f"{question.key} {question.text}".casefold() else "entry"


def _row(row: RowView, noun: str, editing: bool, data: Mapping[str, Any], most: int) -> Element:
    items = [bold(row.called or f"{noun[:1].upper()}{noun[1:]} {row.number}"), *cells(row.cells, most)]
    if editing:
        items.append(small(_("Being changed below.")))
    else:
        edit = press(_("Edit"), "row_edit", {**data, "item": row.key})
        remove = press(_("Remove"), "row_remove", {**data, "item": row.key, "rev": row.revision})
        items.append(choices([edit, remove]))
    return group(items, separator=True)
