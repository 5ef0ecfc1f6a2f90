"""What a turn writes, in one trip to the database: the audit's row, its trail, what was found in it, the
actor's conversation state, and what typed messages led to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    bindparam,
    cast,
    func,
    insert,
    select,
    union_all,
    update,
)

from storage.statements import BoundStatement, StatementCompiler, insert_into
from storage.tables import audits, findings, trail, typed_messages, walks
from storage.transactions import GuardFailed, Statements

_APPEND = insert(trail)
_ADVANCE = (
    update(audits)
    .where(audits.c.id == bindparam("audit"), audits.c.revision == bindparam("before"))
    .values(
        state=bindparam("new_state"),
        stage=bindparam("new_stage"),
        stage_at=bindparam("new_stage_at"),
        revision=bindparam("new_revision"),
        head=bindparam("new_head"),
        seal=bindparam("new_seal", type_=audits.c.seal.type),
        submitted_at=bindparam("new_submitted_at"),
        answered=func.coalesce(bindparam("new_answered", type_=audits.c.answered.type), audits.c.answered),
        total=func.coalesce(bindparam("new_total", type_=audits.c.total.type), audits.c.total),
    )
)


@dataclass(slots=True)
class TurnWrite:
    """What a turn writes: values by the names of the statements' parameters."""

    audit: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    """The trail's new rows; if there are any, the audit's row moves on with them."""
    conversation: dict[str, Any] = field(default_factory=dict)
    findings: dict[str, Any] = field(default_factory=dict)
    """The row of `findings`, where there is anything that reports count."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `typed_messages`; no two with the same token."""

    async def execute(self, statements: Statements, compiler: StatementCompiler) -> None:
        """Save it, in one trip to the database.  Raises GuardFailed if the audit or the conversation
        state has moved on since it was read, and DBAPIError."""
        if compiler.postgresql:
            await self._at_once(statements, compiler)
            return
        bound: list[BoundStatement] = []
        if self.rows:
            append = compiler.compiled(_APPEND, trail.c.keys())
            bound = [
                BoundStatement(compiler.compiled(_ADVANCE), self.audit, 1),
                *(BoundStatement(append, row, 1) for row in self.rows),
            ]
        if self.findings:
            found = compiler.compiled(_findings_kept(False))
            bound.append(BoundStatement(found, _prefixed(self.findings), 1))
        if self.conversation:
            bound.append(BoundStatement(compiler.compiled(_walk_kept(False)), self.conversation, 1))
        message = compiler.compiled(_message_kept(False)) if self.messages else None
        bound += [BoundStatement(message, row, 1) for row in self.messages if message is not None]
        if bound:
            await statements.execute(*bound)

    async def _at_once(self, statements: Statements, compiler: StatementCompiler) -> None:
        if not self.rows and not self.conversation and not self.messages:
            return
        values = {**self.audit, **self.conversation, **_prefixed(self.findings)}
        for number, row in enumerate(self.rows):
            values |= {f"{name}_{number}": value for name, value in row.items()}
        for number, message in enumerate(self.messages):
            values |= {_of_message(name, number): value for name, value in message.items()}
        statement = compiler.compiled(
            _saved(len(self.rows), bool(self.findings), bool(self.conversation), len(self.messages))
        )
        (counts,) = await statements.rows(BoundStatement(statement, values))
        wanted = [1, len(self.rows)] if self.rows else []
        others = bool(self.findings) + bool(self.conversation) + len(self.messages)
        if list(counts) != [*wanted, *([1] * others)]:
            raise GuardFailed


@cache
def _walk_kept(on_postgresql: bool) -> Executable:
    """The upsert of a conversation state, guarded by the revision that was read: if one person takes two
    turns at once, the second save fails and its turn is run again."""
    statement = insert_into(walks, on_postgresql).values(
        audit_id=bindparam("audit"),
        person_id=bindparam("person"),
        revision=1,
        sealed=bindparam("new_walk"),
        unsent_since=bindparam("new_unsent", type_=walks.c.unsent_since.type),
        at=bindparam("new_here", type_=walks.c.at.type),
    )
    kept: Executable = statement.on_conflict_do_update(
        index_elements=[walks.c.audit_id, walks.c.person_id],
        set_={
            "sealed": statement.excluded.sealed,
            "unsent_since": statement.excluded.unsent_since,
            "at": func.coalesce(statement.excluded.at, walks.c.at),
            "revision": walks.c.revision + 1,
        },
        where=walks.c.revision == bindparam("walk_seen", type_=walks.c.revision.type),
    )
    return kept


@cache
def _findings_kept(on_postgresql: bool) -> Executable:
    """The upsert of what was found.  The audit's own row guards it: only one turn can follow a revision."""
    statement = insert_into(findings, on_postgresql).values(
        {column.name: bindparam(f"found_{column.name}", type_=column.type) for column in findings.c}
    )
    kept: Executable = statement.on_conflict_do_update(
        index_elements=[findings.c.audit_id],
        set_={c.name: statement.excluded[c.name] for c in findings.c if not c.primary_key},
    )
    return kept


def _prefixed(row: dict[str, Any]) -> dict[str, Any]:
    return {f"found_{name}": value for name, value in row.items()}


@cache
def _message_kept(on_postgresql: bool, number: int | None = None) -> Executable:
    """The upsert of what a message led to; `number`: which of several in one statement."""
    statement = insert_into(typed_messages, on_postgresql).values(
        {
            column.name: bindparam(_of_message(column.name, number), type_=column.type)
            for column in typed_messages.c
        }
    )
    kept: Executable = statement.on_conflict_do_update(
        index_elements=[typed_messages.c.person_id, typed_messages.c.token],
        set_={"audit_id": statement.excluded.audit_id, "sealed": statement.excluded.sealed},
    )
    return kept


def _of_message(name: str, number: int | None) -> str:
    return name if number is None else f"message_{name}_{number}"


@cache
def _saved(rows: int, found: bool, conversation: bool, messages: int) -> Select[Any]:
    """PostgreSQL: all of it as one statement, which gives how many rows each part changed.

    A trail row is added only if the audit's row was updated.
    """
    counts: list[ColumnElement[int]] = []
    if rows:
        advanced = _ADVANCE.returning(audits.c.id).cte("advanced")
        added = (
            select(*(cast(bindparam(f"{c.name}_{n}", type_=c.type), c.type) for c in trail.c)).select_from(
                advanced
            )
            for n in range(rows)
        )
        append = insert(trail).from_select(trail.c.keys(), union_all(*added))
        appended = append.returning(trail.c.seq).cte("appended")
        counts += [select(func.count()).select_from(part).scalar_subquery() for part in (advanced, appended)]
    if found:
        upserted: Any = _findings_kept(True)
        put = upserted.returning(findings.c.revision).cte("put")
        counts.append(select(func.count()).select_from(put).scalar_subquery())
    if conversation:
        kept: Any = _walk_kept(True)
        walked = kept.returning(walks.c.revision).cte("walked")
        counts.append(select(func.count()).select_from(walked).scalar_subquery())
    for number in range(messages):
        message: Any = _message_kept(True, number)
        told = message.returning(typed_messages.c.at).cte(f"told_{number}")
        counts.append(select(func.count()).select_from(told).scalar_subquery())
    labelled: list[ColumnElement[Any]] = [count.label(f"n{number}") for number, count in enumerate(counts)]
    return select(*labelled)
