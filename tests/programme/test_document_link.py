"""A document by a button in the chat: for whoever may read the audit, once; its own button spends it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import docx
import jwt
from aiohttp import ClientSession

from bot.desk.links import desk_address, document_links
from bot.setting_readers import Mode
from bot.settings import Settings
from tests.connector import TENANT
from tests.conversations.harness import EVIDENCE, House, Somebody
from tests.programme.quarter import challenged
from tests.programme.test_desk import HOST, TAB, claims, desk, page
from tests.teams.authority import Authority


def link_of(somebody: Somebody) -> str:
    (address,) = [a["url"] for a in somebody.card["actions"] if a["type"] == "Action.OpenUrl"]
    return str(urlsplit(address).path)


async def fetched(session: ClientSession, link: str, what: str = "audit") -> tuple[int, bytes]:
    async with session.post(link, data={"what": what}) as answer:
        return answer.status, await answer.read()


def words_of(body: bytes) -> str:
    document = docx.Document(io.BytesIO(body))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


async def test_manager_and_auditor_fetch_their_document_and_others_do_not(house: House) -> None:
    await challenged(house)
    await house.priya.says("open TS-401")
    summary = house.priya.message("Audit summary")
    await house.priya.presses("Get the document", on=summary.id)
    await house.priya.sees("The document of TS-401", "for you alone, for 10 minutes")
    link = link_of(house.priya)
    async with desk(house) as session:
        for _preview in range(3):
            assert "For Priya Nair alone" in await page(session, link)
            async with session.head(link) as answer:
                assert answer.status == 200
        status, body = await fetched(session, link)
        assert status == 200
        assert EVIDENCE in words_of(body)
        assert (await fetched(session, link))[0] == 410
        await house.amara.says("document ts 401")
        await house.amara.sees("The document of TS-401")
        status, note = await fetched(session, link_of(house.amara), "note")
        assert status == 200
        told = words_of(note)
        assert "Requires improvement" in told
        assert "No action was recommended." in told
        assert EVIDENCE not in told
    for somebody in (house.jo, house.max, house.mo):
        await somebody.says("document TS-401")
        await somebody.sees("I found no audit of TS-401 for you.")
    await house.jo.says("document")
    await house.jo.sees("Type document and its case reference.")


async def test_what_cannot_be_made_spends_nothing(house: House) -> None:
    await house.allocates("TS-402", house.amara, form="small")
    await house.amara.says("open TS-402")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.says("document")
    link = link_of(house.amara)
    async with desk(house) as session:
        status, told = await fetched(session, link, "note")
        assert status == 403
        assert b"there is no note for the child" in told
        assert (await fetched(session, link))[0] == 200
        await house.amara.says("document")
        taken = link_of(house.amara)
        await house.reallocates("TS-402", auditors=house.sam.id)
        status, told = await fetched(session, taken)
        assert status == 403
        assert b"not yours to read now" in told


async def test_in_production_the_link_is_for_whoever_signs_in_as_that_person(house: House) -> None:
    await challenged(house)
    async with Authority() as authority:
        production: dict[str, Any] = {
            "mode": Mode.PRODUCTION,
            "public_url": f"https://{HOST}",
            "tab_client_id": TAB,
            "tenant_ids": (TENANT,),
        }
        settings = Settings(database_url=house.url, app_id="the-app", **production)
        make = document_links(settings, house.keyring, house.clock)
        assert make is not None
        deep = make(house.audits["TS-401"], house.amara.id)
        assert deep.startswith("https://teams.microsoft.com/l/stage/the-app/0?context=")
        assert document_links(Settings(Mode.PRODUCTION), house.keyring) is None
        assert desk_address(Settings(Mode.PRODUCTION)) == ""
        # "Create deep links to tabs": l/entity/APP/ENTITY?webUrl=...&label=..., each value escaped.
        assert desk_address(settings) == (
            f"https://teams.microsoft.com/l/entity/the-app/desk?webUrl=https%3A%2F%2F{HOST}%2Fdesk&label=QA%20desk"
        )
        listed = replace(settings, catalogue_app_id="of-the-catalogue")
        assert desk_address(listed).startswith("https://teams.microsoft.com/l/entity/of-the-catalogue/desk?")
        link = f"/desk/document/{deep.rpartition('desk/document/')[2].partition('%22')[0]}"

        async def signed_in(session: ClientSession, account: str) -> dict[str, str]:
            told = claims(account, house.clock().timestamp())
            token = jwt.encode(told, authority.keys["first"], algorithm="RS256", headers={"kid": "first"})
            form = {"token": token, "onward": link}
            async with session.post("/desk/session", data=form, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, link)
                return {"Cookie": f"auditbot_desk={answer.cookies['auditbot_desk'].value}"}

        async with desk(house, metadata=f"{authority.base}/metadata", **production) as session:
            await page(session, link, 401)
            ellen, amara = [
                await signed_in(session, somebody.chat.aad) for somebody in (house.ellen, house.amara)
            ]
            for headers, status in ((ellen, 403), (amara, 200)):
                async with session.get(link, headers=headers) as answer:
                    assert answer.status == status
                async with session.post(link, headers=headers) as answer:
                    assert answer.status == status
