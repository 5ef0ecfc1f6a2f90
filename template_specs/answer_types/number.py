"""A number: a whole one, between two bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.text import excerpt

_FIGURES = re.compile(r"(?P<n>[+-]?[0-9]{1,9})(?:\s*(?:/|out of)\s*(?P<of>[0-9]{1,4}))?", re.IGNORECASE)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def _in_figures(typed: str) -> str:
    """ "seven out of ten" as "7 out of 10"."""
    return _IN_WORDS.sub(lambda word: str(_WORDS.index(word.group().casefold())), typed)


class Number(AnswerType):
    """A whole number from the form's `least` to its `most`."""

    code = "number"
    widget = Widget.NUMBER
    label = "Number"
    in_figures = True
    keys = frozenset({"least", "most", "evidence"})
    conditions = frozenset({"is", "at_least"})
    most = 999

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The number, in figures or (up to ten) in words, with or without what it is out of."""
        typed = _FIGURES.fullmatch(_in_figures(raw.casefold().rstrip(" .!?")))
        hint = self.hint(prompt, today)
        if not typed:
            return Refusal(f"I can't read “{excerpt(raw)}” as a whole number. {hint}")
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
        if figures:
            return [(figures[0], figures.end())]
        word = _IN_WORDS.match(typed)
        return [(_in_figures(word[0]), word.end())] if word else ()

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

    def least_value(self, prompt: Prompt, written: str | int) -> int | str:
        """The number, where an answer can reach it."""
        if not isinstance(written, int):
            return self.possible(prompt)
        return written if written <= prompt.most else f"Write at most {prompt.most}."

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """The bounds, and both sides of every number that a condition names."""
        numbers = {prompt.least, prompt.most}
        for number in map(int, named):
            numbers |= {number, number - 1}
        return [None, *(n for n in sorted(numbers) if prompt.least <= n <= prompt.most)]


NUMBER = Number()
