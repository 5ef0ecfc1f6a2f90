"""Idempotency keys: how an activity that comes again is recognised."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import orjson

from bot.channel import ActivityKind, Inbound

Keys = tuple[str, ...]

MOST_HEARD = 20_000
_CHANGES = (ActivityKind.EDITED, ActivityKind.DELETED, ActivityKind.RESTORED)


def keys_of(inbound: Inbound, now: datetime) -> Keys:
    """By the activity's id; and by when it was said and what, as a client may repeat it under a new id."""
    conversation = inbound.address.conversation_id
    if inbound.came in (ActivityKind.INSTALLED, ActivityKind.UPGRADED):
        # Teams reports one installation in two activities, which may fall on either side of a full minute.
        minutes = (now, now - timedelta(minutes=1))
        return tuple(f"{conversation}|installed|{at:%Y-%m-%dT%H:%M}" for at in minutes)
    by_id = message_key(inbound, inbound.activity_id)
    if inbound.came in _CHANGES:
        # The activity has the id of the message that it is about: what happened to it tells them apart.
        changed = hashlib.sha256(inbound.text.encode("utf-8", "replace")).hexdigest()
        return (f"{by_id}|{inbound.came}|{inbound.timestamp}|{changed}",)
    if inbound.came is ActivityKind.REACTED:
        # One answer for each message reacted to.
        return (f"{message_key(inbound, inbound.reply_to)}|{inbound.came}",)
    if not inbound.timestamp:
        return (by_id,)
    if inbound.came is ActivityKind.MESSAGE:
        said = inbound.text.encode("utf-8", "replace")
    else:
        said = orjson.dumps(inbound.data, default=str, option=orjson.OPT_SORT_KEYS)
    content = hashlib.sha256(said).hexdigest()
    return (by_id, f"{conversation}|{inbound.address.user_id}|{inbound.timestamp}|{content}")


def message_key(inbound: Inbound, activity_id: str) -> str:
    """The idempotency key of one of this person's messages in this chat."""
    return f"{inbound.address.conversation_id}|{inbound.address.user_id}|{activity_id}"


def message_token(inbound: Inbound, activity_id: str) -> str:
    """What one of this person's messages is known by (`Turn.token`)."""
    return hashlib.sha256(message_key(inbound, activity_id).encode()).hexdigest()[:16]


def sent_at(inbound: Inbound) -> datetime | None:
    """When the person sent it, as the channel gives it; None if that cannot be read."""
    try:
        at = datetime.fromisoformat(inbound.timestamp)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


class SeenActivities:
    """Activities that this process has taken, as far as it remembers.

    A repeated one that is not among them was taken by a process that ended, perhaps before it could answer.
    So the person is shown where things stand.
    """

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def add(self, keys: Keys) -> bool:
        """Whether none of `keys` was seen before; from now on they all have been."""
        new = not any(key in self._keys for key in keys)
        self._keys.update(dict.fromkeys(keys))
        while len(self._keys) > MOST_HEARD:
            self._keys.popitem(last=False)
        return new

    def forget(self, keys: Keys) -> None:
        """Forget `keys`: they were not answered after all."""
        for key in keys:
            self._keys.pop(key, None)
