"""PostgreSQL: a press holds the audit that it was pressed on and no other, so crossed pairs never lock each
other out, however many press at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from storage import work
from tests.conversations.harness import EVIDENCE, House, Somebody, said

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

AUDITS = ("TS-101", "TS-102", "TS-103", "TS-104")
ROUNDS = 40


class Undone(frozenset[str]):
    """The states for which PostgreSQL undoes a transaction; notes each that is met."""

    met: list[Any]

    def __contains__(self, state: object) -> bool:
        self.met.append(state)
        return super().__contains__(state)


@pytest.fixture
def undone(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    noting = Undone(work._UNDONE)
    noting.met = []
    monkeypatch.setattr(work, "_UNDONE", noting)
    return noting.met


def save(house: House, reference: str, token: str, number: int, revision: int) -> dict[str, object]:
    key = f"1.{number % 2 + 1}"
    return {
        "verb": "save",
        "audit": house.audits[reference],
        "token": token,
        "revs": {key: revision},
        f"v:{key}": "good",
        f"w:{key}": f"{EVIDENCE} It was said {number} times, to {token}.",
    }


async def test_crossed_pairs_at_four_presses_at_once(house: House, undone: list[Any]) -> None:
    both = (house.amara, house.sam)
    for reference in AUDITS:
        await house.allocates(reference, *both)
    for somebody in both:
        for reference in AUDITS:
            await somebody.says(f"open {reference}")
    for number in range(ROUNDS):
        # To and fro: one goes through the audits upwards, the other downwards, two presses of each at once.
        order = [AUDITS[(number + step) % 4] for step in (0, 1)]
        back = [AUDITS[(3 - number - step) % 4] for step in (0, 1)]
        crossed = [(both[0], r) for r in order] + [(both[1], r) for r in back]
        await asyncio.gather(
            *(
                who.sends(save(house, reference, f"{number}-{place}", number + place, number // 8))
                for place, (who, reference) in enumerate(crossed)
            )
        )
    assert [state for state in undone if state == "40P01"] == []
    shown = "\n".join(said(message) for somebody in both for message in somebody.messages)
    assert "went wrong" not in shown


async def test_lists_hold_nothing(house: House, undone: list[Any]) -> None:
    """Managers look through all their audits while their auditors press: nobody waits for anybody's."""
    for reference in AUDITS:
        await house.allocates(reference, house.amara, house.sam)
    people: list[Somebody] = [house.amara, house.sam, house.priya, house.ellen]
    for number in range(ROUNDS // 4):
        await asyncio.gather(
            house.priya.says("my audits"),
            house.priya.says(f"status {AUDITS[number % 4]}"),
            *(
                who.sends(save(house, AUDITS[(number * way) % 4], f"{number}-{way}", number, 0))
                for who, way in ((house.amara, 1), (house.sam, 3))
            ),
        )
    assert [state for state in undone if state == "40P01"] == []
    assert all("went wrong" not in said(m) for somebody in people for m in somebody.messages)
