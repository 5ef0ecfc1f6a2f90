"""The sentences that people read: marked where they are said, and said in the language of whoever reads them.

A sentence lives where it is said: in the feature, the answer type or the view.  `_` marks it there, fills in
what it names and says it in the language of the turn; `N_` marks one that is kept in a constant, and such a
one is put into words only where it is shown.  The room that reads catalogues (`bot/languages.py`) sets the
language of a turn with `spoken_in`; without one, everything is said in English, as it is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Protocol

ENGLISH = "en"
"""The language that the sentences are written in."""


class Tongue(Protocol):
    """A language that the bot speaks besides English."""

    @property
    def language(self) -> str:
        """Its code: "cy"."""
        ...

    def gettext(self, message: str) -> str:
        """`message` in this language; as it is where nobody has translated it."""
        ...

    def ngettext(self, one: str, more: str, number: int) -> str:
        """`one` or `more` in this language, in its form for `number`."""
        ...

    def day(self, day: date) -> str:
        """ "5 Mehefin 2026"."""
        ...

    def time(self, moment: datetime) -> str:
        """ "14:30", of a moment in its own zone."""
        ...


_STOPPED_TWICE = re.compile(r"([.!?…])”\.")
_SPOKEN: ContextVar[Tongue | None] = ContextVar("spoken", default=None)


@contextmanager
def spoken_in(tongue: Tongue | None) -> Iterator[None]:
    """Say everything in `tongue` until the end of the block; None: in English."""
    before = _SPOKEN.set(tongue)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def tongue() -> Tongue | None:
    """The language that is spoken now; None for English."""
    return _SPOKEN.get()


def language() -> str:
    """Its code: "en" or "cy"."""
    spoken = _SPOKEN.get()
    return ENGLISH if spoken is None else spoken.language


class Marked(str):
    """A constant of `N_`.  It is itself in English, and is said in the language of the turn wherever it goes
    into another sentence or, through `worded`, onto a card."""

    __slots__ = ()

    def __str__(self) -> str:
        return worded(self)

    def __format__(self, spec: str) -> str:
        return format(worded(self), spec)

    def __add__(self, other: str) -> str:
        return worded(self) + worded(other)

    def __radd__(self, other: str) -> str:
        return other + worded(self)


def _(message: str, /, **named: object) -> str:
    """`message` in the language of the turn with what it names filled in:
    ``_("{name}: {value}. Saved.", name=..., value=...)``.

    The message must be a literal, as Babel reads it from the code.  Without `named` it is taken as it is
    written, so that a brace in it needs no doubling.
    """
    spoken = _SPOKEN.get()
    if spoken is not None:
        message = spoken.gettext(message)
    return _filled(message, named)


def ngettext(one: str, more: str, number: int, /, **named: object) -> str:
    """As `_`, of a sentence whose words change with `number`: `one` for 1, `more` for any other.

    A language that has other forms, or none, says it in its own: ``ngettext("{names} is reminded.",
    "{names} are reminded.", len(people), names=...)``.
    """
    spoken = _SPOKEN.get()
    message = (one if number == 1 else more) if spoken is None else spoken.ngettext(one, more, number)
    return _filled(message, named)


def _filled(message: str, named: dict[str, object]) -> str:
    if not named:
        return message
    said = message.format(**named)
    # What is quoted brings its own full stop along.
    return _STOPPED_TWICE.sub(r"\1”", said) if "”." in said else said


def N_(message: str) -> str:
    """`message` as a constant: marked here for the translators, and said where it is shown."""
    return Marked(message)


def worded(words: str) -> str:
    """A constant of `N_` in the language of the turn; any other words as they are."""
    if type(words) is not Marked:
        return words
    spoken = _SPOKEN.get()
    plain = str.__str__(words)
    return plain if spoken is None else spoken.gettext(plain)
