"""A people list is taken whole or not at all, and every fault is told by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from bot.imports.people import people_table, read_people
from bot.imports.people_standing import Standing
from bot.imports.table import NotTaken
from bot.imports.taking import take_people
from dialogs.audits.audit import Role
from storage.tables import people
from storage.work import Storage
from tests.imports.files import PEOPLE, workbook, written


def faults(path: Path) -> list[str]:
    with pytest.raises(NotTaken) as refused:
        read_people(people_table(path))
    return [str(fault) for fault in refused.value.faults]


async def test_people_are_taken_with_their_managers(storage: Storage, tmp_path: Path) -> None:
    taken = await take_people(storage, written(tmp_path, PEOPLE))
    assert (taken.new, taken.changed, taken.unchanged) == (6, (), 0)
    async with storage.work(write=False) as work:
        cass = await work.people.person_by_email("CASS@example.org")
        dee = await work.people.person_by_email("dee@example.org")
    assert cass is not None
    assert dee is not None
    assert cass.manager == dee.id
    assert cass.roles == {Role.PRACTITIONER}


async def test_a_second_import_changes_people_and_keeps_who_they_are(
    storage: Storage, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, PEOPLE))
    async with storage.work(write=False) as work:
        before = await work.people.person_by_email("ada@example.org")
    changed = "Name,E-Mail,Roles\nAda Quill-Rowe,ADA@example.org,auditor; Moderator\n"
    taken = await take_people(storage, written(tmp_path, changed))
    assert (taken.new, len(taken.changed), taken.unchanged) == (0, 1, 0)
    async with storage.work(write=False) as work:
        after = await work.people.person_by_email("ada@example.org")
        everybody = await work.people.everybody()
    assert before is not None
    assert after is not None
    assert after.id == before.id
    assert after.name == "Ada Quill-Rowe"
    assert after.roles == {Role.AUDITOR, Role.MODERATOR}
    assert len(everybody) == 6


async def test_one_fault_keeps_everybody_out(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(NotTaken):
        await take_people(storage, written(tmp_path, PEOPLE + "Gil Moss,gil@example,auditor,,\n"))
    async with storage.work(write=False) as work:
        assert await work.people.everybody() == ()


def test_all_faults_are_listed_by_row(tmp_path: Path) -> None:
    text = (
        "name,email,aad_object_id,roles,team,manager_email\n"
        ",ada@example.org,,auditor,,\n"
        "Ben Rowe,not an e-mail,,auditer,,\n"
        "Cass Dyer,cass@example.org,123,practitioner,,nobody@example.org\n"
        "Cass Twice,CASS@example.org,,practitioner,,cass@example.org\n"
        "Dee Marlow,dee@example.org,,chief,,ada@example.org\n"
    )
    assert faults(written(tmp_path, text)) == [
        "row 2, name: is empty. Fill it in.",
        'row 3, email: "not an e-mail" is not an e-mail. Write one such as name@example.org.',
        'row 3, roles: "auditer" is not a role. Did you mean auditor?',
        'row 4, aad_object_id: "123" is not an object id. Copy it from Entra, or leave the cell empty.',
        "row 4, manager_email: nobody in this file or on the people list has the e-mail "
        '"nobody@example.org". Add a row.',
        'row 5, email: row 4 has "cass@example.org" already. Keep one of the two.',
        "row 5, manager_email: nobody is their own manager. Name another person, or leave the cell empty.",
        'row 6, roles: "chief" is not a role. The roles are auditor, practitioner, manager, service_manager, '
        "moderator, iro and qa_lead.",
        'row 6, manager_email: "ada@example.org" does not have the role manager. Add it to that person\'s '
        "roles.",
    ]


def test_a_manager_may_be_stored_already(tmp_path: Path) -> None:
    path = written(tmp_path, "name,email,roles,manager_email\nA B,a@example.org,auditor,dee@example.org\n")
    assert len(faults(path)) == 1
    from dialogs.audits.audit import Person

    stands = Standing({"p": Person("p", "Dee", "dee@example.org", frozenset({Role.MANAGER}))})
    assert [entry.email for entry in read_people(people_table(path), stands).entries] == ["a@example.org"]


def test_headers_match_without_case_spaces_and_remarks(tmp_path: Path) -> None:
    text = "NAME, E mail ,Roles (separated by ;),AAD object ID\nA B,a@example.org,auditor;iro,\n"
    (entry,) = read_people(people_table(written(tmp_path, text))).entries
    assert entry.roles == {Role.AUDITOR, Role.IRO}


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "=1+1"])
def test_a_formula_is_refused_and_shown_harmless(tmp_path: Path, cell: str) -> None:
    text = f'name,email,roles\n"{cell}",a@example.org,auditor\n'
    (fault,) = faults(written(tmp_path, text))
    assert fault == f'row 2, name: "\'{cell}" is a formula. Write its result instead.'


def test_a_name_that_opens_like_a_formula_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path, "name,email,roles\n@SUM(1),a@example.org,auditor\n"))
    assert fault.startswith('row 2, name: "\'@SUM(1)" is not a name.')


def test_excel_is_read_as_csv_is(tmp_path: Path) -> None:
    rows = [line.split(",") for line in PEOPLE.splitlines()]
    from_excel = read_people(people_table(workbook(tmp_path, rows)))
    assert from_excel.entries == read_people(people_table(written(tmp_path, PEOPLE))).entries


ACCOUNTS = """name,email,aad_object_id,roles,team,manager_email
Ann Field,ann.field@old.example.org,11111111-1111-1111-1111-111111111111,auditor,Review,dee@example.org
Ben Rowe,ben@example.org,22222222-2222-2222-2222-222222222222,auditor,Review,
Dee Marlow,dee@example.org,,manager,Riverside,
"""
MARRIED = (
    "name,email,aad_object_id,roles\n"
    "Ann Marsh,ann.marsh@new.example.org,11111111-1111-1111-1111-111111111111,auditor\n"
)


async def refused(storage: Storage, path: Path, *, update: bool = False) -> list[str]:
    async with storage.work(write=False) as work:
        before = (await work.people.everybody(), await work.people.accounts())
    with pytest.raises(NotTaken) as caught:
        await take_people(storage, path, update=update)
    async with storage.work(write=False) as work:
        assert (await work.people.everybody(), await work.people.accounts()) == before
    return [str(fault) for fault in caught.value.faults]


async def test_a_column_left_out_leaves_what_stands(storage: Storage, tmp_path: Path) -> None:
    await take_people(storage, written(tmp_path, ACCOUNTS))
    async with storage.work(write=False) as work:
        before = (await work.people.everybody(), await work.people.accounts())
    three = "\n".join(",".join((c[0], c[1], c[3])) for c in (r.split(",") for r in ACCOUNTS.splitlines()))
    taken = await take_people(storage, written(tmp_path, three))
    assert (taken.new, taken.changed, taken.unchanged) == (0, (), 3)
    async with storage.work(write=False) as work:
        assert (await work.people.everybody(), await work.people.accounts()) == before


async def test_an_empty_cell_takes_a_team_and_a_manager_away_and_leaves_the_account(
    storage: Storage, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, ACCOUNTS))
    emptied = (
        "name,email,aad_object_id,roles,team,manager_email\nAnn Field,ann.field@old.example.org,,auditor,,\n"
    )
    taken = await take_people(storage, written(tmp_path, emptied))
    assert taken.changed == (
        'row 2, ann.field@old.example.org: team "Review" is now (empty); manager_email "dee@example.org" is '
        "now (empty).",
    )
    async with storage.work(write=False) as work:
        ann = await work.people.person_by_email("ann.field@old.example.org")
        assert ann is not None
        assert (ann.team, ann.manager) == ("", None)
        assert len(await work.people.everybody()) == 3  # whoever has no row stays
        assert (await work.people.accounts())["11111111-1111-1111-1111-111111111111"] == ann.id


async def test_what_changed_is_told_and_nothing_else(storage: Storage, tmp_path: Path) -> None:
    await take_people(storage, written(tmp_path, PEOPLE))
    moved = PEOPLE.replace("ben@example.org,auditor,Review", "ben@example.org,auditor;moderator,Riverside")
    taken = await take_people(storage, written(tmp_path, moved + "Gil Moss,gil@example.org,auditor,,\n"))
    assert (taken.new, taken.unchanged) == (1, 5)
    assert taken.changed == (
        'row 3, ben@example.org: roles "auditor" is now "auditor;moderator"; team "Review" is now '
        '"Riverside".',
    )


async def test_a_known_account_with_a_new_email_is_the_same_person_when_asked(
    storage: Storage, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, ACCOUNTS))
    married = written(tmp_path, MARRIED, "married.csv")
    assert await refused(storage, married) == [
        "row 2, email: this object id is that of Ann Field, with the e-mail "
        '"ann.field@old.example.org", and here it is "ann.marsh@new.example.org". If this is the same person '
        "with a new e-mail, import again with --update."
    ]
    async with storage.work(write=False) as work:
        ann = await work.people.person_by_email("ann.field@old.example.org")
    taken = await take_people(storage, married, update=True)
    assert (taken.new, len(taken.changed)) == (0, 1)
    async with storage.work(write=False) as work:
        after = await work.people.person_by_email("ann.marsh@new.example.org")
        session = await work.session("11111111-1111-1111-1111-111111111111")
        assert await work.people.person_by_email("ann.field@old.example.org") is None
    assert ann is not None
    assert after is not None
    assert session is not None
    assert (after.id, after.name, after.team, after.manager) == (ann.id, "Ann Marsh", ann.team, ann.manager)
    assert session.person == after


@pytest.mark.parametrize("update", [False, True])
async def test_an_email_that_is_somebody_elses_is_a_fault(
    storage: Storage, tmp_path: Path, update: bool
) -> None:
    await take_people(storage, written(tmp_path, ACCOUNTS))
    taken_over = (
        "name,email,aad_object_id,roles\n"
        "Ann Field,ben@example.org,11111111-1111-1111-1111-111111111111,auditor\n"
        "Ann Field,ann.field@old.example.org,33333333-3333-3333-3333-333333333333,auditor\n"
    )
    first, second = await refused(storage, written(tmp_path, taken_over), update=update)
    assert first.startswith(
        'row 2, email: "ben@example.org" is Ben Rowe on the people list, and this object id'
    )
    assert "Ann Field (ann.field@old.example.org)" in first
    assert second.startswith(
        'row 3, email: "ann.field@old.example.org" belongs to Ann Field on the people list, with another'
    )


async def test_one_person_by_email_and_by_account_in_two_rows_is_a_fault(
    storage: Storage, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, ACCOUNTS))
    both = MARRIED + "Ann Field,ann.field@old.example.org,,auditor\n"
    told = await refused(storage, written(tmp_path, both), update=True)
    assert any("Keep one of the two" in fault for fault in told)


async def test_a_manager_with_a_new_email_keeps_their_people(storage: Storage, tmp_path: Path) -> None:
    accounts = ACCOUNTS.replace(
        "dee@example.org,,manager", "dee@example.org,44444444-4444-4444-4444-444444444444,manager"
    )
    await take_people(storage, written(tmp_path, accounts))
    moved = (
        "name,email,aad_object_id,roles\n"
        "Dee Marlow,dee@new.example.org,44444444-4444-4444-4444-444444444444,manager\n"
        "Ann Field,ann.field@old.example.org,,auditor\n"
    )
    taken = await take_people(storage, written(tmp_path, moved), update=True)
    async with storage.work(write=False) as work:
        ann = await work.people.person_by_email("ann.field@old.example.org")
        dee = await work.people.person_by_email("dee@new.example.org")
    assert ann is not None
    assert dee is not None
    assert ann.manager == dee.id
    assert len(taken.changed) == 1


async def test_somebody_new_with_a_known_name_is_asked_about(storage: Storage, tmp_path: Path) -> None:
    await take_people(storage, written(tmp_path, ACCOUNTS))
    row = "name,email,roles\nAnn Field,ann.field@new.example.org,auditor\n"
    (said,) = (await take_people(storage, written(tmp_path, row))).said
    assert said.startswith("Row 2 is a new person, and Ann Field is on the list already")


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("аmara@example.org", "cyrillic small letter a"),
        ("ａmara@example.org", "fullwidth latin small letter a"),
        ("amara@exampſe.org", "latin small letter long s"),
        ("zoë@example.org", "latin small letter e with diaeresis"),
    ],
)
def test_an_email_with_signs_that_only_look_plain_is_refused(tmp_path: Path, email: str, name: str) -> None:
    (fault,) = faults(written(tmp_path, f"name,email,roles\nA B,{email},qa_lead\n"))
    assert f"({name}), which may look like a plain letter and is another." in fault


@pytest.mark.parametrize("length", [2, 3, 5])
async def test_managers_who_lead_each_other_are_a_fault(
    storage: Storage, tmp_path: Path, length: int
) -> None:
    head = "name,email,roles,manager_email\n"
    ring = [f"M {n},m{n}@example.org,manager,m{(n + 1) % length}@example.org\n" for n in range(length)]
    told = await refused(storage, written(tmp_path, head + "".join(ring)))
    assert len(told) == length
    assert told[0].startswith("row 2, manager_email: m0@example.org is led by m1@example.org is led by ")
    assert told[0].endswith("is led by m0@example.org: a circle. Take one of them out.")
    # The same where all but one of them stand already.
    open_ring = [*ring[:-1], ring[-1].replace("m0@example.org", "")]
    await take_people(storage, written(tmp_path, head + "".join(open_ring)))
    assert len(await refused(storage, written(tmp_path, head + ring[-1]))) == 1


async def test_a_person_who_cannot_be_read_is_named_by_id_and_written_anew(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, PEOPLE))
    async with storage.work() as work:
        ids = {person.name: person.id for person in await work.people.everybody()}
        shut = ids["Dee Marlow"]
        await work.connection.execute(update(people).where(people.c.id == shut).values(sealed=bytes(40)))
    later = await Storage.open(database_url, storage.keyring)  # a process that has nobody in memory
    await later.begin()
    try:
        # A list that leans on her is refused, and says why nobody of that e-mail was found.
        leaning = "name,email,roles,manager_email\nGil Moss,gil@example.org,auditor,dee@example.org\n"
        with pytest.raises(NotTaken) as refused:
            await take_people(later, written(tmp_path, leaning))
        assert f"the file: The person with the id {shut} cannot be read" in str(refused.value.faults[-1])
        # Any other is taken, and says it as well.
        taken = await take_people(
            later, written(tmp_path, "name,email,roles\nGil Moss,gil@example.org,auditor\n")
        )
        assert taken.new == 1
        assert shut in taken.said[-1]
        # A row of hers makes her readable.
        again = "name,email,roles\nDee Marlow,dee@example.org,manager\n"
        await take_people(later, written(tmp_path, again))
        async with later.work(write=False) as work:
            dee = await work.people.person_by_email("dee@example.org")
            assert dee is not None
            assert (dee.id, work.set_aside) == (shut, [])
    finally:
        await later.close()


async def test_a_deputy_is_taken_and_stays_where_the_list_says_nothing(
    storage: Storage, tmp_path: Path
) -> None:
    listed = (
        "name,email,roles,deputy_email\n"
        "Dee Lane,dee@example.org,manager,eve@example.org\nEve Hart,eve@example.org,service_manager,\n"
    )
    await take_people(storage, written(tmp_path, listed))
    await take_people(storage, written(tmp_path, "name,email,roles\nDee Lane,dee@example.org,manager\n"))
    async with storage.work(write=False) as work:
        dee, eve = [await work.people.person_by_email(f"{name}@example.org") for name in ("dee", "eve")]
    assert dee is not None
    assert eve is not None
    assert (dee.deputy, eve.deputy) == (eve.id, None)


def test_a_deputy_who_cannot_stand_in_is_a_fault(tmp_path: Path) -> None:
    listed = (
        "name,email,roles,deputy_email\n"
        "Dee Lane,dee@example.org,manager,dee@example.org\n"
        "Eve Hart,eve@example.org,manager,nobody@example.org\n"
        "Fay Moor,fay@example.org,manager,ada@example.org\n"
        "Ada Quill,ada@example.org,auditor,\n"
    )
    told = faults(written(tmp_path, listed))
    assert len(told) == 3
    assert "nobody stands in for themselves" in told[0]
    assert "nobody in this file or on the people list has the e-mail" in told[1]
    assert "does not have the role manager" in told[2]
