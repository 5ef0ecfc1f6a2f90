"""Two auditors on one audit: nothing of either's is overwritten, and neither is pushed about."""

from __future__ import annotations

import asyncio

from tests.connector import Answer
from tests.conversations.harness import EVIDENCE, House, Somebody, said

STALE = 200


def page(house: House, key: str, value: str, words: str, revision: int, token: str) -> dict[str, object]:
    return {
        "verb": "save",
        "audit": house.audits["TS-101"],
        "token": token,
        "revs": {key: revision},
        f"v:{key}": value,
        f"w:{key}": words,
    }


async def both_open(house: House) -> None:
    await house.allocates("TS-101", house.amara, house.sam)
    for auditor in (house.amara, house.sam):
        await auditor.says("open TS-101")


async def test_stale_submits_overwrite_nothing_and_show_both_texts(house: House) -> None:
    await both_open(house)
    await house.amara.sends(page(house, "1.1", "good", EVIDENCE, 0, "t"))
    overwritten = told = shown = 0
    for number in range(STALE):
        revision = len((await house.audit("TS-101"))[0].history["1.1"])
        first, second = (house.amara, house.sam) if number % 2 else (house.sam, house.amara)
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
    print(f"{STALE} stale submits: {overwritten} overwritten, {told} told, {shown} shown both texts")
    assert (overwritten, told, shown) == (0, STALE, STALE)


async def test_neither_card_is_edited_by_the_others_turn(house: House) -> None:
    await both_open(house)
    sams = house.sam.messages[-1]
    before, edits = said(sams), sams.edits
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    await house.delivers()
    assert (said(sams), sams.edits) == (before, edits)
    assert len(house.sam.messages) == 2, "the sections and the page, and nothing after them"
    # What Amara saved elsewhere makes nothing of Sam's stale.
    await house.sam.presses("Save and continue", {"v:1.2": "ri", "w:1.2": "His plan is old and says little."})
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)
    assert (await house.answer("TS-101", "1.2"))[0] == "ri"
    assert (await house.audit("TS-101", house.sam))[1].drafts == {}


async def test_twenty_saves_at_once_are_all_accounted_for(house: House) -> None:
    """Both answer the same four questions, and add six actions each, all in the same moment."""
    await both_open(house)

    async def save(who: Somebody, key: str) -> tuple[str, Answer]:
        words = f"{EVIDENCE} {who.chat.name} on {key}."
        return words, await who.sends(page(house, key, "good", words, 0, f"{who.id}-{key}"))

    async def add(who: Somebody, number: int) -> tuple[str, Answer]:
        words = f"Action {number} of {who.chat.name}"
        audit = house.audits["TS-101"]
        row = {
            "verb": "row_save",
            "audit": audit,
            "token": f"{who.id[:8]}{number}",
            "item": "actions",
            "rev": 0,
        }
        cells = {"c:what": words, "c:who": "Jo Whitfield", "c:by_when": "2026-07-01"}
        return words, await who.sends({**row, **cells})

    pair = (house.amara, house.sam)
    saves = [save(who, key) for key in ("1.1", "1.2") for who in pair]
    saved = await asyncio.gather(*saves, *(add(who, n) for n in range(8) for who in pair))
    audit = (await house.audit("TS-101"))[0]
    stored = str([a.passage.text for kept in audit.history.values() for a in kept if a.passage])
    held = str([d.words for who in pair for d in (await house.audit("TS-101", who))[1].drafts.values()])
    lost = [words for words, _ in saved if words not in stored and words not in held]
    both = sum(words in stored and words in held for words, _ in saved)
    print(
        f"{len(saved)} concurrent saves: {sum(w in stored for w, _ in saved)} stored, "
        f"{sum(w in held for w, _ in saved)} held beside, {len(lost)} lost, {both} doubled"
    )
    assert (lost, both) == ([], 0)
    assert len(audit.rows["actions"]) == 16
    assert len(audit.history["1.1"]) == len(audit.history["1.2"]) == 1


async def test_two_people_on_two_audits_crosswise(house: House) -> None:
    await both_open(house)
    await house.allocates("TS-102", house.amara, house.sam)
    await house.sam.says("open TS-102")

    async def press(who: str, reference: str, number: int) -> int:
        data = {"verb": "where", "audit": house.audits[reference], "token": f"x{number}"}
        answer = await getattr(house, who).sends(data)
        return "nothing from your last message was saved" in str(answer.body)

    for number in range(5):
        failed = await asyncio.gather(
            press("amara", "TS-102", number),
            press("sam", "TS-101", number),
            press("amara", "TS-101", number),
            press("sam", "TS-102", number),
        )
        assert sum(failed) == 0
