"""What Teams gets back: an Execute's answer as it reads it, nothing for the rest, a word after a fault."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.channel import Failure, InvokeReply, NotDelivered, Outgoing
from bot.teams.frame import NOT_SHOWN, SORRY
from tests.connector import words
from tests.teams.conftest import Bot

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "Wishes and feelings"},
        {"type": "Input.Text", "id": "w:3.4", "value": "Seen"},
        {"type": "Input.Text", "id": "v:3.4"},
    ],
    "actions": [
        {
            "type": "Action.Execute",
            "title": "Save",
            "verb": "save",
            "data": {"verb": "save", "audit": "7"},
            "fallback": {"type": "Action.Submit", "title": "Save", "data": {"verb": "save", "audit": "7"}},
        },
        {
            "type": "Action.Execute",
            "title": "Back",
            "verb": "back",
            "data": {"verb": "back"},
            "associatedInputs": "none",
        },
    ],
}
CHILD = "Jamie Sample, SW12345"


async def test_a_card_answers_in_place(bot: Bot) -> None:
    bot.heard.answer = InvokeReply(card=CARD)
    answer = await bot.ann.executes({"verb": "next"})
    assert answer.status == 200
    assert answer.body == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": CARD,
    }


async def test_a_sentence_answers_in_place(bot: Bot) -> None:
    bot.heard.answer = InvokeReply(text="Saved.")
    answer = await bot.ann.executes({"verb": "next"})
    assert answer.body == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Saved.",
    }


async def test_every_execute_is_answered_and_nothing_else_is(bot: Bot) -> None:
    assert (await bot.ann.executes({"verb": "next"})).text
    for answer in (
        await bot.ann.says("hello"),
        await bot.ann.submits({"verb": "next"}),
        await bot.ann.installs(),
        await bot.people.post(bot.ann.activity("invoke", name="composeExtension/query", value={})),
    ):
        assert (answer.status, answer.body) == (200, None)


async def test_a_press_sends_what_the_card_holds(bot: Bot) -> None:
    await bot.ann.says("hello")
    await bot.teams.channel.send(bot.heard.inbounds[0].address, Outgoing(card=CARD))
    bot.heard.answer = InvokeReply(card=CARD | {"body": [{"type": "TextBlock", "text": "Saved"}]})
    await bot.ann.presses("Save", {"v:3.4": "good"})
    assert bot.heard.inbounds[-1].data == {"verb": "save", "audit": "7", "w:3.4": "Seen", "v:3.4": "good"}
    assert "Saved" in words(bot.ann.card)
    await bot.ann.presses("Back")
    assert bot.heard.inbounds[-1].data == {"verb": "back"}
    with pytest.raises(AssertionError, match="no button"):
        await bot.ann.presses("Nothing like it")


@pytest.mark.parametrize("way", ["typed", "submit", "execute"])
async def test_after_a_fault_the_person_is_told_and_the_log_names_no_child(bot: Bot, way: str) -> None:
    bot.heard.error = RuntimeError(f"could not save {CHILD}")
    with capture_logs() as logs:
        if way == "execute":
            answer = await bot.ann.executes({"verb": "save", "w:1": CHILD})
            assert (answer.status, answer.text) == (200, SORRY)
        else:
            sent = bot.ann.says(CHILD) if way == "typed" else bot.ann.submits({"verb": "save", "w:1": CHILD})
            answer = await sent
            assert (answer.status, answer.body) == (200, None)
            assert await bot.ann.texts() == [SORRY]
    (entry,) = [entry for entry in logs if entry["event"] == "turn_failed"]
    assert entry["kind"] == "RuntimeError"
    assert "conftest.py" in entry["at"]
    assert "Jamie" not in str(logs)


async def test_a_reply_that_failed_is_not_called_unsaved(bot: Bot) -> None:
    bot.heard.error = NotDelivered(Failure.AGAIN)
    assert (await bot.ann.executes({"verb": "save"})).text == NOT_SHOWN
    assert (await bot.ann.says("hello")).status == 200
    assert await bot.ann.texts() == []


async def test_an_apology_that_cannot_be_sent_is_no_5xx(bot: Bot) -> None:
    bot.heard.error = RuntimeError("x")
    bot.connector.fail(403, times=5)
    assert (await bot.ann.says("hello")).status == 200
    assert await bot.ann.texts() == []


async def test_an_answer_that_is_no_json_is_no_5xx(bot: Bot) -> None:
    bot.heard.answer = InvokeReply(card={"type": "AdaptiveCard", "body": [object()]})
    assert (await bot.ann.executes({"verb": "next"})).text == NOT_SHOWN
