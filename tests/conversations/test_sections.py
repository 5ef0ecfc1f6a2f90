"""A form starts, and is taken up again, with the list of its sections."""

from __future__ import annotations

import json

from tests.conversations.harness import EVIDENCE, House, said
from tests.conversations.test_answering import start


async def test_a_form_starts_and_is_taken_up_with_its_sections(house: House) -> None:
    await start(house)
    shown = said(house.amara.message("Sections"))
    assert "0 of 4 answered." in shown
    assert "1 The work" in shown
    assert "Not started: 3 to answer · you are here" in shown
    assert "Not started: 1 to answer" in shown
    assert "Nothing required" in shown
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE, "v:1.3": "no"})
    await house.amara.says("open TS-101")
    shown = said(house.amara.message("Sections", "Started: 2 of 3"))
    assert "2 of 4 answered." in shown
    await house.amara.sees("How do you judge the file overall?")


async def test_the_list_leads_to_a_section(house: House) -> None:
    await start(house)
    for typed in ("sections", "where am I", "where"):
        await house.amara.says(typed)
        await house.amara.sees("Sections", "0 of 4 answered", "You are in TS-101, The work")
    card = house.amara.messages[-1]
    sections = [a for a in _executes(card.looks) if a["data"]["to"] == "end"]
    await house.amara.sends(sections[0]["data"], card.id)
    await house.amara.has_seen("How do you judge the file overall?")


async def test_a_long_form_stays_short_on_the_list_and_says_how_long_it_takes(house: House) -> None:
    await house.allocates("TS-201", house.amara, form="tier2-cin-cp")
    await house.amara.says("open TS-201")
    await house.amara.presses("Start")
    card = house.amara.message("Sections").looks
    assert "It usually takes about 50 minutes, in as many sittings as you like." in said(
        house.amara.message("Sections")
    )
    form = house.templates["tier2-cin-cp"]
    asked = [s.id for s in form.sections if any("auditor" in form.people_of(q) for q in s.questions)]
    assert asked != [s.id for s in form.sections]  # the practitioner's own is theirs
    assert len(_executes(card)) == len(asked)
    assert len(json.dumps(card)) < 28_000


async def test_a_part_of_one_section_has_no_list(house: House) -> None:
    await house.jo.installs()
    await house.allocates("TS-401", house.amara, form="deep-dive")
    await house.amara.says("open TS-401")
    await house.jo.says("open TS-401")
    assert not any("usually takes" in said(message) for message in house.jo.messages)
    await house.jo.says("where am I")
    await house.jo.has_seen("You are in TS-401")


def _executes(node: object) -> list[dict[str, dict[str, str]]]:
    if isinstance(node, list):
        return [found for item in node for found in _executes(item)]
    if not isinstance(node, dict):
        return []
    mine = [node] if node.get("type") == "Action.Execute" and node.get("verb") == "go" else []
    return mine + [found for name, v in node.items() if name != "data" for found in _executes(v)]
