"""A list that was drawn lies before the QA lead in the chat: changed there, and allocated."""

from __future__ import annotations

from datetime import date

from dialogs.audits.audit import Person, Role
from dialogs.features.proposed import Change, changed
from dialogs.features.year import Month
from dialogs.programme.calendar import Round
from dialogs.programme.pairing import MonthsAudit
from template_specs.language.loader import load
from template_specs.snapshot import snapshot_of
from tests.conversations.harness import SMALL, House

AUDITOR = frozenset({Role.AUDITOR})
PEOPLE = [
    Person("a", "Ada", "a@example.org", AUDITOR, team="North"),
    Person("b", "Ben", "b@example.org", AUDITOR, team="South"),
    Person("c", "Cat", "c@example.org", AUDITOR, team="East"),
]
MONTH = Month("2026-06", [Round("2026-06")], [], PEOPLE, {})


def one(case: str, *auditors: str, team: str = "West") -> MonthsAudit:
    return MonthsAudit(case, case, team, "", auditors, frozenset(), open=True, begun=False)


def test_what_a_change_to_a_list_comes_to() -> None:
    audits = [one("C-1", "a", "b"), one("C-2", "a"), one("C-3", "a", team="South"), one("C-4")]
    ada, ben, cat = PEOPLE
    everywhere = changed(MONTH, audits, out="a", new=ben)
    assert isinstance(everywhere, Change)
    assert everywhere.given == {"C-2": ("b",)}
    assert everywhere.stay == (
        "C-1 stays as it is: Ben audits it already.",
        "C-3 stays as it is: Ben is in the case's own team.",
    )
    assert changed(MONTH, audits, case="C-1", out="b", new=cat) == Change({"C-1": ("a", "c")})
    assert changed(MONTH, audits, case="C-4", new=cat) == Change({"C-4": ("c",)})
    shared = changed(MONTH, audits, out="a")
    assert isinstance(shared, Change)
    assert shared.given == {"C-1": ("b", "c"), "C-2": ("b",), "C-3": ("c",)}
    for wrong in ({}, {"case": "C-9", "out": "a"}, {"case": "C-2", "out": "b", "new": cat}, {"new": cat}):
        assert isinstance(changed(MONTH, audits, **wrong), str), wrong
    assert changed(MONTH, [one("C-5", "b", team="North")], case="C-5", new=ada) == Change(
        {}, ("C-5 stays as it is: Ada is in the case's own team.",)
    )


async def proposes(house: House, *pairs: tuple[str, str]) -> None:
    """A list of June with these cases, each with the e-mails of who audits it."""
    form_hash, snapshot = snapshot_of(load(SMALL))
    empty = dict.fromkeys(("case_type", "iro_email", "theme", "list", "due"), "")
    rows = [
        {
            **empty,
            "case_ref": case,
            "team": "East",
            "practitioner_email": house.jo.chat.email,
            "manager_email": house.priya.chat.email,
            "template": "small",
            "month": "2026-06",
            "auditor_emails": emails,
        }
        for case, emails in pairs
    ]
    async with house.bot.storage.work() as work:
        await work.keep_template(form_hash, snapshot)
        await work.calendar.write([Round("2026-06", theme="Neglect", due=date(2026, 7, 3))], house.clock())
        await work.proposals.propose("2026-06", "", form_hash, rows, house.clock())


async def test_a_list_is_changed_and_allocated_before_anybody_is_told(house: House) -> None:
    amara, sam = house.amara.chat.email, house.sam.chat.email
    await proposes(house, ("C-1", f"{amara}; {sam}"), ("C-2", amara), ("C-3", ""))
    await house.ellen.says("my work")
    await house.ellen.sees("The list of June 2026 is drawn and waits to be allocated")
    await house.ellen.presses("Look at the pairs")
    await house.ellen.sees("Proposed: nobody is told yet", "Amara Osei and Sam Okafor: 1 case: C-1")
    await house.ellen.presses("Allocate, and tell everybody")
    await house.ellen.sees("Nobody audits C-3 yet. Choose the case and who audits it.")
    ids = {name: somebody.id for name, somebody in (("sam", house.sam), ("wren", house.wren))}
    await house.ellen.presses("Change the pairs", {"b:case": "C-3", "b:in": ids["wren"]})
    await house.ellen.sees("Wren Castle: 1 case: C-3")
    await house.ellen.says("swap Amara Osei for Sam Okafor in June 2026")
    await house.ellen.sees("Sam Okafor: 1 case: C-2", "C-1 stays as it is: Sam Okafor audits it already.")
    await house.amara.says("allocate June 2026")
    await house.amara.sees("The programme is the QA lead's.")
    await house.delivers()
    await house.sam.has_not_seen("C-2")
    await house.ellen.says("take Wren Castle out of June 2026 because she is on a course")
    await house.ellen.sees("Proposed: nobody is told yet", "C-3")
    await house.ellen.says("allocate June 2026")
    await house.ellen.sees("3 cases of June 2026 are allocated. Their auditors and managers are told.")
    await house.delivers()
    await house.sam.has_seen("of June 2026 are with you")
    await house.priya.has_seen("3 cases of yours are audited in June 2026")
    await house.ellen.says("programme June 2026")
    await house.ellen.sees("Who audits")
    await house.ellen.says("allocate June 2026")
    await house.ellen.sees("No list of June 2026 waits.")


async def test_a_list_that_does_not_fit_any_more_says_why_and_is_put_aside(house: House) -> None:
    await house.allocates("C-1", house.sam, form="small", month="2026-05")
    await proposes(house, ("C-1", house.amara.chat.email))
    await house.ellen.says("allocate June 2026")
    await house.ellen.sees("C-1: ", "Nobody of this list is told yet.")
    await house.ellen.presses("Put the list aside")
    await house.ellen.sees("The list of June 2026 is put aside. Nobody was told of it.")
    async with house.bot.storage.work(write=False) as work:
        assert await work.calendar.audits_in("2026-06", "") == 0
