"""A score: a number out of the most there is."""

from __future__ import annotations

from template_specs.answer_types.base import Prompt
from template_specs.answer_types.number import Number
from template_specs.answer_types.parts import Part
from template_specs.sentences import N_, _


class Score(Number):
    """A number that is shown as 7 out of 10."""

    code = "score"
    label = N_("Score")
    keys = Number.keys | {"anchors"}
    parts = frozenset({Part.CHILD_SCORE, Part.PARENT_SCORE})
    most = 10
    most_in_column = 10

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The score, what it is out of, and what it means where the form says so."""
        meant = (
            words for n, _, words in (anchor.partition(": ") for anchor in prompt.anchors) if n == str(value)
        )
        word = next(meant, "")
        return _(
            "{value} out of {most}{detail}",
            value=value,
            most=prompt.most,
            detail=f" ({word})" if word else "",
        )

    def how_to_answer(self, prompt: Prompt) -> str:
        """Says between which bounds, and what the numbers mean."""
        told = super().how_to_answer(prompt)
        return f"{told[:-1]} ({', '.join(prompt.anchors)})." if prompt.anchors else told


SCORE = Score()
