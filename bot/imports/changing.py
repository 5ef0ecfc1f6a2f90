"""What an operator changes of single audits: decided, saved and told like a turn, in its own transaction."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from bot.imports import second_audits
from bot.languages import in_their_words
from dialogs.audits.audit import Audit, AuditId
from dialogs.audits.events import EventKind
from dialogs.conversation.context import TurnContext
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.features.reallocation import OPERATOR
from storage.transaction import StaleAudit, Unknown
from storage.work import Storage, Work
from template_specs.dates import LOCAL
from template_specs.languages import as_read
from template_specs.model import Template

MOST_TRIES = 5
Result = TypeVar("Result")


class NotChanged(Exception):
    """What was asked for cannot be done, and nothing has changed; its text says why, and what to do."""


Decide = Callable[[TurnContext], TurnContext]


async def changed_by_operator(storage: Storage, audit_id: AuditId, decide: Decide, now: datetime) -> bool:
    """Carry out what `decide` decides on this audit; whether anything has changed.  Raises Unknown,
    Unreadable."""

    async def work_of(work: Work) -> bool:
        return await changed_in(storage, work, audit_id, decide, now)

    return await in_one(storage, work_of)


async def in_one(storage: Storage, work_of: Callable[[Work], Awaitable[Result]]) -> Result:
    """What `work_of` does, all in one transaction: taken again while people change the audit meanwhile."""
    for attempt in range(MOST_TRIES):
        try:
            async with storage.work() as work:
                return await work_of(work)
        except StaleAudit:
            if attempt == MOST_TRIES - 1:
                raise
    raise AssertionError("not reached: the last try returns or raises")


async def changed_in(storage: Storage, work: Work, audit_id: AuditId, decide: Decide, now: datetime) -> bool:
    """The same in a transaction that does more."""
    held = await work.audits.audit(audit_id, OPERATOR.id)
    if held is None:
        raise Unknown(f"there is no audit {audit_id}")
    audit = held[0]
    template = await work.template(audit.template_hash)
    turn = await operator_turn(storage, work, now)

    def context(form: Template, before: Audit) -> TurnContext:
        return TurnContext(form, before, ConversationState(), turn)

    step = decide(context(template, audit)).step()
    if any(event.what is EventKind.ALLOCATION_CHANGED for event in step.events):
        await work.allocations.reallocate(audit, step, template.id, now)
    elif step.events:
        await work.audits.save(audit, step, OPERATOR.id, None)
    notices = await in_their_words(
        work.people, step.notices, lambda: decide(context(as_read(template), audit)).step().notices
    )
    await work.outbox.enqueue(audit.id, notices, now)
    await second_audits.made(work, template, step.audit, step.events, turn, now)
    return bool(step.events)


async def operator_turn(storage: Storage, work: Work, now: datetime) -> Turn:
    """A turn of whoever works at the command line."""
    people = await work.people.everybody()
    return Turn(
        actor=OPERATOR,
        now=now.astimezone(UTC),
        today=now.astimezone(LOCAL).date(),
        fresh_id=lambda: secrets.token_hex(8),
        fingerprints=storage.fingerprints,
        names={person.id: person.name for person in people},
        people=people,
        token=secrets.token_hex(8),
    )
