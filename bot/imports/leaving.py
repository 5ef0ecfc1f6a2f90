"""`people leave` and `people merge`: access ends first, in a transaction of its own.

Then each audit is handed over in one of its own, so that one which cannot be opened holds up no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.imports.changing import NotChanged, changed_by_operator
from dialogs.audits.audit import AuditId, Person, Role
from dialogs.conversation.context import TurnContext
from dialogs.features.leaving import After, has_left
from storage.action_rows import Wanted
from storage.transaction import Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Storage, Work

LOOKS_BACK = timedelta(days=800)
"""A plan that was asked for is looked for in the audits of so long ago."""
MOST = 100_000
"""Actions of one person: all of them."""


@dataclass(frozen=True, slots=True)
class Departure:
    """What became of the work of somebody who has left."""

    name: str
    handed_over: int
    """Audits in which something has changed."""
    left: tuple[str, ...]
    """What waits for somebody to be named, a line each."""


async def leave(storage: Storage, email: str, to: str, why: str, now: datetime) -> Departure:
    """End this person's access at once, and hand their open work over; `to`: an e-mail, or empty.  Raises
    NotChanged where one of them is not on the list; then nothing has changed."""
    async with storage.work() as work:
        after = await _after(work, email, to)
        audits = await _open_work(work, after.gone, now)
        await work.people.leave(after.gone.id, after.as_manager())
    return await _handed_over(storage, after, audits, why, now)


async def merge(storage: Storage, keep: str, gone: str, why: str, now: datetime) -> Departure:
    """Two entries are one person: what the entry `gone` had, and its account, goes to the entry `keep`."""
    async with storage.work() as work:
        found = await _after(work, gone, keep)
        after = After(found.gone, found.named, leads=found.leads, same=True)
        if after.named is None or after.named.id == after.gone.id:
            raise NotChanged("These two e-mails are one entry already. Nothing was changed.")
        audits = await _open_work(work, after.gone, now)
        accounts = {person: account for account, person in (await work.people.accounts()).items()}
        address = await work.people.address(after.gone.id)
        await work.people.leave(after.gone.id, after.named.id)
        account = accounts.get(after.gone.id)
        if account is not None and after.named.id not in accounts:
            await work.people.link_aad(after.named.id, account)
            if address is not None:
                await work.people.remember_address(after.named.id, address, now)
    return await _handed_over(storage, after, audits, why, now)


async def _after(work: Work, email: str, to: str) -> After:
    gone = await work.people.person_by_email(email)
    named = await work.people.person_by_email(to) if to else None
    for wanted, person in ((email, gone), (to, named)):
        if wanted and person is None:
            raise NotChanged(f"{wanted} is not on the people list. Check the e-mail; nothing was changed.")
    if gone is None:
        raise NotChanged("Write the e-mail of whoever has left. Nothing was changed.")
    others = await work.people.people_named(p for p in (gone.deputy, gone.manager) if p)
    leads = await work.people.with_role(Role.QA_LEAD)
    return After(
        gone,
        named,
        others.get(gone.deputy or ""),
        others.get(gone.manager or ""),
        tuple(lead for lead in leads if lead != gone.id),
    )


async def _open_work(work: Work, gone: Person, now: datetime) -> tuple[AuditId, ...]:
    """The audits that name them and are not over, and those in which an action, a plan or a concern is
    theirs."""
    named = [
        audit.audit_id
        for audit in await work.allocations.not_over()
        if gone.id in (*audit.auditors, audit.manager, audit.practitioner, audit.iro)
    ]
    concerns = await work.open_work.concerns(gone.id, MOST)
    followed = await work.audits.several(
        await work.open_work.followed(now - LOOKS_BACK, MOST), whoever_reads=True
    )
    plans = [audit.id for audit in followed.values() if audit.manager == gone.id]
    given = [row.audit_id for row in await work.action_rows.page(Wanted(owner=gone.id), MOST)]
    return tuple(dict.fromkeys([*named, *given, *plans, *(audit for audit, _concern in concerns)]))


async def _handed_over(
    storage: Storage, after: After, audits: Iterable[AuditId], why: str, now: datetime
) -> Departure:
    changed, left = 0, list[str]()
    for audit_id in audits:
        unsettled: tuple[str, ...] = ()

        def decide(context: TurnContext) -> TurnContext:
            nonlocal unsettled
            context, unsettled = has_left(context, after, why)
            return context

        try:
            changed += await changed_by_operator(storage, audit_id, decide, now)
        except (Unreadable, Unknown):
            left.append(f"audit {audit_id} cannot be opened: app.py trail verify says why")
        left += unsettled
    return Departure(after.gone.name, changed, tuple(left))
