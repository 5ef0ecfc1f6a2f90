"""Messages that come close together, twice, in the wrong order, or after a card of another audit."""

from __future__ import annotations

import asyncio

from tests.conversations.harness import EVIDENCE, House

OTHER = "The plan names who does what by when, in her own words."


async def test_bubbles_belong_to_one_question(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    for seconds, words in ((0, "good"), (1, "its up to date"), (2, "and she has read it")):
        await house.amara.sends_at(words, seconds)
    assert await house.answer("TS-101", "1.1") == ("good", "its up to date\nand she has read it")
    assert (await house.audit("TS-101"))[0].answer("1.2") is None


async def test_two_at_one_moment_never_exchange_their_grades(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await asyncio.gather(
        house.amara.sends_at(f"ri - {OTHER}", 1), house.amara.sends_at(f"good - {EVIDENCE}", 0)
    )
    first = (await house.audit("TS-101"))[0].answer("1.1")
    second = (await house.audit("TS-101"))[0].answer("1.2")
    assert first is not None
    assert second is None or (first.value, second.value) == ("good", "ri")
    await house.amara.has_seen("Which question is it for?")


async def test_one_that_comes_late_is_asked_about(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await house.amara.sends_at(f"ri - {OTHER}", 1)
    await house.amara.sends_at(f"good - {EVIDENCE}", 0)
    assert await house.answer("TS-101", "1.1") == ("ri", OTHER)
    assert (await house.audit("TS-101"))[0].answer("1.2") is None
    await house.amara.sees("was sent before your last one", "It is for 1.2", "It is for 1.1")
    await house.amara.presses("It is for 1.2")
    assert await house.answer("TS-101", "1.2") == ("good", EVIDENCE)


async def test_a_phone_that_sends_twice_is_told(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await house.amara.sends_at(f"good - {EVIDENCE}", 0)
    await house.amara.sends_at(f"good - {EVIDENCE}", 1)
    await house.amara.sees("I took it once")
    audit = (await house.audit("TS-101"))[0]
    assert (len(audit.history["1.1"]), audit.answer("1.2")) == (1, None)


async def test_after_a_card_of_another_audit_the_first_words_are_asked_about(house: House) -> None:
    for case in ("TS-101", "TS-202"):
        await house.allocates(case, house.amara)
        await house.amara.says(f"open {case}")
    old = house.amara.message("TS-101")
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE}, on=old.id)
    await house.amara.says(OTHER)
    await house.amara.sees("for TS-101 or TS-202?", OTHER[:20])
    for case in ("TS-101", "TS-202"):
        assert "overview" not in (await house.audit(case))[0].history
    await house.amara.says("TS-101")
    assert await house.answer("TS-101", "overview") == (None, OTHER)


async def bubbles(house: House, *texts: str) -> None:
    """Messages a second apart, a minute after whatever was said before."""
    house.clock.passes(minutes=1)
    for seconds, text in enumerate(texts):
        await house.amara.sends_at(text, seconds)


async def test_four_bubbles_are_one_answer(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await bubbles(house, "good", "its up to date and short", "it shows each move", "but dad isnt in it")
    assert await house.answer("TS-101", "1.1") == (
        "good",
        "its up to date and short\nit shows each move\nbut dad isnt in it",
    )
    assert (await house.audit("TS-101"))[0].answer("1.2") is None


async def test_a_bubble_goes_with_the_last_answer_though_nothing_is_in_hand(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await bubbles(house, "go to overall")
    await bubbles(house, "inadequate", "its nowhere near what it should be", "and nobody told her")
    assert (await house.answer("TS-101", "overall"))[0] == "inadequate"
    audit = (await house.audit("TS-101"))[0]
    assert not any("/" in key for key in audit.history), "no action was made of it"


async def test_a_bubble_is_never_the_answer_to_a_question_of_words_unasked(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    for words in (f"good - {EVIDENCE}", "1.3: no", "go to 1.2"):
        await bubbles(house, words)
    await bubbles(house, "inadequate", "nobody has been since March", "and the school rang twice about it")
    assert (await house.audit("TS-101"))[0].answer("overview") is None
    assert await house.answer("TS-101", "1.2") == ("inadequate", "nobody has been since March")
    await house.amara.sees("came right after your last one", "It is for 1.2", "It is for Overview")
    await house.amara.presses("It is for 1.2")
    assert (await house.answer("TS-101", "1.2"))[1].endswith("and the school rang twice about it")


async def test_a_bubble_joins_the_words_that_are_being_asked_about(house: House) -> None:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    await bubbles(house, "Good, but overall this requires improvement", "nobody has been since March")
    await house.amara.sees("came in two messages", "Requires improvement")
    await bubbles(house, "requires improvement")
    value, words = await house.answer("TS-101", "1.1")
    assert value == "ri"
    assert words.endswith("nobody has been since March")
    assert (await house.audit("TS-101"))[0].notes == ()
