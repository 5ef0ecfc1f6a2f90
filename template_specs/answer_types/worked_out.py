"""A worked-out answer: one that follows from others, and that nobody gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from template_specs.amounts import figures, number_of, with_unit
from template_specs.answer_types.base import SIZES, AnswerType, Prompt, Refusal, Value, Widget
from template_specs.answer_types.one_option import one_of_codes, option_code
from template_specs.options import label_of
from template_specs.sentences import N_, _


class WorkedOut(AnswerType):
    """A number, or a step of a scale: shown and looked at by conditions, never asked for.

    It is none of the kinds that a form names: a question that says `work_out` is of this type.
    """

    code = "worked_out"
    widget = Widget.LINE
    label = N_("Worked out")
    in_column = False
    measure = "number"
    keys = frozenset({"unit"})
    conditions = SIZES | {"is"}

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """Always refused."""
        return Refusal(self.hint(prompt, today))

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The number with its unit, or the step's label."""
        if prompt.options:
            return label_of(prompt.options, str(value))
        return with_unit(str(value), prompt.unit)

    def how_to_answer(self, prompt: Prompt) -> str:
        """Says that nobody gives it."""
        return _("It is worked out from other answers, so nothing is typed here.")

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """The number, or the code of a step."""
        if prompt.options:
            return option_code(prompt.options, written)
        number = number_of(written)
        return "" if number is None else figures(number)

    def possible(self, prompt: Prompt) -> str:
        """Says what can be written."""
        return one_of_codes(prompt.options) if prompt.options else _("Write a number.")

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """The number, or the code of a step."""
        return self.condition_value(prompt, written) or Refusal(self.possible(prompt))

    def steps(self, prompt: Prompt) -> tuple[str, ...]:
        """The codes of a scale, its last step first, where the lowest of grades is worked out."""
        return tuple(option.code for option in reversed(prompt.options))

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Each step; or both sides of every number that a condition names."""
        if prompt.options:
            return [None, *(option.code for option in prompt.options)]
        numbers = {Decimal(0), Decimal(100)}
        for number in map(number_of, named):
            if number is not None:
                numbers |= {number - 1, number, number + 1}
        return [None, *map(figures, sorted(numbers))]


WORKED_OUT = WorkedOut()
