"""A stage that everybody named completes, each for themselves: by card and by typing."""

from __future__ import annotations

from dialogs.audits.audit import State
from tests.connector import buttons
from tests.conversations.harness import House, Somebody, said


async def together(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-301", house.amara, house.sam, form="together")


async def submits(somebody: Somebody, *expected: str) -> None:
    """The last question and its yes, in words."""
    await somebody.says("submit")
    await somebody.says("yes")
    await somebody.sees(*expected)


async def state(house: House) -> tuple[State, str]:
    audit = (await house.audit("TS-301"))[0]
    return audit.state, audit.stage


async def audited(house: House) -> None:
    """The first stage, completed by both of the pair."""
    await together(house)
    await house.amara.says("open TS-301")
    await house.amara.says("good")
    await submits(house.amara)
    await house.sam.says("open TS-301")
    await submits(house.sam, "Submitted. The summary is on its way to Priya Nair.")


async def test_an_audit_of_a_pair_goes_on_when_both_have_completed_it(house: House) -> None:
    await together(house)
    amara, sam = house.amara, house.sam
    await amara.says("my audits")
    await amara.presses("Start")
    await amara.presses("Save", {"v:1.1": "good"})
    await amara.says("submit")
    await amara.sees("Complete your part?", "Not done yet", "Sam Okafor", "you can still change")
    await amara.presses("Complete my part")
    await amara.sees("Your part is complete. Audit is still with Sam Okafor")
    assert await state(house) == (State.IN_PROGRESS, "")
    await house.priya.has_not_seen("Audit summary")
    await sam.sees("Amara Osei has completed their part in Audit (TS-301). Yours is still to do")

    await amara.says("my audits")
    await amara.sees("You have completed your part. It is with Sam Okafor")
    await amara.says("submit")
    await amara.sees("You completed your part on 5 June 2026.", "It is still with Sam Okafor")
    await sam.says("open TS-301")
    await sam.says("where am I")
    await sam.sees("This stage is still with Sam Okafor.")
    await sam.says("submit")
    await sam.sees("Submit this audit?")
    await sam.presses("Submit the audit")
    assert await state(house) == (State.SUBMITTED, "views")
    await house.priya.has_seen("Audit summary")
    await amara.has_seen("Sam Okafor submitted the audit of TS-301.")


async def test_a_change_by_the_other_asks_for_the_first_ones_word_again(house: House) -> None:
    await together(house)
    amara, sam = house.amara, house.sam
    await amara.says("open TS-301")
    await amara.says("good")
    await submits(amara, "Your part is complete.")
    await sam.says("open TS-301")
    await sam.says("go to 1.1")
    await sam.says("fair")
    await submits(sam, "Audit is still with Amara Osei")
    await amara.sees("Something was changed since you completed yours: read it through")
    await amara.says("review")
    await amara.has_seen("Fair", "Good until 5 June 2026 (Amara Osei)")
    await submits(amara, "Submitted.")
    assert await state(house) == (State.SUBMITTED, "views")


async def test_a_change_of_ones_own_has_to_be_completed_again(house: House) -> None:
    await together(house)
    amara = house.amara
    await amara.says("open TS-301")
    await amara.says("good")
    await submits(amara, "Your part is complete.")
    await amara.says("go to 1.1")
    await amara.says("fair")
    await amara.has_seen("You had completed your part. Type submit to complete it again")
    await house.sam.says("open TS-301")
    await submits(house.sam, "Audit is still with Amara Osei")
    assert await state(house) == (State.IN_PROGRESS, "")
    await submits(amara, "Submitted.")


async def test_each_contributor_completes_their_part_in_any_order(house: House) -> None:
    await audited(house)
    ira, priya, max_, ellen = house.ira, house.priya, house.max, house.ellen
    await ira.sees("Views", "Not done yet", "Ira Bell (IRO or conference chair), Priya Nair (manager)")
    card = ira.messages[-1]

    await priya.presses("Open it", on=priya.message("Views", "Open it").id)
    await priya.presses("Save", {"v:shared": "yes", "v:manager_view": "It reads as it is."})
    await priya.says("submit")
    await priya.presses("Complete my part")
    await priya.sees("Views is still with Ira Bell (IRO or conference chair) and a moderator")
    await house.delivers()
    await ira.has_seen("Priya Nair has completed their part in Views (TS-301).")
    assert "Priya Nair" not in said(card)  # her card, brought up to date in place
    await priya.has_seen("You completed your part on 5 June 2026. Thank you.")
    await ellen.says("status TS-301")
    await ellen.sees(
        "TS-301, Joint audit: submitted on 5 June 2026, and in Views since 5 June 2026.",
        "It is due on 12 June 2026. It is with Ira Bell (IRO or conference chair) and a moderator.",
    )

    await max_.says("open TS-301")
    await max_.says("The grade and the reasons for it are right.")
    await submits(max_, "Views is still with Ira Bell (IRO or conference chair)")
    await ira.says("open TS-301")
    await ira.says("submit")
    await ira.sees("still needed")  # her own, and what the manager answers too is answered
    await ira.says("go to iro_view")
    await ira.says("She was heard, and it shows.")
    await submits(ira, "Done. Next is QA check.")
    assert await state(house) == (State.SUBMITTED, "check")
    assert (await house.audit("TS-301"))[0].confirmed == ()


async def test_a_change_of_what_another_answers_too_asks_them_again(house: House) -> None:
    await audited(house)
    ira, priya, max_ = house.ira, house.priya, house.max
    await priya.says("open TS-301")
    await priya.says("yes")
    await priya.says("It reads as it is.")
    await submits(priya, "Your part is complete.")
    await max_.says("open TS-301")
    await max_.says("The grade and the reasons for it are right.")
    await submits(max_, "Your part is complete.")
    await ira.says("open TS-301")
    await ira.says("She was heard, and it shows.")
    await ira.says("go to shared")
    await ira.says("no")
    # The moderator's part is none of what she changed.
    await submits(ira, "Views is still with Priya Nair (manager),")
    await priya.has_seen("Something was changed since you completed yours")
    await submits(priya, "Done. Next is QA check.")


async def test_nobody_who_is_not_named_for_the_case_is_awaited(house: House) -> None:
    for somebody in house.everybody:
        await somebody.installs()
    await house.allocates("TS-301", house.amara, form="together")
    await house.amara.says("open TS-301")
    await house.amara.says("good")
    await submits(house.amara, "Submitted.")
    assert await state(house) == (State.SUBMITTED, "views")


async def test_a_reopened_audit_is_completed_by_both_anew(house: House) -> None:
    await audited(house)
    asked = house.priya.message("Views", "We need")
    await house.ellen.says("reopen TS-301 because the plan was left out")
    await house.delivers()
    assert "This audit is with its auditors again. Nothing is needed from you" in said(asked)
    assert "Open it" not in buttons(asked.looks or {})
    await house.amara.says("open TS-301")
    await submits(house.amara)
    await house.amara.has_seen("Audit is still with Sam Okafor")
    await house.sam.says("open TS-301")
    await submits(house.sam, "Submitted.")
