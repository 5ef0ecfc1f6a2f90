"""Every verb, by everybody, on one audit: nothing changes without a right, and tampering changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from bot.turns.presses import VERBS
from tests.conversations.harness import EVIDENCE, House, Somebody
from tests.conversations.test_answering import ACTION, fill, start, submit

ALLOWED: dict[str, dict[str, set[str]]] = {
    "in_progress": {"amara": set(VERBS), "sam": set(VERBS), "ellen": {"concern"}},
    "submitted": {
        "amara": {"concern"},
        "sam": {"concern"},
        "priya": {"ack", "action_review", "concern"},
        "ellen": {"concern"},
    },
}
"""Whose presses may change the audit, with which verbs, in which state.  Whoever may read the file may
raise a concern on it."""


def data(house: House, verb: str, row: str, token: str) -> dict[str, Any]:
    """All that any verb could want, as a tampered card would send it."""
    return {
        "verb": verb,
        "audit": house.audits["TS-101"],
        "token": token,
        "revs": {"1.1": 99, "overall": 99},
        "v:1.1": "outstanding",
        "w:1.1": f"{EVIDENCE} {token}",
        "item": row
        if verb in ("row_remove", "action_review")
        else "actions"
        if verb == "row_save"
        else "1.1",
        "rev": 99,
        "part": 0,
        "confirmed": 0,
        "to": "1.2",
        "subject": "summary",
        "concern": f"He is afraid {token}",
        "note": "nothing",
        "choice": "command",
        **ACTION,
        "c:reviewed": "2026-06-04",
        "c:progress": "under_way",
    }


@pytest.mark.parametrize("state", ["in_progress", "submitted"])
async def test_every_verb_by_everybody(house: House, state: str) -> None:
    await start(house)
    await fill(house)
    if state == "submitted":
        await submit(house)
    row = (await house.audit("TS-101"))[0].rows["actions"][0].key
    tried = wrong = 0
    for somebody in house.everybody:
        name = somebody.chat.name.split()[0].lower()
        allowed = ALLOWED[state].get(name, set())
        for verb in sorted(VERBS):
            before = (await house.audit("TS-101"))[0]
            answer = await somebody.sends(data(house, verb, row, f"{name}-{verb}"))
            after = (await house.audit("TS-101"))[0]
            tried += 1
            changed = after.revision != before.revision
            if changed and verb not in allowed:
                wrong += 1
                print(f"{name} {verb} in {state} changed the audit")
            if name not in ("amara", "sam", "priya", "ellen"):
                assert "Seen alone twice" not in str(answer.body), (name, verb)
                assert "TS-101" not in str(answer.body), (name, verb)
            row = after.rows["actions"][0].key if after.rows.get("actions") else row
    print(f"{state}: {tried} presses by {len(house.everybody)} people, {wrong} changes without a right")
    assert wrong == 0
    for somebody in (house.wren, house.jo, house.ira, house.max, house.sol, house.mo):
        await somebody.has_not_seen("TS-101", "Seen alone twice", "afraid")


async def test_a_manager_learns_nothing_of_an_audit_under_way(house: House) -> None:
    await house.priya.installs()
    await start(house)
    await fill(house)
    audit = house.audits["TS-101"]
    for subject in ("summary", "actions/x", "1.1", "concern/x", "told:1"):
        await house.priya.sends({"verb": "ack", "audit": audit, "subject": subject})
    await house.priya.sends({"verb": "review", "audit": audit, "part": 0})
    await house.priya.has_not_seen("Seen alone twice", "Update the chronology")
    assert (await house.audit("TS-101"))[0].acknowledgements == ()


DEEP: Any = {"a": 1}
for _ in range(15):
    DEEP = {"a": DEEP}
TAMPERED: dict[str, dict[str, Any]] = {
    "another audit": {"verb": "save", "audit": "f" * 32, "revs": {"1.1": 0}, "v:1.1": "good"},
    "no audit": {"verb": "save", "revs": {"1.1": 0}, "v:1.1": "good"},
    "audit a list": {"verb": "save", "audit": ["x"], "revs": {"1.1": 0}, "v:1.1": "good"},
    "audit huge": {"verb": "open", "audit": "x" * 100_000},
    "verb unknown": {"verb": "delete_everything"},
    "verb a number": {"verb": 7},
    "no verb": {"hello": "x"},
    "revs a list": {"verb": "save", "revs": [1, 2], "v:1.1": "good"},
    "revs absurd": {"verb": "save", "revs": {"9.9": 2**62, "": -4, "x" * 999: "y"}, "v:9.9": "good"},
    "value a map": {"verb": "save", "revs": {"1.1": 0}, "v:1.1": {"a": 1}},
    "value unknown": {"verb": "save", "revs": {"1.1": 0}, "v:1.1": "splendid"},
    "deep": {"verb": "save", "revs": DEEP, "v:1.1": DEEP},
    "row key huge": {"verb": "row_edit", "item": "actions/" + "k" * 50_000},
    "row of a grade": {"verb": "row_save", "item": "1.1/x", "rev": 1, "c:what": "x"},
    "remove a grade": {"verb": "row_remove", "item": "1.1", "rev": 99},
    "ack a grade": {"verb": "ack", "subject": "1.1"},
    "ack a map": {"verb": "ack", "subject": {"a": 1}},
    "review a grade": {"verb": "action_review", "item": "1.1", "rev": 9, "c:progress": "under_way"},
    "part absurd": {"verb": "review", "part": 2**63 - 1},
    "part a fraction": {"verb": "review", "part": 1e300},
    "rev digits": {"verb": "row_save", "item": "actions", "rev": "9" * 9000},
    "part words": {"verb": "review", "part": "all"},
    "go nowhere": {"verb": "go", "to": "x" * 50_000},
    "note of nobody": {"verb": "note_use", "note": "x", "item": "1.1"},
    "choice of nothing": {"verb": "word", "choice": "command"},
    "submit too soon": {"verb": "submit", "confirmed": 1},
    "token strange": {"verb": "where", "token": "../../etc\u202e"},
}


async def test_tampered_cards_change_nothing_and_are_answered(house: House) -> None:
    await start(house)
    await house.amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
    before = (await house.audit("TS-101"))[0].revision
    sorry = []
    for who in (house.amara, house.priya, house.wren):
        for name, tampered in TAMPERED.items():
            whole = {"audit": house.audits["TS-101"], "token": "t", **tampered}
            if name == "no audit":
                del whole["audit"]
            for submit_it in (False, True):
                answer = await (who.chat.submits(whole) if submit_it else who.chat.executes(whole))
                assert answer.status in (200, 400), (name, answer)
                if "Something went wrong" in str(answer.body):
                    sorry.append((who.chat.name, name))
        shown = [m.text for m in who.messages if "Something went wrong" in m.text]
        sorry += [(who.chat.name, text) for text in shown]
    audit = (await house.audit("TS-101"))[0]
    print(f"{3 * 2 * len(TAMPERED)} tampered presses: {audit.revision - before} changes, {len(sorry)} faults")
    assert sorry == []
    assert audit.revision == before
    assert await house.answer("TS-101", "1.1") == ("good", EVIDENCE)


async def test_huge_inputs_are_kept_and_refused_in_words(house: House) -> None:
    await start(house)
    huge = "wort " * 20_000
    audit = house.audits["TS-101"]
    answer = await house.amara.sends(
        {"verb": "save", "audit": audit, "token": "t", "revs": {"1.1": 0}, "v:1.1": "good", "w:1.1": huge}
    )
    assert "a box holds 4,000" in str(answer.card)
    await house.amara.sends({"verb": "concern", "audit": audit, "token": "t", "concern": huge})
    await house.amara.says(huge[:20_000])
    assert await house.answer("TS-101", "1.1") == (None, "")
    async with house.bot.storage.work(write=False) as work:
        assert (await work.connection.execute(text("SELECT count(*) FROM owed"))).scalar_one() == 0


async def test_somebody_elses_card(house: House) -> None:
    """Sol presses what was sent to Priya: the data is right, the person is not."""
    await start(house)
    await fill(house)
    await house.priya.installs()
    await submit(house)
    await house.delivers()
    for somebody in (house.sol, house.amara, house.wren):
        assert isinstance(somebody, Somebody)
        answer = await somebody.sends({"verb": "ack", "audit": house.audits["TS-101"], "subject": "summary"})
        assert "Only the manager named for this case" in answer.text
    assert (await house.audit("TS-101"))[0].acknowledgements == ()
