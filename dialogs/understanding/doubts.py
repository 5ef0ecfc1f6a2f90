"""Where an answer and the words around it do not agree, so that the person is asked instead of guessed at.

All of it is about one question and one line of words; nothing here knows the audit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from template_specs.kinds import Beginning, beginning, label
from template_specs.model import NOT_APPLICABLE, Option, Question
from template_specs.options import names
from template_specs.sentences import _
from template_specs.text import folded, listed

SIGNED = 3
"""Words: a line no longer than this says the same with and without an emoji."""
SHORT_LINE = 8
"""Words: in a line no longer than this, every grade that is named is one that is meant."""

_CONTRAST = re.compile(
    r"(?:but|however|though|although|except|apart from|aside from|other than|save for|bar the|yet|not|"
    r"barely|hardly|nearly|almost|or|to)\b",
    re.I,
)
_LIST = re.compile(r"[^\W\d]+(?:\s*,\s*[^\W\d]+)*\s*,?\s+(?:and|or)\s+[^\W\d]+\b", re.I)
_VERDICT = r"(?=\s*(?:$|[.,;:!?)\n]|(?:overall|as|because|since|but|though|however|so|instead|really|now)\b))"
_FILLING = frozenset(
    """
    a actually an and answer aye be been call can change changed correct correction definitely for give
    given giving go grade guess have honestly i i'd i'll i'm id im instead is it it's its let's make
    mark maybe mean meant mistake my no now of oh ok okay one oops perhaps please prob probably put rate
    rated rather rating read reckon say scrap set should sorry tbh that that's thats the think this to
    wait well whoops with would yeah yep yes yh you yup
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)
"""Words that say that an answer is given, and never what it is."""
_CHANGING = frozenset(
    {
        "actually", "change", "changed", "correct", "correction", "instead", "make", "mean", "meant",
        "mistake", "no", "oops", "rather", "scrap", "should", "sorry", "wait", "whoops",
    }
)  # fmt: skip
"""Of these, the ones that say that it is another than before."""
_TAKING_BACK = frozenset({"oops", "scrap", "sorry", "whoops"})
_GOING_ON = re.compile(r"(?:(?:oh|ah|well|so)[\s,]+)?(?:and|also|but|plus|or|nor|too|additionally)\b", re.I)
_AFTER = re.compile(
    r"[\s,.!]+(?:tbh|imo|imho|i think|i reckon|i guess|i would say|i'd say|from me|for "
    r"me|overall|please|pls|thanks|though|really)[\s.!]*$",
    re.I,
)
_WORD = re.compile(r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)[\s,.:;!…-]*")
_LAST = (
    "tbh",
    "imo",
    "imho",
    "think",
    "reckon",
    "guess",
    "say",
    "me",
    "overall",
    "please",
    "pls",
    "thanks",
    "though",
    "really",
)
_MISSING = "outstanding"
"""The one grade that is also a word for what is still missing."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A line without the words around its answer: "sorry, that should be RI" is "RI", changing."""

    words: str
    changing: bool = False
    taking_back: bool = False
    """It begins by taking something back ("oops", "sorry")."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer is not taken as it is, and the answers that may be meant."""

    why: str
    values: tuple[str, ...]


def unwrapped(words: str) -> Unwrapped:
    """`words` from where the filling words end; all of them where a question is asked."""
    if words.rstrip().endswith("?"):
        return Unwrapped(words)
    at = 0
    seen: list[str] = []
    for found in _WORD.finditer(words):
        plain = found["word"].casefold().replace("’", "'")
        if found.start() != at or plain not in _FILLING or len(seen) >= SHORT_LINE:
            break
        seen.append(plain)
        at = found.end()
    rest = words[at:].strip()
    if not rest and seen[-1:] in (["no"], ["yes"]) and len(seen) > 1 and not {"no", "yes"} & set(seen[:-1]):
        rest = seen.pop()  # "make it no"
    if rest.rstrip(" .!").casefold().endswith(_LAST):
        rest = _AFTER.sub("", rest)
    taking_back = bool(seen) and seen[0] in _TAKING_BACK
    if not rest:
        return Unwrapped(words, taking_back=taking_back)
    return Unwrapped(rest, not _CHANGING.isdisjoint(seen), taking_back)


def without_sign(words: str) -> str:
    """A short line without the signs around it ("👍 good" is "good"); longer lines keep them."""
    bare = "".join(c for c in words if unicodedata.category(c) not in ("So", "Sk", "Mn", "Cf")).strip()
    return bare if bare and len(bare.split()) <= SIGNED and bare != words.strip() else words


def goes_on(words: str) -> bool:
    """Whether a line begins as one that goes on from what was said before ("also she was seen alone")."""
    return _GOING_ON.match(words) is not None


def turns(words: str) -> bool:
    """Whether a line begins as one that speaks against what was said before it ("but", "not", "except")."""
    return _CONTRAST.match(words) is not None


def doubt(question: Question, begun: Beginning, today: date) -> Doubt | None:
    """Why the answer that a line begins with may not be meant; None where nothing speaks against it."""
    said = label(question, _clear(begun.value))
    if question.kind.in_figures:
        return _range(question, begun, today)
    if not question.kind.on_scale or begun.value == NOT_APPLICABLE:
        return None
    others = tuple(o.code for o in _mentioned(question, begun.rest) if o.code != begun.value)
    if others:
        return Doubt("", (begun.value, *others))
    if _CONTRAST.match(begun.rest):
        return Doubt(_("You say {said}, and then something that may not fit it.", said=said), (begun.value,))
    if not begun.firm and _LIST.match(begun.rest):
        return Doubt(
            _("{said} may be the grade here, or only the first word of a sentence.", said=said),
            (begun.value,),
        )
    if folded(said) == _MISSING and (begun.firm or begun.mark[:1] == ","):
        return Doubt(_("Is Outstanding the grade, or is it what is still missing?"), (begun.value,))
    return None


def several(question: Question, words: str) -> tuple[str, ...]:
    """The answers that a short line names, where it names more than one ("between good and RI")."""
    if not question.kind.on_scale or len(words.split()) > SHORT_LINE:
        return ()
    codes = tuple(o.code for o in _named(question, words))
    return codes if len(codes) > 1 else ()


def names_any(question: Question, words: str) -> bool:
    """Whether `words` name any of the options of `question`."""
    return question.kind.has_options and any(True for _option in _named(question, words))


def in_words(question: Question, values: tuple[str, ...], last: str = "or") -> str:
    """ "Good or Requires improvement"."""
    return listed((label(question, _clear(value)) for value in values), last)


def _range(question: Question, begun: Beginning, today: date) -> Doubt | None:
    rest = re.sub(r"^(?:or|to|and|maybe|perhaps|-|–)\s+", "", begun.rest, flags=re.I)
    then = beginning(question, rest, today, loose=True) if rest[:1].isdigit() else None
    if then is None or then.value == begun.value:
        return None
    return Doubt("", (begun.value, then.value))


def _mentioned(question: Question, text: str) -> Iterator[Option]:
    """The options that `text` names as a verdict: initials and longer names anywhere, one word where a clause
    ends with it ("is good.", not "good engagement")."""
    for option in _real(question):
        pattern = _verdict(option)
        if pattern is not None and pattern.search(text):
            yield option


def _named(question: Question, text: str) -> Iterator[Option]:
    """The options that `text` names at all; a shorter name within a longer one counts as the longer."""
    hits = []
    for option in _real(question):
        for name in _names(option):
            for found in re.finditer(rf"\b{name}\b", text, re.I):
                hits.append((found.start(), found.end(), option))
    longest = [h for h in hits if not any(o[0] <= h[0] and h[1] <= o[1] and o != h for o in hits)]
    seen: list[Option] = []
    for *_where, option in sorted(longest, key=lambda hit: hit[:2]):
        if option not in seen:
            seen.append(option)
    yield from seen


def _real(question: Question) -> tuple[Option, ...]:
    return tuple(o for o in question.options if o.code != NOT_APPLICABLE)


@lru_cache(maxsize=1024)
def _names(option: Option) -> tuple[str, ...]:
    initials = "".join(word[0] for word in option.label.split())
    every = {*names(option), *([initials] if len(initials) > 1 else [])}
    return tuple(
        r"\s+".join(map(re.escape, n.split())) for n in sorted(every) if len(n) > 1 and n[0].isalpha()
    )


@lru_cache(maxsize=1024)
def _verdict(option: Option) -> re.Pattern[str] | None:
    """All ways of naming `option` as a verdict, in one pattern; None where it has no name."""
    # A word of the language may stand in any sentence; initials and longer names are said of grades alone.
    ending = {True: _VERDICT, False: r"\b"}
    words = {re.escape(option.label).casefold()} if option.label.isalpha() else set()
    ways = [rf"{name}{ending[name.casefold() in words]}" for name in _names(option)]
    return re.compile(rf"\b(?:{'|'.join(ways)})", re.I) if ways else None


def _clear(value: str) -> str | int:
    return int(value) if value.lstrip("+-").isdigit() else value
