"""Order in time: which question a message was meant for, by when it was sent.

No turn waits for another message.  Each remembers when it was sent and which question was in hand, so that a
message which comes late, or within seconds of the last one, can be put to the question that its writer had
before them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dialogs.happenings import What
from dialogs.scene import Scene
from dialogs.showing import in_hand

SOON = timedelta(seconds=5)
"""Within this of the last message, the next one may still be about the same question."""

PHONE = timedelta(seconds=2)
"""A phone that sends a message twice does so at once; a person who means it twice takes longer."""

AHEAD = timedelta(minutes=1)
"""A message cannot have been sent later than now; clocks that differ by more than this tell nothing."""


class Lag(StrEnum):
    """How a message stands to the last thing taken from the same person."""

    NONE = "none"
    """Sent after it, with time enough to read the reply; or nobody knows."""
    SOON = "soon"
    """Sent within seconds of it."""
    OLDER = "older"
    """Sent before it, and come after it."""


def sent(scene: Scene) -> datetime | None:
    """When the message in hand was sent; None where that is not known, or cannot be."""
    at = scene.turn.sent
    return at if at is not None and at <= scene.turn.now + AHEAD else None


def lag(scene: Scene) -> Lag:
    """How the message in hand stands to the last one."""
    at, last = sent(scene), _moment(scene.walk.heard_at)
    if at is None or last is None:
        return Lag.NONE
    if at < last:
        return Lag.OLDER
    return Lag.SOON if at - last <= SOON else Lag.NONE


def after_reply(scene: Scene) -> bool:
    """Whether the message was sent after the last one had been taken: its writer may have read the reply."""
    at, taken = sent(scene), _moment(scene.walk.taken_at)
    return at is None or taken is None or at >= taken


def repeated(scene: Scene) -> bool:
    """Whether the very words came a moment ago."""
    heard = scene.walk.heard
    close = lag(scene) is Lag.SOON
    return close and bool(heard) and heard == fingerprint(scene.turn.text)


def at_once(scene: Scene) -> bool:
    """Whether it came so quickly after the last one that no person has typed it twice."""
    at, last = sent(scene), _moment(scene.walk.heard_at)
    return at is not None and last is not None and at - last < PHONE


def remember(before: Scene, scene: Scene) -> Scene:
    """What the next message is to be compared with: when this one was sent, and what it was about."""
    walk, typed = before.walk, scene.turn.typed
    if typed or scene.turn.moved:
        scene = scene.walking(arrived=scene.turn.moved)
    at = sent(before)
    if at is None:
        return scene if not walk.heard_at else scene.walking(heard_at="", heard="", answered="", stood="")
    if lag(before) is Lag.OLDER:
        return scene  # the newest is what the next one is compared with
    stood = in_hand(before)
    here = in_hand(scene) if scene.route.questions else None
    if not typed and stood == here:
        return scene
    return scene.walking(
        heard_at=at.astimezone(UTC).isoformat(),
        taken_at=scene.turn.now.astimezone(UTC).isoformat(),
        heard=fingerprint(scene.turn.text) if typed else "",
        answered=_answered(before, scene) if typed else "",
        stood=stood.id if stood is not None else "",
    )


def fingerprint(text: str) -> str:
    """A few characters that stand for a message's words; empty for none."""
    words = " ".join(text.split()).casefold()
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=9).hexdigest() if words else ""


def _answered(before: Scene, scene: Scene) -> str:
    mine = scene.happened[len(before.happened) :]
    keys = [h.key.partition("/")[0] for h in mine if h.what is What.ANSWERED]
    return keys[-1] if keys else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
