"""Folded audits stay at hand within a budget of bytes; the ones used last stay longest."""

from __future__ import annotations

from dataclasses import replace

from dialogs.audit import Audit, Case, State
from storage.memo import FEWEST, WEIGHT, WEIGHT_OF_OLD, Kept, Memo


def kept(name: str, revision: int = 0) -> Kept:
    audit = Audit(name, "hash", Case("TS-101"), State.IN_PROGRESS, (), None, None, None, revision=revision)
    return Kept((), audit, b"", None)


def test_there_are_never_more_than_there_is_room_for() -> None:
    memo = Memo(20 * WEIGHT)
    for number in range(50):
        memo.put(kept(f"audit {number}"))
        assert memo.get(f"audit {number}") is not None  # the newest is always there
        assert len(memo) <= 20


def test_a_few_stay_however_heavy() -> None:
    memo = Memo(20 * WEIGHT)
    for number in range(50):
        memo.put(kept(f"audit {number}", revision=20 * WEIGHT // WEIGHT_OF_OLD))
    assert len(memo) == FEWEST


def test_where_too_many_are_in_use_half_are_still_found() -> None:
    memo = Memo(50 * WEIGHT)
    found = 0
    for turn in range(2_000):
        name = f"audit {turn % 80}"
        found += memo.get(name) is not None
        memo.put(kept(name))
    assert found > 1_000


def test_those_that_nobody_uses_any_more_go() -> None:
    memo = Memo(20 * WEIGHT)
    for number in range(20):
        memo.put(kept(f"old {number}"))
    for turn in range(400):
        memo.put(kept(f"new {turn % 24}"))
    assert not any(memo.get(f"old {number}") for number in range(20))


def test_an_audit_that_moves_on_weighs_what_it_weighs_now() -> None:
    memo = Memo(20 * WEIGHT)
    for revision in range(20):
        memo.put(kept("a", revision))
    memo.forget("a")
    for number in range(20):
        memo.put(kept(f"audit {number}"))
    assert len(memo) == 20


def test_an_older_revision_does_not_replace_a_newer_one() -> None:
    memo = Memo(10 * WEIGHT)
    memo.put(kept("a", 5))
    memo.put(kept("a", 4))
    found = memo.get("a")
    assert found is not None
    assert found.audit.revision == 5


def test_what_a_turn_works_out_does_not_stay() -> None:
    memo = Memo(10 * WEIGHT)
    memo.put(kept("a"))
    found = memo.get("a")
    assert found is not None
    found.audit.once("words of a draft", (), lambda: "secret")
    memo.put(replace(found, audit=found.audit))
    again = memo.get("a")
    assert again is not None
    assert again.audit.derived == {}
