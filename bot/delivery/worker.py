"""The delivery worker: sends and edits the cards and messages in the outbox until they arrive.

The worker in each process claims rows of the outbox, renders each from the audit as it is by then, and sends
it.  Several processes may do so at once.  `bot/delivery/setbacks.py` handles failed sends.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.channel import Address, Channel, Failure, NotDelivered, Outgoing
from bot.delivery.heartbeat import WorkerGroup
from bot.delivery.owed_audits import OwedAudits
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.sent_again import labelled
from bot.delivery.setbacks import CANNOT_READ, LONGEST_WAIT, Setbacks
from bot.delivery.trouble import DELIVERED, Trouble
from bot.languages import spoken
from bot.tracing import span
from bot.turns.speaker import outgoing
from dialogs.advance import advance
from dialogs.audits.audit import Audit, Person
from dialogs.audits.stages import named_as
from dialogs.conversation.recipients import may_have
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import (
    ActionCard,
    ConcernCard,
    StageCard,
    SummaryCard,
    ToldChange,
    UnsentConcern,
    kind_of,
)
from dialogs.conversation.views import DigestView, Notice, ReminderView
from dialogs.features.concerns import RecordConcernDelivery
from dialogs.features.pair_news import IDLE as IDLE_FOR_NEWS
from dialogs.features.undelivered import NO_ADDRESS
from dialogs.notices import notice_view
from dialogs.wording.summary_view import reading
from storage.outbox import OutboxMessage
from storage.transaction import StaleAudit
from storage.work import Storage, Work
from template_specs.sentences import N_, worded

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
LAST_SENDS = 5.0
"""Seconds that sends under way may still take when the process is told to stop."""
BATCH = 20
IDLE = 5.0
"""Seconds between looks when nothing is known to be due: other processes and commands enqueue too."""

NOT_THEIRS: Final = Outgoing(text="-")
"""Stands for a card that its recipient may no longer have; it is never sent."""


CLOSED: Final = N_("This audit is with somebody else now. Nothing more is needed from you here.")
"""Replaces a card in the chat of somebody who no longer has a part in the audit."""


MOST_ALONG = 9
"""Reminders that join another one in its card."""


class Delivery:
    """One worker.  `wake` it after a commit that owes something; `run` it for the life of the process."""

    def __init__(
        self,
        storage: Storage,
        channel: Channel,
        *,
        worker: str,
        fresh_id: Callable[[], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
        pace: RateLimiter | None = None,
        trouble: Trouble | None = None,
        documents: bool = False,
    ):
        """`documents`: audits can be had as documents, so their cards offer it."""
        self._storage = storage
        self._channel = channel
        self._worker = worker
        self._clock = clock
        self._pace = pace or RateLimiter()
        self.trouble = trouble or Trouble()
        self._audits = OwedAudits(storage, fresh_id, clock, documents=documents)
        self._setbacks = Setbacks(storage, self._audits, self.trouble, clock, chance, self.wake)
        self._along: dict[int, list[OutboxMessage]] = {}
        """Reminders that go in one message with that of the row: delivered with it."""
        self._woken = asyncio.Event()
        self._crew = WorkerGroup(storage, worker, self._pace, clock)

    def wake(self) -> None:
        """Something was enqueued: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; sends under way are finished then, and what is left goes to another worker
        at once.

        A send that hangs delays only itself.
        """
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._woken.clear()
                under_way = {task for task in under_way if not task.done()}
                for owed in await self._claimed(BATCH - len(under_way)):
                    task = asyncio.create_task(self._deliver(owed))
                    task.add_done_callback(lambda _: self._woken.set())
                    under_way.add(task)
                await self._rest(full=len(under_way) == BATCH)
        finally:
            await self._handed_on(under_way)
            await self._crew.leave()

    async def _handed_on(self, under_way: Collection[asyncio.Task[None]]) -> None:
        """Nothing is claimed any more: what is not sent within LAST_SENDS is due again for the others, with a
        label, as it may have arrived."""
        if under_way:
            await asyncio.wait(under_way, timeout=LAST_SENDS)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        try:
            async with self._storage.work() as work:
                await work.outbox.let_go(self._worker, self._clock())
        except Exception as problem:  # the leases run out within a minute
            log.error("delivery_not_handed_on", problem=type(problem).__name__)

    async def round(self) -> int:
        """Claim what is due and deliver it; how many were claimed."""
        claimed = await self._claim(BATCH)
        await asyncio.gather(*(self._deliver(owed) for owed in claimed))
        return len(claimed)

    async def _claimed(self, most: int) -> list[OutboxMessage]:
        try:
            await self._crew.beat()
            claimed = await self._claim(most) if most > 0 else []
            self.trouble.round_well()
            return claimed
        except Exception as problem:  # the worker outlives a database that is away for a while
            log.error("delivery_round_failed", problem=type(problem).__name__)
            await asyncio.sleep(1)
            return []

    async def _claim(self, most: int) -> list[OutboxMessage]:
        async with self._storage.work() as work:
            return await work.outbox.claim(self._worker, most, self._clock(), LEASE)

    async def _rest(self, *, full: bool) -> None:
        """Until something is owed or has been sent, or the next one is due, or others may owe something."""
        seconds = IDLE if full else await self._until_due()
        seconds = min(seconds, self._crew.patience())
        # Not wait_for: before Python 3.12 it loses a cancellation that comes as the wait ends.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _until_due(self) -> float:
        try:
            async with self._storage.work(write=False) as work:
                due = await work.outbox.next_due()
        except Exception as problem:
            log.error("delivery_round_failed", problem=type(problem).__name__)
            return 1.0
        return IDLE if due is None else max(0.02, min(IDLE, (due - self._clock()).total_seconds()))

    async def _deliver(self, owed: OutboxMessage) -> None:
        try:
            with span("delivery", subject=type(owed.subject).__name__):
                await self._attempted(owed)
        except Exception as problem:
            # The database cannot be reached: the lease runs out, and the row is claimed again (and labelled).
            log.error("delivery_not_settled", problem=type(problem).__name__)

    async def _attempted(self, owed: OutboxMessage) -> None:
        try:
            if owed.unreadable:
                await self._setbacks.unreadable(owed)
                return
            if isinstance(owed.subject, ToldChange) and await self._may_be_writing(owed):
                return
            self._along.pop(owed.id, None)
            rendered = await self._rendered(owed)
        except CANNOT_READ:
            await self._setbacks.unreadable(owed)
            return
        except Exception as problem:  # a notice that cannot be rendered must not hold up the others
            log.error("notice_failed", id=owed.id, problem=type(problem).__name__)
            await self._setbacks.failed(owed, NotDelivered(Failure.AGAIN, retry_after=LONGEST_WAIT))
            return
        if rendered is NOT_THEIRS:
            await self._setbacks.not_theirs(owed)
        elif rendered is None:
            await self._settled(owed, owed.activity_id)
        elif owed.address is None:
            await self._setbacks.set_aside(owed, NO_ADDRESS)
        else:
            await self._spoken(owed, owed.address, rendered)

    async def _spoken(self, owed: OutboxMessage, address: Address, message: Outgoing) -> None:
        wait = await self._pace.turn(address.conversation_id, address.tenant_id)
        if wait:
            await self._later(owed, self._crew.put_off(wait))
            return
        try:
            activity_id = await self._sent(owed, address, message)
        except NotDelivered as failed:
            await self._setbacks.failed(owed, failed)
            return
        await self._settled(owed, activity_id, reached=True)
        DELIVERED.labels(kind_of(owed.subject)).inc()
        if self.trouble.reached(owed.recipient):
            async with self._storage.work() as work:
                await work.undelivered.wake_all(self._clock())
            self.wake()

    async def _later(self, owed: OutboxMessage, seconds: float) -> None:
        """Teams' limits leave no room yet: put the row off.  Nothing was sent, and nothing has failed."""
        async with self._storage.work() as work:
            await work.outbox.postponed(owed, "", self._clock() + timedelta(seconds=seconds), tried=False)

    async def _may_be_writing(self, owed: OutboxMessage) -> bool:
        """Whether news is put off, since its recipient wrote or pressed something within the last minutes."""
        now = self._clock()
        async with self._storage.work() as work:
            last = await work.news.last_at_work(owed.recipient)
            if last is None or now - last >= IDLE_FOR_NEWS:
                return False
            await work.outbox.postponed(owed, "", last + IDLE_FOR_NEWS, tried=False)
        return True

    async def _sent(self, owed: OutboxMessage, address: Address, message: Outgoing) -> str:
        if owed.activity_id and owed.conversation_id == address.conversation_id:
            try:
                await self._channel.update(address, owed.activity_id, message)
                return owed.activity_id
            except NotDelivered as failed:
                if failed.failure is not Failure.GONE:
                    raise
        return await self._channel.send(address, message)

    async def _rendered(self, owed: OutboxMessage) -> Outgoing | None:
        """What is sent, in the language that the recipient reads now; None where there is nothing to send."""
        async with self._storage.work(write=False) as work:
            languages = await work.people.languages([owed.recipient])
            with spoken(languages.get(owed.recipient, "")):
                return await self._rendered_in(work, owed)

    async def _rendered_in(self, work: Work, owed: OutboxMessage) -> Outgoing | None:
        owed_audit = await self._audits.of(work, owed)
        if owed_audit is None:
            return None
        audit, template, turn = owed_audit
        if not may_have(turn.actor, audit, owed.subject):
            return Outgoing(text=worded(CLOSED)) if _to_close(owed, turn.actor, audit) else NOT_THEIRS
        problem = await self._audits.problem(work, owed, audit)
        notice = Notice(owed.recipient, owed.subject, owed.urgent, owed.text)
        conversation = await self._walk(work, owed) if isinstance(owed.subject, UnsentConcern) else None
        view = notice_view(reading(template, audit, turn, conversation), notice, problem)
        if isinstance(view, ReminderView) and not owed.activity_id:
            view = await self._with_others(work, owed, view)
        if view is None:
            return Outgoing(text=worded(CLOSED)) if _to_close(owed, turn.actor, audit) else None
        message = replace(outgoing(view), urgent=owed.urgent)
        return labelled(message) if owed.repeats and not owed.activity_id else message

    async def _with_others(
        self, work: Work, owed: OutboxMessage, view: ReminderView
    ) -> ReminderView | DigestView:
        """The reminder; or where others are due to the same person by now, all of them in one card."""
        views = [view]
        for other in await work.outbox.along(owed, MOST_ALONG, self._clock()):
            with contextlib.suppress(*CANNOT_READ):  # it has its own turn, and is set aside then
                owed_audit = None if other.unreadable else await self._audits.of(work, other)
                if owed_audit is None:
                    continue
                audit, template, turn = owed_audit
                if not may_have(turn.actor, audit, other.subject):
                    continue
                notice = Notice(other.recipient, other.subject, text=other.text)
                beside = notice_view(reading(template, audit, turn), notice)
                if isinstance(beside, ReminderView):
                    views.append(beside)
                    self._along.setdefault(owed.id, []).append(other)
        return DigestView(tuple(views)) if len(views) > 1 else view

    @staticmethod
    async def _walk(work: Work, owed: OutboxMessage) -> ConversationState | None:
        """The recipient's own conversation state, for what only they may see."""
        held = await work.audits.audit(owed.audit_id, owed.recipient)
        return held[1] if held is not None else None

    async def _settled(self, owed: OutboxMessage, activity_id: str, *, reached: bool = False) -> None:
        """Record the delivery; for a concern, also on the audit's trail, in the same transaction.  `reached`:
        something was sent."""
        conversation = owed.address.conversation_id if owed.address else ""
        along = self._along.pop(owed.id, [])
        while True:
            try:
                async with self._storage.work() as work:
                    now = self._clock()
                    match owed.subject:
                        case ConcernCard(concern) if owed.sent == 0 and owed.address is not None:
                            await self._note_arrival(work, owed, concern)
                    await work.outbox.delivered(owed, activity_id, conversation, now)
                    for other in along:
                        await work.outbox.delivered(other, "", conversation, now)
                    if reached:
                        await work.unreached.clear(owed.recipient)
                return
            except StaleAudit:
                continue

    async def _note_arrival(self, work: Work, owed: OutboxMessage, concern: str) -> None:
        owed_audit = await self._audits.of(work, owed)
        if owed_audit is None:
            return
        audit, template, turn = owed_audit
        command = RecordConcernDelivery(concern)
        step = advance(template, audit, ConversationState(), command, turn)
        held = await work.audits.audit(audit.id, owed.recipient)
        conversation = held[1] if held is not None else ConversationState()
        await work.audits.save(audit, replace(step, conversation=conversation), owed.recipient, None)
        await work.outbox.enqueue(audit.id, step.notices, turn.now)
        if step.notices:
            self.wake()


def _to_close(owed: OutboxMessage, person: Person, audit: Audit) -> bool:
    """Whether somebody who no longer has a part in the audit still has a card of it in their chat."""
    closes = isinstance(owed.subject, SummaryCard | ActionCard | StageCard)
    return bool(owed.activity_id) and closes and not named_as(person, audit)
