"""Failed sends: when each is tried again, and who is told.  Nothing is ever given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.channel import Failure, NotDelivered
from bot.delivery.owed_audits import OwedAudits
from bot.delivery.trouble import NOT_DELIVERED, Trouble
from bot.languages import in_their_words
from bot.turns.names import around
from dialogs.advance import advance
from dialogs.conversation.command import Command
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import ActionCard, ConcernCard, SummaryCard, ToldMessage, kind_of
from dialogs.features.undelivered import LEFT, NO_ADDRESS, RecordConcernHeldUp, RecordSummaryHeldUp
from storage.keys import KeyDestroyed, Unopenable
from storage.outbox import OutboxMessage
from storage.transaction import StaleAudit, TrailBroken, Unknown
from storage.undelivered import UNREADABLE
from storage.work import Storage, Work
from template_specs.languages import as_read

log = structlog.get_logger(__name__)

FIRST_WAIT = 2.0
"""Seconds before the second try; doubled each time, with jitter, up to LONGEST_WAIT."""
LONGEST_WAIT = 600.0
MOST_ATTEMPTS = 60
"""With these waits, about nine hours; then a card that is not urgent is set aside like a refused one."""
SET_ASIDE = timedelta(days=1)
"""How long a refused card waits, unless its recipient writes or an operator says so."""
FIRST_URGENT = 60.0
"""Seconds that a refused concern, or warning about one, waits; doubled each time up to SET_ASIDE."""
CANNOT_READ = (Unopenable, KeyDestroyed, TrailBroken, Unknown, ValueError)
"""Raised for a row, audit or person that is damaged, or encrypted with a key that is not listed."""
_PACE = frozenset({412, 429})


class Setbacks:
    """Handles one worker's failed sends; `wake` is called when it enqueues something."""

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
        """The send failed: try again soon, or set the row aside if it was refused."""
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
        """It cannot arrive soon: set the row aside, keep the address, and tell the people who count on it."""
        async with self._storage.work() as work:
            if problem == NO_ADDRESS and await work.people.address(owed.recipient) != owed.address:
                # The person has written while this was being sent: try their new address at once.
                await work.outbox.postponed(owed, "", self._clock(), tried=False)
                self._wake()
                return
            await work.outbox.hold_up(owed, problem, self._again_at(owed, problem), ambiguous=ambiguous)
            await work.unreached.note_problem(owed.recipient, problem, self._clock())
        self._count(owed, problem)
        # If many people are refused, the bot is at fault and nobody else would be reached either.
        theirs = problem in (NO_ADDRESS, LEFT, UNREADABLE)
        await self._tell(owed, problem, pass_on=theirs or not self._trouble.many)

    async def unreadable(self, owed: OutboxMessage) -> None:
        """The row or its audit cannot be decrypted: set it aside, and go on with all others."""
        log.error("notice_unreadable", id=owed.id)
        await self.set_aside(owed, UNREADABLE)

    async def not_theirs(self, owed: OutboxMessage) -> None:
        """The recipient no longer has the role for it, so they get nothing.  A concern goes to somebody else.
        If nobody has it, or it is the manager's summary or an action, the row stays listed."""
        raised = owed.subject.concern if isinstance(owed.subject, ConcernCard) else ""
        if raised:
            await self.set_aside(owed, LEFT)
        async with self._storage.work() as work:
            held = await work.audits.audit(owed.audit_id, owed.recipient)
            audit = held[0] if held is not None else None
            concern = next((c for c in audit.concerns if c.id == raised), None) if audit is not None else None
            others = concern is not None and set(concern.sent_to) - {owed.recipient}
            managing = audit is not None and audit.manager == owed.recipient
            if raised and not others:
                return
            if not isinstance(owed.subject, SummaryCard | ActionCard) or not managing:
                log.info("notice_withdrawn", id=owed.id)
                await work.outbox.withdrawn(owed, LEFT)
                return
        await self.set_aside(owed, LEFT)

    def _count(self, owed: OutboxMessage, problem: str) -> None:
        NOT_DELIVERED.labels(kind_of(owed.subject), problem).inc()

    def _again_at(self, owed: OutboxMessage, problem: str) -> datetime | None:
        """When a card that was set aside is tried again; None: not until its recipient writes."""
        if problem == NO_ADDRESS:
            return None
        wait = SET_ASIDE
        if owed.urgent and problem not in (LEFT, UNREADABLE):
            wait = min(wait, timedelta(seconds=FIRST_URGENT * 2.0 ** min(owed.attempts, 20)))
        elif self._trouble.many:
            wait = timedelta(seconds=LONGEST_WAIT)
        return self._clock() + wait

    def _wait(self, attempts: int, retry_after: float | None) -> float:
        """Seconds to wait: what the platform asks for, or doubled each time; jitter only makes it longer."""
        doubled = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts, 20))
        return max(retry_after or 0.0, doubled / 2) + self._chance() * doubled / 2

    async def _tell(self, owed: OutboxMessage, problem: str, *, pass_on: bool) -> None:
        """Tell the people who count on the card."""
        concern = isinstance(owed.subject, ConcernCard) and owed.sent == 0
        summary = isinstance(owed.subject, SummaryCard) and owed.sent == 0 and not owed.attempts
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
        owed_audit = await self._audits.of(work, owed)
        if owed_audit is None:
            return
        audit, template, turn = owed_audit
        near = await around(work, audit)
        names = {p.id: p.name for p in (near.deputy, near.above, *near.leads) if p is not None}
        turn = replace(turn, names={**names, **turn.names})
        command: Command = RecordSummaryHeldUp(owed.recipient, problem, near)
        if isinstance(owed.subject, ConcernCard):
            concern = owed.subject.concern
            command = RecordConcernHeldUp(concern, owed.recipient, problem, near, pass_on)
        step = advance(template, audit, ConversationState(), command, turn)
        notices = await in_their_words(
            work.people,
            step.notices,
            lambda: advance(as_read(template), audit, ConversationState(), command, turn).notices,
        )
        if step.events:
            held = await work.audits.audit(audit.id, owed.recipient)
            conversation = held[1] if held is not None else ConversationState()
            await work.audits.save(audit, replace(step, conversation=conversation), owed.recipient, None)
        once = [notice for notice in notices if isinstance(notice.subject, ToldMessage)]
        await work.outbox.enqueue_once(audit.id, once, turn.now)
        await work.outbox.enqueue(audit.id, [notice for notice in notices if notice not in once], turn.now)
        if notices:
            self._wake()
