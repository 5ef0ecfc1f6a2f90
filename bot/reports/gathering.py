"""Reads the audits of some months, page by page: what reports count of each, and no trail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from dialogs.audits.audit import AuditId, PersonId
from dialogs.programme.change import Before
from dialogs.programme.comparison import stored
from dialogs.programme.facts import AuditFacts, facts_of
from dialogs.programme.findings import NOTHING, Findings, found_in
from dialogs.programme.inspection import inspection
from dialogs.programme.monitoring import Forms, monitoring, months_named, natural
from dialogs.programme.patterns import patterns
from dialogs.programme.report import Counted, Report
from dialogs.programme.second_figures import SecondAudit
from dialogs.programme.selection import PlannedRound
from dialogs.programme.self_evaluation import self_evaluation
from dialogs.programme.tally import Tally
from dialogs.programme.written import Written
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
MOST_IN_ORDER = 2_000
"""Audits up to which their references are opened to put them in order."""


def _nothing_heard(_total: int, _more: int) -> None:
    pass


@dataclass(slots=True)
class Gathered:
    """The audits of some months at their places, what they answered, and their forms."""

    audits: list[AuditFacts] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    forms: Forms = field(default_factory=dict)
    shut: int = 0
    """How many could not be opened, and count nowhere."""


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
        seconds = await _seconds(work, months)
        coders = await work.people.people_named({coding.coder for coding in codings})
        planned = await _planned(work, months)
    return monitoring(
        gathered.audits,
        gathered.tally,
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


async def _made(
    make: Callable[..., Report], storage: Storage, first: date, last: date, now: datetime, progress: Progress
) -> Report:
    months, today = _months(first, last), now.astimezone(LOCAL).date()
    gathered = await gather(storage, months, today, progress)
    counted = Counted(gathered.audits, gathered.tally)
    return make(counted, gathered.forms, months.first, months.last, now, today)


async def inspection_of(
    storage: Storage, first: date, last: date, now: datetime, progress: Progress = _nothing_heard
) -> Report:
    """The inspector's folder of the programme's months from that of `first` to that of `last`."""
    return await _made(inspection, storage, first, last, now, progress)


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
    counted = Counted(gathered.audits, gathered.tally)
    return self_evaluation(
        counted,
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
    if not past.audits:
        return None
    return Before(months_named(earlier.first, earlier.last), Counted(past.audits, past.tally), past.forms)


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
        total = await work.reporting.how_many(months)
        names = {person.id: person.name for person in await work.people.everybody()}

    @cache
    def named(people: tuple[PersonId, ...]) -> tuple[str, ...]:
        return tuple(names.get(person, "somebody who is not on the people list") for person in people)

    gathered = Gathered()
    few: list[tuple[AuditFacts, Findings]] | None = [] if total <= MOST_IN_ORDER else None
    async for work, page in _pages(storage, months):
        changes = await work.reporting.changes([counted.standing.id for counted in page if counted.changed])
        anew = await _found_anew(work, page)
        templates = {h: await work.template(h) for h in {counted.standing.template_hash for counted in page}}
        for counted in page:
            standing = counted.standing
            findings = counted.findings or anew.get(standing.id)
            if findings is None:
                gathered.shut += 1
                continue
            template = templates[standing.template_hash]
            why = changes.get(standing.id, ()) if counted.changed else ()
            place = len(gathered.audits)
            facts = facts_of(template, place, standing, findings, named(standing.auditors), today, why)
            gathered.forms.setdefault(facts.form, template)
            gathered.audits.append(facts)
            if few is not None:
                few.append((facts, findings))
            elif findings is not NOTHING:
                gathered.tally.add(place, facts.form, findings)
        progress(total, len(page))
    if few is not None:
        few.sort(key=lambda one: (one[0].month, one[0].list, natural(one[0].reference), one[0].id))
        gathered.audits = [facts for facts, _findings in few]
        for place, (facts, findings) in enumerate(few):
            facts.place = place
            gathered.tally.add(place, facts.form, findings)
    return gathered


async def _found_anew(work: Work, page: Sequence[CountedAudit]) -> dict[AuditId, Findings]:
    """What was found in the audits of a page of which nothing fresh is kept, folded from their trails."""
    stale = [counted.standing.id for counted in page if counted.findings is None]
    found = {}
    for start in range(0, len(stale), FOLDED):
        several = await work.audits.several(stale[start : start + FOLDED], whoever_reads=True)
        for audit in several.values():
            found[audit.id] = found_in(await work.template(audit.template_hash), audit)
    return found


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
            after = page[-1].standing.id
