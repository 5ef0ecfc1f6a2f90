"""Words that give an audit back to its auditors, for whoever completes a later stage, while they have it."""

from __future__ import annotations

import re

from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.features.giving_back import AskForChange, GiveBack

_GIVE = re.compile(
    r"^(?:give|send)(?: (?:it|this|the audit))? back(?: to (?:the auditors?|them))?"
    r"(?:\s*[-–—:,]\s*|,?\s+because\s+|\s+as\s+|$)(?P<why>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ASK = re.compile(
    r"^(?:ask for|request) (?:a )?changes?(?: (?:to|at|in|of|for))? (?P<name>\S.{0,80}?)"
    r"(?:\s+[-–—]+\s+|\s*[:–—]\s*|,?\s+because\s+)(?P<remark>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


def return_words(context: TurnContext, words: str) -> Command | None:
    """The command that `words` are; None where they are none of these, or the audit is not theirs to give
    back."""
    if not allowed(context.turn.actor, Permission.GIVE_BACK, context.audit, context.asked):
        return None
    asked = _ASK.match(words)
    if asked:
        return AskForChange(asked["name"].strip(), asked["remark"])
    given = _GIVE.match(words)
    return GiveBack(given["why"].strip()) if given else None
