"""A text in the sentences and bare words that rules about words are tried on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

REACH = 45
"""How many words of a sentence are read together."""


def in_reach(words: list[str]) -> Iterator[str]:
    """A long sentence in parts that overlap: words far from each other do not belong together, and no text
    takes long to read."""
    for begin in range(0, max(1, len(words) - REACH // 3), REACH * 2 // 3):
        yield " ".join(words[begin : begin + REACH])


_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
_APOSTROPHES = re.compile("['’‘`´]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """`text` in lower case without accents or apostrophes, as the rules expect it; words in other scripts are
    words as well."""
    bare = _APOSTROPHES.sub("", text.lower())
    if not bare.isascii():
        bare = "".join(
            sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign)
        )
    return _BETWEEN_WORDS.sub(" ", bare).strip()


def sentences(text: str) -> list[str]:
    """The sentences of `text`, as they were written."""
    return [part for said in _SENTENCE_ENDS.split(text) if (part := said.strip())]
