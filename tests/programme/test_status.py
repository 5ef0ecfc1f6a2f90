"""The status of one month or one team in the chat, and how to get the report."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.features.programme_scope import month_in, team_in
from tests.conversations.harness import EVIDENCE, House


async def programme(house: House) -> None:
    """May: one submitted in North, one late in South.  June: one under way in North."""
    await house.allocates("M-1", house.amara, month="2026-05", team="North", form="replied")
    await house.allocates(
        "M-2", house.sam, month="2026-05", team="South", due=date(2026, 6, 1), form="replied"
    )
    await house.allocates("J-1", house.amara, month="2026-06", team="North", form="replied")
    await house.amara.says("open M-1")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.says("good - The plan was read with both parents in May and in June.")
    await house.amara.says("submit")
    await house.amara.says("yes")
    await house.amara.says("open J-1")
    await house.amara.says(f"good - {EVIDENCE}")
    await house.delivers()


async def test_each_figure_opens_its_list(house: House) -> None:
    await programme(house)
    await house.ellen.says("status May 2026")
    await house.ellen.sees("May 2026: 1 of 2 completed", "Selected: 2", "Submitted: 1", "Overdue: 1")
    await house.ellen.sends({"verb": "status", "which": "in:2026-05:/overdue", "skip": 0})
    shown = await house.ellen.sees("May 2026, overdue: 1", "M-2")
    assert "M-1" not in shown
    await house.ellen.says("status North team")
    await house.ellen.sees("North: 1 of 2 completed", "In progress: 1", "None overdue")
    await house.ellen.sends({"verb": "status", "which": "in::North/all", "skip": 0})
    await house.ellen.sees("North, selected: 2", "M-1", "J-1")
    await house.ellen.says("status April 2026")
    await house.ellen.sees("No audit of the programme is in April 2026.")
    await house.ellen.says("status M-1")
    await house.ellen.sees("M-1")


async def test_only_the_qa_lead(house: House) -> None:
    await programme(house)
    await house.priya.says("status May 2026")
    shown = await house.priya.sees("I found no audit of May 2026 for you.")
    assert "M-2" not in shown
    await house.priya.sends({"verb": "status", "which": "in:2026-05:/all", "skip": 0})
    await house.priya.has_not_seen("May 2026, selected")
    await house.amara.says("report")
    await house.amara.has_not_seen("report monitoring")
    await house.ellen.says("report")
    await house.ellen.sees(
        "app.py report monitoring --from 2026-01-01 --to 2026-03-31 --format html --out report.html",
        "status March 2026",
    )


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("May 2015", "2015-05"),
        ("may", "2026-05"),
        ("Sept", "2025-09"),
        ("2015-5", "2015-05"),
        ("11/2025", "2025-11"),
        ("13/2025", ""),
        ("ma", ""),
        ("TS-101", ""),
        ("North", ""),
    ],
)
def test_a_month_as_people_write_it(words: str, month: str) -> None:
    assert month_in(words, date(2026, 6, 5)) == month


def test_a_team_as_people_name_it() -> None:
    teams = ("Assessment North", "Assessment South", "Leaving Care", "North")
    assert team_in("north team", teams) == "North"
    assert team_in("the leaving care team", teams) == "Leaving Care"
    assert team_in("south", teams) == "Assessment South"
    assert team_in("assessment", teams) == ""
    assert team_in("team", teams) == ""


async def test_grades_and_forms_and_everybody_who_is_late(house: House) -> None:
    await programme(house)
    await house.ellen.says("status")
    await house.ellen.sees("Overall grades", "Good: 1", "Actions")
    await house.ellen.sends({"verb": "status", "which": "in:@:/grade:good:Good", "skip": 0})
    shown = await house.ellen.sees("The programme, Good: 1", "M-1")
    assert "M-2" not in shown
    title = house.templates["replied"].short_title
    await house.ellen.says(f"status {title}")
    await house.ellen.sees(f"{title}: 1 of 3 completed", "Overall grades")
    await house.ellen.sends({"verb": "status", "which": "in:@form:replied/overdue", "skip": 0})
    await house.ellen.sees(f"{title}, overdue: 1", "M-2")
    await house.ellen.says("status actions")
    await house.ellen.sees("No completed audit recommended an action.")
    await house.ellen.says("status overdue")
    await house.ellen.presses("Remind everybody who is late")
    await house.ellen.sees("Reminders sent: 1, about 1 overdue audits.")
    await house.delivers()
    await house.sam.sees("Ellen", "reminds you: the audit of M-2 is with you.")
    await house.ellen.says("chase")
    await house.ellen.sees("has been reminded today already")
    await house.sam.says("chase")
    await house.sam.has_not_seen("Reminders sent")
