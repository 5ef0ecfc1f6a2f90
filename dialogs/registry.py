"""All features together, read off `FEATURES`: who handles a command, what sends it, what types it, what is
shown of a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from dialogs.conversation.command import Command
from dialogs.conversation.feature import ChoiceMade, FirstWord, Handler, HelpLine, Renderer
from dialogs.conversation.subjects import Subject
from dialogs.features import FEATURES

Name = TypeVar("Name")
Thing = TypeVar("Thing")

_ALL = tuple(module.FEATURE for module in FEATURES)


def _once(pairs: Iterable[tuple[Name, Thing]]) -> Mapping[Name, Thing]:
    """A table in which nothing stands twice.  Raises TypeError, as the bot starts, where something does."""
    table: dict[Name, Thing] = {}
    for name, thing in pairs:
        if name in table:
            raise TypeError(f"two features claim {name}")
        table[name] = thing
    return table


HANDLERS: Mapping[type[Command], Handler] = _once(
    pair for feature in _ALL for pair in feature.handlers.items()
)
"""What is not in here is refused."""

COMMANDS: tuple[type[Command], ...] = tuple(HANDLERS)

VERBS: Mapping[str, type[Command]] = _once((verb, kind) for kind in COMMANDS for verb in kind.verbs)
"""The commands that buttons send, by their verb."""

WORDS: Mapping[str, Command] = _once((word, kind()) for kind in COMMANDS for word in kind.typed)
"""The commands of exact words, in lower case."""

STARTS: Mapping[str, FirstWord] = _once(pair for feature in _ALL for pair in feature.starts.items())
"""First words that may begin a command or an answer."""

NOTICES: Mapping[type[Subject], Renderer] = _once(
    pair for feature in _ALL for pair in feature.notices.items()
)
"""What stands on the card of a notice, by the type of its subject."""

CHOICES: Mapping[str, ChoiceMade] = _once(pair for feature in _ALL for pair in feature.choices.items())
"""What a choice does that words may have meant, by its action."""

HELP: tuple[HelpLine, ...] = tuple(line for feature in _ALL for line in feature.help)
"""The words that always work, with what they do."""
