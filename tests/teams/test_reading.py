"""What Teams sends, and what the bot takes it for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channel import ActivityKind
from bot.teams.authentication import Refused
from bot.teams.json_body import parse
from bot.teams.reader import read
from tests.connector import BOT_ID, TENANT
from tests.teams.conftest import Bot


async def test_typed_words(bot: Bot) -> None:
    await bot.ann.says("  Good - seen alone twice \n")
    (inbound,) = bot.heard.inbounds
    assert (inbound.came, inbound.text, inbound.invoke, inbound.personal) == (
        ActivityKind.MESSAGE,
        "Good - seen alone twice",
        False,
        True,
    )
    assert (inbound.aad_object_id, inbound.timezone) == (bot.ann.aad, "Europe/London")
    assert (inbound.activity_id, inbound.timestamp) == (bot.ann.sent["id"], bot.ann.sent["timestamp"])
    place = inbound.address
    assert (place.conversation_id, place.user_id, place.bot_id) == ("a:ann.field", "29:ann.field", BOT_ID)
    assert (place.service_url, place.tenant_id) == (bot.connector.service_url, TENANT)


async def test_the_bots_mention_is_taken_out_and_another_stays(bot: Bot) -> None:
    def mention(who: str, name: str) -> dict[str, Any]:
        return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": who, "name": name}}

    entities = [mention(BOT_ID, "Audits"), mention("29:bob", "Bob"), {"type": "clientInfo"}, 7]
    text = "<at>Audits</at> tell <at>Bob</at>"
    bot.ann.conversation_type = "channel"
    await bot.people.post(bot.ann.activity("message", text=text, entities=entities))
    (inbound,) = bot.heard.inbounds
    assert inbound.text == "tell <at>Bob</at>"
    assert not inbound.personal


async def test_a_submit_and_an_execute_say_the_same(bot: Bot) -> None:
    data = {"verb": "save", "audit": "7", "revs": {"3.4": 2}, "v:3.4": "good", "w:3.4": "Seen."}
    await bot.ann.submits(data, "1:5")
    await bot.ann.executes(data, "1:5")
    submitted, executed = bot.heard.inbounds
    assert submitted.data == executed.data == data
    assert (submitted.came, executed.came) == (ActivityKind.ACTION, ActivityKind.ACTION)
    assert (submitted.reply_to, executed.reply_to) == ("1:5", "1:5")
    assert (submitted.invoke, executed.invoke) == (False, True)


async def test_an_executes_own_verb_counts_where_the_data_has_none(bot: Bot) -> None:
    value = {"action": {"type": "Action.Execute", "verb": "next", "data": {"audit": "7"}}}
    await bot.people.post(bot.ann.activity("invoke", name="adaptiveCard/action", value=value))
    assert bot.heard.inbounds[0].data == {"verb": "next", "audit": "7"}


async def test_coming_and_going(bot: Bot) -> None:
    others = [{"id": "29:bob", "aadObjectId": "b"}]
    sent: list[tuple[dict[str, Any], ActivityKind]] = [
        (bot.ann.activity("installationUpdate", action="add"), ActivityKind.INSTALLED),
        (bot.ann.activity("installationUpdate", action="add-upgrade"), ActivityKind.UPGRADED),
        (bot.ann.activity("installationUpdate", action="remove"), ActivityKind.REMOVED),
        (bot.ann.activity("installationUpdate"), ActivityKind.OTHER),
        (bot.ann.activity("conversationUpdate", membersAdded=[{"id": BOT_ID}]), ActivityKind.INSTALLED),
        (bot.ann.activity("conversationUpdate", membersRemoved=[{"id": BOT_ID}]), ActivityKind.REMOVED),
        (bot.ann.activity("conversationUpdate", membersRemoved=others), ActivityKind.OTHER),
        (bot.ann.activity("messageReaction", reactionsAdded=[{"type": "like"}]), ActivityKind.REACTED),
        (bot.ann.activity("messageReaction", reactionsRemoved=[{"type": "like"}]), ActivityKind.OTHER),
        (bot.ann.activity("typing"), ActivityKind.OTHER),
        (bot.ann.activity("messageUpdate", text="edited"), ActivityKind.EDITED),
        (bot.ann.activity("messageDelete"), ActivityKind.DELETED),
        (bot.ann.activity("event", name="x"), ActivityKind.OTHER),
        (bot.ann.activity("endOfConversation"), ActivityKind.OTHER),
        (bot.ann.activity("brandNew"), ActivityKind.OTHER),
    ]
    for activity, _ in sent:
        assert (await bot.people.post(activity)).status == 200
    assert [inbound.came for inbound in bot.heard.inbounds] == [came for _, came in sent]
    from_bot = bot.ann.activity("conversationUpdate", membersAdded=[{"id": BOT_ID}, *others])
    await bot.people.post(from_bot | {"from": {"id": BOT_ID}})
    inbound = bot.heard.inbounds[-1]
    assert (inbound.address.user_id, inbound.aad_object_id) == ("29:bob", "b")


async def test_a_chat_of_no_stated_kind_is_not_personal(bot: Bot) -> None:
    activity = bot.ann.activity("message", text="hello")
    del activity["conversation"]["conversationType"]
    await bot.people.post(activity)
    assert not bot.heard.inbounds[0].personal


async def test_the_same_activity_again_has_the_same_ids_or_a_new_one(bot: Bot) -> None:
    await bot.ann.says("hello")
    await bot.people.redeliver(bot.ann.sent)
    await bot.people.redeliver(bot.ann.sent, new_id=True)
    first, second, third = bot.heard.inbounds
    assert first == second
    assert first.activity_id != third.activity_id
    assert first.timestamp == third.timestamp


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\u0000b", "ab"),
        (r"half \ud83d", "half \ufffd"),
        (r"other half \ude00.", "other half \ufffd."),
        (r"\u00e9\ud83d\ude00 whole", "é😀 whole"),
        (r"\ud83d\ud83d\ude00", "\ufffd😀"),
        (r"\\u0000 typed \\ud83d", r"\u0000 typed \ud83d"),
        (r"\uD83D\uDE00\u0000", "😀"),
    ],
)
def test_what_no_database_can_hold_is_mended(written: str, meant: str) -> None:
    assert parse(b'{"text": "' + written.encode() + b'"}') == {"text": meant}


def test_wide_is_not_deep() -> None:
    assert parse(b'{"a": [' + b"{}," * 500 + b"{}]}")["a"]
    with pytest.raises(Refused):
        parse(b'{"a":' * 25 + b"1" + b"}" * 25)
    assert parse(b'{"a":' * 20 + b"1" + b"}" * 20)


async def test_the_timezone_of_the_client_info_serves_too(bot: Bot) -> None:
    entities = [{"type": "clientInfo", "timezone": "Europe/Paris"}]
    activity = bot.ann.activity("message", text="x", entities=entities)
    del activity["localTimezone"]
    assert read(activity).inbound.timezone == "Europe/Paris"
