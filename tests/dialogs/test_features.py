"""A feature says all of itself: its commands, rights, keys, buttons and words, and who handles them."""

from __future__ import annotations

import ast
import pkgutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from dialogs import advance as door
from dialogs import features, registry
from dialogs.advance import advance
from dialogs.audits.audit import Key
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import Subject, UnknownSubject
from dialogs.conversation.views import Sentence
from dialogs.features.navigation import OpenAudit
from dialogs.features.save_page import SavePage
from tests.dialogs.builders import AMARA, question
from tests.dialogs.chat_harness import open_room


def test_a_command_without_a_permission_does_not_import() -> None:
    with pytest.raises(TypeError, match="Nobodys does not say whose right it is"):

        class Nobodys(Command):
            """Forgotten."""


def test_a_command_with_a_key_says_how_the_gate_looks_at_it() -> None:
    with pytest.raises(TypeError, match="Ungated carries a key"):

        @dataclass(frozen=True, slots=True)
        class Ungated(Command):
            """Forgotten."""

            permission = Permission.WALK
            key: Key


@dataclass(frozen=True, slots=True)
class Unlisted(Command):
    """In no feature's table."""

    permission = Permission.WALK


@pytest.mark.parametrize("command", [Unlisted(), SavePage((), Unlisted())])
def test_what_no_feature_lists_is_refused(command: Command) -> None:
    room = open_room(question("1.1"))
    room.action(AMARA, OpenAudit())
    step = advance(room.template, room.audit, ConversationState(), command, room.turn(AMARA))
    assert step.audit == room.audit
    assert step.events == ()
    told = [view.text for view in step.replies if isinstance(view, Sentence)]
    said = [*told, *(text for view in step.replies for text in getattr(view, "said", ()))]
    assert any("cannot be done here" in text for text in said), step.replies


def test_every_command_is_listed() -> None:
    """One that a feature's module has, and its table has not, would be refused wherever it is pressed."""
    written = {
        thing
        for module in pkgutil.iter_modules(features.__path__)
        for thing in vars(import_module(f"dialogs.features.{module.name}")).values()
        if isinstance(thing, type) and issubclass(thing, Command) and thing is not Command
    }
    bases = {base for command in written for base in command.__bases__}  # of several, and none itself
    assert written - bases == set(registry.COMMANDS)
    assert len(written) > 30


@pytest.mark.parametrize("kind", registry.COMMANDS, ids=lambda kind: str(kind.__name__))
def test_a_command_stands_in_the_module_that_handles_it(kind: type[Command]) -> None:
    module = import_module(kind.__module__)
    assert kind in module.FEATURE.handlers


@pytest.mark.parametrize("verb", sorted(registry.VERBS))
@pytest.mark.parametrize(
    "data", [{}, {"item": 5, "revs": "x", "rev": "x", "token": None, "concern": ["x"]}], ids=str
)
def test_every_button_is_read_whatever_its_card_sends(verb: str, data: dict[str, object]) -> None:
    command = registry.VERBS[verb].from_card(CardData({"verb": verb, **data}))
    assert type(command) is registry.VERBS[verb]
    assert isinstance(command.permission, Permission)


def test_the_door_knows_no_command_by_name() -> None:
    """What a command does otherwise than others, it says itself."""
    named = {
        node.id
        for node in ast.walk(ast.parse(Path(door.__file__).read_text("utf-8")))
        if isinstance(node, ast.Name)
    }
    assert not named & {kind.__name__ for kind in registry.COMMANDS}
    assert "Command" in named


def test_every_notice_has_a_card() -> None:
    """Of what a later version has owed there is nothing to show."""
    assert set(registry.NOTICES) == set(get_args(Subject)) - {UnknownSubject}


def test_typed_words_are_read_as_they_are() -> None:
    assert all(word == word.lower().strip() for word in registry.WORDS)
    told = " ".join(word for word, _ in registry.HELP)
    assert not [
        first for first in registry.STARTS if first not in (*told.split(), "help") and f"{first}:" not in told
    ]
