"""Which themes words may be about: suggested from the words alone, with the words that speak for each.

Nothing is learnt and nothing is looked up elsewhere: a theme has the words of its name, of the questions that
count under it, and the field's usual words for the same thing.  A person decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from template_specs.model import Template

_WORD = re.compile(r"[a-z]{3,}")
_SHORT = frozenset(
    (
        *("the", "and", "for", "are", "was", "were", "with", "from", "this", "that", "how", "far", "well"),
        *("good", "they", "their", "them", "has", "have", "had", "been", "not", "all", "any", "who", "what"),
        *("when", "where", "which", "does", "did", "into", "out", "over", "under", "about", "there", "here"),
        *("its", "his", "her", "him", "she", "you", "your", "our", "case", "child", "children", "quality"),
        *("effective", "immediate", "often"),
    )
)
"""Words that say nothing of a theme."""
_SAME: tuple[frozenset[str], ...] = (
    frozenset({"chronology", "timeline", "genogram", "chronological"}),
    frozenset({"seen", "visit", "visited", "visits", "alone", "statutory"}),
    frozenset({"recording", "recorded", "notes", "note", "records"}),
    frozenset({"communication", "agencies", "agency", "partner", "partners", "multi", "strategy", "shared"}),
    frozenset({"wishes", "feelings", "voice", "views", "said", "listened", "words", "told"}),
    frozenset({"supervision", "supervised", "oversight", "reflective", "reflection", "challenge"}),
    frozenset({"plan", "plans", "planning", "smart", "objectives", "outcome"}),
    frozenset({"follow", "urgent", "immediately", "drift", "delay", "escalated"}),
)
"""Words that people in the field use for the same theme."""


def stem(word: str) -> str:
    """The word without its commonest endings, so that "recorded" is "recording"."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _vocabulary(template: Template) -> Mapping[str, frozenset[str]]:
    questions = tuple((q.theme, q.name) for q in template.questions if q.theme)
    return _stems_of(tuple(template.themes.items()), questions)


@lru_cache(32)
def _stems_of(
    themes: tuple[tuple[str, str], ...], questions: tuple[tuple[str, str], ...]
) -> Mapping[str, frozenset[str]]:
    vocabulary = {}
    for code, label in themes:
        texts = [label, *(name for theme, name in questions if theme == code)]
        named = {word for text in texts for word in _WORD.findall(text.casefold())} - _SHORT
        more = {word for group in _SAME if group & set(_WORD.findall(label.casefold())) for word in group}
        vocabulary[code] = frozenset(stem(word) for word in named | more)
    return vocabulary


def suggested(template: Template, text: str) -> dict[str, tuple[str, ...]]:
    """The themes that `text` may be about, each with the words in it that speak for it, those with most
    first.  The commonest words speak for none."""
    vocabulary = _vocabulary(template)
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(_WORD.findall(text.casefold())):
        if word in _SHORT:
            continue
        for code, stems in vocabulary.items():
            if stem(word) in stems:
                found.setdefault(code, []).append(word)
    return {code: tuple(words) for code, words in sorted(found.items(), key=lambda told: -len(told[1]))}
