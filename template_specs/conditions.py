"""Whether a condition of a form holds, given the answers so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from template_specs.dates import age_on
from template_specs.model import (
    NOT_APPLICABLE,
    AgeAtLeast,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Condition,
    Differs,
    Is,
    Not,
)

Look = Callable[[str], object]
"""Question id -> its clear value (code, ISO date, int, bool, tuple of codes; an identity date as ISO text; an
answered text as any string), None while unanswered or off the route."""


def holds(condition: Condition | None, look: Look) -> bool:
    """True when `condition` holds; no condition always holds.

    A condition over something unanswered is false (so `not` over it is true).  A tick counts as "yes", and
    one left open as "no".
    """
    match condition:
        case None:
            return True
        case Is(question, values):
            return _is(look(question), values)
        case Answered(question):
            return look(question) not in (None, "", ())
        case AtLeast(question, least):
            value = look(question)
            return isinstance(value, int) and not isinstance(value, bool) and value >= least
        case AgeAtLeast(born, on, years):
            return _aged(look(born), look(on), years)
        case Differs():
            return bool(differing(condition, look))
        case AllOf(parts):
            return all(holds(part, look) for part in parts)
        case AnyOf(parts):
            return any(holds(part, look) for part in parts)
        case Not(part):
            return not holds(part, look)


def differing(condition: Differs, look: Look) -> tuple[str, ...]:
    """The ids of the others whose grade differs from the one compared with, in the form's order.

    What is unanswered or Not applicable differs from nothing.
    """
    base = look(condition.question)
    if base in (None, NOT_APPLICABLE):
        return ()
    return tuple(other for other in condition.others if look(other) not in (None, NOT_APPLICABLE, base))


def _is(value: object, values: tuple[str, ...]) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return ("yes" if value else "no") in values
    if isinstance(value, tuple):
        return any(str(code) in values for code in value)
    return str(value) in values


def _aged(born: object, on: object, years: int) -> bool:
    birth, day = _day(born), _day(on)
    return birth is not None and day is not None and age_on(birth, day) >= years


def _day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:  # not a date: the condition is over something unanswered
        return None
