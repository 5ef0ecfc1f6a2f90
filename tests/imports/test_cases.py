"""A case list is checked against the people, the forms and the independence of its auditors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.imports.table import NotTaken
from bot.imports.taking import Asked, Taken, take_cases, take_people
from storage.work import Storage
from template_specs.language.loader import snapshot
from template_specs.model import Section, Template
from tests.imports.files import PEOPLE, workbook, written

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_DRAFT = Template(
    id="case_file",
    version=1,
    title="Case file",
    short_title="Case file",
    sections=(Section("a", "A", ()),),
)
FORM = replace(_DRAFT, content_hash=snapshot(_DRAFT)[0])
HEAD = "case_ref,case_type,practitioner_email,manager_email,month,due,auditor_emails\n"
SOUND = HEAD + (
    "C-1,CP,cass@example.org,dee@example.org,2026-11,5 December 2026,ada@example.org;ben@example.org\n"
    "C-2,CIN,,dee@example.org,,,ada@example.org\n"
)


@pytest.fixture
async def peopled(storage: Storage, tmp_path: Path) -> Storage:
    await take_people(storage, written(tmp_path, PEOPLE, "people.csv"))
    return storage


async def take(storage: Storage, path: Path) -> Taken:
    return await take_cases(storage, path, {FORM.id: FORM}, Asked(NOW))


async def faults(storage: Storage, path: Path) -> list[str]:
    with pytest.raises(NotTaken) as refused:
        await take(storage, path)
    async with storage.work(write=False) as work:
        assert await work.lists.programme() == ()
    return [str(fault) for fault in refused.value.faults]


async def test_cases_are_allocated_with_month_and_due_date(peopled: Storage, tmp_path: Path) -> None:
    taken = await take(peopled, written(tmp_path, SOUND))
    assert (taken.new, taken.unchanged) == (2, 0)
    async with peopled.work(write=False) as work:
        ada = await work.people.person_by_email("ada@example.org")
        assert ada is not None
        shelf = await work.lists.audits_of(ada.id)
    by_reference = {line.case_reference: line for line in shelf}
    assert by_reference["C-1"].due == date(2026, 12, 5)
    assert len(by_reference["C-1"].auditors) == 2
    # Ten working days after Friday 20 November; no bank holiday falls into them.
    assert by_reference["C-2"].due == date(2026, 12, 4)
    assert by_reference["C-2"].month == "2026-11"


async def test_a_second_import_leaves_a_case_as_it_was(peopled: Storage, tmp_path: Path) -> None:
    await take(peopled, written(tmp_path, SOUND))
    taken = await take(peopled, written(tmp_path, SOUND))
    assert (taken.new, taken.changed, taken.unchanged) == (0, (), 2)


# (a row, what is said about it)
REFUSED = [
    (",CP,,dee@example.org,,,ada@example.org", "case_ref: is empty."),
    ("C-1,CP,,,,,ada@example.org", "manager_email: is empty."),
    ("C-1,CP,,dee@example.org,,,", "auditor_emails: is empty."),
    (
        "C-1,CP,,dee@example.org,,,zed@elsewhere.net",
        'auditor_emails: nobody on the people list has the e-mail "zed@elsewhere.net". '
        "Import the people first, or correct it.",
    ),
    ("C-1,CP,,dee@example.org,,,adda@example.org", "Did you mean ada@example.org?"),
    ("C-1,CP,,dee@example.org,,,ada@example.org;ada@example.org", "names one person twice"),
    ("C-1,CP,,dee@example.org,,,ada@example.org;ben@example.org;fay@example.org", "names 3 people"),
    ("C-1,CP,,dee@example.org,,,eve@example.org", '"eve@example.org" does not have the role auditor'),
    (
        "C-1,CP,,ada@example.org,,,ben@example.org",
        'manager_email: "ada@example.org" does not have the role manager',
    ),
    ("C-1,CP,dee@example.org,dee@example.org,,,ada@example.org", "does not have the role practitioner"),
    ("C-1,CP,,dee@example.org,November,,ada@example.org", "Write the year and the month, such as 2026-11."),
    ("C-1,CP,,dee@example.org,2026-13,,ada@example.org", '"2026-13" is not a month'),
    ("C-1,CP,,dee@example.org,,31 June 2026,ada@example.org", "30 June 2026"),
    ("C-1,CP,,dee@example.org,,soon,ada@example.org", "due:"),
]


@pytest.mark.parametrize(("row", "said"), REFUSED, ids=[said[:30] for _, said in REFUSED])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_wrong_is_said_with_its_row(
    peopled: Storage, tmp_path: Path, row: str, said: str
) -> None:
    (fault,) = await faults(peopled, written(tmp_path, f"{HEAD}{row}\n"))
    assert fault.startswith("row 2, ")
    assert said in fault


async def test_nobody_audits_their_own_case_or_team(peopled: Storage, tmp_path: Path) -> None:
    own = PEOPLE.replace("cass@example.org,practitioner", "cass@example.org,practitioner;auditor")
    await take_people(peopled, written(tmp_path, own, "people.csv"))
    row = "C-1,CP,cass@example.org,dee@example.org,,,cass@example.org\n"
    assert await faults(peopled, written(tmp_path, HEAD + row)) == [
        'row 2, auditor_emails: "cass@example.org" is the case\'s practitioner. Name somebody else.',
        'row 2, auditor_emails: "cass@example.org" is in the case\'s own team. '
        "Name somebody from another team.",
    ]


async def test_one_case_twice_in_a_file_is_refused(peopled: Storage, tmp_path: Path) -> None:
    row = "c-1,CP,,dee@example.org,2026-11,,ada@example.org\n"
    assert await faults(peopled, written(tmp_path, SOUND + row)) == [
        "row 4, case_ref: row 2 allocates this case already, with the same form and month. "
        "Keep one of the two."
    ]


async def test_an_unknown_form_names_the_nearest(peopled: Storage, tmp_path: Path) -> None:
    text = "case_ref,template,manager_email,auditor_emails\nC-1,case_fil,dee@example.org,ada@example.org\n"
    assert await faults(peopled, written(tmp_path, text)) == [
        'row 2, template: there is no form "case_fil". Did you mean case_file?'
    ]


async def test_a_date_that_has_passed_is_taken_and_said(peopled: Storage, tmp_path: Path) -> None:
    row = "C-1,CP,,dee@example.org,2026-10,1/10/2026,ada@example.org\n"
    taken = await take(peopled, written(tmp_path, HEAD + row))
    assert taken.said == ("The due date has passed already in row 2.",)


async def test_dates_and_numbers_of_excel_are_understood(peopled: Storage, tmp_path: Path) -> None:
    head = ["case_ref", "manager_email", "month", "due", "auditor_emails"]
    row = [123456.0, "dee@example.org", date(2026, 11, 1), date(2026, 12, 9), "ada@example.org"]
    await take(peopled, workbook(tmp_path, [head, row]))
    async with peopled.work(write=False) as work:
        (line,) = await work.lists.programme()
    assert (line.case_reference, line.month, line.due) == ("123456", "2026-11", date(2026, 12, 9))
