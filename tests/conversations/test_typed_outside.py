"""What people were seen to type with no audit in hand (tests/dialogs/typed.tsv), through the real "
"endpoint."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conversations.harness import House, Somebody
from tests.conversations.test_answering import fill, start, submit

FILE = Path(__file__).parent.parent / "dialogs" / "typed.tsv"
SHOWN: dict[tuple[str, str], tuple[str, ...]] = {
    ("auditor, no audit opened yet", "my audits please"): ("Your audits", "TS-101"),
    ("auditor, no audit opened yet", "when is it due"): ("Due 19 June 2026",),
    (
        "auditor, no audit opened yet",
        "good - chronology updated in June, seen alone twice",
    ): ("Which one is “good - chronology updated", "For TS-101"),
    ("auditor, no audit opened yet", "thanks"): ("You are welcome.",),
    ("auditor, no audit opened yet", "{ref}"): ("Save and continue",),
    ("auditor, no audit opened yet", "open case {ref}"): ("Save and continue",),
    ("auditor, no audit opened yet", "start {ref}"): ("Save and continue",),
    (
        "manager with a summary card and an action card",
        "I disagree with the overall grade, the plan was updated on 5 May and the auditor missed it",
    ): ("I have not passed", "tell your QA lead"),
    ("manager with a summary card and an action card", "who did this audit"): (
        "auditors of an audit are named",
    ),
    ("manager with a summary card and an action card", "show me the summary again"): (
        "Open the audit first",
    ),
    ("manager with a summary card and an action card", "my cases"): ("Audits of your cases",),
    (
        "manager with a summary card and an action card",
        "I have spoken to the worker and visit is booked for tomorrow 2pm",
    ): ("I have not passed", "with Review"),
    ("manager to whom nothing was sent", "what do i need to do"): (
        "Cards arrive here when one is submitted",
    ),
    ("QA lead, no audit in hand", "status of {ref}"): ("TS-102", "not started"),
    ("QA lead, no audit in hand", "reopen {sub}"): ("Why are you reopening it?",),
    ("QA lead, no audit in hand", "reopen {sub} - outcomes missing"): ("is open again",),
    ("QA lead, no audit in hand", "Please reopen {sub}, the outcomes are missing"): ("is open again",),
    ("QA lead, no audit in hand", "extend {ref} to 16 December"): (
        "Why is it due on another day? Type: due TS-102 16 December 2026 because",
    ),
    ("not on the people list", "hello can you help"): ("only know the people",),
}
with FILE.open(encoding="utf-8", newline="") as file:
    ROWS = [
        row
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if row["effect"] == "at home"
    ]


def test_every_row_outside_an_audit_is_driven() -> None:
    assert {(row["state"], row["words"]) for row in ROWS} == SHOWN.keys()


@pytest.mark.parametrize("state", sorted({state for state, _ in SHOWN}))
async def test_typed_with_no_audit_in_hand(house: House, state: str) -> None:
    submitted = state.startswith("QA lead") or "summary card" in state
    await house.allocates("TS-102" if submitted else "TS-101", house.amara)
    if submitted:
        await start(house)
        await fill(house)
        await submit(house)
    await whom(house, state).installs()
    for (where, words), shown in SHOWN.items():
        if where != state:
            continue
        typed = words.replace("{ref}", "TS-102" if submitted else "TS-101").replace("{sub}", "TS-101")
        if "not on the people" in state:
            stranger = house.client.person("Wil Marsh", aad="9" * 32, email="wil@else.org")
            await stranger.says(typed)
            last = (await stranger.texts())[-1]
            assert all(text in last for text in shown)
            continue
        if words.startswith("Please reopen"):  # which another row has done already
            await house.amara.says("submit")
            await house.amara.says("yes")
        await house.delivers()
        await whom(house, state).says(typed)
        await whom(house, state).sees(*shown)


def whom(house: House, state: str) -> Somebody:
    if "nothing was sent" in state:
        return house.mo
    return house.amara if "auditor," in state else house.ellen if "QA" in state else house.priya
