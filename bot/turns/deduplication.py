"""Idempotency keys: how an activity that comes again is recognised."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import orjson

from bot.channel import ActivityKind, Inbound

Keys = tuple[str, ...]

MOST_HEARD = 20_000


def keys_of(inbound: Inbound, now: datetime) -> Keys:
    """By the activity's id; and by when it was said and what, as a client may repeat it under a new id."""
    conversation = inbound.address.conversation_id
    if inbound.came is ActivityKind.INSTALLED:
        # Teams reports one installation in two activities, which may fall on either side of a full minute.
        minutes = (now, now - timedelta(minutes=1))
        return tuple(f"{conversation}|installed|{at:%Y-%m-%dT%H:%M}" for at in minutes)
    by_id = f"{conversation}|{inbound.address.user_id}|{inbound.activity_id}"
    if not inbound.timestamp:
        return (by_id,)
    if inbound.came is ActivityKind.MESSAGE:
        said = inbound.text.encode("utf-8", "replace")
    else:
        said = orjson.dumps(inbound.data, default=str, option=orjson.OPT_SORT_KEYS)
    content = hashlib.sha256(said).hexdigest()
    return (by_id, f"{conversation}|{inbound.address.user_id}|{inbound.timestamp}|{content}")


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
