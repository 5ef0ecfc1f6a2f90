"""Rows: a table that is filled row by row, such as the actions."""

from __future__ import annotations

from datetime import date

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.answer_types.parts import Part
from template_specs.sentences import N_, _


class Rows(AnswerType):
    """Any number of rows; each of their cells is read by the answer type of its column."""

    code = "rows"
    widget = Widget.ROWS
    label = N_("Rows")
    in_rows = True
    in_column = False
    keys = frozenset({"columns", "least", "most"})
    parts = frozenset({Part.ACTIONS})
    conditions = frozenset()
    most = 200
    """Rows."""

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """Always refused: a cell is read at its column."""
        return Refusal(self.hint(prompt, today))

    def how_to_answer(self, prompt: Prompt) -> str:
        """Says that it is filled row by row."""
        return _(
            "{named} is filled row by row. Add a row, and answer its columns one at a time.",
            named=named(prompt),
        )

    def takes_number(self, typed: str) -> bool:
        """A cell may hold anything."""
        return True


ROWS = Rows()
