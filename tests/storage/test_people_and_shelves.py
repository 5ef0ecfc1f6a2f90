"""People are found by e-mail and AAD id; shelves, counts and imports say what stands."""

from __future__ import annotations

from datetime import date

from dialogs.audits.audit import Role, State
from dialogs.audits.events import DomainEvent, EventKind, fold
from dialogs.conversation.step import Step
from storage.people import Address, NewPerson
from storage.work import Storage
from tests.storage.people_and_cases import MO, NOW, PRIYA, answer, executed, new_audit, programme

AT = Address("https://smba.example/", "a:1", "tenant", "29:mo", "28:bot")


async def test_people_are_found_by_email_whatever_its_case(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work(write=False) as work:
        priya = await work.people.person_by_email(" Priya@Example.ORG")
        assert priya is not None
        assert (priya.id, priya.name, priya.manager, priya.team) == (
            made.priya,
            "Priya Nair",
            made.mo,
            "North",
        )
        assert priya.roles == {Role.AUDITOR}
        assert await work.people.person(made.priya) == priya
        assert await work.people.person("nobody") is None
        assert await work.people.person_by_email("nobody@example.org") is None
        assert [p.name for p in await work.people.everybody()] == ["Mo Khan", "Priya Nair", "Sam Okafor"]
        assert set(await work.people.people_named([made.mo, "nobody", made.sam])) == {made.mo, made.sam}


async def test_an_import_again_changes_people_and_keeps_their_ids_and_links(storage: Storage) -> None:
    made = await programme(storage)
    changed = NewPerson("Priya Nair-Jones", "PRIYA@example.org", frozenset({Role.AUDITOR, Role.MODERATOR}))
    async with storage.work() as work:
        ids = await work.people.take_people([changed])
        assert ids == {"PRIYA@example.org": made.priya}
        session = await work.session(PRIYA)
    assert session is not None
    assert (session.person.name, session.person.manager) == ("Priya Nair-Jones", None)
    assert Role.MODERATOR in session.person.roles


async def test_an_aad_id_belongs_to_one_person(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.people.link_aad(made.sam, PRIYA.upper())
        session = await work.session(PRIYA)
    assert session is not None
    assert session.person.id == made.sam


async def test_an_address_is_written_when_it_changes_only(storage: Storage) -> None:
    made = await programme(storage)
    with executed() as seen:
        for address in (AT, AT, Address("https://smba.example/", "a:2", "tenant", "29:mo", "28:bot")):
            async with storage.work() as work:
                await work.session(MO)
                await work.people.remember_address(made.mo, address, NOW)
    written = [sql for sql in seen if "addresses" in sql and not sql.startswith("SELECT")]
    assert len(written) == 2
    async with storage.work() as work:
        session = await work.session(MO)
        assert session is not None
        assert session.address is not None
        assert session.address.conversation_id == "a:2"
        await work.people.forget_address(made.mo)
    async with storage.work() as work:
        assert await work.people.address(made.mo) is None


async def test_a_shelf_lists_each_part_soonest_first(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        later = new_audit("CYP-9", (made.sam, made.mo), made.mo)
        await work.allocations.allocate([later])
        await answer(work, storage, PRIYA)
    async with storage.work(write=False) as work:
        (mine,) = await work.lists.audits_of(made.priya)
        assert (mine.case_reference, mine.answered, mine.total) == ("CYP-1042", 1, 21)
        assert (mine.part, mine.due, mine.state) == ("auditor", date(2026, 6, 19), State.ALLOCATED)
        assert mine.auditors == (made.priya, made.sam)
        parts = {(s.case_reference, s.part) for s in await work.lists.audits_of(made.mo)}
        assert parts == {("CYP-1042", "manager"), ("CYP-9", "auditor"), ("CYP-9", "manager")}
        assert len(await work.lists.programme()) == 2


async def test_counts_and_overdue(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.allocations.allocate([new_audit(f"CYP-{n}", (made.sam,)) for n in range(3)])
        on_the_day = await work.lists.counts(date(2026, 6, 19))
        after = await work.lists.counts(date(2026, 6, 20))
    none = {"in_progress": 0, "submitted": 0, "final": 0, "withdrawn": 0}
    assert on_the_day == {"allocated": 4, **none, "overdue": 0}
    assert after["overdue"] == 4


async def test_a_case_list_may_be_imported_again(storage: Storage) -> None:
    made = await programme(storage)
    cases = [new_audit("cyp-1042 ", (made.sam,)), new_audit("CYP-2", (made.sam,))]
    async with storage.work() as work:
        allocated = await work.allocations.allocate(cases)
        assert allocated.new == (False, True)
        assert allocated.ids[0] == made.audit
        assert await work.lists.find_audit("CYP  -2") == []
        assert await work.lists.find_audit(" Cyp-2") == [allocated.ids[1]]
        assert len(await work.lists.programme()) == 2


async def test_a_reallocated_audit_moves_to_another_shelf(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await answer(work, storage, PRIYA)
        before = await work.audits.audit(made.audit, "operator")
        assert before is not None
        changes = {"auditors": made.mo, "due": "2026-07-01"}
        happened = tuple(
            DomainEvent(EventKind.ALLOCATION_CHANGED, "operator", NOW, field, {"was": "", "is": now})
            for field, now in changes.items()
        )
        step = Step(fold(before[0], happened), before[1], events=happened)
        await work.allocations.reallocate(before[0], step, "full", NOW)
    async with storage.work() as work:
        held = await work.audits.audit(made.audit, made.mo)
        assert held is not None
        assert (held[0].auditors, held[0].due, held[0].revision) == ((made.mo,), date(2026, 7, 1), 3)
        assert await work.lists.audits_of(made.priya) == ()
        session = await work.session(PRIYA)
    assert session is not None
    assert session.focus is None  # what she types next is for no audit


async def test_the_desk_is_one_persons(storage: Storage) -> None:
    made = await programme(storage)
    async with storage.work() as work:
        await work.people.focus_on(made.priya, None)
        priya = await work.session(PRIYA)
    assert priya is not None
    assert (priya.focus, priya.audit) == (None, None)
