"""Restricted cases open to those named on them alone; siblings share a header, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.delivery.actions import Actions
from bot.delivery.reminders import Reminders
from bot.delivery.unread_concerns import UnreadConcerns
from bot.documents.exporting import Beside, Exported, export
from bot.documents.files import NotWritten
from bot.documents.read_audit import read_audit
from bot.imports.leaving import leave
from bot.reports.as_json import report_json
from bot.reports.gathering import report_of
from dialogs.programme.export_rows import Row
from tests.conversations.harness import EVIDENCE, House, Somebody, said
from tests.programme.test_desk import desk, links, page

CASE = "TS-900"
WORDS = "She is afraid of what her aunt in the office says"
OTHER = "The plan names who does what by when, in her own words"
NAMES = ("Amara Osei", "Priya Nair", "Jo Whitfield", "Ira Bell")
ASKED = (
    "hello",
    "status",
    "status in progress",
    "status submitted",
    "status overdue",
    "status June 2026",
    "status North",
    "status small",
    "status concerns",
    "status actions",
    f"status {CASE}",
    f"open {CASE}",
    f"history {CASE}",
    f"document {CASE}",
    f"reopen {CASE} because the plan was missed",
    f"reassign {CASE} to Sam Okafor because Amara is on leave",
    f"due {CASE} 1 August 2026 because the file came late",
    f"withdraw {CASE} because the case was closed",
    "actions",
    "actions overdue",
    "chase",
    "my audits",
    "my actions",
    "report",
)


class Rows:
    """An export that is only looked at."""

    with_records = True

    def __init__(self) -> None:
        self.rows: list[object] = []

    def begin(self, beside: Beside) -> None:
        self.rows.append(beside.codings)

    def add(self, rows: Mapping[str, list[Row]], record: Mapping[str, Any] | None) -> None:
        self.rows += [record, *(row for table in rows.values() for row in table)]

    def finish(self) -> str:
        return ""


async def asks_everything(house: House, *others: Somebody) -> None:
    for somebody in others:
        for words in ASKED:
            await somebody.says(words)
        for message in somebody.messages:
            shown = said(message)
            wrong = [word for word in (WORDS, *NAMES, house.audits[CASE]) if word in shown]
            assert not wrong, f"{wrong} in {shown}"
            assert CASE not in shown or "I found no audit" in shown or "do not find" in shown, shown


async def test_nobody_else_reads_a_word_of_it(house: House) -> None:
    """The QA lead, the service manager and the deputy are not named: they see that there is one more."""
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-101", house.sam, manager=house.mo)
    await house.allocates(CASE, house.amara, restricted=())
    await house.amara.says(f"open {CASE}")
    await house.amara.says(f"good - {WORDS}")
    await house.amara.presses("Send the concern", {"concern": f"{WORDS}, tonight."})
    await house.priya.has_seen("Immediate concern: act now", WORDS)
    house.clock.passes(hours=2)
    await UnreadConcerns(house.bot.storage, clock=house.clock).round()
    await UnreadConcerns(house.bot.storage, clock=house.clock).round()
    told = "Nobody has read your immediate concern on TS-900 for 2 hours. The case is restricted"
    await house.amara.has_seen(told)
    assert sum(told in said(message) for message in house.amara.messages) == 1
    others = (house.ellen, house.sol, house.mo, house.sam, house.max)
    await asks_everything(house, *others)
    house.clock.now = datetime(2026, 6, 22, 10, tzinfo=UTC)  # overdue
    await Reminders(house.bot.storage, clock=house.clock).round()
    await house.amara.has_seen("was due on 19 June 2026")
    await asks_everything(house, *others)
    await house.ellen.says("status overdue")
    await house.ellen.sees("Overdue: 2", "A restricted case", "TS-101")


async def test_what_is_read_in_bulk_counts_it_and_names_nobody(house: House) -> None:
    await house.allocates("TS-101", house.sam)
    await house.allocates(CASE, house.amara, restricted=())
    for somebody, case, said_here in ((house.sam, "TS-101", OTHER), (house.amara, CASE, WORDS)):
        await somebody.says(f"open {case}")
        for words in (
            f"good - {EVIDENCE}",
            f"good - {said_here}",
            "no",
            "go to overall",
            f"good - {EVIDENCE}",
        ):
            await somebody.says(words)
        await somebody.says("submit")
        await somebody.says("yes")
    storage, now = house.bot.storage, house.clock()
    made = await report_of(storage, date(2026, 6, 1), date(2026, 6, 1), now, _no_progress)
    report = b"".join(report_json(made))
    assert b"A restricted case" in report
    assert b"TS-101" in report
    for word in (CASE, *NAMES):
        assert word.encode() not in report
    rows = Rows()
    assert await export(storage, rows, now.date(), _no_progress) == Exported(done=1, closed=1)
    assert not [row for row in rows.rows if CASE in str(row) or WORDS in str(row)]
    # In that of somebody whom the case names it is; in a QA lead's, whom it does not, it is not.
    for somebody, told in ((house.amara, Exported(done=2)), (house.ellen, Exported(done=1, closed=1))):
        rows = Rows()
        reader = somebody.id
        assert await export(storage, rows, now.date(), _no_progress, reader) == told
        assert bool([row for row in rows.rows if WORDS in str(row)]) == (told.done == 2)
    for named in (CASE, house.audits[CASE]):
        with pytest.raises(NotWritten, match=r"no audit of a case|restricted"):
            await read_audit(storage, named, now)
    async with desk(house) as session:
        shown = await page(session, "/desk/list?state=submitted")
        assert "A restricted case" in shown
        assert "TS-101" in shown
        pages = [shown, *[await page(session, link, 200) for link in links(shown, "/desk/audit/")[:1]]]
        await page(session, f"/desk/audit/{house.audits[CASE]}", 404)
        for html in (*pages, await page(session, "/desk"), await page(session, "/desk/list?state=all")):
            assert not [word for word in (CASE, WORDS, "Amara Osei", house.audits[CASE]) if word in html]


async def test_whoever_is_let_in_has_their_part_in_it(house: House) -> None:
    """A QA lead who is named may do what a QA lead does; the other one may not."""
    await house.ellen.installs()
    await house.allocates(CASE, house.amara, restricted=(house.ellen.id,))
    await house.amara.says(f"open {CASE}")
    await house.amara.says(f"good - {WORDS}")
    await house.ellen.says(f"history {CASE}")
    await house.ellen.sees("Amara Osei", "Chronology")
    await house.ellen.says(f"due {CASE} 30 June because the file came late")
    await house.ellen.sees(f"{CASE} is due on 30 June 2026 now.")
    async with house.bot.storage.work() as work:
        await work.people.leave(house.ellen.id, None)
    await house.ellen.says(f"open {CASE}")
    await house.ellen.sees("I found no audit")


async def test_its_actions_and_its_manager_stay_with_those_named(house: House) -> None:
    for somebody in (house.priya, house.ellen, house.mo):
        await somebody.installs()
    await house.allocates(CASE, house.amara, restricted=())
    departure = await leave(
        house.bot.storage, house.priya.chat.email, "", "Priya has left the council", house.clock()
    )
    assert departure.left == (f"{CASE}: it has no manager now",)
    await Actions(house.bot.storage, clock=house.clock).round()
    for other in (house.ellen, house.mo):
        await other.has_not_seen(CASE)


async def test_siblings_share_a_header_and_stay_apart(house: House) -> None:
    await house.allocates("TS-301", house.amara, family="f1")
    await house.allocates("TS-302", house.amara, family="f1")
    await house.allocates("TS-303", house.sam, family="f1")
    await house.amara.says("open TS-301")
    await house.amara.sees("Also of this family: TS-302")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.says("card")
    await house.amara.sees("Also of this family: TS-302")
    await house.amara.has_not_seen("TS-303")
    assert await house.answer("TS-302", "1.1") == (None, "")
    await house.sam.says("open TS-303")
    await house.sam.has_not_seen("Also of this family")


def _no_progress(total: int, more: int) -> None:
    """Nobody watches."""
