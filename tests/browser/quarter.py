"""A quarter as the QA lead, in the chat and on the desk, with a picture of each screen:

python -m tests.browser.quarter /tmp/quarter [PHASE...]

The phases go one after the other over the same database in the folder; without a name, all of them.  Takes
about ten minutes.  The people and cases are invented.
"""

from __future__ import annotations

import asyncio
import csv
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.demo.people import PEOPLE
from bot.demo.playground import Persona
from tests.browser.bot_process import BotProcess
from tests.browser.conftest import free_port
from tests.browser.playground import Page, browser, pages
from tests.browser.test_other_forms import _by_card as by_card
from tests.browser.test_other_forms import _completes as completes
from tests.browser.test_other_forms import _takes_part as takes_part

PHONE = 420
CASE_BOX = "Which case? Leave it empty for all of theirs."
MAX = Persona("Max Lund", "max.lund@example.org", "5b7b6a04-5e0e-4c0c-9f4e-1d6b3a1f0c55", "moderator")
WREN = Persona("Wren Castle", "wren.castle@example.org", "8d1b4c0e-1a53-4c5a-9d39-0b9a3a0b7a11", "auditor")
MORE_PEOPLE = f"""\
{MAX.name},{MAX.email},{MAX.aad_object_id},moderator,Quality and review,ellen.marsh@example.org
{WREN.name},{WREN.email},{WREN.aad_object_id},auditor,North team,priya.nair@example.org
"""
CALENDAR = """\
month,theme,teams_left_out,template,cases,auditors_each,due,quotas
2026-10,Voice of the child,,tier2-cin-cp,3,1,,Riverside team=2
2026-11,Working together,Leaving care,multi-agency-case-audit,3,1,2026-12-11,
2026-12,Neglect,North team,deep-dive,2,1,2026-12-18,
"""
OPEN = "case_ref,case_type,team,practitioner_email,manager_email,iro_email,opened,last_audited\n" + "".join(
    f"QR-{number},{('CIN', 'CP', 'LAC')[number % 3]},"
    f"{('Riverside team', 'South team', 'Leaving care')[number % 3]},"
    f"jo.whitfield@example.org,priya.nair@example.org,,2025-{number % 9 + 1:02}-04,"
    f"{'2026-08-03' if number == 7 else ''}\n"
    for number in range(1, 19)
)
MONTHS = {"2026-10": "October 2026", "2026-11": "November 2026", "2026-12": "December 2026"}


@dataclass
class Walk:
    """The bot, what the walk wrote, and where its pictures go."""

    folder: Path
    bot: BotProcess

    def shot(self, name: str) -> Path:
        return self.folder / "pictures" / f"{name}.png"

    def list_of(self, month: str) -> list[dict[str, str]]:
        """The month's list as it was drawn."""
        with (self.folder / f"{month}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def mine(self, month: str) -> tuple[str, str]:
        """A case of the month that Amara or Sam audits as drawn, and whose it is."""
        for row in reversed(self.list_of(month)):
            who = row["auditor_emails"].split(".")[0]
            if who in ("amara", "sam"):
                return row["case_ref"], who
        raise LookupError(month)

    async def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)


async def asks(page: Page, words: str, seen: str, picture: Path | None = None) -> None:
    """Type `words`, wait for `seen`, and take a picture of what came."""
    await page.say(words)
    await page.sees(seen, part=True)
    if picture is not None:
        await page.shot(picture)


async def plan(walk: Walk) -> None:
    """The people, the year's calendar, and each month drawn from the open cases."""
    await walk.bot.call(
        "people", "import", await walk.write("people.csv", PEOPLE.read_text(encoding="utf-8") + MORE_PEOPLE)
    )
    await walk.bot.call("programme", "import", await walk.write("calendar.csv", CALENDAR))
    cases = await walk.write("open.csv", OPEN)
    for month in MONTHS:
        lists = ("--out", str(walk.folder), "--force", "--propose")
        await walk.bot.call("programme", "draw", month, "--open", cases, *lists)
    async with pages(["ellen"], walk.bot.url) as people:
        ellen = people["ellen"]
        await ellen.phone(PHONE)
        await asks(ellen, "hello", "audit", walk.shot("01-ellen-hello"))
        await asks(ellen, "programme", "The programme", walk.shot("02-programme"))


async def allocate(walk: Walk) -> None:
    """The lists taken, pairs changed in the chat, and everybody told."""
    async with pages(["ellen", "amara", "sam", "wren", "priya"], walk.bot.url, also=[WREN]) as people:
        for page in people.values():
            await page.phone(PHONE)
        ellen = people["ellen"]
        await asks(ellen, "my work", "drawn and waits", walk.shot("03-lists-wait"))
        await asks(ellen, "programme December 2026", "nobody is told yet", walk.shot("03-proposed"))
        first = walk.list_of("2026-12")[0]
        auditor = first["auditor_emails"].split("@")[0].replace(".", " ").title()
        other = "Sam Okafor" if auditor.startswith("Amara") else "Amara Osei"
        await ellen.choose(CASE_BOX, f"{first['case_ref']}: {auditor}")
        await ellen.choose("Who does not audit?", auditor)
        await ellen.choose("Who audits instead? Leave it empty to share their cases out.", other)
        await ellen.press_on("Change the pairs")
        await ellen.shot(walk.shot("03-proposed-changed"))
        await ellen.press_on("Allocate, and tell everybody")
        await ellen.sees("are allocated", part=True)
        await ellen.shot(walk.shot("03-allocated"))
        for month in ("October 2026", "November 2026"):
            await asks(ellen, f"allocate {month}", f"of {month} are allocated")
        for name in ("amara", "sam", "wren", "priya"):
            await asks(people[name], "my audits", "", None)
            await people[name].tab.wait_for_timeout(1500)
            await people[name].shot(walk.shot(f"04-told-{name}"))
        await asks(ellen, "programme November 2026", "Who audits", walk.shot("05-month"))
        out = walk.list_of("2026-11")[0]["auditor_emails"].split("@")[0].replace(".", " ").title()
        new = "Sam Okafor" if not out.startswith("Sam") else "Amara Osei"
        await asks(
            ellen,
            f"swap {out} for {new} in November 2026 because {out} is on leave that week",
            "moved",
            walk.shot("06-swapped"),
        )
        await ellen.press("Show the pairs")
        await ellen.sees("Who audits", part=True)
        await ellen.tab.wait_for_timeout(800)
        await ellen.shot(walk.shot("07-pairs-after"))
        await asks(
            ellen,
            "take Wren Castle out of December 2026 because on a course",
            "Takes no part",
            walk.shot("08-out"),
        )
        await people["wren"].tab.wait_for_timeout(2500)
        await people["wren"].shot(walk.shot("09-wren-told"))
        await asks(ellen, "status", "The audit programme", walk.shot("10-status-start"))


async def _start(page: Page, case: str) -> None:
    await page.say("my audits")
    await page.sees("Your audits")
    await page.press("Start", under=case)
    await page.sees("Before you begin", part=True)
    await page.press_on("Start")
    await page.tab.wait_for_timeout(1000)


async def _fills(walk: Walk, page: Page, case: str, named: str) -> None:
    """Fill in an audit by its cards alone, and submit it with the card's own buttons."""
    await _start(page, case)
    await page.shot(walk.shot(f"{named}-first"))
    await by_card(page)
    await page.shot(walk.shot(f"{named}-done"))
    if "Review and submit" in await page.buttons():
        await page.press_on("Review and submit")
        await page.shot(walk.shot(f"{named}-review"))
    await page.say("submit")
    await page.sees("Submit this audit?")
    await page.shot_card(walk.shot(f"{named}-submit"))
    await page.press("Submit anyway" if "Submit anyway" in await page.buttons() else "Submit the audit")
    await page.tab.wait_for_timeout(2500)
    await page.shot(walk.shot(f"{named}-submitted"))


async def fills(walk: Walk) -> None:
    """One audit on each of three forms, by its cards."""
    names = ["amara", "sam", "priya"]
    for form, month in (("tier2", "2026-10"), ("multi", "2026-11"), ("dive", "2026-12")):
        async with pages(names, walk.bot.url) as people:
            for page in people.values():
                await page.phone(PHONE)
            case, who = walk.mine(month)
            print(form, case, who, flush=True)
            await _fills(walk, people[who], case, f"20-{form}")
            await people["priya"].tab.wait_for_timeout(1500)
            await people["priya"].shot(walk.shot(f"21-{form}-priya"))


async def follow(walk: Walk) -> None:
    """The QA check, moderation, the manager's reply and actions of the deep dive; concern and chasing."""
    case, who = walk.mine("2026-12")
    async with pages(["ellen", "max", "priya", who], walk.bot.url, also=[MAX]) as people:
        for page in people.values():
            await page.phone(PHONE)
        ellen, max_, priya = people["ellen"], people["max"], people["priya"]
        await asks(ellen, "hello", "Hello Ellen", walk.shot("30-ellen-hello"))
        await ellen.say(f"open {case}")
        await ellen.sees("QA check", part=True)
        await ellen.shot(walk.shot("31-qa-check"))
        await by_card(ellen)
        await ellen.shot(walk.shot("32-qa-check-done"))
        await ellen.say("submit")
        await ellen.press("Complete the stage")
        await max_.sees("Moderation")
        await max_.tab.wait_for_timeout(1500)
        await max_.shot(walk.shot("33-max-told"))
        await takes_part(max_, "Moderation", differing="Requires improvement")
        await max_.shot(walk.shot("34-moderation-done"))
        await completes(max_, "Moderation", "Submitted. The summary with")
        await priya.sees("Audit summary")
        await priya.tab.wait_for_timeout(1500)
        await priya.shot_card(walk.shot("35-summary"), "Audit summary")
        await priya.shot(walk.shot("36-actions"))
        await asks(priya, "reply", "", None)
        await priya.tab.wait_for_timeout(1500)
        await priya.shot(walk.shot("37-reply"))
        await priya.say("agree")
        await priya.tab.wait_for_timeout(2500)
        await priya.shot(walk.shot("38-agreed"))
        await asks(ellen, "status", "The audit programme", walk.shot("39-status"))
        await ellen.press("Actions")
        await ellen.tab.wait_for_timeout(2500)
        await ellen.shot(walk.shot("40-status-actions"))
        for number, words in enumerate(
            (
                "status December 2026",
                "status overdue",
                "status concerns",
                "status Riverside team",
                f"status {case}",
                f"history {case}",
                "actions",
                "my work",
                "report",
                "second audits",
                "chase",
            )
        ):
            await ellen.say(words)
            await ellen.tab.wait_for_timeout(3000)
            await ellen.shot(walk.shot(f"41-{number:02}-{words.replace(' ', '-')}"))
        await ellen.say("status")
        await ellen.tab.wait_for_timeout(2500)
        for button in await ellen.buttons():
            print("status button", button)
        await ellen.press("Show")
        await ellen.tab.wait_for_timeout(2500)
        await ellen.shot(walk.shot("42-figure-list"))
        print(await ellen.buttons())


async def practice(walk: Walk) -> None:
    """An example of good practice marked, released, found; the digest; the document by its button."""
    case, who = walk.mine("2026-11")
    async with pages(["ellen", "jo", who], walk.bot.url) as people:
        for page in people.values():
            await page.phone(PHONE)
        ellen, jo, auditor = people["ellen"], people["jo"], people[who]
        words = "The worker read the chronology with her and wrote down her own words, as Jo Whitfield does."
        await asks(auditor, f"good practice {case}: {words}", "Kept as good practice", walk.shot("50-marked"))
        await asks(ellen, "hello", "Hello Ellen", walk.shot("51-hello"))
        await asks(ellen, "good practice to release", "marked by", None)
        await ellen.shot(walk.shot("52-to-release"))
        await ellen.fill((await ellen.boxes())[0].label, words.replace(", as Jo Whitfield does", ""))
        await ellen.press("Release it")
        await ellen.tab.wait_for_timeout(2500)
        await ellen.shot(walk.shot("53-released"))
        await asks(jo, "good practice chronology", "Good practice with", walk.shot("54-found"))
        await asks(ellen, "digest", "Digest for practitioners", walk.shot("55-digest"))
        await ellen.press("Send the digest")
        await ellen.tab.wait_for_timeout(3000)
        await ellen.shot(walk.shot("56-digest-sent"))
        await jo.tab.wait_for_timeout(3000)
        await jo.shot(walk.shot("57-digest-got"))
        await asks(auditor, f"document {case}", "", None)
        await auditor.tab.wait_for_timeout(2500)
        await auditor.shot(walk.shot("58-document"))


def _history() -> str:
    """Audits that others have completed, in this quarter and the one before."""
    grades = (
        "good",
        "good",
        "adequate",
        "good",
        "outstanding",
        "adequate",
        "inadequate",
    )
    rows = ["case_ref,month,submitted,case_type,team,overall,overall evidence,recording,oversight"]
    for number in range(1, 43):
        month = 7 + number % 5
        team = ("Riverside team", "South team", "North team", "Leaving care")[number % 4]
        rows.append(
            f"H-{number},2026-{month:02},{number % 25 + 1:02}/{month:02}/2026,"
            f"{('CIN', 'CP', 'LAC')[number % 3]},{team},{grades[(number * 5 + month) % 7]},"
            f"Her plan was read with both parents; case {number}.,Notes are clear up to week {number}.,"
            "Supervised monthly and its actions followed up."
        )
    return "\n".join(rows) + "\n"


MONTHS_OF = "from=2026-10&to=2026-12"
DESK = {
    "programme": "/desk",
    "list": "/desk/list?state=all",
    "report": f"/desk/report?{MONTHS_OF}",
    "patterns": f"/desk/patterns?{MONTHS_OF}",
    "self": f"/desk/self?{MONTHS_OF}",
    "write": f"/desk/report/write?{MONTHS_OF}",
    "self-write": f"/desk/self/write?{MONTHS_OF}",
    "themes": f"/desk/themes?{MONTHS_OF}",
    "behind": f"/desk/behind?{MONTHS_OF}&table=grades.overall&line=1&cell=0",
}
WRITTEN = {
    "recommendations": "1. Chronologies are updated within a month.\n"
    "2. Every plan says what the child wants.",
    "analysis": "Files are read with the family more often than last quarter. Recording is clear.\n\n"
    "Oversight is regular, but its actions are not always followed up.",
}


async def desk(walk: Walk) -> None:
    """The report written, accepted and handed over; every page as it looks at a desk, on a phone, in the dark
    and on paper."""
    await walk.bot.call(
        *("audits", "import", await walk.write("history.csv", _history())),
        *("--template", "multi-agency-case-audit"),
    )
    async with browser() as chromium:
        wide = await chromium.new_context(base_url=walk.bot.url, viewport={"width": 1200, "height": 900})
        tab = await wide.new_page()
        await tab.goto(DESK["write"])
        for box in await tab.locator("textarea, input[size]").all():
            name = await box.get_attribute("name") or ""
            label = await tab.locator(f"label[for='{name}']").inner_text()
            print("written into:", name, label)
            await box.fill(WRITTEN.get(name, f"{label}: Ellen Marsh, for the board of 14 January 2027"))
        await tab.get_by_role("button", name="Save").click()
        await tab.screenshot(path=walk.shot("60-written"), full_page=True)
        for form in ("docx", "xlsx", "html", "json"):
            for who in ("", "&for=others"):
                name = f"report{'-others' if who else ''}.{form}"
                got = await wide.request.get(
                    f"/desk/report/file?{MONTHS_OF}&format={form}{who}", timeout=90_000
                )
                (walk.folder / name).write_bytes(await got.body())
        for kind in ("self", "patterns"):
            got = await wide.request.get(f"/desk/{kind}/file?{MONTHS_OF}&format=docx", timeout=90_000)
            (walk.folder / f"{kind}.docx").write_bytes(await got.body())
        for name, path in DESK.items():
            await tab.goto(path)
            await tab.screenshot(path=walk.shot(f"61-{name}-wide"), full_page=True)
            await tab.emulate_media(media="print")
            await tab.pdf(path=walk.folder / f"{name}.pdf", prefer_css_page_size=True)
            await tab.emulate_media(media="screen")
        dark = await chromium.new_context(
            base_url=walk.bot.url, color_scheme="dark", viewport={"width": 390, "height": 800}
        )
        phone = await dark.new_page()
        for name, path in DESK.items():
            await phone.goto(path)
            await phone.screenshot(path=walk.shot(f"62-{name}-dark"), full_page=True)
        await tab.goto(DESK["list"])
        await tab.get_by_role("link", name=re.compile("^QR-15")).first.click()
        await tab.screenshot(path=walk.shot("63-audit"), full_page=True)
        await tab.get_by_role("button", name="Make the Word document").click()
        await tab.screenshot(path=walk.shot("64-document"), full_page=True)
        async with tab.expect_download() as fetched:
            await tab.get_by_role("button", name="Download the document").click()
        await (await fetched.value).save_as(walk.folder / "audit.docx")
    for what, form in (("inspection", "docx"), ("inspection", "xlsx"), ("self-evaluation", "html")):
        months = () if what == "inspection" else ("--from", "2026-10-01", "--to", "2026-12-31")
        out = str(walk.folder / f"{what}.{form}")
        await walk.bot.call("report", what, *months, "--format", form, "--out", out, "--force")


PHASES: dict[str, Callable[[Walk], Awaitable[None]]] = {
    "plan": plan,
    "allocate": allocate,
    "fills": fills,
    "follow": follow,
    "practice": practice,
    "desk": desk,
}


async def main(folder: Path, phases: list[str]) -> None:
    """Walk through these phases."""
    bot = BotProcess(folder, free_port())
    await bot.start()
    try:
        for name in phases or PHASES:
            await PHASES[name](Walk(folder, bot))
            print(name, "done", flush=True)
    finally:
        await bot.kill()


if __name__ == "__main__":
    where = Path(sys.argv[1]).absolute()
    where.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(where, sys.argv[2:]))
