"""What a feature's module says of itself, and what a handler may reach beyond its own module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dialogs.conversation.command import Command
from dialogs.conversation.views import Notice, View

if TYPE_CHECKING:
    from dialogs.conversation.context import TurnContext

Handler = Callable[["TurnContext", Any], "TurnContext"]
"""What a command does: the context after it."""

HelpLine = tuple[str, str]
"""(what is typed, what it does), as `help` shows them."""


@dataclass(frozen=True, slots=True)
class FirstWord:
    """A first word that may begin a command or an answer: "concern about neglect was followed up"."""

    label: str
    """The command, as its button reads: "Go back a page"."""
    do: Callable[[TurnContext, str], TurnContext] | None = None
    """The command, given all that was typed; None: what the first word alone does."""


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice whose card is to be drawn now."""

    notice: Notice
    about: str
    """What follows the kind in its subject: an id or a key; empty for none."""
    problem: str = ""
    """Why the card that it tells of could not be delivered; empty where nothing is known against it."""


Renderer = Callable[["TurnContext", DueNotice], View | None]
"""The card of a notice, for its recipient, who is the actor; None where they may see nothing of it."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One module of `dialogs/features/`.  Whatever is not named here, is refused."""

    handlers: Mapping[type[Command], Handler] = field(default_factory=dict)
    help: tuple[HelpLine, ...] = ()
    """The words of the audit in hand that always work."""
    starts: Mapping[str, FirstWord] = field(default_factory=dict)
    notices: Mapping[str, Renderer] = field(default_factory=dict)
    """By the kind of the notice: what stands before the colon of its subject."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What `advance` puts within a handler's reach: the other features, without importing them."""

    decide: Callable[[TurnContext, Command], TurnContext]
    reads_word: Callable[[TurnContext, str], Command]
    starts: Mapping[str, FirstWord]
    help: tuple[HelpLine, ...]


def simply(handle: Callable[[TurnContext], TurnContext]) -> Handler:
    """The handler of a command with nothing in it."""
    return lambda context, _: handle(context)
