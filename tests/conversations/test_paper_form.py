"""A form as councils have it on paper, from the first page to the manager's summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from template_specs.language.loader import check, load
from tests.conversations.harness import House

FORM = Path(__file__).with_name("paper_form.yaml")
LOW = "Good overall, with attendance below 80%. Is that what you mean?"


async def start(house: House) -> None:
    assert check(FORM) == ()
    house.templates["paper"] = load(FORM)
    await house.allocates("TS-501", house.amara, form="paper")
    await house.amara.installs()
    await house.priya.installs()
    await house.amara.says("my audits")
    await house.amara.presses("Start")
    await house.amara.sees("Where does the child live?")


def labels(card: Any) -> list[str]:
    """The labels of the boxes of a card."""
    found = [card["label"]] if isinstance(card, dict) and card.get("type", "").startswith("Input.") else []
    inner = card.values() if isinstance(card, dict) else card if isinstance(card, list) else ()
    return [*found, *(label for part in inner for label in labels(part))]


async def test_by_card_to_the_summary(house: House) -> None:
    await start(house)
    amara = house.amara
    await amara.presses("Save and continue", {"v:1.1": "other", "v:1.2": "101"})
    await amara.sees('101 is above what "Attendance" can be (0 to 100).', "Where?")
    await amara.presses("Save and continue", {"v:1.1": "at_home", "v:1.2": "76.5"})
    await amara.sees("Is there an agenda?", "Standard met: not yet")
    assert "2.1 Comments (needed for No)" in labels(amara.card)
    await amara.presses("Save and continue", {"v:2.1": "yes", "v:2.2": "no", "w:2.2": "Two are not."})
    await amara.sees("Which sessions were looked at?", "2 are needed")
    await amara.presses("Add this entry", {"c:minutes": "60", "c:seen": "no", "c:why": ""})
    await amara.sees("Why not? is still empty.")
    await amara.presses("Add this entry", {"c:minutes": "60", "c:seen": "no", "c:why": "She was at school."})
    await amara.presses("Add this entry", {"c:minutes": "45", "c:seen": "yes", "c:why": ""})
    await amara.presses("Continue")
    await amara.presses(
        "Save and continue", {"v:from": "2026-05-31", "v:to": "2026-05-01", "v:overall": "good"}
    )
    await amara.sees("The period ends before it begins.", LOW)
    await amara.presses("Keep as it is")
    await amara.says("submit")
    await amara.sees("The period ends before it begins.")
    await amara.says("go to to")
    await amara.says("30 June 2026")
    await amara.says("submit")
    await amara.says("yes")
    await house.priya.sees("Audit summary", "Standard met", "50%")


async def test_by_typing(house: House) -> None:
    await start(house)
    amara = house.amara
    for typed, seen in (
        ("somewhere else", "Where?"),
        ("With an aunt in Goole", "What is the attendance?"),
        ("76.5", "Which sessions were looked at?"),  # supervision is asked of those at home
        ("60", "Seen alone?"),
        ("no", "Why not?"),
        ("At school", "Minutes?"),
        ("45", "Seen alone?"),
        ("yes", "number 2 is saved"),
        ("next", "From which day?"),
        ("31 May 2026", "To which day?"),
        ("1 May 2026", "The period ends before it begins."),
        ("30 June 2026", "How do you judge it overall?"),
        ("good", LOW),
        ("keep", "kept as it is"),
    ):
        await amara.says(typed)
        await amara.sees(seen)
    assert await house.answer("TS-501", "1.1.other") == (None, "With an aunt in Goole")
    assert await house.answer("TS-501", "1.2") == ("76.5", "")
