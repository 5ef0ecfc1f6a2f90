"""An immediate concern, raised in the middle of an audit."""

from __future__ import annotations

from tests.conversations.harness import House, said
from tests.conversations.test_answering import start

WORDS = "He said he is afraid to go home tonight"


async def test_it_reaches_the_manager_at_once_and_the_auditor_sees_its_way(house: House) -> None:
    await house.priya.installs()
    await start(house)
    page = house.amara.messages[-1]
    await house.amara.presses("Send the concern", {"concern": WORDS, "v:1.1": "good"})
    assert "How good is the chronology?" in said(page), "the audit goes on where it was"
    await house.delivers()
    urgent = house.priya.messages[-1]
    assert urgent.urgent
    assert WORDS not in urgent.summary
    assert "TS-101" not in urgent.summary
    await house.priya.sees(
        "Immediate concern: act now", WORDS, "Raised by Amara Osei on 5 June 2026 at 2:30pm"
    )
    status = house.amara.message("Your immediate concern", "Raised:")
    assert "Delivered: to Priya Nair, 5 June 2026" in said(status)
    assert "Read: not yet" in said(status)
    house.clock.passes(minutes=10)
    await house.priya.presses("I have read this")
    await house.delivers()
    assert "Read: by Priya Nair, 5 June 2026 at 2:40pm" in said(status)
    await house.amara.has_seen("Priya Nair has read your concern on TS-101.")
    assert "Immediate concern: read" in said(urgent)
    assert (await house.answer("TS-101", "1.1"))[0] == "good", "what stood in the boxes is saved"


async def test_sent_then_delivered(house: House) -> None:
    await house.priya.installs()
    await start(house)
    house.connector.fail(503, conversation=house.priya.chat.conversation, times=2)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.delivers()
    status = house.amara.message("Your immediate concern", "Raised:")
    assert "Delivered: not yet" in said(status)
    await house.amara.has_seen("has not reached Priya Nair in Teams. Call them")
    for _ in range(4):
        house.clock.passes(minutes=5)
        await house.delivers()
    assert "Delivered: to Priya Nair" in said(status)
    assert len([m for m in house.priya.messages if WORDS in said(m)]) == 1


async def test_a_manager_who_cannot_be_reached(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.amara.has_seen(
        "Not delivered", "Priya Nair has not opened this bot in Teams yet.", "Call them"
    )
    await house.amara.has_seen(
        "Your immediate concern on TS-101 has not reached Priya Nair in Teams. It goes to Ellen Marsh "
        "instead. Call Ellen Marsh or the duty manager now."
    )
    await house.priya.installs()
    await house.priya.has_seen("Immediate concern: act now", WORDS)
    assert "Delivered: to Priya Nair" in said(house.amara.message("Your immediate concern", "Raised:"))


async def test_without_a_manager_it_goes_to_the_qa_leads(house: House) -> None:
    await house.ellen.installs()
    await house.allocates("TS-101", house.amara, manager=None)
    await house.amara.says("open TS-101")
    await house.amara.says("concern")
    await house.amara.says(WORDS)
    await house.amara.says("send now")
    await house.amara.has_seen(
        "No manager is named for this case, so your concern goes to Ellen Marsh now. Call Ellen Marsh or the "
        "duty manager as well"
    )
    await house.ellen.has_seen("Immediate concern: act now", WORDS)
    assert "Delivered: to Ellen Marsh" in said(house.amara.message("Your immediate concern", "Raised:"))
    assert [c.passage.text for c in (await house.audit("TS-101"))[0].concerns] == [WORDS]
