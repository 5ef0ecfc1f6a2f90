"""Concerns that nobody has read in time: a loop in every process, at any hour of any day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.delivery.rounds import Rounds
from bot.languages import in_their_words
from bot.turns.names import Names
from dialogs.advance import advance
from dialogs.audits import replies
from dialogs.audits.audit import AuditId, Person, Role
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.features.unread_concern import READ_WITHIN, EscalateUnread, who_hears
from storage.transaction import StaleAudit, Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage
from template_specs.dates import LOCAL
from template_specs.languages import as_read

MOST = 500
"""Unread concerns looked at in one round."""
BOT = Person(replies.BOT, "", "", frozenset())


class UnreadConcerns(Rounds):
    """Sends each concern that is unread for too long on, once."""

    every = 60.0
    failed = "unread_concerns_round_failed"
    enqueued = "unread_concerns_escalated"

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
        within: timedelta = READ_WITHIN,
    ):
        super().__init__(storage, clock=clock, owed=owed)
        self._names = Names(clock)
        self._within = within

    async def _enqueue_due(self, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            unread = await work.open_work.unread(MOST)
            audits = await work.audits.several(audit for audit, _ in unread)
        added = 0
        for audit_id, concern_id in unread:
            concerns = audits[audit_id].concerns if audit_id in audits else ()
            if any(c.id == concern_id and now - c.at >= self._within for c in concerns):
                added += await self._escalated(audit_id, concern_id, now)
        return added

    async def _escalated(self, audit_id: AuditId, concern: str, now: datetime) -> int:
        try:
            async with self._storage.work() as work:
                held = await work.audits.audit(audit_id, BOT.id)
                if held is None:
                    return 0
                audit = held[0]
                template = await work.template(audit.template_hash)
                around = await self._names.around(work, audit)
                to = who_hears(around, await work.people.with_role(Role.SERVICE_MANAGER))
                names = await self._names.of(work, audit) | await self._names.named(work, to)
                turn = Turn(
                    BOT,
                    now,
                    now.astimezone(LOCAL).date(),
                    lambda: secrets.token_hex(8),
                    self._storage.fingerprints,
                    names,
                    token=secrets.token_hex(8),
                )
                command = EscalateUnread(concern, to, self._within)
                step = advance(template, audit, ConversationState(), command, turn)
                if not step.events:
                    return 0
                await work.audits.save(audit, replace(step, conversation=held[1]), BOT.id, None)
                notices = await in_their_words(
                    work.people,
                    step.notices,
                    lambda: advance(as_read(template), audit, ConversationState(), command, turn).notices,
                )
                await work.outbox.enqueue(audit.id, notices, now)
                return len(notices)
        except (
            Unreadable,
            Unknown,
            StaleAudit,
        ) as problem:  # the next round tries again
            self._log.error("unread_concern_not_escalated", problem=type(problem).__name__, audit=audit_id)
            return 0
