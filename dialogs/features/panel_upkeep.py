"""The bot looks after the panels that stand: who is not there any more is not waited for, and a panel that
waits for nobody is closed."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import Person
from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.features.panel_closing import noticed, settled


@dataclass(frozen=True, slots=True)
class TendPanel(Command):
    """See who of the panel is there: done by the bot itself."""

    permission = Permission.DELIVER

    people: tuple[Person, ...] = ()
    """The panel's members, as far as they are on the people list."""


def tend(context: TurnContext, command: TendPanel) -> TurnContext:
    """Nothing, where everybody is still there."""
    people = {person.id: person for person in command.people}
    after = noticed(context, people)
    return context if after is context else settled(after, people)


FEATURE = Feature(handlers={TendPanel: tend})
