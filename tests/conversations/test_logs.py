"""Nothing about a child in any log, at DEBUG, whatever happens."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure
from bot.turns.in_hand import TurnInHand
from bot.turns.responder import Responder
from tests.conversations.harness import House
from tests.conversations.test_answering import start

CHILD = "Zebedee Quillfeather"
SEEDS = (CHILD, "Quillfeather", "afraidofthelodger", "SEEDTOKEN", "TS-101", "amara.osei@example.org")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that would stand in the logs of a production process set to DEBUG, other libraries' included."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure(development=False, level="debug")
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_a_seeded_child_is_in_no_log(
    logged: io.StringIO, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = f"{CHILD} said she is afraidofthelodger and the plan does not say why"
    await start(house)
    await house.amara.says(f"good - {words}")
    await house.amara.says(f"concern: {words}")
    await house.amara.sends(
        {
            "verb": "save",
            "audit": house.audits["TS-101"],
            "token": "SEEDTOKEN",
            "revs": {"1.2": 0},
            "w:1.2": words,
        }
    )
    house.connector.fail(500, times=3)
    house.connector.fail(403, times=2)
    await house.amara.says(f"note: {words}")
    await house.delivers()

    async def fails(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {words} SEEDTOKEN")

    for owner, place in ((TurnInHand, "_keep"), (Responder, "answer")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, place, fails)
            await house.amara.says(f"good - {words}")
    await house.delivers()
    lines = logged.getvalue()
    hits = [seed for seed in SEEDS if seed in lines]
    print(f"{len(lines.splitlines())} log lines, {len(hits)} hits")
    assert "turn_failed" in lines
    assert "turn_not_spoken" in lines
    assert hits == []
