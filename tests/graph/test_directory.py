"""People from Microsoft Graph, through the same door as a spreadsheet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.graph.client import MOST_BYTES, GraphFailed, Problem
from bot.graph.directory import account_of, read_directory
from bot.imports.directory import DirectoryPerson
from bot.imports.table import NotTaken
from bot.imports.taking import compare_directory, take_directory, take_people
from bot.setting_readers import RoleSource
from dialogs.audits.audit import Role
from storage.work import Storage
from tests.graph.double import LACKING, Directory, error, object_id
from tests.imports.files import PEOPLE, written

GROUP = RoleSource("auditor", object_id("auditors"))
MANAGERS = RoleSource("manager", object_id("managers"))


@pytest.fixture
async def directory() -> AsyncIterator[Directory]:
    """Two auditors, a practitioner's manager and somebody whose account is switched off."""
    async with Directory() as made:
        made.user("ada", "Ada Quill", mail="Ada@example.org", department="Review", manager="dee")
        made.user("ben", "Ben Rowe", mail="ben@example.org", department=None)
        made.user("gil", "Gil Moss", accountEnabled=False)
        made.user("dee", "Dee Marlow", mail="dee@example.org", department="Riverside", manager="zoe")
        made.user("zoe", "Zoe Head", mail="zoe@example.org")
        made.groups = {GROUP.id: ["ada", "ben", "gil"], MANAGERS.id: ["dee", "ada"]}
        yield made


async def test_groups_are_read_page_by_page_with_roles_teams_and_managers(directory: Directory) -> None:
    people = await read_directory(directory.graph(), (GROUP, MANAGERS))
    assert [(p.name, p.email, sorted(p.roles), p.team, p.manager) for p in people] == [
        ("Ada Quill", "ada@example.org", [Role.AUDITOR, Role.MANAGER], "Review", object_id("dee")),
        ("Ben Rowe", "ben@example.org", [Role.AUDITOR], "", ""),
        ("Dee Marlow", "dee@example.org", [Role.MANAGER], "Riverside", object_id("zoe")),
    ]
    assert directory.tokens == 1
    assert {authorization for _, _, authorization in directory.requests} == {"Bearer token-1"}


async def test_app_roles_name_people_and_groups(directory: Directory) -> None:
    directory.app_roles = {"Auditor": f"group:{GROUP.id}", "qa_lead": "zoe", "Something.Else": "dee"}
    people = await read_directory(directory.graph(), (RoleSource("app", object_id("app")),))
    assert {person.name: sorted(person.roles) for person in people} == {
        "Ada Quill": [Role.AUDITOR],
        "Ben Rowe": [Role.AUDITOR],
        "Zoe Head": [Role.QA_LEAD],
    }


async def test_an_address_finds_its_account_and_a_quotation_mark_breaks_out_of_nothing(
    directory: Directory,
) -> None:
    graph = directory.graph()
    assert await account_of(graph, "ben@example.org") == object_id("ben")
    assert await account_of(graph, "nobody@example.org") == ""
    await account_of(graph, "o'neil@example.org")
    assert "o%27%27neil" in directory.requests[-1][1] or "o''neil" in directory.requests[-1][1]


async def test_graph_is_waited_for_as_it_asks(directory: Directory) -> None:
    directory.fault(429, error("TooManyRequests", "Please try again later."), retry_after=7)
    directory.fault(503)
    assert len(await read_directory(directory.graph(), (GROUP,))) == 2
    assert directory.waited[0] == 7
    assert 2 <= directory.waited[1] <= 3


async def test_a_refused_token_is_replaced_once(directory: Directory) -> None:
    directory.fault(401, error("InvalidAuthenticationToken", "Access token has expired."))
    assert len(await read_directory(directory.graph(), (GROUP,))) == 2
    assert directory.tokens == 2


async def test_each_refusal_says_what_to_do_and_nothing_of_anybody(directory: Directory) -> None:
    directory.groups[GROUP.id] = ["ben"]
    told: list[tuple[str, Problem, str]] = []
    lasting = [(429, None, 9999), (503, None, None), (500, "<html>out</html>", None)]
    for status, body, retry_after in (
        *((status, body, after) for status, body, after in lasting),
        (403, error("Authorization_RequestDenied", LACKING), None),
        (404, error("Request_ResourceNotFound", "Resource 'ben@example.org' does not exist."), None),
        (400, error("Bad ben@example.org", "no"), None),
        (200, "<html>a proxy's page</html>", None),
        (200, {"value": [], "@odata.nextLink": "https://elsewhere.example/v1.0/groups"}, None),
        (200, "x" * (MOST_BYTES + 1), None),
    ):
        directory.faults.clear()
        for _ in range(4):
            directory.fault(status, body, retry_after)
        with pytest.raises(GraphFailed) as failed:
            await read_directory(directory.graph(), (GROUP,))
        told.append((f"{status}", failed.value.problem, str(failed.value)))
    assert [problem for _, problem, _ in told] == [
        *(Problem.BUSY, Problem.BUSY, Problem.BUSY, Problem.NO_RIGHT, Problem.MISSING, Problem.REFUSED),
        *(Problem.AWAY, Problem.AWAY, Problem.AWAY),
    ]
    assert not any("ben@" in text for _, _, text in told)
    assert all(text.startswith("Microsoft Graph: ") and ". " in text for _, _, text in told), told
    assert not any("elsewhere" in path for _, path, _ in directory.requests)


async def test_differences_are_listed_before_anything_is_taken(
    storage: Storage, tmp_path: Path, directory: Directory
) -> None:
    await take_people(storage, written(tmp_path, PEOPLE))
    people = await read_directory(directory.graph(), (GROUP, MANAGERS))
    compared, gone = await compare_directory(storage, people)
    assert [str(change) for change in compared.changed] == [
        'ada@example.org: aad_object_id (empty) is now "{}"; roles "auditor" is now "auditor;manager"; '
        'manager_email (empty) is now "dee@example.org".'.format(object_id("ada")),
        'ben@example.org: aad_object_id (empty) is now "{}".'.format(object_id("ben")),
        'dee@example.org: aad_object_id (empty) is now "{}".'.format(object_id("dee")),
    ]
    assert [person.name for person in gone] == ["Cass Dyer", "Eve Stone", "Fay Lund"]
    async with storage.work(write=False) as work:
        assert await work.people.accounts() == {}
    taken = await take_directory(storage, people)
    assert (taken.new, len(taken.changed)) == (0, 3)
    async with storage.work(write=False) as work:
        ben = await work.people.person_by_email("ben@example.org")
        cass = await work.people.person_by_email("cass@example.org")
    assert ben is not None
    assert ben.team == "Review", "the directory names no department, so what is recorded stays"
    assert cass is not None
    assert cass.roles, "nobody is taken off the list without being asked about"
    again, _ = await compare_directory(storage, people)
    assert (again.new, again.changed) == ((), ())


async def test_a_new_address_of_a_known_account_is_the_same_person_and_their_people_follow(
    storage: Storage, directory: Directory
) -> None:
    await take_directory(storage, await read_directory(directory.graph(), (GROUP, MANAGERS)))
    directory.users[object_id("dee")]["mail"] = "dee.marlow@example.org"
    directory.managers.clear()
    compared, gone = await compare_directory(
        storage, await read_directory(directory.graph(), (GROUP, MANAGERS))
    )
    assert [str(change) for change in compared.changed] == [
        'dee.marlow@example.org: email "dee@example.org" is now "dee.marlow@example.org".'
    ]
    assert gone == ()


async def test_what_cannot_be_taken_is_told_by_whose_it_is(storage: Storage) -> None:
    people = [
        DirectoryPerson(
            "1" * 8 + "-1111-1111-1111-" + "1" * 12, "", "ann@example.org", frozenset({Role.IRO})
        ),
        DirectoryPerson("2" * 8 + "-2222-2222-2222-" + "2" * 12, "Bo Lee", "", frozenset({Role.IRO})),
    ]
    with pytest.raises(NotTaken) as refused:
        await take_directory(storage, people)
    assert [str(fault) for fault in refused.value.faults] == ["ann@example.org, name: is empty. Fill it in."]


async def test_a_manager_without_the_role_here_leaves_the_one_recorded(
    storage: Storage, tmp_path: Path
) -> None:
    await take_people(storage, written(tmp_path, PEOPLE))
    boss, cass = object_id("fay"), object_id("cass")
    people = [
        DirectoryPerson(boss, "Fay Lund", "fay@example.org", frozenset({Role.AUDITOR}), "Review"),
        DirectoryPerson(
            cass, "Cass Dyer", "cass@example.org", frozenset({Role.PRACTITIONER}), "Riverside", boss
        ),
    ]
    compared, _ = await compare_directory(storage, people)
    assert compared.said == (
        "Cass Dyer reports to Fay Lund in the directory, who has no manager's role here: their manager was "
        "left as it is recorded.",
    )
    assert not any("manager_email" in str(change) for change in compared.changed)
