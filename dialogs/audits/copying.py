"""Copies of records that never change, with some fields changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

Record = TypeVar("Record")


def copied(original: Record, changes: Mapping[str, Any], *, without: Iterable[str] = ()) -> Record:
    """`original`, a frozen dataclass without slots, with `changes`.

    Cached properties are copied as well, except those named in `without`: name every one that `changes` makes
    wrong.  `dataclasses.replace` keeps none of them and checks the names of the fields, but it takes 14 µs
    for an audit, 13 µs for a conversation state and 7 µs for a turn's context, where this takes 2 µs each
    (Python 3.11).  A typed turn makes about 25 such copies, so that would be a tenth of its time.
    """
    other = object.__new__(type(original))
    fields = other.__dict__
    fields.update(original.__dict__)
    for name in without:
        fields.pop(name, None)
    fields.update(changes)
    return other
