"""What `advance` answers: the next state, what to say, and what is owed to others."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audit import Audit, Walk
from dialogs.happenings import Happening
from dialogs.views import Notice, View


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one event.  `happened` goes to the trail, in order; `replies` to the actor; `notices`
    to other people through the outbox."""

    audit: Audit
    walk: Walk
    replies: tuple[View, ...] = ()
    notices: tuple[Notice, ...] = ()
    happened: tuple[Happening, ...] = ()
