"""The delivery worker: what is owed to people is sent, updated, tried again, and listed when it fails.

A worker in every process claims rows of the outbox, renders each from the audit as it then stands, and
speaks.  Several processes may do so at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.channel import Address, Channel, Failure, NotDelivered, Outgoing
from bot.crew import Crew
from bot.pacing import Pace
from bot.people import Names
from bot.speaking import outgoing
from dialogs.advance import advance
from dialogs.audit import Audit, Person, PersonId, Walk
from dialogs.events import ConcernDelivered, Turn
from dialogs.summary import notice_view, reading
from dialogs.views import Notice
from storage.outbox import Owed
from storage.unit import StaleAudit
from storage.work import Storage, Work
from template_specs.model import Template

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 20
IDLE = 5.0
"""Seconds between looks when nothing is known to be due: commands owe things too, and other processes."""
FIRST_WAIT = 2.0
"""Seconds before the second try; doubled each time, with jitter, up to LONGEST_WAIT."""
LONGEST_WAIT = 600.0
MOST_ATTEMPTS = 60
"""With the waits above about nine hours; after that it is listed as failed."""

NO_ADDRESS = "no_address"


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
        pace: Pace | None = None,
    ):
        self._storage = storage
        self._channel = channel
        self._worker = worker
        self._fresh_id = fresh_id
        self._clock = clock
        self._chance = chance
        self._pace = pace or Pace()
        self._names = Names(clock)
        self._woken = asyncio.Event()
        self._crew = Crew(storage, worker, self._pace, clock)

    def wake(self) -> None:
        """Something is owed: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled.  What is under way when it is cancelled is claimed again by another.

        A send that hangs holds its own place only: the others go on.
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
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            await self._crew.leave()

    async def round(self) -> int:
        """Claim what is due and deliver it; how many were claimed."""
        claimed = await self._claim(BATCH)
        await asyncio.gather(*(self._deliver(owed) for owed in claimed))
        return len(claimed)

    async def _claimed(self, most: int) -> list[Owed]:
        try:
            await self._crew.beat()
            return await self._claim(most) if most > 0 else []
        except Exception as problem:  # the worker outlives a database that is away for a while
            log.error("delivery_round_failed", problem=type(problem).__name__)
            await asyncio.sleep(1)
            return []

    async def _claim(self, most: int) -> list[Owed]:
        async with self._storage.work() as work:
            return await work.claim(self._worker, most, self._clock(), LEASE)

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
                due = await work.next_due()
        except Exception as problem:
            log.error("delivery_round_failed", problem=type(problem).__name__)
            return 1.0
        return IDLE if due is None else max(0.02, min(IDLE, (due - self._clock()).total_seconds()))

    async def _deliver(self, owed: Owed) -> None:
        try:
            await self._attempted(owed)
        except Exception as problem:
            # The database was away just now: the lease runs out, and it is claimed again (and labelled).
            log.error("delivery_not_settled", problem=type(problem).__name__)

    async def _attempted(self, owed: Owed) -> None:
        try:
            message = await self._rendered(owed)
            if message is None:
                await self._settled(owed, owed.activity_id)
                return
            if owed.address is None:
                await self._unreachable(owed, NO_ADDRESS)
                return
            wait = await self._pace.turn(owed.address.conversation_id, owed.address.tenant_id)
            if wait:
                await self._later(owed, self._crew.put_off(wait))
                return
            activity_id = await self._sent(owed, owed.address, message)
        except NotDelivered as failed:
            await self._again_or_never(owed, failed)
            return
        except Exception as problem:  # one notice that cannot be rendered must not hold up the others
            log.error("notice_failed", problem=type(problem).__name__)
            await self._again_or_never(owed, NotDelivered(Failure.AGAIN, retry_after=LONGEST_WAIT))
            return
        await self._settled(owed, activity_id)

    async def _later(self, owed: Owed, seconds: float) -> None:
        """Teams' limits leave no room now: nothing was sent, and nothing has failed."""
        async with self._storage.work() as work:
            await work.postponed(owed, "", self._clock() + timedelta(seconds=seconds), tried=False)

    async def _sent(self, owed: Owed, address: Address, message: Outgoing) -> str:
        if owed.activity_id and owed.conversation_id == address.conversation_id:
            try:
                await self._channel.update(address, owed.activity_id, message)
                return owed.activity_id
            except NotDelivered as failed:
                if failed.failure is not Failure.GONE:
                    raise
        return await self._channel.send(address, message)

    async def _rendered(self, owed: Owed) -> Outgoing | None:
        async with self._storage.work(write=False) as work:
            found = await self._audit(work, owed)
            if found is None:
                return None
            audit, template, turn = found
            problem = await self._problem(work, owed, audit)
            notice = Notice(owed.recipient, owed.subject, owed.urgent, owed.text)
            walk = await self._walk(work, owed) if owed.subject.startswith("unsent:") else None
            view = notice_view(reading(template, audit, turn, walk), notice, problem)
        if view is None:
            return None
        message = replace(outgoing(view), urgent=owed.urgent)
        return _labelled(message) if owed.repeats and not owed.activity_id else message

    async def _audit(self, work: Work, owed: Owed) -> tuple[Audit, Template, Turn] | None:
        found = await work.audit(owed.audit_id, owed.recipient)
        person = await work.person(owed.recipient)
        if found is None or person is None:
            return None
        audit = found[0]
        template = await work.template(audit.template_hash)
        return audit, template, await self._turn(work, audit, person)

    @staticmethod
    async def _walk(work: Work, owed: Owed) -> Walk | None:
        """The recipient's own, for what only they may see of it."""
        found = await work.audit(owed.audit_id, owed.recipient)
        return found[1] if found is not None else None

    async def _turn(self, work: Work, audit: Audit, person: Person) -> Turn:
        now = self._clock()
        names = await self._names.of(work, audit, person)
        return Turn(person, now, now.date(), self._fresh_id, self._storage.prints, names)

    async def _problem(self, work: Work, owed: Owed, audit: Audit) -> str:
        kind, _, concern = owed.subject.partition(":")
        if kind != "concern-status":
            return ""
        late = [u for u in await work.undelivered(audit.id) if u.subject == f"concern:{concern}"]
        if not late or not (late[0].failed or late[0].attempts):
            return ""
        name = (await self._names.named(work, [late[0].recipient])).get(late[0].recipient, "The manager")
        if late[0].problem in (NO_ADDRESS, Failure.UNREACHABLE.value):
            return f"{name} cannot be reached in Teams. Call them or the duty manager now."
        return f"It has not reached {name} yet; we keep trying. Call them or the duty manager now."

    async def _settled(self, owed: Owed, activity_id: str) -> None:
        """Delivered; an arrived concern is put on its audit's trail in the same transaction."""
        conversation = owed.address.conversation_id if owed.address else ""
        while True:
            try:
                async with self._storage.work() as work:
                    now = self._clock()
                    if owed.subject.startswith("concern:") and owed.sent == 0 and owed.address is not None:
                        await self._note_arrival(work, owed)
                    await work.delivered(owed, activity_id, conversation, now)
                return
            except StaleAudit:
                continue

    async def _note_arrival(self, work: Work, owed: Owed) -> None:
        found = await self._audit(work, owed)
        if found is None:
            return
        audit, template, turn = found
        event = ConcernDelivered(owed.subject.partition(":")[2])
        step = advance(template, audit, Walk(), event, turn)
        held = await work.audit(audit.id, owed.recipient)
        walk = held[1] if held is not None else Walk()
        await work.save(audit, replace(step, walk=walk), owed.recipient, None)
        await work.owe(audit.id, step.notices, turn.now)
        if step.notices:
            self.wake()

    async def _again_or_never(self, owed: Owed, failed: NotDelivered) -> None:
        log.warning(
            "notice_not_delivered", kind=failed.failure.value, status=failed.status, attempts=owed.attempts
        )
        match failed.failure:
            case Failure.UNREACHABLE | Failure.GONE:
                await self._unreachable(owed, failed.failure.value)
            case Failure.AGAIN if owed.attempts < MOST_ATTEMPTS:
                wait = self._wait(owed.attempts, failed.retry_after)
                async with self._storage.work() as work:
                    at = self._clock() + timedelta(seconds=wait)
                    await work.postponed(owed, failed.failure.value, at, ambiguous=failed.ambiguous)
                    await self._tell_late(work, owed)
            case _:
                async with self._storage.work() as work:
                    await work.failed(owed, failed.failure.value)
                    await self._tell_late(work, owed)

    async def _unreachable(self, owed: Owed, problem: str) -> None:
        async with self._storage.work() as work:
            if await work.address(owed.recipient) != owed.address:
                # The person has come (back) while this was on its way: their new address is tried at once.
                await work.postponed(owed, "", self._clock(), tried=False)
                self.wake()
                return
            await work.failed(owed, problem)
            if problem != NO_ADDRESS:
                await work.forget_address(owed.recipient)
            await self._tell_late(work, owed)

    def _wait(self, attempts: int, retry_after: float | None) -> float:
        """Seconds: what the platform asks for, else doubled each time; with jitter, never less than asked."""
        doubled = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts, 20))
        return max(retry_after or 0.0, doubled / 2) + self._chance() * doubled / 2

    async def _tell_late(self, work: Work, owed: Owed) -> None:
        """Those who count on a card hear, once, that it has not arrived."""
        if owed.attempts:
            return
        kind, _, rest = owed.subject.partition(":")
        found = await work.audit(owed.audit_id, owed.recipient)
        if found is None:
            return
        audit = found[0]
        notices: list[Notice] = []
        if kind == "concern":
            raisers = [c.by for c in audit.concerns if c.id == rest and c.delivered_at is None]
            name = await self._name(work, owed)
            for person in raisers:
                notices += [
                    Notice(person, f"concern-status:{rest}"),
                    self._undelivered(audit, person, rest, name),
                ]
        elif kind == "summary" and owed.recipient == audit.manager and owed.sent == 0:
            notices = [self._late(audit, auditor, await self._name(work, owed)) for auditor in audit.auditors]
        if notices:
            await work.owe(audit.id, notices, self._clock())
            self.wake()

    async def _name(self, work: Work, owed: Owed) -> str:
        return (await self._names.named(work, [owed.recipient])).get(owed.recipient, "the manager")

    @staticmethod
    def _undelivered(audit: Audit, auditor: PersonId, concern: str, manager: str) -> Notice:
        # A message of its own: an edited card makes no notification.
        text = (
            f"Your immediate concern on {audit.case.reference} has not reached {manager} in Teams. Call them "
            "or the duty manager now."
        )
        return Notice(auditor, f"told:concern:{concern}", urgent=True, text=text)

    @staticmethod
    def _late(audit: Audit, auditor: PersonId, manager: str) -> Notice:
        text = (
            f"The audit of {audit.case.reference} is saved and submitted. Its summary has not reached "
            f"{manager} yet: they may not have opened this bot in Teams. It goes out as soon as they can be "
            "reached; you may want to tell them."
        )
        return Notice(auditor, f"told:late:{audit.reopenings}", text=text)


def _labelled(message: Outgoing) -> Outgoing:
    """Marked as perhaps a second copy: the first may have arrived without our knowing."""
    if message.card is None:
        return replace(message, text=f"(Sent again, in case the first did not arrive.) {message.text}")
    label = {
        "type": "TextBlock",
        "text": "Sent again, in case the first card did not arrive.",
        "wrap": True,
        "isSubtle": True,
        "size": "Small",
    }
    return replace(message, card={**message.card, "body": [label, *message.card["body"]]})
