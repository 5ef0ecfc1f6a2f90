"""Whether an auditor says that they should not audit this file: they know the family, or worked with them."""

from __future__ import annotations

import re

from template_specs.sentences import N_

_PEOPLE = (
    r"(?:child|children|boy|girl|baby|family|mum|mother|dad|father|parents?|siblings?|case|file|one)"
    r"(?:s|'s|’s)?"
)
_WORKED = (
    r"(?:social worker|worker|case ?worker|manager|supervisor|iro|chair|teacher|nurse|foster carer|carer|"
    r"neighbour|friend|relative|aunt|uncle|cousin)"
)
_MINE = re.compile(
    rf"\b(?:i|i've|i’ve|ive) (?:\w+ ){{0,3}}?(?:used to be|was|were|am|have been|been) (?:\w+ ){{0,3}}"
    rf"(?:{_PEOPLE} )?(?:\w+ )?{_WORKED}\b"
    rf"|\b(?:i|we) (?:\w+ )?(?:know|knew) (?:this|the|that|his|her|their) {_PEOPLE}"
    r"(?=\W*$|,|\.|;| (?:personally|well|socially|so|because|from|through)\b| (?:of|in|on) \S+\W*$)"
    r"|\b(?:i|i've|i’ve|ive) (?:have )?(?:\w+ )?(?:worked|work) with "
    rf"(?:this|the|that|his|her|their) {_PEOPLE}\b"
    r"|\b(?:i|we) (?:should ?n[o'’]?t|should not|can ?no?t|can['’]?t|must not|mustn['’]?t) "
    r"(?:\w+ ){0,2}audit\b"
    r"|\bmy own case\b|\b(?:i|i['’]m|im) (?:\w+ ){0,3}related to\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:i|my|we)\b.*\bconflicts? of interest\b|^\W*conflicts? of interest\W*$", re.IGNORECASE
)

TOLD = N_(
    "It sounds as though you know this family or have worked with them. Then somebody else "
    "should audit this file. Type: I know this family. Your QA lead is told, and the case "
    "goes on without you. What you have just typed was not saved as an answer."
)


def is_told(text: str) -> bool:
    """Whether `text`, typed by an auditor about themselves, speaks of a conflict of interest."""
    return bool(_MINE.search(text) or ("conflict" in text.lower() and _NAMED.search(text)))
