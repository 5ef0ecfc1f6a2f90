"""Two audits of one case beside each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One question that both graded."""

    name: str
    first: str
    second: str
    apart: int | None
    """Steps of its scale between the two; None where one of them is Not applicable."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """An audit and its blind second audit, question by question."""

    case: str
    form: str
    first: str
    """Who did the first audit, by name."""
    second: str
    lines: tuple[ComparedLine, ...]
    """In the form's order."""
    said: tuple[str, ...] = ()
    """How far they agree."""
