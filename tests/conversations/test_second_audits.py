"""Blind second audits: arranged, done without seeing each other, compared, and counted as agreement alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bot.delivery.comparisons import Comparisons
from bot.reports.as_json import report_json
from bot.reports.gathering import report_of
from storage.verify import verify
from tests.conversations.harness import EVIDENCE, House, Somebody, said
from tests.conversations.test_reallocated import changes

SEEN = "Amara saw that the plan is kept in her own words"
SEEN_TOO = "Sam found no plan that she could have understood"
WHY = "because we measure agreement this quarter"


async def grades(somebody: Somebody, case: str, words: str, first: str, overall: str) -> None:
    await somebody.says(f"open {case}")
    for answer in (
        f"{first} - {words}",
        f"good - {EVIDENCE}",
        "no",
        "go to overall",
        f"{overall} - {EVIDENCE}",
    ):
        await somebody.says(answer)


async def submits(somebody: Somebody) -> None:
    await somebody.says("submit")
    await somebody.says("yes")


async def arranged(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-101", house.amara, team="South")
    await house.ellen.says(f"second audit TS-101 by Sam Okafor {WHY}")
    await house.ellen.sees("Sam Okafor will audit TS-101 a second time, as TS-101/2, by 19 June 2026")


async def compares(house: House) -> int:
    done = await Comparisons(house.bot.storage, clock=house.clock).round()
    await house.delivers()
    return done


async def test_neither_sees_the_others_until_both_are_submitted(house: House) -> None:
    await arranged(house)
    await house.delivers()
    await house.sam.has_seen("A second audit of TS-101 is with you now", "TS-101/2")
    await grades(house.amara, "TS-101", SEEN, "good", "good")
    await grades(house.sam, "TS-101", SEEN_TOO, "inadequate", "requires improvement")  # his own, by the case
    await submits(house.amara)
    await house.priya.has_seen("Overall grade: Good")
    assert await compares(house) == 0
    for somebody, others in ((house.sam, SEEN), (house.amara, SEEN_TOO)):
        for words in (
            "my audits",
            "history TS-101",
            "history TS-101/2",
            "status TS-101",
            "open TS-101",
            "document TS-101",
            "compare TS-101",
            "access TS-101",
        ):
            await somebody.says(words)
        shown = " ".join(said(message) for message in somebody.messages)
        assert "Only a QA lead can see who has read an audit." in shown
        assert "There is nothing to compare for TS-101 now." in shown
        assert others not in shown
        assert "asked for a second audit" not in shown
    assert "Amara" not in " ".join(said(message) for message in house.sam.messages)
    assert "Sam" not in " ".join(said(message) for message in house.amara.messages)
    await house.ellen.says("second audits")
    await house.ellen.sees("TS-101/2 (Sam Okafor): In progress", "TS-101 (Amara Osei): Submitted")
    await house.ellen.says("compare TS-101")
    await house.ellen.sees("TS-101/2 (Sam Okafor): In progress", "be compared once both are submitted")

    before = len(house.priya.messages), len(house.jo.messages)
    await house.sam.says("open TS-101/2")
    await submits(house.sam)
    await house.sam.sees("TS-101/2 is submitted. That is all that is needed from you")
    assert await compares(house) == 3
    assert await compares(house) == 0
    assert (len(house.priya.messages), len(house.jo.messages)) == before
    for somebody in (house.ellen, house.amara, house.sam):
        await somebody.has_seen("Both audits of TS-101 are submitted", "The same: 1. One step apart: 1.")
        await somebody.presses("Compare them")
        await somebody.sees("Amara Osei: Good", "Sam Okafor: Inadequate", "2 steps apart")
        await somebody.says("compare TS-101")
        await somebody.sees("Amara Osei: Good", "Sam Okafor: Inadequate", "2 steps apart", "Where they agree")
    await house.priya.says("compare TS-101")
    await house.priya.sees("I found no audit of TS-101 for you")
    await house.priya.says("open TS-101/2")
    await house.priya.sees("I found no audit of TS-101/2 for you")


async def test_it_counts_as_agreement_and_nowhere_else(house: House) -> None:
    await arranged(house)
    await grades(house.amara, "TS-101", SEEN, "good", "good")
    await submits(house.amara)
    await grades(house.sam, "TS-101/2", SEEN_TOO, "good", "requires improvement")
    await submits(house.sam)
    await compares(house)
    storage, now = house.bot.storage, house.clock()
    made = await report_of(storage, date(2026, 6, 1), date(2026, 6, 1), now, lambda *_counts: None)
    report = b"".join(report_json(made)).decode()
    assert "TS-101/2" not in report
    assert "Pairs of grades: 3. The same: 2. One step apart: 1. Further apart: 0." in report
    await house.ellen.says("status")
    shown = said(house.ellen.messages[-1])
    assert "Good: 1" in shown
    assert "Requires improvement: 0" in shown
    assert (await verify(storage)).whole


async def test_a_new_manager_hears_of_a_concern_in_it(house: House, tmp_path: Path) -> None:
    await arranged(house)
    await changes(house, tmp_path, manager_email=house.mo)
    before = len(house.mo.messages)
    await house.amara.says("open TS-101")
    await house.amara.says("concern: he has not been seen for five weeks")
    await house.amara.says("yes")
    await house.sam.says("open TS-101/2")
    await house.sam.says("concern: the school says that he was hit last night")
    await house.sam.says("yes")
    await house.delivers()
    told = " ".join(said(message) for message in house.mo.messages[before:])
    assert "hit last night" in told
    made = await report_of(
        house.bot.storage, date(2026, 6, 1), date(2026, 6, 1), house.clock(), lambda *_counts: None
    )
    report = json.loads(b"".join(report_json(made)))
    section = next(one for one in report["sections"] if one["name"] == "concerns")
    assert section["said"] == ["1 of them was raised in a second audit."]
    raised = {row["name"]: row["cells"][0]["count"] for row in section["tables"][0]["rows"]}
    assert (raised["raised"], raised["unread"]) == (2, 2)
    await house.ellen.says("status all")
    await house.ellen.sees("2 immediate concerns were raised; 2 not read yet")
    await house.ellen.says("status concerns")
    shown = await house.ellen.sees("TS-101/2: raised by Sam Okafor", "TS-101: raised by Amara Osei")
    listed = {line for line in shown.splitlines() if "raised by" in line}
    assert len(listed) == 2
    assert "hit last night" not in " ".join(said(message) for message in house.priya.messages)


async def test_who_may_do_it(house: House) -> None:
    for somebody in (house.ellen, house.sam):
        await somebody.installs()
    await house.allocates("TS-101", house.amara)
    for words, answer in (
        (f"second audit TS-101 by Sam Okafor {WHY}", "Sam Okafor is in the case's own team"),
        (f"second audit TS-101 by Amara Osei {WHY}", "Amara Osei audits TS-101 already"),
        ("second audit TS-101 by Sam Okafor", "Why is it audited a second time?"),
        (f"second audit TS-101 by Nobody Here {WHY}", "I find no auditor called “Nobody Here”"),
        (f"second audit TS-101 {WHY}", "Who audits it a second time?"),
    ):
        await house.ellen.says(words)
        await house.ellen.sees(answer)
    await house.sam.says(f"second audit TS-101 by Sam Okafor {WHY}")
    await house.sam.sees("I found no audit of TS-101 for you")
    await house.ellen.says(f"second audit TS-101 by Sam Okafor anyway {WHY}")
    await house.ellen.sees("Sam Okafor will audit TS-101 a second time")
    await house.ellen.says(f"second audit TS-101 by Sam Okafor anyway {WHY}")
    await house.ellen.sees("TS-101 is being audited a second time already")
    await house.ellen.says("reassign TS-101 to Sam Okafor anyway because Amara is on leave")
    await house.ellen.sees("Sam Okafor has a part in the other audit of TS-101")
    await house.ellen.says("withdraw TS-101/2 because Sam has no time for it")
    await house.ellen.sees("TS-101/2 is withdrawn")
    await house.ellen.says(f"second audit TS-101 by Sam Okafor anyway {WHY}")
    await house.ellen.sees("Sam Okafor will audit TS-101 a second time, as TS-101/3")
    await house.ellen.says("history TS-101")
    await house.ellen.sees("Ellen Marsh asked for a second audit of the case, by Sam Okafor")


async def test_one_in_so_many_is_drawn_by_lot(house: House) -> None:
    await house.ellen.installs()
    for number in range(1, 13):
        await house.allocates(f"TS-{number}", house.amara, team="South")
    await house.ellen.says("second audits one in 1")
    await house.ellen.sees(
        "Of the 12 audits of June 2026, one in 1 by lot: 12", "TS-7 (Amara Osei): Not started"
    )
    await house.ellen.says("second audits one in 2")
    first = await house.ellen.sees("one in 2 by lot", "second audit CASE by NAME because it was drawn")
    assert 0 < first.count("(Amara Osei)") < 2 * 12
    await house.ellen.says("second audits one in 2")
    assert await house.ellen.sees("one in 2 by lot") == first
    await house.amara.says("second audits one in 2")
    await house.amara.sees("No audit is open here")


async def test_a_concern_raised_in_it_reaches_the_manager(house: House) -> None:
    await arranged(house)
    await house.sam.says("open TS-101/2")
    await house.sam.presses("Send the concern", {"concern": "She is alone with him tonight."})
    await house.delivers()
    await house.priya.has_seen("Immediate concern: act now", "She is alone with him tonight.")
