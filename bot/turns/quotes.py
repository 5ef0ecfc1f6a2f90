"""Which message a typed reply quotes: one of the person's own, or the bot's reply to one of them.

Clients name a quoted message by its activity id or by when it was sent.  What the bot says in answer to a
message follows it at once, so the newest message before that moment tells what was asked.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.channel import Quoted
from bot.turns.deduplication import message_token
from bot.turns.in_hand import TurnInHand
from dialogs.understanding.quoted import QuotedMessage
from storage.typed_messages import TypedMessage

CLOCKS = timedelta(seconds=2)
"""So far the clocks of Teams and of this machine may differ."""
OWN, REPLY = "=", ">"
"""Whether one's own message was quoted, or the bot's reply to it."""
ANSWERED_WITHIN = timedelta(seconds=60)
"""A message of the bot's later than this after a typed one is not taken for the answer to it."""


async def quoted_message(hand: TurnInHand) -> QuotedMessage | None:
    """What is known of the message that this one replies to; None where it replies to none."""
    if not hand.inbound.quoted:
        return None
    quoted = hand.inbound.quoted[-1]
    token = message_token(hand.inbound, quoted.message)
    mine = await hand.work.messages.find(hand.person.id, token) if quoted.message else None
    if mine is not None:
        return _known(hand, mine, quoted, own=True)
    at = _moment(quoted.at)
    last = await hand.work.messages.last_before(hand.person.id, at + CLOCKS) if at is not None else None
    if at is None or last is None or at - last.at > ANSWERED_WITHIN:
        return QuotedMessage(preview=quoted.preview)
    return _known(hand, last, quoted, own=False)


def _known(hand: TurnInHand, message: TypedMessage, quoted: Quoted, *, own: bool) -> QuotedMessage:
    audit = hand.session.audit
    if audit is None or audit.id != message.audit_id:
        found = f"{message.audit_id}/{OWN if own else REPLY}{message.token}"
        return QuotedMessage(preview=quoted.preview, elsewhere=True, there=found)
    return _of(hand, message, quoted.preview, own=own)


async def quoted_there(hand: TurnInHand, found: str) -> QuotedMessage | None:
    """The message of another audit, held in this turn, that `QuotedMessage.there` has found; None where it is
    not known any more."""
    whose, token = found[:1], found[1:]
    message = await hand.work.messages.find(hand.person.id, token) if token else None
    return _of(hand, message, "", own=whose == OWN) if message is not None else None


def _of(hand: TurnInHand, message: TypedMessage, preview: str, *, own: bool) -> QuotedMessage:
    effect = hand.work.messages.effect(hand.person.id, message)
    if own:
        answered = tuple(key for key, _ in (*effect.answers, *effect.tried)) or (effect.rows,)
        return QuotedMessage(answered, own=True)
    return QuotedMessage((effect.asked,), preview)


def _moment(told: str) -> datetime | None:
    """Milliseconds since 1970 or ISO; None for anything else."""
    try:
        if told.isdecimal() and len(told) == 13:
            return datetime.fromtimestamp(int(told) / 1000, UTC)
        at = datetime.fromisoformat(told)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
