"""Marks the sentences that people read, so that a translator's tool (Babel) can collect them.

A sentence lives where it is said: in the feature, the answer type or the view.  `_` marks it there and fills
in what it names; `N_` marks one that is kept in a constant and said later.
"""

from __future__ import annotations


def _(message: str, /, **named: object) -> str:
    """`message` with what it names filled in: ``_("{name}: {value}. Saved.", name=..., value=...)``.

    The message must be a literal, as Babel reads it from the code.  Without `named` it is taken as it is
    written, so that a brace in it needs no doubling.
    """
    return message.format(**named) if named else message


def N_(message: str) -> str:
    """`message` as it is written: marked here for the translators, and filled in where it is said."""
    return message
