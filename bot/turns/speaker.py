"""Says what was decided: replies to the person at hand, with one live card at a time.

Everything here happens after the commit, and nothing here is owed.  What fails for good is logged by its
kind, and the person sees the audit as saved at their next message, or with `card`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog

from bot.cards import render
from bot.channel import Address, Channel, Failure, InvokeReply, NotDelivered, Outgoing
from dialogs.conversation.views import (
    ConfirmSubmitView,
    GapsView,
    PageView,
    RecordView,
    ReviewView,
    Sentence,
    View,
)
from template_specs.sentences import N_, worded

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

LIVE = (PageView, ReviewView, GapsView, ConfirmSubmitView)
"""The views that share the live card."""

CARRIED_ON = RecordView(N_("This page is closed. Continue below."))

PATIENCE = 0.8
"""Seconds that a turn's HTTP answer waits for its messages; sending goes on behind it."""
TRIES = 3
"""Tries of a message that certainly did not arrive."""
LONGEST_WAIT = 10.0
"""Seconds between two tries."""


def outgoing(view: View) -> Outgoing:
    """A view as a message."""
    drawn = render(view)
    return Outgoing(text=drawn.text, card=drawn.card, summary=drawn.summary)


@dataclass(frozen=True, slots=True)
class Answered:
    """How a press is answered: what replaces the card, and what is still to be said after it."""

    invoke_reply: InvokeReply | None = None
    rest: tuple[View, ...] = ()
    live: str = ""
    """The message that holds the live card now; empty where nothing changed."""
    replaced: View | None = None
    """What the pressed card becomes, unless the answer itself replaces it (Submit)."""


class Speaker:
    """Sends a turn's replies.  One chat's messages go in order; so do the edits of one card, of which only
    the newest that waits is sent."""

    def __init__(self, channel: Channel):
        self._channel = channel
        self._waiting: dict[str, tuple[Address, Outgoing]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def soon(self, speaking: Coroutine[None, None, None]) -> None:
        """Run `speaking`, and wait for it no longer than PATIENCE, so that a connector that hangs holds up
        nobody."""
        task = self._begun(speaking)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if done:
            task.result()

    @asynccontextmanager
    async def in_order(self, address: Address) -> AsyncIterator[None]:
        """Hold this chat, so that what another turn says in it comes after."""
        lock = self._chats.setdefault(address.conversation_id, asyncio.Lock())
        async with lock:
            yield

    async def say(self, address: Address, views: Iterable[View], old_live: str) -> str:
        """Send `views` as messages, in order; an older live card becomes a one-line record.

        The message that holds the live card now; empty where none was sent.
        """
        live = ""
        for view in views:
            sent = await self._send(address, view)
            if isinstance(view, LIVE) and sent:
                live = sent
        if live:
            self.carry_on(address, old_live, live)
        return live

    def answer(
        self, address: Address, views: tuple[View, ...], pressed: str, old_live: str, *, invoke: bool
    ) -> Answered:
        """Answer a press: the first card takes the place of the pressed one, and the rest follows."""
        cards = [view for view in views if not isinstance(view, Sentence)]
        if not cards:
            return _in_words(views, invoke=invoke)
        first = cards[0]
        if not pressed and not invoke:
            return Answered(rest=views)
        rest = tuple(view for view in views if view is not first)
        live = pressed if isinstance(first, LIVE) else ""
        self.carry_on(address, old_live, live)
        if not invoke:
            return Answered(rest=rest, live=live, replaced=first)
        drawn = outgoing(first)
        if pressed:
            # The client puts an Execute's answer back later, so the message is edited as well.
            self._edit_soon(address, pressed, drawn)
        return Answered(InvokeReply(card=drawn.card), rest, live)

    def carry_on(self, address: Address, old_live: str, live: str) -> None:
        """The live card has moved to `live`: an older one becomes a record."""
        if live and old_live and old_live != live:
            self.edit(address, old_live, CARRIED_ON)

    async def replace(self, address: Address, activity_id: str, view: View) -> str:
        """Edit a message now, or post it anew if it is gone; returns where it is."""
        try:
            await self._tried(lambda: self._channel.update(address, activity_id, outgoing(view)))
        except NotDelivered as failed:
            if failed.failure is Failure.GONE:
                return await self._send(address, view)
            log.warning("edit_not_delivered", kind=failed.failure.value, status=failed.status)
        return activity_id

    def edit(self, address: Address, activity_id: str, view: View) -> None:
        """Edit a message in place, soon; if several edits of it wait, only the newest is sent."""
        self._edit_soon(address, activity_id, outgoing(view))

    def _edit_soon(self, address: Address, activity_id: str, message: Outgoing) -> None:
        waiting = activity_id in self._waiting
        self._waiting[activity_id] = (address, message)
        if not waiting:
            self._begun(self._edit(activity_id))

    async def settle(self) -> None:
        """Wait until everything under way is said (at the end of the process, and in tests)."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _begun(self, speaking: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(speaking)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            log.error("speaking_failed", problem=type(problem).__name__)

    async def _send(self, address: Address, view: View) -> str:
        message = outgoing(view)
        try:
            return await self._tried(lambda: self._channel.send(address, message))
        except NotDelivered as failed:
            log.warning("reply_not_delivered", kind=failed.failure.value, status=failed.status)
            return ""

    async def _edit(self, activity_id: str) -> None:
        sent: Outgoing | None = None
        try:
            while self._waiting[activity_id][1] is not sent:
                address, sent = self._waiting[activity_id]
                await self._edited(address, activity_id, sent)
        finally:
            del self._waiting[activity_id]

    async def _edited(self, address: Address, activity_id: str, message: Outgoing) -> None:
        try:
            await self._tried(lambda: self._channel.update(address, activity_id, message))
        except NotDelivered as failed:
            log.warning("edit_not_delivered", kind=failed.failure.value, status=failed.status)

    async def _tried(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """`attempt`, tried again if it certainly failed.  Raises NotDelivered."""
        for number in range(TRIES):
            try:
                return await attempt()
            except NotDelivered as failed:
                last = number == TRIES - 1
                wait = failed.retry_after if failed.retry_after is not None else 0.5 * 2**number
                maybe = (
                    failed.ambiguous and failed.status != 503
                )  # "not now" is hardly ever said of what went
                if failed.failure is not Failure.AGAIN or maybe or last or wait > LONGEST_WAIT:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("unreachable: the last try returns or raises")


def _in_words(views: tuple[View, ...], *, invoke: bool) -> Answered:
    plain = [view for view in views if isinstance(view, Sentence)]
    if invoke and len(plain) == 1 and not plain[0].offers:
        return Answered(InvokeReply(text=worded(plain[0].text)))
    return Answered(rest=views)
