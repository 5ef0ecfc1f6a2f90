"""A case list that differs from what is recorded: told by row, and changed when that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.imports.table import NotTaken
from bot.imports.taking import Asked, Taken, take_cases, take_people
from dialogs.audits.audit import Audit
from dialogs.audits.events import DomainEvent, EventKind, fold
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from storage.verify import verify
from storage.work import Storage
from template_specs.language.loader import snapshot
from template_specs.model import Section, Template
from tests.imports.files import PEOPLE, written

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WHY = "Ada is on leave until January."
MORE = (
    PEOPLE
    + "Gil Moss,gil@example.org,manager,Hillside,\n"
    + "Hal Birch,hal@example.org,practitioner;auditor,Hillside,\n"
)
HEAD = (
    "case_ref,case_type,team,practitioner_email,manager_email,iro_email,template,month,theme,list,"
    "auditor_emails,due\n"
)
ROW = (
    "C-1,CP,Riverside,cass@example.org,dee@example.org,eve@example.org,case_file,2026-11,Neglect,Main,"
    "ada@example.org;ben@example.org,4/12/2026\n"
)


def form(name: str) -> Template:
    draft = Template(id=name, version=1, title=name, short_title=name, sections=(Section("a", "A", ()),))
    return replace(draft, content_hash=snapshot(draft)[0])


FORMS: Mapping[str, Template] = {name: form(name) for name in ("case_file", "deep_dive")}


@pytest.fixture
async def standing(storage: Storage, tmp_path: Path) -> Storage:
    """The people, and C-1 allocated to Ada and Ben."""
    await take_people(storage, written(tmp_path, MORE, "people.csv"))
    await take(storage, written(tmp_path, HEAD + ROW))
    return storage


async def take(storage: Storage, path: Path, because: str = "", *, second: bool = False) -> Taken:
    return await take_cases(storage, path, FORMS, Asked(NOW, because, second))


async def faults(storage: Storage, path: Path, because: str = "") -> list[str]:
    """What is said of a list that is refused; nothing has changed then."""
    async with storage.work(write=False) as work:
        before = await work.lists.programme()
    with pytest.raises(NotTaken) as refused:
        await take(storage, path, because)
    async with storage.work(write=False) as work:
        assert await work.lists.programme() == before
    return [str(fault) for fault in refused.value.faults]


async def audit_of(storage: Storage, reference: str = "C-1") -> Audit:
    async with storage.work(write=False) as work:
        (audit_id,) = await work.lists.find_audit(reference)
        held = await work.audits.audit(audit_id, "")
    assert held is not None
    return held[0]


async def happens(storage: Storage, *what: tuple[EventKind, str, str]) -> None:
    """Turns of its auditors, as the trail has them: (kind, key, value)."""
    audit = await audit_of(storage)
    happened = tuple(DomainEvent(kind, audit.auditors[0], NOW, key, value) for kind, key, value in what)
    async with storage.work() as work:
        await work.audits.save(
            audit, Step(fold(audit, happened), ConversationState(), events=happened), audit.auditors[0], None
        )


# (what is written, instead of what; what is told of it; what the trail then has of it)
CHANGES = [
    (
        "ada@example.org;ben@example.org",
        "fay@example.org;ben@example.org",
        "auditor_emails is ada@example.org;ben@example.org, here fay@example.org;ben@example.org",
    ),
    ("dee@example.org", "gil@example.org", "manager_email is dee@example.org, here gil@example.org"),
    ("cass@example.org", "hal@example.org", "practitioner_email is cass@example.org, here hal@example.org"),
    ("eve@example.org", "", "iro_email is eve@example.org, here (empty)"),
    ("4/12/2026", "11 December 2026", "due is 4 December 2026, here 11 December 2026"),
    ("C-1,CP", "C-1,CIN", 'case_type is "CP", here "CIN"'),
    ("Riverside", "Hillside", 'team is "Riverside", here "Hillside"'),
    ("Neglect", "Voice of the child", 'theme is "Neglect", here "Voice of the child"'),
    ("Main", "", 'list is "Main", here (empty)'),
    ("2026-11", "2026-12", 'month is "2026-11", here "2026-12"'),
    ("case_file", "deep_dive", 'template is "case_file", here "deep_dive"'),
]


@pytest.mark.parametrize(("was", "now", "said"), CHANGES, ids=[said.split()[0] for *_, said in CHANGES])
async def test_what_differs_is_told_and_changed_when_asked(
    standing: Storage, tmp_path: Path, was: str, now: str, said: str
) -> None:
    path = written(tmp_path, HEAD + ROW.replace(was, now))
    (fault,) = await faults(standing, path)
    assert fault.startswith(f"row 2: differs from what is recorded: {said}.")
    before = await audit_of(standing)
    taken = await take(standing, path, WHY)
    assert (taken.new, taken.unchanged) == (0, 0)
    assert taken.changed == (f"row 2: {said}.",)
    async with standing.work(write=False) as work:
        after, trail = (
            await audit_of(standing),
            await work.audits._trail({"audit": before.id, "after": 0, "upto": 9}),
        )
    assert (after.id, after.revision) == (before.id, 1)
    assert [row["by"] for row in trail] == ["operator"]
    # As it was written, it now stands: the same list again changes nothing.
    again = await take(standing, path)
    assert (again.new, again.changed, again.unchanged) == (0, (), 1)
    assert (await verify(standing)).whole


async def test_the_reason_is_on_the_trail_and_the_shelves_follow(standing: Storage, tmp_path: Path) -> None:
    changed = ROW.replace("ada@example.org", "fay@example.org").replace("dee@example.org", "gil@example.org")
    await take(standing, written(tmp_path, HEAD + changed), WHY)
    audit = await audit_of(standing)
    async with standing.work() as work:
        people = {p.email.split("@")[0]: p.id for p in await work.people.everybody()}
        rows = await work.audits._trail({"audit": audit.id, "after": 0, "upto": 9})
        shelves = {
            name: [line.part for line in await work.lists.audits_of(id)] for name, id in people.items()
        }
        claimed = await work.undelivered.of_audit(audit.id)
    assert [row["key"] for row in rows] == ["auditors", "manager"]
    assert all(row["sealed"] and b"leave" not in row["sealed"] for row in rows)
    assert audit.auditors == (people["fay"], people["ben"])
    assert audit.manager == people["gil"]
    assert shelves["ada"] == shelves["dee"] == []
    assert (shelves["fay"], shelves["gil"], shelves["ben"]) == (["auditor"], ["manager"], ["auditor"])
    assert {u.recipient for u in claimed} == {people[name] for name in ("ada", "ben", "fay", "dee")}


async def test_what_a_list_does_not_name_stays(standing: Storage, tmp_path: Path) -> None:
    before = await audit_of(standing)
    again = (
        "case_ref,manager_email,auditor_emails,due,month\n"
        "c-1,dee@example.org,ben@example.org;ada@example.org,,\n"
    )
    taken = await take(standing, written(tmp_path, again))
    assert (taken.new, taken.changed, taken.unchanged) == (0, (), 1)
    taken = await take(standing, written(tmp_path, "case_ref,due\nC-1,11/12/2026\n"), WHY)
    assert len(taken.changed) == 1
    after = await audit_of(standing)
    assert after.due == date(2026, 12, 11)
    assert after.replace(due=before.due, revision=0).__dict__ == before.replace(revision=0).__dict__


async def test_one_fault_changes_nobody(standing: Storage, tmp_path: Path) -> None:
    rows = ROW.replace("4/12/2026", "11/12/2026") + ROW.replace("C-1", "C-2").replace("ada@", "nobody@")
    (fault,) = await faults(standing, written(tmp_path, HEAD + rows), WHY)
    assert fault.startswith("row 3, auditor_emails: nobody on the people list")


async def test_nobody_audits_their_own_case_or_team_by_a_change(standing: Storage, tmp_path: Path) -> None:
    # The practitioner and the team are those recorded: the list has no such columns.
    text = "case_ref,auditor_emails\nC-1,hal@example.org\n"
    assert await faults(standing, written(tmp_path, "case_ref,team\nC-1,Review\n"), WHY) == [
        f'row 2, auditor_emails: "{name}@example.org" is in the case\'s own team. Name somebody from another '
        "team."
        for name in ("ada", "ben")
    ]
    await take(standing, written(tmp_path, "case_ref,practitioner_email\nC-1,hal@example.org\n"), WHY)
    assert await faults(standing, written(tmp_path, text), WHY) == [
        'row 2, auditor_emails: "hal@example.org" is the case\'s practitioner. Name somebody else.'
    ]


async def test_the_form_of_an_audit_that_has_begun_stays(standing: Storage, tmp_path: Path) -> None:
    await happens(standing, (EventKind.STARTED, "", ""))
    path = written(tmp_path, HEAD + ROW.replace("case_file", "deep_dive"))
    (fault,) = await faults(standing, path, WHY)
    assert fault.startswith(
        "row 2: this audit has begun with the form case_file, and a form cannot be changed"
    )
    taken = await take(standing, path, second=True)
    assert taken.new == 1


async def test_nothing_of_a_final_audit_is_changed(standing: Storage, tmp_path: Path) -> None:
    await happens(standing, (EventKind.STARTED, "", ""), (EventKind.SUBMITTED, "a", "final"))
    assert (await take(standing, written(tmp_path, HEAD + ROW))).unchanged == 1
    (fault,) = await faults(standing, written(tmp_path, HEAD + ROW.replace("ada@", "fay@")), WHY)
    assert fault.startswith("row 2: this audit is final, so nothing of it is changed.")


async def test_another_month_is_a_second_audit_once_the_first_is_done_or_when_asked(
    standing: Storage, tmp_path: Path
) -> None:
    december = written(tmp_path, HEAD + ROW.replace("2026-11", "2026-12"))
    (fault,) = await faults(standing, december)
    assert fault.endswith("For another audit beside the one that is open, import with --second.")
    await happens(standing, (EventKind.STARTED, "", ""), (EventKind.SUBMITTED, "", ""))
    assert (await take(standing, december)).new == 1
    january = written(tmp_path, HEAD + ROW.replace("2026-11", "2027-01"))
    assert (await take(standing, january, second=True)).new == 1
    async with standing.work(write=False) as work:
        assert [line.month for line in await work.lists.audits_of_case("C-1")] == [
            "2026-11",
            "2026-12",
            "2027-01",
        ]


async def test_a_case_that_stands_twice_is_to_be_named_with_its_month(
    standing: Storage, tmp_path: Path
) -> None:
    await take(standing, written(tmp_path, HEAD + ROW.replace("2026-11", "2027-01")), second=True)
    await take(standing, written(tmp_path, HEAD + ROW.replace("2026-11", "2027-02")), second=True)
    async with standing.work() as work:  # none of them is this month's
        first = next(line for line in await work.lists.audits_of_case("C-1") if line.month == "2026-11")
        await work.audits.destroy(first.audit_id)
    (fault,) = await faults(standing, written(tmp_path, "case_ref,due\nC-1,11/12/2026\n"), WHY)
    assert fault == (
        "row 2, case_ref: this case is recorded more than once: case_file in 2027-01 and case_file in "
        "2027-02. Write the form and the month."
    )


async def test_two_forms_of_one_case_in_one_list_are_two_audits(standing: Storage, tmp_path: Path) -> None:
    both = written(tmp_path, HEAD + ROW + ROW.replace("case_file", "deep_dive"))
    taken = await take(standing, both)
    assert (taken.new, taken.unchanged) == (1, 1)
    assert (await take(standing, both)).unchanged == 2


async def test_a_people_list_that_makes_an_auditor_audit_their_own_team_says_so(
    standing: Storage, tmp_path: Path
) -> None:
    head = "name,email,roles,team\n"
    moved = (
        head + "Ada Quill,ada@example.org,auditor,Riverside\nDee Marlow,dee@example.org,auditor,Riverside\n"
    )
    taken = await take_people(standing, written(tmp_path, moved, "moved.csv"))
    assert taken.said == (
        "Row 2: ada@example.org audits a case of their own team now (case_file, 2026-11, due 4 December "
        "2026). Name somebody else with cases import --update.",
        "Row 3: dee@example.org is no manager any more and is the one named for an audit (case_file, 2026-11"
        ", due 4 December 2026). Name somebody else with cases import --update.",
        "Row 3: dee@example.org is still the manager of 1 person on this list.",
    )
    # The list as it was taken is still the list; what is wrong with it is said.
    again = await take(standing, written(tmp_path, HEAD + ROW))
    assert again.unchanged == 1
    assert any("is in the case's own team" in remark for remark in again.said)
