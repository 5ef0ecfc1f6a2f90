"""The kinds of condition: what must hold for a question to be asked.

A condition over something unanswered is false: the question opens once that is known.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to `question` is one of `values` (codes; a tick is "yes")."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """`question` has been answered, whatever the answer."""

    question: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number or score given to `question` is `least` or more."""

    question: str
    least: int


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
    """`part` does not hold (also when its question is unanswered)."""

    part: Condition


Condition = Is | Answered | AtLeast | AgeAtLeast | Differs | AllOf | AnyOf | Not


def questions_in(condition: Condition | None) -> frozenset[str]:
    """The ids of every question that `condition` looks at."""
    match condition:
        case None:
            return frozenset()
        case Is(question, _) | Answered(question) | AtLeast(question, _):
            return frozenset({question})
        case AgeAtLeast(born, on, _):
            return frozenset({born, on})
        case Differs(question, others):
            return frozenset({question, *others})
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(questions_in(part) for part in parts))
        case Not(part):
            return questions_in(part)
