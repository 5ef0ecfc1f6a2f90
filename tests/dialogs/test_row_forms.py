"""Rows (actions): by card, by typing column by column, half done, changed, taken out."""

from __future__ import annotations

from dialogs.conversation.cells import cells_of, shown
from dialogs.conversation.views import GapsView, PageView, ReviewView
from dialogs.features.navigation import GoOn, GoTo
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.features.save_page import DropDraft, SavePage
from template_specs import answer_types
from template_specs.model import Column
from tests.dialogs.builders import SAM, SEEN, question
from tests.dialogs.chat_harness import Chat, Room, started

TABLE = question("actions", answer_types.ROWS)
BEFORE = question("1.1", section="before")
DONE = {"what": "Update the chronology", "why": "", "by_when": "2026-06-30"}


def cells(room: Room, number: int = 0) -> dict[str, str]:
    return cells_of(room.audit.rows["actions"][number])


def test_typed_column_by_column() -> None:
    room, amara = started(TABLE)
    assert "Why? Type skip to leave it empty." in amara.says("Update the chronology")
    assert "By when? Type a date" in amara.says("skip")
    told = amara.says("31 June 2026")
    assert "31 June does not exist." in told
    assert told.count("such as") == 1
    assert "What of actions?: number 1 is saved." in amara.says("30 June 2026")
    assert cells(room) == {"what": "Update the chronology", "by_when": "2026-06-30"}
    assert "1 so far." in amara.says("where am i")


def test_half_a_typed_row_waits_and_is_taken_up_again() -> None:
    room, amara = started(BEFORE, TABLE)
    amara.says("go to actions")
    amara.says("Update the chronology")
    amara.says(f"1.1: good - {SEEN}")
    amara.says("back")
    amara.says("submit")
    gaps = amara.got(GapsView).gaps
    assert [(gap.key, gap.why) for gap in gaps] == [("actions", "What you wrote here is not saved yet.")]
    told = amara.says("go to actions")
    assert "You had started one: Update the chronology. Why?" in told
    assert [c.value for c in amara.sees("actions").columns] == ["Update the chronology", "", ""]
    amara.says("so that her story is in one place")
    amara.says("30/6/2026")
    assert cells(room)["what"] == "Update the chronology"
    assert amara.conversation.drafts == {}


def test_added_by_card_once_however_often_it_is_pressed() -> None:
    room, amara = started(TABLE)
    page = amara.page
    assert page is not None
    for _ in range(2):
        amara.presses(SaveRow("actions", DONE), token=page.token)
    assert len(room.audit.rows["actions"]) == 1
    amara.presses(SaveRow("actions", {**DONE, "what": "Ask her father"}), token=page.token)
    assert [cells(room, n)["what"] for n in (0, 1)] == ["Update the chronology", "Ask her father"]


def test_a_row_with_a_fault_is_kept_whole_with_each_reason() -> None:
    room, amara = started(TABLE)
    told = amara.presses(SaveRow("actions", {"what": "Ask her father", "why": "", "by_when": "soon"}))
    assert "I can't read “soon” as a date." in told
    assert "actions" not in room.audit.rows
    view = amara.sees("actions")
    assert [c.value for c in view.columns] == ["Ask her father", "", "soon"]
    assert "as a date" in view.problem
    amara.presses(SaveRow("actions", {"what": "Ask her father", "why": "", "by_when": "2026-07-01"}))
    assert amara.conversation.drafts == {}


def test_a_row_emptied_offers_to_drop_what_was_kept() -> None:
    _, amara = started(TABLE)
    amara.presses(SaveRow("actions", {"what": "Ask her father", "why": "", "by_when": ""}))
    told = amara.presses(SaveRow("actions", {"what": "", "why": "", "by_when": ""}))
    assert "Ask her father" in told
    assert amara.conversation.drafts
    amara.presses(DropDraft("actions"))
    assert amara.conversation.drafts == {}


def test_nothing_filled_in() -> None:
    _, amara = started(TABLE)
    told = amara.presses(SaveRow("actions", {"what": "", "why": "", "by_when": ""}))
    assert "Nothing is filled in yet." in told


def test_a_row_form_is_saved_whichever_button_is_pressed() -> None:
    room, amara = started(TABLE, question("after", section="after"))
    amara.presses(SavePage((), GoOn(), SaveRow("actions", DONE)))
    assert len(room.audit.rows["actions"]) == 1
    assert amara.got(PageView).questions[0].key == "after"


def test_changed_and_back_and_untouched() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions", DONE))
    key = room.audit.rows["actions"][0].key
    amara.presses(GoTo(key))
    view = amara.sees("actions")
    assert view.editing == key
    assert [c.value for c in view.columns] == ["Update the chronology", "", "2026-06-30"]
    amara.presses(SaveRow(key, DONE, 1))
    assert len(room.audit.history[key]) == 1
    amara.presses(SaveRow(key, {**DONE, "why": "So that it is whole"}, 1))
    assert cells(room)["why"] == "So that it is whole"
    assert len(room.audit.history[key]) == 2
    amara.presses(GoTo(key))
    assert "We left it as it was." in amara.presses(DropDraft(key))
    assert amara.sees("actions").editing == ""


def test_a_cell_that_the_card_did_not_send_stays() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions", DONE))
    key = room.audit.rows["actions"][0].key
    amara.presses(SaveRow(key, {"why": "So that it is whole"}, 1))
    assert cells(room)["what"] == "Update the chronology"


def test_taken_out_and_its_history_stays() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions", DONE))
    key = room.audit.rows["actions"][0].key
    assert "number 1 is taken out." in amara.presses(RemoveRow(key, 1))
    assert "actions" not in room.audit.rows
    assert len(room.audit.history[key]) == 2
    assert "already taken out" in amara.presses(RemoveRow(key, 2))


def test_stale_rows_are_kept_beside_and_never_taken_out_unseen() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions", DONE))
    key = room.audit.rows["actions"][0].key
    sam = Chat(room, SAM)
    sam.opens()
    amara.presses(GoTo(key))
    sam.presses(SaveRow(key, {**DONE, "what": "Sam's words"}, 1))
    assert "Look again before you take it out." in amara.presses(RemoveRow(key, 1))
    told = amara.presses(SaveRow(key, {**DONE, "what": "Amara's words"}, 1))
    assert "Sam Okafor changed this row at" in told
    assert cells(room)["what"] == "Sam's words"
    assert amara.sees("actions").columns[0].value == "Amara's words"
    amara.says("submit")
    gap = amara.got(GapsView).gaps[0]
    assert (gap.key, gap.why) == (key, "Your change to number 1 is not saved yet.")
    amara.presses(GoTo(gap.key))
    assert amara.sees("actions").columns[0].value == "Amara's words"


def test_a_change_to_a_row_that_was_taken_out_is_given_back() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions", DONE))
    key = room.audit.rows["actions"][0].key
    amara.presses(GoTo(key))
    Chat(room, SAM).presses(RemoveRow(key, 1))
    told = amara.presses(SaveRow(key, {**DONE, "what": "Amara's words"}, 1))
    assert "This row was taken out after you opened it. What you wrote is kept." in told
    assert "Amara's words" in told
    assert amara.sees("actions").editing == ""
    amara.presses(DropDraft(key))
    assert amara.conversation.drafts == {}


def test_a_key_nobody_gave_is_never_used() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions/../../etc", DONE))
    assert [row.key for row in room.audit.rows["actions"]] != ["actions/../../etc"]
    assert len(room.audit.rows["actions"]) == 1


def test_rows_are_read_back_one_by_one() -> None:
    room, amara = started(TABLE)
    amara.presses(SaveRow("actions", DONE))
    amara.says("review")
    line = amara.got(ReviewView).lines[0]
    assert line.key == room.audit.rows["actions"][0].key
    assert ("By when?", "30 June 2026") in [(c.label, c.value_label) for c in line.cells]


TICKED = question(
    "actions",
    answer_types.ROWS,
    columns=(
        Column("what", "Action", answer_types.TEXT),
        Column("told", "Family told?", answer_types.TICK, required=False),
        Column("visits", "Visits", answer_types.NUMBER, required=False),
    ),
)


def test_a_tick_in_a_row_is_shown_as_it_was_set() -> None:
    room, amara = started(TICKED)
    amara.presses(SaveRow("actions", {"what": "Visit", "told": "yes", "visits": "12"}))
    amara.presses(SaveRow("actions", {"what": "Ring", "told": "no"}))
    rows = amara.got(PageView).questions[0].rows
    assert [[cell.value_label for cell in row.cells] for row in rows] == [
        ["Visit", "Yes", "12"],
        ["Ring", "No", ""],
    ]
    assert room.audit.rows["actions"][0].value == {"told": "true", "visits": "12"}


def test_an_early_tick_in_a_row_still_reads() -> None:
    (column,) = (c for c in TICKED.columns if c.id == "told")
    assert [shown(column, stored) for stored in ("True", "False", "true", "false")] == [
        "Yes",
        "No",
        "Yes",
        "No",
    ]


def test_a_row_form_with_a_tick_left_off_holds_nothing() -> None:
    room, amara = started(TICKED)
    amara.presses(SaveRow("actions", {"what": "", "told": "no", "visits": ""}))
    assert "actions" not in room.audit.rows
    assert amara.got(PageView).questions[0].problem == ""


def test_a_column_is_asked_for_in_words_by_its_type() -> None:
    _, amara = started(TICKED)
    assert "Family told? Type yes or no. Type skip to leave it empty." in amara.says("Visit the family")
