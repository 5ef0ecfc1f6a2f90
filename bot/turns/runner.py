"""One turn: an activity becomes a command, one transaction remembers what follows, then the bot speaks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.channel import ActivityKind, Channel, Inbound, InvokeReply, Member, NotDelivered
from bot.languages import spoken
from bot.tracing import span
from bot.turns import figures
from bot.turns.deduplication import Keys, SeenActivities, keys_of
from bot.turns.handler import NotLinked, TurnHandler
from bot.turns.in_hand import DocumentLink
from bot.turns.responder import Outcome, Responder
from bot.turns.speaker import Speaker
from dialogs.features import cannot_open, home
from storage.replica import Reads
from storage.transaction import StaleAudit
from storage.unreadable_rows import Unreadable
from storage.work import Storage, Work

log = structlog.get_logger(__name__)

MOST_TRIES = 5
"""Tries of one turn, if other turns keep changing its audit."""


class TurnRunner:
    """Takes turns.  Holds no state of any conversation: two processes may serve the same people."""

    def __init__(
        self,
        storage: Storage,
        channel: Channel,
        *,
        fresh_id: Callable[[], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
        duty: tuple[str, ...] = (),
        document_link: DocumentLink | None = None,
        reads: Reads | None = None,
        desk: str = "",
    ):
        """`owed` is called after a commit that owes somebody a card: it wakes the delivery.  `duty`: the
        e-mail addresses of those who get concerns out of hours; `document_link`, `reads` and `desk`: as
        in `TurnInHand`."""
        self._storage = storage
        self._channel = channel
        self._clock = clock
        self._owed = owed
        self._deciding = TurnHandler(storage, fresh_id, clock, duty, document_link, reads, desk)
        self._heard = SeenActivities()
        self.speaker = Speaker(channel)
        self._answers = Responder(storage, self.speaker)

    async def __call__(self, inbound: Inbound) -> InvokeReply | None:
        """Take the turn of `inbound`, and answer it."""
        began = time.perf_counter()
        try:
            with span("turn", came=inbound.came.value, client=inbound.client):
                return await self._taken(inbound)
        except Exception as problem:
            figures.failed(inbound, problem)
            raise
        finally:
            figures.taken(inbound, time.perf_counter() - began)

    async def _taken(self, inbound: Inbound) -> InvokeReply | None:
        if inbound.came is ActivityKind.OTHER:
            return None
        if not inbound.personal:
            counted = await self._counted(inbound)
            with spoken(inbound.address.locale):
                return await self._answers.elsewhere(inbound, counted)
        keys = keys_of(inbound, self._clock())
        new_here = self._heard.add(keys)
        try:
            decided = await self._remembered(inbound, keys, new_here)
        except BaseException:
            if new_here:
                self._heard.forget(keys)
            raise
        if decided.owes:
            self._owed()
        try:
            with spoken(decided.language or inbound.address.locale):
                return await self._answers.answer(inbound, decided)
        except Exception as problem:
            figures.failed(inbound, problem)
            self._heard.forget(keys)
            with spoken(decided.language or inbound.address.locale):
                return await self._answers.failed(inbound, problem)

    async def _counted(self, inbound: Inbound) -> str:
        """For a group chat: how many things are open for whoever writes there."""
        if inbound.came is not ActivityKind.MESSAGE or not inbound.aad_object_id:
            return ""
        try:
            async with self._storage.work(write=False) as work:
                return await self._deciding.counted(work, inbound)
        except Unreadable as shut:
            log.error("turn_set_aside", kind=shut.kind, problem=shut.why, came=inbound.came.value)
            return ""

    async def _remembered(self, inbound: Inbound, keys: Keys, new_here: bool) -> Outcome:
        member: Member | None = None
        linked = True
        for attempt in range(MOST_TRIES + 1):
            try:
                async with self._storage.work() as work:
                    if not linked:
                        return await self._introduced(work, inbound, keys, member)
                    return await self._deciding.decided(work, inbound, keys, new_here)
            except NotLinked:
                linked = False
                member = await self._member(inbound)
            except Unreadable as shut:
                return await self._set_aside(inbound, keys, shut)
            except StaleAudit:
                if attempt >= MOST_TRIES - 1:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def _set_aside(self, inbound: Inbound, keys: Keys, shut: Unreadable) -> Outcome:
        """Something that this turn needs cannot be opened: the turn is undone as a whole, and the person is
        told."""
        log.error("turn_set_aside", kind=shut.kind, problem=shut.why, came=inbound.came.value)
        async with self._storage.work() as work:
            first = await work.first_time(keys, self._clock())
            if shut.kind == "audit":
                await work.people.let_go(inbound.aad_object_id, shut.id)
        said = {
            "audit": cannot_open.CANNOT_BE_OPENED,
            "person": cannot_open.NOT_KNOWN_NOW,
            "walk": cannot_open.WRITTEN_BY_NEWER,
            "words": cannot_open.WORDS_SHUT,
        }
        silent = not first or inbound.came not in (ActivityKind.MESSAGE, ActivityKind.ACTION)
        return Outcome() if silent else Outcome((said[shut.kind],))

    async def _member(self, inbound: Inbound) -> Member | None:
        try:
            return await self._channel.member(inbound.address)
        except NotDelivered as failed:
            log.warning("roster_not_read", kind=failed.failure.value, status=failed.status)
            return None

    async def _introduced(self, work: Work, inbound: Inbound, keys: Keys, member: Member | None) -> Outcome:
        """Somebody who is not linked yet: matched by the roster's e-mail (never by name), or a stranger.

        Only a person without a linked account is matched, because an e-mail is easier to come by than an
        account.
        """
        aad = inbound.aad_object_id or (member.aad_object_id if member is not None else "")
        person = (
            await work.people.person_by_email(member.email) if member is not None and member.email else None
        )
        same = member is None or not member.aad_object_id or member.aad_object_id.lower() == aad.lower()
        if person is None or not aad or not same or not await work.people.link_first(person.id, aad):
            if not await work.first_time(keys, self._clock()):
                return Outcome()
            return Outcome((home.stranger(),), anew=True)
        return await self._deciding.decided(work, replace(inbound, aad_object_id=aad), keys, True)
