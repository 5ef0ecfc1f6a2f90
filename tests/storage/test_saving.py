"""An audit is loaded as it was saved; nothing is half-saved; nobody's turn is lost or taken twice."""

from __future__ import annotations

import asyncio

import pytest

from dialogs.audits.audit import Audit, Passage, State
from dialogs.audits.events import DomainEvent, EventKind
from dialogs.conversation.pending import AwaitingCell
from dialogs.conversation.state import ConversationState, Draft
from dialogs.conversation.step import Step
from storage.trails import SealedPassage
from storage.transaction import StaleAudit, Unknown
from storage.verify import verify
from storage.work import Storage, Work
from tests.storage.people_and_cases import (
    MO,
    NOW,
    PRIYA,
    SAM,
    Programme,
    answer,
    answered,
    executed,
    programme,
    step,
)


class Crash(Exception):
    pass


async def loaded(work: Work, made: Programme) -> tuple[Audit, ConversationState]:
    held = await work.audits.audit(made.audit, made.priya)
    assert held is not None
    return held


async def reopened(storage: Storage, database_url: str) -> Storage:
    """The same database with nothing in memory."""
    again = await Storage.open(database_url, storage.keyring)
    await again.begin()
    return again


async def test_an_audit_is_loaded_as_it_was_saved(storage: Storage, database_url: str) -> None:
    made = await programme(storage)
    happened = (
        DomainEvent(EventKind.STARTED, made.priya, NOW),
        answered(storage, made.priya, "3.4", "good", "Chronology updated in June – “seen alone” twice 🙂"),
        answered(storage, made.priya, "2.1", 7, "scaled it with her"),
        DomainEvent(EventKind.ANSWERED, made.priya, NOW, "1.1", True),
        DomainEvent(EventKind.ANSWERED, made.priya, NOW, "1.2", ("a", "b")),
        DomainEvent(EventKind.ANSWERED, made.sam, NOW, "actions/k1", {"who": "x", "by_when": "2026-07-01"}),
        DomainEvent(EventKind.CHALLENGED, made.priya, NOW, "3.4", "good"),
        DomainEvent(EventKind.SUBMITTED, made.priya, NOW),
    )
    async with storage.work() as work:
        audit, conversation = await loaded(work, made)
        decided = step(audit, conversation, *happened)
        await work.audits.save(audit, decided, made.priya, (5, 21))
    cold = await reopened(storage, database_url)
    for where in (storage, cold):
        async with where.work(write=False) as work:
            again, _ = await loaded(work, made)
        assert again == decided.audit
        assert again.revision == 8
        assert again.state is State.SUBMITTED
        assert again.case.reference == "CYP-1042"
        assert again.auditors == (made.priya, made.sam)
    await cold.close()


async def test_fingerprints_come_back(storage: Storage, database_url: str) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, words="she was seen alone on two visits in June")
    cold = await reopened(storage, database_url)
    async with cold.work(write=False) as work:
        audit, _ = await loaded(work, made)
    passage = audit.history["3.4"][0].passage
    assert passage is not None
    assert passage.fingerprints == storage.fingerprints("She was seen alone, on two visits in June.")
    assert len(passage.fingerprints) == 7
    await cold.close()


async def test_the_memo_holds_no_words(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA)
    kept = storage._shared.audits.get(made.audit)
    assert kept is not None
    passage = kept.audit.history["3.4"][0].passage
    assert isinstance(passage, SealedPassage)
    _ = passage.text
    held = [getattr(passage, name) for name in SealedPassage.__slots__]
    assert not any("seen alone" in str(value) for value in held)


async def test_a_walk_belongs_to_one_person(storage: Storage, database_url: str) -> None:
    made = await programme(storage)
    conversation = ConversationState(
        place="3.1",
        drafts={"3.4": Draft("Too long.", "good", "typed words", stale=True), "1.1": Draft("Not a date.")},
        pending=AwaitingCell("actions/k1", "who", {"what": "a plan"}),
        card="1:abc",
    )
    async with storage.work() as work:
        audit, _ = await loaded(work, made)
        await work.audits.save(audit, Step(audit, conversation), made.priya, None)
    cold = await reopened(storage, database_url)
    async with cold.work() as work:
        priya, sam = await work.session(PRIYA), await work.session(SAM)
    assert priya is not None
    assert sam is not None
    assert priya.conversation == conversation
    assert list(priya.conversation.drafts) == ["3.4", "1.1"]
    assert sam.conversation == ConversationState()
    await cold.close()


async def test_a_crash_in_mid_turn_leaves_nothing(storage: Storage) -> None:
    made = await programme(storage)

    async def turn() -> None:
        async with storage.work() as work:
            assert await work.first_time(["m1"], NOW)
            await answer(work, storage, PRIYA)
            raise Crash

    with pytest.raises(Crash):
        await turn()
    async with storage.work() as work:
        assert await work.first_time(["m1"], NOW)
        audit, conversation = await loaded(work, made)
        assert (audit.revision, dict(audit.history), conversation) == (0, {}, ConversationState())
    assert (await verify(storage)).rows == 0


async def test_sixty_copies_of_one_activity_have_one_effect(storage: Storage) -> None:
    await programme(storage)

    async def turn() -> bool:
        async with storage.work() as work:
            first = await work.first_time(["id:1", "words:abc"], NOW)
            if first:
                await answer(work, storage, PRIYA)
            return first

    assert sum(await asyncio.gather(*(turn() for _ in range(60)))) == 1
    assert (await verify(storage)).rows == 1


async def test_either_inbox_key_is_enough_to_know_a_copy(storage: Storage) -> None:
    async with storage.work() as work:
        assert await work.first_time(["id:1", "words:abc"], NOW)
        assert not await work.first_time(["id:2", "words:abc"], NOW)
        assert not await work.first_time(["id:1"], NOW)
        assert await work.first_time(["id:3"], NOW)


async def test_eight_writers_lose_no_update(storage: Storage, database_url: str) -> None:
    """Two processes' worth of storages, four writers each, on one audit: every answer stands."""
    made = await programme(storage)
    other = await reopened(storage, database_url)

    async def writer(number: int) -> None:
        where, aad = (storage, PRIYA) if number % 2 else (other, SAM)
        for n in range(12):
            for _ in range(50):
                try:
                    async with where.work() as work:
                        await answer(work, where, aad, f"{number}.{n}")
                    break
                except StaleAudit:  # a person's own conversation state, opened by two turns at once
                    continue
            else:
                raise AssertionError("never got a turn")

    await asyncio.gather(*(writer(n) for n in range(8)))
    async with storage.work() as work:
        audit, _ = await loaded(work, made)
    assert audit.revision == 96
    assert len(audit.history) == 96
    assert (await verify(storage)).whole
    await other.close()


async def test_a_pair_wait_for_each_other_and_neither_is_refused(storage: Storage) -> None:
    """The session holds the audit until the commit, and reads it as it stands once it is held."""
    await programme(storage)

    async def auditor(aad: str) -> None:
        for n in range(20):
            async with storage.work() as work:
                await answer(work, storage, aad, f"{aad}.{n}")

    await asyncio.gather(auditor(PRIYA), auditor(SAM))
    assert (await verify(storage)).rows == 40


async def test_a_step_decided_on_an_older_audit_is_refused(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work(write=False) as work:
        old, conversation = await loaded(work, made)
    async with storage.work() as work:
        await answer(work, storage, SAM)
    with pytest.raises(StaleAudit):
        async with storage.work() as work:
            await work.audits.save(
                old, step(old, conversation, answered(storage, made.priya)), made.priya, None
            )
    assert (await verify(storage)).rows == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # on SQLite turns never overlap
async def test_a_walk_decided_on_an_older_one_is_refused(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work(write=False) as slow:
        session = await slow.session(PRIYA)
        assert session is not None
        assert session.audit is not None
        async with storage.work() as quick:
            await answer(quick, storage, PRIYA)
        moved = Step(session.audit, ConversationState(place="9.9"))
        with pytest.raises(StaleAudit):
            await slow.audits.save(session.audit, moved, made.priya, None)


async def test_the_memo_is_never_ahead_of_the_database(storage: Storage) -> None:
    made = await programme(storage)
    for crashes in (True, False, True):
        try:
            async with storage.work() as work:
                await answer(work, storage, PRIYA, words="x y z" if crashes else "seen alone twice")
                await loaded(work, made)
                if crashes:
                    raise Crash
        except Crash:
            continue
    async with storage.work() as work:
        audit, _ = await loaded(work, made)
    assert audit.revision == 1
    assert [a.passage.text for a in audit.history["3.4"] if a.passage] == ["seen alone twice"]


async def test_unstorable_characters_do_not_stop_a_turn(storage: Storage, database_url: str) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        audit, conversation = await loaded(work, made)
        odd = DomainEvent(
            EventKind.ANSWERED, made.priya, NOW, "3.4\0", {"who": "a\ud800b\0"}, Passage.of("nul \0 here")
        )
        drafts = {"3.4": Draft("Why.", "lone \udfff surrogate", "nul \0")}
        await work.audits.save(
            audit, Step(audit, ConversationState(drafts=drafts), events=(odd,)), made.priya, None
        )
    cold = await reopened(storage, database_url)
    async with cold.work() as work:
        audit, conversation = await loaded(work, made)
    answer = audit.history["3.4"][0]
    assert answer.passage is not None
    assert answer.passage.text == "nul  here"
    assert isinstance(answer.value, dict)
    assert answer.value["who"].startswith("a\N{REPLACEMENT CHARACTER}b")
    assert conversation.drafts["3.4"].value == "lone \N{REPLACEMENT CHARACTER} surrogate"
    await cold.close()


async def test_an_unknown_audit_is_named_by_its_id_alone(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        audit, conversation = await loaded(work, made)
        nobody = Audit("none", audit.template_hash, audit.case, audit.state, (), None, None, None)
        assert await work.audits.audit("none", made.priya) is None
        with pytest.raises(Unknown, match=r"there is no audit none$"):
            await work.audits.save(nobody, Step(nobody, conversation), made.priya, None)


@pytest.mark.parametrize(
    ("turn", "on_sqlite", "on_postgresql"),
    [("answer", 5, 2), ("move", 3, 2), ("look", 2, 1)],
)
async def test_statements_of_a_turn(storage: Storage, turn: str, on_sqlite: int, on_postgresql: int) -> None:
    """SQLite: inbox, session, then for an answer: audit row, trail, conversation state; for a move the last
    alone; in two trips.  PostgreSQL: one statement to begin with, and one that saves."""
    await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, "1.1")
    with executed() as seen:
        async with storage.work() as work:
            first, session = await work.begun(["id:1", "words:1"], PRIYA, NOW)
            assert first
            assert session is not None
            assert session.audit is not None
            happened = [answered(storage, session.person.id, "1.2")] if turn == "answer" else []
            place = session.conversation.place if turn == "look" else "2.1"
            moved = step(session.audit, session.conversation, *happened, place=place)
            await work.audits.save(session.audit, moved, session.person.id, None)
    assert len(seen) == (on_postgresql if storage._shared.postgresql else on_sqlite)


async def test_a_turn_begins_with_its_keys_and_its_session(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        first, session = await work.begun(["id:1", "words:1"], PRIYA.upper(), NOW)
        assert (first, session) == (True, await work.session(PRIYA))
        assert session is not None
        assert session.focus == made.audit
    async with storage.work() as work:
        assert await work.begun(["id:1", "words:1"], PRIYA, NOW) == (False, await work.session(PRIYA))
        assert await work.begun(["id:2"], "aad-stranger", NOW) == (True, None)
        assert await work.begun(["id:2"], "aad-stranger", NOW) == (False, None)


async def test_the_same_activity_waits_for_the_turn_that_took_it_and_sees_what_it_did(
    storage: Storage,
) -> None:
    await programme(storage)
    begun = asyncio.Event()

    async def take() -> None:
        async with storage.work() as work:
            first, _ = await work.begun(["id:1"], PRIYA, NOW)
            begun.set()
            await asyncio.sleep(0.1)
            assert first
            await answer(work, storage, PRIYA, "1.1")

    async def again() -> int:
        await begun.wait()
        async with storage.work() as work:
            first, session = await work.begun(["id:1"], PRIYA, NOW)
            assert not first
            assert session is not None
            assert session.audit is not None
            return session.audit.revision

    _, revision = await asyncio.gather(take(), again())
    assert revision == 1


async def test_only_the_newest_answer_keeps_its_fingerprints_and_every_one_its_words(
    storage: Storage, database_url: str
) -> None:
    made = await programme(storage)
    for words in ("seen alone in May", "seen alone in June", "seen alone twice in June"):
        async with storage.work() as work:
            await answer(work, storage, PRIYA, "3.4", words)
    for opened in (storage, await reopened(storage, database_url)):
        async with opened.work(write=False) as work:
            audit, _ = await loaded(work, made)
        passages = [a.passage for a in audit.history["3.4"] if a.passage is not None]
        assert [p.text for p in passages] == [
            "seen alone in May",
            "seen alone in June",
            "seen alone twice in June",
        ]
        assert [len(p.fingerprints) for p in passages] == [0, 0, 3]
        if opened is not storage:
            await opened.close()


async def test_a_turn_that_is_undone_takes_no_fingerprints(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA, "3.4", "seen alone in May")

    async def undone() -> None:
        async with storage.work() as work:
            await answer(work, storage, PRIYA, "3.4", "seen alone in June")
            raise Crash

    with pytest.raises(Crash):
        await undone()
    async with storage.work(write=False) as work:
        audit, _ = await loaded(work, made)
    (only,) = audit.history["3.4"]
    assert only.passage is not None
    assert len(only.passage.fingerprints) == 2


async def test_nobody_sits_who_is_not_on_the_list(storage: Storage) -> None:
    await programme(storage)
    async with storage.work() as work:
        assert await work.session("aad-stranger") is None
        mo = await work.session(MO.upper())
    assert mo is not None
    assert (mo.person.name, mo.focus, mo.audit, mo.conversation) == (
        "Mo Khan",
        None,
        None,
        ConversationState(),
    )
