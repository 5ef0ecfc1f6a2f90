"""A whole row typed in one message: taken where it can only be that, else asked about."""

from __future__ import annotations

import pytest

from dialogs.conversation.cells import cells_of
from dialogs.conversation.pending import WhichMeaning
from template_specs import answer_types
from template_specs.model import Column
from tests.dialogs.builders import question
from tests.dialogs.chat_harness import Room, started

ACTIONS = question(
    "actions",
    answer_types.ROWS,
    columns=(
        Column("what", "Action", answer_types.TEXT, part="what"),
        Column("who", "Who?", answer_types.PERSON, part="who"),
        Column("by_when", "By when?", answer_types.DATE, part="by_when"),
    ),
)
CALLS = question(
    "calls",
    answer_types.ROWS,
    columns=(
        Column("name", "Name", answer_types.PERSON),
        Column("day", "Day", answer_types.DATE),
        Column("reached", "Reached?", answer_types.TICK, required=False),
        Column("told", "What did they say?", answer_types.TEXT, required=False),
    ),
)
LEARNING = question(
    "learning",
    answer_types.ROWS,
    columns=(Column("what", "What", answer_types.TEXT), Column("why", "Why", answer_types.TEXT)),
)
ACTION = {"what": "Ring the school about her lunches", "who": "Jo Whitfield", "by_when": "2026-06-30"}


def rows(room: Room, name: str = "actions") -> list[dict[str, str]]:
    return [cells_of(row) for row in room.audit.rows.get(name, ())]


@pytest.mark.parametrize(
    "typed",
    [
        "Ring the school about her lunches; Jo Whitfield; 30 June 2026",
        "Ring the school about her lunches ;Jo Whitfield; 30/6/2026;",
        "Ring the school about her lunches | Jo Whitfield | 30 June",
        "Ring the school about her lunches\tJo Whitfield\t30 June 2026",
        "Ring the school about her lunches\nJo Whitfield\n30 June 2026",
        "Action: Ring the school about her lunches. Who: Jo Whitfield. By when: 30 June 2026",
        "By when: 30 June 2026\nWho: Jo Whitfield\nAction: Ring the school about her lunches",
    ],
)
def test_a_whole_row_is_the_row_and_is_read_back(typed: str) -> None:
    room, amara = started(ACTIONS)
    told = amara.says(typed)
    assert rows(room) == [ACTION]
    assert "Action: Ring the school about her lunches; Who: Jo Whitfield; By when: 30 June 2026." in told
    assert "number 1 is saved" in told
    amara.says("undo")
    assert rows(room) == []


@pytest.mark.parametrize(
    "begins", ["Review the plan with mum", "Send her the letter", "Note down the visits"]
)
def test_an_action_that_begins_like_a_command_is_an_action(begins: str) -> None:
    room, amara = started(ACTIONS)
    amara.says(f"{begins}; Jo Whitfield; 30 June 2026")
    assert rows(room) == [{**ACTION, "what": begins}]


@pytest.mark.parametrize(
    "typed",
    [
        "Ring the school about her lunches, Jo Whitfield, 30 June 2026",
        "Ring the school about her lunches - Jo Whitfield - 30 June 2026",
        "Ring the school about her lunches; Jo Whitfield",
    ],
)
def test_what_may_be_the_words_of_one_part_is_asked_about(typed: str) -> None:
    room, amara = started(ACTIONS)
    told = amara.says(typed)
    assert "Action: Ring the school about her lunches; Who: Jo Whitfield" in told
    assert not rows(room)
    assert isinstance(amara.conversation.pending, WhichMeaning)
    amara.says("yes")
    if not rows(room):
        amara.says("30 June 2026")
    assert rows(room) == [ACTION]


def test_all_of_it_is_the_one_part_where_the_person_says_so() -> None:
    room, amara = started(ACTIONS)
    typed = "Ring the school, the nurse, 30 June"
    amara.says(typed)
    amara.says("2")
    amara.says("Jo Whitfield")
    amara.says("30 June 2026")
    assert rows(room) == [{**ACTION, "what": typed}]


@pytest.mark.parametrize(
    "typed",
    [
        "Ring the school, and tell her mother what they say",
        "Ring the school; if nobody answers then write to the head and the governors",
        "Ring the school by 30 June",
        "Write to the GP, the nurse and the school - all three",
        "Agree what happens next, with dates, with both parents and the school",
    ],
)
def test_an_ordinary_action_is_one_part(typed: str) -> None:
    room, amara = started(ACTIONS)
    assert "Who?" in amara.says(typed)
    amara.says("Jo Whitfield")
    amara.says("30 June 2026")
    assert rows(room) == [{**ACTION, "what": typed}]


def test_what_is_missing_is_asked_for() -> None:
    room, amara = started(ACTIONS)
    told = amara.says("Action: Ring the school about her lunches; by when: 30 June 2026")
    assert "noted. Action: Ring the school about her lunches; By when: 30 June 2026." in told
    assert "Who?" in told
    amara.says("Jo Whitfield")
    assert rows(room) == [ACTION]


def test_the_rest_of_a_row_under_way() -> None:
    room, amara = started(ACTIONS)
    amara.says("Ring the school about her lunches")
    amara.says("Jo Whitfield, 30 June 2026")
    assert rows(room) == [ACTION]


@pytest.mark.parametrize("said", ["drop it", "discard mine", "discard", "cancel", "delete it", "forget it"])
def test_a_row_under_way_is_dropped_by_a_word(said: str) -> None:
    room, amara = started(ACTIONS, question("after"))
    amara.says("Ring the school about her lunches")
    amara.says("go to after")
    assert "Type drop it to leave it out" in amara.says("go to actions")
    amara.says(said)
    assert not rows(room)
    assert not amara.conversation.drafts


def test_several_rows_on_lines_of_their_own() -> None:
    room, amara = started(ACTIONS)
    told = amara.says(
        "Ring the school about her lunches; Jo Whitfield; 30 June 2026\n"
        "See her alone at home; Priya Nair; 12 June 2026"
    )
    assert [row["who"] for row in rows(room)] == ["Jo Whitfield", "Priya Nair"]
    assert "number 1 is saved" in told
    assert "number 2 is saved" in told


def test_names_days_and_ticks() -> None:
    room, amara = started(CALLS)
    amara.says("EL's mother; 2 June 2026; yes; she was glad of the call")
    assert rows(room, "calls") == [
        {"name": "EL's mother", "day": "2026-06-02", "reached": "true", "told": "she was glad of the call"}
    ]


def test_parts_of_words_alone_are_asked_about() -> None:
    room, amara = started(LEARNING)
    amara.says("Ask fathers early; it brought the whole family in")
    assert not rows(room, "learning")
    amara.says("1")
    assert rows(room, "learning") == [{"what": "Ask fathers early", "why": "it brought the whole family in"}]


def test_a_day_that_does_not_exist_is_never_saved_with_the_row() -> None:
    room, amara = started(ACTIONS)
    amara.says("Ring the school about her lunches; Jo Whitfield; 31 June 2026")
    assert not rows(room)
    kept = repr((amara.conversation.drafts, amara.conversation.pending))
    assert "31 June 2026" in kept
