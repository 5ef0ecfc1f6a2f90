"""A cache of folded audits, so that a turn need not read a trail that an earlier turn has folded."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from dialogs.audits.audit import Audit, AuditId
from storage.keys import DataKey

FEWEST = 16
"""This many audits stay even if they exceed the limit, because a long audit is slow to fold."""
PROMOTED = 8
"""With the cache full, every nth new entry goes in as the most recently used."""
WEIGHT, WEIGHT_OF_ONE, WEIGHT_OF_OLD = 6_000, 600, 400
"""Estimated bytes of an audit without answers, of each answer (25 words of evidence) and of each replaced
one."""


@dataclass(frozen=True, slots=True)
class CachedAudit:
    """An audit as a committed revision left it.  Its passages hold sealed bytes, never words."""

    ground: tuple[Any, ...]
    """The columns of the audit's row that no event changes: the fold starts from them."""
    audit: Audit
    head: bytes
    key: DataKey | None
    """None once purged."""

    @property
    def weight(self) -> int:
        """About how many bytes it takes up: most of it sealed answers."""
        standing = len(self.audit.history)
        return WEIGHT + WEIGHT_OF_ONE * standing + WEIGHT_OF_OLD * max(0, self.audit.revision - standing)


class AuditCache:
    """An LRU cache with bimodal insertion, of at most `limit` bytes.  Compare an entry with the audit's row
    before relying on it.

    Plain LRU thrashes when the working set exceeds the cache: people take turns one after another, and each
    entry is evicted just before it is needed again.  The bimodal insertion policy prevents that (Qureshi and
    others, "Adaptive insertion policies for high performance caching", ISCA 2007).  While the cache is full,
    a new entry goes in as the next to be evicted, so most entries stay long enough to be used again.  Every
    eighth goes in as the most recently used, so audits that nobody works on any more are evicted in the end.
    """

    def __init__(self, limit: int):
        self._limit = limit
        self._weight = 0
        self._insertions = 0
        self._entries: OrderedDict[AuditId, CachedAudit] = OrderedDict()
        """In order of eviction, the next one first."""

    def get(self, audit_id: AuditId) -> CachedAudit | None:
        """The entry of the audit, if there is one."""
        entry = self._entries.get(audit_id)
        if entry is None:
            return None
        self._entries.move_to_end(audit_id)
        # Each turn gets its own copy, so nothing that it computes from drafts stays here.
        return replace(entry, audit=entry.audit.detached())

    def put(self, entry: CachedAudit) -> None:
        """Keep `entry`, unless the cache already holds a newer revision folded from the same `ground`."""
        audit_id = entry.audit.id
        held = self._entries.get(audit_id)
        if held is not None and held.ground == entry.ground and held.audit.revision > entry.audit.revision:
            self._entries.move_to_end(audit_id)
            return
        known = held is not None
        self.forget(audit_id)
        full = self._make_room(entry.weight)
        self._entries[audit_id] = replace(entry, audit=entry.audit.detached())
        self._weight += entry.weight
        if full and not known:
            self._insertions += 1
            self._entries.move_to_end(audit_id, last=self._insertions % PROMOTED == 0)

    def forget(self, audit_id: AuditId) -> None:
        """Keep nothing of it."""
        entry = self._entries.pop(audit_id, None)
        if entry is not None:
            self._weight -= entry.weight

    def _make_room(self, weight: int) -> bool:
        """Evict until `weight` more bytes fit.  Returns whether the cache was full."""
        full = False
        while self._weight + weight > self._limit and len(self._entries) >= FEWEST:
            full = True
            self.forget(next(iter(self._entries)))
        return full

    def __len__(self) -> int:
        return len(self._entries)
