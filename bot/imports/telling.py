"""Tells people of the cases that were allocated: auditors and managers, one message each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.languages import spoken
from dialogs.audits.audit import AuditId, Person, PersonId
from dialogs.conversation.subjects import Told, ToldAsked
from dialogs.conversation.views import Notice
from dialogs.features.allocated import NewCase, auditor_told, manager_told
from storage.allocations import Allocated, NewAudit
from storage.work import Work

_Cases = list[tuple[AuditId, NewCase]]


async def tell_allocated(
    work: Work,
    cases: Sequence[NewAudit],
    allocated: Allocated,
    people: Mapping[PersonId, Person],
    now: datetime,
) -> int:
    """Owe everybody concerned a message of what is new with them; how many messages.

    Practitioners, and an IRO or chair, hear of an audit when their part in it begins.
    """
    auditing: dict[PersonId, _Cases] = {}
    managing: dict[PersonId, _Cases] = {}

    def told_of(new: NewAudit, besides: PersonId = "") -> NewCase:
        names = tuple(people[p].name for p in new.auditors if p != besides and p in people)
        return NewCase(new.case.reference, names, new.due, new.case.month, new.case.theme)

    for new, audit_id, added in zip(cases, allocated.ids, allocated.new, strict=True):
        if not added:
            continue
        for person in new.auditors:
            auditing.setdefault(person, []).append((audit_id, told_of(new, person)))
        if new.manager is not None:
            managing.setdefault(new.manager, []).append((audit_id, told_of(new)))
    languages = await work.people.languages({*auditing, *managing})
    token, count = secrets.token_hex(8), 0
    for theirs, wording, ending in ((auditing, auditor_told, "a"), (managing, manager_told, "m")):
        for person, found in theirs.items():
            text = _worded(wording, found, languages.get(person, ""))
            # Each row of the outbox is of an audit: this one hangs on the first of those that it names.
            # One audit alone is opened by a button; several are chosen from one's list.
            opens = theirs is auditing and len(found) == 1
            about = ToldAsked(f"{token}{ending}") if opens else Told(f"{token}{ending}")
            notice = Notice(person, about, text=text)
            await work.outbox.enqueue(found[0][0], (notice,), now)
            count += 1
    return count


def _worded(wording: Callable[[Sequence[NewCase]], str], found: _Cases, language: str) -> str:
    with spoken(language):
        return wording([one for _audit, one in found])
