"""The desk page: figures that lead to audits, what is written into a report, documents, and who comes in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, CookieJar, web

from bot.desk.opening import open_desk
from bot.desk.reading import by_reference
from bot.desk.sign_in import SignIn
from bot.setting_readers import Mode
from bot.settings import Settings
from bot.teams.keys import SigningKeys
from bot.web.server import application
from tests.connector import TENANT
from tests.conversations.harness import EVIDENCE, House
from tests.programme.quarter import challenged
from tests.teams.authority import Authority

TAB = "00000000-1111-2222-3333-000000000009"
HOST = "audits.example.gov.uk"


@asynccontextmanager
async def desk(house: House, **more: Any) -> AsyncIterator[ClientSession]:
    """A browser before the desk, without JavaScript."""
    metadata = more.pop("metadata", "")
    given = {"mode": Mode.DEVELOPMENT, "database_url": house.url, **more}
    settings = Settings(host="127.0.0.1", port=0, **given)
    extra = {"metadata": metadata} if metadata else {}
    main = house.bot.storage
    async with open_desk(settings, main, house.reads, clock=house.clock, **extra) as routes:
        runner = web.AppRunner(application(house.bot.storage, routes), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as session:
                yield session
        finally:
            await runner.cleanup()


async def page(session: ClientSession, path: str, status: int = 200) -> str:
    async with session.get(path) as answer:
        assert answer.status == status, await answer.text()
        assert "script-src" not in answer.headers["Content-Security-Policy"] or status == 401
        return await answer.text()


def links(html: str, within: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', html) if within in link]


def mark(html: str) -> str:
    (found,) = set(re.findall(r'name="mark" value="([^"]+)"', html))
    return str(found)


async def test_each_figure_leads_to_its_audits(house: House) -> None:
    await challenged(house)
    await house.allocates("TS-402", house.amara, form="small", month="2026-05")
    await house.amara.says("open TS-402")
    await house.amara.says(f"good - {EVIDENCE}")
    async with desk(house) as session:
        first = await page(session, "/desk")
        assert "1 of 2 of the audits that were selected are completed." in first
        assert "Requires improvement" in first
        assert "1 raised" in first
        (graded,) = links(first, "grade=ri")
        shown = await page(session, graded)
        assert "TS-401" in shown
        assert "TS-402" not in shown
        (audit,) = links(shown, "/desk/audit/")
        whole = await page(session, audit)
        assert EVIDENCE in whole
        assert "&lt;select&gt;" in whole
        assert "<select>" not in whole
        assert "afraid to go home" not in whole
        report = await page(session, "/desk/report?from=2026-05&to=2026-06")
        (behind, *_others) = links(report, "table=grades.overall")
        assert "TS-401" in await page(session, behind)
        for form, begins in (("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{"), ("html", b"<!DOCTYPE")):
            async with session.get(f"/desk/report/file?from=2026-05&to=2026-06&format={form}") as answer:
                assert (await answer.read()).startswith(begins)
        await page(session, "/desk/audit/nothing", 404)
        await page(session, "/desk/behind?from=2026-05&to=2026-06&table=grades.overall&line=99&cell=0", 404)
        async with session.get("/desk", headers={"Host": "elsewhere.example"}) as answer:
            assert answer.status == 403  # another site's name, led to this machine


async def test_what_is_written_stands_in_the_report(house: House) -> None:
    await challenged(house)
    address = "/desk/report/write?from=2026-06&to=2026-06"
    async with desk(house) as session:
        form = await page(session, address)
        words = {"author": "Jon <Doyle>", "recommendations": "Name good examples.\nAmend the form."}
        async with session.post(address, data=words) as answer:
            assert answer.status == 403  # without the mark it was sent from elsewhere
        long = {"mark": mark(form), **words, "analysis": "x" * 20_001}
        async with session.post(address, data=long) as answer:
            told = await answer.text()
            assert "Shorten it to 20,000; nothing was saved yet." in told
            assert "Amend the form." in told
        async with session.post(address, data={"mark": mark(form), **words}) as answer:
            assert "Saved." in await answer.text()
        again = await page(session, address)
        assert "Written by Ellen Marsh on" in again
        report = await page(session, "/desk/report?from=2026-06&to=2026-06")
        assert "Prepared by: Jon &lt;Doyle&gt;" in report
        assert report.index("Overall grades") < report.index("Name good examples.")
        assert "Amend the form." not in await page(session, "/desk/report?from=2026-05&to=2026-06")


async def test_a_document_is_fetched_once(house: House) -> None:
    await challenged(house)
    async with desk(house) as session:
        whole = await page(session, f"/desk/audit/{house.audits['TS-401']}")
        make = f"/desk/audit/{house.audits['TS-401']}/document"
        async with session.post(make, data={"mark": mark(whole)}, allow_redirects=False) as answer:
            link = answer.headers["Location"]
        for _scanner in range(3):
            assert "Download the document" in await page(session, link)
        async with session.post(link) as answer:
            assert (await answer.read()).startswith(b"PK")
        async with session.post(link) as answer:
            assert answer.status == 410
        forged = link.replace(house.audits["TS-401"], "0" * 32)
        async with session.post(forged) as answer:
            assert answer.status == 410
        async with session.post(make, data={"mark": mark(whole)}, allow_redirects=False) as answer:
            late = answer.headers["Location"]
        house.clock.passes(minutes=11)
        await page(session, late, 410)


def claims(account: str, now: float) -> dict[str, Any]:
    """The claims of a good token for the desk."""
    return {
        "aud": TAB,
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "tid": TENANT,
        "oid": account,
        "scp": "access_as_user",
        "nbf": now,
        "exp": now + 600,
    }


@pytest.mark.parametrize(
    ("harm", "believed"),
    [
        ({}, True),
        ({"aud": f"api://{HOST}/{TAB}", "iss": f"https://sts.windows.net/{TENANT}/"}, True),
        ({"aud": "00000000-1111-2222-3333-00000000000a"}, False),
        ({"iss": "https://login.microsoftonline.com/elsewhere/v2.0"}, False),
        ({"tid": "elsewhere"}, False),
        ({"scp": "User.Read"}, False),
        ({"exp": 1_000}, False),
        ({"exp": True}, False),
        ({"nbf": 1 << 39}, False),
        ({"oid": None}, False),
        ({"oid": 7}, False),
    ],
)
async def test_whose_token_is_believed(harm: dict[str, Any], *, believed: bool) -> None:
    async with Authority() as authority, ClientSession() as session:
        keys = SigningKeys(session, f"{authority.base}/metadata", lambda: 50.0)
        checks = SignIn(TAB, HOST, {TENANT: keys}, lambda: 2_000_000_000.0)
        given = {
            name: value
            for name, value in {**claims("ABC", 2_000_000_000), **harm}.items()
            if value is not None
        }
        token = jwt.encode(given, authority.keys["first"], algorithm="RS256", headers={"kid": "first"})
        assert await checks.account(token) == ("abc" if believed else None)
        if believed:
            forged = jwt.encode(
                given, authority.public_pem().hex(), algorithm="HS256", headers={"kid": "first"}
            )
            strange = jwt.encode(given, authority.keys["first"], algorithm="RS256", headers={"kid": "other"})
            for other in (forged, strange, token[:-4] + "AAAA", "x", ""):
                assert await checks.account(other) is None
        await keys.close()


async def test_teams_signs_the_qa_lead_in_and_nobody_else(house: House) -> None:
    await challenged(house)
    async with Authority() as authority:
        production = {
            "mode": Mode.PRODUCTION,
            "public_url": f"https://{HOST}",
            "tab_client_id": TAB,
            "tenant_ids": (TENANT,),
            "metadata": f"{authority.base}/metadata",
        }

        async def signed_in(session: ClientSession, account: str) -> tuple[int, dict[str, str]]:
            told = claims(account, house.clock().timestamp())
            token = jwt.encode(told, authority.keys["first"], algorithm="RS256", headers={"kid": "first"})
            form = {"token": token, "onward": "//elsewhere.example/desk"}
            async with session.post("/desk/session", data=form, allow_redirects=False) as answer:
                if answer.status != 303:
                    return answer.status, {}
                assert answer.headers["Location"] == "/desk"
                cookie = answer.cookies["auditbot_desk"]
                assert cookie["httponly"]
                assert cookie["secure"]
                return answer.status, {"Cookie": f"auditbot_desk={cookie.value}"}

        async def status(session: ClientSession, path: str, headers: dict[str, str]) -> int:
            async with session.get(path, headers=headers) as answer:
                assert answer.status == 200 or "TS-401" not in await answer.text()
                return answer.status

        listed = "/desk/list?state=all"
        async with desk(house, **production) as session:
            await page(session, "/desk", 401)
            assert (await signed_in(session, "stranger"))[0] == 403
            _status, ellen = await signed_in(session, house.ellen.chat.aad)
            _status, amara = await signed_in(session, house.amara.chat.aad)
            assert await status(session, listed, ellen) == 200
            assert await status(session, listed, {"Cookie": ellen["Cookie"] + "0"}) == 401
            for path in ("/desk", listed, f"/desk/audit/{house.audits['TS-401']}"):
                assert await status(session, path, amara) == 403
            house.clock.passes(hours=9)
            assert await status(session, listed, ellen) == 401
    async with desk(house, mode=Mode.PRODUCTION) as session:
        assert "AUDITBOT_PUBLIC_URL" in await page(session, "/desk", 404)


def test_audits_of_one_day_stand_by_their_references() -> None:
    items: Any = [
        SimpleNamespace(due=day, case_reference=case) for day, case in ((1, "b"), (1, "A"), (2, "0"))
    ]
    assert [item.case_reference for item in by_reference(items)] == ["A", "b", "0"]
