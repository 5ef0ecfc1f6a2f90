"""Reads answers, typed or pressed, and shows them: the way to a question's answer type.

Both a typed word ("ri", "5/6/2026") and what a card sends (a code, an ISO date, "true" for a tick, codes
joined by commas) come through `read`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from template_specs.answer_types import Clear, Prompt, Refusal, Value, flat
from template_specs.model import Column, Question, Source
from template_specs.sentences import _
from template_specs.text import clean, legible

__all__ = [
    "Beginning",
    "Refusal",
    "Value",
    "as_question",
    "beginning",
    "cell_label",
    "clean",
    "column_prompt",
    "columns_by_id",
    "how_to_answer",
    "how_to_fill",
    "label",
    "leading",
    "prompt_of",
    "read",
    "read_cell",
]


def read(question: Question, raw: str, today: date) -> Value | Refusal:
    """The answer that `raw` gives to `question`, or why it gives none.

    `raw` is typed by a person or sent by a card.  Nothing typed is refused like anything else: whether an
    answer may be emptied is for the dialog.  `today` is the person's local date.
    """
    value = _read(prompt_of(question), raw, today)
    if question.identity and isinstance(value, Value):
        return Value(None, value.text or flat(value.clear))
    return value


def read_cell(column: Column, raw: str, today: date) -> Value | Refusal:
    """As `read`, for one cell of a row; an empty cell that need not be filled is `Value(None, "")`."""
    if not column.required and not clean(raw):
        return Value(None)
    return _read(column_prompt(column), raw, today)


def label(question: Question, value: Clear, text: str = "") -> str:
    """An answer as people read it: "Requires improvement", "5 June 2026", "7 out of 10", "Yes".

    Words are given as they are; the label is empty when there is neither value nor text.  `text` also serves
    identity details, which hold their value there.
    """
    return _show(prompt_of(question), value, text)


def cell_label(column: Column, value: Clear, text: str = "") -> str:
    """As `label`, for one cell of a row."""
    return _show(column_prompt(column), value, text)


LONGEST_OPTION = 100
"""Characters: a line longer than this names no single option, whatever it begins with."""
_SEPARATOR = re.compile(
    r"\s*[–—:;\n]\s*|\s*[,.!]+(?:\s+|$)|\s+-+\s*|-+\s+|\s+(?:because|as|since|due to|cos)\s+|\s*$",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s+")
_OPENING = "\"'“”‘’•·* \t"
"""What may stand before an answer: a quote that is opened, or the dot of a list."""
_STRONG = re.compile(r"\s*[–—:]|\s+-|-\s")


@dataclass(frozen=True, slots=True)
class Beginning:
    """An answer that a typed line begins with."""

    value: str
    """A code, an ISO date, "true" or "false", codes joined by commas, or a number, all of which `read` takes;
    or, as it was typed, a date that does not exist, which `read` refuses with the reason."""
    rest: str
    """What follows it."""
    mark: str
    """What stands between the two ("-", ","); empty where nothing does."""

    @property
    def firm(self) -> bool:
        """Whether a dash or a colon parts them, as between a grade and its evidence."""
        return self.mark[:1] in ("-", "–", "—", ":")


def leading(question: Question, typed: str, today: date) -> tuple[str, str] | None:
    """Splits a typed line that begins with an answer into (value, rest), for evidence typed in one go.

    "good - chronology updated in June" is ("good", "chronology updated in June").  A word that merely starts
    a sentence ("Good chronology, seen twice") is no answer: None.
    """
    opening = beginning(question, typed, today)
    return (opening.value, opening.rest) if opening is not None else None


def beginning(question: Question, typed: str, today: date, *, loose: bool = False) -> Beginning | None:
    """The answer that `typed` begins with, and what follows; None where it begins with none.

    `loose`: nothing has to part the two ("yes all there"), so it may be the first word of a sentence.
    """
    prompt = prompt_of(question)
    written = clean(typed).lstrip(_OPENING)
    line = legible(written)
    begun = question.kind.begins(prompt, line, today) if line else None
    if begun is None:
        return None
    for value, after in begun:
        end = after + (line[after : after + 1] in ("'", '"'))
        gap = _SEPARATOR.match(line, end) or (_GAP.match(line, end) if loose else None)
        if not gap or (gap.end() < len(line) and end == 1 and not _sure(line, end)):
            continue
        return Beginning(value, written[gap.end() :].strip(), gap.group().strip())
    if len(line) > LONGEST_OPTION and question.kind.has_options and not question.kind.shows_all_options:
        return None  # an account: nothing is gained by looking for the option it resembles
    whole = question.kind.read(prompt, line, today)
    if isinstance(whole, Value) and whole.clear is not None:
        return Beginning(flat(whole.clear), "", "")
    return None


def _sure(line: str, end: int) -> bool:
    # "I, as the auditor, ..." begins a sentence: a lone letter needs a dash or a colon after it.
    return line[0].isdigit() or line[0] in "yYnN" or _STRONG.match(line, end) is not None


def prompt_of(question: Question) -> Prompt:
    """What `question` asks, as its answer type takes it."""
    return Prompt(
        question.name,
        question.kind,
        question.options or question.kind.options,
        question.not_future,
        question.limit,
        question.least,
        question.most,
        question.decimals,
        question.unit,
        question.anchors,
        question.not_past,
    )


def column_prompt(column: Column) -> Prompt:
    """As `prompt_of`, for a column of rows."""
    return Prompt(
        column.label,
        column.kind,
        column.options or column.kind.options,
        column.not_future,
        column.limit,
        column.least,
        _most(column),
        column.decimals,
        column.unit,
        not_past=column.not_past,
    )


def _most(column: Column) -> int:
    return column.kind.most_in_column if column.most is None else column.most


def as_question(column: Column, rows: str) -> Question:
    """A column as a condition looks at it: under the name of its rows and its own ("actions/kind")."""
    return Question(
        id=f"{rows}/{column.id}",
        section="",
        text=column.label,
        kind=column.kind,
        source=Source("", ""),
        options=column.options,
        limit=column.limit,
        least=column.least,
        most=_most(column),
        decimals=column.decimals,
    )


def columns_by_id(question: Question) -> dict[str, Question]:
    """The columns of a rows question as conditions look at them, by their names."""
    columns = (as_question(column, question.id) for column in question.columns)
    return {column.id: column for column in columns}


def how_to_answer(question: Question) -> str:
    """What to type for `question`, in one sentence."""
    return question.kind.how_to_answer(prompt_of(question))


def how_to_fill(column: Column) -> str:
    """What to type for a cell, in one sentence; empty where the column's name says enough."""
    return column.kind.how_to_fill(column_prompt(column))


def _read(prompt: Prompt, raw: str, today: date) -> Value | Refusal:
    words = clean(raw) if prompt.kind.in_words else legible(clean(raw))
    if not words:
        return Refusal(_("There is nothing in the box. {hint}", hint=prompt.kind.hint(prompt, today)))
    return prompt.kind.read(prompt, words, today)


def _show(prompt: Prompt, value: Clear, text: str) -> str:
    stored = text if value is None else value
    return prompt.kind.show(prompt, stored) if stored != "" else ""
