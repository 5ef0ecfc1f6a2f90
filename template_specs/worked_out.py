"""Works out the answers that nobody gives: shares, means, sums, counts, days between, the lowest grade.

What is not applicable, not answered or not asked leaves the sum.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from template_specs.amounts import figures, number_of
from template_specs.conditions import UNTICKED, Look, day_of, days_between, holds, whole_months
from template_specs.model import BETWEEN_DAYS, NOT_APPLICABLE, Option, Question, Template
from template_specs.options import YES_AND_NO

_PLACES = {"share": "1", "mean": "0.1"}
"""To which place each is rounded, halves up; the others are exact."""


def worked_value(template: Template, question: Question, look: Look) -> str | None:
    """What `question` comes to, in figures or as the code of a step; None where nothing goes into it yet."""
    work = question.work
    if work is None or not holds(question.when, look):
        return None
    if work.how in BETWEEN_DAYS:
        start, end = (day_of(look(name)) for name in work.over)
        if start is None or end is None:
            return None
        return str(_between(work.how, start, end))
    given = ((name, template.by_id.get(name) or template.worked_out.get(name)) for name in work.over)
    parts = (part_of(question, other, look(name)) for name, other in given if other is not None)
    return outcome(question, [part for part in parts if part is not None])


def _between(how: str, start: date, end: date) -> int:
    match how:
        case "years":
            return whole_months(start, end) // 12
        case "months":
            return whole_months(start, end)
        case _:
            return days_between(start, end, how == "working_days")


Part = tuple[Decimal, Decimal]
"""What one answer brings to what is worked out: (what it counts, the most it could have); for a count
whether it is one that is counted; for the lowest grade its place on the scale, from the best."""


def part_of(question: Question, other: Question, value: object) -> Part | None:
    """What the answer `value` to `other` brings to `question`; None for what leaves the sum."""
    work = question.work
    if work is None:
        return None
    if work.how == "count":
        if value in (None, (), UNTICKED, NOT_APPLICABLE):
            return None
        return Decimal(not work.codes or _is_one_of(value, work.codes)), Decimal(1)
    if work.how == "lowest":
        place = next((n for n, option in enumerate(question.options) if option.code == value), None)
        return None if place is None else (Decimal(place), Decimal(1))
    return points(other, value)


def outcome(question: Question, parts: Collection[Part]) -> str | None:
    """What `question` comes to, with all that the answers bring to it; None where there is nothing yet."""
    if question.work is None or not parts:
        return None
    if question.work.how == "lowest":
        return question.options[int(max(place for place, _ in parts))].code
    got, most = sum((got for got, _ in parts), Decimal(0)), sum((best for _, best in parts), Decimal(0))
    return summed(question.work.how, got, most, len(parts))


def summed(how: str, got: Decimal, most: Decimal, number: int) -> str:
    """The figure of so many answers that count `got` together, and could count `most`."""
    match how:
        case "share":
            figure = 100 * got / most if most else Decimal(0)
        case "mean":
            figure = got / number
        case _:
            figure = got
    places = _PLACES.get(how)
    return figures(figure.quantize(Decimal(places), ROUND_HALF_UP) if places else figure)


def how_many(question: Question, look: Look) -> tuple[int, int]:
    """(the answers that go into it so far, all that may)."""
    over = question.work.over if question.work is not None else ()
    return sum(look(name) not in (None, (), UNTICKED) for name in over), len(over)


def points(question: Question, value: object) -> tuple[Decimal, Decimal] | None:
    """(what an answer counts, the most it could have); None for what leaves the sum."""
    if value in (None, (), NOT_APPLICABLE):
        return None
    if question.kind.off_is_an_answer:
        return Decimal(value is True), Decimal(1)
    counts = counts_of(question)
    if counts:
        return (counts[value], max(counts.values())) if isinstance(value, str) and value in counts else None
    number = number_of(value)
    return None if number is None else (number, Decimal(question.most))


def counts_of(question: Question) -> Mapping[str, Decimal]:
    """What each option counts, by code: as the form says, and else 1 for yes and 0 for no."""
    return _counts_of(question.options or question.kind.options)


@lru_cache(maxsize=1024)
def _counts_of(options: tuple[Option, ...]) -> Mapping[str, Decimal]:
    given = {option.code: number_of(option.counts) for option in options if option.counts}
    counts = {code: number for code, number in given.items() if number is not None}
    plain = {option.code for option in options} - {NOT_APPLICABLE}
    if not counts and plain == {option.code for option in YES_AND_NO}:
        return {"yes": Decimal(1), "no": Decimal(0)}
    return counts


def _is_one_of(value: object, codes: tuple[str, ...]) -> bool:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return any(str(one) in codes for one in (value if isinstance(value, tuple) else (value,)))
