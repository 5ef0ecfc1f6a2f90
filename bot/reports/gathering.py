"""Reads the audits of some months, page by page, and keeps only what the report counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from dialogs.audits.audit import AuditId, PersonId, State
from dialogs.programme.facts import AuditFacts, Form, facts_of
from dialogs.programme.monitoring import monitoring
from dialogs.programme.report import Report
from storage.reporting import Months
from storage.work import Storage, Work
from template_specs.dates import LOCAL
from template_specs.model import Template

PAGE = 200
"""Audits read in one transaction."""
Progress = Callable[[int, int], None]
"""Hears (how many in all, how many more are done)."""


async def report_of(storage: Storage, first: date, last: date, now: datetime, progress: Progress) -> Report:
    """The monitoring report of the programme's months from that of `first` to that of `last`."""
    months, today = Months(f"{first:%Y-%m}", f"{last:%Y-%m}"), now.astimezone(LOCAL).date()
    async with storage.work(write=False) as work:
        total = await work.reporting.how_many(months)
        purged = await work.reporting.purged(months)
        names = {person.id: person.name for person in await work.people.everybody()}
    facts: list[AuditFacts] = []
    forms: dict[Form, Template] = {}
    after: AuditId = ""
    shut = 0
    while True:
        async with storage.work(write=False) as work:
            page = await work.reporting.page(after, PAGE, months)
            if not page:
                break
            after = page[-1].audit_id
            progress_of = {row.audit_id: (row.answered, row.total) for row in page}
            whole = await _facts(work, progress_of, names, today, forms)
        facts.extend(whole)
        shut += len(page) - len(whole)
        progress(total, len(page))
    return monitoring(
        facts,
        forms,
        months.first,
        months.last,
        now,
        today,
        purged=purged,
        shut=shut,
    )


async def _facts(
    work: Work,
    progress_of: dict[AuditId, tuple[int, int]],
    names: dict[PersonId, str],
    today: date,
    forms: dict[Form, Template],
) -> list[AuditFacts]:
    audits = await work.audits.several(progress_of)
    open_ids = [a.id for a in audits.values() if a.state not in (State.SUBMITTED, State.FINAL)]
    changes = await work.reporting.changes(open_ids)
    found = []
    for audit in audits.values():
        template = await work.template(audit.template_hash)
        facts = facts_of(
            template,
            audit,
            lambda person: names.get(person, "somebody who is not on the people list"),
            today,
            progress_of[audit.id],
            changes.get(audit.id, ()),
        )
        forms.setdefault(facts.form, template)
        found.append(facts)
    return found
