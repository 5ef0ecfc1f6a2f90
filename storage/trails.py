"""Events to trail rows and back.  Text is encrypted under the audit's key, and rows form a hash chain.

Each row's hash is the SHA-256 of the previous hash and the row as stored.  So the chain verifies without any
key, even after the key has been destroyed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import Any

from dialogs.audits.audit import Answer, AuditId, Passage
from dialogs.audits.events import DomainEvent, EventKind
from storage.keys import DataKey, KeyDestroyed, told_apart
from storage.values import clear_text, clear_value, micros, moment, storable

GENESIS = bytes(32)
"""The hash before an audit's first row."""

COLUMNS = (
    "audit_id",
    "seq",
    "what",
    "key",
    "value",
    "thin",
    "sealed",
    "words",
    "size",
    "sealed_prints",
    "by",
    "at",
)
"""What a row's hash covers, in this order."""


class SealedPassage(Passage):
    """A passage that holds only its encrypted bytes.  Each reading decrypts it, and the text is not kept."""

    __slots__ = ("_audit", "_key", "_sealed", "_sealed_prints", "_seq")

    def __init__(self, key: DataKey | None, row: Mapping[str, Any], packed: bytes | None = None):
        self._key = key
        self._audit: AuditId = intern(row["audit_id"])
        self._seq: int = row["seq"]
        self._sealed: bytes = row["sealed"]
        self._sealed_prints: bytes | None = row["sealed_prints"] if packed is None else None
        self._packed = packed or b""
        self.words = row["words"]
        self.size = row["size"]

    @property
    def text(self) -> str:
        """The words themselves.  Raises KeyDestroyed after a purge, Unopenable where a row was changed."""
        return _at_hand(self._key).open(self._sealed, _identity(self._audit, self._seq)).decode()

    @property
    def packed(self) -> bytes:
        """The fingerprints, opened when first asked for; empty after a purge."""
        if self._sealed_prints is not None and self._key is not None:
            identity = f"{_identity(self._audit, self._seq)}|prints"
            self._packed = self._key.open(self._sealed_prints, identity)
            self._sealed_prints = None
        return self._packed

    def superseded(self) -> None:
        """A newer answer is committed: nothing is compared any more with its fingerprints, which are half of
        what it takes up in memory."""
        self._sealed_prints = None
        self._packed = b""


def _at_hand(key: DataKey | None) -> DataKey:
    if key is None:
        raise KeyDestroyed("this audit was purged: its words cannot be read")
    return key


def row_of(audit_id: AuditId, seq: int, event: DomainEvent, key: DataKey, before: bytes) -> dict[str, Any]:
    """The trail row of `event`, its hash following `before`."""
    passage = event.passage
    row: dict[str, Any] = {
        "audit_id": audit_id,
        "seq": seq,
        "what": event.what.value,
        "key": storable(event.key),
        "value": clear_text(event.value),
        "thin": storable(event.thin),
        "sealed": None,
        "words": None,
        "size": None,
        "sealed_prints": None,
        "by": event.by,
        "at": micros(event.at),
    }
    if passage is not None:
        identity = _identity(audit_id, seq)
        row["sealed"] = key.seal(storable(passage.text).encode(), identity)
        row["words"] = passage.words
        row["size"] = passage.size
        if passage.packed:
            row["sealed_prints"] = key.seal(passage.packed, f"{identity}|prints")
    row["hash"] = chained(before, row)
    return row


def happening_of(row: Mapping[str, Any], key: DataKey | None, packed: bytes | None = None) -> DomainEvent:
    """The event of a trail row, its words unopened; `packed`: its fingerprints, where known already."""
    passage = None
    if row["sealed"] is not None:
        passage = SealedPassage(key, row, packed)
    return DomainEvent(
        what=EventKind(row["what"]),
        # The same few ids and keys are in every row.  Interning them halves an audit's memory.
        by=intern(row["by"]),
        at=moment(row["at"]),
        key=intern(row["key"]),
        value=clear_value(row["value"]),
        passage=passage,
        thin=row["thin"],
    )


def rows_of(
    audit_id: AuditId, revision: int, happened: Sequence[DomainEvent], key: DataKey, head: bytes
) -> list[dict[str, Any]]:
    """The rows that follow `revision` and its hash `head`, in order."""
    rows = []
    for seq, event in enumerate(happened, revision + 1):
        row = row_of(audit_id, seq, event, key, head)
        head = row["hash"]
        rows.append(row)
    return rows


def chained(before: bytes, row: Mapping[str, Any]) -> bytes:
    """The hash of a row after the hash `before`."""
    return hashlib.sha256(before + told_apart(*(row[column] for column in COLUMNS))).digest()


def lighten(histories: Iterable[Sequence[Answer]]) -> None:
    """Take from committed answers what only the newest of each needs."""
    for answers in histories:
        for answer in answers[:-1]:
            if isinstance(answer.passage, SealedPassage):
                answer.passage.superseded()


def _identity(audit_id: AuditId, seq: int) -> str:
    return f"trail|{audit_id}|{seq}"
