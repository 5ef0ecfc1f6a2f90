"""Everything in the database, audit by audit: read in pages, so that the memory it takes does not grow."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from typing import Protocol

from dialogs.audits.audit import PersonId
from dialogs.programme.export_rows import ExportedAudit, Row
from storage.work import Storage

PAGE = 100
"""Audits read in one transaction.  An audit that changes meanwhile is exported as it was or as it is."""


class ExportWriter(Protocol):
    """Writes the rows of one audit after the other in a format."""

    def add(self, rows: Mapping[str, list[Row]]) -> None:
        """The rows of one audit, by table."""
        ...

    def finish(self) -> str:
        """Complete the file; what its reader should know of it, or nothing."""
        ...


class Progress(Protocol):
    """Hears how far it is."""

    def __call__(self, total: int, more: int) -> None:
        """`more` of all `total` audits are done now."""
        ...


async def export(storage: Storage, writer: ExportWriter, today: date, progress: Progress) -> tuple[int, int]:
    """Give every audit to `writer`; (how many there were, how many could not be opened).  Restricted ones
    open only to those named on their case, and are in no file."""
    async with storage.work(write=False) as work:
        total = await work.reporting.how_many() - await work.reporting.restricted()
        names = {person.id: person.name for person in await work.people.everybody()}

    def name(person: PersonId | None) -> str:
        return names.get(person, "somebody who is not on the people list") if person else ""

    done = shut = 0
    async for audits, left_out in _pages(storage, name, today):
        for audit in audits:
            writer.add(audit.rows())
        done += len(audits)
        shut += left_out
        progress(total, len(audits) + left_out)
    return done, shut


async def _pages(
    storage: Storage, name: Callable[[PersonId | None], str], today: date
) -> AsyncIterator[tuple[list[ExportedAudit], int]]:
    """Pages of audits, each with how many of it cannot be opened."""
    after = ""
    while True:
        async with storage.work(write=False) as work:
            rows = await work.reporting.page(after, PAGE)
            if not rows:
                return
            after = rows[-1].audit_id
            whole = await work.audits.several(row.audit_id for row in rows)
            page = [
                ExportedAudit(
                    await work.template(whole[row.audit_id].template_hash),
                    whole[row.audit_id],
                    name,
                    today,
                    row.answered,
                    row.total,
                )
                for row in rows
                if row.audit_id in whole
            ]
        yield page, len(rows) - len(page)
