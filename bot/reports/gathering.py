"""Reads the audits of some months, page by page: what reports count of each, and no trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial

from dialogs.audits.audit import AuditId, PersonId
from dialogs.programme.change import Before
from dialogs.programme.comparison import stored
from dialogs.programme.facts import AuditColumns
from dialogs.programme.findings import ConcernFacts, found_in
from dialogs.programme.inspection import inspection
from dialogs.programme.marks import marks_of
from dialogs.programme.monitoring import Forms, monitoring, months_named, natural
from dialogs.programme.patterns import patterns
from dialogs.programme.report import Counted, Report
from dialogs.programme.second_figures import SecondAudit
from dialogs.programme.selection import PlannedRound
from dialogs.programme.self_evaluation import self_evaluation
from dialogs.programme.tally import Index, Tally
from dialogs.programme.written import Written
from storage.counting import CountedAudits
from storage.findings import kept_as, marks_in
from storage.reporting import Months
from storage.work import Storage, Work
from template_specs.dates import LOCAL
from template_specs.model import Template

PAGE = 2_000
"""Audits whose changes are read at once."""
FOLDED = 200
"""Trails folded at once, of audits of which nothing fresh is kept."""
Reasons = Mapping[AuditId, Sequence[str]]
Templates = Mapping[str, Template]
"""Forms by their hash."""
Named = Callable[[tuple[PersonId, ...]], tuple[str, ...]]
Progress = Callable[[int, int], None]
"""Hears (how many in all, how many more are done)."""
MOST_IN_ORDER = 2_000
"""Audits up to which their references are opened to put them in order."""


def _nothing_heard(_total: int, _more: int) -> None:
    pass


@dataclass(slots=True)
class Gathered:
    """The audits of some months at their places, what they answered, and their forms."""

    audits: AuditColumns
    tally: Tally = field(default_factory=Tally)
    forms: Forms = field(default_factory=dict)
    shut: int = 0
    """How many could not be opened, and count nowhere."""

    def add(self, page: CountedAudits, reasons: Reasons, templates: Templates, named: Named) -> None:
        """Audits of which what was found is at hand, at the next places."""
        start, indexes = len(self.audits), dict[str, Index]()
        self.audits.add_columns(page.columns, templates, named)
        hashes = page.columns["template_hash"]
        for place, (form_hash, marks) in enumerate(zip(hashes, page.marks, strict=True), start):
            if marks:
                index = indexes.get(form_hash)
                if index is None:
                    step = self.audits.steps[place]
                    index = indexes[form_hash] = self.tally.index(step.form, step.template)
                for mark in marks_in(marks):
                    index[mark].append(place)
        for place, (audit_id, changed) in enumerate(zip(page.ids, page.changed, strict=True), start):
            if changed:
                self.audits.says_why(place, reasons.get(audit_id, ()))
        for step in self.audits.reached():
            self.forms.setdefault(step.form, step.template)

    def counted(self) -> Counted:
        """The same for counting."""
        return Counted(self.audits, self.tally)


async def report_of(
    storage: Storage, first: date, last: date, now: datetime, progress: Progress = _nothing_heard
) -> Report:
    """The monitoring report of the programme's months from that of `first` to that of `last`."""
    months, today = _months(first, last), now.astimezone(LOCAL).date()
    gathered = await gather(storage, months, today, progress)
    before = await _period_before(storage, first, last, today)
    async with storage.work(write=False) as work:
        purged = await work.reporting.purged(months)
        written = await work.report_texts.standing(months)
        codings = await work.codings.of_months(months)
        seconds, in_seconds = await _seconds(work, months), await _in_seconds(work, months)
        coders = await work.people.people_named({coding.coder for coding in codings})
        planned = await _planned(work, months)
    return monitoring(
        gathered.counted(),
        gathered.forms,
        months.first,
        months.last,
        now,
        today,
        purged=purged,
        shut=gathered.shut,
        before=before,
        codings=codings,
        seconds=seconds,
        in_seconds=in_seconds,
        coders={person_id: person.name for person_id, person in coders.items()},
        written={Written(text.what): text.text for text in written if text.what in set(Written)},
        planned=planned,
    )


async def _planned(work: Work, months: Months) -> list[PlannedRound]:
    """What the calendar had for these months, and who took no part in them."""
    calendar = await work.calendar.standing()
    absences = await work.calendar.not_taking_part(months.first, months.last)
    people = await work.people.people_named({one.person for one in absences})
    absent: dict[str, list[str]] = {}
    for one in absences:
        name = people[one.person].name if one.person in people else "somebody who is not on the people list"
        absent.setdefault(one.month, []).append(f"{name} ({one.why})" if one.why else name)
    rounds = [
        PlannedRound(one.month, one.list, one.theme, one.without, tuple(absent.get(one.month, ())))
        for month, planned in calendar.items()
        if months.first <= month <= months.last
        for one in planned
    ]
    known = {one.month for one in rounds}
    rounds += [
        PlannedRound(month, "", "", (), tuple(absent[month])) for month in absent if month not in known
    ]
    return sorted(rounds, key=lambda one: (one.month, bool(one.list), one.list))


async def _seconds(work: Work, months: Months) -> list[SecondAudit]:
    """The second audits of these months that have been compared; each holds what both gave then."""
    pairs = await work.seconds.compared_in(months)
    whole = await work.audits.several([pair.second for pair in pairs], whoever_reads=True)
    return [
        SecondAudit(await work.template(audit.template_hash), stored(audit.compared))
        for audit in whole.values()
    ]


async def _in_seconds(work: Work, months: Months) -> list[ConcernFacts]:
    """The immediate concerns that were raised in the second audits of these months."""
    whole = await work.audits.several(await work.seconds.with_concerns(months), whoever_reads=True)
    return [
        concern
        for audit in whole.values()
        for concern in found_in(await work.template(audit.template_hash), audit).concerns
    ]


async def _made(
    make: Callable[..., Report], storage: Storage, first: date, last: date, now: datetime, progress: Progress
) -> Report:
    months, today = _months(first, last), now.astimezone(LOCAL).date()
    gathered = await gather(storage, months, today, progress)
    return make(gathered.counted(), gathered.forms, months.first, months.last, now, today)


async def inspection_of(
    storage: Storage, first: date, last: date, now: datetime, progress: Progress = _nothing_heard
) -> Report:
    """The inspector's folder of the programme's months from that of `first` to that of `last`."""
    async with storage.work(write=False) as work:
        in_seconds = await _in_seconds(work, _months(first, last))
    return await _made(partial(inspection, in_seconds=in_seconds), storage, first, last, now, progress)


async def patterns_of(
    storage: Storage, first: date, last: date, now: datetime, progress: Progress = _nothing_heard
) -> Report:
    """Practice by area of these months, and how each auditor grades."""
    return await _made(patterns, storage, first, last, now, progress)


async def self_evaluation_of(
    storage: Storage, first: date, last: date, now: datetime, progress: Progress = _nothing_heard
) -> Report:
    """The self-evaluation of these months."""
    months, today = _months(first, last), now.astimezone(LOCAL).date()
    gathered = await gather(storage, months, today, progress)
    before = await _period_before(storage, first, last, today)
    async with storage.work(write=False) as work:
        texts = {text.what: text.text for text in await work.report_texts.standing(months)}
        codings = await work.codings.of_months(months)
    return self_evaluation(
        gathered.counted(),
        gathered.forms,
        months.first,
        months.last,
        now,
        today,
        before=before,
        codings=codings,
        texts=texts,
    )


def _months(first: date, last: date) -> Months:
    return Months(f"{first:%Y-%m}", f"{last:%Y-%m}")


async def _period_before(storage: Storage, first: date, last: date, today: date) -> Before | None:
    earlier = _before(first, last)
    past = await gather(storage, earlier, today)
    if not len(past.audits):
        return None
    return Before(months_named(earlier.first, earlier.last), past.counted(), past.forms)


def _before(first: date, last: date) -> Months:
    """As many months as these, right before them."""
    begins, ends = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    many = ends - begins + 1
    return Months(*(f"{month // 12}-{month % 12 + 1:02}" for month in (begins - many, begins - 1)))


async def gather(
    storage: Storage, months: Months, today: date, progress: Progress = _nothing_heard
) -> Gathered:
    """Every audit of these months, by month.  Few stand in the order of their lists and references, which
    have to be opened for it; many in that of their ids."""
    async with storage.work(write=False) as work:
        everything = await work.counting.of_months(months.first, months.last)
        gathered = Gathered(AuditColumns(today, work.counting.open_reference()))
        names = {person.id: person.name for person in await work.people.everybody()}

    @cache
    def named(people: tuple[PersonId, ...]) -> tuple[str, ...]:
        return tuple(names.get(person, "somebody who is not on the people list") for person in people)

    templates: dict[str, Template] = {}
    reasons: dict[AuditId, Sequence[str]] = {}
    at_hand = await _found_anew(storage, everything, progress)
    gathered.shut = len(everything) - len(at_hand)
    async with storage.work(write=False) as work:
        for form_hash in set(at_hand.columns["template_hash"]):
            templates[form_hash] = await work.template(form_hash)
        changed = [audit_id for audit_id, is_so in zip(at_hand.ids, at_hand.changed, strict=True) if is_so]
        for start in range(0, len(changed), PAGE):
            changes = await work.reporting.changes(changed[start : start + PAGE])
            for audit_id, events in changes.items():
                reasons[audit_id] = [event.passage.text for event in events if event.passage is not None]
    opened = gathered.audits.open_reference if len(everything) <= MOST_IN_ORDER else None
    gathered.add(at_hand.at(_in_order(at_hand, opened)), reasons, templates, named)
    return gathered


def _in_order(audits: CountedAudits, opened: Callable[[AuditId, object], str] | None) -> list[int]:
    """The places of the audits in the order in which a report has them."""
    ids, months, columns = audits.ids, audits.columns["month"], audits.columns
    places = sorted(range(len(audits)), key=ids.__getitem__)
    if opened is not None:
        references = [natural(opened(*both)) for both in zip(ids, columns["sealed"], strict=True)]
        places.sort(key=lambda place: (columns["list"][place], references[place]))
    return sorted(places, key=months.__getitem__)


async def _found_anew(storage: Storage, everything: CountedAudits, progress: Progress) -> CountedAudits:
    """The same audits; what was found in those of which nothing fresh is kept, is folded from their trails.
    Those that cannot be opened are left out."""
    stale = [
        audit_id for audit_id, marks in zip(everything.ids, everything.marks, strict=True) if marks is None
    ]
    progress(len(everything), len(everything) - len(stale))
    if not stale:
        return everything
    found: dict[AuditId, str] = {}
    for start in range(0, len(stale), FOLDED):
        these = stale[start : start + FOLDED]
        async with storage.work(write=False) as work:
            for audit in (await work.audits.several(these, whoever_reads=True)).values():
                template = await work.template(audit.template_hash)
                found[audit.id] = kept_as(marks_of(template, found_in(template, audit)))
        progress(len(everything), len(these))
    marks = [
        found.get(audit_id) if kept is None else kept
        for audit_id, kept in zip(everything.ids, everything.marks, strict=True)
    ]
    whole = replace(everything, marks=marks)
    return whole.at([place for place, kept in enumerate(marks) if kept is not None])
