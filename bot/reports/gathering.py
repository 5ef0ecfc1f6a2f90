"""Reads the audits of some months, page by page: what reports count of each, and no trail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date, datetime

from dialogs.audits.audit import AuditId, PersonId
from dialogs.audits.events import DomainEvent
from dialogs.programme.facts import AuditFacts, facts_of, form_of
from dialogs.programme.findings import found_in
from dialogs.programme.monitoring import Forms, monitoring
from dialogs.programme.report import Report
from storage.counting import CountedAudit
from storage.reporting import Months
from storage.work import Storage, Work
from template_specs.dates import LOCAL

PAGE = 2_000
"""Audits read in one transaction."""
FOLDED = 200
"""Trails folded at once, of audits of which nothing fresh is kept."""
Progress = Callable[[int, int], None]
"""Hears (how many in all, how many more are done)."""
Name = Callable[[PersonId], str]


async def report_of(storage: Storage, first: date, last: date, now: datetime, progress: Progress) -> Report:
    """The monitoring report of the programme's months from that of `first` to that of `last`."""
    months, today = Months(f"{first:%Y-%m}", f"{last:%Y-%m}"), now.astimezone(LOCAL).date()
    facts, forms, shut = await facts_in(storage, months, today, progress)
    async with storage.work(write=False) as work:
        purged = await work.reporting.purged(months)
    return monitoring(facts, forms, months.first, months.last, now, today, purged=purged, shut=shut)


async def facts_in(
    storage: Storage, months: Months, today: date, progress: Progress = lambda _total, _more: None
) -> tuple[list[AuditFacts], Forms, int]:
    """The facts of every audit of these months, their forms, and how many could not be opened."""
    async with storage.work(write=False) as work:
        total = await work.reporting.how_many(months)
        names = {person.id: person.name for person in await work.people.everybody()}

    def name(person: PersonId) -> str:
        return names.get(person, "somebody who is not on the people list")

    facts: list[AuditFacts] = []
    forms: Forms = {}
    shut = 0
    async for work, page in _pages(storage, months):
        whole = await _facts(work, page, name, today, forms)
        facts.extend(whole)
        shut += len(page) - len(whole)
        progress(total, len(page))
    return facts, forms, shut


async def _pages(storage: Storage, months: Months) -> AsyncIterator[tuple[Work, list[CountedAudit]]]:
    """Every audit of these months, a page in each transaction."""
    async with storage.work(write=False) as work:
        there = [month for month in await work.counting.months() if months.first <= month <= months.last]
    for month in there:
        after: AuditId = ""
        while True:
            async with storage.work(write=False) as work:
                page = await work.counting.page(month, after, PAGE)
                if page:
                    yield work, page
            if len(page) < PAGE:
                break
            after = page[-1].standing.audit.id


async def _facts(
    work: Work, page: Sequence[CountedAudit], name: Name, today: date, forms: Forms
) -> list[AuditFacts]:
    changes = await work.reporting.changes([one.standing.audit.id for one in page if one.changed])
    found_anew = {}
    stale = [one.standing.audit.id for one in page if one.findings is None]
    for start in range(0, len(stale), FOLDED):
        for audit in (await work.audits.several(stale[start : start + FOLDED])).values():
            found_anew[audit.id] = found_in(await work.template(audit.template_hash), audit)
    facts = []
    templates = {content_hash: await work.template(content_hash) for content_hash in _forms(page)}
    for counted in page:
        audit = counted.standing.audit
        findings = counted.findings or found_anew.get(audit.id)
        if findings is None:
            continue
        template = templates[audit.template_hash]
        why: Sequence[DomainEvent] = changes.get(audit.id, ()) if counted.changed else ()
        facts.append(facts_of(template, counted.standing, findings, name, today, why))
        forms.setdefault(form_of(template.id, template.version), template)
    return facts


def _forms(page: Sequence[CountedAudit]) -> set[str]:
    return {counted.standing.audit.template_hash for counted in page}
