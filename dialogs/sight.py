"""Leave to draw: nothing that shows an audit's answers is drawn without it.

    match sight(scene):
        case Full() as full: summary_view(full)
        case Banner() as banner: banner_view(banner, ...)
        case None: nothing at all

What draws a whole audit, or a card of it for somebody else, takes a `Full` and reads the scene out of it, so
that a new view cannot forget to ask; `sight` alone makes one (tests/house holds that).  What an actor is
asked themselves needs none: the page shows the questions of their own route, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.rights import Sight, sees
from dialogs.scene import Scene


@dataclass(frozen=True, slots=True)
class Full:
    """The actor may be shown every answer of this scene's audit, as it stands in this scene."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class Banner:
    """The actor may be shown that the audit was reopened, and none of its answers."""

    scene: Scene


def sight(scene: Scene) -> Full | Banner | None:
    """What the actor may be shown of the audit as it stands now; None: nothing.

    Ask again after anything has happened: leave is for the scene that was asked about.
    """
    match sees(scene.turn.actor, scene.audit, scene.asked):
        case Sight.FULL:
            return Full(scene)
        case Sight.BANNER:
            return Banner(scene)
        case Sight.NOTHING:
            return None
