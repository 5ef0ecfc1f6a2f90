"""Conversions to and from what the tables hold: moments, days, JSON, and text both databases accept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from sys import intern
from typing import Any

import orjson

from dialogs.audits.audit import Clear

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970.  `moment` must be aware."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """The UTC moment of `micros`."""
    return _EPOCH + timedelta(microseconds=microseconds)


def maybe_moment(microseconds: int | None) -> datetime | None:
    """The UTC moment, or None."""
    return None if microseconds is None else moment(microseconds)


def maybe_micros(when: datetime | None) -> int | None:
    """Whole microseconds, or None."""
    return None if when is None else micros(when)


def day(text: str | None) -> date | None:
    """The day of its ISO text."""
    return date.fromisoformat(text) if text else None


def storable(text: str) -> str:
    """`text` as both databases take it: without NUL (PostgreSQL refuses it), and with the replacement
    character in place of lone surrogates (neither takes those).  Entry cleans alike; this is the last gate.
    """
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    text = text.replace("\0", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def as_json(value: object) -> bytes:
    """Compact JSON with sorted keys.  Lone surrogates become the replacement character."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return orjson.dumps(_storable_within(value), option=orjson.OPT_SORT_KEYS)


def _storable_within(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(key): _storable_within(item) for key, item in value.items()}
        case list() | tuple():
            return [_storable_within(item) for item in value]
        case _:
            return value


def clear_text(value: Clear) -> str | None:
    """A clear value as the trail's JSON; None stays None."""
    return None if value is None else as_json(value).decode()


def clear_value(text: str | None) -> Clear:
    """What `clear_text` wrote; JSON's lists are tuples again."""
    if text is None:
        return None
    value: Any = orjson.loads(text)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str):
        return intern(value)  # one of few codes
    return value  # type: ignore[no-any-return]  # the kinds of Clear are JSON's own
