"""Once warm, a turn opens no connection and asks for no token; the token's renewal holds nobody up."""

from __future__ import annotations

import asyncio

import pytest

from bot.channel import Failure, NotDelivered, Outgoing
from bot.teams.tokens import BotToken, NoToken
from tests.teams.authority import Clock, TokenService
from tests.teams.conftest import Bot


async def test_no_new_connection_and_no_token_request_once_warm(bot: Bot) -> None:
    async def turn() -> None:
        assert (await bot.ann.says("hello")).status == 200
        await bot.teams.channel.send(bot.heard.inbounds[-1].address, Outgoing(text="heard"))

    await turn()
    connections, asked, reads = bot.connector.connections, bot.tokens.asked, bot.authority.reads
    for _ in range(200):
        await turn()
    print(
        f"200 warm turns: {bot.connector.connections - connections} new connections, "
        f"{bot.tokens.asked - asked} token requests, {bot.authority.reads - reads} key reads"
    )
    assert len(await bot.connector.texts(bot.ann.conversation)) == 201
    assert (connections, asked, reads) == (1, 1, 1)
    assert (bot.connector.connections, bot.tokens.asked, bot.authority.reads) == (1, 1, 1)


async def test_many_first_senders_ask_for_one_token() -> None:
    service = TokenService(seconds=0.05)
    token = BotToken(service, Clock())
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    headers = await asyncio.gather(*(token.header() for _ in range(100)))
    ticking.cancel()
    print(f"100 first senders: {service.asked} token request; the loop ran on ({ticks} ticks meanwhile)")
    assert service.asked == 1
    assert set(headers) == {"Bearer the-bots-own-token"}
    assert ticks >= 2


async def test_a_token_is_renewed_behind_the_sends() -> None:
    service, clock = TokenService(), Clock()
    token = BotToken(service, clock)
    await token.header()
    service.answer = {"access_token": "the-next-one", "expires_in": 3600}
    clock.now += 3400
    assert await token.header() == "Bearer the-bots-own-token"
    await token.close()
    assert await token.header() == "Bearer the-next-one"
    assert service.asked == 2


async def test_a_failing_token_service_is_not_pressed() -> None:
    service, clock = TokenService(), Clock()
    service.answer = {"error": "invalid_client", "error_description": "words"}
    token = BotToken(service, clock)
    for _ in range(20):
        with pytest.raises(NoToken):
            await token.header()
    assert service.asked == 1
    clock.now += 6
    service.answer = {"access_token": "well-again", "expires_in": 3600}
    assert await token.header() == "Bearer well-again"


async def test_without_a_token_nothing_is_sent(bot: Bot) -> None:
    await bot.ann.says("hello")
    bot.tokens.answer = {"error": "temporarily_unavailable"}
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(bot.heard.inbounds[0].address, Outgoing(text="x"))
    assert caught.value.failure is Failure.AGAIN
    assert not caught.value.ambiguous
    assert bot.connector.requests == []
