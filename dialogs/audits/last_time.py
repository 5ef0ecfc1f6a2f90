"""What an audit finds of the actions that earlier audits of the same case asked for: done or not, and whether
they helped.

On the trail they are acknowledgements with words: a version that does not know of them reads them as
acknowledgements of cards that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dialogs.audits.passages import Passage

if TYPE_CHECKING:
    from dialogs.audits.events import DomainEvent

LAST_TIME = "last_time"
"""Begins the key of what is said of one action ("last_time/AUDIT/ROW"), with what became of it, the day of
its audit, and the number that it had on the card.  The first line of the words is the action, as it was asked
for; what follows is what the auditor writes of it."""


class Found(StrEnum):
    """What became of an action; the codes are stored."""

    HELPED = "helped"
    NO_DIFFERENCE = "no_difference"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class SaidOfAction:
    """What one auditor said of one action; a later one replaces it."""

    action: str
    """The id of the earlier audit, a slash, and the key of the action's row there."""
    by: str
    at: datetime
    found: Found
    audited: date
    """When the audit that asked for it was submitted."""
    number: int
    passage: Passage

    @property
    def what(self) -> str:
        """The action, as the earlier audit asked for it, on one line."""
        return self.passage.text.partition("\n")[0]

    @property
    def words(self) -> str:
        """What shows it; empty where nothing was written."""
        return self.passage.text.partition("\n")[2]


def said_of_actions(earlier: tuple[SaidOfAction, ...], event: DomainEvent) -> tuple[SaidOfAction, ...] | None:
    """All that was said, oldest first, after `event`; None where it is about something else, or was written
    by a later version."""
    subject, _slash, action = event.key.partition("/")
    if subject != LAST_TIME or event.passage is None or not isinstance(event.value, dict):
        return None
    value = event.value
    try:
        found, audited = Found(value.get("found", "")), date.fromisoformat(value.get("audited", ""))
        number = int(value.get("number", ""))
    except ValueError:
        return None
    said = SaidOfAction(action, event.by, event.at, found, audited, number, event.passage)
    return (*earlier, said)


def standing(said: tuple[SaidOfAction, ...]) -> Mapping[str, SaidOfAction]:
    """What counts of each action, in the order of the card: whoever said it last."""
    latest = {each.action: each for each in said}
    return dict(sorted(latest.items(), key=lambda item: item[1].number))
