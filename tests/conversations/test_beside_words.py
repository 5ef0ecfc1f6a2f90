"""Quoted replies, emoji, files, reactions, empty presses, reinstallations, and odd shapes of activities."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dialogs.audits.audit import State
from tests.connector import BOT_ID
from tests.conversations.beside import emoji, file, html_part, picture, quoting
from tests.conversations.harness import EVIDENCE, House, Somebody, said
from tests.conversations.test_answering import fill, start

OTHER = "The plan names who does what by when, in her own words."


async def begun(house: House) -> Somebody:
    await house.allocates("TS-101", house.amara)
    await house.amara.says("open TS-101")
    return house.amara


async def posts(somebody: Somebody, kind: str = "message", **fields: Any) -> None:
    activity = somebody.chat.sent = somebody.chat.activity(kind, **fields)
    assert (await somebody.house.client.post(activity)).status == 200
    await somebody.house.delivers()


# --- quoted replies -------------------------------------------------------------------------------


async def test_a_reply_answers_the_question_that_it_quotes(house: House) -> None:
    amara = await begun(house)
    await amara.says("go to 1.1")
    house.clock.passes(seconds=90)
    question = amara.messages[-1]
    await amara.says("go to 1.2")
    house.clock.passes(seconds=90)
    reply = f"inadequate - {EVIDENCE}"
    shown = "1.1 How good is the chronology? Type the grade"
    await posts(amara, text=reply, attachments=quoting(question.id, shown, reply))
    assert await house.answer("TS-101", "1.1") == ("inadequate", EVIDENCE)
    assert (await house.audit("TS-101"))[0].answer("1.2") is None
    await amara.has_seen("1.1 Chronology: Inadequate. Saved.")


async def test_a_quoted_message_is_found_by_when_it_was_sent(house: House) -> None:
    amara = await begun(house)
    await amara.says("go to 1.1")
    asked = house.clock() + timedelta(seconds=1)
    house.clock.passes(minutes=5)
    await amara.says("go to 1.2")
    house.clock.passes(minutes=5)
    reply = f"good - {EVIDENCE}"
    await posts(amara, text=reply, attachments=quoting("1700000000000", "", reply, asked))
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_a_reply_to_ones_own_message_is_about_its_question(house: House) -> None:
    amara = await begun(house)
    await amara.says(f"good - {EVIDENCE}")
    mine = amara.chat.sent
    await amara.says(f"good - {OTHER}")
    reply = f"ri - {EVIDENCE} But late."
    await posts(amara, text=reply, attachments=quoting(mine["id"], mine["text"], reply))
    assert (await house.answer("TS-101", "1.1"))[0] == "ri"
    assert await house.answer("TS-101", "1.2") == ("good", OTHER)


async def test_quoted_words_are_never_evidence(house: House) -> None:
    amara = await begun(house)
    quoted = "1.1 How good is the chronology? Secret words of the quote"
    reply = f"good - {EVIDENCE}"
    both = f"Audits\n{quoted}\n{reply}"  # as some clients repeat the quote in the text
    await posts(amara, text=both, attachments=quoting("1:9", quoted, reply))
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_newer_clients_tell_of_a_quote_in_an_entity(house: House) -> None:
    amara = await begun(house)
    await amara.says(f"good - {EVIDENCE}")
    mine = amara.chat.sent
    entity = {"type": "quotedReply", "quotedReply": {"messageId": mine["id"], "preview": mine["text"]}}
    await posts(amara, text=f'<quoted messageId="{mine["id"]}"/> inadequate - {OTHER}', entities=[entity])
    assert await house.answer("TS-101", "1.1") == ("inadequate", OTHER)


async def test_a_quote_that_cannot_be_placed_is_asked_about(house: House) -> None:
    amara = await begun(house)
    reply = f"good - {EVIDENCE}"
    await posts(amara, text=reply, attachments=quoting("1:404", "Good morning Amara", reply))
    await amara.sees("I cannot tell which question", "It is for 1.1")
    assert (await house.audit("TS-101"))[0].answer("1.1") is None
    await amara.says("1")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_a_reply_to_a_message_about_another_audit_can_go_there(house: House) -> None:
    amara = await begun(house)
    await house.allocates("TS-102", amara)
    await amara.says(f"1.2 good - {EVIDENCE}")
    mine = amara.chat.sent
    await amara.says("open TS-102")
    reply = f"ri - {OTHER}"
    await posts(amara, text=reply, attachments=quoting(mine["id"], mine["text"], reply))
    await amara.sees("about TS-101, and you are in TS-102", "It is for TS-101", "It is for 1.1")
    await amara.presses("It is for TS-101")
    await amara.has_seen("TS-101", "1.2", "Requires improvement")
    assert await house.answer("TS-101", "1.2") == ("ri", OTHER)
    assert (await house.audit("TS-102"))[0].answer("1.1") is None
    await amara.says("open TS-102")
    question = amara.messages[-1]
    house.clock.passes(minutes=5)
    await amara.says("go to 1.1")
    asked = house.clock() + timedelta(seconds=1)
    house.clock.passes(minutes=5)
    await amara.says("open TS-101")
    house.clock.passes(seconds=90)
    reply = f"inadequate - {EVIDENCE} But late."
    await posts(amara, text=reply, attachments=quoting(question.id, "", reply, asked))
    await amara.says("1")
    assert (await house.answer("TS-102", "1.1"))[0] == "inadequate"


async def test_a_reply_to_a_message_about_an_audit_that_takes_no_answers_is_asked_about(house: House) -> None:
    await start(house)
    await fill(house)
    await house.amara.says("go to 1.1")
    mine = house.amara.chat.sent
    await house.amara.says("submit")
    await house.amara.says("yes")
    assert (await house.audit("TS-101"))[0].state is State.SUBMITTED
    await house.allocates("TS-102", house.amara)
    await house.amara.says("open TS-102")
    reply = f"ri - {OTHER}"
    await posts(house.amara, text=reply, attachments=quoting(mine["id"], mine["text"], reply))
    await house.amara.has_seen(
        "about another audit, and you are in TS-102", "It is for 1.1", "Keep it as a note"
    )


async def test_a_command_typed_as_a_reply_is_a_command(house: House) -> None:
    amara = await begun(house)
    await posts(amara, text="my audits", attachments=quoting("1:404", "Good morning", "my audits"))
    await amara.sees("Your audits")


# --- emoji and what the html part holds -----------------------------------------------------------


async def test_emoji_stay_in_the_words(house: House) -> None:
    amara = await begun(house)
    content = f"<p>good - she drew how she felt {emoji('😢')} and it changed the plan</p>"
    await posts(
        amara,
        text="good - she drew how she felt  and it changed the plan",
        attachments=[
            {"contentType": "image/*", "contentUrl": "https://statics.example/sad.png"},
            html_part(content),
        ],
    )
    assert await house.answer("TS-101", "1.1") == (
        "good",
        "she drew how she felt 😢 and it changed the plan",
    )
    await amara.has_not_seen("cannot keep")


async def test_lists_links_and_lines_stay_in_the_words(house: House) -> None:
    amara = await begun(house)
    await amara.says("good")
    content = (
        "<div><p>What the file shows:</p><ul><li>seen alone twice</li><li>her words in it</li></ul>"
        '<p>as in <a href="https://council.example/plan">the plan</a> &lt;signed&gt;</p></div>'
    )
    await posts(
        amara, text="What the file shows: seen alone twice her words in it", attachments=[html_part(content)]
    )
    assert (await house.answer("TS-101", "1.1"))[1] == (
        "What the file shows:\n- seen alone twice\n- her words in it\n"
        "as in the plan (https://council.example/plan) <signed>"
    )


async def test_an_emoji_alone_arrives(house: House) -> None:
    await posts(house.amara, text="", attachments=[html_part(f"<p>{emoji('👍')}</p>")])
    await house.amara.sees("All right.", "Show my audits")


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attachment", "told"),
    [
        (file("chronology.docx"), "your file"),
        (picture(), "your picture"),
        (file("talk.m4a"), "your recording"),
    ],
)
async def test_a_file_alone_is_refused_honestly(house: House, attachment: dict[str, Any], told: str) -> None:
    amara = await begun(house)
    revision = (await house.audit("TS-101"))[0].revision
    await posts(amara, text="", attachments=[attachment])
    await amara.sees("I cannot keep files", told, "data protection lead")
    assert (await house.audit("TS-101"))[0].revision == revision


async def test_words_beside_a_picture_are_saved_and_the_picture_told_of(house: House) -> None:
    amara = await begun(house)
    await posts(
        amara,
        text=f"good - {EVIDENCE}",
        attachments=[picture(), html_part(f"<p>good - {EVIDENCE}</p><img src='x'>")],
    )
    await amara.has_seen("nothing of your picture is stored")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_a_grade_with_see_attached_is_thin(house: House) -> None:
    amara = await begun(house)
    await posts(amara, text="good - see attached", attachments=[file("plan.pdf")])
    _, state = await house.audit("TS-101", amara)
    assert state.challenges["1.1"] == "few_words"


async def test_words_about_a_file_are_asked_about(house: House) -> None:
    amara = await begun(house)
    await amara.says("good")
    await posts(amara, text="here is the plan we talked about", attachments=[file("plan.pdf")])
    await amara.sees("is it about what you sent?", "It is for 1.1")
    assert await house.answer("TS-101", "1.1") == ("good", "")


async def test_a_link_preview_is_no_file(house: House) -> None:
    amara = await begun(house)
    card = {"contentType": "application/vnd.microsoft.card.hero", "content": {"title": "The plan"}}
    await posts(amara, text=f"good - {EVIDENCE}", attachments=[card, html_part(f"<p>good - {EVIDENCE}</p>")])
    await amara.has_not_seen("cannot keep")


# --- reactions, arrivals, empty presses -----------------------------------------------------------


async def test_a_reaction_gets_one_line_and_counts_for_nothing(house: House) -> None:
    await house.priya.installs()
    amara = await begun(house)
    await amara.says("concern: he is afraid to go home tonight")
    await amara.says("send now")
    await house.priya.sees("he is afraid")
    card = house.priya.messages[-1].id
    before = len(house.priya.messages)
    for _ in range(3):
        await posts(house.priya, "messageReaction", reactionsAdded=[{"type": "like"}], replyToId=card)
    await posts(house.priya, "messageReaction", reactionsRemoved=[{"type": "like"}], replyToId=card)
    await house.priya.sees("I cannot count a reaction")
    assert len(house.priya.messages) == before + 1
    assert (await house.audit("TS-101"))[0].concerns[0].acknowledged_at is None


async def test_an_upgrade_greets_nobody(house: House) -> None:
    await house.amara.installs()
    before = len(house.amara.messages)
    house.clock.passes(hours=1)
    await posts(house.amara, "installationUpdate", action="add-upgrade")
    await posts(house.amara, "conversationUpdate", membersAdded=[{"id": BOT_ID}])
    assert len(house.amara.messages) == before


async def test_whoever_has_an_audit_in_hand_is_no_newcomer(house: House) -> None:
    amara = await begun(house)
    house.clock.passes(hours=1)
    await amara.installs()
    await amara.sees("Hello Amara", "TS-101", "Continue")
    await amara.has_not_seen(
        "I take you through a case-file audit here in the chat, a few questions at a time"
    )
    await amara.presses(next(label for label in amara.buttons if label.startswith("Continue")))
    await amara.sees("1.1")


@pytest.mark.parametrize("submit", [False, True])
async def test_an_empty_press_is_told_and_the_page_shown_again(house: House, submit: bool) -> None:
    amara = await begun(house)
    live = amara.messages[-1].id
    if submit:
        await posts(amara, text="", replyToId=live)
    else:
        await posts(amara, "invoke", name="adaptiveCard/action", value={"action": None}, replyToId=live)
    await amara.has_seen("Teams sent me your press without anything in it")
    assert [m for m in amara.messages if m.looks and "Save and continue" in str(m.looks)]


async def test_card_data_as_text_is_read(house: House) -> None:
    amara = await begun(house)
    data = '{"verb": "my_audits"}'
    await posts(amara, "invoke", name="adaptiveCard/action", value={"action": {"data": data}})
    await amara.has_seen("Your audits")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": None},
        {"text": {"a": 1}},
        {"text": None, "attachments": [html_part("<p>help</p>")]},
        {"text": "help", "channelData": "odd"},
        {"text": "help", "channelData": None, "entities": {}},
        {"text": "help " * 20_000},
        {"text": None, "value": "help"},
        {"text": "help", "value": {"from": "a suggested action"}},
        {"text": None, "value": {"no": "verb"}},
        {"text": "", "value": ["list"]},
        {"text": "x", "attachments": "none", "localTimezone": 7},
        {"text": "x", "attachments": [None, {}, {"contentType": 7}, {"contentType": "text/html"}]},
        {"text": "<p>help</p>", "textFormat": "xml"},
        {"text": "", "attachments": [html_part("<p>" + "<div>" * 20_000)]},
    ],
)
async def test_odd_shapes_get_a_clear_answer(house: House, fields: dict[str, Any]) -> None:
    amara = await begun(house)
    before = len(amara.messages)
    await posts(amara, **fields)
    assert len(amara.messages) > before
    assert "Something went wrong" not in said(amara.messages[-1])


# --- what a lock screen shows ---------------------------------------------------------------------


async def test_what_names_a_case_or_repeats_words_goes_as_a_card(house: House) -> None:
    await house.priya.installs()
    amara = await begun(house)
    await amara.says("where am I")
    for words in (
        "I'd say good because the MASH worker rang",
        f"good - {EVIDENCE}",
        f"1.1: ri - {OTHER}",
        "go to 1.1",
    ):
        await amara.says(words)
    await amara.says("concern: he is afraid to go home tonight")
    await amara.says("send now")
    await house.priya.sees("he is afraid")
    await house.priya.presses("I have read this")
    await amara.sees("Priya Nair has read your concern on TS-101")
    for somebody in (amara, house.priya):
        for message in somebody.messages:
            preview = f"{message.text} {message.summary}"
            for private in ("TS-101", "MASH", "Seen alone", "The plan names", "afraid"):
                assert private not in preview, preview
