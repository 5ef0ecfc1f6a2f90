"""What each answer of the connector means for the next try."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import aiohttp
import pytest

from bot.channel import Address, Failure, NotDelivered, Outgoing
from bot.teams import connector as way_out
from bot.teams.identity import Identity
from bot.teams.service import open_teams
from tests.connector import Connector
from tests.teams.conftest import Bot

MEANINGS = {
    401: (Failure.AGAIN, False),
    408: (Failure.AGAIN, True),
    412: (Failure.AGAIN, False),
    429: (Failure.AGAIN, False),
    500: (Failure.AGAIN, True),
    502: (Failure.AGAIN, True),
    503: (Failure.AGAIN, True),
    504: (Failure.AGAIN, True),
    599: (Failure.AGAIN, True),
    403: (Failure.UNREACHABLE, False),
    404: (Failure.GONE, False),
    413: (Failure.TOO_LARGE, False),
    400: (Failure.REFUSED, False),
    418: (Failure.REFUSED, False),
    302: (Failure.REFUSED, False),
}
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Audit"}]}


def address(bot: Bot) -> Address:
    return Address(bot.connector.service_url, "a:ann", "t", "29:ann", "28:bot")


@pytest.mark.parametrize("status", MEANINGS)
async def test_each_status_has_its_meaning(bot: Bot, status: int) -> None:
    bot.connector.fail(status)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="a child's name"))
    refused = caught.value
    assert (refused.failure, refused.ambiguous) == MEANINGS[status]
    # The identity platform is not asked again within five seconds: no second try with a new token.
    assert refused.status == (0 if status == 401 else status)
    assert len(bot.connector.requests) == 1
    assert "child" not in str(refused)


async def test_a_refused_token_is_forgotten_and_a_new_one_tried_at_once(bot: Bot) -> None:
    await bot.teams.channel.send(address(bot), Outgoing(text="Before."))
    bot.clock.now += 600
    bot.tokens.answer = {"access_token": "the-second", "expires_in": 3600}
    bot.connector.fail(401)
    await bot.teams.channel.send(address(bot), Outgoing(text="After."))
    assert [request.authorization for request in bot.connector.requests] == [
        "Bearer the-bots-own-token",
        "Bearer the-bots-own-token",
        "Bearer the-second",
    ]
    assert await bot.connector.texts("a:ann") == ["Before.", "After."]


async def test_a_token_refused_twice_is_asked_for_again_after_a_pause(bot: Bot) -> None:
    bot.connector.fail(401, times=2)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert caught.value.failure is Failure.AGAIN
    bot.connector.mend()
    bot.clock.now += 6
    await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert bot.tokens.asked == 2


async def test_the_clock_set_back_does_not_keep_the_bot_from_a_token(bot: Bot) -> None:
    await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    bot.clock.now -= 3600
    bot.connector.fail(401)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert (caught.value.retry_after or 0) <= 5
    bot.clock.now += 6
    await bot.teams.channel.send(address(bot), Outgoing(text="x"))


@pytest.mark.parametrize("page", [b"<html>Sign in to the network</html>", b"[1, 2]", b"\xff\xfe"])
async def test_a_page_from_something_on_the_way_is_no_delivery(bot: Bot, page: bytes) -> None:
    bot.connector.junk(page)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert (caught.value.failure, caught.value.ambiguous) == (Failure.JUNK, True)
    sent = await bot.teams.channel.send(address(bot), Outgoing(card=CARD))
    bot.connector.junk(page)
    with pytest.raises(NotDelivered):
        await bot.teams.channel.update(address(bot), sent, Outgoing(card=CARD))


async def test_retry_after_is_read_as_seconds_or_as_a_date(bot: Bot) -> None:
    later = format_datetime(datetime.fromtimestamp(int(bot.clock()) + 90, UTC), usegmt=True)
    told = {"7": 7.0, "0": 0.0, "2.5": 2.5, "-3": 0.0, "soon": None, "nan": None, "999999": 3600.0, "": None}
    for header, seconds in told.items():
        bot.connector.fail(429, retry_after=header)
        with pytest.raises(NotDelivered) as caught:
            await bot.teams.channel.send(address(bot), Outgoing(text="x"))
        assert caught.value.retry_after == seconds, header
    bot.connector.fail(429, retry_after=later)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert caught.value.retry_after == pytest.approx(90, abs=1.1)


async def test_a_hang_ends_and_may_have_arrived(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert way_out.TIMEOUT.total == 10
    monkeypatch.setattr(bot.teams.channel._wire._session, "_timeout", aiohttp.ClientTimeout(total=0.2))
    bot.connector.hang()
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert (caught.value.failure, caught.value.ambiguous) == (Failure.AGAIN, True)


@pytest.mark.parametrize("after", [False, True])
async def test_a_broken_connection_may_have_arrived(bot: Bot, after: bool) -> None:
    bot.connector.drop(after=after)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(address(bot), Outgoing(text="x"))
    assert (caught.value.failure, caught.value.ambiguous) == (Failure.AGAIN, True)
    assert len(await bot.connector.texts("a:ann")) == after


async def test_nobody_there_has_certainly_not_arrived() -> None:
    async with Connector() as connector:
        gone = connector.service_url
    async with open_teams(Identity(mode="development")) as teams:
        with pytest.raises(NotDelivered) as caught:
            await teams.channel.send(Address(gone, "a:ann", "t", "29:ann", "28:bot"), Outgoing(text="x"))
    assert (caught.value.failure, caught.value.ambiguous) == (Failure.AGAIN, False)


async def test_a_card_is_sent_edited_and_told_by_its_id(bot: Bot) -> None:
    sent = Outgoing(card=CARD, summary="An audit is ready", urgent=True)
    activity_id = await bot.teams.channel.send(address(bot), sent)
    (shown,) = await bot.connector.shown("a:ann")
    assert (shown.id, shown.card, shown.text) == (activity_id, CARD, "")
    assert (shown.summary, shown.urgent) == ("An audit is ready", True)
    changed = CARD | {"body": []}
    await bot.teams.channel.update(address(bot), activity_id, Outgoing(card=changed))
    assert bot.connector.last_card("a:ann") == changed
    assert [(m.id, m.edits) for m in await bot.connector.shown("a:ann")] == [(activity_id, 1)]
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.update(address(bot), "1:nothing", Outgoing(card=CARD))
    assert caught.value.failure is Failure.GONE


async def test_words_are_plain_and_never_sent_with_a_card(bot: Bot) -> None:
    await bot.teams.channel.send(address(bot), Outgoing(text="[Click](https://evil.example)"))
    (shown,) = await bot.connector.shown("a:ann")
    assert shown.raw["textFormat"] == "plain"
    for wrong in (Outgoing(text="x", card=CARD), Outgoing()):
        with pytest.raises(ValueError, match="words or a card"):
            await bot.teams.channel.send(address(bot), wrong)


async def test_the_roster_tells_who_somebody_is(bot: Bot) -> None:
    await bot.ann.says("hello")
    member = await bot.teams.channel.member(bot.heard.inbounds[0].address)
    assert member is not None
    assert (member.name, member.email, member.aad_object_id) == (
        "Ann Field",
        "ann.field@example.org",
        bot.ann.aad,
    )
    assert await bot.teams.channel.member(address(bot)) is None
    bot.connector.fail(403)
    with pytest.raises(NotDelivered):
        await bot.teams.channel.member(address(bot))
