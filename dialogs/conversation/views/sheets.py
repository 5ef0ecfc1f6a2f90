"""A card with lines to read, boxes to fill in and buttons: what the programme asks of its QA lead."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.conversation.views.messages import Button


@dataclass(frozen=True, slots=True)
class SheetBox:
    """A box of such a card."""

    name: str
    """What comes back is read under it (`Asked.box`)."""
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(what is sent, what is shown), where it is a list to choose from."""
    lines: bool = False
    """Text of several lines."""
    tick: bool = False
    """A box to tick: it holds "yes" or nothing."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """Such a card."""

    title: str
    lines: tuple[str, ...] = ()
    """Paragraphs; one that begins with "# " is a heading, one that begins with "- " a point."""
    problem: str = ""
    """Why what was sent could not be done as it is."""
    boxes: tuple[SheetBox, ...] = ()
    offers: tuple[Button, ...] = ()
