"""A concern arrives, or somebody knows: whatever the connector answers for ten seconds, or for days."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.conversations.harness import House, said
from tests.conversations.test_answering import start

WORDS = "He said he is afraid to go home tonight"
ANSWERS = (
    400,
    401,
    403,
    404,
    408,
    413,
    418,
    429,
    500,
    502,
    503,
    504,
    "no answer",
    "broken",
    "junk",
    "arrived",
)
REFUSED = (400, 403, 404, 413, 418, "junk")


def goes_wrong(house: House, answer: int | str, **where: Any) -> None:
    """From now on the connector answers so, to everything."""
    match answer:
        case int():
            house.connector.fail(answer, times=10_000, **where)
        case "no answer":
            house.connector.hang(times=10_000, **where)
        case "broken":
            house.connector.drop(times=10_000, **where)
        case "junk":
            house.connector.junk(times=10_000, **where)
        case _:  # it does arrive, and says that it did not
            house.connector.fail(502, after=True, times=1, **where)
            house.connector.fail(502, times=10_000, **where)


async def raised(house: House, answer: int | str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is there; the outbox's sends begin to fail; Amara raises a concern."""
    wire = house.bot.channel._channel._wire  # type: ignore[attr-defined]
    monkeypatch.setattr(wire._session, "_timeout", aiohttp.ClientTimeout(total=0.05))
    for somebody in (house.priya, house.ellen):
        await somebody.installs()
    await start(house)
    await house.amara.says(f"concern: {WORDS}")
    await house.amara.says("send now")
    goes_wrong(house, answer)


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_concern_through_ten_seconds(
    house: House, answer: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await raised(house, answer, monkeypatch)
    for _ in range(10):
        await house.delivers()
        house.clock.passes(seconds=1)
    house.connector.mend()
    await house.ellen.says("status")
    early = [m for m in house.priya.messages if WORDS in said(m)]
    if not early or answer == "arrived":
        await house.ellen.has_seen("not arrived", "Immediate concern, TS-101, to Priya Nair:")
    for _ in range(10):
        house.clock.passes(seconds=30)
        await house.delivers()
    cards = [m for m in house.priya.messages if WORDS in said(m)]
    print(f"{answer}: arrived {len(cards)} times")
    assert cards, "it has arrived within minutes"
    assert all("Sent again" in said(m) for m in cards[1:]), "a second copy says so"
    # Ellen asked for the status, and has what was passed on to her; Priya has it as well.
    first = "Ellen Marsh" if answer in REFUSED else "Priya Nair"
    assert f"Delivered: to {first}" in said(house.amara.message("Your immediate concern", "Raised:"))
    if answer in REFUSED:
        await house.amara.has_seen("Your immediate concern on TS-101 has not reached Priya Nair in Teams.")
    await house.ellen.says("status")
    assert "Immediate concern" not in said(house.ellen.message("The audit programme"))


@pytest.mark.parametrize("answer", ANSWERS[:-1])
async def test_a_concern_through_three_days_of_it(
    house: House, answer: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the manager's chat is ill: the auditor is told, the QA lead's status shows it, and it is never
    given up."""
    await raised(house, 503, monkeypatch)
    house.connector.mend()
    goes_wrong(house, answer, conversation=house.priya.chat.conversation)
    for _ in range(72):
        await house.delivers()
        house.clock.passes(hours=1)
    await house.amara.has_seen("Your immediate concern on TS-101 has not reached Priya Nair in Teams.")
    status = said(house.amara.message("Your immediate concern", "Raised:"))
    if answer in REFUSED:
        await house.amara.has_seen(
            "It goes to Ellen Marsh instead. Call Ellen Marsh or the duty manager now."
        )
        await house.ellen.has_seen("Immediate concern: act now", WORDS)
        assert "Delivered: to Ellen Marsh" in status
    else:
        assert "Not delivered. Teams has not taken it yet. We keep trying." in status
    await house.ellen.says("status")
    await house.ellen.has_seen("not arrived", "Immediate concern, TS-101, to Priya Nair:")
    house.connector.mend()
    await house.priya.says("help")
    house.clock.passes(minutes=11)
    await house.priya.has_seen("Immediate concern: act now", WORDS)


async def test_the_card_never_says_that_we_keep_trying_where_we_do_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await raised(house, 503, monkeypatch)
    house.connector.mend()
    for somebody in (house.priya, house.ellen):
        goes_wrong(house, 403, conversation=somebody.chat.conversation)
    await house.delivers()
    house.clock.passes(seconds=30)
    await house.delivers()
    status = said(house.amara.message("Your immediate concern", "Raised:"))
    assert "keep trying" not in status
    assert "Not delivered. Teams does not let the bot write to Priya Nair." in status
    assert "We try again when they write to the bot, and at the latest on 5 June 2026 at" in status
    assert "or the duty manager now." in status
