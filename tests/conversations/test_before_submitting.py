"""The last question before a submission names who has not looked, and what is not used; late words stay."""

from __future__ import annotations

from tests.conversations.harness import EVIDENCE, House
from tests.conversations.test_undo import OTHER, typed


async def ready(house: House) -> None:
    """A pair's audit with everything answered: half of it since Sam was last here."""
    await house.allocates("TS-101", house.amara, house.sam)
    await typed(house.sam, "open TS-101", f"1.1 good - {EVIDENCE}")
    await typed(house.amara, "open TS-101", f"1.2 ri - {OTHER}\n1.3 no", "go to overall", "good")


async def test_it_names_the_partner_who_has_not_seen_this_version(house: House) -> None:
    await ready(house)
    await house.sam.installs()
    await typed(house.amara, "submit")
    await house.amara.sees(
        "Submit this audit?", "Sam Okafor has not seen this version: 3 answers have changed"
    )
    assert "Submit anyway" in house.amara.buttons
    await house.amara.presses("Remind them")
    await house.amara.sees("I am reminding Sam Okafor now. Nothing has been submitted")
    await house.sam.sees("Amara Osei is about to submit the audit of TS-101.", "Open it")
    await house.sam.presses("Open it")
    await typed(house.amara, "submit")
    assert "has not seen" not in await house.amara.sees("Submit this audit?")
    assert "Submit the audit" in house.amara.buttons


async def test_unused_notes_are_named(house: House) -> None:
    await ready(house)
    await typed(house.sam, "where am I")
    await typed(house.amara, "note: dad is not in the genogram", "submit")
    await house.amara.sees("1 note is not used yet: “dad is not in the genogram”.")
    assert "Remind them" not in house.amara.buttons
    await house.amara.presses("Submit anyway")
    await house.amara.has_seen("Submitted.")


async def test_views_that_are_awaited_are_named_and_reminded(house: House) -> None:
    await house.allocates("TS-101", house.amara, form="views")
    for somebody in (house.jo, house.ira):
        await somebody.installs()
    await typed(house.amara, "open TS-101", "good", "submit")
    await house.amara.sees(
        "Not heard from yet:", "Jo Whitfield (practitioner)", "Ira Bell (IRO or conference chair)"
    )
    await typed(house.ira, "open TS-101", "I saw a child who was heard in every meeting.")
    await typed(house.amara, "card", "submit")
    assert "Ira Bell" not in await house.amara.sees("Not heard from yet: Jo Whitfield (practitioner).")
    await house.amara.presses("Remind them")
    await house.jo.sees("Amara Osei asks for your view in the audit of TS-101", "Open it")
    await house.ira.has_not_seen("Amara Osei asks for your view")
    await house.jo.presses("Open it")
    await house.jo.sees("What would you do again?")


async def test_a_view_that_comes_too_late_is_kept_with_whom_to_ask(house: House) -> None:
    await house.allocates("TS-101", house.amara, form="views")
    await house.ira.installs()
    await typed(house.amara, "open TS-101")
    await house.delivers()
    await house.ira.presses("Open it")
    page = house.ira.messages[-1].id
    await typed(house.amara, "good", "submit", "yes")
    view = "I saw a child who was heard in every meeting."
    await house.ira.presses("Save", {"v:iro_view": view}, on=page)
    await house.ira.has_seen(
        "Amara Osei submitted the audit of TS-101 on", "too late", "Amara Osei or your QA lead"
    )
    await typed(house.ira, "I also saw that his school was never asked.")
    await house.ira.sees("too late and is not part of it", "kept")
    kept = (await house.audit("TS-101", house.ira))[1].drafts["iro_view"]
    assert view in kept.value
    assert "his school was never asked" in kept.value
    await house.ellen.says("reopen TS-101 because the IRO was not heard")
    await typed(house.ira, "open TS-101")
    await house.ira.has_seen(view)


async def test_what_the_partner_types_too_late_is_kept(house: House) -> None:
    await ready(house)
    await typed(house.amara, "submit", "yes")
    await typed(house.sam, f"1.1 ri - {OTHER}")
    await house.sam.has_seen(
        "Amara Osei submitted the audit of TS-101 on", "Amara Osei or your QA lead", "kept"
    )
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert OTHER in (await house.audit("TS-101", house.sam))[1].drafts["1.1"].words
    await typed(house.sam, "thanks")
    assert len((await house.audit("TS-101", house.sam))[1].drafts) == 1
