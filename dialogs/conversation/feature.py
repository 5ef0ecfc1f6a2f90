"""What a feature's module says of itself, and what a handler may reach beyond its own module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dialogs.conversation.command import Command
from dialogs.conversation.given import Choice
from dialogs.conversation.subjects import Subject
from dialogs.conversation.views import View

if TYPE_CHECKING:
    from dialogs.conversation.context import TurnContext
    from template_specs.model import Question

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
    """What is known, beside its subject, of a notice whose card is to be drawn now."""

    text: str = ""
    """The sentence of a message that tells something."""
    problem: str = ""
    """Why the card that it speaks of could not be delivered; empty where nothing is known against it."""


Renderer = Callable[["TurnContext", Any, DueNotice], View | None]
"""The card of a notice, given its subject, for its recipient, who is the actor; None where there is nothing
to show any more, or nothing that they may see."""


ChoiceMade = Callable[["TurnContext", str, "Choice"], "TurnContext"]
"""What a choice of an action does, given the words that were asked about and the choice."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One module of `dialogs/features/`.  Whatever is not named here, is refused."""

    handlers: Mapping[type[Command], Handler] = field(default_factory=dict)
    help: tuple[HelpLine, ...] = ()
    """The words of the audit in hand that always work."""
    starts: Mapping[str, FirstWord] = field(default_factory=dict)
    notices: Mapping[type[Subject], Renderer] = field(default_factory=dict)
    """By the type of what they are about."""
    choices: Mapping[str, ChoiceMade] = field(default_factory=dict)
    """What words may have meant, by the action of the choice (up to its colon, where it has one)."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What `advance` puts within a handler's reach: the other features, without importing them."""

    decide: Callable[[TurnContext, Command], TurnContext]
    reads_word: Callable[[TurnContext, str], Command]
    starts: Mapping[str, FirstWord]
    help: tuple[HelpLine, ...]
    choices: Mapping[str, ChoiceMade]
    place: Callable[[TurnContext, Question, str], Command]
    """What typed words are to a question: they are saved there, or asked about."""


def simply(handle: Callable[[TurnContext], TurnContext]) -> Handler:
    """The handler of a command with nothing in it."""
    return lambda context, _: handle(context)
