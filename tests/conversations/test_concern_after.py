"""Around a concern: who can raise one, whom to call, what the box sends, and what happened next."""

from __future__ import annotations

from typing import Any

from dialogs.audits.audit import Role
from storage.people import NewPerson
from tests.cards.schema import parts
from tests.conversations.harness import EVIDENCE, House, said
from tests.conversations.test_after_submission import submitted
from tests.conversations.test_answering import start
from tests.conversations.test_completed_by_all import audited

WORDS = "He said he is afraid to go home tonight"


def links(card: Any) -> dict[str, str]:
    """What each link of a card opens, by its title."""
    return {part["title"]: part["url"] for part in parts(card) if part["type"] == "Action.OpenUrl"}


async def raised(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.delivers()


async def test_the_manager_and_their_deputy_are_one_press_away(house: House) -> None:
    await start(house)
    new = NewPerson(
        "Priya Nair",
        house.priya.chat.email,
        frozenset({Role.MANAGER}),
        "North",
        deputy_email=house.mo.chat.email,
    )
    async with house.bot.storage.work() as work:
        await work.people.take_people([new])
    house.clock.passes(minutes=2)
    await house.amara.says("father hit him again last night")
    assert set(links(house.amara.card)) == {"Call Priya Nair in Teams", "Call Mo Khan in Teams"}
    await house.amara.says(f"concern: {WORDS}")
    assert links(house.amara.card)["Call Priya Nair in Teams"] == (
        f"https://teams.microsoft.com/l/call/0/0?users={house.priya.chat.email.replace('@', '%40')}"
    )
    await house.amara.presses("Send now")
    await house.delivers()
    status = house.amara.message("Your immediate concern", "Raised:")
    assert "Call Priya Nair in Teams" in links(status.looks)


async def test_send_now_sends_what_stands_in_the_box(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    card = house.amara.card
    assert [b for b in house.amara.buttons if "end" in b] == ["Send now", "Do not send"], "one button sends"
    boxes = [part for part in parts(card) if part["type"] == "Input.Text"]
    assert [box["value"] for box in boxes] == [WORDS]
    await house.amara.presses("Send now", {"concern": f"{WORDS}, and his sister too"})
    await house.priya.has_seen("Immediate concern: act now", f"{WORDS}, and his sister too")
    assert len((await house.audit("TS-101"))[0].concerns) == 1


async def test_an_empty_box_sends_nothing(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now", {"concern": "  "})
    await house.amara.has_seen("The box is empty, so nothing has been sent.")
    await house.amara.has_seen("Send this concern?", WORDS)
    assert (await house.audit("TS-101"))[0].concerns == ()


async def test_lines_that_a_client_ends_in_its_own_way_are_the_same_words(house: House) -> None:
    await start(house)
    await house.amara.says(f"concern: {WORDS}\nHe has a bruise")
    await house.amara.presses("Send now", {"concern": f"{WORDS}\r\nHe has a bruise"})
    (concern,) = (await house.audit("TS-101"))[0].concerns
    assert concern.passage.text == f"{WORDS}\nHe has a bruise"


async def test_what_happened_next_is_kept_and_shown_to_who_raised_it(house: House) -> None:
    await raised(house)
    await house.priya.presses("I have read this")
    await house.priya.sees("What happened next?", "You can leave it for later")
    await house.priya.presses("Save what happened", {"outcome": ""})
    await house.priya.has_seen("Write what was done. To do it later")
    done = "Visited with the police at 5pm; he is with his aunt tonight."
    card = house.priya.message("Immediate concern: read")
    await house.priya.presses("Save what happened", {"outcome": done}, on=card.id)
    await house.priya.presses("Save what happened", {"outcome": done}, on=card.id)
    await house.delivers()
    status = house.amara.message("Your immediate concern", "Raised:")
    assert "What happened next" in said(status)
    assert done in said(status)
    await house.amara.has_seen("Priya Nair has written what happened next about your concern on TS-101.")
    (concern,) = (await house.audit("TS-101"))[0].concerns
    assert [outcome.passage.text for outcome in concern.outcomes] == [done]
    await house.ellen.says("status TS-101")
    await house.ellen.sees("Amara Osei raised an immediate concern", "what happened next is on record")
    await house.ellen.presses("Show the concerns")
    await house.ellen.sees("The immediate concern of Amara Osei", WORDS, done)
    await house.ellen.says("history TS-101")
    await house.ellen.sees("Priya Nair wrote what happened next after an immediate concern.")
    await house.restarts()
    assert len((await house.audit("TS-101"))[0].concerns[0].outcomes) == 1


async def test_what_happened_can_be_typed_later(house: House) -> None:
    await raised(house)
    await house.priya.presses("I have read this")
    await house.priya.says("what happened TS-101: his aunt has him tonight, and we see him tomorrow")
    await house.priya.sees("TS-101: what happened next is saved, and Amara Osei can see it.")
    await house.delivers()
    assert "his aunt has him tonight" in said(house.amara.message("Your immediate concern", "Raised:"))
    for somebody in (house.mo, house.wren, house.jo):
        await somebody.says("what happened TS-101: nothing at all")
        await somebody.sees("I found no audit of TS-101 for you")


async def test_the_summary_says_that_one_was_raised_and_not_what(house: House) -> None:
    await submitted(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.presses("Send now")
    await house.delivers()
    await house.priya.says("my work")
    await house.priya.presses("Read the summary")
    shown = await house.priya.sees(
        "Amara Osei raised an immediate concern on 5 June 2026", "not been read yet"
    )
    assert WORDS not in shown


async def test_whoever_has_the_file_can_raise_one(house: House) -> None:
    await audited(house)
    for number, somebody in enumerate((house.ira, house.max, house.ellen)):
        await somebody.says(f"concern TS-301: {WORDS}, as {number} heard")
        await somebody.sees("Send this concern?", "It goes to Priya Nair")
        await somebody.says("send now")
        await house.delivers()
        await house.priya.has_seen("Immediate concern: act now", f"as {number} heard")
        await somebody.has_seen("Your immediate concern", "Delivered: to Priya Nair")
    assert len((await house.audit("TS-301"))[0].concerns) == 3
    await house.wren.says(f"concern TS-301: {WORDS}")
    await house.wren.has_seen("nothing has been sent to anybody")


async def test_a_manager_who_raises_one_does_not_send_it_to_themselves(house: House) -> None:
    await audited(house)
    await house.priya.says(f"concern TS-301: {WORDS}")
    await house.priya.sees("It goes to Ellen Marsh")
    await house.priya.says("send now")
    await house.priya.has_seen("You are the manager of this case, so your concern goes to Ellen Marsh now.")
    await house.ellen.has_seen("Immediate concern: act now", WORDS, "it is the manager who raised it")


async def test_a_reader_raises_one_from_the_read_back(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await house.ellen.says("open TS-101")
    await house.ellen.presses("Send the concern", {"concern": WORDS})
    await house.priya.sees("Immediate concern: act now", WORDS, "Raised by Ellen Marsh")


async def test_concern_within_a_box_or_a_note_is_asked_about(house: House) -> None:
    await start(house)
    await house.amara.says("note: dad is not in the genogram. concern: bruise on arm not followed up")
    await house.amara.sees("Send this concern?", "bruise on arm not followed up")
    await house.amara.says("do not send")
    written = f"{EVIDENCE} concern: nobody has seen him since May"
    await house.amara.says("card")
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": written})
    await house.amara.has_seen('You wrote "concern:" in a box of this page.', "Raise a concern")
    await house.amara.presses("Raise a concern")
    await house.amara.sees("Send this concern?", "nobody has seen him since May")


async def test_it_is_never_on_its_way_to_nobody(house: House) -> None:
    await raised(house)
    await house.allocates("TS-102", house.amara, manager=None)
    await house.amara.says("open TS-102")
    house.clock.passes(minutes=2)
    for lead in (house.ellen,):
        await lead.chat.removes()
    await house.amara.says("concern: she was hit last night")
    await house.amara.presses("Send now")
    await house.delivers()
    status = house.amara.message("Your immediate concern", "she was hit last night")
    assert "on its way" not in said(status)


async def test_a_concern_that_was_read_stays_in_my_work_until_what_happened_is_written(house: House) -> None:
    await raised(house)
    await house.priya.presses("I have read this")
    await house.priya.says("my work")
    await house.priya.sees("TS-101: what happened next about the immediate concern is not written yet")
    await house.priya.presses("Write what happened")
    await house.priya.presses("Save what happened", {"outcome": "She is with her aunt tonight."})
    await house.priya.says("my work")
    assert "what happened next" not in await house.priya.sees()
