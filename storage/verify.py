"""Verifies every audit's hash chain.  This needs no key and shows no content."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, text

from dialogs.audits.audit import AuditId
from storage.tables import audits, trail
from storage.trails import GENESIS, chained
from storage.work import Storage

_AUDITS = (
    select(audits.c.id, audits.c.revision, audits.c.head)
    .where(audits.c.id > bindparam("after"))
    .order_by(audits.c.id)
    .limit(200)
)
_ROWS = (
    select(trail)
    .where(trail.c.audit_id.in_(bindparam("ids", expanding=True)))
    .order_by(trail.c.audit_id, trail.c.seq)
)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row of an audit's trail that does not follow."""

    audit_id: AuditId
    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found."""

    audits: int
    rows: int
    broken: tuple[Broken, ...]

    @property
    def whole(self) -> bool:
        """Whether every chain verifies."""
        return not self.broken


async def verify(storage: Storage) -> Verdict:
    """Walk every audit's chain, from its first row to the head that the audit's row holds."""
    after, counted, walked = "", 0, 0
    broken: list[Broken] = []
    async with storage.work(write=False) as work:
        if work.connection.dialect.name == "postgresql":  # rows and heads of one moment
            await work.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        while True:
            page = (await work.connection.execute(_AUDITS, {"after": after})).all()
            if not page:
                return Verdict(counted, walked, tuple(broken))
            chains = {row.id: _Chain(row.id, row.revision, row.head) for row in page}
            result = await work.connection.stream(_ROWS, {"ids": list(chains)})
            async for row in result.mappings():
                chains[row["audit_id"]].take(dict(row))
                walked += 1
            broken += [fault for chain in chains.values() if (fault := chain.fault())]
            counted += len(page)
            after = page[-1].id


class _Chain:
    """One audit's chain, as far as it has been walked."""

    def __init__(self, audit_id: AuditId, revision: int, head: bytes):
        self._audit_id = audit_id
        self._revision = revision
        self._head = head
        self._last = GENESIS
        self._seq = 0
        self._fault: Broken | None = None

    def take(self, row: dict[str, object]) -> None:
        if self._fault is not None:
            return
        seq = row["seq"]
        if seq != self._seq + 1:
            self._fault = Broken(self._audit_id, self._seq + 1, "is missing")
            return
        self._seq += 1
        stored = row["hash"]
        if not isinstance(stored, bytes) or chained(self._last, row) != stored:
            self._fault = Broken(self._audit_id, self._seq, "does not match its hash")
            return
        self._last = stored

    def fault(self) -> Broken | None:
        if self._fault is None and self._seq < self._revision:
            return Broken(self._audit_id, self._seq + 1, "is missing at the end")
        if self._fault is None and self._seq > self._revision:
            return Broken(self._audit_id, self._revision + 1, "is not accounted for by the audit")
        if self._fault is None and self._last != self._head:
            return Broken(self._audit_id, self._seq, "is not the one that the audit's row ends with")
        return self._fault
