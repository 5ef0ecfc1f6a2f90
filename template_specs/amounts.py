"""Numbers as they are stored, compared and shown."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


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
    """ "92.5%", "3 days"."""
    return f"{shown}{'' if unit in ('', '%') else ' '}{unit}"
