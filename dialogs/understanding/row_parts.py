"""A whole row in one message: "Ring the school; Jo Whitfield; 5 June", or its parts under their names.

Where it can be nothing else it is taken as the row, and read back.  Where it may as well be the words of one
part it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.conversation.cells import AUDITOR, asked_in_row, begun, cell_asked, coming
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.features.choices import LEAVE
from dialogs.features.clarification import AskMeaning
from dialogs.features.save_page import SavePage
from dialogs.understanding import holding
from dialogs.understanding.speech import line_of
from template_specs.kinds import Refusal, cell_label, read_cell
from template_specs.model import Column, Question
from template_specs.sentences import _
from template_specs.text import excerpt, within_sentence

LONGEST_NAME = 5
"""Words: whoever does something is named in no more."""
MOST_LINES = 12
"""Rows in one message; a longer one is an account, with lines of its own."""

_BETWEEN_PARTS = (r"\s*[\t|]\s*", r"\s*;\s*", r"\s*\n\s*")
"""What stands between the parts of a row, and seldom inside one."""
_INSIDE_TOO = (r"\s+[-–—]+\s+", r"\s*,\s*")
"""What may stand between the parts, and as well inside one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What was typed for one part of a row."""

    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as it may have been meant."""

    cells: tuple[Cell, ...]
    sure: bool
    """It can be nothing else."""


def whole_row(context: TurnContext, question: Question, words: str) -> SavePage | AskMeaning | None:
    """The row, or several on lines of their own, that `words` are; the question whether they are one; or
    None, where they are the one part that was asked for."""
    lines = [line for line in words.splitlines() if line.strip()]
    if 1 < len(lines) <= MOST_LINES and begun(context, question) is None:
        rows = [_reading(context, question, line) for line in lines]
        if all(row is not None and row.sure for row in rows):
            return SavePage(tuple(g for row in rows if row is not None for g in _given(question, row)))
    row = _reading(context, question, words)
    if row is None:
        return None
    if row.sure:
        return SavePage(_given(question, row))
    told = "; ".join(
        f"{cell.column.label.rstrip('?: ')}: {excerpt(_shown(context, cell), 60)}" for cell in row.cells
    )
    first = cell_asked(context, question)
    why = _(
        "{name}: is that a whole line, with its parts? {told}.",
        name=name_of(question).rstrip("?. "),
        told=told,
    )
    all_of_it = _("No, all of it is the {part}", part=within_sentence(first.label.rstrip("?: ")))
    choices = (
        Choice(_("Yes, save it so"), _given(question, row)),
        Choice(all_of_it, (Given(question.id, words),)),
        LEAVE,
    )
    return AskMeaning(words, why, choices)


def _given(question: Question, row: Reading) -> tuple[Given, ...]:
    return tuple(Given(question.id, cell.text, cell.column.id) for cell in row.cells)


def _shown(context: TurnContext, cell: Cell) -> str:
    outcome = read_cell(cell.column, cell.text, context.turn.today)
    if isinstance(outcome, Refusal) or not cell.text:
        return cell.text
    return cell_label(cell.column, outcome.text if outcome.clear is None else str(outcome.clear))


def _reading(context: TurnContext, question: Question, words: str) -> Reading | None:
    labelled = _labelled(context, question, words)
    if labelled is not None:
        return labelled
    under_way = begun(context, question)
    held = dict(under_way.cells) if under_way is not None else {}
    for between in (*_BETWEEN_PARTS, *_INSIDE_TOO):
        cells = _in_order(context, question, held, words.strip().rstrip(";|\t"), between)
        reading = None if cells is None else _judged(context, question, held, cells, between)
        if reading is not None:
            return reading
    return None


def _judged(
    context: TurnContext, question: Question, held: Mapping[str, str], cells: Sequence[Cell], between: str
) -> Reading | None:
    """Whether the parts are a row, which `cells` says where each would go."""
    first, *others = cells
    read = [cell for cell in others if cell.text and not cell.column.kind.in_words]  # a day, a figure, a yes
    names = [cell for cell in others if _is_name(cell.column)]
    after = {**held, **{cell.column.id: cell.text for cell in cells}}
    whole = all(after.get(c.id) for c in asked_in_row(context, question, after) if c.required)
    if between in _BETWEEN_PARTS:
        if read:
            return Reading(tuple(cells), sure=True)
        return Reading(tuple(cells), sure=False) if names or whole else None
    if not read or not (names or whole or _is_name(first.column)):
        return None
    # A name has no day in it: "Jo Whitfield, 5 June" is two parts, and "ring the school, by Friday" is one.
    return Reading(tuple(cells), sure=not first.column.kind.free_text)


def _in_order(
    context: TurnContext, question: Question, held: Mapping[str, str], words: str, between: str
) -> list[Cell] | None:
    """Each part in its column, from the one that is asked for; None where one does not fit.  Commas stand in
    sentences too, so there the first part takes what is too much."""
    start = cell_asked(context, question).id
    marks = list(re.finditer(between, words))
    for mark in marks if between in _INSIDE_TOO else marks[:1]:
        rest = re.split(between, words[mark.end() :])
        cells = _placed(
            context, question, held, start, [words[: mark.start()].strip(), *map(str.strip, rest)]
        )
        if cells is not None:
            return cells
    return None


def _placed(
    context: TurnContext, question: Question, held: Mapping[str, str], start: str, parts: Sequence[str]
) -> list[Cell] | None:
    filled, cells = dict(held), list[Cell]()
    done = {column.id for column in _before(question, start)}
    for part in parts:
        column = next((c for c in asked_in_row(context, question, filled) if c.id not in done), None)
        if column is None or not _fits(context, column, part):
            return None
        cells.append(Cell(column, part))
        done.add(column.id)
        filled[column.id] = part
    return cells


def _before(question: Question, start: str) -> Iterator[Column]:
    for column in question.columns:
        if column.id == start:
            return
        yield column


def _fits(context: TurnContext, column: Column, part: str) -> bool:
    today = context.turn.today
    if not part:
        return not column.required
    text = coming(column, read_cell(column, part, today), today) or part
    if isinstance(read_cell(column, text, today), Refusal):
        return False
    if _is_name(column):
        words = line_of(part).words
        figures = any(map(str.isdigit, part))
        return 0 < len(words) <= LONGEST_NAME and not figures and not holding.has_verb(words)
    return True


def _is_name(column: Column) -> bool:
    return column.kind.in_words and not column.kind.free_text


def _labelled(context: TurnContext, question: Question, words: str) -> Reading | None:
    """The parts under the names of their columns: "Action: ring the school. Who: Jo. By when: 5 June"."""
    columns = [column for column in question.columns if column.filled_by == AUDITOR]
    marks = _marks(columns, words.strip())
    if len(marks) < 2 or marks[0][0] != 0 or len({column.id for *_at, column in marks}) < len(marks):
        return None
    ends = [begin for begin, _end, _column in marks[1:]] + [len(words.strip())]
    cells = [
        Cell(column, words.strip()[end:until].strip(" \t\n;,.|"))
        for (_begin, end, column), until in zip(marks, ends, strict=True)
    ]
    fit = all(_fits(context, cell.column, cell.text) or _is_name(cell.column) for cell in cells)
    return Reading(tuple(cells), sure=True) if fit else None


def _marks(columns: Sequence[Column], words: str) -> list[tuple[int, int, Column]]:
    """Where each column's name stands, with a colon behind it."""
    marks = [
        (found.start(), found.end(), column)
        for column in columns
        for found in re.finditer(
            rf"(?:^|(?<=[\s;,.|])){re.escape(column.label.rstrip('?: '))}\s*\??\s*[:=]\s*",
            words,
            re.IGNORECASE,
        )
    ]
    return sorted(marks, key=lambda mark: mark[0])
