"""A score: a number out of the most there is."""

from __future__ import annotations

from template_specs.answer_types.base import Prompt
from template_specs.answer_types.number import Number
from template_specs.answer_types.parts import Part


class Score(Number):
    """A number that is shown as 7 out of 10."""

    code = "score"
    label = "Score"
    parts = frozenset({Part.CHILD_SCORE, Part.PARENT_SCORE})
    most = 10
    most_in_column = 10

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The score, and what it is out of."""
        return f"{value} out of {prompt.most}"


SCORE = Score()
