"""Figures, lists, reports and exports come from the replica, as of when is said, and nothing else does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from storage.replica import MOST_BEHIND
from tests import databases
from tests.conversations.harness import EVIDENCE, House
from tests.programme.test_desk import desk, links, page

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
AS_OF = "As of 5 June 2026 at 2:30pm"


@pytest.fixture
async def behind(house: House, postgresql_server: str) -> AsyncIterator[House]:
    """A house whose replica has the case TS-401 and nothing that was done later; the bot comes to it with an
    account that may only read."""
    await house.allocates("TS-401", house.amara, form="small", month="2026-06")
    await house.sam.says("hello")
    await house.delivers()
    await house.stops()
    database = str(make_url(house.url).database)
    copy = await databases.copied_postgresql(postgresql_server, database)
    house.read_url = await databases.reading_role(copy, postgresql_server)
    await house.starts()
    house.clock.passes(seconds=20)
    await house.allocates("TS-402", house.amara, form="small", month="2026-06")
    await house.sam.says("hello")
    await house.reads.look()
    yield house
    await house.stops()
    await databases.drop_postgresql(copy, postgresql_server)


async def test_the_desk_and_the_status_read_the_replica_and_turns_do_not(behind: House) -> None:
    house = behind
    async with desk(house) as session:
        for path in ("/desk", "/desk/list?state=all", "/desk/report?from=2026-06&to=2026-06"):
            assert AS_OF in await page(session, path), path
        listed = await page(session, "/desk/list?state=all")
        assert "TS-401" in listed
        assert "TS-402" not in listed
        (audit,) = links(listed, "/desk/audit/")
        assert AS_OF not in await page(session, audit)  # one audit, and that it was read, as things stand
        async with session.get("/desk/report/file?from=2026-06&to=2026-06&format=json") as answer:
            report = await answer.json(content_type=None)
        assert [audit["case_ref"] for audit in report["audits"]] == ["TS-401"]
        assert report["notes"][0].startswith(AS_OF)
        lead = house.ellen
        await lead.says("status")
        await lead.has_seen("Not started: 1")
        await lead.sees(AS_OF)
        await lead.says("status June 2026")
        await lead.sees(AS_OF)
        await lead.says("status TS-402")
        await lead.sees("TS-402")
        await house.amara.says("my audits")
        await house.amara.sees("TS-401", "TS-402")
        await house.amara.says("open TS-402")
        await house.amara.says(f"good - {EVIDENCE}")
        house.clock.passes(seconds=MOST_BEHIND.seconds)
        await house.sam.says("hello")
        with capture_logs() as logs:
            for _again in range(2):
                await house.reads.look()
                listed = await page(session, "/desk/list?state=all")
                assert "TS-402" in listed
                assert AS_OF not in listed
        assert [line["event"] for line in logs if line["event"].startswith("replica")] == ["replica_not_read"]
