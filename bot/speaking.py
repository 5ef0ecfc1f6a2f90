"""Saying what was decided: replies to the person at hand, and the live card kept to one.

Everything here happens after the commit.  What fails is logged by its kind and not repeated: the person sees
the audit as saved at their next word, and `card` always brings it back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.cards import render
from bot.channel import Address, Channel, InPlace, NotDelivered, Outgoing
from dialogs.views import (
    ConfirmSubmitView,
    GapsView,
    PageView,
    RecordView,
    ReviewView,
    Sentence,
    View,
)

log = structlog.get_logger(__name__)

LIVE = (PageView, ReviewView, GapsView, ConfirmSubmitView)
"""The views that take turns on the live card."""

CARRIED_ON = RecordView("This page has moved on: the audit goes on below.")


def outgoing(view: View) -> Outgoing:
    """A view as a message."""
    drawn = render(view)
    return Outgoing(text=drawn.text, card=drawn.card, summary=drawn.summary)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of the live card: the message that holds it now; empty where nothing changed."""

    live: str = ""


class Speaker:
    """Sends a turn's replies.  Edits of one card are sent in order, and only the newest of those waiting."""

    def __init__(self, channel: Channel):
        self._channel = channel
        self._waiting: dict[str, tuple[Address, Outgoing]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def say(self, address: Address, views: Iterable[View], old_live: str) -> Spoken:
        """Send `views` as messages, in order; an older live card becomes a one-line record."""
        live = ""
        for view in views:
            sent = await self._send(address, view)
            if isinstance(view, LIVE) and sent:
                live = sent
        if live and old_live and old_live != live:
            self.edit(address, old_live, CARRIED_ON)
        return Spoken(live)

    async def answer(
        self, address: Address, views: tuple[View, ...], pressed: str, old_live: str, *, invoke: bool
    ) -> tuple[InPlace | None, Spoken]:
        """Answer a press in place: the first card stands where the pressed one stood, the rest follows."""
        cards = [v for v in views if not isinstance(v, Sentence)]
        if not cards:
            return await self._answer_in_words(address, views, invoke=invoke)
        first = cards[0]
        rest = [v for v in views if v is not first]
        drawn = outgoing(first)
        if pressed:
            # An Execute's answer reverts in the client later, so the message is edited as well.
            self.edit(address, pressed, first)
        spoken = await self.say(address, rest, "")
        if isinstance(first, LIVE) and old_live and pressed and old_live != pressed:
            self.edit(address, old_live, CARRIED_ON)
        if not invoke and not pressed:
            return None, await self.say(address, [first], old_live)
        live = pressed if isinstance(first, LIVE) else spoken.live
        return (InPlace(card=drawn.card) if invoke else None), Spoken(live)

    async def _answer_in_words(
        self, address: Address, views: tuple[View, ...], *, invoke: bool
    ) -> tuple[InPlace | None, Spoken]:
        plain = [v for v in views if isinstance(v, Sentence)]
        if invoke and len(plain) == 1 and not plain[0].offers:
            return InPlace(text=plain[0].text), Spoken()
        return None, await self.say(address, views, "")

    def edit(self, address: Address, activity_id: str, view: View) -> None:
        """Edit a message in place, soon; of several edits waiting for one message the newest is sent."""
        waiting = activity_id in self._waiting
        self._waiting[activity_id] = (address, outgoing(view))
        if not waiting:
            task = asyncio.create_task(self._edit(activity_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until every edit under way is done (at the end of the process, and in tests)."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _send(self, address: Address, view: View) -> str:
        try:
            return await self._channel.send(address, outgoing(view))
        except NotDelivered as failed:
            log.warning("reply_not_delivered", kind=failed.failure.value, status=failed.status)
            return ""

    async def _edit(self, activity_id: str) -> None:
        sent: Outgoing | None = None
        while self._waiting[activity_id][1] is not sent:
            address, sent = self._waiting[activity_id]
            try:
                await self._channel.update(address, activity_id, sent)
            except NotDelivered as failed:
                log.warning("edit_not_delivered", kind=failed.failure.value, status=failed.status)
        del self._waiting[activity_id]
