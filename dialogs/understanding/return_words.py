"""Words that give an audit back to its auditors, for whoever completes a later stage; a manager's plan."""

from __future__ import annotations

import re

from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.features.follow_up import WritePlan
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

_PLAN = re.compile(r"^(?:my |the )?plan\s*[:\-–—]\s*(?P<words>\S.*)$", re.IGNORECASE | re.DOTALL)


def return_words(context: TurnContext, words: str) -> Command | None:
    """The command that `words` are; None where they are none of these, or the audit is not theirs to give
    back."""
    planned = _PLAN.match(words) if context.audit.follow_ups and "manager" in context.parts else None
    if planned and context.audit.sent:
        return WritePlan("", planned["words"])
    if not allowed(context.turn.actor, Permission.GIVE_BACK, context.audit, context.asked):
        return None
    asked = _ASK.match(words)
    if asked:
        return AskForChange(asked["name"].strip(), asked["remark"])
    given = _GIVE.match(words)
    return GiveBack(given["why"].strip()) if given else None
