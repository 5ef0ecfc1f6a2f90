"""How wide the columns of a table are: no word breaks, and whoever has more to read gets more room."""

from __future__ import annotations

from collections.abc import Sequence

PER_LETTER = 0.21
"""Centimetres that a letter takes in a table, at most."""
PADDING = 0.5
"""Centimetres between a column's text and its edges, both sides together."""
MOST_IN_A_LINE = 60
"""Letters; a longer text goes on in the next line anyway."""
MOST_IN_A_WORD = 20
"""Letters; a longer word, such as an address, may break."""
AIRY = 1.5
"""How much wider than its words a small table may be."""


def column_widths(rows: Sequence[Sequence[str]], width: float) -> tuple[float, ...]:
    """The width of each column of `rows` (the first is its head), in centimetres, at most `width` together.

    Each column gets what its longest word needs, then a share of what is left by its longest line.  Where
    not even the words fit, all are narrowed alike.  A table of a few short words stays half the page wide.
    """
    columns = list(zip(*rows, strict=True))
    words = [max(1 + _longest_word(texts[0]), *map(_longest_word, texts)) for texts in columns]
    lines = [max(1 + _longest_line(texts[0]), *map(_longest_line, texts)) for texts in columns]
    least = [PADDING + PER_LETTER * letters for letters in words]
    wanted = [PADDING + PER_LETTER * letters for letters in lines]
    if sum(least) >= width:
        return tuple(width * each / sum(least) for each in least)
    if sum(wanted) > width:
        over = width - sum(least)
        more = [wide - narrow for wide, narrow in zip(wanted, least, strict=True)]
        return tuple(narrow + over * each / sum(more) for narrow, each in zip(least, more, strict=True))
    whole = min(width, max(AIRY * sum(wanted), width / 2))
    return tuple(each + (whole - sum(wanted)) / len(wanted) for each in wanted)


def _longest_word(text: str) -> int:
    return min(max(map(len, text.split()), default=0), MOST_IN_A_WORD)


def _longest_line(text: str) -> int:
    return min(max(map(len, text.splitlines()), default=0), MOST_IN_A_LINE)
