"""Names, references and details of a child in words that are to be passed on: found for a person to decide.

Nothing that is found is taken out by itself, and nothing can be found for certain to be free of names: a
person reads the words before they go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from template_specs.sentences import _
from template_specs.text import contains, folded, legible

_REFERENCE = re.compile(
    r"\b[A-Z]{2,6}[\s/_-]\d{2,}(?:[/-]\d+)*\b|\b[A-Za-z]{1,6}[/_-]?\d{2,}(?:[/-]\d+)*\b|\b\d{5,}\b"
)
_EMAIL = re.compile(r"\S+@[\w.-]+\.\w+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:aged?|age of)\s+\d{1,2}\b|\b\d{1,2}[\s-](?:years?|months?|weeks?)[\s-]olds?\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"\b[A-Z][a-z]+(?:['\u2019-][A-Z]?[a-z]+)*\b")
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:;\n\u2022]|\n\s*[-*])\s*$")
_OPENERS = frozenset(
    (  # noqa: SIM905 (words are read more easily than a list of them)
        "a about action actions after all also an and another any are as assessment assessments at audit "
        "audited auditors audits because before both but by case cases child children chronologies "
        "chronology clear direct during each early every everybody evidence families family father few "
        "for from good great had has have he help her here his home how however i if in is it its keep "
        "kept listening manager managers many more most mother my no not now of on one our outcomes "
        "parents plan plans please practice recording records reflective regular risk risks school "
        "several she since so social some staff strong supervision take thank thanks that the their then "
        "there these they thinking this those three time to together two use using very view views visit "
        "visits was we well what when where which while who why wishes with work worker workers working "
        "you young your "
    ).split()
)
"""Words that begin a sentence and name nobody; any other may be a name."""
_PLAIN = frozenset(
    [
        "ofsted",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "welsh",
        "english",
    ]
)
"""Words with a capital that name nobody."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the words that may say who they are about."""

    words: str
    what: str
    """ "a name on the people list", "a case reference"."""
    certain: bool
    """It has to be taken out; otherwise somebody may say that it names nobody."""


def found_in(text: str, names: Iterable[str]) -> tuple[Found, ...]:
    """What there is, the certain ones first; `names`: of everybody on the people list."""
    plain = legible(text)
    found: dict[str, Found] = {}

    def add(words: str, what: str, *, certain: bool) -> None:
        found.setdefault(folded(words), Found(words.strip(), what, certain))

    for name in names:
        if name.strip() and contains(plain, name):
            add(name, _("a name on the people list"), certain=True)
    for pattern, what in (
        (_EMAIL, _("an e-mail address")),
        (_POSTCODE, _("a postcode")),
        (_REFERENCE, _("a case reference or a number")),
    ):
        for match in pattern.finditer(plain):
            add(match.group(), what, certain=True)
    for name in names:
        for part in name.split():
            if len(part) > 2 and re.search(rf"\b{re.escape(part)}\b", plain) and not _within(found, part):
                add(part, _("part of a name on the people list"), certain=False)
    for pattern, what in ((_DAY, _("a date")), (_AGE, _("an age"))):
        for match in pattern.finditer(plain):
            add(match.group(), what, certain=False)
    for match in _CAPITAL.finditer(plain):
        words = match.group()
        opens = _SENTENCE_BEFORE.search(plain[: match.start()]) is not None
        known = _PLAIN | _OPENERS if opens else _PLAIN
        if folded(words) not in known and not _within(found, words):
            add(words, _("perhaps a name"), certain=False)
    return tuple(sorted(found.values(), key=lambda one: not one.certain))


def _within(found: dict[str, Found], words: str) -> bool:
    return any(contains(one.words, words) for one in found.values())


def searched(examples: Iterable[tuple[str, str]], words: str) -> list[str]:
    """Of (id, text), the ids of those in which the words stand, those with most of them first."""
    wanted = [_stem(word) for word in folded(words).split() if len(word) > 2]
    scored = []
    for place, (id, text) in enumerate(examples):
        stems = {_stem(word) for word in re.findall(r"\w+", folded(text))}
        hits = sum(word in stems for word in wanted)
        if hits or not wanted:
            scored.append((-hits, place, id))
    return [id for _hits, _place, id in sorted(scored)]


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s", "ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word.removesuffix("y") if len(word) > 4 else word.removesuffix("e") if len(word) > 4 else word
