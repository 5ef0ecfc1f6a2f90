"""Who gets a card in a manager's place, for any people at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogs.audits.audit import Person, Role
from dialogs.audits.stand_ins import OFFICE, Around, in_office, instead, stand_ins
from dialogs.conversation.recipients import may_have
from dialogs.conversation.subjects import decode
from tests.dialogs.builders import AMARA, LEA, PRIYA, TIER2, new_audit

IDS = ("a", "b", "c", "d", "e")
ROLES = st.frozensets(st.sampled_from(Role))


@st.composite
def surroundings(draw: st.DrawFn) -> Around:
    people = {i: Person(i, i.upper(), f"{i}@example.org", draw(ROLES)) for i in IDS}
    anybody = st.sampled_from([None, *people.values()])
    leads = tuple(p for p in people.values() if Role.QA_LEAD in p.roles)
    return Around(
        draw(anybody), draw(anybody), draw(anybody), leads, draw(st.frozensets(st.sampled_from(IDS)))
    )


@given(surroundings(), st.frozensets(st.sampled_from(IDS)))
def test_only_those_in_office_and_in_the_order_of_the_house(around: Around, but: frozenset[str]) -> None:
    chosen = stand_ins(around, but)
    assert all(in_office(person) and person.id not in but for person in chosen)
    chain = [
        p
        for p in (around.deputy, around.above)
        if p is not None and p.roles & OFFICE and p.id in around.reachable and p.id not in but
    ]
    expected = tuple(chain[:1]) or tuple(lead for lead in around.leads if lead.id not in but)
    assert chosen == expected


@given(surroundings())
def test_a_manager_in_office_keeps_the_place(around: Around) -> None:
    standing_in = instead(around, "a")
    assert (standing_in is None) == in_office(around.manager)
    assert "a" not in (standing_in or ())


@given(ROLES)
def test_a_role_that_was_lost_takes_its_cards_along(roles: frozenset[Role]) -> None:
    audit = new_audit(TIER2)
    priya = Person("priya", "Priya Nair", "priya@example.org", roles)
    amara = Person("amara", "Amara Diallo", "amara@example.org", roles)
    for subject in ("summary", "action:actions/k1"):
        assert may_have(priya, audit, decode(subject)) == bool(roles & OFFICE)
        assert not may_have(amara, audit, decode(subject))
    assert may_have(priya, audit, decode("told:3")) == bool(roles & OFFICE)
    assert may_have(amara, audit, decode("told:3")) == (Role.AUDITOR in roles)
    assert may_have(amara, audit, decode("told:concern:c1:priya:late")) == bool(roles)


def test_everybody_in_office_has_theirs() -> None:
    audit = new_audit(TIER2)
    assert may_have(PRIYA, audit, decode("summary"))
    assert may_have(AMARA, audit, decode("told:1"))
    assert may_have(LEA, audit, decode("stage:check"))
    assert not may_have(LEA, audit, decode("summary"))
    assert not may_have(PRIYA, audit, decode("concern:unknown"))
