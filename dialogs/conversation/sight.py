"""Permission to show an audit: no view of its answers is made without it.

    match sight(context):
        case Full() as full: summary_view(full)
        case Banner() as banner: banner_view(banner, ...)
        case None: nothing at all

A view of a whole audit, or a card of it for somebody else, takes a `Full` and reads the context from it, so a
new view cannot forget to ask.  Only `sight` makes one, and tests/house checks that.  The questions that
people are asked themselves need none, because a page shows only those of their own route.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.permissions import Sight, sees
from dialogs.conversation.context import TurnContext


@dataclass(frozen=True, slots=True)
class Full:
    """The actor may see every answer of this context's audit, as it is in this context."""

    scene: TurnContext


@dataclass(frozen=True, slots=True)
class Banner:
    """The actor may see that the audit was reopened, and none of its answers."""

    scene: TurnContext


def sight(context: TurnContext) -> Full | Banner | None:
    """What the actor may see of the audit as it is now; None: nothing.

    Ask again after any event: the answer holds only for this context.
    """
    match sees(context.turn.actor, context.audit, context.asked):
        case Sight.FULL:
            return Full(context)
        case Sight.BANNER:
            return Banner(context)
        case Sight.NOTHING:
            return None
