"""A number: a whole one, between two bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from template_specs.answer_types.base import SIZES, AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.text import excerpt

_FIGURES = re.compile(r"(?P<n>[+-]?[0-9]{1,9})(?:\s*(?:/|out of)\s*(?P<of>[0-9]{1,4}))?", re.IGNORECASE)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Number(AnswerType):
    """A whole number from the form's `least` to its `most`."""

    code = "number"
    widget = Widget.NUMBER
    label = "Number"
    in_figures = True
    measure = "number"
    keys = frozenset({"least", "most", "evidence"})
    conditions = SIZES | {"is"}
    most = 999

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The number, in figures or (up to ten) in words, with or without what it is out of."""
        word = raw.casefold().rstrip(".")
        typed = _FIGURES.fullmatch(str(_WORDS.index(word)) if word in _WORDS else word)
        hint = self.hint(prompt, today)
        if not typed:
            return Refusal(f'"{excerpt(raw)}" does not read as a whole number. {hint}')
        if typed["of"] and int(typed["of"]) != prompt.most:
            return Refusal(f"{named(prompt)} is out of {prompt.most}, not {typed['of']}. {hint}")
        number = int(typed["n"])
        if not prompt.least <= number <= prompt.most:
            side = "below" if number < prompt.least else "above"
            return Refusal(
                f"{number} is {side} what {named(prompt)} can be ({prompt.least} to {prompt.most}). {hint}"
            )
        return Value(number)

    def how_to_answer(self, prompt: Prompt) -> str:
        """Says between which bounds."""
        return f"Type a number from {prompt.least} to {prompt.most}."

    def how_to_fill(self, prompt: Prompt) -> str:
        """The column's name says enough."""
        return ""

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The figures at the beginning of a line."""
        figures = _FIGURES.match(typed)
        return [(figures[0], figures.end())] if figures else ()

    def takes_number(self, typed: str) -> bool:
        """A whole number is an answer; "3.4" is a question's."""
        return typed.isdigit()

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """The number, where it is within bounds."""
        fits = written.isdigit() and prompt.least <= int(written) <= prompt.most
        return str(int(written)) if fits else ""

    def possible(self, prompt: Prompt) -> str:
        """Says between which bounds."""
        return f"Write a number from {prompt.least} to {prompt.most}."

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """The number, where an answer can reach it."""
        if not re.fullmatch(r"-?[0-9]{1,9}", written):
            return Refusal(self.possible(prompt))
        number = int(written)
        return str(number) if number <= prompt.most else Refusal(f"Write at most {prompt.most}.")

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """The bounds, and both sides of every number that a condition names."""
        numbers = {prompt.least, prompt.most}
        for number in map(int, named):
            numbers |= {number, number - 1, number + 1}
        return [None, *(n for n in sorted(numbers) if prompt.least <= n <= prompt.most)]


NUMBER = Number()
