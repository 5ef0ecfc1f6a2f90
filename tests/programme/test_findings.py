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
from dialogs.programme.findings import ConcernFacts, Findings, FoundAction, GradeFacts, found_in
from storage.findings import decoded, encoded
from storage.reporting import Months
from storage.tables import findings, trail
from storage.work import Storage
from tests.conversations.harness import EVIDENCE, House
from tests.programme.quarter import challenged

CODES = st.sampled_from(["good", "ri", "na", "", "2026-05-04"])
IDS = st.sampled_from(["1.1", "overall", "a-b", "3.10"])
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
)


@given(FOUND)
def test_what_is_kept_comes_back(found: Findings) -> None:
    assert decoded(encoded(found)) == found


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[Storage]:
    storage = await Storage.open(house.url, house.keyring)
    await storage.begin()
    try:
        yield storage
    finally:
        await storage.close()


async def kept(storage: Storage) -> dict[str, tuple[int, Findings]]:
    async with storage.work(write=False) as work:
        rows = await work.connection.execute(select(findings))
        return {row.audit_id: (row.revision, decoded(row.found)) for row in rows}


async def told_by_the_trails(storage: Storage) -> dict[str, tuple[int, Findings]]:
    async with storage.work(write=False) as work:
        ids = set((await work.connection.execute(select(trail.c.audit_id))).scalars())
        whole = await work.audits.several(ids)
        found = {
            audit.id: (audit.revision, found_in(await work.template(audit.template_hash), audit))
            for audit in whole.values()
        }
    return {audit: told for audit, told in found.items() if told[1] != Findings()}


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
