"""A small programme to test with: two auditors, their manager, one allocated case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event, text

from dialogs.audits.audit import Audit, AuditId, Case, Clear, Passage, PersonId, Role
from dialogs.audits.events import DomainEvent, EventKind, fold
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from storage.allocations import NewAudit
from storage.people import NewPerson
from storage.statements import BoundStatement
from storage.work import Storage, Work

NOW = datetime(2026, 6, 5, 14, 30, 0, 123456, tzinfo=UTC)
FORM = hashlib.sha256(b"{}").hexdigest()
PRIYA, SAM, MO = "aad-priya", "aad-sam", "aad-mo"


@dataclass(frozen=True)
class Programme:
    """Ids of what `programme` made."""

    priya: PersonId
    sam: PersonId
    mo: PersonId
    audit: AuditId


async def programme(storage: Storage, reference: str = "CYP-1042") -> Programme:
    """Priya and Sam audit one case managed by Mo; each auditor's chat is on it."""
    auditor = frozenset({Role.AUDITOR})
    async with storage.work() as work:
        await work.keep_template(FORM, b"{}")
        ids = await work.people.take_people(
            [
                NewPerson(
                    "Priya Nair",
                    "priya@example.org",
                    auditor,
                    "North",
                    "mo@example.org",
                    PRIYA,
                ),
                NewPerson("Sam Okafor", "sam@example.org", auditor, "North", "", SAM),
                NewPerson("Mo Khan", "mo@example.org", frozenset({Role.MANAGER}), "North", "", MO),
            ]
        )
        priya, sam, mo = ids["priya@example.org"], ids["sam@example.org"], ids["mo@example.org"]
        allocated = await work.allocations.allocate([new_audit(reference, (priya, sam), mo)])
        audit = allocated.ids[0]
        await work.people.focus_on(priya, audit)
        await work.people.focus_on(sam, audit)
    return Programme(priya, sam, mo, audit)


def new_audit(reference: str, auditors: tuple[PersonId, ...], manager: PersonId | None = None) -> NewAudit:
    """A case to allocate."""
    case = Case(reference, case_type="CIN", team="North", month="2026-06", theme="Neglect", list="Main")
    return NewAudit(case, "full", FORM, auditors, manager=manager, due=date(2026, 6, 19))


def answered(
    storage: Storage, by: PersonId, key: str = "3.4", value: Clear = "good", words: str = "seen alone twice"
) -> DomainEvent:
    """An answer with evidence."""
    return DomainEvent(
        EventKind.ANSWERED, by, NOW, key, value, Passage.of(words, storage.fingerprints(words))
    )


def step(audit: Audit, conversation: ConversationState, *happened: DomainEvent, place: str = "") -> Step:
    """What `advance` would decide: these events, and the conversation state on `place`."""
    return Step(
        fold(audit, happened), replace(conversation, place=place or conversation.place), events=happened
    )


async def answer(work: Work, storage: Storage, aad: str, key: str = "3.4", words: str = "seen alone") -> None:
    """One whole turn: load, answer, save."""
    session = await work.session(aad)
    assert session is not None
    assert session.audit is not None
    decided = step(
        session.audit, session.conversation, answered(storage, session.person.id, key, words=words), place=key
    )
    await work.audits.save(session.audit, decided, session.person.id, (len(decided.audit.history), 21))


async def unguarded(work: Work) -> None:
    """As somebody who owns the database can: the trail's triggers go."""
    if work.connection.dialect.name == "postgresql":
        await work.connection.execute(text("ALTER TABLE trail DISABLE TRIGGER ALL"))
        return
    for act in ("update", "delete"):
        await work.connection.execute(text(f"DROP TRIGGER IF EXISTS trail_append_only_{act}"))


@contextmanager
def executed() -> Iterator[list[str]]:
    """The SQL that is executed from now on, by whichever path, without transaction control."""
    seen: list[str] = []
    parameters = BoundStatement.parameters

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    def bound(statement: BoundStatement) -> tuple[object, ...]:  # asked for by storage/fast alone
        seen.append(statement.statement.sql)
        return parameters(statement)

    event.listen(Engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BoundStatement, "parameters", bound)
        yield seen
    event.remove(Engine, "before_cursor_execute", note)
