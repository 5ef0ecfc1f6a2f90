"""A tick: set, or left off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.answer_types.one_option import one_of_codes, option_begins, option_code
from template_specs.answer_types.parts import Part
from template_specs.options import YES_AND_NO
from template_specs.sentences import N_, _
from template_specs.text import excerpt

_TICKED = {"true", "yes", "y", "tick", "ticked", "x", "1", "on"}
_OPEN = {"false", "no", "n", "untick", "not ticked", "0", "off"}


class Tick(AnswerType):
    """Yes if it is set.  Left off, it is no answer unless the page asks for one."""

    code = "tick"
    widget = Widget.TOGGLE
    label = N_("Tick if yes")
    off_is_an_answer = True
    untouched = "no"
    parts = frozenset({Part.INSPECTION_EXAMPLE})

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """Whether it is set."""
        word = raw.casefold().rstrip(".")
        if word in _TICKED or word in _OPEN:
            return Value(word in _TICKED)
        return Refusal(
            _(
                "I can't read “{excerpt}” as yes or no. {hint}",
                excerpt=excerpt(raw),
                hint=self.hint(prompt, today),
            )
        )

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """Yes or No."""
        return _("Yes") if str(value).casefold() in ("true", "yes") else _("No")

    def hint(self, prompt: Prompt, today: date) -> str:
        """Asks for yes or no."""
        return _("Type yes or no for {named}.", named=named(prompt))

    def how_to_answer(self, prompt: Prompt) -> str:
        """Asks for yes or no."""
        return _("Type yes or no.")

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The yes or no at the beginning of a line."""
        return [("true" if c == "yes" else "false", end) for c, end in option_begins(YES_AND_NO, typed)]

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """Yes or no."""
        return option_code(YES_AND_NO, written)

    def possible(self, prompt: Prompt) -> str:
        """Yes or no."""
        return one_of_codes(YES_AND_NO)

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Set and left off."""
        return [None, True, False]


TICK = Tick()
