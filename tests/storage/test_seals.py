"""What somebody who may write the database, and has no key, can do: it is found, and lets nobody in."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import make_url, select, text

from dialogs.audits.audit import Role
from storage.checkpoints import NoCheckpoint, checkpoint, since
from storage.keys import ImpossibleKeys, Keyring
from storage.people import NewPerson
from storage.sealing import NotSealed, accept, seal_all
from storage.tables import audits, trail
from storage.trails import COLUMNS, GENESIS, chained
from storage.unreadable_rows import Unreadable
from storage.verify import verify
from storage.work import Storage
from tests.storage.people_and_cases import NOW, PRIYA, Programme, answer, programme

_MINUTE = timedelta(minutes=1)
FORGED = {
    "a role": ("UPDATE people SET roles = 'qa_lead' WHERE aad_object_id = 'aad-sam'", "person"),
    "an account": (
        "UPDATE people SET aad_object_id = CASE aad_object_id WHEN 'aad-sam' THEN NULL ELSE 'aad-sam' END "
        "WHERE aad_object_id IN ('aad-sam')",
        "person",
    ),
    "a team": ("UPDATE people SET team = 'South' WHERE aad_object_id = 'aad-sam'", "person"),
    "a manager": ("UPDATE people SET manager = NULL WHERE aad_object_id = 'aad-priya'", "person"),
    "no seal": ("UPDATE people SET seal = NULL WHERE aad_object_id = 'aad-sam'", "person"),
    "the audit's manager": (
        "UPDATE audits SET manager = (SELECT id FROM people WHERE aad_object_id = 'aad-sam')",
        "audit",
    ),
    "its auditors": ("UPDATE audits SET auditors = manager", "audit"),
    "its day": ("UPDATE audits SET due = '2027-01-01'", "audit"),
    "its team": ("UPDATE audits SET team = 'South'", "audit"),
    "its state": ("UPDATE audits SET state = 'final'", "audit"),
    "its stage": ("UPDATE audits SET stage = 'moderation'", "audit"),
    "its lists": ("DELETE FROM audit_people WHERE part = 'manager'", "audit"),
    "its form": ("UPDATE templates SET snapshot = X'7b7d20'", "form"),
    "the audit itself": ("DELETE FROM audits", "audit"),
    "the count": ("UPDATE meta SET value = '0:' || substr(value, 3) WHERE name = 'audits'", "database"),
}
"""A statement each, and the kind of row that `verify` names first."""


async def three_answers(storage: Storage) -> Programme:
    made = await programme(storage)
    for number in range(3):
        async with storage.work() as work:
            await answer(work, storage, PRIYA, f"{number}", f"words {number}")
    return made


Forge = Callable[..., Awaitable[None]]


@pytest.fixture
def forge(storage: Storage, database_url: str) -> Forge:
    """Carries out statements as the database's owner: past foreign keys and triggers."""

    async def carried_out(*statements: str) -> None:
        if storage.postgresql:
            async with storage.work() as work:
                await work.connection.execute(text("SET LOCAL session_replication_role = replica"))
                for statement in statements:
                    await work.connection.execute(text(statement.replace("X'7b7d20'", r"'\x7b7d20'")))
            return
        file = make_url(database_url).database or ""
        with closing(sqlite3.connect(file)) as database, database:  # it asks for no foreign keys by itself
            for act in ("update", "delete"):
                database.execute(f"DROP TRIGGER IF EXISTS trail_append_only_{act}")
            for statement in statements:
                database.execute(statement)

    return carried_out


async def anew(storage: Storage, url: str) -> Storage:
    """A process that has nothing in memory."""
    again = await Storage.open(url, storage.keyring)
    await again.begin()
    return again


@pytest.mark.parametrize("forged", FORGED)
async def test_what_was_forged_is_found(storage: Storage, forged: str, forge: Forge) -> None:
    await three_answers(storage)
    assert (await verify(storage)).whole
    statement, kind = FORGED[forged]
    if forged == "the audit itself":  # all that points at it goes as well, but for its trail
        tables = ("audit_people", "walks", "desks", "inbox", "owed", "readings", "typed_messages")
        await forge(*(f"DELETE FROM {table}" for table in tables), statement)
    else:
        await forge(statement)
    verdict = await verify(storage)
    assert [wrong.kind for wrong in verdict.wrong][:1] == [kind]
    assert not verdict.broken


async def test_a_chain_computed_anew_is_found(storage: Storage, database_url: str, forge: Forge) -> None:
    made = await three_answers(storage)
    await forge("UPDATE trail SET value = '\"poor\"' WHERE seq = 2")
    async with storage.work() as work:
        rows: Sequence[Any] = (
            (await work.connection.execute(select(trail).order_by(trail.c.seq))).mappings().all()
        )
    head, statements = GENESIS, []
    for row in rows:
        head = chained(head, {name: row[name] for name in COLUMNS})
        literal = f"'\\x{head.hex()}'" if storage.postgresql else f"X'{head.hex()}'"
        statements.append(f"UPDATE trail SET hash = {literal} WHERE seq = {row['seq']}")
    await forge(*statements, f"UPDATE audits SET head = {literal}")
    verdict = await verify(storage)
    assert [(wrong.kind, wrong.id) for wrong in verdict.wrong] == [("audit", made.audit)]
    later = await anew(storage, database_url)
    with pytest.raises(Unreadable):
        async with later.work(write=False) as work:
            await work.audits.audit(made.audit, made.priya)
    await later.close()


async def test_a_tail_cut_with_the_row_made_to_fit_is_found(storage: Storage, forge: Forge) -> None:
    made = await three_answers(storage)
    await forge(
        "UPDATE audits SET revision = 2, head = (SELECT hash FROM trail WHERE seq = 2)",
        "DELETE FROM trail WHERE seq = 3",
    )
    assert [wrong.id for wrong in (await verify(storage)).wrong] == [made.audit]


async def test_a_forged_role_lets_nobody_in_and_is_not_sealed_by_the_next_change(
    storage: Storage, database_url: str, forge: Forge
) -> None:
    made = await three_answers(storage)
    await forge("UPDATE people SET roles = 'qa_lead' WHERE aad_object_id = 'aad-sam'")
    later = await anew(storage, database_url)
    with pytest.raises(Unreadable):
        async with later.work() as work:
            await work.session("aad-sam")
    with pytest.raises(Unreadable):
        async with later.work() as work:
            await work.people.link_aad(made.sam, "aad-other")
    sam = NewPerson("Sam Okafor", "sam@example.org", frozenset({Role.AUDITOR}))
    with pytest.raises(Unreadable):
        async with later.work() as work:
            await work.people.take_people([sam])
    assert await accept(later, "person", made.sam)
    async with later.work() as work:
        session = await work.session("aad-sam")
    assert session is not None
    assert session.person.roles == {Role.QA_LEAD}  # somebody stands for it now
    assert (await verify(later)).whole
    await later.close()


async def test_every_change_of_people_and_audits_is_sealed(storage: Storage) -> None:
    made = await three_answers(storage)
    async with storage.work() as work:
        await work.people.link_aad(made.sam, PRIYA)
        await work.people.take_people(
            [
                NewPerson(
                    "Mo Khan", "mo@example.org", frozenset({Role.QA_LEAD}), deputy_email="sam@example.org"
                ),
                NewPerson("Ada New", "ada@example.org", frozenset(), manager_email="mo@example.org"),
            ]
        )
        assert await work.people.link_first(made.priya, "aad-new")
    assert (await verify(storage)).whole
    async with storage.work() as work:
        await work.audits.destroy(made.audit)
    verdict = await verify(storage)
    assert (verdict.whole, verdict.sealed) == (True, True)


async def unsealed(storage: Storage, forge: Forge) -> Programme:
    """As a version without seals left it."""
    made = await three_answers(storage)
    await forge(
        "UPDATE people SET seal = NULL",
        "UPDATE audits SET seal = NULL",
        "DELETE FROM meta WHERE name IN ('sealed', 'audits')",
    )
    return made


async def test_an_older_database_is_sealed_once(storage: Storage, database_url: str, forge: Forge) -> None:
    made = await unsealed(storage, forge)
    old = await anew(storage, database_url)
    async with old.work() as work:
        await answer(work, old, PRIYA, "9", "still without a seal")
        await work.heartbeats.beat("w1", NOW, silence=_MINUTE)
    assert not (await verify(old)).sealed
    with pytest.raises(NotSealed, match="1 process is at work"):
        await seal_all(old, NOW)
    assert await seal_all(old, NOW + 3 * _MINUTE) == (3, 1)
    with pytest.raises(NotSealed, match="already"):
        await seal_all(old, NOW + 3 * _MINUTE)
    await old.close()
    new = await anew(storage, database_url)
    async with new.work() as work:
        await answer(work, new, PRIYA, "10", "with one")
        assert await work.audits.audit(made.audit, made.priya) is not None
    verdict = await verify(new)
    assert (verdict.whole, verdict.sealed, verdict.rows) == (True, True, 5)
    await new.close()


async def test_the_mark_cannot_be_taken_away_or_made(
    storage: Storage, database_url: str, forge: Forge
) -> None:
    await three_answers(storage)
    for statement, why in (
        ("DELETE FROM meta WHERE name = 'sealed'", "the mark that says so is gone"),
        ("INSERT INTO meta (name, value) VALUES ('sealed', 'yes')", "was not made with these keys"),
    ):
        await forge(statement)
        again = await Storage.open(database_url, storage.keyring)
        with pytest.raises(ImpossibleKeys, match=why):
            await again.begin()
        await again.close()


async def test_a_checkpoint_tells_what_is_gone(storage: Storage, forge: Forge) -> None:
    made = await three_answers(storage)
    lines = [line async for line in checkpoint(storage, NOW)]
    kept = "\n".join(lines)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, "4", "what comes later is no matter")
    assert await since(storage, kept) == ()
    async with storage.work(write=False) as work:
        old = (await work.connection.execute(select(audits.c.revision))).scalar_one()
    assert old == 4
    # Put back as it once was, seals and all: nothing in the database itself tells.
    await forge("DELETE FROM trail WHERE seq > 1", "UPDATE audits SET revision = 1")
    assert [wrong.why for wrong in await since(storage, kept)] == ["had 3 events, and has 1"]
    await forge("UPDATE audits SET id = 'other'", "UPDATE trail SET audit_id = 'other'")
    gone = await since(storage, kept)
    assert [(wrong.id, wrong.why) for wrong in gone] == [(made.audit, "is gone; it had 3 events")]


async def test_a_checkpoint_that_was_changed_or_cut_is_refused(storage: Storage, keyring: Keyring) -> None:
    await three_answers(storage)
    lines = [line async for line in checkpoint(storage, NOW)]
    for spoiled in (lines[:-1], [lines[0], *lines[2:]], [], ["[]"], [*lines[:-1], '{"signature": "00"}']):
        with pytest.raises(NoCheckpoint):
            await since(storage, "\n".join(spoiled))
