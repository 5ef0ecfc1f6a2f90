"""What stands in the tables of a Word form: placeholders, head rows, and header fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

BLANK = re.compile(
    r"^(?:click (?:here|or tap).*|choose an item\.?|tick here|please tick|[_.\s|☐□]*)$", re.IGNORECASE
)
_INLINE = re.compile(
    r"^(?P<label>.+?)\s*(?P<blank>(?:click (?:here|or tap)|choose an item)[^:]*)$", re.IGNORECASE
)
ASKS_WHETHER = re.compile(r"^(?:is|are|was|were|has|have|does|do|did|can|could)\b", re.IGNORECASE)
_ROLES = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        ("action", r"^(?:(?:recommended |remedial )?actions?|improvements?|what action.*)\b"),
        ("who", r"^(?:by whom|who\??$|owner|lead|responsible)"),
        ("when", r"^(?:by when|timescales?|when|deadline|due|target date)"),
        ("comment", r"comment|evidence|analysis|narrative|notes"),
        ("help", r"look for|guidance|prompts?\b"),
        (
            "answer",
            r"pick|y\s*/\s*n|^(?:yes|no|y|n|n/?a)$|rating|grade|judge?ment|answer|evaluation|met\b|score",
        ),
        ("question", r"question|details|item|area|standard|criteria|domain"),
    )
)
"""What a column of a table is for, by its head."""


def cells_of(cells: Iterable[Any]) -> list[str]:
    """The texts of a row's cells; a merged cell, which comes once for each column, once."""
    row = [cell for cell, _ in groupby(cells)]
    return [" ".join(cell.text.split()) for cell in row]


def says(row: list[str]) -> bool:
    """Whether anything but placeholders stands in `row`."""
    return any(cell and not BLANK.match(cell) for cell in row)


def roles_of(cells: list[str]) -> list[str]:
    """What each column of a head row is for; empty where the row is none."""
    if len(cells) < 2 or not all(cells) or any(BLANK.match(c) or ASKS_WHETHER.match(c) for c in cells):
        return []
    roles = [next((role for role, words in _ROLES if words.search(cell)), "other") for cell in cells]
    if "action" in roles and {"who", "when"} & {*roles}:
        return roles
    named = {*roles} & {"question", "answer", "comment", "help"}
    is_head = len(named) > 1 and "other" not in roles and all(len(cell) < 160 for cell in cells)
    return roles if is_head and roles[0] == "question" else []


def fields_of(cells: list[str]) -> Iterator[tuple[str, str]]:
    """(label, what stands in its place) of a row of header fields."""
    rest = [cell for cell in cells if cell]
    while rest:
        cell = rest.pop(0)
        inline = _INLINE.match(cell)
        if inline and inline["label"].strip(": "):
            yield inline["label"].strip(": "), inline["blank"]
            continue
        label, colon, inside = cell.partition(":")
        if colon and (not inside.strip() or BLANK.match(inside.strip())):
            beside = inside.strip()
            if not beside and rest and BLANK.match(rest[0]):
                beside = rest.pop(0)
            yield label.strip(), beside or ":"
        elif rest and BLANK.match(rest[0]):
            yield cell.rstrip(": "), rest.pop(0)
        elif not BLANK.match(cell) and not cell.casefold().startswith("to be completed"):
            yield cell.rstrip(": "), ""
