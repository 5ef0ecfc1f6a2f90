"""Rows: actions and the like, added, changed and taken out one by one; typed column by column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from dialogs.audits.audit import Answer, Key
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation import gate
from dialogs.conversation.card_data import CardData
from dialogs.conversation.cells import (
    _columns,
    _held,
    _words,
    cells_of,
)
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, standing
from dialogs.conversation.drafts import CELL_BYTES, LATE, apart, in_box, without
from dialogs.conversation.feature import Feature
from dialogs.conversation.pending import AwaitingCell
from dialogs.conversation.row_names import has_no_section_left, row_called
from dialogs.conversation.row_reading import read_row, split_cells
from dialogs.conversation.state import Draft
from template_specs.dates import clock
from template_specs.kinds import clean
from template_specs.model import Column, Question
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class SaveRow(Command):
    """A row added (`key` is the question's id) or changed (`key` is the row's)."""

    permission = Permission.WALK
    settles = True
    verbs = ("row_save",)
    saves_page = True

    key: Key
    cells: Mapping[str, str]
    revision: int = 0

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), data.cells(), data.number("rev"))

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else replace(self, key=gate.UNKNOWN)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield from ((self.key, text) for text in self.cells.values() if text)

    def keep_back(self, context: TurnContext) -> TurnContext | None:
        return _keep_back(context, self)


@dataclass(frozen=True, slots=True)
class RemoveRow(Command):
    """A row taken out; its history stays."""

    permission = Permission.WALK
    settles = True
    verbs = ("row_remove",)
    saves_page = True

    key: Key
    revision: int = 0

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), data.number("rev"))

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else replace(self, key=gate.UNKNOWN)


def save_row(context: TurnContext, command: SaveRow) -> TurnContext:
    """A row added or changed.  Faulty cells keep the whole row as a draft, each reason named."""
    question = _question(context, command.key)
    if question is None:
        return context.say(_("That row is not yours to fill in here, so nothing was saved."))
    columns = _columns(question)
    at = context.audit.answer(command.key) if "/" in command.key else None
    cells = _cells(context, command, columns, at)
    if at is None and _is_blank(columns, cells):
        if (
            question.id in context.conversation.drafts
        ):  # emptied, or sent by a card from before the row was begun
            return context.copy_all(apart(context, question.id))
        return context.say(_("Nothing is filled in yet. Write the action first, then press Add."))
    read = read_row(context, question, cells, at)
    key = command.key if at is not None else _new_key(context, question, read)
    current = context.audit.answer(key)
    if current is not None and at is None:
        return without(context, command.key).with_conversation(
            editing=""
        )  # the same press again: it stands already
    if _untouched(context, command, columns, read):
        return without(context, command.key).with_conversation(editing="", pending=None)
    kept_at = command.key if at is not None else question.id
    if question.id not in context.route:
        return keep_row(
            context, kept_at, cells, _("This is not asked any more, because of an earlier answer.")
        )
    if isinstance(read, str):
        return keep_row(context, kept_at, cells, read)
    if current is None and has_no_section_left(context.template, context.audit, question):
        return keep_row(context, kept_at, cells, _used_up(question))
    if current is None and 0 < question.most_rows <= len(context.audit.rows.get(question.id, ())):
        return keep_row(context, kept_at, cells, _full(question))
    if current is not None and current.removed:
        return keep_row(
            context,
            command.key,
            cells,
            _("This row was taken out after you opened it. What you wrote is kept."),
        )
    if current is not None and command.revision < current.revision and _own(current, columns) != read:
        who = context.name(current.by)
        why = _(
            "{who} changed this row at {clock}. What you wrote is kept here.",
            who=who,
            clock=clock(current.at),
        )
        return keep_row(context, command.key, cells, why)
    if current is None or _own(current, columns) != read:
        clear, words = split_cells(columns, read, current)
        context = context.record(EventKind.ANSWERED, key, clear, words)
    begun_elsewhere = at is None and _being_typed(context, question, cells)
    if not begun_elsewhere:
        context = without(context, kept_at).with_conversation(pending=None)
    context = context.with_conversation(editing="")
    return context.say(_("{name_of}: {row} is saved.", name_of=name_of(question), row=row_name(context, key)))


def _keep_back(context: TurnContext, command: SaveRow) -> TurnContext:
    """Keep a row given on an audit that takes no answers now; a form nobody touched holds nothing."""
    question = _question(context, command.key)
    if question is None:
        return context
    columns = _columns(question)
    at = context.audit.answer(command.key) if "/" in command.key else None
    cells = _cells(context, command, columns, at)
    if _is_blank(columns, cells) or _untouched(
        context, command, columns, read_row(context, question, cells, at)
    ):
        return context
    return keep_row(context, command.key if at is not None else question.id, cells, LATE)


def remove_row(context: TurnContext, command: RemoveRow) -> TurnContext:
    """A row taken out; the trail keeps it."""
    answer = standing(context, command.key)
    question = _question(context, command.key)
    if answer is None or question is None:
        return context.say(_("This row is already taken out."))
    if question.id not in context.route:
        return context.say(
            _("This is not asked any more, because of an earlier answer. The row stays as it was.")
        )
    if command.revision < answer.revision:
        return context.say(
            _(
                "{name} changed this row at {clock}. Look again before you take it out.",
                name=context.name(answer.by),
                clock=clock(answer.at),
            )
        )
    row = row_name(context, command.key)
    context = without(
        context.record(EventKind.ROW_REMOVED, command.key, answer.value, _words(answer)), command.key
    )
    return context.with_conversation(editing="").say(
        _("{name_of}: {row} is taken out.", name_of=name_of(question), row=row)
    )


def _full(question: Question) -> str:
    return _(
        "{rstrip} takes {most_rows}, and has them all. Change one, or take one out, before you add this.",
        rstrip=name_of(question).rstrip("?"),
        most_rows=question.most_rows,
    )


def _used_up(question: Question) -> str:
    return _(
        "{rstrip}: so many were added and taken out that the form has no section left for another. Change "
        "one that stands instead.",
        rstrip=name_of(question).rstrip("?"),
    )


def row_name(context: TurnContext, key: Key) -> str:
    """What a reply calls the row: "number 2", or "Child B" where a section is asked for each."""
    called = row_called(context.template, context.audit, key)
    return called or _("number {number}", number=row_number(context, key))


def row_number(context: TurnContext, key: Key) -> int:
    """The row's place among those standing, from 1."""
    rows = context.audit.rows.get(key.partition("/")[0], ())
    return next((n for n, row in enumerate(rows, 1) if row.key == key), len(rows) + 1)


def _question(context: TurnContext, key: Key) -> Question | None:
    question = context.template.by_id.get(key.partition("/")[0])
    return question if question is not None and question.kind.in_rows else None


def _cells(
    context: TurnContext, command: SaveRow, columns: list[Column], current: Answer | None
) -> dict[str, str]:
    """The cells as they came.  What the card did not send, or sent as it had cut it, is as it was."""
    held = _held(context, command.key)
    stood = held or (cells_of(current) if current is not None else {})
    cells = {}
    for column in columns:
        kept = held.get(column.id, "")
        raw = clean(command.cells.get(column.id, stood.get(column.id, "")))
        cut = in_box(kept, CELL_BYTES)
        cells[column.id] = kept if cut != kept and raw == clean(cut) else raw
    return cells


def _is_blank(columns: list[Column], cells: Mapping[str, str]) -> bool:
    """Whether nobody has filled in anything; a tick that is left off comes as "no"."""
    return all(cells.get(c.id, "") in ("", c.kind.untouched) for c in columns)


def _own(answer: Answer, columns: list[Column]) -> dict[str, str]:
    cells = cells_of(answer)
    return {c.id: cells[c.id] for c in columns if cells.get(c.id)}


def _untouched(
    context: TurnContext, command: SaveRow, columns: list[Column], read: dict[str, str] | str
) -> bool:
    answers = context.audit.history.get(command.key, ())
    if not 0 < command.revision <= len(answers) or command.key in context.conversation.drafts:
        return False
    return _own(answers[command.revision - 1], columns) == read


def _new_key(context: TurnContext, question: Question, read: dict[str, str] | str) -> Key:
    # The token of the card or message names the row: pressed twice, it is added once.
    key = f"{question.id}/{context.turn.token or context.turn.fresh_id()}"
    standing_there = context.audit.history.get(key)
    if standing_there and _own(standing_there[0], _columns(question)) != read:
        return f"{question.id}/{context.turn.fresh_id()}"  # something else written on the same card
    return key


def _being_typed(context: TurnContext, question: Question, cells: Mapping[str, str]) -> bool:
    """Whether another row of this question is half typed: the card that was pressed does not show it."""
    pending = context.conversation.pending
    if context.turn.typed or not isinstance(pending, AwaitingCell) or pending.key != question.id:
        return False
    return any(cell not in cells.get(column, "") for column, cell in _held(context, question.id).items())


def keep_row(
    context: TurnContext, key: Key, cells: Mapping[str, str], why: str, *, say: bool = True
) -> TurnContext:
    """Keep a row that cannot be saved as a draft, with the reason."""
    question = _question(context, key)
    if question is not None and key == question.id and _being_typed(context, question, cells):
        typed = _held(context, key)
        cells = {c: "\n".join(filter(None, (typed.get(c), cell))) for c, cell in cells.items()}
    if any(in_box(cell, CELL_BYTES) != cell for cell in cells.values()):
        why = _("{why} The box shows its beginning; all of it is in this chat.", why=why)
    draft = Draft(why, words=json.dumps(dict(cells), ensure_ascii=False))
    editing = key if standing(context, key) is not None else ""
    context = context.with_conversation(drafts={**context.conversation.drafts, key: draft}, editing=editing)
    return context.replace(refused=True).say(why if say else "")


FEATURE = Feature(handlers={SaveRow: save_row, RemoveRow: remove_row})
