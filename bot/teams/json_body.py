"""A request's bytes as JSON that no later step can trip over: no NUL, no half emoji, no deep nesting."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

from bot.teams.authentication import Refused

DEEPEST: Final = 24

_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u([0-9a-fA-F]{4})|\\.", re.DOTALL
)
"""In this order: a whole surrogate pair, any other \\u escape, any other escape (\\\\u0000 stays text)."""


def parse(body: bytes) -> dict[str, Any]:
    """The activity's JSON object.  Raises Refused (400) for anything else, or for deep nesting."""
    # No text may hold NUL (PostgreSQL refuses it) nor half a surrogate pair (nothing can encode it; a client
    # cuts an emoji at a box's limit): both are cleaned here instead of losing what the person typed.
    if b"\\u0000" in body or b"\\ud" in body or b"\\uD" in body:
        body = _ESCAPE.sub(_mended, body)
    try:
        activity = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, "not JSON") from error
    if not isinstance(activity, dict):
        raise Refused(400, "not a JSON object")
    if body.count(b"{") + body.count(b"[") > DEEPEST and not is_shallow(activity):
        raise Refused(400, "nested too deeply")
    return activity


def is_shallow(value: object) -> bool:
    """Whether nothing lies deeper than DEEPEST; level by level, since recursion is what is being guarded."""
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for held in level:
            inside = held.values() if isinstance(held, dict) else held
            deeper.extend(thing for thing in inside if isinstance(thing, dict | list))
        if not deeper:
            return True
        level = deeper
    return False


def _mended(escape: re.Match[bytes]) -> bytes:
    """A pair or another escape as it is, NUL as nothing, half a pair as the replacement character."""
    if escape[1] is None:
        return escape[0]
    number = int(escape[1], 16)
    if number == 0:
        return b""
    return b"\\ufffd" if 0xD800 <= number <= 0xDFFF else escape[0]
