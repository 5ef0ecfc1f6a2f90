"""A people list is taken whole or not at all, and every fault is told by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.imports.people import Standing, read_people
from bot.imports.table import NotTaken
from bot.imports.taking import take_people
from dialogs.audit import Role
from storage.work import Storage
from tests.imports.files import PEOPLE, workbook, written


def faults(path: Path) -> list[str]:
    with pytest.raises(NotTaken) as refused:
        read_people(path)
    return [str(fault) for fault in refused.value.faults]


async def test_people_are_taken_with_their_managers(storage: Storage, tmp_path: Path) -> None:
    taken = await take_people(storage, written(tmp_path, PEOPLE))
    assert (taken.new, taken.changed, taken.unchanged) == (6, (), 0)
    async with storage.work(write=False) as work:
        cass = await work.person_by_email("CASS@example.org")
        dee = await work.person_by_email("dee@example.org")
    assert cass is not None
    assert dee is not None
    assert cass.manager == dee.id
    assert cass.roles == {Role.PRACTITIONER}


async def test_a_second_import_changes_people_and_keeps_who_they_are(
    storage: Storage, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, PEOPLE))
    async with storage.work(write=False) as work:
        before = await work.person_by_email("ada@example.org")
    changed = "Name,E-Mail,Roles\nAda Quill-Rowe,ADA@example.org,auditor; Moderator\n"
    taken = await take_people(storage, written(tmp_path, changed))
    assert (taken.new, len(taken.changed), taken.unchanged) == (0, 1, 0)
    async with storage.work(write=False) as work:
        after = await work.person_by_email("ada@example.org")
        everybody = await work.people()
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
        assert await work.people() == ()


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
        'row 6, manager_email: "ada@example.org" has not the role manager. Add it to that person\'s roles.',
    ]


def test_a_manager_may_be_stored_already(tmp_path: Path) -> None:
    path = written(tmp_path, "name,email,roles,manager_email\nA B,a@example.org,auditor,dee@example.org\n")
    assert len(faults(path)) == 1
    from dialogs.audit import Person

    stands = Standing({"p": Person("p", "Dee", "dee@example.org", frozenset({Role.MANAGER}))})
    assert [entry.email for entry in read_people(path, stands).entries] == ["a@example.org"]


def test_headers_match_without_case_spaces_and_remarks(tmp_path: Path) -> None:
    text = "NAME, E mail ,Roles (separated by ;),AAD object ID\nA B,a@example.org,auditor;iro,\n"
    (entry,) = read_people(written(tmp_path, text)).entries
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
    from_excel = read_people(workbook(tmp_path, rows))
    assert from_excel.entries == read_people(written(tmp_path, PEOPLE)).entries
