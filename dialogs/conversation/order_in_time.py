"""Order in time: works out from when a message was sent which question it was meant for.

No turn waits for another message.  Each turn records when its message was sent and which question was in
hand.  A message that arrives late, or within seconds of the last one, can then go to the question that its
writer was looking at.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dialogs.audits.events import EventKind
from dialogs.conversation.context import TurnContext
from dialogs.conversation.position import in_hand

SOON = timedelta(seconds=5)
"""Within this of the last message, the next one may still be about the same question."""

PHONE = timedelta(seconds=2)
"""A phone that sends a message twice does so at once; a person who means it twice takes longer."""

AHEAD = timedelta(minutes=1)
"""A message cannot have been sent later than now; clocks that differ by more than this tell nothing."""


_TOLD = "told:"
"""Before the fingerprint of words that came twice: their writer has been asked to type them again."""


class Lag(StrEnum):
    """When a message was sent, compared with the last one taken from the same person."""

    NONE = "none"
    """Sent after it, with time enough to read the reply; or it is not known when."""
    SOON = "soon"
    """Sent within seconds of it."""
    OLDER = "older"
    """Sent before it, and arrived after it."""


def sent(context: TurnContext) -> datetime | None:
    """When the message in hand was sent; None where that is not known, or cannot be."""
    at = context.turn.sent
    return at if at is not None and at <= context.turn.now + AHEAD else None


def lag(context: TurnContext) -> Lag:
    """When the message in hand was sent, compared with the last one."""
    at, last = sent(context), _moment(context.conversation.heard_at)
    if at is None or last is None:
        return Lag.NONE
    if at < last:
        return Lag.OLDER
    return Lag.SOON if at - last <= SOON else Lag.NONE


def after_reply(context: TurnContext) -> bool:
    """Whether the message was sent after the last one had been taken: its writer may have read the reply."""
    at, taken = sent(context), _moment(context.conversation.taken_at)
    return at is None or taken is None or at >= taken


def repeated(context: TurnContext, *, even_told: bool = False) -> bool:
    """Whether the same words arrived a moment ago.

    Not where their writer has been told so and types them again, unless `even_told`.
    """
    heard = context.conversation.heard
    if lag(context) is not Lag.SOON or not heard:
        return False
    if heard.startswith(_TOLD) and after_reply(context) and not even_told:
        return False
    return heard.removeprefix(_TOLD) == fingerprint(context.turn.text)


def at_once(context: TurnContext) -> bool:
    """Whether it came so quickly after the last one that no person has typed it twice."""
    at, last = sent(context), _moment(context.conversation.heard_at)
    return at is not None and last is not None and at - last < PHONE


def remember(before: TurnContext, context: TurnContext, *, ignored: bool = False) -> TurnContext:
    """What the next message is to be compared with: when this one was sent, and what it was about.

    `ignored`: it was taken for the same message again, and its writer was told.
    """
    conversation, typed = before.conversation, context.turn.typed
    if typed or context.turn.moved:
        context = context.with_conversation(arrived=context.turn.moved)
    at = sent(before)
    if at is None:
        return (
            context
            if not conversation.heard_at
            else context.with_conversation(heard_at="", heard="", answered="", stood="")
        )
    if lag(before) is Lag.OLDER:
        return context  # the newest is what the next one is compared with
    stood = in_hand(before)
    here = in_hand(context) if context.route.questions else None
    if not typed and stood == here:
        return context
    return context.with_conversation(
        heard_at=at.astimezone(UTC).isoformat(),
        taken_at=context.turn.now.astimezone(UTC).isoformat(),
        heard=(_TOLD * ignored + fingerprint(context.turn.text)) if typed else "",
        answered=_answered(before, context) if typed else "",
        stood=stood.id if stood is not None else "",
    )


def fingerprint(text: str) -> str:
    """A few characters that stand for a message's words; empty for none."""
    words = " ".join(text.split()).casefold()
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=9).hexdigest() if words else ""


def _answered(before: TurnContext, context: TurnContext) -> str:
    mine = context.events[len(before.events) :]
    keys = [h.key.partition("/")[0] for h in mine if h.what is EventKind.ANSWERED]
    return keys[-1] if keys else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
