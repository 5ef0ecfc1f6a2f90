"""Whether a condition of a form holds, given the answers so far."""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from template_specs.amounts import number_of
from template_specs.condition_types import (
    AgeAtLeast,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    DaysBetween,
    Differs,
    Is,
    Not,
    Older,
    Untrue,
)
from template_specs.dates import age_on
from template_specs.options import NOT_APPLICABLE
from template_specs.workdays import working_days_between

Look = Callable[[str], object]
"""Question id -> its clear value (code, ISO date, number, bool, tuple of codes; an identity date as ISO text;
an answered text as any string), None while unanswered or off the route, UNTICKED for a tick that may stay
off and that nobody has touched."""


class _Unticked:
    def __repr__(self) -> str:
        return "UNTICKED"


UNTICKED: Final = _Unticked()
"""A tick that nobody has touched: not answered, and yet known to be "no"."""

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "before": operator.lt,
    "after": operator.gt,
}
"""How two sizes are compared, by what a form's file calls it."""


def holds(condition: Condition | None, look: Look) -> bool:
    """True when `condition` is known to hold; no condition always holds."""
    return condition is None or truth(condition, look) is True


def truth(condition: Condition, look: Look) -> bool | None:
    """Whether `condition` holds; None where that is unknown, since what it looks at is not answered.

    `all` is false as soon as one part is, and `any` true as soon as one part is, whatever is unknown beside
    it.  A tick counts as "yes", and one left off as "no".
    """
    match condition:
        case Is(question, values):
            return _is(look(question), values)
        case Answered(question):
            return look(question) not in (None, "", (), UNTICKED)
        case AtLeast(question, least):
            number = number_of(look(question))
            return None if number is None else number >= least
        case Compared():
            return _compared(condition, look)
        case Older(question, on, months):
            dated, day = day_of(look(question)), day_of(look(on))
            return None if dated is None or day is None else months_after(dated, months) < day
        case DaysBetween():
            return _days_between(condition, look)
        case AgeAtLeast(born, on, years):
            birth, day = day_of(look(born)), day_of(look(on))
            return None if birth is None or day is None else age_on(birth, day) >= years
        case Differs():
            return _differs(condition, look)
        case AllOf(parts):
            return _all(truth(part, look) for part in parts)
        case AnyOf(parts):
            return _opposite(_all(_opposite(truth(part, look)) for part in parts))
        case Not(part):
            return truth(part, look) is not True
        case Untrue(part):
            return _opposite(truth(part, look))


def differing(condition: Differs, look: Look) -> tuple[str, ...]:
    """The ids of the others whose grade differs from the one compared with, in the form's order.

    What is unanswered or Not applicable differs from nothing.
    """
    base = look(condition.question)
    if base in (None, NOT_APPLICABLE):
        return ()
    graded = (other for other in condition.others if look(other) not in (None, NOT_APPLICABLE, base))
    return tuple(other for other in graded if _far_apart(condition, base, look(other)))


def _far_apart(condition: Differs, base: object, other: object) -> bool:
    if condition.apart < 2 or not {base, other} <= {*condition.steps}:
        return condition.apart < 2
    places = [condition.steps.index(str(code)) for code in (base, other)]
    return abs(places[0] - places[1]) >= condition.apart


def months_after(day: date, months: int) -> date:
    """The day `months` months after `day`; the last of its month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def days_between(start: date, end: date, working: bool) -> int:
    """The days after `start`, up to and with `end`, or the working days of them; 0 where it is not later."""
    return working_days_between(start, end) if working else max(0, (end - start).days)


def whole_months(start: date, end: date) -> int:
    """The months that are complete from `start` to `end`; 0 where it is not later.  Twelve are a year, so
    that somebody's age in years is these by twelve."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return max(0, months - (end.day < start.day))


def _all(parts: Iterable[bool | None]) -> bool | None:
    unknown = False
    for part in parts:
        if part is False:
            return False
        unknown |= part is None
    return None if unknown else True


def _opposite(known: bool | None) -> bool | None:
    return None if known is None else not known


def _differs(condition: Differs, look: Look) -> bool | None:
    base = look(condition.question)
    if base == NOT_APPLICABLE:
        return False
    if base is None:
        return None
    if differing(condition, look):
        return True
    return None if any(look(other) is None for other in condition.others) else False


def _is(value: object, values: tuple[str, ...]) -> bool | None:
    if value in (None, ()):
        return None
    if value is UNTICKED:
        return "no" in values
    if isinstance(value, bool):
        return ("yes" if value else "no") in values
    if isinstance(value, tuple):
        return any(str(code) in values for code in value)
    return str(value) in values


def _compared(condition: Compared, look: Look) -> bool | None:
    ours = _size(look(condition.question), condition.steps)
    beside = look(condition.other) if condition.other else condition.value
    theirs = _size(beside, condition.steps)
    if ours is None or theirs is None or isinstance(ours, date) != isinstance(theirs, date):
        return None
    return COMPARISONS[condition.how](ours, theirs)


def _days_between(condition: DaysBetween, look: Look) -> bool | None:
    start, end = day_of(look(condition.start)), day_of(look(condition.end))
    if start is None or end is None:
        return None
    return COMPARISONS[condition.how](days_between(start, end, condition.working), condition.days)


def _size(value: object, steps: tuple[str, ...]) -> Decimal | date | int | None:
    """What is compared; None for what has no size (unanswered, Not applicable)."""
    if steps:
        return steps.index(value) if isinstance(value, str) and value in steps else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return day_of(value) or number_of(value)


def day_of(value: object) -> date | None:
    """The day of an ISO date; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:  # not a date: the condition is over something unanswered
        return None
