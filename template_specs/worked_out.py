"""Works out the answers that nobody gives: shares, means, sums, counts, days between, the lowest grade.

What is not applicable, not answered or not asked leaves the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from template_specs.amounts import figures, number_of
from template_specs.conditions import UNTICKED, Look, day_of, days_between, holds
from template_specs.model import NOT_APPLICABLE, Question, Template, Work
from template_specs.options import YES_AND_NO

_PLACES = {"share": "1", "mean": "0.1"}
"""To which place each is rounded, halves up; the others are exact."""


def worked_value(template: Template, question: Question, look: Look) -> str | None:
    """What `question` comes to, in figures or as the code of a step; None where nothing goes into it yet."""
    work = question.work
    if work is None or not holds(question.when, look):
        return None
    if work.how in ("days", "working_days"):
        start, end = (day_of(look(name)) for name in work.over)
        if start is None or end is None:
            return None
        return str(days_between(start, end, work.how == "working_days"))
    if work.how == "count":
        return _count(work, look)
    if work.how == "lowest":
        order = [option.code for option in question.options]
        given = [value for value in map(look, work.over) if value in order]
        return max(given, key=order.index, default=None)  # the scale stands best step first
    return _number(work.how, [p for p in _points(template, work, look) if p is not None])


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


def counts_of(question: Question) -> dict[str, Decimal]:
    """What each option counts, by code: as the form says, and else 1 for yes and 0 for no."""
    options = question.options or question.kind.options
    given = {option.code: number_of(option.counts) for option in options if option.counts}
    counts = {code: number for code, number in given.items() if number is not None}
    plain = {option.code for option in options} - {NOT_APPLICABLE}
    if not counts and plain == {option.code for option in YES_AND_NO}:
        return {"yes": Decimal(1), "no": Decimal(0)}
    return counts


def _points(template: Template, work: Work, look: Look) -> Iterator[tuple[Decimal, Decimal] | None]:
    for name in work.over:
        question = template.by_id.get(name) or template.worked_out.get(name)
        if question is not None:
            yield points(question, look(name))


def _number(how: str, counted: Iterable[tuple[Decimal, Decimal]]) -> str | None:
    pairs = list(counted)
    if not pairs:
        return None
    total, most = sum((got for got, _ in pairs), Decimal(0)), sum((best for _, best in pairs), Decimal(0))
    match how:
        case "share":
            number = 100 * total / most if most else Decimal(0)
        case "mean":
            number = total / len(pairs)
        case _:
            number = total
    places = _PLACES.get(how)
    return figures(number.quantize(Decimal(places), ROUND_HALF_UP) if places else number)


def _count(work: Work, look: Look) -> str | None:
    given = [value for value in map(look, work.over) if value not in (None, (), UNTICKED, NOT_APPLICABLE)]
    if not given:
        return None
    return str(sum(not work.codes or _is_one_of(value, work.codes) for value in given))


def _is_one_of(value: object, codes: tuple[str, ...]) -> bool:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return any(str(one) in codes for one in (value if isinstance(value, tuple) else (value,)))
