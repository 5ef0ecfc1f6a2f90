"""Messages that people edit or delete in the chat after the bot has taken them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from dialogs.audits.audit import State
from dialogs.conversation.cells import cells_of
from dialogs.conversation.message_effects import KEPT_DAYS
from storage.tables import typed_messages
from tests.conversations.harness import EVIDENCE, House, Somebody, said

OTHER = "The plan names who does what by when, in her own words."


async def begun(house: House, *auditors: Somebody) -> Somebody:
    await house.allocates("TS-101", *(auditors or (house.amara,)))
    await house.amara.says("open TS-101")
    return house.amara


async def typed(somebody: Somebody, text: str) -> dict[str, Any]:
    await somebody.says(text)
    return somebody.chat.sent


async def trail(house: House, key: str) -> list[tuple[Any, str]]:
    audit = (await house.audit("TS-101"))[0]
    return [(a.value, a.passage.text if a.passage else "") for a in audit.history.get(key, ())]


async def test_an_edit_is_a_new_answer_and_both_are_on_the_trail(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    await typed(amara, f"ri - {OTHER}")
    await amara.chat.edits(first, "requires improvement - the chronology stops in March")
    await amara.has_seen(
        "You edited a message", "1.1 Chronology was Good", "1.1 Chronology: Requires improvement"
    )
    assert await trail(house, "1.1") == [("good", EVIDENCE), ("ri", "the chronology stops in March")]
    assert await trail(house, "1.2") == [("ri", OTHER)]


async def test_an_edit_may_be_edited_again_and_comes_once(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    again = amara.chat.activity(
        "messageUpdate", text=f"ri - {EVIDENCE}", channelData={"eventType": "editMessage"}
    )
    again |= {"id": first["id"]}
    for _ in range(3):
        assert (await house.client.post(again)).status == 200
    assert len(await trail(house, "1.1")) == 2
    await amara.chat.edits(first, f"inadequate - {EVIDENCE}")
    assert [value for value, _ in await trail(house, "1.1")] == ["good", "ri", "inadequate"]


async def test_an_edit_that_says_the_same_is_passed_over(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    before = len(amara.messages)
    await amara.chat.edits(first, f"Good -  {EVIDENCE}")
    await house.delivers()
    assert len(amara.messages) == before


async def test_one_bubble_of_several_is_edited_alone(house: House) -> None:
    amara = await begun(house)
    await amara.sends_at("good", 0)
    await amara.sends_at("the entries are up to date to June, short and clear", 1)
    first = amara.chat.sent
    await amara.sends_at("but her father is not in it", 2)
    await amara.chat.edits(first, "the entries are up to date and far too long")
    value, words = (await trail(house, "1.1"))[-1]
    assert value == "good"
    assert words.startswith("the entries are up to date and far too long\n")
    assert words.endswith("father is not in it")


async def test_the_grade_alone_is_edited_and_its_evidence_stays(house: House) -> None:
    amara = await begun(house)
    grade = await typed(amara, "good")
    await typed(amara, EVIDENCE)
    await amara.chat.edits(grade, "ri")
    assert (await trail(house, "1.1"))[-1] == ("ri", EVIDENCE)


async def test_an_answer_changed_since_is_asked_about(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    await typed(amara, f"1.1: inadequate - {OTHER}")
    await amara.chat.edits(first, f"ri - {EVIDENCE} Twice.")
    await amara.sees("has been changed since", "Inadequate", "Put it in place of that")
    assert (await trail(house, "1.1"))[-1] == ("inadequate", OTHER)
    await amara.presses("Put it in place of that")
    assert (await trail(house, "1.1"))[-1] == ("ri", f"{EVIDENCE} Twice.")


async def test_a_partners_newer_answer_is_not_replaced_by_an_edit(house: House) -> None:
    amara = await begun(house, house.amara, house.sam)
    first = await typed(amara, f"good - {EVIDENCE}")
    await house.sam.says("open TS-101")
    await house.sam.says(f"1.1: change to ri - {OTHER}")
    await house.sam.says("1")
    standing = (await trail(house, "1.1"))[-1]
    await amara.chat.edits(first, f"inadequate - {EVIDENCE}")
    if standing[0] == "ri":
        await amara.sees("has been changed since")
        assert (await trail(house, "1.1"))[-1] == standing


async def test_several_answers_in_one_message_are_asked_about(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"1.1: good - {EVIDENCE}\n1.2: ri - {OTHER}")
    if len(await trail(house, "1.1")) == 0:
        await amara.says("1")
    assert (await trail(house, "1.1"), await trail(house, "1.2")) == ([("good", EVIDENCE)], [("ri", OTHER)])
    await amara.chat.edits(first, f"1.1: ri - {EVIDENCE}\n1.2: good - {OTHER}")
    await amara.sees("1.1 Chronology and 1.2 Visits", "Each to its own")
    await amara.says("1")
    assert (await trail(house, "1.1"))[-1] == ("ri", EVIDENCE)
    assert (await trail(house, "1.2"))[-1] == ("good", OTHER)


async def test_what_was_refused_is_answered_by_its_edit(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, "excelent")
    assert await trail(house, "1.1") == []
    await amara.chat.edits(first, f"good - {EVIDENCE}")
    assert await trail(house, "1.1") == [("good", EVIDENCE)]


async def test_words_that_wait_are_replaced(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, "Good, but overall this requires improvement")
    await amara.sees("Which")
    await amara.chat.edits(first, f"good - {EVIDENCE}")
    assert await trail(house, "1.1") == [("good", EVIDENCE)]
    audit, state = await house.audit("TS-101", amara)
    assert audit.notes == ()
    assert not hasattr(state.pending, "choices")


async def test_an_edit_after_submission_is_refused_and_kept(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    for words in (
        f"good - {OTHER}",
        "no",
        "A careful file, and she is heard in it.",
        "good",
        "next",
        "submit",
        "yes",
    ):
        await amara.says(words)
    assert (await house.audit("TS-101"))[0].state is State.SUBMITTED, said(amara.messages[-1])
    await amara.chat.edits(first, f"inadequate - {EVIDENCE} Not once.")
    await amara.has_seen("You edited a message", "submitted", "What you wrote is kept")
    audit, state = await house.audit("TS-101", amara)
    assert len(audit.history["1.1"]) == 1
    assert "Not once." in state.drafts["1.1"].words


async def test_a_note_is_reworded(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, "note: her father is not in the genogram")
    await amara.chat.edits(first, "note: her father is missing from the chronology")
    notes = (await house.audit("TS-101"))[0].notes
    assert [(n.passage.text, n.settled) for n in notes] == [
        ("her father is not in the genogram", True),
        ("her father is missing from the chronology", False),
    ]


async def test_an_edited_concern_that_waits_shows_the_new_words(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, "concern: he is afraid to go home tonight")
    await amara.chat.edits(first, "concern: she is afraid to go home tonight")
    await amara.has_seen("she is afraid to go home tonight")
    await amara.says("send now")
    concerns = (await house.audit("TS-101"))[0].concerns
    assert [c.passage.text for c in concerns] == ["she is afraid to go home tonight"]


async def test_an_edited_concern_that_was_sent_goes_out_as_a_correction(house: House) -> None:
    await house.priya.installs()
    amara = await begun(house)
    first = await typed(amara, "concern: he is afraid to go home tonight")
    await amara.says("send now")
    await house.priya.sees("he is afraid to go home tonight")
    await amara.chat.edits(first, "concern: it is his sister who is afraid to go home tonight")
    await house.priya.sees("Correction of the concern sent on", "it is his sister who is afraid")
    assert house.priya.messages[-1].urgent
    assert len((await house.audit("TS-101"))[0].concerns) == 2


async def test_an_edited_command_or_chat_gets_one_line(house: House) -> None:
    amara = await begun(house)
    for words, changed in (("help", "helpp"), ("my audits", "my audit")):
        first = await typed(amara, words)
        before = len(amara.messages)
        await amara.chat.edits(first, changed)
        await amara.sees("something else done, type it again")
        assert len(amara.messages) == before + 1


async def test_an_edit_of_another_audits_message_goes_there(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    await house.allocates("TS-202", amara)
    await amara.says("open TS-202")
    await amara.chat.edits(first, f"ri - {EVIDENCE}")
    assert [value for value, _ in await trail(house, "1.1")] == ["good", "ri"]
    assert (await house.audit("TS-202"))[0].answer("1.1") is None


async def test_an_edit_of_what_was_never_heard_says_so(house: House) -> None:
    amara = await begun(house)
    await amara.chat.edits({"id": "f:unknown"}, "good - she was seen")
    await amara.sees("a message that I no longer know", "type it again")
    await amara.chat.deletes({"id": "f:unknown"})
    await amara.sees("a message that I no longer know", "stays there")


async def test_a_deleted_answer_stays_and_the_reply_says_how_to_change_it(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    await amara.chat.deletes(first)
    await amara.sees("You deleted a message", "1.1 Chronology: Good", "type go to 1.1")
    assert await trail(house, "1.1") == [("good", EVIDENCE)]
    await amara.chat.puts_back(first)
    await amara.sees("back in the chat")


async def test_other_deleted_messages_say_what_stays(house: House) -> None:
    amara = await begun(house)
    for words, expected in (
        ("help", "Nothing from it is on the record"),
        ("note: her father is not in the genogram", "The note from it stays"),
        ("Good, but overall this requires improvement", "I still have its words"),
        ("concern: he is afraid to go home tonight", "has not been sent"),
    ):
        first = await typed(amara, words)
        await amara.chat.deletes(first)
        await amara.sees(expected)
    await amara.says("send now")
    await amara.chat.deletes(first)
    await amara.has_seen("has been sent, and deleting does not take it back")


async def test_edits_survive_a_restart(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    await house.restarts()
    await amara.chat.edits(first, f"ri - {EVIDENCE}")
    assert [value for value, _ in await trail(house, "1.1")] == ["good", "ri"]


async def test_what_messages_led_to_is_forgotten_after_a_month(house: House) -> None:
    amara = await begun(house)
    first = await typed(amara, f"good - {EVIDENCE}")
    async with house.bot.storage.work() as work:
        assert await work.messages.forget(house.clock() - timedelta(days=KEPT_DAYS)) == 0
        assert await work.messages.forget(house.clock() + timedelta(seconds=1)) >= 1
    await amara.chat.edits(first, f"ri - {EVIDENCE}")
    await amara.sees("type it again")
    assert await trail(house, "1.1") == [("good", EVIDENCE)]


async def test_what_is_stored_of_a_message_holds_none_of_its_words(house: House) -> None:
    amara = await begun(house)
    await typed(amara, f"good - {EVIDENCE}")
    async with house.bot.storage.work(write=False) as work:
        rows = (await work.connection.execute(select(typed_messages))).all()
    assert rows
    assert all("Seen alone" not in str(row) and "1.1" not in str(row) for row in rows)


async def test_evidence_alone_is_edited_again_and_again(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "good")
    evidence = await typed(amara, EVIDENCE)
    for words in (OTHER, "The chronology stops in March and nobody has said why that is."):
        await amara.chat.edits(evidence, words)
        assert (await trail(house, "1.1"))[-1] == ("good", words)


async def test_each_of_two_messages_that_were_taken_as_one_is_edited_alone(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "good")
    await amara.sends_at("Seen alone in", 0)
    first = amara.chat.sent
    await amara.sends_at("May and again in June, with her own words", 1)
    second = amara.chat.sent
    assert (await trail(house, "1.1"))[-1] == (
        "good", "Seen alone in\nMay and again in June, with her own words",
    )  # fmt: skip
    await amara.chat.edits(first, "Seen alone twice, in")
    assert (await trail(house, "1.1"))[-1] == (
        "good", "Seen alone twice, in\nMay and again in June, with her own words",
    )  # fmt: skip
    await amara.chat.edits(first, "Seen on her own in")
    assert (await trail(house, "1.1"))[-1] == (
        "good", "Seen on her own in\nMay and again in June, with her own words",
    )  # fmt: skip
    await amara.chat.edits(second, "March, and again in June, with her own words")
    await amara.sees("has been changed since you first sent that message")


async def test_the_second_of_two_that_were_taken_as_one_is_edited_alone(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "good")
    await amara.sends_at("Seen alone in", 0)
    await amara.sends_at("May and again in June, with her own words", 1)
    await amara.chat.edits(amara.chat.sent, "March and again in June, with her own words")
    assert (await trail(house, "1.1"))[-1] == (
        "good", "Seen alone in\nMarch and again in June, with her own words",
    )  # fmt: skip


async def test_two_messages_that_wait_as_one_are_edited_one_by_one(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "good")
    await amara.sends_at("Seen", 0)
    first = amara.chat.sent
    await amara.sends_at("in June", 1)
    await amara.chat.edits(first, "Met")
    await amara.sees("is “Met in June” what you saw?")
    await amara.says("1")
    assert (await trail(house, "1.1"))[-1] == ("good", "Met\nin June")


async def rows(house: House) -> list[dict[str, str]]:
    return [cells_of(row) for row in (await house.audit("TS-101"))[0].rows.get("actions", ())]


async def test_a_cell_of_a_row_under_way_and_of_a_saved_row_is_edited(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "go to actions")
    what = await typed(amara, "Update the chronology with the family")
    await amara.chat.edits(what, "Update the genogram with the family")
    await amara.sees("You edited a message", "the one under way", "Update the genogram with the family")
    who = await typed(amara, "Jo Whitfield")
    day = await typed(amara, "5 July 2026")
    [row] = await rows(house)
    assert set(row.values()) == {"Update the genogram with the family", "Jo Whitfield", "2026-07-05"}
    await amara.chat.edits(who, "Sam Okafor")
    await amara.chat.edits(day, "the day after")
    await amara.chat.edits(day, "12 July 2026")
    await amara.chat.edits(what, "Rewrite the genogram with the family")
    await amara.chat.edits(what, "Redraw the genogram with the family")
    [row] = await rows(house)
    assert set(row.values()) == {"Redraw the genogram with the family", "Sam Okafor", "2026-07-12"}


async def test_of_two_rows_alike_the_one_that_the_message_was_for_is_edited(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "go to actions")
    sent = []
    for action in ("Update the chronology with the family", "See her alone every month"):
        await typed(amara, action)
        sent.append(await typed(amara, "Jo Whitfield"))
        await typed(amara, "5 July 2026")
    await amara.chat.edits(sent[0], "Sam Okafor")
    assert [row["who"] for row in await rows(house)] == ["Sam Okafor", "Jo Whitfield"]


async def test_a_cell_that_is_chat_now_or_changed_since_is_asked_about(house: House) -> None:
    amara = await begun(house)
    await typed(amara, "go to actions")
    await typed(amara, "Update the chronology with the family")
    who = await typed(amara, "Jo Whitfield")
    await typed(amara, "5 July 2026")
    await amara.chat.edits(who, "sorry, can you ignore this?")
    await amara.sees("part of Actions", "press Change at its row", "Keep it as a note")
    await amara.says("change who of number 1 to Sam Okafor")
    await amara.chat.edits(who, "Jo Whitfield and Sam")
    await amara.sees("part of Actions", "press Change at its row", "Keep it as a note")
    assert [row["who"] for row in await rows(house)] == ["Sam Okafor"]
