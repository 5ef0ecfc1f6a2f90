"""Typed words: cleaned on entry, and compared without regard to case, spaces and closing punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from template_specs.sentences import N_, worded

# Marks that reorder text on screen or are not there at all: with them, what is stored is not what is read.
_BIDI_AND_INVISIBLE = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)
_UNWANTED = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff{_BIDI_AND_INVISIBLE}]")
_CLOSE_ENOUGH = 65.0
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2014\u2015\ufe58\u2e3a", "–"),
        **dict.fromkeys("‘’‚‛′`´＇", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys(
            "\u00a0\u1680\u180e\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "
        ),
        "…": ".",
        "：": ":",
        "，": ",",
    }
)
"""One character for another, so that what is found in the one text stands at the same place in the other."""


def clean(text: str) -> str:
    """`text` as it may be stored: no NUL or other control characters (tabs and line ends stay), no lone
    surrogates, no marks that reverse the reading direction; line ends as "\\n"; composed (NFC); no spaces
    around it.  Cleaning twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text.strip()
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", unified)).strip()


def legible(text: str) -> str:
    """`text` for reading: one kind of hyphen, dash, quote and space, whatever a keyboard made of them.

    It has the same length, so what is found in it can be cut from `text` itself, which is what is stored.
    """
    return text if text.isascii() else text.translate(_ALIKE)


def folded(text: str) -> str:
    """`text` for comparing: no case, single spaces, one kind of quote and dash, no closing punctuation."""
    plain = legible(text).replace("–", "-")
    return " ".join(plain.split()).casefold().rstrip(" .,;:!?")


def contains(text: str, words: str) -> bool:
    """Whether `words` stand in `text` already, as whole words, whatever their case; in any script."""
    return f" {folded(words)} " in f" {folded(text)} "


def excerpt(text: str, most: int = 40) -> str:
    """The first `most` characters of `text`, on one line, for quoting back to the person who typed it."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def within_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "Child" as "child"; acronyms and names keep their capitals
    ("EHCP", "QA comment", "Ty Mawr")."""
    first, *others = label.split(" ")
    is_name = any(word[:1].isupper() and not word.isupper() for word in others)
    if is_name or any(map(str.isupper, first[1:])):
        return label
    return f"{label[:1].lower()}{label[1:]}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of `known` that `word` was probably meant to be; empty when none is close."""
    match = process.extractOne(
        word, list(known), scorer=fuzz.ratio, processor=folded, score_cutoff=_CLOSE_ENOUGH
    )
    return match[0] if match else ""


_LAST = {"or": N_("or"), "and": N_("and")}


def listed(words: Iterable[str], last: str = "or") -> str:
    """ "Good, Fair or Poor"; `last` is "or" or "and"."""
    items = [worded(word) for word in words]
    last = worded(_LAST.get(last, last))
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""
