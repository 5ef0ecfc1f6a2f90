"""Two processes serve the same people at once: nothing is overwritten, shown stale, or done twice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.cards.schema import inputs
from tests.conversations.harness import EVIDENCE, said
from tests.conversations.test_pairs import page
from tests.replicas.conftest import Replicas

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

ROUNDS = 25


async def pair(replicas: Replicas) -> None:
    """Amara and Sam, each through a process of their own, on one audit."""
    house = replicas.house
    await house.allocates("TS-101", house.amara, house.sam)
    for number, auditor in enumerate((house.amara, house.sam)):
        await replicas.through(auditor, number).says("open TS-101")
        await house.connector.shown(auditor.chat.conversation, at_least=1)


async def test_a_pair_through_two_processes(replicas: Replicas) -> None:
    """One after the other, the second from a card that the first's save has made stale; who is first, and
    through which process, changes every time."""
    house = replicas.house
    await pair(replicas)
    overwritten = told = shown = 0
    for number in range(ROUNDS):
        revision = len((await house.audit("TS-101"))[0].history.get("1.1", ()))
        first, second = (house.amara, house.sam) if number % 2 else (house.sam, house.amara)
        replicas.through(first, number // 2)
        replicas.through(second, number // 2 + 1)
        mine, theirs = f"{EVIDENCE} First said {number}.", f"{EVIDENCE} Then said {number}."
        go = {"verb": "go", "audit": house.audits["TS-101"], "token": "g", "to": "1.1", "revs": {}}
        await second.sends(go)  # stands on the page, writing
        await first.sends(page(house, "1.1", "good", mine, revision, f"a{number}"))
        answer = await second.sends(page(house, "1.1", "ri", theirs, revision, f"b{number}"))
        overwritten += await house.answer("TS-101", "1.1") != ("good", mine)
        card = str(answer.card)
        told += "after this card was shown" in card
        shown += mine in card and theirs in card
        data = {"audit": house.audits["TS-101"], "token": "x", "revs": {}, "item": "1.1"}
        await second.sends({"verb": "drop", **data})
    print(f"{ROUNDS} stale saves: {overwritten} overwritten, {told} told, {shown} shown both texts")
    assert (overwritten, told, shown) == (0, ROUNDS, ROUNDS)


async def test_a_pair_in_the_same_moment(replicas: Replicas) -> None:
    """Both save the same question at once: one text stands, the other is kept beside it."""
    house = replicas.house
    await pair(replicas)
    both = (house.amara, house.sam)
    stood = held = told = 0
    for number in range(ROUNDS):
        revision = len((await house.audit("TS-101"))[0].history.get("1.1", ()))
        texts = [f"{EVIDENCE} {who.chat.name} said {number}." for who in both]
        answers = await asyncio.gather(
            *(
                who.sends(page(house, "1.1", "good", text, revision, f"{number}-{who.id}"))
                for who, text in zip(both, texts, strict=True)
            )
        )
        audit = (await house.audit("TS-101"))[0]
        assert len(audit.history["1.1"]) == revision + 1
        stands = (await house.answer("TS-101", "1.1"))[1]
        stood += stands in texts
        late = both[1 - texts.index(stands)]
        drafts = (await house.audit("TS-101", late))[1].drafts.values()
        held += [draft.words for draft in drafts] == [texts[both.index(late)]]
        told += "after this card was shown" in str(answers[both.index(late)].card)
        data = {"audit": house.audits["TS-101"], "token": "x", "revs": {}, "item": "1.1"}
        await late.sends({"verb": "drop", **data})
    print(f"{ROUNDS} saves in the same moment: {stood} stood, {held} kept beside, {told} told")
    assert (stood, held, told) == (ROUNDS, ROUNDS, ROUNDS)


async def test_one_person_through_two_processes(replicas: Replicas) -> None:
    """Every second press meets a process that has folded the audit before the last press changed it."""
    house = replicas.house
    amara = house.amara
    await house.allocates("TS-101", amara)
    go = {"verb": "go", "audit": house.audits, "token": "g", "to": "1.1", "revs": {}}
    for number in range(2):  # both have folded it
        await replicas.through(amara, number).says("open TS-101")
        await house.connector.shown(amara.chat.conversation, at_least=number + 1)
    stale = []
    for number in range(ROUNDS):
        words = f"{EVIDENCE} Said for the {number}. time."
        if number % 3:
            save = page(house, "1.1", "good", words, number, f"t{number}")
            await replicas.through(amara, number).sends(save)
        else:
            await replicas.through(amara, number).says(f"1.1 good - {words}")
        go = {"verb": "go", "audit": house.audits["TS-101"], "token": f"g{number}", "to": "1.1", "revs": {}}
        answer = await replicas.through(amara, number + 1).sends(go)
        if words not in str(answer.card):
            stale.append(number)
    audit = (await house.audit("TS-101"))[0]
    print(f"{ROUNDS} saves, each shown by the other process: {len(stale)} stale")
    assert stale == []
    assert len(audit.history["1.1"]) == ROUNDS


def written(message: Any) -> str:
    """The words of a message, wherever they stand: its text, or its card."""
    return message.text or str(message.card)


async def test_one_activity_reaches_both_processes(replicas: Replicas) -> None:
    """At once, and one after the other: one effect, and both answers make sense."""
    house = replicas.house
    amara = house.amara
    await house.allocates("TS-101", amara)
    await replicas.through(amara, 0).says("open TS-101")
    await house.connector.shown(amara.chat.conversation, at_least=1)

    async def told(activity: dict[str, Any], at_once: bool) -> list[Any]:
        if at_once:
            return list(await asyncio.gather(*(client.post(activity) for client in replicas.clients)))
        return [await client.redeliver(activity, new_id=bool(n)) for n, client in enumerate(replicas.clients)]

    for number in range(6):
        words = f"{EVIDENCE} In press {number}."
        action = {"type": "Action.Execute", "verb": "save"}
        action["data"] = page(house, "1.1", "good", words, number, f"p{number}")  # type: ignore[assignment]
        value = {"action": action, "trigger": "manual"}
        card = amara.messages[0].id
        press = amara.chat.activity("invoke", name="adaptiveCard/action", value=value, replyToId=card)
        answers = await told(press, at_once=bool(number % 2))
        assert len((await house.audit("TS-101"))[0].history["1.1"]) == number + 1
        assert [answer.status for answer in answers] == [200, 200]
        # Whichever came second shows where things stand: the page after the saved one.
        first, second = (sorted(inputs(answer.card)) for answer in answers)
        assert first == second
        assert all("TS-101" in str(answer.card) for answer in answers)
    await replicas.quiet()
    before = len(amara.messages)
    for number in range(6):
        words = f"{EVIDENCE} In words {number}."
        message = amara.chat.activity("message", text=f"1.2 good - {words}")
        answers = await told(message, at_once=bool(number % 2))
        assert len((await house.audit("TS-101"))[0].history["1.2"]) == number + 1
        assert [answer.status for answer in answers] == [200, 200]
    await replicas.quiet()
    since = amara.messages[before:]
    saved = [m for m in since if "Saved." in written(m)]
    rest = [m for m in since if m not in saved]
    print(f"6 messages to both: {len(saved)} answered with Saved, {len(rest)} with where things stand")
    assert len(saved) == 6
    assert len(rest) <= 6
    assert all(m.card for m in rest), [said(m) for m in rest]
