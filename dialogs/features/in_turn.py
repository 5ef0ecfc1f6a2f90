"""Two commands in one line: "go to 2.10 and then pause"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.audits.permissions import Permission, refusal
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature


@dataclass(frozen=True, slots=True)
class InTurn(Command):
    """Several commands, one after the other; each needs its own permission."""

    permission = Permission.WALK

    commands: tuple[Command, ...]

    def within(self, context: TurnContext) -> Command:
        return replace(self, commands=tuple(command.within(context) for command in self.commands))


def do_in_turn(context: TurnContext, command: InTurn) -> TurnContext:
    """Each in turn, until one is refused or has shown something of its own."""
    for following in command.commands:
        why = refusal(context.turn.actor, following.permission, context.audit, context.asked)
        if why is not None:
            return context.say(why)
        context = context.then(following)
        if context.replies:
            return context
    return context


FEATURE = Feature(handlers={InTurn: do_in_turn})
