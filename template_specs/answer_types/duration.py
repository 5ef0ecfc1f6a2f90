"""A duration: how long something took, or how long until it is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from template_specs.answer_types.base import SIZES, AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.sentences import N_, _
from template_specs.text import excerpt

MINUTES = {
    "minute": 1,
    "hour": 60,
    "day": 24 * 60,
    "working day": 24 * 60 * 7 // 5,
    "week": 7 * 24 * 60,
    "month": 365 * 24 * 60 // 12,
    "year": 365 * 24 * 60,
}
"""What each unit weighs where two durations are compared.

Five working days are a week, and twelve months a year of 365 days.  Forms keep what they compare with in
these minutes, so the figures never change.
"""
_SMALLER = {"year": ("month", 12), "week": ("day", 7), "day": ("hour", 24), "hour": ("minute", 60)}
"""The unit that each is counted in where a number is not whole, or two are given together."""
LONGEST = 100 * MINUTES["year"]
MOST = 9999
"""Of any unit."""

# fmt: off
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
# fmt: on
_NAMES = {
    "minute": r"minutes?|mins?",
    "hour": r"hours?|hrs?|h",
    "working day": r"(?:working|business)[ -]?days?|wd",
    "day": r"(?:calendar )?days?|d",
    "week": r"weeks?|wks?|w",
    "fortnight": r"fortnights?",
    "month": r"(?:calendar )?months?|mths?",
    "year": r"years?|yrs?|y",
}
"""No "m": it may be minutes or months."""
_UNIT = "|".join(f"(?P<{name.replace(' ', '_')}>{shapes})" for name, shapes in _NAMES.items())
_FIGURES = (
    r"(?P<n>[0-9]{1,6}(?:\.[05])?)?(?P<half_sign>½)?(?<=[0-9½])(?:\s+and\s+a\s+(?P<half>half)\s)?[\s-]*"
)
_WORDS = (
    rf"(?P<word>{'|'.join(reversed(_NUMBERS))}|half an?|an?)"
    r"(?:\s+and\s+a\s+(?P<half_more>half))?[\s-]+|(?=fortnight)"
)
_PIECE = re.compile(
    rf"(?:{_FIGURES}|{_WORDS})(?:{_UNIT})(?![a-z0-9])(?:\s+and\s+a\s+(?P<half_after>half)(?![a-z]))?",
    re.IGNORECASE,
)
_HALVES = ("half_sign", "half", "half_more", "half_after")
_JOINT = re.compile(r"\s*,?\s*(?:and\s+)?", re.IGNORECASE)
_RANGE = re.compile(r"\S+\s*(?:-|–|to|or)\s*\S+\s+[a-z]+", re.IGNORECASE)

Amount = tuple[int, str]
"""How many, of which unit."""


class Duration(AnswerType):
    """A length of time, stored in clear as it is shown: "6 weeks", "1 month", "10 working days".

    The unit stays the one that was given ("24 months" is not made "2 years"): only a fortnight becomes two
    weeks, and what needs two units is counted in the smaller ("a year and 6 months" is 18 months).
    """

    code = "duration"
    widget = Widget.LINE
    label = N_("How long")
    bare_label = True
    in_figures = True
    measure = "time"
    of_time = True
    example = "6 weeks"
    missing = N_("Needs a length of time.")
    lacking = "length of time"
    conditions = SIZES | {"is"}

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The duration in figures or words, in one unit or in two that go into each other."""
        line = " ".join(raw.split()).rstrip(".")
        amounts, end = _pieces(line)
        if not amounts or end < len(line):
            return Refusal(f"{_why_not(line)} {self.hint(prompt, today)}")
        total = _total(amounts)
        if total is None:
            given = _(" and ").join(_said(halves / 2, unit) for halves, unit in amounts)
            return Refusal(
                _(
                    "{given} cannot be counted in whole numbers of one unit. Type {named} in one unit, such "
                    "as 10 days.",
                    given=given,
                    named=named(prompt),
                )
            )
        n, unit = total
        if n > MOST or n * MINUTES[unit] > LONGEST:
            return Refusal(
                _(
                    "{n:,} {unit}s is more than can be meant here. {hint}",
                    n=n,
                    unit=unit,
                    hint=self.hint(prompt, today),
                )
            )
        return Value(_said(n, unit))

    def hint(self, prompt: Prompt, today: date) -> str:
        """Asks how long, with examples."""
        return _(
            "Type how long for {named}, such as 6 weeks, 3 months or 10 working days.", named=named(prompt)
        )

    def how_to_answer(self, prompt: Prompt) -> str:
        """Asks how long, with examples."""
        return _("Type how long, such as 6 weeks, 3 months or 10 working days.")

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The duration at the beginning of a line; of two units, also the first alone."""
        whole, first = _pieces(typed)[1], _pieces(typed, most=1)[1]
        return [(typed[:end], end) for end in sorted({whole, first} - {0}, reverse=True)]

    def compared(self, value: object) -> object:
        """In minutes; None for what is no duration."""
        amount = _stored(value)
        return None if amount is None else amount[0] * MINUTES[amount[1]]

    def uncompared(self, value: str | int) -> str:
        """Minutes, in the largest unit that goes into them."""
        minutes = int(value)
        unit = next(
            unit for unit in reversed(MINUTES) if unit != "working day" and minutes % MINUTES[unit] == 0
        )
        return _said(minutes // MINUTES[unit], unit)

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """The minutes of what is written: "2 weeks" is also answered by 14 days."""
        minutes = self._minutes(prompt, written)
        return "" if minutes is None else str(minutes)

    def possible(self, prompt: Prompt) -> str:
        """Gives examples."""
        return _("Write a duration, such as 6 weeks or 3 months.")

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """The minutes of what is written."""
        minutes = self._minutes(prompt, written)
        return Refusal(self.possible(prompt)) if minutes is None else str(minutes)

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """None at all, the longest, and both sides of every duration that a condition names."""
        minutes = {0, LONGEST}
        for named_minutes in map(int, named):
            minutes |= {named_minutes, named_minutes - 1, named_minutes + 1}
        return [None, *sorted(n for n in minutes if n >= 0)]

    def _minutes(self, prompt: Prompt, written: str) -> int | None:
        value = self.read(prompt, written, date.min)
        minutes = self.compared(value.clear) if isinstance(value, Value) else None
        return minutes if isinstance(minutes, int) else None


DURATION = Duration()


def _pieces(typed: str, most: int = 2) -> tuple[list[Amount], int]:
    """The amounts in halves ("2 and a half weeks" is 5) that `typed` begins with, and where they end."""
    amounts: list[Amount] = []
    end = start = 0
    while len(amounts) < most and (piece := _PIECE.match(typed, start)):
        unit = next(name for name in _NAMES if piece[name.replace(" ", "_")])
        halves = _halves(piece)
        amounts.append((2 * halves, "week") if unit == "fortnight" else (halves, unit))
        end = piece.end()
        joint = _JOINT.match(typed, end)
        start = joint.end() if joint else end
    return amounts, end


def _halves(piece: re.Match[str]) -> int:
    """Twice the number of a piece."""
    word = " ".join((piece["word"] or "").casefold().split())
    half = any(piece[name] for name in _HALVES)
    if piece["n"]:
        number = float(piece["n"])
    elif word in _NUMBERS:
        number = float(_NUMBERS.index(word))
    elif word.startswith("half"):
        number = 0.5
    else:
        number = 0.0 if piece["half_sign"] else 1.0
    return round(2 * number) + half


def _total(amounts: Sequence[Amount]) -> Amount | None:
    """All of `amounts`, given in halves, in one unit and whole; None where they do not come to that."""
    halves, unit = amounts[0]
    for more, smaller in amounts[1:]:
        into, times = _SMALLER.get(unit, (unit, 1))
        if into != smaller or into == unit:
            return None
        halves, unit = halves * times + more, smaller
    if halves % 2:
        unit, times = _SMALLER.get(unit, (unit, 1))
        halves *= times
    return None if halves % 2 else (halves // 2, unit)


def _said(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


_STORED = re.compile(rf"(?P<n>[0-9]{{1,4}}) (?P<unit>{'|'.join(MINUTES)})s?")


def _stored(value: object) -> Amount | None:
    code = _STORED.fullmatch(value) if isinstance(value, str) else None
    return (int(code["n"]), code["unit"]) if code else None


def _why_not(line: str) -> str:
    if line.isdecimal():
        return _("{line} of what: days, weeks or months?", line=line)
    if re.fullmatch(r"[0-9]+ ?m", line, re.IGNORECASE):
        return _('"{line}" may be minutes or months: write the word.', line=line)
    if _RANGE.fullmatch(line[:80]):
        return _('"{excerpt}" is more than one length of time.', excerpt=excerpt(line))
    return _("I can't read “{excerpt}” as a length of time.", excerpt=excerpt(line))
