"""A typed concern through the whole bot: kept, asked about again, counted, and found its case."""

from __future__ import annotations

from bot.delivery.asking_again import AskingAgain
from tests.conversations.harness import House, Somebody, said
from tests.conversations.test_answering import start

WORDS = "He said he is afraid to go home tonight"
CARD = "Send this concern?"
AGAIN = "Your concern has not been sent yet"


async def looks(house: House) -> int:
    """One look, by a process of its own."""
    return await AskingAgain(house.bot.storage, clock=house.clock).round()


def count(somebody: Somebody, text: str) -> int:
    return len([m for m in somebody.messages if text in said(m)])


async def test_it_waits_is_asked_about_and_goes_when_sent(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.sees(CARD, WORDS, "It goes to Priya Nair", "Send now", "Change", "Do not send")
    assert house.amara.messages[-1].summary == "Something you wrote has not been sent yet"
    await house.priya.has_not_seen(WORDS)
    house.clock.passes(minutes=4)
    assert await looks(house) == 0
    house.clock.passes(minutes=2)
    assert await looks(house) == 1
    assert await looks(house) == 0
    await house.amara.sees(AGAIN, WORDS)
    await house.restarts()
    for typed in ("hello", "my audits", "open TS-101"):
        await house.amara.says(typed)
        await house.amara.sees(AGAIN, WORDS)
    await house.amara.presses("Send now")
    await house.priya.sees("Immediate concern: act now", WORDS)
    await house.amara.says("hello")
    assert AGAIN not in said(house.amara.messages[-1])


async def test_nobody_is_asked_about_what_is_settled_meanwhile(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    house.clock.passes(minutes=6)
    assert await looks(house) == 1
    await house.amara.presses("Do not send")
    await house.amara.has_not_seen(AGAIN)
    assert (await house.audit("TS-101"))[0].concerns == ()
    await house.amara.has_seen("What you wrote, and I have not sent", WORDS)


async def test_after_half_an_hour_the_qa_lead_has_it_counted(house: House) -> None:
    await house.ellen.installs()
    await house.priya.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    house.clock.passes(minutes=29)
    await house.ellen.says("status")
    assert "not sent" not in await house.ellen.sees("None overdue")
    house.clock.passes(minutes=2)
    await house.ellen.says("status")
    await house.ellen.sees("1 concern has waited 30 minutes to be sent", "Amara Osei (TS-101)")
    await house.ellen.has_not_seen(WORDS)
    await house.amara.says("send now")
    await house.ellen.says("status")
    assert "not sent" not in await house.ellen.sees("None overdue")


async def test_with_several_audits_open_it_asks_which_case(house: House) -> None:
    await house.priya.installs()
    for case in ("TS-101", "TS-102"):
        await house.allocates(case, house.amara)
    await house.amara.says("father hit him again last night")
    await house.amara.sees(
        "Which case is it about?", "TS-101", "TS-102", "Nothing has been sent", "father hit him"
    )
    await house.amara.presses("Go on with this case", {"concern": WORDS, "case": ""})
    await house.amara.sees("Choose the case on the card first")
    await house.amara.presses("Go on with this case", {"concern": WORDS, "case": house.audits["TS-102"]})
    await house.amara.presses("Send now")
    await house.priya.sees("Immediate concern: act now", WORDS, "TS-102")
    assert (await house.audit("TS-101"))[0].concerns == ()


async def test_with_one_audit_a_concern_finds_it(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("raise a concern")
    await house.amara.says(WORDS)
    await house.amara.sees(CARD, "TS-101", WORDS)


async def test_with_none_it_says_that_nothing_was_sent(house: House) -> None:
    for somebody in (house.amara, house.priya, house.jo, house.ellen):
        for typed in (f"concern: {WORDS}", "she was hit last night"):
            await somebody.says(typed)
            await somebody.sees("now", "nothing has been sent to anybody")


async def test_another_auditor_cannot_touch_it(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    walk = (await house.audit("TS-101", house.amara))[1]
    assert walk.unsent is not None
    for verb in ("concern_send", "concern_drop", "concern_send_changed", "concern_offer", "concern_case"):
        data = {"verb": verb, "audit": house.audits["TS-101"], "token": walk.unsent.id, "concern": "x"}
        await house.wren.sends(data)
    await house.wren.has_not_seen(WORDS, "TS-101")
    assert (await house.audit("TS-101"))[0].concerns == ()
    assert (await house.audit("TS-101", house.amara))[1] == walk


async def test_words_in_another_script_are_as_good_as_any(house: House) -> None:
    await start(house)
    amara = house.amara
    await amara.says("concern: Он боится идти домой")
    await amara.says("concern: Его брат тоже боится")
    await amara.sees("Он боится идти домой", "Его брат тоже боится")
    await amara.presses("Send now")
    await amara.says("concern: گھر میں کوئی نہیں ہے")
    await amara.has_seen("Send this concern?", "گھر میں کوئی نہیں ہے")
    await amara.presses("Send now")
    sent = [concern.passage.text for concern in (await house.audit("TS-101"))[0].concerns]
    assert len(sent) == 2
    assert "Его брат тоже боится" in sent[0]
    assert "گھر میں کوئی نہیں ہے" in sent[1]


async def test_a_word_inside_another_is_something_new(house: House) -> None:
    await start(house)
    await house.amara.says("concern: she was locked out and is heartbroken")
    await house.amara.says("concern: broken")
    await house.amara.sees("she was locked out and is heartbroken", "broken")
    held = (await house.audit("TS-101", house.amara))[1].unsent
    assert held is not None
    assert held.words.endswith("\nbroken")
