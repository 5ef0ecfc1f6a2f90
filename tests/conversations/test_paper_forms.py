"""Forms without grades, with blocks used again and many short questions, from first page to summary."""

from __future__ import annotations

from template_specs.language.loader import load
from tests.cards.schema import inputs
from tests.conversations.harness import House
from tests.forms import FORMS


async def started(house: House) -> None:
    house.templates["school"] = load(FORMS / "school_case_audit.yaml")
    await house.allocates("TS-701", house.amara, form="school")
    await house.amara.installs()
    await house.priya.installs()
    await house.amara.says("open TS-701")
    await house.amara.sees("Which plans are there?")


def test_a_block_is_asked_under_ids_of_its_own_and_counted_together() -> None:
    form = load(FORMS / "school_case_audit.yaml")
    for plan in ("cin", "cp", "lac", "ehcp"):
        assert form.by_id[f"{plan}.needs"].counted_as == "core.needs"
        assert form.by_id[f"{plan}.why"].when is not None
    assert [q.id for q in form.questions if q.counted_as == "core.reviewed"] == [
        "cin.reviewed",
        "cp.reviewed",
        "lac.reviewed",
        "ehcp.reviewed",
    ]


async def test_from_the_details_to_a_summary_without_grades(house: House) -> None:
    await started(house)
    amara = house.amara
    details = {"v:plans": "cin,lac", "v:days": "12", "v:note": "He moves school in May."}
    await amara.presses("Save and continue", details)
    await amara.sees("Section 1 of 5", "Does the plan meet the needs?")
    await amara.presses("Save and continue", {"v:cin.needs": "no", "v:cin.reviewed": "2026-05-01"})
    await amara.sees("Why not?")
    await amara.presses("Save and continue", {"v:cin.why": "Nobody asked him."})
    await amara.sees("Section 3 of 5", "Does the plan meet the needs?")
    await amara.presses("Save and continue", {"v:lac.needs": "yes", "v:lac.reviewed": "2026-05-02"})
    await amara.sees("Section 5 of 5", "The plan is known in school.", "It helps the child.")
    boxes = inputs(amara.card)
    assert len([name for name in boxes if name.startswith("v:5.")]) == 12
    assert boxes["v:5.1"]["label"].startswith("5.1 The plan is known in school.")
    assert boxes["v:5.1"].get("style") != "expanded"
    views = {f"v:5.{n}": "agree" for n in range(1, 12)} | {"v:5.12": "disagree"}
    await amara.presses("Save and continue", views)
    await amara.says("submit")
    await amara.says("yes")
    shown = await house.priya.sees("Audit summary", "Areas for development", "Strengths", "In figures")
    assert "No overall grade" not in shown
    assert "Nothing was graded" not in shown
    assert "1 Child in need: 1 No" in shown
    assert "5 The teacher's views: 11 Agree, 1 Disagree" in shown
    assert "5.12 It helps the child: Disagree" in shown
    assert "How many days were missed: 12" in shown
    assert "He moves school in May." in shown
    assert "Nobody asked him." not in shown
    assert "more: press Read the whole audit" in shown
