"""A second audit that was arranged is made of the first one, in the transaction that arranges it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from bot.languages import in_their_words
from dialogs.audits.audit import Audit, AuditId, Case, State
from dialogs.audits.events import AUDIT_WITHDRAWN, TAKEN_BACK, DomainEvent, EventKind, Field
from dialogs.audits.second_audits import number_in
from dialogs.conversation.step import Step
from dialogs.conversation.subjects import Told, ToldFormer
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Notice
from dialogs.features.reallocation import as_stored, reallocate
from dialogs.features.second_audit import begun
from storage.allocations import NewAudit
from storage.work import Work
from template_specs.languages import as_read
from template_specs.model import Template

_ALONG = (Field.MANAGER, Field.RESTRICTED)
"""What a second audit has from the first: who hears of an immediate concern, and to whom the case opens."""
_MARKS = ("", "b", "c", "d")
"""After the number, where a case of the list has that very reference."""


async def made(
    work: Work, template: Template, first: Audit, events: Iterable[DomainEvent], turn: Turn, now: datetime
) -> None:
    """Every second audit that `events` arrange of `first`, on the same form, and its auditors told of it;
    where a second audit is withdrawn or taken back, it is kept from others no more, or again."""
    for event in events:
        if event.what is EventKind.ALLOCATION_CHANGED and isinstance(event.value, dict):
            changes = {Field(event.key): str(event.value["is"])}
            why = event.passage.text if event.passage else ""
            await follow(work, first.id, changes, why, turn)
        if event.key in (AUDIT_WITHDRAWN, TAKEN_BACK):
            await work.seconds.keep_apart(first)
        number = number_in(event.key)
        if number and isinstance(event.value, dict):
            await _made(work, template, first, number, event.value, turn, now)


async def follow(work: Work, first: AuditId, changes: Mapping[Field, str], why: str, turn: Turn) -> None:
    """What was changed of the first audit and is theirs too, changed of its second audits.  The managers are
    told of the first alone; a concern that nobody has read yet is passed on to the new one."""
    along = {field: changes[field] for field in _ALONG if field in changes}
    for second_id in await work.seconds.repeating([first]) if along else ():
        held = await work.audits.audit(second_id, turn.actor.id)
        if held is None or held[0].state is State.WITHDRAWN:
            continue
        second = held[0]
        template = await work.template(second.template_hash)
        stands = as_stored(second, second.case)
        differs = {field: now for field, now in along.items() if stands[field] != now}
        if not differs:
            continue
        step = reallocate(template, second, differs, why, turn)
        await work.allocations.reallocate(second, step, template.id, turn.now)
        decided = partial(reallocate, audit=second, changes=differs, why=why, turn=turn)
        said = partial(_said, decided, template)
        notices = await in_their_words(work.people, step.notices, said)
        managers = {second.manager, step.audit.manager}
        of_it = (Told, ToldFormer)
        kept = [n for n in notices if n.recipient not in managers or not isinstance(n.subject, of_it)]
        await work.outbox.enqueue(second.id, kept, turn.now)


def _said(decided: Callable[[Template], Step], template: Template) -> tuple[Notice, ...]:
    return decided(as_read(template)).notices


async def _made(
    work: Work,
    template: Template,
    first: Audit,
    number: int,
    arranged: dict[str, str],
    turn: Turn,
    now: datetime,
) -> None:
    for mark in _MARKS:
        new = NewAudit(
            case=_case(first, f"{number}{mark}"),
            template_id=template.id,
            template_hash=first.template_hash,
            auditors=tuple(arranged["auditors"].split(";")),
            manager=first.manager,  # whoever hears of an immediate concern
            due=date.fromisoformat(arranged["due"]),
            restricted=first.restricted,
            second_of=first.id,
        )
        allocated = await work.allocations.allocate([new])
        if allocated.new[0]:
            break
    else:
        raise RuntimeError(f"no reference is left for a second audit of {first.id}")
    await work.seconds.keep_apart(first)
    held = await work.audits.audit(allocated.ids[0], turn.actor.id)
    if held is None:
        raise RuntimeError(f"the second audit of {first.id} cannot be read")
    second, case = held[0], first.case.reference
    step = begun(template, second, case, turn)
    notices = await in_their_words(
        work.people, step.notices, lambda: begun(as_read(template), second, case, turn).notices
    )
    await work.outbox.enqueue(second.id, notices, now)


def _case(first: Audit, number: str) -> Case:
    """The case as the second audit has it: under a reference of its own, and no sibling of anybody."""
    return replace(first.case, reference=f"{first.case.reference}/{number}", family="")
