"""Rows by typing: none at all, or one cell of a saved row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialogs.audits.audit import Key
from dialogs.audits.permissions import Permission
from dialogs.conversation import gate
from dialogs.conversation.cells import cells_of, coming
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, standing
from dialogs.conversation.feature import Feature
from dialogs.conversation.position import page_in_hand, page_is_done
from dialogs.features import navigation
from dialogs.features.rows import SaveRow, row_number
from template_specs.kinds import Refusal, cell_label, clean, read_cell
from template_specs.sentences import _
from template_specs.text import within_sentence


@dataclass(frozen=True, slots=True)
class NoMoreRows(Command):
    """There are none, or no more, of these rows."""

    permission = Permission.WALK

    key: Key

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else NoMoreRows(gate.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ChangeCell(Command):
    """Type one cell of a saved row again."""

    permission = Permission.WALK

    key: Key
    """The row's."""
    column: str
    text: str
    revision: int = 0

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else replace(self, key=gate.UNKNOWN)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield self.key, self.text


def no_more(context: TurnContext, command: NoMoreRows) -> TurnContext:
    """Move on from the rows, and say how many there are."""
    question = context.template.by_id.get(command.key)
    if question is None or question.id not in context.route:
        return context.say(_("That is not yours to answer here."))
    count = len(context.audit.rows.get(question.id, ()))
    told = _("{count}, and no more.", count=count) if count else _("none.")
    context = context.with_conversation(
        passed=context.conversation.passed | {question.id}, pending=None, asked=""
    ).say(f"{name_of(question).rstrip('?. ')}: {told}")
    return navigation.go_on(context) if page_is_done(context, page_in_hand(context)) else context


def change_cell(context: TurnContext, command: ChangeCell) -> TurnContext:
    """The row saved with that cell changed; a cell that cannot be read leaves the row as it was."""
    row = standing(context, command.key)
    question = context.template.by_id.get(command.key.partition("/")[0])
    column = next((c for c in question.columns if c.id == command.column), None) if question else None
    if row is None or question is None or column is None:
        return context.say(_("That line is not there any more, so nothing was changed."))
    today = context.turn.today
    text = coming(column, read_cell(column, command.text, today), today) or command.text
    outcome = read_cell(column, text, today)
    if isinstance(outcome, Refusal):
        return context.replace(refused=True).say(outcome.sentence)
    happened = len(context.events)
    cells = {**cells_of(row), column.id: text}
    context = context.then(SaveRow(command.key, cells, command.revision))
    if len(context.events) == happened:
        return context
    shown = cell_label(column, outcome.text if outcome.clear is None else str(outcome.clear))
    number = row_number(context, command.key)
    return context.say(
        _(
            "Number {number}, {detail}: {shown}.",
            number=number,
            detail=within_sentence(column.label.rstrip("?")),
            shown=shown,
        )
    )


def retype(context: TurnContext, key: Key, column_id: str, text: str) -> TurnContext:
    """One cell typed again of the row that is under way; what cannot be read leaves it as it was."""
    question = context.template.by_id.get(key)
    column = next((c for c in question.columns if c.id == column_id), None) if question else None
    draft = context.conversation.drafts.get(key)
    if question is None or column is None or draft is None or not draft.words:
        return context.say(_("That line is not there any more, so nothing was changed."))
    today = context.turn.today
    text = coming(column, read_cell(column, text, today), today) or text
    outcome = read_cell(column, text, today)
    if isinstance(outcome, Refusal):
        return context.replace(refused=True).say(outcome.sentence)
    cells = {**json.loads(draft.words), column.id: clean(text)}
    changed = replace(draft, words=json.dumps(cells, ensure_ascii=False))
    context = context.with_conversation(drafts={**context.conversation.drafts, key: changed})
    shown = cell_label(column, outcome.text if outcome.clear is None else str(outcome.clear))
    return context.say(
        _(
            "{name}, the one under way, {column}: {shown}.",
            name=name_of(question).rstrip("?. "),
            column=within_sentence(column.label.rstrip("?")),
            shown=shown,
        )
    )


FEATURE = Feature(handlers={NoMoreRows: no_more, ChangeCell: change_cell})
