"""Folded audits stay at hand within a budget of bytes; the ones used last stay longest."""

from __future__ import annotations

from dataclasses import replace

from dialogs.audits.audit import Audit, Case, State
from storage.fast.cache import FEWEST, WEIGHT, WEIGHT_OF_OLD, AuditCache, CachedAudit


def cached(name: str, revision: int = 0) -> CachedAudit:
    audit = Audit(name, "hash", Case("TS-101"), State.IN_PROGRESS, (), None, None, None, revision=revision)
    return CachedAudit((), audit, b"", None)


def test_there_are_never_more_than_there_is_room_for() -> None:
    cache = AuditCache(20 * WEIGHT)
    for number in range(50):
        cache.put(cached(f"audit {number}"))
        assert cache.get(f"audit {number}") is not None  # the newest is always there
        assert len(cache) <= 20


def test_a_few_stay_however_heavy() -> None:
    cache = AuditCache(20 * WEIGHT)
    for number in range(50):
        cache.put(cached(f"audit {number}", revision=20 * WEIGHT // WEIGHT_OF_OLD))
    assert len(cache) == FEWEST


def test_where_too_many_are_in_use_half_are_still_found() -> None:
    cache = AuditCache(50 * WEIGHT)
    hits = 0
    for turn in range(2_000):
        name = f"audit {turn % 80}"
        hits += cache.get(name) is not None
        cache.put(cached(name))
    assert hits > 1_000


def test_those_that_nobody_uses_any_more_go() -> None:
    cache = AuditCache(20 * WEIGHT)
    for number in range(20):
        cache.put(cached(f"old {number}"))
    for turn in range(400):
        cache.put(cached(f"new {turn % 24}"))
    assert not any(cache.get(f"old {number}") for number in range(20))


def test_an_audit_that_moves_on_weighs_what_it_weighs_now() -> None:
    cache = AuditCache(20 * WEIGHT)
    for revision in range(20):
        cache.put(cached("a", revision))
    cache.forget("a")
    for number in range(20):
        cache.put(cached(f"audit {number}"))
    assert len(cache) == 20


def test_an_older_revision_does_not_replace_a_newer_one() -> None:
    cache = AuditCache(10 * WEIGHT)
    cache.put(cached("a", 5))
    cache.put(cached("a", 4))
    entry = cache.get("a")
    assert entry is not None
    assert entry.audit.revision == 5


def test_what_a_turn_works_out_does_not_stay() -> None:
    cache = AuditCache(10 * WEIGHT)
    cache.put(cached("a"))
    entry = cache.get("a")
    assert entry is not None
    entry.audit.cached("words of a draft", (), lambda: "secret")
    cache.put(replace(entry, audit=entry.audit))
    again = cache.get("a")
    assert again is not None
    assert again.audit.derived == {}
