"""The statements with which a turn begins: its inbox keys are taken, and its session is read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    LargeBinary,
    Select,
    TextClause,
    bindparam,
    func,
    select,
    text,
    true,
)

from dialogs.audits.audit import State
from dialogs.conversation.subjects import ToldChange
from storage.ground import NAMES
from storage.people_rows import ADDRESS, PERSON
from storage.statements import insert_into
from storage.tables import addresses, audit_people, audits, desks, inbox, owed, people, walks

audits_besides = audits.alias("besides")
NEWS = (
    owed.c.subject >= ToldChange.prefix,
    owed.c.subject < ToldChange.prefix[:-1] + ";",  # the character after the colon: an index finds the range
    owed.c.sent == 0,
    owed.c.next_at.is_not(None),
)
"""Of what is owed: news that nobody has been told yet."""


@dataclass(frozen=True, slots=True)
class About:
    """Which audit a session is about: the one in focus, or one that is named; `locked` (PostgreSQL): it and
    the conversation state are held until the commit, and read as they stand once they are."""

    named: bool
    locked: bool


def _columns_of(begin: FromClause, about: About) -> tuple[list[ColumnElement[Any]], FromClause]:
    """The columns of a session, and the joins that find them from `begin`, which has the person."""
    audit: Any = audits
    conversation: Any = walks
    which: Any = bindparam("named", type_=audits.c.id.type) if about.named else desks.c.audit_id
    if about.locked:  # subqueries, as an outer join cannot be locked
        named = select(audits).where(audits.c.id == which)
        audit = named.with_for_update(key_share=True).lateral("audit")
        mine = (walks.c.audit_id == audit.c.id) & (walks.c.person_id == people.c.id)
        conversation = select(walks).where(mine).with_for_update().lateral("walk")
    joined: Any = begin.outerjoin(addresses, addresses.c.person_id == people.c.id)
    joined = joined.outerjoin(desks, desks.c.person_id == people.c.id)
    if about.locked:
        joined = joined.outerjoin(audit, true()).outerjoin(conversation, true())
    else:
        joined = joined.outerjoin(audits, audits.c.id == which)
        joined = joined.outerjoin(
            walks, (walks.c.audit_id == audits.c.id) & (walks.c.person_id == people.c.id)
        )
    held = select(owed.c.id).where(owed.c.recipient == people.c.id, owed.c.failed).exists()
    under_way = (
        select(func.count())
        .select_from(audit_people.join(audits_besides, audits_besides.c.id == audit_people.c.audit_id))
        .where(
            audit_people.c.person_id == people.c.id,
            audit_people.c.part == "auditor",
            audits_besides.c.state == State.IN_PROGRESS.value,
        )
        .scalar_subquery()
    )
    columns = (
        *PERSON,
        *ADDRESS,
        desks.c.audit_id,
        *(audit.c[name] for name in NAMES),
        conversation.c.revision,
        conversation.c.sealed,
        held,
        under_way,
        select(owed.c.id).where(owed.c.recipient == people.c.id, *NEWS).exists(),
        people.c.language,
    )
    return [column.label(f"c{number}") for number, column in enumerate(columns)], joined


@cache
def session_of(about: About) -> Select[Any]:
    """One SELECT for a session."""
    columns, joined = _columns_of(people, about)
    return select(*columns).select_from(joined).where(people.c.aad_object_id == bindparam("aad"))


@cache
def begun(count: int, about: About) -> Select[Any]:
    """PostgreSQL: take `count` inbox keys and read the session, in one statement: how many keys were taken,
    then the session's columns (NULL for a stranger)."""
    rows: list[dict[str, Any]] = [{"key": bindparam(f"key{n}"), "at": bindparam("at")} for n in range(count)]
    taken = insert_into(inbox, True).values(rows).on_conflict_do_nothing().returning(inbox.c.at).cte("taken")
    counted = select(select(func.count()).select_from(taken).scalar_subquery().label("taken")).subquery("one")
    person = counted.outerjoin(people, people.c.aad_object_id == bindparam("aad"))
    columns, joined = _columns_of(person, about)
    return select(counted.c.taken, *columns).select_from(joined)


@cache
def keys_taken(count: int) -> TextClause:
    """Take `count` inbox keys."""
    rows = ", ".join(f"(:key{n}, :at)" for n in range(count))
    keys = (bindparam(f"key{n}", type_=LargeBinary()) for n in range(count))
    return text(f"INSERT INTO inbox (key, at) VALUES {rows} ON CONFLICT DO NOTHING").bindparams(*keys)  # noqa: S608


def hashed(keys: Sequence[str]) -> dict[str, Any]:
    """Inbox keys as they are stored, by the names of the statements' parameters."""
    hashes = sorted({hashlib.sha256(key.encode("utf-8", "replace")).digest()[:16] for key in keys})
    return {f"key{n}": key for n, key in enumerate(hashes)}
