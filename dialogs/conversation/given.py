"""What is given, and what words may have meant: small values that several commands carry."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import Key


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it came: raw words for `dialogs.features.answering` to read."""

    key: Key
    value: str | None = None
    """None: not asked for or not touched; "": emptied."""
    words: str | None = None
    """The evidence; of a typed part of a row, the id of its column, where another than the one asked for may
    be meant."""
    revision: int = 0
    """The revision of the answer that the person saw; 0 for none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that typed words may have meant."""

    label: str
    """As the person reads it: "Good, with these words"."""
    given: tuple[Given, ...] = ()
    """The answers that it saves, each with the revision that the person saw."""
    action: str = "save"
    """ "save", "note", "leave" (nothing is saved), "submit" or "back", or one of a feature's own (`choices`):
    a version that does not know it leaves the words out."""
