"""Numbers as they are stored, compared and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from template_specs.sentences import ngettext

_LENGTHS: Mapping[str, Callable[[int], str]] = {
    "days": lambda n: ngettext("{n} day", "{n} days", n, n=n),
    "working days": lambda n: ngettext("{n} working day", "{n} working days", n, n=n),
    "months": lambda n: ngettext("{n} month", "{n} months", n, n=n),
    "years": lambda n: ngettext("{n} year", "{n} years", n, n=n),
}
"""Lengths of time, by the unit that they have where a form names no other."""


def number_of(value: object) -> Decimal | None:
    """A stored answer as a number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def figures(number: Decimal) -> str:
    """A number as it is stored and shown: "92.5", and "90" for 90.0."""
    return f"{number.normalize():f}" if number else "0"


def with_unit(shown: str, unit: str) -> str:
    """ "92.5%", "3 days", "1 day"."""
    counted = _LENGTHS.get(unit) if shown.isdecimal() else None
    if counted is not None:
        return counted(int(shown))
    return f"{shown}{'' if unit in ('', '%') else ' '}{unit}"
