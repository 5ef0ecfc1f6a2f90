"""Folded audits at hand, so that a turn reads no trail that an earlier one has folded."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from dialogs.audit import Audit, AuditId
from storage.keys import DataKey

FEWEST = 16
"""Audits that stay, however heavy: a long one takes long to fold."""
OLDEST = 8
"""Each so many drops the oldest makes room."""
WEIGHT, WEIGHT_OF_ONE, WEIGHT_OF_OLD = 6_000, 600, 400
"""Bytes: of an audit without answers, of each answer (25 words of evidence), of each that was replaced."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An audit as a committed revision left it.  Its passages hold sealed bytes, never words."""

    ground: tuple[Any, ...]
    """The row's columns that no happening changes: what the fold began from."""
    audit: Audit
    head: bytes
    key: DataKey | None
    """None once purged."""

    @property
    def weight(self) -> int:
        """About how many bytes it takes up: most of it sealed answers."""
        standing = len(self.audit.history)
        return WEIGHT + WEIGHT_OF_ONE * standing + WEIGHT_OF_OLD * max(0, self.audit.revision - standing)


class Memo:
    """Audits in use, of at most `limit` bytes in all.  Whoever takes one compares it with the audit's row.

    Where more are in use than there is room for, everybody's comes round again after all the others': to drop
    the one used longest ago would drop each just before it is wanted.  So the one used last makes room, and
    only now and then the oldest, that those whom nobody uses any more go as well.
    """

    def __init__(self, limit: int):
        self._limit = limit
        self._weight = 0
        self._dropped = 0
        self._kept: OrderedDict[AuditId, Kept] = OrderedDict()

    def get(self, audit_id: AuditId) -> Kept | None:
        """What is kept of the audit, if anything."""
        kept = self._kept.get(audit_id)
        if kept is None:
            return None
        self._kept.move_to_end(audit_id)
        # A copy of its own for each turn: what a turn works out of drafts does not stay here.
        return replace(kept, audit=kept.audit.apart())

    def put(self, kept: Kept) -> None:
        """Keep it; a newer revision on the same ground stays."""
        audit_id = kept.audit.id
        held = self._kept.get(audit_id)
        if held is None or held.ground != kept.ground or held.audit.revision <= kept.audit.revision:
            self.forget(audit_id)
            self._kept[audit_id] = replace(kept, audit=kept.audit.apart())
            self._weight += kept.weight
        self._kept.move_to_end(audit_id)
        while self._weight > self._limit and len(self._kept) > FEWEST:
            self._dropped += 1
            oldest = self._dropped % OLDEST == 0
            self.forget(next(iter(self._kept)) if oldest else next(islice(reversed(self._kept), 1, None)))

    def forget(self, audit_id: AuditId) -> None:
        """Keep nothing of it."""
        kept = self._kept.pop(audit_id, None)
        if kept is not None:
            self._weight -= kept.weight

    def __len__(self) -> int:
        return len(self._kept)
