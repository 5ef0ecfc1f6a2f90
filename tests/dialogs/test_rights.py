"""Who may do what: every act, for everybody who may come to an audit, in each of its states."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from dialogs.advance import advance
from dialogs.audit import Audit, Person, Role, State, Walk
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    ConcernBegun,
    ConcernExplained,
    ConcernRaised,
    ConcernSent,
    ConcernWorded,
    Event,
    Given,
    NoteTaken,
    OfferTaken,
    Opened,
    PageSaved,
    Reopened,
    ReviewAsked,
    RowSaved,
    Submitted,
)
from dialogs.happenings import What
from dialogs.rights import Act, act_of, allowed, refusal
from dialogs.views import Sentence
from template_specs import answer_types
from tests.dialogs.builders import AMARA, LEA, PRIYA, SEEN, STRANGER, person, question
from tests.dialogs.rooms import answer_everything, open_room

UNDER_WAY = {State.ALLOCATED, State.IN_PROGRESS}
OPEN = UNDER_WAY | {State.SUBMITTED, State.FINAL}
SENT = {State.SUBMITTED, State.FINAL}

ALLOWED: dict[tuple[str, Act], set[State]] = {
    ("auditor of it", Act.WALK): UNDER_WAY,
    ("auditor of it", Act.SUBMIT): UNDER_WAY,
    ("auditor of it", Act.RAISE_CONCERN): OPEN,
    ("auditor of it", Act.READ): set(State),
    ("manager of it", Act.READ): SENT,
    ("manager of it", Act.ACKNOWLEDGE): set(State),
    ("manager of it", Act.HEAR): set(State),
    ("manager of it", Act.REVIEW_ACTION): SENT,
    ("QA lead", Act.READ): set(State),
    ("QA lead", Act.REOPEN): SENT,
}
"""In which states somebody may do something; what is not named here, nobody may."""

PEOPLE: dict[str, tuple[Person, ...]] = {
    "auditor of it": (AMARA,),
    "manager of it": (PRIYA,),
    "QA lead": (LEA,),
    "nobody": (
        STRANGER,
        replace(AMARA, roles=frozenset({Role.PRACTITIONER})),  # no auditor any more
        replace(PRIYA, roles=frozenset({Role.AUDITOR})),  # no manager any more
        *(person(f"Kim {role.name.title()}", role) for role in Role if role is not Role.QA_LEAD),
        person("Kim None"),
    ),
}


@pytest.mark.parametrize(
    ("who", "act", "state"),
    list(itertools.product(PEOPLE, Act, State)),
    ids=lambda v: str(getattr(v, "value", v)).replace(" ", "_"),
)
def test_the_table(who: str, act: Act, state: State) -> None:
    audit = audit_in(state)
    for somebody in PEOPLE[who]:
        why = refusal(somebody, act, audit)
        assert (why is None) == (state in ALLOWED.get((who, act), set())), (somebody, why)
        assert why is None or why.endswith(".")


def audit_in(state: State) -> Audit:
    room = open_room(question("1.1"), state=state, sent=state in SENT)
    return room.audit


def test_a_manager_who_audits_has_both_rights() -> None:
    audit = replace(audit_in(State.IN_PROGRESS), manager="amara")
    both = replace(AMARA, roles=frozenset({Role.AUDITOR, Role.MANAGER}))
    assert allowed(both, Act.WALK, audit)
    assert allowed(both, Act.ACKNOWLEDGE, audit)
    assert allowed(AMARA, Act.WALK, audit)
    assert not allowed(AMARA, Act.ACKNOWLEDGE, audit)  # named, and no manager


EVENTS: tuple[tuple[Event, Act], ...] = (
    (Opened(), Act.WALK),
    (PageSaved((Given("1.1", "ri", SEEN, 1),)), Act.WALK),
    (RowSaved("actions", {"what": "x", "by_when": "2026-07-01"}), Act.WALK),
    (NoteTaken(SEEN), Act.WALK),
    (ConcernRaised("Bruises."), Act.RAISE_CONCERN),
    (ConcernBegun(), Act.RAISE_CONCERN),
    (ConcernWorded("Bruises."), Act.RAISE_CONCERN),
    (ConcernSent(), Act.RAISE_CONCERN),
    (ConcernExplained(), Act.RAISE_CONCERN),
    (OfferTaken(), Act.RAISE_CONCERN),
    (ReviewAsked(), Act.READ),
    (Submitted(confirmed=True), Act.SUBMIT),
    (Acknowledged("summary"), Act.ACKNOWLEDGE),
    (ActionReviewed("actions/k1", {"reviewed": "2026-06-01"}, 1), Act.REVIEW_ACTION),
    (Reopened("the plan was missed"), Act.REOPEN),
)


@pytest.mark.parametrize(("event", "act"), EVENTS, ids=lambda v: getattr(v, "value", type(v).__name__))
@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.SUBMITTED])
def test_whoever_may_not_changes_nothing_and_is_told(event: Event, act: Act, state: State) -> None:
    assert act_of(event) is act
    room = open_room(question("1.1"), question("actions", answer_types.ROWS))
    room.act(AMARA, Opened())
    answer_everything(room, AMARA)
    if state is State.SUBMITTED:
        room.act(AMARA, Submitted(confirmed=True))
    for who, people in PEOPLE.items():
        for somebody in people:
            if state in ALLOWED.get((who, act), set()):
                continue
            step = advance(room.template, room.audit, Walk(), event, room.turn(somebody))
            assert step.audit == room.audit
            assert step.happened == ()
            assert step.notices == ()
            assert step.replies
            if who == "nobody":
                assert all(isinstance(view, Sentence) for view in step.replies)
                assert step.walk == Walk()


def test_what_follows_a_save_needs_its_own_right() -> None:
    room = open_room(question("1.1"))
    room.act(AMARA, Opened())
    for then in (Reopened("the plan was missed"), Acknowledged("summary"), ActionReviewed("actions/k1", {})):
        step = room.act(AMARA, PageSaved((), then))
        assert not {h.what for h in step.happened} & {What.REOPENED, What.ACKNOWLEDGED}
        assert step.replies
