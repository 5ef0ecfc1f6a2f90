"""Audits: loaded by folding their trails, saved by appending to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from dialogs.audits.audit import Audit, AuditId, PersonId
from dialogs.audits.events import fold
from dialogs.audits.restriction import opens_to
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from storage.conversation_states import decoded, encoded
from storage.fast.cache import CachedAudit
from storage.fast.turn_write import TurnWrite
from storage.findings import counts, findings_row
from storage.ground import NAMES, as_allocated, reference_of
from storage.keeping_tables import GO_WITH_AN_AUDIT
from storage.keys import DataKey, Unopenable
from storage.statements import BoundStatement
from storage.tables import audits, trail, walks
from storage.trails import happening_of, lighten, rows_of
from storage.transaction import StaleAudit, TrailBroken, TransactionPart, Unknown
from storage.transactions import GuardFailed
from storage.unreadable_rows import PROBLEMS, Unreadable
from storage.values import maybe_micros

_ONE = select(*(audits.c[name] for name in NAMES), walks.c.revision, walks.c.sealed).select_from(
    audits.outerjoin(
        walks, (walks.c.audit_id == audits.c.id) & (walks.c.person_id == bindparam("person", ""))
    )
)
_ROW = select(*(audits.c[name] for name in NAMES)).where(audits.c.id == bindparam("id"))
_SEAL = update(audits).where(audits.c.id == bindparam("audit")).values(seal=bindparam("new_seal"))
_BY_ID = _ONE.where(audits.c.id == bindparam("id"))
# No key of it changes: rows that point at the audit (its cards, its people) may be written meanwhile.
_BY_ID_LOCKED = _BY_ID.with_for_update(of=audits, key_share=True)
_TRAIL_NAMES = tuple(trail.c.keys())
_TRAIL = (
    select(trail)
    .where(
        trail.c.audit_id == bindparam("audit"),
        trail.c.seq > bindparam("after"),
        trail.c.seq <= bindparam("upto"),
    )
    .order_by(trail.c.seq)
)


_SEVERAL = select(*(audits.c[name] for name in NAMES)).where(
    audits.c.id.in_(bindparam("ids", expanding=True)), audits.c.wrapped_key.is_not(None)
)
_TRAILS = (
    select(trail)
    .where(trail.c.audit_id.in_(bindparam("ids", expanding=True)))
    .order_by(trail.c.audit_id, trail.c.seq)
)


class AuditRows(TransactionPart):
    """Loads and saves audits."""

    __slots__ = ()

    async def audit(
        self, audit_id: AuditId, person_id: PersonId, *, hold: bool = True
    ) -> tuple[Audit, ConversationState] | None:
        """The audit, and where this person stands in it (`ConversationState()` before the start); None if
        unknown.

        `hold` (PostgreSQL, where this transaction writes): nobody else changes it before the commit.  Hold
        one audit only: two transactions that each hold one and ask for the other's wait for ever.

        Raises Unreadable.  A conversation state that was damaged counts as none, and is noted in `set_aside`.
        """
        row = await self._row(audit_id, person_id, hold=hold)
        if row is None:
            return None
        held = await self.held(row[: len(NAMES)])
        return held.audit, self.conversation(held, person_id, row[-2], row[-1])

    async def several(self, ids: Iterable[AuditId], *, whoever_reads: bool = False) -> dict[AuditId, Audit]:
        """These audits, for looking only, in two queries; what is purged or cannot be opened is left out, and
        so are restricted ones that do not open to the reader of this transaction.

        `whoever_reads`: those as well, for counting, and for what the bot does by itself.
        """
        wanted = sorted(set(ids))
        rows = (await self._connection.execute(_SEVERAL, {"ids": wanted})).all() if wanted else []
        behind = [row.id for row in rows if not self._at_hand(row)]
        trails: dict[AuditId, list[dict[str, Any]]] = {}
        if behind:
            for event in await self._connection.execute(_TRAILS, {"ids": behind}):
                trails.setdefault(event.audit_id, []).append(dict(zip(_TRAIL_NAMES, event, strict=True)))
        found = {}
        for row in rows:
            # What another process has added since the row was read is not in it yet.
            trail_of_row = [event for event in trails.get(row.id, []) if event["seq"] <= row.revision]
            try:
                kept = self._at_hand(row) or self._whole(row, trail_of_row)
            except (Unreadable, *PROBLEMS) as problem:
                self._open.sets_aside("audit", row.id, problem)
                continue
            self._open.fresh[row.id] = kept
            if whoever_reads or opens_to(self._open.reader, kept.audit):
                found[row.id] = kept.audit
        return found

    def _at_hand(self, row: Sequence[Any]) -> CachedAudit | None:
        """The audit of a row in the order of NAMES, where memory has it as it stands."""
        kept = self._open.fresh.get(row[0]) or self._shared.audits.get(row[0])
        same = kept is not None and kept.ground == tuple(row[1:-3]) and kept.head == row[-1]
        return kept if same else None

    def _whole(self, row: Sequence[Any], events: Sequence[dict[str, Any]]) -> CachedAudit:
        self._checked(row)
        return self._caught_up(self._unfolded(row[0], tuple(row[1:-3])), events, row[-2], row[-1])

    async def save(
        self,
        before: Audit,
        step: Step,
        person_id: PersonId,
        progress: tuple[int, int] | None,
        at: datetime | None = None,
        messages: list[dict[str, Any]] | None = None,
    ) -> None:
        """Append the step's events to the trail, and save the person's conversation state if it changed.

        `progress` is (answered, total) after the step; None leaves it as it was.  `at`: the person was at
        work then; None where the bot itself saves something.  `messages`: rows of `TypedMessages.row`, saved
        in the same trip.  Raises StaleAudit when the
        audit or the conversation state has moved on since it was loaded: nothing of the transaction then
        stands.
        """
        held = self._open.fresh.get(before.id)
        known = self._open.conversations.get((before.id, person_id))
        if held is None or known is None:
            if await self.audit(before.id, person_id) is None:
                raise Unknown(f"there is no audit {before.id}")
            held, known = self._open.fresh[before.id], self._open.conversations[before.id, person_id]
        if held.audit.revision != before.revision:
            raise StaleAudit(before.id)
        if held.key is None:
            raise Unknown(f"audit {before.id} was purged")
        after, write = held, TurnWrite(messages=messages or [])
        if step.events:
            after = self._appended(held, held.key, step, progress, write)
            if counts(after.audit) or counts(held.audit):
                write.findings = await self._found(after.audit)
        if step.conversation != known[0]:
            write.conversation = {
                "audit": before.id,
                "person": person_id,
                "new_walk": held.key.seal(encoded(step.conversation), walk_identity(before.id, person_id)),
                "walk_seen": known[1],
                "new_unsent": maybe_micros(
                    step.conversation.unsent.at if step.conversation.unsent is not None else None
                ),
                "new_here": maybe_micros(at),
            }
        try:
            await write.execute(self._statements, self._shared.compiler)
        except GuardFailed:
            raise StaleAudit(before.id) from None
        self._open.fresh[before.id] = after
        if step.conversation != known[0]:
            self._open.conversations[before.id, person_id] = (step.conversation, known[1] + 1)

    async def _found(self, audit: Audit) -> dict[str, Any]:
        """The row of what was found in `audit`; nothing where its form cannot be read: what is kept then no
        longer fits the trail's length, and a report finds it anew."""
        try:
            return findings_row(await self._open.template(audit.template_hash), audit)
        except (*PROBLEMS, Unknown) as problem:
            self._open.sets_aside("template", audit.template_hash, problem)
            return {}

    async def destroy(self, audit_id: AuditId) -> None:
        """Purge: the audit's key, reference, walks, findings, actions, typed messages, holds and owed cards
        go.  Its trail stays, unreadable, and its chain still verifies.  Raises SealBroken."""
        row = (await self._connection.execute(_ROW, {"id": audit_id})).one()
        self._checked(row)
        emptied = {"wrapped_key": None, "sealed_reference": None, "reference_hash": None, "family": None}
        await self._connection.execute(update(audits).where(audits.c.id == audit_id).values(emptied))
        for table in GO_WITH_AN_AUDIT:
            await self._connection.execute(delete(table).where(table.c.audit_id == audit_id))
        await self.reseal(audit_id)
        self._open.fresh.pop(audit_id, None)
        self._open.forgotten.add(audit_id)

    async def reseal(self, audit_id: AuditId) -> None:
        """Seal an audit's row as it stands.  For what has changed it in this transaction, after loading it:
        loading has checked the seal before."""
        row = (await self._connection.execute(_ROW, {"id": audit_id})).one()
        seal = self._shared.seals.audit(row[0], row[1:-3], row[-2], row[-1])
        await self._connection.execute(_SEAL, {"audit": audit_id, "new_seal": seal})

    async def _row(self, audit_id: AuditId, person_id: PersonId, *, hold: bool) -> Sequence[Any] | None:
        statement = _BY_ID_LOCKED if self._open.writing and hold else _BY_ID
        asked = BoundStatement(self._shared.compiled(statement), {"id": audit_id, "person": person_id})
        rows = await self._statements.rows(asked)
        return rows[0] if rows else None

    async def held(self, row: Sequence[Any]) -> CachedAudit:
        """The audit of a row in the order of NAMES: cached, or folded from as much trail as is new.
        Raises Unreadable."""
        try:
            return await self._folded(row)
        except (Unreadable, *PROBLEMS) as problem:
            raise self._open.sets_aside("audit", row[0], problem) from problem

    async def _folded(self, row: Sequence[Any]) -> CachedAudit:
        audit_id, ground, revision, head = row[0], tuple(row[1:-3]), row[-2], row[-1]
        kept = self._open.fresh.get(audit_id) or self._shared.audits.get(audit_id)
        if kept is None or kept.ground != ground or kept.head != head:
            self._checked(row)
        if kept is None or kept.ground != ground or kept.audit.revision > revision:
            kept = self._unfolded(audit_id, ground)
        if kept.head != head or kept.audit.revision != revision:
            bounds = {"audit": audit_id, "after": kept.audit.revision, "upto": revision}
            rows = await self._trail(bounds) if revision else []
            kept = self._caught_up(kept, rows, revision, head)
        self._open.fresh[audit_id] = kept
        return kept

    def _checked(self, row: Sequence[Any]) -> None:
        """Raises SealBroken where the row is not as this program left it."""
        self._shared.seals.check_audit(row[-3], row[0], row[1:-3], row[-2], row[-1])

    def _unfolded(self, audit_id: AuditId, ground: tuple[Any, ...]) -> CachedAudit:
        sealed, wrapped = ground[0], ground[-1]
        key = None if wrapped is None else self._shared.keyring.data_key(wrapped, audit_id)
        reference = reference_of(sealed, key, audit_id)
        return CachedAudit(ground, as_allocated(audit_id, ground, reference), b"", key)

    def _caught_up(
        self, kept: CachedAudit, rows: Sequence[dict[str, Any]], revision: int, head: bytes
    ) -> CachedAudit:
        audit = fold(kept.audit, (happening_of(row, kept.key) for row in rows))
        if audit.revision != revision or (rows and rows[-1]["hash"] != head):
            raise TrailBroken(audit.id)
        lighten(audit.history.values())
        return CachedAudit(kept.ground, audit, head, kept.key)

    async def _trail(self, bounds: dict[str, Any]) -> list[dict[str, Any]]:
        rows = await self._statements.rows(BoundStatement(self._shared.compiled(_TRAIL), bounds))
        return [dict(zip(_TRAIL_NAMES, row, strict=True)) for row in rows]

    def conversation(
        self, held: CachedAudit, person_id: PersonId, revision: int | None, sealed: bytes | None
    ) -> ConversationState:
        """This person's conversation state through an audit, of its row's columns (None: no row).  As in
        `audit`."""
        conversation, audit_id = ConversationState(), held.audit.id
        if sealed is not None and held.key is not None:
            try:
                plain = held.key.open(sealed, walk_identity(audit_id, person_id))
            except Unopenable as problem:  # it will never open again: the next one takes its place
                self._open.sets_aside("walk", f"{audit_id}/{person_id}", problem)
            else:
                conversation = self._decoded(plain, audit_id, person_id)
        self._open.conversations[audit_id, person_id] = (conversation, revision or 0)
        return conversation

    def _decoded(self, plain: bytes, audit_id: AuditId, person_id: PersonId) -> ConversationState:
        """Raises Unreadable for one that a newer program wrote: what it keeps must not be written over."""
        try:
            return decoded(plain)
        except PROBLEMS as problem:
            raise self._open.sets_aside("walk", f"{audit_id}/{person_id}", problem) from problem

    def _appended(
        self, held: CachedAudit, key: DataKey, step: Step, progress: tuple[int, int] | None, write: TurnWrite
    ) -> CachedAudit:
        """The audit after `step`; what makes it so is noted in `write`."""
        before = held.audit
        write.rows = rows_of(before.id, before.revision, step.events, key, held.head)
        # Folded anew from the sealed rows: the cache must hold no words.
        prints = (event.passage.packed if event.passage else b"" for event in step.events)
        after = fold(before, (happening_of(r, key, p) for r, p in zip(write.rows, prints, strict=True)))
        write.audit = {
            "audit": before.id,
            "before": before.revision,
            "new_state": after.state.value,
            "new_stage": after.stage,
            "new_stage_at": maybe_micros(after.stage_since),
            "new_revision": after.revision,
            "new_head": write.rows[-1]["hash"],
            "new_seal": self._shared.seals.audit(
                before.id, held.ground, after.revision, write.rows[-1]["hash"]
            ),
            "new_submitted_at": maybe_micros(after.submitted_at),
            "new_answered": progress[0] if progress else None,
            "new_total": progress[1] if progress else None,
        }
        self._open.superseded += [after.history[h.key] for h in step.events if h.key in after.history]
        return CachedAudit(held.ground, after, write.rows[-1]["hash"], key)


def walk_identity(audit_id: AuditId, person_id: PersonId) -> str:
    """What a sealed walk is bound to."""
    return f"walk|{audit_id}|{person_id}"
