"""A case list that names other people: whoever gets the audit has it, whoever had it has it no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.imports.taking import Asked, Taken, take_cases
from tests.conversations.harness import EVIDENCE, House, Somebody
from tests.conversations.test_answering import fill, start, submit

WHY = "Amara is on leave until September."


async def changes(house: House, folder: Path, **cells: str | Somebody) -> Taken:
    """The case list with these cells for TS-101, taken with --update."""
    texts = {name: cell if isinstance(cell, str) else cell.chat.email for name, cell in cells.items()}
    path = folder / "list.csv"
    path.write_text(f"case_ref,{','.join(texts)}\nTS-101,{','.join(texts.values())}\n", encoding="utf-8")
    forms = {template.id: template for template in house.templates.values()}
    # Everybody of these tests is in one team, and so are their cases: that is not what they are about.
    async with house.bot.storage.work() as work:
        await work.connection.execute(text("UPDATE audits SET team = 'South'"))
        for audit_id in house.audits.values():
            await work.audits.reseal(audit_id)
    return await take_cases(house.bot.storage, path, forms, Asked(house.clock(), WHY))


async def test_a_replaced_auditor_loses_the_audit_and_the_new_one_has_it(
    house: House, tmp_path: Path
) -> None:
    await house.wren.installs()
    await house.sam.installs()
    await start(house)  # Amara and Sam
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    page = house.amara.card
    pressed = next(a for a in _actions(page) if a.get("title") == "Save and continue")
    taken = await changes(house, tmp_path, auditor_emails=f"{house.wren.chat.email};{house.sam.chat.email}")
    assert len(taken.changed) == 1

    await house.wren.has_seen(
        "The audit of TS-101 is with you now, together with Sam Okafor.", "19 June 2026"
    )
    await house.amara.has_seen("TS-101 is not with you any more: Wren Castle and Sam Okafor have it now.")
    await house.sam.has_seen(
        "You audit TS-101 together with Wren Castle now. Amara Osei is not on it any more."
    )

    before, _ = await house.audit("TS-101")
    answer = await house.amara.sends(pressed["data"] | {"v:1.2": "good", "w:1.2": EVIDENCE})
    assert "not allocated to you" in str(answer.body)
    await house.amara.says("good - chronology updated in June, she was seen alone twice")
    await house.amara.says("open TS-101")
    await house.amara.sees("I found no audit of TS-101 for you")
    after, _ = await house.audit("TS-101")
    assert after.revision == before.revision
    await house.amara.says("my audits")
    assert "TS-101" not in await house.amara.sees()

    await house.wren.says("open TS-101")
    await house.wren.presses("Save and continue", {"v:1.2": "good", "w:1.2": EVIDENCE})
    assert (await house.answer("TS-101", "1.1"))[0] == "good"  # what Amara saved is still there
    after, _ = await house.audit("TS-101")
    answered = after.answer("1.2")
    assert answered is not None
    assert answered.by == house.wren.id


async def test_a_concern_that_was_not_read_goes_to_the_new_manager(house: House, tmp_path: Path) -> None:
    await house.priya.installs()
    await house.mo.installs()
    await start(house)
    await house.amara.presses("Send the concern", {"concern": "He is afraid to go home tonight."})
    await house.priya.sees("afraid to go home")
    await changes(house, tmp_path, manager_email=house.mo)
    await house.mo.has_seen("afraid to go home")
    await house.amara.has_seen("goes to Mo Khan now", "You must still phone.")
    await house.priya.has_seen("You are not the manager named for the audit of TS-101 any more")
    answer = await house.priya.presses("I have read this", on=house.priya.message("afraid to go home").id)
    assert "Only the manager named for this case" in str(answer.body)
    await house.mo.presses("I have read this")
    await house.amara.has_seen("Mo Khan has read your concern on TS-101.")


async def test_a_new_manager_has_the_summary_and_the_former_one_no_more(house: House, tmp_path: Path) -> None:
    await house.priya.installs()
    await house.mo.installs()
    await start(house)
    await fill(house)
    await submit(house)
    await house.priya.has_seen("Audit summary")
    await changes(house, tmp_path, manager_email=house.mo)
    await house.mo.has_seen("Audit summary")
    await house.priya.has_seen("This audit is with somebody else now.")
    await house.priya.has_not_seen("Audit summary", EVIDENCE)


async def test_a_card_that_waited_for_the_former_manager_never_goes_to_them(
    house: House, tmp_path: Path
) -> None:
    await start(house)
    await fill(house)
    await submit(house)
    await house.delivers()  # Priya has no chat yet
    await changes(house, tmp_path, manager_email=house.mo)
    await house.priya.installs()
    await house.priya.has_not_seen("Audit summary", EVIDENCE)
    await house.mo.installs()
    await house.mo.has_seen("Audit summary")


@pytest.mark.parametrize("state", ["allocated", "in progress"])
async def test_another_due_date_is_told(house: House, tmp_path: Path, state: str) -> None:
    await house.amara.installs()
    await house.allocates("TS-101", house.amara)
    if state == "in progress":
        await house.amara.says("open TS-101")
    await changes(house, tmp_path, due="26 June 2026")
    await house.amara.has_seen("The audit of TS-101 is due on 26 June 2026, not on 19 June 2026.")
    assert (await house.audit("TS-101"))[0].due == date(2026, 6, 26)


def _actions(card: Any) -> list[dict[str, Any]]:
    if isinstance(card, list):
        return [action for part in card for action in _actions(part)]
    if not isinstance(card, dict):
        return []
    own = [card] if str(card.get("type", "")).startswith("Action.") else []
    return own + [action for part in card.values() for action in _actions(part)]
