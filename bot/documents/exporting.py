"""Everything in the database, audit by audit: read in pages, so that the memory it takes does not grow."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from dialogs.audits.audit import Person, PersonId
from dialogs.programme.calendar import Plain, row_of
from dialogs.programme.export_rows import ExportedAudit, Row
from dialogs.programme.records import record_of
from storage.calendar_rows import LAST_MONTH
from storage.work import Storage, Work
from template_specs.snapshot import snapshot_of

PAGE = 100
"""Audits read in one transaction.  An audit that changes meanwhile is exported as it was or as it is."""


SCHEMA = 3
"""Of the tables and their columns, and of the JSON file: it grows when something is added, and nothing is
renamed or taken away."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What an export holds besides its audits, as plain values."""

    people: list[dict[str, str]]
    forms: dict[str, str]
    """The snapshot of each form that audits are on, by its hash."""
    report_texts: list[dict[str, Any]]
    codings: list[dict[str, Any]]
    calendar: list[Plain]
    """What is planned for each month of the programme: each round that stands."""
    not_taking_part: list[dict[str, str]]
    """Who audits nothing in which month, and why."""


class ExportWriter(Protocol):
    """Writes the rows of one audit after the other in a format."""

    with_records: bool
    """It writes each audit's record as well: what an import takes again."""

    def begin(self, beside: Beside) -> None:
        """What stands before the audits."""
        ...

    def add(self, rows: Mapping[str, list[Row]], record: Mapping[str, Any] | None) -> None:
        """The rows of one audit, by table; and its record."""
        ...

    def finish(self) -> str:
        """Complete the file; what its reader should know of it, or nothing."""
        ...


class Progress(Protocol):
    """Hears how far it is."""

    def __call__(self, total: int, more: int) -> None:
        """`more` of all `total` audits are done now."""
        ...


@dataclass(slots=True)
class Exported:
    """What became of the audits of an export."""

    done: int = 0
    shut: int = 0
    """They could not be opened."""
    closed: int = 0
    """They are restricted, and do not open to whom the export is for."""


async def export(
    storage: Storage, writer: ExportWriter, today: date, progress: Progress, reader: PersonId = ""
) -> Exported:
    """Give every audit to `writer`.  Restricted ones open only to those named on their case: they are in the
    file of a `reader` who is, and in no other."""
    async with storage.work(write=False) as work:
        total = await work.reporting.how_many()
        people = await work.people.everybody()
        beside = await _beside(work, people, whole=writer.with_records)
    writer.begin(beside)
    names = {person.id: person.name for person in people}

    def name(person: PersonId | None) -> str:
        return names.get(person, "somebody who is not on the people list") if person else ""

    exported, so_far = Exported(), 0
    async for page in _pages(storage, name, today, exported, reader, with_records=writer.with_records):
        for audit, record in page:
            writer.add(audit.rows(), record)
        exported.done += len(page)
        progress(total, exported.done + exported.shut + exported.closed - so_far)
        so_far = exported.done + exported.shut + exported.closed
    return exported


async def _beside(work: Work, people: Sequence[Person], *, whole: bool) -> Beside:
    """What stands before the audits; the calendar alone, where the file is not one to be taken again."""
    standing = await work.calendar.standing()
    calendar = [row_of(one) for rounds in standing.values() for one in rounds]
    if not whole:
        return Beside([], {}, [], [], calendar, [])
    forms = {}
    for form in await work.programme.newest_forms():
        form_hash, snapshot = snapshot_of(await work.template(form))
        if form_hash == form:
            forms[form] = snapshot.decode()
    texts = [{**asdict(text), "at": text.at.isoformat()} for text in await work.report_texts.everything()]
    told = [{"id": p.id, "name": p.name, "email": p.email, "team": p.team} for p in people]
    codings = [asdict(coding) for coding in await work.codings.everything()]
    absent = [
        {"month": one.month, "person": one.person, "why": one.why, "by": one.by, "at": one.at.isoformat()}
        for one in await work.calendar.not_taking_part("", LAST_MONTH)
    ]
    return Beside(told, forms, texts, codings, calendar, absent)


async def _pages(
    storage: Storage,
    name: Callable[[PersonId | None], str],
    today: date,
    exported: Exported,
    reader: PersonId,
    *,
    with_records: bool,
) -> AsyncIterator[list[tuple[ExportedAudit, dict[str, Any] | None]]]:
    """Pages of audits with their records; `exported` hears how many were left out."""
    after = ""
    while True:
        async with storage.work(write=False) as work:
            if reader:
                work.read_by(reader)
            rows = await work.reporting.page(after, PAGE, restricted=True)
            if not rows:
                return
            after = rows[-1].audit_id
            whole = await work.audits.several(row.audit_id for row in rows)
            trails = await work.reporting.trails(list(whole)) if with_records else {}
            page: list[tuple[ExportedAudit, dict[str, Any] | None]] = []
            for row in rows:
                audit = whole.get(row.audit_id)
                if audit is None:
                    exported.closed += row.restricted
                    exported.shut += not row.restricted
                    continue
                form = await work.template(audit.template_hash)
                told = ExportedAudit(form, audit, name, today, row.answered, row.total)
                trail = trails.get(row.audit_id, [])
                record = record_of(audit, row.answered, row.total, trail) if with_records else None
                page.append((told, record))
        yield page
