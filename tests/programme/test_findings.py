"""What reports count is kept beside the trail: what is found comes back, as the trail tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bot.reports.gathering import gather
from bot.reports.keeping import count_anew
from dialogs.audits.family_calls import Reached, Whom
from dialogs.audits.last_time import Found as LastTime
from dialogs.programme.findings import ConcernFacts, Findings, FoundAction, GradeFacts, found_in
from dialogs.programme.marks import findings_of, marks_of
from storage.findings import kept_as, marks_in
from storage.programme_lists import ProgrammePart
from storage.reporting import Months
from storage.tables import findings, trail
from storage.work import Storage
from tests.conversations.harness import EVIDENCE, House
from tests.dialogs.builders import form, question
from tests.programme.quarter import challenged

CODES = st.sampled_from(["good", "ri", "na", "", "2026-05-04", "a\nb", "\ud800", "é"])
FORM = form(*(question(name) for name in ("1.1", "overall", "a-b", "3.10")))
IDS = st.sampled_from([asked.id for asked in FORM.questions])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
DAYS = st.none() | st.dates()
FOUND = st.builds(
    Findings,
    grades=st.dictionaries(IDS, st.builds(GradeFacts, CODES, CODES, CODES, CODES)),
    answers=st.dictionaries(IDS, CODES | st.integers(-99, 99) | st.booleans() | st.lists(CODES).map(tuple)),
    asked=st.frozensets(IDS),
    actions=st.lists(st.builds(FoundAction, IDS, DAYS, DAYS, CODES, st.booleans())).map(tuple),
    concerns=st.lists(
        st.builds(ConcernFacts, MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS, st.booleans())
    ).map(tuple),
    reply=st.sampled_from(["", "agree", "challenge"]),
    example=st.booleans(),
    family=st.dictionaries(st.sampled_from([*Whom]), st.sampled_from([*Reached])),
    last_time=st.lists(st.sampled_from([*LastTime]).map(str)).map(tuple),
)


@given(FOUND)
def test_what_is_kept_comes_back(found: Findings) -> None:
    assert findings_of(FORM, marks_in(kept_as(marks_of(FORM, found)))) == found


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[Storage]:
    storage = await Storage.open(house.url, house.keyring)
    await storage.begin()
    try:
        yield storage
    finally:
        await storage.close()


async def kept(storage: Storage) -> dict[str, tuple[int, str]]:
    async with storage.work(write=False) as work:
        rows = await work.connection.execute(select(findings))
        return {row.audit_id: (row.revision, row.found) for row in rows}


async def told_by_the_trails(storage: Storage) -> dict[str, tuple[int, str]]:
    async with storage.work(write=False) as work:
        ids = set((await work.connection.execute(select(trail.c.audit_id))).scalars())
        whole = await work.audits.several(ids)
        found = {}
        for audit in whole.values():
            template = await work.template(audit.template_hash)
            found[audit.id] = (audit.revision, kept_as(marks_of(template, found_in(template, audit))))
    return {audit: told for audit, told in found.items() if told[1]}


async def test_it_is_what_the_trail_tells(house: House) -> None:
    await challenged(house)
    await house.allocates("TS-402", house.amara, form="small")
    await house.amara.says("open TS-402")
    await house.amara.says(f"good - {EVIDENCE}")
    months, today = Months("2000-01", "2100-01"), date(2026, 6, 1)
    async with opened(house) as storage:
        stood = await kept(storage)
        assert stood
        assert stood == await told_by_the_trails(storage)
        async with storage.work() as work:
            for row in await work.connection.execute(select(findings)):
                assert not any(word in row.found for word in (*EVIDENCE.split()[:3], "afraid"))
        assert await count_anew(storage) == (0, 0)
        before = await gather(storage, months, today)
        for harm in (
            update(findings).values(revision=1, found="{}"),  # an older program wrote to the trail since
            update(findings).values(counted_by=0, found="{}"),
            delete(findings),
        ):
            async with storage.work() as work:
                await work.connection.execute(harm)
            after = await gather(storage, months, today)
            form = before.audits[0].form
            assert before.tally.graded(form)
            assert after.tally.graded(form) == before.tally.graded(form)
            assert await count_anew(storage) == (1, 1)
            assert await kept(storage) == stood
        assert await count_anew(storage, all=True) == (2, 0)
        async with storage.work() as work:
            for part in (ProgrammePart(), ProgrammePart("month", "2026-06"), ProgrammePart("team", "North")):
                assert sum((await work.programme.counts_in(part, today)).values()) == 2
            await work.audits.destroy(house.audits["TS-401"])
            for part in (ProgrammePart(), ProgrammePart("month", "2026-06"), ProgrammePart("team", "North")):
                assert sum((await work.programme.counts_in(part, today)).values()) == 1
            assert sum((await work.programme.by_month(today))["2026-06"].values()) == 1
            assert await work.programme.grades_in(ProgrammePart()) == {}
        assert await kept(storage) == {}
