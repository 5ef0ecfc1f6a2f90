"""Conditions on sections, options and columns: what they close is not asked, and nothing given is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.audits import route
from dialogs.audits.events import DomainEvent, EventKind, apply
from dialogs.audits.route import path_through
from dialogs.conversation.cells import cells_of
from dialogs.conversation.given import Given
from dialogs.conversation.views import GapsView
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from template_specs.conditions import Look, holds
from template_specs.language.diff import differences
from template_specs.model import Condition
from template_specs.snapshot import from_snapshot, snapshot_of
from tests.dialogs.builders import NOW, new_audit
from tests.dialogs.chat_harness import Chat, Room, answer, started
from tests.dialogs.written_forms import GRADES, faults, written

FORM = """\
sections:
  - id: who
    title: Who
    questions:
      - {id: staff, text: Whom is this about?, kind: choice, options: [Social care, Early help], item: "1"}
      - id: placed
        text: Placed where?
        kind: choice
        options:
          - At home
          - {code: foster, label: Foster carers, when: {question: staff, is: social_care}}
        item: "2"
  - id: part2
    title: Social care staff only
    when: {question: staff, is: social_care}
    questions:
      - {id: "2.1", text: Seen alone?, kind: yes_no, item: "3"}
      - {id: "2.2", text: Why not?, kind: text, when: {question: "2.1", is: no}, item: "4"}
  - id: part3
    title: With foster carers
    when: {question: placed, is: foster}
    questions:
      - {id: "3.1", text: Visited?, kind: yes_no, item: "5"}
  - id: end
    title: End
    questions:
      - id: sessions
        text: Which sessions?
        kind: rows
        required: false
        item: "6"
        columns:
          - {id: kind, label: Kind, kind: choice, options: [Visit, Other]}
          - {id: which, label: Which?, kind: text, when: {question: kind, is: other}}
          - {id: seen, label: Seen alone?, kind: yes_no, when: {question: "2.1", is: yes}}
"""
TEMPLATE = written(FORM)


def asked(room: Room) -> set[str]:
    return set(path_through(room.template, room.audit).ids)


def gives(chat: Chat, key: str, value: str) -> str:
    """Answer a question wherever it stands."""
    given = chat.room.audit.answer(key)
    return chat.presses(SavePage((Given(key, value, None, given.revision if given else 0),)))


def test_a_section_is_asked_where_its_condition_holds_and_each_question_where_its_own_does_too() -> None:
    room, amara = started(template=TEMPLATE)
    assert asked(room) == {"staff", "placed", "sessions"}
    amara.saves({"staff": "social_care"})
    assert asked(room) == {"staff", "placed", "2.1", "sessions"}
    amara.says("2.1: no")
    assert "2.2" in asked(room)
    gives(amara, "staff", "early_help")
    assert asked(room) == {"staff", "placed", "sessions"}
    assert answer(room, "2.1").value == "no"  # kept, and counts again with the section
    gives(amara, "staff", "social_care")
    assert asked(room) == {"staff", "placed", "2.1", "2.2", "sessions"}


def test_an_option_can_be_chosen_where_its_condition_holds() -> None:
    room, amara = started(template=TEMPLATE)
    assert [option.code for option in amara.sees("placed").options] == ["at_home"]
    told = gives(amara, "placed", "foster")
    assert "I don't recognise “foster”. Choose: At home." in told
    assert room.audit.answer("placed") is None
    gives(amara, "staff", "social_care")
    amara.says("go to placed")
    amara.says("card")
    assert [option.code for option in amara.sees("placed").options] == ["at_home", "foster"]
    amara.says("foster carers")
    assert "3.1" in asked(room)


def test_what_cannot_be_chosen_any_more_is_asked_again_and_stays_on_the_record() -> None:
    room, amara = started(template=TEMPLATE)
    amara.saves({"staff": "social_care"})
    gives(amara, "placed", "foster")
    gives(amara, "staff", "early_help")
    assert "3.1" not in asked(room)  # nor does it count in a condition
    assert answer(room, "placed").value == "foster"
    assert "placed" in {question.id for question in path_through(TEMPLATE, room.audit).missing()}
    amara.says("card")
    amara.says("go to placed")
    amara.says("card")
    seen = amara.sees("placed")
    assert seen.value == ""
    assert seen.problem.startswith("Foster carers was chosen, and an earlier answer has changed since")
    amara.says("submit")
    assert "placed" in {gap.key for gap in amara.got(GapsView).gaps}
    gives(amara, "staff", "social_care")
    assert "placed" in path_through(TEMPLATE, room.audit).complete


def test_a_column_is_asked_where_the_row_or_the_audit_says_so() -> None:
    room, amara = started(template=TEMPLATE)
    amara.says("go to sessions")
    amara.says("card")
    labels = {column.id: column.where for column in amara.sees("sessions").columns}
    assert labels == {"kind": "", "which": "Kind is Other", "seen": "Seen alone is Yes"}
    amara.says("visit")  # neither of the other two is asked
    assert cells_of(room.audit.rows["sessions"][0]) == {"kind": "visit"}
    assert "Which?" in amara.says("other")
    amara.says("A call")
    assert cells_of(room.audit.rows["sessions"][1]) == {"kind": "other", "which": "A call"}
    gives(amara, "staff", "social_care")
    amara.says("2.1: yes")
    amara.says("go to sessions")
    assert "Seen alone?" in amara.says("visit")
    amara.says("yes")
    assert cells_of(room.audit.rows["sessions"][2]) == {"kind": "visit", "seen": "yes"}


def test_a_cell_that_its_row_does_not_ask_for_comes_back_with_the_row() -> None:
    room, amara = started(template=TEMPLATE)
    amara.says("go to sessions")
    amara.says("card")
    told = amara.presses(SaveRow("sessions", {"kind": "visit", "which": "A call", "seen": ""}))
    assert "Which is only for where Kind is Other: empty it, or change that." in told
    assert "sessions" not in room.audit.rows
    assert {c.id: c.value for c in amara.sees("sessions").columns}["which"] == "A call"
    amara.presses(SaveRow("sessions", {"kind": "other", "which": "A call", "seen": ""}))
    assert len(room.audit.rows["sessions"]) == 1


KEYS = ("staff", "placed", "2.1", "2.2", "3.1")
VALUES = {
    "staff": ("social_care", "early_help", None),
    "placed": ("at_home", "foster", None),
    "2.1": ("yes", "no", None),
    "2.2": (None,),
    "3.1": ("yes", "no", None),
}


@given(said=st.lists(st.sampled_from([(key, value) for key in KEYS for value in VALUES[key]])))
def test_the_route_carried_on_is_the_route_worked_out_anew(said: list[tuple[str, str | None]]) -> None:
    audit = new_audit(TEMPLATE)
    path_through(TEMPLATE, audit)
    for key, value in said:
        audit = apply(audit, DomainEvent(EventKind.ANSWERED, "amara", NOW, key, value))
        carried = path_through(TEMPLATE, audit)
        anew = path_through(TEMPLATE, audit.replace())
        assert carried.ids == anew.ids
        assert carried.complete == anew.complete
        assert carried.outline.closed == anew.outline.closed


def test_a_sections_condition_is_told_once_and_comes_back_from_the_snapshot() -> None:
    assert from_snapshot(snapshot_of(TEMPLATE)[1]) == TEMPLATE
    other = written(
        FORM.replace("when: {question: placed, is: foster}", "when: {question: placed, is: at_home}")
    )
    assert list(differences(TEMPLATE, other)) == [
        'The condition of section "With foster carers": "placed is foster" became "placed is at_home".'
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "    when: {question: placed, is: foster}\n",
            '    when: {question: "3.1", is: yes}\n',
            'This looks at "3.1", which comes later (line 28).',
        ),
        (
            "    when: {question: staff, is: social_care}\n",
            "    when: {all: [{question: staff, is: social_care}, {question: staff, is: early_help}]}\n",
            'The section "Social care staff only" is never asked',
        ),
        (
            "          - At home\n",
            "          - {code: home, label: At home, when: {question: staff, is: early_help}}\n",
            "Every option here has a condition, so there may be nothing to choose from.",
        ),
        (
            "{id: which, label: Which?, kind: text, when: {question: kind, is: other}}",
            "{id: which, label: Which?, kind: text, when: {question: seen, is: yes}}",
            'There is no question "seen".',
        ),
        (
            "kind: text, when: {question: kind, is: other}}",
            "kind: text, filled_by: supervision, when: {question: kind, is: other}}",
            'The column "which" is always asked',
        ),
        (
            "options: [Visit, Other]",
            "options: [Visit, {code: other, label: Other, when: {question: staff, is: early_help}}]",
            "`when` means nothing for the options of a column.",
        ),
    ],
)
def test_a_condition_in_the_wrong_place_is_told(old: str, new: str, told: str) -> None:
    assert FORM.count(old) == 1
    found = faults(FORM.replace(old, new))
    assert any(told in f"{one.problem} {one.cure}" for one in found), found


def test_the_steps_of_a_scale_can_always_be_chosen() -> None:
    head = GRADES.replace("{code: fair,", "{code: fair, when: {answered: staff},")
    found = faults(head + FORM)
    assert any("`when` means nothing for the steps of a scale." in one.problem for one in found)


def test_an_answer_costs_what_it_opens_however_long_the_form_is(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = "".join(
        f"  - id: s{s}\n    title: S\n    when: {{question: staff, is: social_care}}\n    questions:\n"
        + "".join(f'      - {{id: q{s}.{n}, text: Q?, kind: yes_no, item: "1"}}\n' for n in range(10))
        for s in range(20)
    )
    total = "      - {id: total, text: Total, work_out: {share: {sections: [s0, s1]}}, item: T}\n"
    last = '      - {id: low, text: L?, kind: text, item: "1", when: {below: {question: total, value: 9}}}\n'
    template = written(FORM + sections + "  - id: z\n    title: Z\n    questions:\n" + total + last)
    looked_at: list[object] = []

    def counted(when: Condition | None, look: Look) -> bool:
        looked_at.append(when)
        return holds(when, look)

    monkeypatch.setattr(route, "holds", counted)
    audit = new_audit(template)
    path_through(template, audit)
    for key, value, most in (("q3.7", "yes", 0), ("q1.7", "no", 1), ("2.1", "no", 1)):
        looked_at.clear()
        audit = apply(audit, DomainEvent(EventKind.ANSWERED, "amara", NOW, key, value))
        path_through(template, audit)
        assert len(looked_at) <= most, key
