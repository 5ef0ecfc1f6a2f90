"""The hash chain tells what was changed, taken out or put in another order; a purge leaves it whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.ground import PURGED
from storage.keys import KeyDestroyed
from storage.transaction import Unknown
from storage.verify import Broken, verify
from storage.work import Storage
from tests.storage.people_and_cases import NOW, PRIYA, Programme, answer, answered, programme, step

CHANGED = {
    "value": ["UPDATE trail SET value = '\"poor\"' WHERE seq = 3"],
    "who": ["UPDATE trail SET \"by\" = 'somebody' WHERE seq = 3"],
    "when": ["UPDATE trail SET at = at + 1 WHERE seq = 3"],
    "words": ["UPDATE trail SET sealed = (SELECT t.sealed FROM trail t WHERE t.seq = 2) WHERE seq = 3"],
    "count": ["UPDATE trail SET words = 500 WHERE seq = 3"],
    "thin": ["UPDATE trail SET thin = 'few_words' WHERE seq = 3"],
    "hash": ["UPDATE trail SET hash = (SELECT t.hash FROM trail t WHERE t.seq = 2) WHERE seq = 3"],
    "reordered": [
        "UPDATE trail SET seq = 99 WHERE seq = 3",
        "UPDATE trail SET seq = 3 WHERE seq = 4",
        "UPDATE trail SET seq = 4 WHERE seq = 99",
    ],
    "removed": ["DELETE FROM trail WHERE seq = 3"],
    "removed, closed up": ["DELETE FROM trail WHERE seq = 3", "UPDATE trail SET seq = seq - 1 WHERE seq > 3"],
}


async def five_answers(storage: Storage) -> Programme:
    made = await programme(storage)
    for n in range(5):
        async with storage.work() as work:
            await answer(work, storage, PRIYA, f"{n}", f"words {n}")
    return made


async def tamper(storage: Storage, statements: Sequence[str]) -> None:
    """As somebody who owns the database can: the triggers go first."""
    async with storage.work() as work:
        if work.connection.dialect.name == "postgresql":
            await work.connection.execute(text("ALTER TABLE trail DISABLE TRIGGER ALL"))
        else:
            for act in ("update", "delete"):
                await work.connection.execute(text(f"DROP TRIGGER trail_append_only_{act}"))
        for statement in statements:
            await work.connection.execute(text(statement))


async def test_an_untouched_trail_verifies(storage: Storage) -> None:
    await five_answers(storage)
    await programme(storage, "CYP-2")
    verdict = await verify(storage)
    assert verdict.whole
    assert (verdict.audits, verdict.rows) == (2, 5)


@pytest.mark.parametrize("change", CHANGED)
async def test_a_tampered_row_is_found(storage: Storage, change: str) -> None:
    made = await five_answers(storage)
    await tamper(storage, CHANGED[change])
    verdict = await verify(storage)
    assert [(b.audit_id, b.seq) for b in verdict.broken] == [(made.audit, 3)]


async def test_a_row_taken_off_the_end_is_found(storage: Storage) -> None:
    made = await five_answers(storage)
    await tamper(storage, ["DELETE FROM trail WHERE seq = 5"])
    assert (await verify(storage)).broken == (Broken(made.audit, 5, "is missing at the end"),)


async def test_a_row_put_at_the_end_is_found(storage: Storage) -> None:
    made = await five_answers(storage)
    copied = (
        'INSERT INTO trail SELECT audit_id, 6, what, "key", value, thin, sealed, words, size, sealed_prints, '
        '"by", at, hash FROM trail WHERE seq = 5'
    )
    await tamper(storage, [copied])
    assert [(b.audit_id, b.seq) for b in (await verify(storage)).broken] == [(made.audit, 6)]


@pytest.mark.parametrize("statement", ["UPDATE trail SET words = 1", "DELETE FROM trail"])
async def test_the_database_itself_refuses_to_change_the_trail(storage: Storage, statement: str) -> None:
    await five_answers(storage)

    async def change() -> None:
        async with storage.work() as work:
            await work.connection.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        await change()
    assert (await verify(storage)).rows == 5


async def test_a_purged_audit_is_unreadable_and_its_chain_whole(storage: Storage) -> None:
    made = await five_answers(storage)
    async with storage.work(write=False) as work:
        before = await work.audits.audit(made.audit, made.priya)
    assert before is not None
    async with storage.work() as work:
        await work.audits.destroy(made.audit)
    verdict = await verify(storage)
    assert (verdict.whole, verdict.rows) == (True, 5)
    async with storage.work() as work:
        held = await work.audits.audit(made.audit, made.priya)
        assert await work.lists.audits_of(made.priya) == ()
        assert await work.lists.find_audit("CYP-1042") == []
    assert held is not None
    audit, conversation = held
    passage = audit.history["1"][0].passage
    assert passage is not None
    assert (audit.case.reference, conversation.place, passage.fingerprints) == (PURGED, "", frozenset())
    with pytest.raises(KeyDestroyed):
        _ = passage.text

    async def saved() -> None:
        async with storage.work() as work:
            await work.audits.save(
                audit, step(audit, conversation, answered(storage, made.priya)), made.priya, None
            )

    with pytest.raises(Unknown, match="purged"):
        await saved()
    assert NOW  # the purge keeps who and when
    assert audit.history["1"][0].by == made.priya
