"""What good looks like: sets of indicators and practice standards that questions refer to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicators:
    """What good, and what moving to outstanding, usually show (guidance on one subject)."""

    id: str
    subject: str
    good: tuple[str, ...]
    outstanding: tuple[str, ...] = ()
    document: str = ""
    """The source document they come from, where it is named."""


@dataclass(frozen=True, slots=True)
class StandardItem:
    """One numbered item of a standard.  `id` is stored when it is ticked as evidenced."""

    id: str
    text: str
    item: str = ""
    """What its source calls it, where that differs from `id` (a number that is printed twice)."""


@dataclass(frozen=True, slots=True)
class Standards:
    """One practice standard and its items."""

    id: str
    title: str
    items: tuple[StandardItem, ...]
    document: str = ""
    """The source document it comes from, where it is named."""


@dataclass(frozen=True, slots=True)
class GuidanceDocument:
    """A document that auditors work by, and where it can be read."""

    title: str
    link: str = ""
    """An https address; empty where the form names none."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a form says to some people before they begin."""

    say: str
    to: tuple[str, ...]
    """In the words of PEOPLE."""
