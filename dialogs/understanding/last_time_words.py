"""Words about an action of an earlier audit: "last time 2 done and helped - she was seen each week"."""

from __future__ import annotations

import re

from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.features.last_time import SayLastTime, ShowLastTime
from dialogs.wording.last_time import read_found

_SAID = re.compile(
    r"^last time(?:['’]?s)?(?: actions?)? (?:number |no\.? ?)?(?P<number>[0-9]{1,2})\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)


def last_time_words(context: TurnContext, words: str) -> Command | None:
    """The command that `words` are; None where they are none of these: "last time 3 visits were missed" is
    evidence."""
    said = _SAID.match(words)
    if said is None or not allowed(
        context.turn.actor, Permission.SAY_LAST_TIME, context.audit, context.asked
    ):
        return None
    if not said["rest"].strip(" .:-–—"):
        return ShowLastTime()
    return SayLastTime(int(said["number"]), said["rest"]) if read_found(said["rest"]).begins else None
