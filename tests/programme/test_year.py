"""The programme's year: the calendar as a file and in the chat, the draw, and pairs changed by hand."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.commands.programme import rounds_to_draw
from bot.imports.calendar_file import read_calendar
from bot.imports.changing import NotChanged
from bot.imports.drawing import sampled
from bot.imports.open_cases import read_open_cases
from bot.imports.table import NotTaken
from bot.imports.taking import Asked, take_cases
from bot.reports.gathering import report_of
from dialogs.audits.audit import Role
from dialogs.programme.calendar import round_of
from tests.conversations.harness import House
from tests.conversations.test_my_work import gives_roles
from tests.programme.quarter import operator

CALENDAR = """Audit programme 2026
month,list,theme,teams left out,template,cases,quotas
Jun-26,,Disability / Sensory Loss,Family Support; Leaving Care,small,4,East=2
Jun-26,Practice week,,,small,1,
July 2026,,,,,,
"""


def test_a_calendar_is_read_as_people_write_it(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(CALENDAR)
    rounds, said = read_calendar(path, ["small"], ["East", "Family Support"], date(2026, 5, 1))
    assert [(one.month, one.list, one.cases) for one in rounds] == [
        ("2026-06", "", 4),
        ("2026-06", "Practice week", 1),
        ("2026-07", "", 0),
    ]
    assert rounds[0].without == ("Family Support", "Leaving Care")
    assert any("Leaving Care" in told for told in said)
    path.write_text("month,theme,template,cases,cases_each\nJune,CSE,smal,4,2\n2026-06,a,small,no,\n")
    with pytest.raises(NotTaken) as refused:
        read_calendar(path, ["small"], [], date(2026, 5, 1))
    told = "\n".join(map(str, refused.value.faults))
    for fault in ("is not a month", "Did you mean small?", "Fill in one of the two", "is not a number"):
        assert fault in told


async def plans(house: House, tmp_path: Path, text: str = CALENDAR) -> None:
    (tmp_path / "calendar.csv").write_text(text)
    rounds, _said = read_calendar(
        tmp_path / "calendar.csv", ["small", "tier2-cin-cp"], ["East"], house.clock().date()
    )
    async with house.bot.storage.work() as work:
        await work.calendar.write(rounds, house.clock())


def open_cases(house: House, tmp_path: Path) -> None:
    with (tmp_path / "open.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("case_ref", "case_type", "team", "manager_email"))
        for n in range(12):
            team = ("East", "West", "Family Support")[n % 3]
            rows.writerow((f"C-{n}", "CIN", team, house.priya.chat.email))


async def test_a_month_is_planned_drawn_and_its_pairs_changed(house: House, tmp_path: Path) -> None:
    await plans(house, tmp_path)
    open_cases(house, tmp_path)
    await house.ellen.says("programme")
    await house.ellen.sees(
        "June 2026: Disability / Sensory Loss. 4 cases.", "Left out: Family Support and Leaving Care."
    )
    await house.amara.says("programme")
    await house.amara.sees("The programme is the QA lead's.")
    opened, _said = read_open_cases(tmp_path / "open.csv", house.clock().date())
    async with house.bot.storage.work(write=False) as work:
        planned = round_of(await work.calendar.standing(), "2026-06", "")
        assert planned is not None
        sample = await sampled(work, opened, planned, [], seed="June", months=12, today=date(2026, 6, 1))
        again = await sampled(work, opened[::-1], planned, [], seed="June", months=12, today=date(2026, 6, 1))
    assert (sample.drawn.drawn, sample.pairs) == (again.drawn.drawn, again.pairs)
    assert {case.team for case in sample.drawn.drawn} <= {"East", "West"}
    assert sample.drawn.left_out["C-2"] == "its team is left out of June 2026"
    assert (
        "Left out this month: Family Support, Leaving Care (their cases and their people)." in sample.said()
    )

    amara, sam = house.amara.chat.email, house.sam.chat.email
    path = tmp_path / "list.csv"
    path.write_text(
        "case_ref,team,practitioner_email,manager_email,month,auditor_emails\n"
        f"C-1,East,{house.jo.chat.email},{house.priya.chat.email},2026-06,{amara};{sam}\n"
        f"C-2,West,,{house.priya.chat.email},2026-06,{amara};{sam}\n"
        f"C-3,Family Support,,{house.priya.chat.email},2026-06,{amara};{sam}\n"
    )
    await house.allocates("TS-1", house.wren, month="2026-05")
    forms = {"small": house.templates["small"]}
    taken = await take_cases(house.bot.storage, path, forms, Asked(house.clock()))
    assert taken.new == 2
    assert any(
        "Row 4 was left out: the calendar leaves Family Support out of June 2026" in s for s in taken.said
    )
    assert any("2 new cases have the theme of June 2026, Disability" in told for told in taken.said)
    await house.amara.has_seen(
        "2 audits of June 2026 are with you (theme: Disability / Sensory Loss):", "C-1, with Sam Okafor"
    )
    await house.priya.has_seen(
        "2 cases of yours are audited in June 2026", "C-1, by Amara Osei and Sam Okafor"
    )
    await house.ellen.says("status June 2026")
    await house.ellen.sees("June 2026, Disability / Sensory Loss: 0 of 2")

    await gives_roles(house, house.jo, Role.AUDITOR, Role.PRACTITIONER)
    await house.ellen.says("programme June 2026")
    await house.ellen.sees("Amara Osei and Sam Okafor: 2 cases", "2 cases each.")
    await house.ellen.says("swap Amara Osei for Jo Whitfield in June 2026")
    await house.ellen.sees("Why do they change? Type: swap Amara Osei for Jo Whitfield in June 2026 because")
    await house.ellen.says(
        "swap Amara Osei for Jo Whitfield in June 2026 because Amara is on leave until July"
    )
    shown = await house.ellen.sees(
        "C-2: Jo Whitfield and Sam Okafor", "C-1 stays as it is: Jo Whitfield has a part in the case."
    )
    assert "C-1: " not in shown
    await house.jo.has_seen("The audit of C-2 is with you now, together with Sam Okafor.")
    await house.amara.has_seen("The audit of C-2 is not with you any more")
    await house.sam.has_seen("You audit C-2 together with Jo Whitfield now.")

    await house.ellen.says(
        "take Amara Osei and Sam Okafor out of June 2026 because they are needed for the inspection"
    )
    await house.ellen.sees(
        "Takes no part in June 2026: Amara Osei and Sam Okafor.", "C-1: Wren Castle", "C-2: Jo Whitfield"
    )
    await house.wren.has_seen("The audit of C-1 is with you now")
    await house.ellen.says("programme June 2026")
    await house.ellen.sees("Amara Osei takes no part: they are needed for the inspection")
    async with house.bot.storage.work(write=False) as work:
        people = {p.name: p.id for p in await work.people.everybody()}
    boxes = {"b:out": people["Jo Whitfield"], "b:in": "", "b:why": "Jo has moved to another team"}
    await house.ellen.presses("Change the pairs", boxes)
    await house.ellen.sees("Takes no part in June 2026: Jo Whitfield.", "C-2: Wren Castle")
    await house.wren.says("take Jo Whitfield out of June 2026 because I say so, really")
    assert "Takes no part" not in str(house.wren.messages[-1].looks or house.wren.messages[-1].text)
    await house.ellen.says("put Amara Osei back in June 2026 because she is free after all")
    await house.ellen.sees("Takes part in June 2026 again: Amara Osei.", "that went to others stay with them")

    report = await report_of(
        house.bot.storage, date(2026, 6, 1), date(2026, 6, 30), datetime(2026, 7, 1, tzinfo=UTC)
    )
    (table,) = [t for s in report.sections for t in s.tables if t.name == "selection.calendar"]
    assert table.lines[0].cells[:2] == ("Disability / Sensory Loss", "Family Support, Leaving Care")
    assert "Sam Okafor (they are needed for the inspection)" in str(table.lines[0].cells[2])


async def test_programme_draw_repeats_and_tells(house: House, tmp_path: Path) -> None:
    open_cases(house, tmp_path)
    await plans(house, tmp_path, CALENDAR.replace("small", "tier2-cin-cp"))
    draw = ("programme", "draw", "June 2026", "--open", "open.csv")
    done = await operator(tmp_path, house.url, *draw, "--allocate")
    assert done.returncode == 0, done.stderr
    assert "2026-06.csv: 4 of 12 cases, drawn with the seed" in done.stdout
    assert "2026-06-practice-week.csv: 1 of 12 cases" in done.stdout
    assert "4 allocated. Their auditors and managers are told." in done.stdout
    async with house.bot.storage.work(write=False) as work:
        assert await work.calendar.audits_in("2026-06", "") == 4
        with pytest.raises(NotChanged, match="June 2026 has 4 audits already, so nothing was drawn"):
            await rounds_to_draw(work, "2026-06", "", {}, again=False)
