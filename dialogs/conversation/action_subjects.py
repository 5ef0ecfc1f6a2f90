"""What notices about actions that were sent are about; stored as the subjects in `subjects` are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from dialogs.audits.audit import Key


class ActionReminderKind(StrEnum):
    """What a message about an action is for; the codes are stored."""

    BEFORE = "before"
    AFTER = "after"
    ESCALATED = "escalated"
    """It is long past, and told to the manager, or to the one above them."""
    EFFECT = "effect"
    """It was done three months ago: what changed for the child?  Its day is the one on which it was done."""


@dataclass(frozen=True, slots=True)
class OwnActionCard:
    """One action, for whoever it was given to."""

    key: Key
    """The row's."""
    prefix: ClassVar[str] = "own:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.key}"


@dataclass(frozen=True, slots=True)
class ActionReminder:
    """A message about the day of an action: another day is another message."""

    kind: ActionReminderKind
    due: date
    key: Key
    prefix: ClassVar[str] = "action-due:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.kind.value}:{self.due.isoformat()}:{self.key}"


def action_reminder(rest: str) -> ActionReminder:
    """The message that is stored so, after its beginning.  Raises ValueError for what is none."""
    kind, _, dated = rest.partition(":")
    day, _, key = dated.partition(":")
    return ActionReminder(ActionReminderKind(kind), date.fromisoformat(day), key)
