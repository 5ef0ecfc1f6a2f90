"""What could not be saved as it was stays, word for word, until the person saves it or gives it up."""

from __future__ import annotations

from dialogs.conversation.given import Given
from dialogs.conversation.views import GapsView, PageView, Sentence
from dialogs.features.concerns import RaiseConcern
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.navigation import OpenAudit
from dialogs.features.pausing import Pause
from dialogs.features.save_page import DropDraft, SavePage
from dialogs.features.submission import SubmitStage
from template_specs import answer_types
from tests.dialogs.builders import LEA, OTHER, SAM, SEEN, question
from tests.dialogs.chat_harness import Chat, answer, answer_everything, started, words

LONG = "Her words about home are in the notes of every visit since March. " * 90
HUGE = LONG * 10
Q1, Q2, TEXT = question("1.1"), question("1.2"), question("text", answer_types.TEXT)


def test_one_fault_on_a_page_leaves_the_good_answers_saved() -> None:
    room, amara = started(Q1, Q2)
    told = amara.saves({"1.1": ("good", LONG), "1.2": ("ri", OTHER)})
    assert "This is 5,939 characters and a box holds 4,000. It is kept here; shorten it by 1,939" in told
    assert room.audit.answer("1.1") is None
    assert answer(room, "1.2").value == "ri"
    view = amara.sees("1.1")
    assert view.value == "good"
    assert view.evidence is not None
    assert view.evidence.text == LONG.strip()
    assert "shorten it" in view.problem


def test_a_text_that_no_box_holds_shows_its_beginning_and_comes_whole_as_messages() -> None:
    _, amara = started(Q1, Q2)
    told = amara.saves({"1.1": ("good", HUGE)})
    view = amara.sees("1.1")
    assert "The box shows its beginning; all of it is in this chat." in view.problem
    assert view.evidence is not None
    assert len(view.evidence.text) > 16_000
    assert HUGE.startswith(view.evidence.text)
    messages = [v.text.partition("\n\n")[2] for v in amara.replies if isinstance(v, Sentence)]
    assert "".join(messages) == HUGE.strip()
    assert "1.1 What of 1.1?, as you wrote it (1 of 12)" in told


def test_a_cut_box_that_comes_back_untouched_keeps_the_whole() -> None:
    room, amara = started(Q1, Q2)
    amara.saves({"1.1": ("good", HUGE)})
    assert [q.key for q in (amara.page.questions if amara.page else ())] == ["1.1"]
    amara.saves({})
    assert amara.conversation.drafts["1.1"].words == HUGE.strip()
    assert room.audit.answer("1.1") is None
    amara.saves({"1.1": ("good", SEEN)})
    assert words(room, "1.1") == SEEN
    assert amara.conversation.drafts == {}


def test_a_box_that_the_card_had_no_room_for_changes_nothing_of_what_is_kept() -> None:
    room, amara = started(Q1, Q2)
    amara.saves({"1.1": ("good", HUGE)})
    amara.presses(SavePage((Given("1.1", "ri", None, 0),)))
    assert answer(room, "1.1").value == "ri"
    assert amara.conversation.drafts["1.1"].words == HUGE.strip()
    assert amara.conversation.drafts["1.1"].value == ""
    amara.says("card")
    assert amara.sees("1.1").value == "ri"


def test_a_text_answer_beyond_its_limit() -> None:
    room, amara = started(TEXT, Q2)
    told = amara.says(LONG)
    assert "Shorten it by 1,939 or more; what you typed is kept." in told
    amara.says("card")
    view = amara.sees("text")
    assert view.value_passage is not None
    assert view.value_passage.text == LONG.strip()
    amara.saves({"text": SEEN})
    assert words(room, "text") == SEEN


def test_typing_beside_a_kept_text_leaves_it_until_it_is_used_or_dropped() -> None:
    room, amara = started(Q1, Q2)
    amara.saves({"1.1": ("good", LONG)})
    told = amara.says(f"1.1: ri - {SEEN}")
    assert "You have unsaved words here." in told
    assert words(room, "1.1") == SEEN
    assert amara.conversation.drafts["1.1"].words == LONG.strip()
    amara.says("submit")
    assert amara.got(GapsView).gaps[0].why == "What you wrote here is not saved yet."
    amara.says("go to 1.1")
    assert "we kept the saved answer" in amara.says("keep")
    assert amara.conversation.drafts == {}
    assert words(room, "1.1") == SEEN


def test_a_date_that_does_not_exist_is_shown_again_as_it_was_written() -> None:
    room, amara = started(question("seen", answer_types.DATE), Q2)
    assert "31 June does not exist." in amara.saves({"seen": "31 June 2026"})
    assert amara.sees("seen").value == "31 June 2026"
    amara.saves({"seen": "2026-06-30"})
    assert answer(room, "seen").value == "2026-06-30"


def test_nothing_filled_in_says_so_and_goes_on() -> None:
    room, amara = started(*(question(f"1.{n}") for n in range(1, 6)))
    told = amara.saves({})
    assert "Nothing to save. Still to do on the page before: 1.1, 1.2, 1.3, 1.4." in told
    assert amara.got(PageView).questions[0].key == "1.5"
    assert room.audit.history == {}


def test_pausing_saves_what_stands_in_the_boxes() -> None:
    room, amara = started(Q1, Q2)
    told = amara.saves({"1.1": ("good", SEEN)}, then=Pause())
    assert words(room, "1.1") == SEEN
    assert "Paused." in told


def test_a_second_press_changes_nothing() -> None:
    room, amara = started(Q1, Q2)
    page = amara.page
    amara.saves({"1.1": ("good", SEEN)}, page=page)
    amara.saves({"1.1": ("good", SEEN)}, page=page)
    assert len(room.audit.history["1.1"]) == 1
    assert amara.conversation.drafts == {}


def test_a_press_after_the_submission_is_kept_told_and_there_again_when_reopened() -> None:
    room, amara = started(Q1, Q2)
    sam = Chat(room, SAM)
    sam.opens()
    answer_everything(room, SAM)
    page = amara.page
    sam.presses(SubmitStage(confirmed=True))
    told = amara.saves({"1.1": ("ri", OTHER)}, page=page)
    assert "Sam Okafor submitted the audit of CF-1042" in told
    assert "ask Sam Okafor or your QA lead" in told
    assert "What you wrote is kept, and is there again when it is reopened." in told
    assert "not part of the audit" not in told
    assert answer(room, "1.1").value == "good"
    Chat(room, LEA).presses(ReopenAudit("the plan was missed in section 5"))
    amara.presses(OpenAudit())
    view = amara.sees("1.1")
    assert view.value == "ri"
    assert view.problem == "You wrote this when the audit took no answers. Save it if you still want it."
    amara.saves({})
    assert answer(room, "1.1").value == "ri"


def test_an_untouched_page_after_the_submission_leaves_nothing() -> None:
    room, amara = started(Q1)
    page = amara.page
    answer_everything(room, SAM)
    Chat(room, SAM).presses(SubmitStage(confirmed=True))
    told = amara.saves({}, page=page)
    assert "This audit has been submitted" in told
    assert "kept" not in told
    assert amara.conversation.drafts == {}


def test_a_concern_from_a_page_that_came_too_late_is_sent_and_the_page_kept() -> None:
    room, amara = started(Q1, Q2)
    page = amara.page
    answer_everything(room, SAM)
    Chat(room, SAM).presses(SubmitStage(confirmed=True))
    told = amara.saves({"1.1": ("ri", OTHER)}, then=RaiseConcern("New bruises today."), page=page)
    assert [c.passage.text for c in room.audit.concerns] == ["New bruises today."]
    assert "Your concern goes to Priya Nair now" in told
    assert amara.conversation.drafts["1.1"].words == OTHER


def test_a_tick_left_off_is_no_answer_unless_the_form_asks_for_one() -> None:
    room, amara = started(
        question("maybe", answer_types.TICK, required=False),
        question("must", answer_types.TICK),
        question("1.3"),
    )
    amara.saves({}, then=Pause())
    assert room.audit.history == {}
    amara.presses(OpenAudit())
    amara.saves({})
    assert room.audit.answer("maybe") is None
    assert answer(room, "must").value is False
    amara.presses(OpenAudit())
    amara.saves({"maybe": "yes"})
    amara.presses(OpenAudit())
    amara.saves({"maybe": "no"})
    assert [a.value for a in room.audit.history["maybe"]] == [True, False]


def test_identity_details_are_words_and_stay_so() -> None:
    born = question("born", answer_types.DATE, identity=True, not_future=True)
    room, amara = started(born, Q2)
    amara.saves({"born": "2012-03-01"})
    assert (answer(room, "born").value, words(room, "born")) == (None, "2012-03-01")
    amara.presses(OpenAudit())
    amara.saves({})
    assert len(room.audit.history["born"]) == 1
    assert "is still to come" in amara.saves({"born": "2031-01-01"})
    assert amara.sees("born").value_passage is not None
    amara.saves({"born": ""})
    assert words(room, "born") == ""
    amara.says("submit")
    assert "born" in [gap.key for gap in amara.got(GapsView).gaps]


def test_dropping_what_is_not_there_says_so() -> None:
    _, amara = started(Q1)
    assert "There is nothing unsaved here" in amara.presses(DropDraft("1.1"))
