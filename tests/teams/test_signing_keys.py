"""Signing keys change, and their publisher hangs: good requests are heard all the same."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.channel import Outgoing
from bot.teams import keys
from tests.teams.conftest import Bot


def authorise_with(bot: Bot, key: str) -> None:
    token = bot.authority.token(bot.connector.service_url, bot.clock(), key=key)
    bot.people._authorise = lambda _: f"Bearer {token}"


async def test_a_new_key_is_accepted_within_a_minute(bot: Bot) -> None:
    assert (await bot.ann.says("with the first key")).status == 200
    # Somebody has just made the bot look for an unknown key, so it may not look again at once.
    authorise_with(bot, "first")
    bot.authority.add("nobody", publish=False)
    authorise_with(bot, "nobody")
    bot.clock.now += keys.ASK_EVERY
    assert (await bot.ann.says("unpublished")).status == 401
    bot.authority.add("second")
    authorise_with(bot, "second")
    waited = 0.0
    while (await bot.ann.says("with the second key")).status != 200:
        waited += 1
        bot.clock.now += 1
        assert waited <= 60
    print(f"a new signing key is accepted {waited:.0f} s after its publication")
    assert [inbound.text for inbound in bot.heard.inbounds] == ["with the first key", "with the second key"]


async def test_a_clock_set_back_mutes_nobody(bot: Bot) -> None:
    """An hour back, just after the keys were read: a new key and a new token are had as soon as ever."""
    assert (await bot.ann.says("before")).status == 200
    bot.authority.add("second")
    bot.clock.set_back(3600)
    bot.clock.now += keys.ASK_EVERY
    authorise_with(bot, "second")
    assert (await bot.ann.says("after")).status == 200
    asked = bot.tokens.asked
    token = bot.teams.adapter._wire._token
    assert token is not None
    token.forget(token._header)  # as a 401 of the connector's does
    bot.clock.now += 6
    await bot.teams.channel.send(bot.heard.inbounds[-1].address, Outgoing(text="again"))
    assert bot.tokens.asked == asked + 1


async def test_a_flood_of_unknown_keys_is_one_read(bot: Bot) -> None:
    bot.authority.add("nobody", publish=False)
    authorise_with(bot, "nobody")
    answers = await asyncio.gather(*(bot.ann.says("x") for _ in range(50)))
    assert {answer.status for answer in answers} == {401}
    print(f"50 requests with an unknown key: the metadata was read {bot.authority.reads} time(s)")
    assert bot.authority.reads == 1


async def test_a_hanging_publisher_holds_up_nobody_else(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "FETCH_TIMEOUT", 1.0)
    assert (await bot.ann.says("warm")).status == 200
    bot.authority.hanging.set()
    # The known keys are due for renewal as well: that must happen behind the answers.
    bot.clock.now += keys.RENEW_AFTER + 1
    authorise_with(bot, "first")
    bot.authority.add("nobody", publish=False)
    fresh = bot.people._authorise
    authorise_with(bot, "nobody")
    unknown = asyncio.create_task(bot.ann.says("unknown"))
    await asyncio.sleep(0.05)
    bot.people._authorise = fresh
    longest = 0.0
    for number in range(40):
        began = time.perf_counter()
        assert (await bot.ann.says(f"known {number}")).status == 200
        longest = max(longest, time.perf_counter() - began)
    print(f"while the metadata hung, 40 good requests took {longest * 1000:.0f} ms at most")
    assert longest < 0.9
    assert (await unknown).status == 401


async def test_a_withdrawn_key_stops_serving(bot: Bot) -> None:
    assert (await bot.ann.says("before")).status == 200
    bot.authority.add("second")
    bot.authority.published.discard("first")
    bot.clock.now += keys.RENEW_AFTER + 1
    authorise_with(bot, "first")
    # The first request after the hour starts the reading behind it, with a token that is then remembered.
    assert (await bot.ann.says("renews")).status == 200
    for _ in range(100):
        if bot.authority.reads > 1:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    bot.clock.now += 301
    assert (await bot.ann.says("after")).status == 401
    assert [inbound.text for inbound in bot.heard.inbounds] == ["before", "renews"]


async def test_a_remembered_token_ends_with_its_exp(bot: Bot) -> None:
    url, now = bot.connector.service_url, bot.clock()
    token = bot.authority.token(url, now, exp=int(now) + 60)
    bot.people._authorise = lambda _: f"Bearer {token}"
    assert (await bot.ann.says("in time")).status == 200
    bot.clock.now += 200
    assert (await bot.ann.says("within the leeway of clocks")).status == 200
    bot.clock.now += 200
    assert (await bot.ann.says("too late")).status == 401
