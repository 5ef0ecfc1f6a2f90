"""What the bot needs of a chat platform.  `bot/teams` provides it; nothing else here knows Teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import orjson

from storage.people import Address as Address


class ActivityKind(StrEnum):
    """What kind of thing came in."""

    MESSAGE = "message"
    """Typed words."""
    ACTION = "action"
    """A pressed button of a card (Execute or Submit)."""
    INSTALLED = "installed"
    """The bot was added to a chat, or somebody joined it."""
    REMOVED = "removed"
    """The bot was taken out of a chat."""
    UPGRADED = "upgraded"
    """A newer version of the app is in a chat that had it."""
    EDITED = "edited"
    """A typed message was changed in the chat; `activity_id` is its own."""
    DELETED = "deleted"
    """A typed message was taken out of the chat."""
    RESTORED = "restored"
    """A deleted message was put back."""
    REACTED = "reacted"
    """A thumb or a heart on the message `reply_to`."""
    OTHER = "other"
    """Anything else: typing, a reaction taken away."""


class Enclosed(StrEnum):
    """What came beside the words of a message; none of it is kept."""

    FILE = "file"
    PICTURE = "picture"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that a reply quotes, as the client tells of it."""

    message: str
    """Its activity id, in one of the platform's forms."""
    preview: str = ""
    """How it begins.  Never the replier's own words."""
    at: str = ""
    """When it was sent: milliseconds since 1970, or ISO."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One activity, parsed and authenticated.  What it says of people and audits is a claim, not a right."""

    came: ActivityKind
    address: Address
    activity_id: str
    aad_object_id: str = ""
    personal: bool = True
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    """A card's data with its inputs, flat; empty where a press arrived without any."""
    invoke: bool = False
    """Answered in place (Action.Execute): within 5 seconds, with a card or a sentence."""
    reply_to: str = ""
    """The activity id of the card that was pressed, or of the message reacted to."""
    timestamp: str = ""
    """As the channel wrote it; part of the second idempotency key."""
    timezone: str = ""
    """IANA name, when the client tells it."""
    client: str = "other"
    """What they wrote from: "ios", "android", "web", "windows", "mac"; "other" where it is not told."""
    quoted: tuple[Quoted, ...] = ()
    """What a typed message replies to."""
    enclosed: tuple[Enclosed, ...] = ()
    """What came beside the words."""


class Card(dict[str, Any]):
    """A finished card with its JSON, made once: the answer to a press and the edit of its message are the
    same card.  Whoever would change one makes a dictionary of their own."""

    @cached_property
    def json(self) -> bytes:
        """The card as it is sent."""
        return orjson.dumps(self)

    @classmethod
    def sent(cls, card: Mapping[str, Any]) -> object:
        """What stands for `card` in a message's JSON."""
        return orjson.Fragment(card.json) if isinstance(card, cls) else card


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: words or a card, never both (Teams would split them and return no id)."""

    text: str = ""
    card: Mapping[str, Any] | None = None
    summary: str = ""
    """The notification preview; says nothing about a child."""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class InvokeReply:
    """The answer to a pressed Execute: a card in place of the pressed one, or a sentence under it."""

    card: Mapping[str, Any] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """What the roster says of a person."""

    name: str
    email: str
    aad_object_id: str


class Failure(StrEnum):
    """What a failed send means for the next try."""

    AGAIN = "again"
    """401, 408, 412, 429, 5xx, no answer: try again, after `retry_after` where it is given."""
    UNREACHABLE = "unreachable"
    """403: blocked, switched off by an administrator, not in the roster; or passing."""
    GONE = "gone"
    """404: the chat or the card is not there."""
    TOO_LARGE = "too_large"
    """413."""
    REFUSED = "refused"
    """Anything else (400, a redirect, an unknown 4xx), and a host that is not allowed."""
    JUNK = "junk"
    """A 2xx answer that is not the connector's: something on the way has answered."""


class NotDelivered(Exception):
    """A send or update that did not succeed."""

    def __init__(
        self, failure: Failure, *, status: int = 0, retry_after: float | None = None, ambiguous: bool = False
    ):
        super().__init__(f"{failure.value} (status {status})")
        self.failure = failure
        self.status = status
        self.retry_after = retry_after
        """Seconds."""
        self.ambiguous = ambiguous
        """It may have arrived all the same (no answer, 408, 5xx, junk)."""


class Channel(Protocol):
    """The way to people.  One pooled client underneath; each call is a single attempt."""

    async def send(self, address: Address, message: Outgoing) -> str:
        """Post `message`; its activity id.  Raises NotDelivered."""
        ...

    async def update(self, address: Address, activity_id: str, message: Outgoing) -> None:
        """Edit a message in place.  Raises NotDelivered."""
        ...

    async def member(self, address: Address) -> Member | None:
        """The roster's entry for the person of `address`; None when it has none.  Raises NotDelivered."""
        ...


class Handler(Protocol):
    """What `bot/teams` calls with each authenticated activity.  The real one is in `bot/turns/runner.py`."""

    async def __call__(self, inbound: Inbound) -> InvokeReply | None:
        """Take the turn.  An InPlace answers an invoke; a message's replies have been sent by then."""
        ...
