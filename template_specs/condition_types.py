"""The nouns of a condition: what must hold for something to be asked, offered or pointed out.

A condition is true, false or unknown: over something unanswered it is unknown, and what is unknown does not
hold, under a `not` either.  So a question opens once its ground is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to `question` is one of `values` (codes; a tick is "yes")."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """`question` has been answered, whatever the answer.  Never unknown."""

    question: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number or score given to `question` is `least` or more."""

    question: str
    least: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer to `question` beside `value`, or beside the answer to `other`.

    `how` is one of "at_least", "at_most", "above", "below", and of days "before" and "after".
    """

    question: str
    how: str
    value: str = ""
    """A number in figures, an ISO date, the minutes of a length of time, or the code of a step."""
    other: str = ""
    """The question compared with; empty where `value` is."""
    steps: tuple[str, ...] = ()
    """The codes of a scale, its last step first, where steps are compared; empty for amounts and days."""


@dataclass(frozen=True, slots=True)
class Older:
    """On the date in `on`, the date in `question` lies more than `months` months back."""

    question: str
    on: str
    months: int


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """The days after the date in `start`, up to and with that in `end`, beside `days`.

    `how` is as in `Compared`; 0 days where `end` is not later.
    """

    start: str
    end: str
    how: str
    days: int
    working: bool = False
    """Only days on which offices are open in England and Wales."""


@dataclass(frozen=True, slots=True)
class AgeAtLeast:
    """Somebody born on the date in `born` is `years` old or older on the date in `on`."""

    born: str
    on: str
    years: int


@dataclass(frozen=True, slots=True)
class Differs:
    """Any of `others` that is graded (and not "not applicable") differs from the grade in `question`."""

    question: str
    others: tuple[str, ...]
    steps: tuple[str, ...] = ()
    """Where the grades must be further apart: the codes of the scale, the last step first."""
    apart: int = 1
    """By how many steps they differ, or more."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of `parts` holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of `parts` holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`part` does not hold, nor is it unknown: true over something unanswered.

    What `not` meant to the audits that keep it; forms are read with `Untrue` now.
    """

    part: Condition


@dataclass(frozen=True, slots=True)
class Untrue:
    """`part` is known to be false."""

    part: Condition


Condition = (
    Is
    | Answered
    | AtLeast
    | Compared
    | Older
    | DaysBetween
    | AgeAtLeast
    | Differs
    | AllOf
    | AnyOf
    | Not
    | Untrue
)


def both(first: Condition | None, second: Condition | None) -> Condition | None:
    """A condition that holds where both do; None always holds."""
    if first is None or second is None:
        return first or second
    return AllOf((first, second))


def beside(condition: Condition | None, first: Condition | None) -> Condition | None:
    """What `both` joined to `first`: the condition of a question without that of its section."""
    if first is None or condition is None:
        return condition
    if condition == first:
        return None
    joined = isinstance(condition, AllOf) and len(condition.parts) == 2 and condition.parts[0] == first
    return condition.parts[1] if isinstance(condition, AllOf) and joined else condition


def questions_in(condition: Condition | None) -> frozenset[str]:
    """The ids of every question that `condition` looks at."""
    return frozenset(name for part in parts_of(condition) for name in _looked_at(part))


def parts_of(condition: Condition | None) -> Iterator[Condition]:
    """The conditions in `condition` that are not made of others."""
    match condition:
        case None:
            return
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from parts_of(part)
        case Not(part) | Untrue(part):
            yield from parts_of(part)
        case _:
            yield condition


def _looked_at(condition: Condition) -> tuple[str, ...]:
    match condition:
        case Compared(question, other=other):
            return (question, other) if other else (question,)
        case Older(question, on) | AgeAtLeast(question, on):
            return (question, on)
        case DaysBetween(start, end):
            return (start, end)
        case Differs(question, others):
            return (question, *others)
        case Is(question) | Answered(question) | AtLeast(question):
            return (question,)
        case _:
            return ()


def difference_in(condition: Condition | None) -> Differs | None:
    """The difference that must be there for `condition` to hold, alone or beside others."""
    match condition:
        case Differs():
            return condition
        case AllOf(parts):
            return next((found for part in parts if (found := difference_in(part))), None)
        case _:
            return None
