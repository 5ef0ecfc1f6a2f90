"""Words about the programme's year: what is planned for a month, its pairs, and who takes no part in it."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.features.home import Ask, Asked
from template_specs.text import legible

BETWEEN = "\n"
_WHY = r"(?:[,;]?\s+(?:because|as|since)\s+|\s*[:\u2013\u2014]\s+|\s+-\s+)(?P<why>.+)"
_MONTH = r"(?P<month>(?:20\d\d[-/]\d{1,2}|\d{1,2}/20\d\d|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?:\s+20\d\d)?|this month|next month)"
_SHOW = r"(?:(?:please )?(?:show|see|open|list)(?: me)? )?(?:the )?"
_YEAR = re.compile(
    rf"^{_SHOW}(?:programme|program|calendar|themes|pairs)(?: (?:calendar|plan))?(?: (?:for|of|in))?(?: {_MONTH})?\??$",
    re.IGNORECASE,
)
_SWAP = re.compile(
    rf"^(?:please )?(?:swap|exchange)\s+(?P<out>[^\d]{{2,60}}?)\s+(?:for|with|against)\s+(?P<new>[^\d]{{2,60}}?)(?:\s+(?:in|for)\s+{_MONTH})?(?:{_WHY})?$",
    re.IGNORECASE | re.DOTALL,
)
_OUT = re.compile(
    rf"^(?:please )?(?:take|leave)\s+(?:out\s+)?(?P<out>[^\d]{{2,120}}?)\s+(?:out\s+)?(?:of|from|in|for)\s+{_MONTH}(?:{_WHY})?$",
    re.IGNORECASE | re.DOTALL,
)
_BACK = re.compile(
    rf"^(?:please )?put\s+(?P<out>[^\d]{{2,120}}?)\s+back\s+(?:in|into|for)\s+{_MONTH}(?:{_WHY})?$",
    re.IGNORECASE | re.DOTALL,
)
_ALLOCATE = re.compile(
    rf"^(?:please )?allocate\s+(?:the\s+)?(?:(?:list|cases|audits|proposal)\s+)?(?:(?:of|for)\s+)?{_MONTH}$",
    re.IGNORECASE,
)


def asked(text: str) -> Asked | None:
    """What `text` asks about the programme; None if it does not."""
    words = " ".join(legible(text).split())
    year = _YEAR.match(words.rstrip("."))
    if year is not None:
        return Asked(Ask.PROGRAMME, which=(year["month"] or "").strip())
    allocate = _ALLOCATE.match(words.rstrip("."))
    if allocate is not None:
        return Asked(Ask.PROPOSED, which=f"allocate:{allocate['month'].strip()}")
    swap = _SWAP.match(words)
    if swap is not None:
        return _change("swap", swap, swap["new"])
    for act, pattern in (("out", _OUT), ("back", _BACK)):
        found = pattern.match(words)
        if found is not None and _out_of(act, words):
            return _change(act, found)
    return None


def _out_of(act: str, words: str) -> bool:
    return act == "back" or " out " in f" {words.casefold()} "


def _change(act: str, found: re.Match[str], new: str = "") -> Asked:
    parts = (act, found["out"].strip(), new.strip(), (found["month"] or "").strip())
    return Asked(Ask.SWAP, why=(found["why"] or "").strip(), which=BETWEEN.join(parts))


def parts_of(asked_for: Asked) -> tuple[str, str, str, str]:
    """What a typed change says: swap, out or back; who; who instead; the month as it was typed."""
    act, out, new, month = (*asked_for.which.split(BETWEEN), "", "", "", "")[:4]
    return act, out, new, month
