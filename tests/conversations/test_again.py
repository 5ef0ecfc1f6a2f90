"""The same thing twice: presses, redeliveries, old cards, crashes between commit and answer."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.turns.in_hand import TurnInHand
from bot.turns.responder import Responder
from tests.conversations.harness import EVIDENCE, House, said
from tests.conversations.test_answering import ACTION, start
from tests.figures import figure

COPIES = 60


async def save(house: House, **more: Any) -> dict[str, Any]:
    """Amara stands on the page of actions, and adds one."""
    await start(house)
    await house.amara.presses("Go there", {"to": "actions"})
    data = {"verb": "row_save", "audit": house.audits["TS-101"], "token": "abc", "item": "actions", "rev": 0}
    activity = house.amara.chat.activity(
        "invoke",
        name="adaptiveCard/action",
        value={"action": {"type": "Action.Execute", "verb": "row_save", "data": {**data, **ACTION}}},
        replyToId=house.amara.messages[-1].id,
        **more,
    )
    return activity


@pytest.mark.parametrize("new_id", [False, True])
async def test_sixty_copies_of_one_press_have_one_effect(house: House, new_id: bool) -> None:
    activity = await save(house)
    before = (await house.audit("TS-101"))[0].revision
    answers = await asyncio.gather(*(house.client.redeliver(activity, new_id=new_id) for _ in range(COPIES)))
    await house.delivers()
    audit = (await house.audit("TS-101"))[0]
    cards = [a for a in answers if a.status == 200 and "Update the chronology" in str(a.body)]
    figure(
        f"one press {COPIES} times, {'new ids' if new_id else 'the same id'}: one effect, the same card",
        f"{audit.revision - before} effect, {len(cards)} answered with the same card",
    )
    assert len(audit.rows["actions"]) == 1
    assert audit.revision == before + 1
    assert len(cards) == COPIES
    assert len(house.amara.messages) == 3, "the sections, the page and its answer"
    # The first one says in addition what it has saved.
    assert len({re.sub(r"id[0-9]{6}", "", str(a.body)) for a in cards}) <= 2


@pytest.mark.parametrize("new_id", [False, True])
async def test_sixty_copies_of_typed_words_have_one_effect(house: House, new_id: bool) -> None:
    await start(house)
    activity = house.amara.chat.activity("message", text=f"good - {EVIDENCE}")
    answers = await asyncio.gather(*(house.client.redeliver(activity, new_id=new_id) for _ in range(COPIES)))
    await house.delivers()
    assert {a.status for a in answers} == {200}
    assert len((await house.audit("TS-101"))[0].history["1.1"]) == 1
    assert await house.answer("TS-101", "1.2") == (None, "")
    assert len([m for m in house.amara.messages if "1.1 Chronology: Good. Saved." in said(m)]) == 1


async def test_the_same_press_twice_by_hand(house: House) -> None:
    await start(house)
    card = house.amara.messages[-1]
    old = dict(card.looks or {})
    filled = {"v:1.1": "good", "w:1.1": EVIDENCE}
    await house.amara.presses("Save and continue", filled)
    revision = (await house.audit("TS-101"))[0].revision
    # The person's client still shows the first card; the press comes again under an id of its own.
    card.invoke_reply, card.card = None, old
    await house.amara.presses("Save and continue", filled, on=card.id)
    assert (await house.audit("TS-101"))[0].revision == revision


async def test_an_old_card_pressed_goes_on_in_one_place(house: House) -> None:
    await start(house)
    first = house.amara.messages[-1]
    old = dict(first.looks or {})
    await house.amara.says("card")
    await house.delivers()
    second = house.amara.messages[-1]
    first.card = old  # as a client shows it that has missed the edit
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE}, on=first.id)
    await house.delivers()
    assert "Judgement" in said(first)
    assert "Continue below." in said(second)
    assert (await house.audit("TS-101", house.amara))[1].card == first.id
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_a_crash_after_the_commit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved and not answered: what comes again finds it saved, once, and shows where things stand."""
    await start(house)

    async def dies(*_: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr(Responder, "answer", dies)
        await house.amara.says(f"good - {EVIDENCE}")
    sent = dict(house.amara.chat.sent)
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    await house.amara.has_not_seen("nothing from your last message was saved")
    await house.restarts()
    await house.client.redeliver(sent)
    await house.amara.sees("How good is the chronology?", EVIDENCE)
    assert len((await house.audit("TS-101"))[0].history["1.1"]) == 1
    count = len(house.amara.messages)
    await house.client.redeliver(sent)
    await house.delivers()
    assert len(house.amara.messages) == count, "shown once"


async def test_a_crash_before_the_commit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered, the inbox key included: what comes again is taken as new."""
    await start(house)
    before = (await house.audit("TS-101"))[0].revision

    async def dies(*_: object, **__: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr(TurnInHand, "_keep", dies)
        await house.amara.says(f"good - {EVIDENCE}")
    await house.amara.sees("nothing from your last message was saved")
    assert (await house.audit("TS-101"))[0].revision == before
    await house.client.redeliver(dict(house.amara.chat.sent))
    await house.amara.sees("1.1 Chronology: Good. Saved.")
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_a_concern_is_raised_once_however_often_it_comes(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await house.amara.says("concern: he is afraid to go home")
    for new_id in (False, True, True):
        await house.client.redeliver(dict(house.amara.chat.sent), new_id=new_id)
    await house.amara.presses("Send now")
    await house.restarts()
    await house.client.redeliver(dict(house.amara.chat.sent))
    await house.amara.says("concern: he is afraid to go home")
    await house.delivers()
    assert len((await house.audit("TS-101"))[0].concerns) == 1
    assert len(house.priya.messages) == 2


async def test_a_connector_that_hangs_holds_up_no_answer(house: House) -> None:
    await start(house)
    house.connector.hang(times=10_000, conversation=house.amara.chat.conversation)
    loop = asyncio.get_running_loop()
    took = []
    for number in range(4):
        began = loop.time()
        press = house.amara.sends if number % 2 else None
        if press:
            data = {"verb": "where", "audit": house.audits["TS-101"], "token": f"t{number}"}
            await press(data, house.amara.messages[-1].id)
        else:
            await house.amara.says("where am I")
        took.append(loop.time() - began)
    await house.sam.says("open TS-101")
    assert "The work" in said(house.sam.messages[-1])
    print(f"answered after {max(took):.2f} s at most")
    assert max(took) < 1.5
    house.connector.mend()
    for task in list(house.bot.turns.speaker._tasks):
        task.cancel()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_connections_that_the_server_has_closed_cost_nobody_an_answer(
    house: House, database_url: str
) -> None:
    await start(house)
    other = await asyncpg.connect(
        make_url(database_url).difference_update_query(["path"]).render_as_string(False)
    )
    try:
        closed = await other.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await other.close()
    assert closed > 0
    await house.amara.says(f"good - {EVIDENCE}")
    assert "1.1 Chronology: Good. Saved." in said(house.amara.messages[-1])
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
