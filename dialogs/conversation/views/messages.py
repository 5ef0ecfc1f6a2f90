"""A text message, and the buttons that a message or card may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does: a verb that `bot/turns/presses.py` reads, with its data.

    Permissions are checked when it is pressed."""

    verb: str
    data: Mapping[str, str | int | Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """A button: a verb phrase and its act.  `primary` for the one safe and likely step."""

    label: str
    action: Action
    primary: bool = False
    looks_back: bool = False
    """It concerns what was just saved, not the question that follows: it is drawn apart from its answers."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody who can be called in Teams from a card."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page that a button opens in the browser."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text message, with buttons where a next step can be pressed."""

    text: str
    offers: tuple[Button, ...] = ()
    as_card: bool = False
    """It names a case or repeats what somebody wrote, which no notification may show (`wording.previews`)."""
    calls: tuple[Call, ...] = ()
    """Who can be called from it."""
    links: tuple[Link, ...] = ()
    """Pages that it leads to."""


@dataclass(frozen=True, slots=True)
class RecordView:
    """The one line that an old card becomes."""

    text: str
