"""Options, and which one of a list somebody meant: by its code, label, synonym or short form, or by the
beginning of its label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from template_specs.condition_types import Condition
from template_specs.text import folded

NOT_APPLICABLE = "na"
"""The code of the option "Not applicable" in every form; judgements that differ leave it aside."""


class Tone(StrEnum):
    """Whether an option speaks of strength, of need for improvement, or of neither."""

    GOOD = "good"
    IMPROVE = "improve"
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice.  `code` is stored for ever; `label` is shown; `also` are typed synonyms."""

    code: str
    label: str
    descriptor: str = ""
    tone: Tone = Tone.PLAIN
    also: tuple[str, ...] = ()
    when: Condition | None = None
    """Whether it is among the choices; always where there is no condition."""
    specify: str = ""
    """What is asked of those who choose it ("Which?"); empty where nothing is."""
    counts: str = ""
    """What it counts where answers are added up, in figures; empty where the form does not say."""
    alone: bool = False
    """It cannot be chosen together with others ("None of these")."""


YES_AND_NO = (Option("yes", "Yes"), Option("no", "No"))

# Short forms that everybody types, by the option's code, in English and in Welsh.
_COMMON: dict[str, tuple[str, ...]] = {
    "yes": ("y", "yep", "yeah", "true", "ie", "oes", "ydy", "ydw"),
    "no": ("n", "nope", "false", "nage", "nac oes", "nac ydy", "nac ydw"),
    NOT_APPLICABLE: ("na", "n/a", "n.a", "not app", "not relevant"),
}

Match = Callable[[Sequence[Option], str], "Option | None"]


def names(option: Option) -> tuple[str, ...]:
    """Every way to name `option` in full: code, label, synonyms and the common short forms."""
    return (option.code, option.label, *option.also, *_COMMON.get(option.code, ()))


def match(options: Sequence[Option], typed: str) -> Option | None:
    """The option that `typed` names; None when it names none, or could be more than one.

    In this order: a full name, the initials of a label of several words ("RI"), the beginning of one label.
    """
    return match_exactly(options, typed) or _by_beginning(options, folded(typed))


def match_exactly(options: Sequence[Option], typed: str) -> Option | None:
    """As `match`, without beginnings: for words that have more after them."""
    word = folded(typed)
    return _by_name(options, word) or _by_initials(options, word) if word else None


def _by_name(options: Sequence[Option], word: str) -> Option | None:
    """The option of that name.  In another language the label of one may be the code of another (Welsh for no
    is "na"): what a card sends is the code."""
    named = [option for option in options if word in _folded_names(option)]
    return _only(named) or _only(option for option in named if option.code == word)


def typed_exactly(options: Sequence[Option], typed: str) -> Option | None:
    """As `match_exactly`, for what a person has typed: they name what they see, which is the label."""
    word = folded(typed)
    return _only(option for option in options if folded(option.label) == word) or match_exactly(
        options, typed
    )


@lru_cache(maxsize=4096)
def _folded_names(option: Option) -> frozenset[str]:
    return frozenset(folded(name) for name in names(option))


def _by_initials(options: Sequence[Option], word: str) -> Option | None:
    def initials(option: Option) -> str:
        return "".join(part[0] for part in option.label.casefold().split())

    bare = word.replace(".", "")
    return _only(o for o in options if len(initials(o)) > 1 and initials(o) == bare)


def _by_beginning(options: Sequence[Option], word: str) -> Option | None:
    # "No" to a graded question is no beginning of "Not applicable".
    return _only(
        o
        for o in options
        if word and o.label.casefold().startswith(word) and (o.code != NOT_APPLICABLE or len(word) > 2)
    )


def _only(matching: Iterable[Option]) -> Option | None:
    options = list(matching)
    return options[0] if len(options) == 1 else None


def label_of(options: Sequence[Option], code: str) -> str:
    """The label of `code`; the code itself where no option has it."""
    return next((option.label for option in options if option.code == code), code)


def code_of(label: str) -> str:
    """The code that a bare label gets: "Care order" has care_order."""
    return re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_") or "option"


@dataclass(frozen=True, slots=True)
class Scale:
    """A named, ordered list of options, best first where it grades.  Two scales are never merged."""

    id: str
    title: str
    options: tuple[Option, ...]
