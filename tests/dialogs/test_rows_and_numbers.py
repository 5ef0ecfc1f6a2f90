"""Rows with a number of their own, columns with ranges and conditions, decimals, units and anchors."""

from __future__ import annotations

import pytest

from bot.cards import render
from dialogs.audits.route import path_through
from dialogs.conversation.cells import cells_of
from dialogs.conversation.given import Given
from dialogs.conversation.views import GapsView, PageView
from dialogs.features.navigation import GoTo
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from template_specs import kinds
from tests.dialogs.builders import TODAY
from tests.dialogs.chat_harness import Chat, answer, started
from tests.dialogs.written_forms import fault, faults, written

ROWS = """\
sections:
  - id: a
    title: Sessions
    questions:
      - id: sessions
        text: Which sessions?
        kind: rows
        least: 2
        most: 3
        item: "1"
        columns:
          - {id: minutes, label: Minutes, kind: number, least: 5, most: 240}
          - {id: rate, label: Attendance, kind: number, most: 100, decimals: 1, unit: "%", required: false}
          - {id: seen, label: Seen alone?, kind: yes_no, not_applicable: true}
          - {id: who, label: Who was there?, kind: choices, options: [Mother, Father, School]}
          - {id: next, label: Next one?, kind: date, not_past: true, required: false}
  - id: b
    title: After
    questions:
      - {id: end, text: Anything else?, kind: text, required: false, item: "2"}
"""
ROW = {"minutes": "60", "rate": "92.5", "seen": "na", "who": "mother,school", "next": "2026-06-30"}


def test_rows_are_added_until_there_are_as_many_as_may_be() -> None:
    room, amara = started(template=written(ROWS))
    amara.presses(SaveRow("sessions", ROW))
    assert "sessions" not in path_through(room.template, room.audit).complete
    amara.says("submit")
    assert [(gap.key, gap.why) for gap in amara.got(GapsView).gaps] == [
        ("sessions", "Needs 2, and has 1 so far.")
    ]
    for minutes in ("61", "62"):
        amara.presses(GoTo("sessions"))
        amara.presses(SaveRow("sessions", {**ROW, "minutes": minutes}))
    assert "sessions" in path_through(room.template, room.audit).complete
    told = amara.presses(SaveRow("sessions", {**ROW, "minutes": "63"}), token="another")
    assert "takes 3, and has them all" in told
    assert [cells_of(row)["minutes"] for row in room.audit.rows["sessions"]] == ["60", "61", "62"]
    assert {c.id: c.value for c in amara.sees("sessions").columns}["minutes"] == "63"  # and is still in hand


def test_the_page_says_how_many_rows_there_may_be() -> None:
    _, amara = started(template=written(ROWS))
    assert "2 to 3 are needed" in str(render(amara.got(PageView)).card)
    amara.says("go to 1")
    assert "2 to 3 are needed" in amara.says("go to sessions")


def test_a_row_keeps_what_its_columns_are_read_as() -> None:
    room, amara = started(template=written(ROWS))
    amara.presses(SaveRow("sessions", ROW))
    (row,) = room.audit.rows["sessions"]
    assert cells_of(row) == ROW
    shown = {cell.label: cell.value_label for cell in amara.sees("sessions").rows[0].cells}
    assert shown["Attendance"] == "92.5%"
    assert shown["Seen alone?"] == "Not applicable"
    assert shown["Who was there?"] == "Mother, School"


@pytest.mark.parametrize(
    ("column", "given", "told"),
    [
        ("minutes", "3", '3 is below what "Minutes" can be (5 to 240).'),
        ("minutes", "7.5", "I can't read “7.5” as a whole number."),
        ("rate", "100.1", '100.1 is above what "Attendance" can be (0 to 100).'),
        ("rate", "92.55", "as a number with up to 1 place after the point."),
        ("who", "mother and the dog", "I don't recognise “"),
        ("next", "4 June 2026", '4 June 2026 is over, and "Next one" cannot be before today.'),
    ],
)
def test_a_refused_row_stays_in_hand_with_all_that_was_written(column: str, given: str, told: str) -> None:
    room, amara = started(template=written(ROWS))
    said = amara.saves({}, row=SaveRow("sessions", {**ROW, column: given}))
    assert told in said
    assert "sessions" not in room.audit.rows
    assert amara.got(PageView).questions[0].key == "sessions"  # not the next page
    assert told in amara.sees("sessions").problem
    assert {c.id: c.value for c in amara.sees("sessions").columns} == {**ROW, column: given}
    amara.saves({}, row=SaveRow("sessions", ROW))
    assert len(room.audit.rows["sessions"]) == 1


def test_a_refused_change_of_a_row_stays_in_hand_too() -> None:
    room, amara = started(template=written(ROWS))
    amara.presses(SaveRow("sessions", ROW))
    (row,) = room.audit.rows["sessions"]
    amara.presses(GoTo(row.key))
    told = amara.saves({}, row=SaveRow(row.key, {**ROW, "minutes": "3"}, row.revision))
    assert "3 is below" in told
    assert amara.got(PageView).questions[0].key == "sessions"
    assert amara.sees("sessions").editing == row.key


def test_a_day_that_is_over_by_now_does_not_hold_up_a_change_beside_it() -> None:
    room, amara = started(template=written(ROWS))
    amara.presses(SaveRow("sessions", ROW))
    (row,) = room.audit.rows["sessions"]
    room.today = TODAY.replace(month=9)
    amara.presses(SaveRow(row.key, {**ROW, "minutes": "90"}, row.revision))
    assert cells_of(room.audit.rows["sessions"][0])["minutes"] == "90"


def test_rows_are_typed_column_by_column_within_their_ranges() -> None:
    room, amara = started(template=written(ROWS))
    assert "can be (5 to 240)" in amara.says("3")
    for cell in ("60", "92.5%", "n/a", "mother and school", "skip"):
        amara.says(cell)
    assert cells_of(room.audit.rows["sessions"][0]) == {k: v for k, v in ROW.items() if k != "next"}


def test_words_that_were_refused_in_a_column_survive_its_skip() -> None:
    room, amara = started(template=written(ROWS))
    for cell in ("60", "92.5%", "n/a", "mother and school"):
        amara.says(cell)
    long = "when the school has sent what it promised in March, " * 4
    amara.says(long)
    told = amara.says("skip")
    assert "The row you have begun is kept." in told
    assert not room.audit.rows.get("sessions")
    assert long.strip() in room.walks["amara"].drafts["sessions"].words


NUMBERS = """\
sections:
  - id: a
    title: A
    questions:
      - {id: "1.1", text: Attendance?, kind: number, most: 100, decimals: 1, unit: "%", item: "1"}
      - {id: "1.2", text: How low?, kind: text, item: "2", when: {below: {question: "1.1", value: 92.5}}}
      - {id: "1.3", text: Good?, kind: score, least: 1, most: 5, anchors: {1: Poor, 5: Exemplary}, item: "3"}
"""


def gives(chat: Chat, key: str, value: str) -> str:
    given = chat.room.audit.answer(key)
    return chat.presses(SavePage((Given(key, value, None, given.revision if given else 0),)))


@pytest.mark.parametrize(
    ("typed", "stored", "opens"),
    [("92.5", "92.5", False), ("92.4 %", "92.4", True), ("90.0", "90", True), ("100", "100", False)],
)
def test_decimals_are_stored_as_they_are_and_compared_as_numbers(
    typed: str, stored: str, opens: bool
) -> None:
    room, amara = started(template=written(NUMBERS))
    told = amara.says(typed)
    assert f"{stored}%" in told
    assert answer(room, "1.1").value == stored
    assert ("1.2" in path_through(room.template, room.audit)) is opens


def test_a_number_out_of_range_is_refused_by_the_bot_and_never_lowered_by_the_card() -> None:
    room, amara = started(template=written(NUMBERS))
    card = str(render(amara.got(PageView)).card)
    assert "'min'" not in card
    assert "1.1 Number, 0 to 100%" in card
    assert '250 is above what "Attendance" can be' in amara.saves({"1.1": "250"})
    assert room.audit.answer("1.1") is None
    assert amara.sees("1.1").value == "250"


def test_a_score_says_what_its_numbers_mean() -> None:
    room, amara = started(template=written(NUMBERS))
    assert "(1: Poor, 5: Exemplary)" in amara.says("go to 1.3")
    assert "5 out of 5 (Exemplary)" in amara.says("5")
    assert kinds.label(room.template.by_id["1.3"], 3) == "3 out of 5"
    amara.says("card")
    assert "1: Poor" in str(render(amara.got(PageView)).card)


@pytest.mark.parametrize(
    ("body", "old", "new", "told"),
    [
        (ROWS, "least: 2\n        most: 3", "least: 3\n        most: 2", "needs 3 rows and takes 2"),
        (
            ROWS,
            "kind: yes_no, not_applicable: true",
            "kind: text, not_applicable: true",
            "means nothing for the column",
        ),
        (ROWS, "least: 5, most: 240", "least: 5, most: 4", "which leaves no room"),
        (ROWS, "kind: date, not_past: true", "kind: text, not_past: true", "it is for: date."),
        (NUMBERS, "anchors: {1: Poor, 5", "anchors: {1: Poor, 7", '"7" is no score from 1 to 5.'),
        (NUMBERS, "kind: score, least: 1, most: 5,", "kind: number, least: 1, most: 5,", "it is for: score."),
        (NUMBERS, "decimals: 1", "decimals: 0", "Write a number from 0 to 100."),
        (NUMBERS, "value: 92.5", "value: 92.55", "Write a number from 0 to 100."),
        (NUMBERS, 'kind: text, item: "2"', 'kind: text, unit: "%", item: "2"', "it is for: number, score."),
    ],
)
def test_a_faulty_range_is_told(body: str, old: str, new: str, told: str) -> None:
    assert body.count(old) == 1
    assert told in fault(body.replace(old, new))


def test_the_forms_are_sound() -> None:
    assert faults(ROWS) == faults(NUMBERS) == ()
