"""Panels as the trail tells them: blind until closed, in the order of their members, counted plainly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dialogs.audits import panels
from dialogs.audits.audit import Audit, Case, Passage, Person, Role, State
from dialogs.audits.events import AUDIT_WITHDRAWN, TAKEN_BACK, DomainEvent, EventKind, apply, fold
from dialogs.audits.panel_members import Gone, gone, leads_next, may_be_named
from dialogs.audits.panels import CutOff, Panel
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import NOBODY, parts_of
from dialogs.conversation.context import TurnContext
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.features.panel_card import panel_card
from dialogs.programme.findings import found_in
from dialogs.programme.panel_figures import agreed_on_panel, pairs_in
from dialogs.wording.panel_view import cut_off
from template_specs.language.loader import library

FORM = library()["deep-dive"]
STAGE = next(stage for stage in FORM.stages if Role.MODERATOR.value in stage.by)
OVERALL = next(question for question in FORM.questions if FORM.is_overall(question))
AREA = next(q for q in FORM.questions if q.kind.grades and not q.final_of and q != OVERALL)
CODES = [option.code for option in OVERALL.options]
NOW = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)
TODAY = date(2026, 6, 5)
MEMBERS = ("max", "noor", "wren", "kit")


def somebody(id: str, *roles: Role, **more: object) -> Person:
    return replace(Person(id, id.title(), f"{id}@example.org", frozenset(roles)), **more)  # type: ignore[arg-type]


PEOPLE = {id: somebody(id, Role.MODERATOR) for id in MEMBERS}
LEA = somebody("lea", Role.QA_LEAD)
AUDIT = Audit(
    "a1",
    FORM.content_hash,
    Case("TS-1", team="North"),
    State.SUBMITTED,
    ("amara",),
    practitioner="jo",
    manager="priya",
    due=None,
    stage=STAGE.id,
)


def happened(
    by: str, key: str, value: object = None, words: str = "", *, what: EventKind = EventKind.ACKNOWLEDGED
) -> DomainEvent:
    passage = Passage.of(words, frozenset()) if words else None
    return DomainEvent(what, by, NOW, key, value, passage)  # type: ignore[arg-type]


def named(*members: str) -> DomainEvent:
    value = {"members": ";".join(members), "stage": STAGE.id, "overall": OVERALL.id}
    return happened("lea", panels.NAMED, value, "The form is new")


def grade(by: str, code: str, question: str = OVERALL.id) -> DomainEvent:
    return happened(by, f"{panels.GRADE}/{question}", code, f"{by} saw what {by} saw")


def closed(lead: str, missing: str = "") -> DomainEvent:
    return happened("lea", panels.CLOSED, {"missing": missing, "lead": lead})


def off(person: str, why: Gone | None) -> DomainEvent:
    return happened("bot", panels.OFF, {"person": person, "why": why.value if why else ""})


def seen_by(person: Person, audit: Audit) -> TurnContext:
    names = {id: id.title() for id in (*MEMBERS, "lea", "amara")}
    people = (*PEOPLE.values(), LEA)
    turn = Turn(person, NOW, TODAY, lambda: "t", lambda _: frozenset(), names, people=people)
    return TurnContext(FORM, audit, ConversationState(), turn)


Given = list[tuple[str, str, str]]
given_grades = st.lists(
    st.tuples(
        st.sampled_from(MEMBERS),
        st.sampled_from([OVERALL.id, AREA.id]),
        st.sampled_from([code for code in CODES if code in {o.code for o in AREA.options}]),
    ),
    max_size=12,
)


@given(given_grades)
def test_nobody_sees_the_others_until_it_is_closed(grades: Given) -> None:
    audit = fold(AUDIT, [named(*MEMBERS), *(grade(by, code, question) for by, question, code in grades)])
    panel = audit.panels[-1]
    assert panel.is_open
    assert set(panel.awaited) == set(MEMBERS) - {by for by, question, _ in grades if question == OVERALL.id}
    for reader in (*PEOPLE.values(), LEA):
        view = panel_card(seen_by(reader, audit))
        assert (view.graded, view.agreed) == ((), ())
        others = {f"{by} saw what {by} saw" for by, *_ in grades if by != reader.id}
        assert not [told for told in others if told in repr(view)]
        assert len(view.own) == (len(panel.grades_of(reader.id)) + 1 if panel.grades_of(reader.id) else 0)
    assert found_in(FORM, audit).panels == ()


@given(given_grades)
def test_side_by_side_in_the_members_order_and_counted_plainly(grades: Given) -> None:
    events = [named(*MEMBERS), *(grade(by, code, question) for by, question, code in grades)]
    audit = fold(AUDIT, [*events, closed("max")])
    panel = audit.panels[-1]
    last: dict[tuple[str, str], str] = {}
    for by, question, code in grades:
        last[question, by] = code
    for question in (OVERALL.id, AREA.id):
        stands = [(one.by, one.grade) for one in panel.side_by_side(question)]
        assert stands == [(by, last[question, by]) for by in MEMBERS if (question, by) in last]
    steps = {code: n for n, code in enumerate(CODES)}
    for question in panel.questions:
        codes = [one.grade for one in panel.side_by_side(question)]
        far = [abs(steps[a] - steps[b]) for a, b in combinations(codes, 2)]
        pairs = pairs_in({question: codes})
        assert [one.apart(FORM.by_id[question]) for one in pairs] == far
    alone = replace(panel, given=tuple(one for one in panel.given if one.question == OVERALL.id))
    codes = [one.grade for one in alone.side_by_side(OVERALL.id)]
    far = [abs(steps[a] - steps[b]) for a, b in combinations(codes, 2)]
    said = " ".join(agreed_on_panel(FORM, alone))
    if far:
        plain = (len(far), far.count(0), far.count(1), sum(1 for one in far if one > 1))
        told = "Pairs of grades: {}. The same: {}. One step apart: {}. Further apart: {}.".format(*plain)
        assert told in said
    assert bool(said) == bool(far)


def test_who_may_be_named() -> None:
    answered = happened("ada", AREA.id, CODES[0], "seen", what=EventKind.ANSWERED)
    audit = apply(AUDIT.replace(shut_to=("sam",)), answered)
    fit = somebody("noor", Role.MODERATOR)
    people = (
        somebody("zed", Role.MODERATOR, back_on=TODAY + timedelta(days=3)),  # away, and still a moderator
        fit,
        somebody("ada", Role.MODERATOR),  # has answered in it
        somebody("sam", Role.MODERATOR),  # does the other audit of the case
        *(somebody(id, Role.MODERATOR) for id in ("amara", "jo", "priya")),
        somebody("kim", Role.AUDITOR, Role.QA_LEAD),
        somebody("gone"),
    )
    assert [p.id for p in may_be_named(FORM, audit, people, TODAY)] == ["noor", "zed"]
    assert may_be_named(FORM, audit.replace(restricted=("lea",)), people, TODAY) == []


def test_why_a_member_is_not_waited_for_and_who_leads_then() -> None:
    away = somebody("max", Role.MODERATOR, back_on=TODAY + timedelta(days=1))
    told = {
        Gone.LEFT: (None, somebody("max")),
        Gone.ROLE: (somebody("max", Role.AUDITOR),),
        Gone.CASE: (somebody("priya", Role.MODERATOR), somebody("amara", Role.MODERATOR)),
        Gone.AWAY: (away,),
        None: (PEOPLE["max"], replace(away, back_on=TODAY)),
    }
    for why, people in told.items():
        assert {gone(person, AUDIT, TODAY) for person in people} == {why}
    panel = fold(AUDIT, [named(*MEMBERS), grade("wren", CODES[0])]).panels[-1]
    over = replace(panel, closed_at=NOW)
    for there, while_open, once_closed in (
        (PEOPLE, "max", "wren"),
        (PEOPLE | {"max": away}, "max", "wren"),
        (PEOPLE | {"max": somebody("max")}, "noor", "wren"),
        (PEOPLE | {"wren": somebody("wren")}, "max", "max"),
        ({}, None, None),
    ):
        assert leads_next(panel, there, AUDIT, TODAY) == while_open
        assert leads_next(over, there, AUDIT, TODAY) == once_closed


def test_who_is_off_is_not_awaited_and_can_come_back() -> None:
    audit = fold(AUDIT, [named("max", "noor", "wren"), grade("wren", CODES[0]), off("max", Gone.AWAY)])
    panel = audit.panels[-1]
    assert (panel.awaited, panel.ungraded) == (("noor",), ("max", "noor"))
    audit = apply(audit, off("max", None))
    assert audit.panels[-1].awaited == ("max", "noor")


def cut_offs() -> Iterator[tuple[list[DomainEvent], CutOff | None]]:
    yield [happened("lea", "", what=EventKind.REOPENED, words="once more")], CutOff.GIVEN_BACK
    submitted = happened("lea", STAGE.id, "final", what=EventKind.SUBMITTED)
    yield [submitted], CutOff.COMPLETED
    yield [closed("max"), submitted], None
    yield [happened("bot", panels.DISSOLVED, {})], CutOff.DISSOLVED
    yield [happened("lea", AUDIT_WITHDRAWN, words="closed")], None


def test_a_panel_that_is_cut_off_asks_nobody_and_shows_nothing() -> None:
    for events, why in cut_offs():
        audit = fold(AUDIT, [named("max", "noor"), grade("max", CODES[0]), *events])
        panel = audit.panels[-1]
        shown = panel.closed_at is not None
        assert (panel.cut_off, audit.panel) == (why, None)
        assert cut_off(seen_by(LEA, audit), panel) != shown
        for member in (PEOPLE["max"], PEOPLE["noor"]):
            assert panels.PANEL not in parts_of(member, audit)
            assert not allowed(member, Permission.GRADE_ON_PANEL, audit, NOBODY)
            view = panel_card(seen_by(member, audit))
            assert (view.grade, view.moderates, view.closes, view.leads) == (None, False, False, ())
            assert bool(view.graded) == shown
        assert panel_card(seen_by(PEOPLE["wren"], audit)).lines == ()


def test_a_withdrawn_audit_that_is_taken_back_has_its_panel_again() -> None:
    audit = fold(AUDIT, [named("max", "noor"), grade("max", CODES[0])])
    audit = fold(audit, [happened("lea", AUDIT_WITHDRAWN, words="closed"), happened("lea", TAKEN_BACK)])
    assert audit.panel is not None
    assert audit.panel.awaited == ("noor",)


def test_of_two_panels_the_last_one_counts_and_is_seen() -> None:
    first = [named("max", "noor"), grade("max", CODES[0]), grade("noor", CODES[1]), closed("max")]
    back = happened("max", STAGE.id, what=EventKind.REOPENED, words="once more")
    audit = fold(AUDIT, [*first, back]).replace(state=State.SUBMITTED, stage=STAGE.id)
    second = fold(audit, [named("max", "wren"), grade("max", CODES[2]), grade("wren", CODES[2])])
    assert panel_card(seen_by(PEOPLE["noor"], second)).graded != ()  # their own panel, and not the new one
    assert panel_card(seen_by(PEOPLE["wren"], second)).graded == ()
    second = apply(second, closed("max"))
    assert found_in(FORM, second).panels == ((OVERALL.id, (CODES[2], CODES[2])),)
    noor = panel_card(seen_by(PEOPLE["noor"], second))
    assert "Wren" not in repr(noor.graded)


def test_events_of_a_later_version_change_nothing() -> None:
    audit = fold(AUDIT, [named("max", "noor")])
    assert apply(audit, happened("lea", "panel/later", {"x": "y"})).panels == audit.panels
    assert isinstance(audit.panels[-1], Panel)
