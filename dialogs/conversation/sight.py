"""Leave to draw: nothing that shows an audit's answers is drawn without it.

    match sight(scene):
        case Full() as full: summary_view(full)
        case Banner() as banner: banner_view(banner, ...)
        case None: nothing at all

What draws a whole audit, or a card of it for somebody else, takes a `Full` and reads the context out of it,
so
that a new view cannot forget to ask; `sight` alone makes one (tests/house holds that).  What an actor is
asked themselves needs none: the page shows the questions of their own route, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.permissions import Sight, sees
from dialogs.conversation.context import TurnContext


@dataclass(frozen=True, slots=True)
class Full:
    """The actor may be shown every answer of this scene's audit, as it stands in this scene."""

    scene: TurnContext


@dataclass(frozen=True, slots=True)
class Banner:
    """The actor may be shown that the audit was reopened, and none of its answers."""

    scene: TurnContext


def sight(context: TurnContext) -> Full | Banner | None:
    """What the actor may be shown of the audit as it stands now; None: nothing.

    Ask again after anything has happened: leave is for the context that was asked about.
    """
    match sees(context.turn.actor, context.audit, context.asked):
        case Sight.FULL:
            return Full(context)
        case Sight.BANNER:
            return Banner(context)
        case Sight.NOTHING:
            return None
