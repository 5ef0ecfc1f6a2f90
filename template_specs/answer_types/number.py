"""A number: a whole one, between two bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from template_specs.amounts import figures, number_of, with_unit
from template_specs.answer_types.base import SIZES, AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.sentences import N_, _, ngettext
from template_specs.text import excerpt

_OUT_OF = r"(?:\s*(?:/|out of)\s*(?P<of>[0-9]{1,4}))?"
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def _in_figures(typed: str) -> str:
    """ "seven out of ten" as "7 out of 10"."""
    return _IN_WORDS.sub(lambda word: str(_WORDS.index(word.group().casefold())), typed)


class Number(AnswerType):
    """A number from the form's `least` to its `most`: whole unless the form gives `decimals`.

    Stored as a number where it is whole by the form, and else as its figures ("92.5").
    """

    code = "number"
    widget = Widget.NUMBER
    label = N_("Number")
    in_figures = True
    measure = "number"
    summed_up = "figure"
    keys = frozenset({"least", "most", "decimals", "unit", "evidence"})
    conditions = SIZES | {"is"}
    most = 999

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The number, in figures or (up to ten) in words, with or without its unit or what it is out of."""
        word = _without_unit(raw.casefold().rstrip(" .!?"), prompt.unit)
        typed = _figures(prompt.decimals).fullmatch(_in_figures(word))
        hint = self.hint(prompt, today)
        if not typed:
            return Refusal(
                _(
                    "I can't read “{excerpt}” as {kind}. {hint}",
                    excerpt=excerpt(raw),
                    kind=_kind(prompt),
                    hint=hint,
                )
            )
        if typed["of"] and int(typed["of"]) != prompt.most:
            return Refusal(
                _(
                    "{named} is out of {most}, not {typed}. {hint}",
                    named=named(prompt),
                    most=prompt.most,
                    typed=typed["of"],
                    hint=hint,
                )
            )
        number = Decimal(typed["n"])
        if not prompt.least <= number <= prompt.most:
            side = _("below") if number < prompt.least else _("above")
            return Refusal(
                _(
                    "{number} is {side} what {named} can be ({least} to {most}). {hint}",
                    number=number,
                    side=side,
                    named=named(prompt),
                    least=prompt.least,
                    most=prompt.most,
                    hint=hint,
                )
            )
        return Value(figures(number) if prompt.decimals else int(number))

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The number and its unit."""
        return with_unit(str(value), prompt.unit)

    def how_to_answer(self, prompt: Prompt) -> str:
        """Says between which bounds, and with how many places."""
        places = (
            _(", with up to {decimals} after the point", decimals=prompt.decimals) if prompt.decimals else ""
        )
        return _(
            "Type a number from {least} to {with_unit}{places}.",
            least=prompt.least,
            with_unit=with_unit(str(prompt.most), prompt.unit),
            places=places,
        )

    def how_to_fill(self, prompt: Prompt) -> str:
        """The column's name says enough."""
        return ""

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The figures at the beginning of a line, with their unit."""
        number = _figures(prompt.decimals).match(typed)
        if number:
            unit = re.compile(rf"\s*{re.escape(prompt.unit)}(?![a-z0-9])", re.IGNORECASE)
            behind = unit.match(typed, number.end()) if prompt.unit else None
            return [(number[0], behind.end() if behind else number.end())]
        word = _IN_WORDS.match(typed)
        return [(_in_figures(word[0]), word.end())] if word else ()

    def takes_number(self, typed: str) -> bool:
        """A whole number is an answer; "3.4" is a question's."""
        return typed.isdigit()

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """The number, where an answer can be that."""
        value = self.read(prompt, written, date.min) if written[:1].isdigit() or written[:1] == "-" else None
        return str(value.clear) if isinstance(value, Value) else ""

    def possible(self, prompt: Prompt) -> str:
        """Says between which bounds."""
        return _("Write a number from {least} to {most}.", least=prompt.least, most=prompt.most)

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """The number, where an answer can reach it."""
        if not re.fullmatch(rf"-?[0-9]{{1,9}}{_places(prompt.decimals)}", written):
            return Refusal(self.possible(prompt))
        number = Decimal(written)
        return (
            figures(number)
            if number <= prompt.most
            else Refusal(_("Write at most {most}.", most=prompt.most))
        )

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """The bounds, and both sides of every number that a condition names."""
        numbers = {Decimal(prompt.least), Decimal(prompt.most)}
        for number in map(number_of, named):
            if number is not None:
                step = Decimal(1).scaleb(-prompt.decimals)
                numbers |= {number, number - step, number + step}
        fit = (n for n in sorted(numbers) if prompt.least <= n <= prompt.most)
        return [None, *(figures(n) if prompt.decimals else int(n) for n in fit)]


def _places(decimals: int) -> str:
    return rf"(?:\.[0-9]{{1,{decimals}}})?" if decimals else ""


@cache
def _figures(decimals: int) -> re.Pattern[str]:
    return re.compile(rf"(?P<n>[+-]?[0-9]{{1,9}}{_places(decimals)}){_OUT_OF}", re.IGNORECASE)


def _without_unit(word: str, unit: str) -> str:
    return word.removesuffix(unit.casefold()).rstrip() if unit else word


def _kind(prompt: Prompt) -> str:
    places = prompt.decimals
    return (
        ngettext(
            "a number with up to {places} place after the point",
            "a number with up to {places} places after the point",
            places,
            places=places,
        )
        if places
        else _("a whole number")
    )


NUMBER = Number()
