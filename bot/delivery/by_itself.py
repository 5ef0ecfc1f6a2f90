"""What the bot does on an audit by itself, as nobody acted in time: decided, saved and told like a turn."""

from __future__ import annotations

import secrets
from abc import ABC
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from bot.delivery.rounds import Rounds
from bot.languages import in_their_words
from bot.turns.names import Names, completed_by
from dialogs.advance import advance
from dialogs.audits import replies
from dialogs.audits.audit import Audit, AuditId, Person, PersonId
from dialogs.conversation.command import Command
from dialogs.conversation.progress import progress_of
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from storage.transaction import StaleAudit, Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage, Work
from template_specs.dates import LOCAL
from template_specs.languages import as_read

BOT = Person(replies.BOT, "", "", frozenset())

Wish = Callable[[Work, Audit], Awaitable[tuple[Command, Iterable[PersonId]]]]
"""The command to carry out on an audit as it is now, and whose names it needs besides those on the case."""


class ByItself(Rounds, ABC):
    """A loop that acts where nobody did.  If two processes act at once, the second finds it done."""

    undone: ClassVar[str]
    """What the log says of an audit on which nothing could be done; the next round tries again."""

    def __init__(
        self,
        storage: Storage,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        owed: Callable[[], None] = lambda: None,
    ):
        super().__init__(storage, clock=clock, owed=owed)
        self._names = Names(clock)

    async def _done(self, audit_id: AuditId, now: datetime, wish: Wish) -> int:
        """Carry out what `wish` names on this audit; how many messages are owed for it, 0 where nothing
        happened."""
        try:
            async with self._storage.work() as work:
                return await self._carried_out(work, audit_id, now, wish)
        except (Unreadable, Unknown, StaleAudit) as problem:  # others are not held up
            self._log.error(self.undone, problem=type(problem).__name__, audit=audit_id)
            return 0

    async def _carried_out(self, work: Work, audit_id: AuditId, now: datetime, wish: Wish) -> int:
        held = await work.audits.audit(audit_id, BOT.id)
        if held is None:
            return 0
        audit, conversation = held
        template = await work.template(audit.template_hash)
        command, others = await wish(work, audit)
        turn = Turn(
            BOT,
            now,
            now.astimezone(LOCAL).date(),
            lambda: secrets.token_hex(8),
            self._storage.fingerprints,
            await self._names.of(work, audit) | await self._names.named(work, others),
            await self._names.roles(work, template),
            completed=await completed_by(work, audit, template),
            token=secrets.token_hex(8),
        )
        step = advance(template, audit, ConversationState(), command, turn)
        if not step.events:
            return 0
        step = replace(step, conversation=conversation)  # the bot has none of its own
        await work.audits.save(audit, step, BOT.id, progress_of(template, step))
        notices = await in_their_words(
            work.people,
            step.notices,
            lambda: advance(as_read(template), audit, ConversationState(), command, turn).notices,
        )
        await work.outbox.enqueue(audit.id, notices, now)
        return len(notices)
