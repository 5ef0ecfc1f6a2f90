"""Findings put under themes by hand on the desk, and what the report says of it."""

from __future__ import annotations

import re

from aiohttp import ClientSession

from dialogs.programme.codings import Coding
from tests.conversations.harness import NOW, House
from tests.programme.test_desk import desk, links, mark, page

MONTHS = "from=2026-06&to=2026-06"


async def submitted(house: House, case: str, words: str) -> None:
    """A completed multi-agency audit would be long: what matters is an answer in words."""
    await house.allocates(case, house.amara, form="themed")
    await house.amara.says(f"open {case}")
    await house.amara.says(words)
    await house.amara.says("good - Her plan was read with both parents in May and in June.")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.delivers()


def names(html: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)"', html)))


async def coded(session: ClientSession, html: str, *choices: tuple[str, str]) -> str:
    data = [("mark", mark(html)), *choices]
    async with session.post(f"/desk/themes?{MONTHS}", data=data) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_findings_are_coded_by_hand_and_counted(house: House) -> None:
    await submitted(house, "TS-501", "The chronology stops in March, and <b>visits</b> were rare.")
    await submitted(house, "TS-502", "Supervision happened monthly and asked about drift.")
    async with desk(house) as session:
        html = await page(session, f"/desk/themes?{MONTHS}")
        assert "&lt;b&gt;visits&lt;/b&gt;" in html
        assert "Chronology <span" in html
        assert "(suggested: chronology)" in html
        assert "checked" not in html
        second = next(name for name in names(html) if name.startswith(house.audits["TS-502"]))
        first = next(name for name in names(html) if name.startswith(house.audits["TS-501"]))
        strange = (f"{house.audits['TS-501']}/nothing@1", "chronology")
        told = await coded(
            session, html, (first, "chronology"), (first, "seen"), (second, "none of them"), strange
        )
        assert "2 findings saved." in told
        assert told.count(" checked") == 3
        house.clock.passes(minutes=1)
        again = await coded(session, told, (first, "seen"), (second, "none of them"))
        assert "1 finding saved." in again
        report = await page(session, f"/desk/report?{MONTHS}")
        assert "by hand: 2; audits that they are of: 2. By Ellen Marsh." in report
        section = report[report.index("Themes found in the words") :]
        assert re.search(r'Child seen</th><td class="number"><a [^>]*>1 of 2</a>', section)
        assert 'Chronology</th><td class="number">0 of 2</td>' in section
        async with session.post(f"/desk/themes?{MONTHS}", data={first: "seen"}) as answer:
            assert answer.status == 403
    async with house.bot.storage.work() as work:
        everything = await work.codings.everything()
        assert [coding.codes for coding in everything if coding.audit == house.audits["TS-501"]] == [
            ("chronology", "seen"),
            ("seen",),
        ]
        finding = first.partition("/")[2].rpartition("@")[0]
        await work.codings.keep(
            [Coding(house.audits["TS-501"], finding, 1, house.sam.id, ("chronology", "seen"), NOW)]
        )
    async with desk(house) as session:
        report = await page(session, f"/desk/report?{MONTHS}")
        assert "Findings that two people coded, each by themselves: 1." in report
        assert "Chronology: 0 of 1 alike." in report
        assert "Child seen: 1 of 1 alike." in report
        assert "Kappa cannot be said" in report
        areas = await page(session, f"/desk/patterns?{MONTHS}")
        assert "How each auditor grades" in areas
        (behind, *_more) = links(areas, "kind=patterns")
        assert "TS-50" in await page(session, behind)
        address = f"/desk/self/write?{MONTHS}"
        form = await page(session, address)
        assert "Chronology: how do we know it?" in form
        words = {"mark": mark(form), "know.chronology": "It <stops>.", "how.chronology": "x" * 20_001}
        async with session.post(address, data=words) as answer:
            assert "nothing was saved yet" in await answer.text()
        async with session.post(address, data={**words, "how.chronology": ""}) as answer:
            assert "Saved." in await answer.text()
        assert "Chronology: It &lt;stops&gt;." in await page(session, f"/desk/self?{MONTHS}")
        for kind in ("report", "patterns", "self"):
            for form_of in ("html", "docx", "xlsx", "json"):
                shared = f"/desk/{kind}/file?{MONTHS}&format={form_of}&for=others"
                async with session.get(shared) as answer:
                    body = await answer.read()
                    assert answer.status == 200
                    assert b"TS-50" not in body
                    assert b"Amara Osei" not in body
