"""Verifies every audit's hash chain, which needs no key, and that its row bears its seal and says what its
trail says.  This shows no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, text

from dialogs.audits.audit import AuditId, PersonId
from dialogs.audits.events import DomainEvent, fold
from storage.allocations import parts_of_row
from storage.ground import GROUND, NAMES, PURGED, as_allocated
from storage.seal_checks import Wrong, wrong_rows
from storage.seals import SealBroken, Seals
from storage.tables import audit_people, audits, trail
from storage.trails import GENESIS, chained, happening_of
from storage.work import Storage

_AUDITS = (
    select(*(audits.c[name] for name in NAMES), audits.c.state, audits.c.stage)
    .where(audits.c.id > bindparam("after"))
    .order_by(audits.c.id)
    .limit(200)
)
_PARTS = select(audit_people.c.audit_id, audit_people.c.person_id, audit_people.c.part).where(
    audit_people.c.audit_id.in_(bindparam("ids", expanding=True))
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
    wrong: tuple[Wrong, ...] = ()
    sealed: bool = False
    """Seals were asked for; otherwise the chains alone were checked."""

    @property
    def whole(self) -> bool:
        """Whether every chain verifies, and nothing else is wrong."""
        return not self.broken and not self.wrong


async def verify(storage: Storage) -> Verdict:
    """Walk every audit's chain, from its first row to the head that the audit's row holds, and look at every
    row beside it."""
    after, counted, walked = "", 0, 0
    broken: list[Broken] = []
    wrong: list[Wrong] = []
    seals = storage.seals
    async with storage.work(write=False) as work:
        if work.connection.dialect.name == "postgresql":  # rows and heads of one moment
            await work.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        while True:
            page = (await work.connection.execute(_AUDITS, {"after": after})).all()
            if not page:
                wrong += [one async for one in wrong_rows(work.connection, seals)]
                changed = "its row was changed by something other than this program"
                wrong += [Wrong("reading", id, changed) async for id in work.access.broken()]
                wrong += [Wrong("hold", id, changed) for id in await work.holds.broken()]
                return Verdict(counted, walked, tuple(broken), tuple(wrong), bool(seals.asked_for))
            chains = {row.id: _Chain(row) for row in page}
            result = await work.connection.stream(_ROWS, {"ids": list(chains)})
            async for row in result.mappings():
                chains[row["audit_id"]].take(dict(row))
                walked += 1
            for audit_id, person_id, part in await work.connection.execute(_PARTS, {"ids": list(chains)}):
                chains[audit_id].parts.add((person_id, part))
            broken += [fault for chain in chains.values() if (fault := chain.fault())]
            wrong += [
                Wrong("audit", chain.audit_id, why)
                for chain in chains.values()
                if not chain.fault() and (why := chain.row_fault(seals))
            ]
            counted += len(page)
            after = page[-1].id


class _Chain:
    """One audit's chain, as far as it has been walked."""

    def __init__(self, row: Any):
        self.audit_id: AuditId = row.id
        self.parts: set[tuple[PersonId, str]] = set()
        """Who its lists say has which part in it."""
        self._row = row
        self._revision: int = row.revision
        self._head: bytes = row.head
        self._events: list[DomainEvent] = []
        self._last = GENESIS
        self._seq = 0
        self._fault: Broken | None = None

    def take(self, row: dict[str, object]) -> None:
        if self._fault is not None:
            return
        seq = row["seq"]
        if seq != self._seq + 1:
            self._fault = Broken(self.audit_id, self._seq + 1, "is missing")
            return
        self._seq += 1
        stored = row["hash"]
        if not isinstance(stored, bytes) or chained(self._last, row) != stored:
            self._fault = Broken(self.audit_id, self._seq, "does not match its hash")
            return
        self._last = stored
        self._events.append(happening_of(row, None))

    def row_fault(self, seals: Seals) -> str:
        """What is wrong with the audit's row, where its chain is whole; empty: nothing."""
        row, ground = self._row, self._row[1 : 1 + len(GROUND)]
        try:
            seals.check_audit(row.seal, row.id, ground, row.revision, row.head)
        except SealBroken as problem:
            return str(problem)
        audit = as_allocated(row.id, ground, PURGED)
        # Purged, it is on no list; a program before the seals kept the reviewing officer in the lists alone.
        listed = seals.asked_for and row.wrapped_key is not None
        if listed and self.parts != {(p["person_id"], p["part"]) for p in parts_of_row(row.id, audit)}:
            return "its lists name other people than its row"
        folded = fold(audit, self._events)
        if (folded.state.value, folded.stage) != (row.state, row.stage):
            return (
                f"its row says {_at(row.state, row.stage)}, its trail {_at(folded.state.value, folded.stage)}"
            )
        return ""

    def fault(self) -> Broken | None:
        if self._fault is None and self._seq < self._revision:
            return Broken(self.audit_id, self._seq + 1, "is missing at the end")
        if self._fault is None and self._seq > self._revision:
            return Broken(self.audit_id, self._revision + 1, "is not accounted for by the audit")
        if self._fault is None and self._last != self._head:
            return Broken(self.audit_id, self._seq, "is not the one that the audit's row ends with")
        return self._fault


def _at(state: str, stage: str) -> str:
    return f"{state} ({stage})" if stage else state
