"""A send that did not succeed: when it is tried again, and who hears of it.  Nothing is ever given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.channel import Failure, NotDelivered
from bot.delivery.owed_audits import OwedAudits
from bot.delivery.trouble import NOT_DELIVERED, Trouble, kind_of
from bot.turns.names import around
from dialogs.advance import advance
from dialogs.conversation.commands import RecordConcernHeldUp, RecordSummaryHeldUp
from dialogs.conversation.state import ConversationState
from dialogs.features.undelivered import LEFT, NO_ADDRESS
from storage.keys import KeyDestroyed, Unopenable
from storage.outbox import OutboxMessage
from storage.transaction import StaleAudit, TrailBroken, Unknown
from storage.undelivered import UNREADABLE
from storage.work import Storage, Work

log = structlog.get_logger(__name__)

FIRST_WAIT = 2.0
"""Seconds before the second try; doubled each time, with jitter, up to LONGEST_WAIT."""
LONGEST_WAIT = 600.0
MOST_ATTEMPTS = 60
"""With the waits above about nine hours; after that a card that is not urgent waits as a refused one does."""
SET_ASIDE = timedelta(days=1)
"""How long a refused card waits, unless its recipient writes or an operator says so."""
FIRST_URGENT = 60.0
"""Seconds that a concern, or the warning about one, waits when it is refused; doubled up to SET_ASIDE."""
CANNOT_READ = (Unopenable, KeyDestroyed, TrailBroken, Unknown, ValueError)
"""What is raised for a row, an audit or a person that is damaged or sealed with a key not listed."""
_PACE = frozenset({412, 429})


class Setbacks:
    """Decides for one worker; `wake` is called when it owes something."""

    def __init__(
        self,
        storage: Storage,
        audits: OwedAudits,
        trouble: Trouble,
        clock: Callable[[], datetime],
        chance: Callable[[], float],
        wake: Callable[[], None],
    ):
        self._storage = storage
        self._audits = audits
        self._trouble = trouble
        self._clock = clock
        self._chance = chance
        self._wake = wake

    async def failed(self, owed: OutboxMessage, failed: NotDelivered) -> None:
        """The send failed: it is tried again soon, or set aside where it was refused."""
        if failed.status not in _PACE:
            self._trouble.refused(owed.recipient)
        log.warning(
            "notice_not_delivered",
            id=owed.id,
            kind=failed.failure.value,
            status=failed.status,
            attempts=owed.attempts,
        )
        soon = failed.failure is Failure.AGAIN and (owed.urgent or owed.attempts < MOST_ATTEMPTS)
        if not soon:
            await self.set_aside(owed, failed.failure.value, ambiguous=failed.ambiguous)
            return
        self._count(owed, failed.failure.value)
        at = self._clock() + timedelta(seconds=self._wait(owed.attempts, failed.retry_after))
        async with self._storage.work() as work:
            await work.outbox.postponed(owed, failed.failure.value, at, ambiguous=failed.ambiguous)
        if not owed.attempts:  # its card says already that it has not arrived
            await self._tell(owed, failed.failure.value, pass_on=False)

    async def set_aside(self, owed: OutboxMessage, problem: str, *, ambiguous: bool = False) -> None:
        """It cannot arrive soon: it waits long, its address is kept, and those who count on it are told."""
        async with self._storage.work() as work:
            if problem == NO_ADDRESS and await work.people.address(owed.recipient) != owed.address:
                # The person has come (back) while this was on its way: their new address is tried at once.
                await work.outbox.postponed(owed, "", self._clock(), tried=False)
                self._wake()
                return
            await work.outbox.hold_up(owed, problem, self._again_at(owed, problem), ambiguous=ambiguous)
        self._count(owed, problem)
        # Where many are refused nobody else would be reached either: it is the bot's trouble.
        theirs = problem in (NO_ADDRESS, LEFT, UNREADABLE)
        await self._tell(owed, problem, pass_on=theirs or not self._trouble.many)

    async def unreadable(self, owed: OutboxMessage) -> None:
        """The row or its audit cannot be opened; all others go on."""
        log.error("notice_unreadable", id=owed.id)
        await self.set_aside(owed, UNREADABLE)

    async def not_theirs(self, owed: OutboxMessage) -> None:
        """Its recipient has lost the role for it: they get nothing.  A concern goes to somebody else; where
        nobody has it, and for the summary and the actions of the case's manager, the row stays listed."""
        kind, _, rest = owed.subject.partition(":")
        if kind == "concern":
            await self.set_aside(owed, LEFT)
        async with self._storage.work() as work:
            found = await work.audits.audit(owed.audit_id, owed.recipient)
            audit = found[0] if found is not None else None
            concern = next((c for c in audit.concerns if c.id == rest), None) if audit is not None else None
            others = concern is not None and set(concern.sent_to) - {owed.recipient}
            managing = audit is not None and audit.manager == owed.recipient
            if kind == "concern" and not others:
                return
            if kind not in ("summary", "action") or not managing:
                log.info("notice_withdrawn", id=owed.id)
                await work.outbox.withdrawn(owed, LEFT)
                return
        await self.set_aside(owed, LEFT)

    def _count(self, owed: OutboxMessage, problem: str) -> None:
        NOT_DELIVERED.labels(kind_of(owed.subject), problem).inc()

    def _again_at(self, owed: OutboxMessage, problem: str) -> datetime | None:
        """When a card that was set aside is tried again all the same; None: when its recipient writes."""
        if problem == NO_ADDRESS:
            return None
        wait = SET_ASIDE
        if owed.urgent and problem not in (LEFT, UNREADABLE):
            wait = min(wait, timedelta(seconds=FIRST_URGENT * 2.0 ** min(owed.attempts, 20)))
        elif self._trouble.many:
            wait = timedelta(seconds=LONGEST_WAIT)
        return self._clock() + wait

    def _wait(self, attempts: int, retry_after: float | None) -> float:
        """Seconds: what the platform asks for, else doubled each time; with jitter, never less than asked."""
        doubled = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts, 20))
        return max(retry_after or 0.0, doubled / 2) + self._chance() * doubled / 2

    async def _tell(self, owed: OutboxMessage, problem: str, *, pass_on: bool) -> None:
        """Those who count on the card hear of it."""
        kind = kind_of(owed.subject)
        concern = kind == "concern" and owed.sent == 0
        summary = kind == "summary" and owed.sent == 0 and not owed.attempts
        if not concern and not summary:
            return
        while True:
            try:
                async with self._storage.work() as work:
                    await self._told(work, owed, problem, pass_on=pass_on)
                return
            except StaleAudit:
                continue
            except CANNOT_READ as problem_met:
                log.error("setback_not_told", id=owed.id, problem=type(problem_met).__name__)
                return

    async def _told(self, work: Work, owed: OutboxMessage, problem: str, *, pass_on: bool) -> None:
        found = await self._audits.of(work, owed)
        if found is None:
            return
        audit, template, turn = found
        kind, _, rest = owed.subject.partition(":")
        near = await around(work, audit)
        names = {p.id: p.name for p in (near.deputy, near.above, *near.leads) if p is not None}
        turn = replace(turn, names={**names, **turn.names})
        if kind == "concern":
            step = advance(
                template,
                audit,
                ConversationState(),
                RecordConcernHeldUp(rest, owed.recipient, problem, near, pass_on),
                turn,
            )
        else:
            step = advance(
                template, audit, ConversationState(), RecordSummaryHeldUp(owed.recipient, problem, near), turn
            )
        if step.events:
            held = await work.audits.audit(audit.id, owed.recipient)
            conversation = held[1] if held is not None else ConversationState()
            await work.audits.save(audit, replace(step, conversation=conversation), owed.recipient, None)
        once = [notice for notice in step.notices if notice.subject.startswith("told:")]
        await work.outbox.enqueue_once(audit.id, once, turn.now)
        await work.outbox.enqueue(
            audit.id, [notice for notice in step.notices if notice not in once], turn.now
        )
        if step.notices:
            self._wake()
