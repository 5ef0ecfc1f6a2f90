"""Days as they are spoken, written as `dates` reads them: "the fifth of June twenty twenty-six".

Words only: what day they are is for `dates` to say.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

WELSH_MONTHS = (
    ("ionawr",),
    ("chwefror",),
    ("mawrth", "fawrth"),
    ("ebrill",),
    ("mai", "fai"),
    ("mehefin", "fehefin"),
    ("gorffennaf", "orffennaf"),
    ("awst",),
    ("medi", "fedi"),
    ("hydref",),
    ("tachwedd", "dachwedd"),
    ("rhagfyr", "ragfyr"),
)
"""The months in Welsh, as they stand alone and after "o"."""
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_ONES = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 1
    )
}  # fmt: skip
_TEENS = {
    name: number
    for number, name in enumerate(
        ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen"), 10
    )
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30}
_FIRST = {
    name: number
    for number, name in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 1
    )
}  # fmt: skip
_ORDINALS = {
    **_FIRST,
    **{f"{name}th": number for name, number in _TEENS.items()},
    "twelfth": 12,
    "twentieth": 20,
    "thirtieth": 30,
}
_COMPOUND = re.compile(rf"\b(twenty|thirty)[ -]({'|'.join(_FIRST)})\b")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\b")
_YEAR = re.compile(
    rf"\b(?:twenty|two thousand(?: and)?)[ -]"
    rf"(?:(twenty|thirty)(?:[ -]({'|'.join(_ONES)}))?|({'|'.join(_TEENS)}))\b"
)
_AROUND = re.compile(
    r"^(?:about|around|roughly|approx(?:imately)?\.?|circa|c\.|~|some|maybe|i think|probably) ?", re.I
)
_BEFORE = re.compile(r"^(?:by|before|on|due|from|dated|no later than|not later than) (?:the )?", re.I)
_PLAIN = re.compile(r"^the (?=[0-9])", re.I)
_SINCE = re.compile(r"\b(days?|weeks?|fortnights?|months?) (?:since|back|previously)$", re.I)
_MONTH_SLIP = re.compile(r"[a-z]{4,9}")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
LONGEST = 60
"""Characters: nobody says a day in more, and comparing every word of a paragraph with the months is slow."""
CLOSE = 0.74
"""How alike a word and a month are, out of 1, where it may be a slip of the keyboard for it."""


def written(words: str) -> str:
    """`words` with their numbers in figures: "the fifth of june twenty twenty six" as "5 of june 2026"."""
    line = words.casefold()
    line = _COMPOUND.sub(lambda m: str(_TENS[m[1]] + _ORDINALS[m[2]]), line)
    line = _YEAR.sub(_as_year, line)
    line = _ORDINAL.sub(lambda m: str(_ORDINALS[m[1]]), line)
    line = _SINCE.sub(r"\1 ago", line)
    line = _BEFORE.sub("", line)
    return _PLAIN.sub("", line)


def nearly(words: str) -> str:
    """`words` as they may have been meant: without "about", a month spelt right, eight figures parted; empty
    where there is nothing to put right, and where it is too long for a day."""
    if len(words) > LONGEST:
        return ""
    line = written(words)
    meant = _AROUND.sub("", line)
    meant = _DIGITS.sub(r"\1/\2/\3", meant) if _DIGITS.fullmatch(meant) else meant
    meant = _MONTH_SLIP.sub(_month, meant)
    return meant if meant != line else ""


def _as_year(found: re.Match[str]) -> str:
    if found[3]:
        return str(2000 + _TEENS[found[3]])
    return str(2000 + _TENS[found[1]] + _ONES.get(found[2] or "", 0))


def _month(found: re.Match[str]) -> str:
    return _month_nearest(found.group())


@lru_cache(maxsize=2_000)
def _month_nearest(word: str) -> str:
    if word[:3] in ("wee", "day", "mon", "for", "yea", "ago", "las", "nex"):
        return word
    near = get_close_matches(word, _ENGLISH, 1, CLOSE)
    return near[0] if near else word
