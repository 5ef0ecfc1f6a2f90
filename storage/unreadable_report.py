"""Lists everything stored that cannot be decrypted with the present keys, by kind and id, for `trail verify`.

It decrypts everything once and throws the text away; none of it is shown.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select

from dialogs.audits.audit import AuditId
from storage.audits import walk_identity
from storage.conversation_states import decoded
from storage.ground import reference_of
from storage.keys import DataKey, Keyring, Unopenable
from storage.outbox import notice_identity
from storage.people_rows import PERSON
from storage.tables import audits, owed, people, trail, walks
from storage.trails import happening_of
from storage.unreadable_rows import PROBLEMS
from storage.work import Storage, Work

PAGE = 200
"""Audits, or people, read at once."""

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PEOPLE = select(*PERSON).where(people.c.id > bindparam("after")).order_by(people.c.id).limit(PAGE)
_AUDITS = (
    select(audits.c.id, audits.c.wrapped_key, audits.c.sealed_reference)
    .where(audits.c.id > bindparam("after"), audits.c.wrapped_key.is_not(None))
    .order_by(audits.c.id)
    .limit(PAGE)
)
_WALKS = select(walks).where(walks.c.audit_id.in_(_IDS)).order_by(walks.c.audit_id, walks.c.person_id)
_OWED = (
    select(owed.c.id, owed.c.audit_id, owed.c.recipient, owed.c.subject, owed.c.sealed)
    .where(owed.c.audit_id.in_(_IDS))
    .order_by(owed.c.id)
)
_WORDS = (
    select(trail)
    .where(trail.c.audit_id.in_(_IDS), trail.c.sealed.is_not(None))
    .order_by(trail.c.audit_id, trail.c.seq)
)


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """One stored thing that cannot be opened."""

    kind: str
    """ "person", "audit", "walk" (where somebody is in an audit), "words" (of an answer), "notice"."""
    id: str
    """The person's or the audit's; of a conversation state, audit/person; of words, audit/row; of a notice,
    its number."""
    why: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: cannot be opened ({self.why})."


async def unreadable(storage: Storage, *, words: bool = True) -> tuple[UnreadableItem, ...]:
    """Everything that cannot be opened, people first, then audit by audit.  Without `words`, the answers'
    own words are left out: they are most of the database, and the rest is read at a glance.

    Of an audit whose own key cannot be opened nothing else is listed: it is all shut.
    """
    shut: list[UnreadableItem] = []
    async with storage.work(write=False) as work:
        async for rows in _pages(work, _PEOPLE):
            for row in rows:
                with _noting(shut, "person", row.id):
                    storage.person(row)
        async for rows in _pages(work, _AUDITS):
            await _look_into(work, storage.keyring, rows, shut, words=words)
    return tuple(shut)


async def _pages(work: Work, statement: Select[Any]) -> AsyncIterator[Sequence[Any]]:
    after = ""
    while rows := (await work.connection.execute(statement, {"after": after})).all():
        yield rows
        after = rows[-1].id


async def _look_into(
    work: Work, keyring: Keyring, rows: Sequence[Any], shut: list[UnreadableItem], *, words: bool
) -> None:
    keys: dict[AuditId, DataKey] = {}
    for row in rows:
        with _noting(shut, "audit", row.id):
            key = keyring.data_key(row.wrapped_key, row.id)
            reference_of(row.sealed_reference, key, row.id)
            keys[row.id] = key
    asked: list[tuple[str, Select[Any]]] = [("walk", _WALKS), ("notice", _OWED)]
    if words:
        asked.append(("words", _WORDS))
    for kind, statement in asked:
        result = await work.connection.stream(statement, {"ids": list(keys)})
        async for row in result.mappings():
            stored, (name, opens) = dict(row), _OPENERS[kind]
            with _noting(shut, kind, name(stored)):
                opens(stored, keys[stored["audit_id"]])


def _walk(row: Mapping[str, Any], key: DataKey) -> None:
    decoded(key.open(row["sealed"], walk_identity(row["audit_id"], row["person_id"])))


def _notice(row: Mapping[str, Any], key: DataKey) -> None:
    identity = notice_identity(row["audit_id"], row["recipient"], row["subject"])
    key.open(row["sealed"], identity).decode()


def _answer(row: Mapping[str, Any], key: DataKey) -> None:
    passage = happening_of(row, key).passage
    if passage is not None:
        _ = passage.text, passage.packed


_OPENERS: Mapping[
    str, tuple[Callable[[Mapping[str, Any]], str], Callable[[Mapping[str, Any], DataKey], None]]
] = {
    "walk": (lambda row: f"{row['audit_id']}/{row['person_id']}", _walk),
    "notice": (lambda row: str(row["id"]), _notice),
    "words": (lambda row: f"{row['audit_id']}/{row['seq']}", _answer),
}


@contextmanager
def _noting(shut: list[UnreadableItem], kind: str, id: str) -> Iterator[None]:
    try:
        yield
    except PROBLEMS as problem:
        # Our own error never quotes what was encrypted; somebody else's might.
        shut.append(
            UnreadableItem(kind, id, str(problem) if isinstance(problem, Unopenable) else "not as written")
        )
