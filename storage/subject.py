"""Everything that is held about one case or one person, opened: for an access request.

Read past the views that people get: row by row, so that nothing is left out that a view does not show.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, or_, select

from dialogs.audits.audit import AuditId, PersonId
from dialogs.audits.events import DomainEvent
from dialogs.conversation.state import ConversationState
from storage.audits import walk_identity
from storage.calendar_rows import identity as part_identity
from storage.conversation_states import decoded
from storage.good_practice import digest_identity
from storage.good_practice import identity as example_identity
from storage.keys import DataKey
from storage.outbox import notice_identity
from storage.programme_tables import digest_choices, digests, good_practice, taking_part
from storage.report_texts import identity as report_identity
from storage.tables import (
    addresses,
    audit_people,
    audits,
    owed,
    people,
    report_texts,
    trail,
    walks,
)
from storage.trails import happening_of
from storage.unreached_table import unreached
from storage.unreadable_rows import PROBLEMS
from storage.values import moment
from storage.work import Storage, Work

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """One thing that happened to an audit."""

    audit_id: AuditId
    seq: int
    event: DomainEvent
    words: str
    """Empty where nothing was written; SHUT where it cannot be opened."""


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text that is on its way, or not finished."""

    audit_id: AuditId
    person: PersonId
    what: str
    words: str


SHUT: Final = "(cannot be opened: run trail verify)"


async def events(storage: Storage, work: Work, ids: Sequence[AuditId]) -> list[HeldEvent]:
    """All that happened to these audits, with the words, in order."""
    keys = await _keys(storage, work, ids)
    asked = select(trail).where(trail.c.audit_id.in_(list(keys))).order_by(trail.c.audit_id, trail.c.seq)
    found = []
    for stored in (await work.connection.execute(asked)).mappings():
        row = dict(stored)
        event = happening_of(row, keys[row["audit_id"]])
        found.append(HeldEvent(row["audit_id"], row["seq"], event, _words(event)))
    return found


async def all_events(storage: Storage, work: Work) -> AsyncIterator[list[HeldEvent]]:
    """Those of every audit that is not purged, some audits at a time."""
    after = ""
    while ids := await _ids(work, select(audits.c.id).where(audits.c.id > after)):
        yield await events(storage, work, ids)
        after = ids[-1]


async def _ids(work: Work, asked: Select[tuple[str]]) -> list[AuditId]:
    kept = asked.where(audits.c.wrapped_key.is_not(None)).order_by(audits.c.id).limit(PAGE)
    return list((await work.connection.execute(kept)).scalars())


async def unfinished(
    storage: Storage, work: Work, ids: Sequence[AuditId] = (), person: PersonId = ""
) -> list[tuple[AuditId, PersonId, ConversationState]]:
    """Where people are in audits, with what they have not sent: in these audits, or one person everywhere."""
    asked = select(walks).where(walks.c.audit_id.in_(ids) if not person else walks.c.person_id == person)
    rows = (await work.connection.execute(asked.order_by(walks.c.audit_id, walks.c.person_id))).all()
    keys = await _keys(storage, work, [row.audit_id for row in rows])
    found = []
    for row in rows:
        if row.audit_id not in keys:
            continue
        try:
            plain = keys[row.audit_id].open(row.sealed, walk_identity(row.audit_id, row.person_id))
            found.append((row.audit_id, row.person_id, decoded(plain)))
        except PROBLEMS:
            found.append((row.audit_id, row.person_id, ConversationState()))
    return found


async def messages(
    storage: Storage, work: Work, ids: Sequence[AuditId] = (), person: PersonId = ""
) -> list[HeldText]:
    """What is owed or was sent, as far as its text is kept: about these audits, or to one person."""
    asked = select(owed).where(owed.c.audit_id.in_(ids) if not person else owed.c.recipient == person)
    rows = (await work.connection.execute(asked.order_by(owed.c.id))).all()
    keys = await _keys(storage, work, [row.audit_id for row in rows])
    found = []
    for row in rows:
        if row.audit_id not in keys:
            continue
        try:
            bound_to = notice_identity(row.audit_id, row.recipient, row.subject)
            words = keys[row.audit_id].open(row.sealed, bound_to).decode()
        except PROBLEMS:
            words = SHUT
        found.append(HeldText(row.audit_id, row.recipient, row.subject, words))
    return found


async def _keys(storage: Storage, work: Work, ids: Sequence[AuditId]) -> dict[AuditId, DataKey]:
    """The keys of these audits; those purged, or whose key cannot be opened, are left out."""
    asked = select(audits.c.id, audits.c.wrapped_key).where(
        audits.c.id.in_(sorted(set(ids))), audits.c.wrapped_key.is_not(None)
    )
    keys = {}
    for id, wrapped in await work.connection.execute(asked):
        try:
            keys[id] = storage.keyring.data_key(wrapped, id)
        except PROBLEMS:
            continue
    return keys


def _words(event: DomainEvent) -> str:
    try:
        return event.passage.text if event.passage is not None else ""
    except PROBLEMS:
        return SHUT


async def parts(work: Work, person: PersonId) -> list[tuple[AuditId, str]]:
    """What this person is to which audits."""
    asked = select(audit_people.c.audit_id, audit_people.c.part).where(audit_people.c.person_id == person)
    return [
        (row[0], row[1]) for row in await work.connection.execute(asked.order_by(audit_people.c.audit_id))
    ]


async def person_columns(work: Work, person: PersonId) -> list[tuple[str, Mapping[str, Any]]]:
    """What the tables hold of a person in clear, by table: nothing that a view leaves out is left out."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for table, whose in (
        (people, people.c.id),
        (addresses, addresses.c.person_id),
        (unreached, unreached.c.person_id),
        (digest_choices, digest_choices.c.person_id),
    ):
        left_out = {"sealed", "seal", "email_hash"}
        for row in (await work.connection.execute(select(table).where(whose == person))).mappings():
            held: dict[str, Any] = {name: value for name, value in row.items() if name not in left_out}
            for name in ("at", "since", "tried_at"):
                if held.get(name):
                    held[name] = moment(held[name])
            found.append((table.name, held))
    return found


@dataclass(frozen=True, slots=True)
class HeldExample:
    """An example of good practice, or a month's digest."""

    audit_id: AuditId
    """Empty where it leads to no audit any more."""
    what: str
    at: datetime
    by: PersonId
    decided_by: PersonId
    """Who released it or put it aside; empty where nobody has, and of a digest."""
    words: str


async def practice(
    storage: Storage, work: Work, ids: Sequence[AuditId] = (), person: PersonId = ""
) -> list[HeldExample]:
    """The examples of good practice that hang on these audits; or those that one person marked, released or
    put aside, with the digests that they wrote.  One that is released leads to no audit, by intent."""
    marks = good_practice.c
    whose = or_(marks.by == person, marks.decided_by == person) if person else marks.audit_id.in_(ids)
    found = []
    for row in await work.connection.execute(select(good_practice).where(whose).order_by(marks.at)):
        stands = {None: "waits to be looked through", True: "released", False: "put aside"}[row.released]
        words = _opened(storage, row.sealed, example_identity(row.id))
        decided = row.decided_by or ""
        found.append(HeldExample(row.audit_id or "", stands, moment(row.at), row.by, decided, words))
    if person:
        wrote = select(digests).where(digests.c.by == person).order_by(digests.c.at)
        for row in await work.connection.execute(wrote):
            words = _opened(storage, row.sealed, digest_identity(row.id))
            what = f"digest of {row.month}, {'sent' if row.sent_at is not None else 'kept'}"
            found.append(HeldExample("", what, moment(row.at), row.by, "", words))
    return found


def _opened(storage: Storage, sealed: bytes, bound_to: str) -> str:
    try:
        return storage.keyring.open(sealed, bound_to).decode()
    except PROBLEMS:
        return SHUT


async def report_texts_of(storage: Storage, work: Work, person: PersonId) -> list[tuple[str, datetime, str]]:
    """What this person wrote into reports (the part of which report, when, and the words), and the months in
    which somebody took no part: they themselves, or others whom they took out."""
    found = []
    asked = select(report_texts).where(report_texts.c.by == person).order_by(report_texts.c.at)
    for row in await work.connection.execute(asked):
        words = _opened(storage, row.sealed, report_identity(row.id))
        found.append((f"{row.what}, {row.first} to {row.last}", moment(row.at), words))
    whose = (taking_part.c.person_id == person) | (taking_part.c.by == person)
    for row in await work.connection.execute(select(taking_part).where(whose).order_by(taking_part.c.at)):
        words = _opened(storage, row.sealed, part_identity(row.id))
        what = "takes no part" if row.out else "takes part again"
        found.append((f"{what}, {row.month}", moment(row.at), words))
    return found
