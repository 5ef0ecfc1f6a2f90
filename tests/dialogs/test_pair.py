"""Two auditors on one audit: neither overwrites, moves or loses the other's."""

from __future__ import annotations

from dialogs.audits.audit import Answer
from dialogs.conversation.given import Given
from dialogs.conversation.views import PageView
from dialogs.features.navigation import GoTo
from dialogs.features.save_page import DropDraft, SavePage
from tests.dialogs.builders import OTHER, SAM, SEEN, question
from tests.dialogs.chat_harness import Chat, Room, answer, started, words

Q = tuple(question(f"1.{n}") for n in range(1, 7))
THIRD = "The plan names three outcomes, and each of them was looked at in the last review."


def words_of(given: Answer) -> str:
    return given.passage.text if given.passage is not None else ""


def pair() -> tuple[Room, Chat, Chat]:
    room, amara = started(*Q)
    sam = Chat(room, SAM)
    sam.opens()
    return room, amara, sam


def test_a_stale_page_is_shown_beside_what_was_saved_meanwhile() -> None:
    room, amara, sam = pair()
    sam.saves({"1.1": ("ri", OTHER)})
    told = amara.saves({"1.1": ("good", SEEN), "1.2": ("good", THIRD)})
    assert (
        "1.1 What of 1.1?: Sam Okafor saved Requires improvement at 2:33pm, after this card was shown."
        in told
    )
    assert words(room, "1.1") == OTHER
    assert words(room, "1.2") == THIRD  # work elsewhere makes nothing stale
    view = amara.sees("1.1")
    assert (view.value, view.evidence and view.evidence.text) == ("good", SEEN)
    assert view.conflict is not None
    assert (view.conflict.by, view.conflict.value_label) == ("Sam Okafor", "Requires improvement")
    assert view.conflict.passage is not None
    assert view.conflict.passage.text == OTHER
    amara.saves({"1.1": ("ri", f"{OTHER}\n{SEEN}")})
    assert words(room, "1.1") == f"{OTHER}\n{SEEN}"
    assert [a.by for a in room.audit.history["1.1"]] == ["sam", "amara"]


def test_keeping_theirs_drops_mine() -> None:
    room, amara, sam = pair()
    sam.saves({"1.1": ("ri", OTHER)})
    amara.saves({"1.1": ("good", SEEN)})
    assert "we kept the saved answer" in amara.presses(DropDraft("1.1"))
    assert amara.conversation.drafts == {}
    assert words(room, "1.1") == OTHER
    assert amara.sees("1.1").conflict is None


def test_untouched_boxes_of_a_stale_page_hold_nothing_back() -> None:
    room, amara, sam = pair()
    sam.saves({"1.1": ("ri", OTHER)})
    amara.saves({"1.2": ("good", SEEN)})
    assert amara.conversation.drafts == {}
    assert answer(room, "1.1").by == "sam"


def test_the_same_answer_twice_is_no_conflict() -> None:
    room, amara, sam = pair()
    sam.saves({"1.1": ("good", SEEN)})
    amara.saves({"1.1": ("good", SEEN)})
    assert amara.conversation.drafts == {}
    assert len(room.audit.history["1.1"]) == 1


def test_a_typed_answer_belongs_to_what_was_asked() -> None:
    room, amara, sam = pair()
    sam.says(f"ri - {OTHER}")
    told = amara.says(f"good - {SEEN}")
    assert "Sam Okafor saved Requires improvement" in told
    assert "after I asked you. What you wrote is kept." in told
    assert words(room, "1.1") == OTHER
    assert room.audit.answer("1.2") is None
    assert amara.conversation.drafts["1.1"].words == SEEN
    amara.says("mine")
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", SEEN)
    assert [a.by for a in room.audit.history["1.1"]] == ["sam", "amara"]
    assert amara.conversation.drafts == {}


def test_a_typed_answer_given_up_for_theirs() -> None:
    room, amara, sam = pair()
    sam.says(f"ri - {OTHER}")
    amara.says(f"good - {SEEN}")
    assert "1.2 What of 1.2?" in amara.says("keep")
    assert words(room, "1.1") == OTHER
    assert amara.conversation.drafts == {}


def test_a_grade_of_mine_never_stands_on_their_words() -> None:
    room, amara, sam = pair()
    sam.says(f"ri - {OTHER}")
    amara.says("good")
    assert "What did you see that makes this Good?" in amara.says("mine")
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", "")
    assert words_of(room.audit.history["1.1"][0]) == OTHER  # theirs is on the record
    amara.says(SEEN)
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", SEEN)


def test_words_of_mine_never_stand_under_their_grade() -> None:
    room, amara, sam = pair()
    amara.says("good")
    sam.says(f"1.1: ri - {OTHER}")
    sam.says("mine")
    amara.says(SEEN)
    told = amara.says("mine")
    assert "Which answer do they go with?" in told
    assert "Requires improvement is Sam Okafor's" in told
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("ri", OTHER)
    amara.says("good")
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", SEEN)
    assert amara.conversation.drafts == {}


def test_a_typed_answer_over_one_never_seen_shows_both() -> None:
    room, amara, sam = pair()
    amara.says(f"good - {SEEN}")
    told = sam.says(f"1.1: ri - {OTHER}")
    assert told.count("Amara Diallo saved Good at") == 1, "said once, and not again by the question"
    assert f"s answer: Good - {SEEN}" in told
    assert f"Yours: Requires improvement - {OTHER}" in told
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", SEEN)
    assert "use mine" in sam.says("ok")
    assert room.audit.answer("1.2") is None
    sam.says("use mine please")
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("ri", OTHER)


def test_what_is_too_long_is_said_once_with_what_to_do() -> None:
    _, amara, _ = pair()
    told = amara.says("good - " + "she was seen alone, and her words are in the plan. " * 90)
    assert told.count("It is kept here; shorten it by") == 1


def test_evidence_typed_after_theirs_holds_my_words_alone() -> None:
    _, amara, sam = pair()
    amara.says("good")
    sam.says(f"1.1: ri - {OTHER}")
    sam.says("use mine")
    amara.says(SEEN)
    assert amara.conversation.drafts["1.1"].words == SEEN


def test_each_walks_at_their_own_pace() -> None:
    _, amara, sam = pair()
    before = amara.conversation
    sam.says("next")
    sam.says(f"good - {SEEN}")
    assert amara.conversation == before
    assert sam.conversation.place == "1.5"
    amara.says("card")
    assert amara.got(PageView).partner == "Sam Okafor"


def test_an_older_card_leads_to_what_it_asks_and_never_past_the_page_in_hand() -> None:
    room, amara, sam = pair()
    sam.saves({"1.1": ("ri", OTHER)})
    amara.presses(GoTo("1.5"))  # the second page is in hand; the first one's card still stands
    old = (Given("1.1", "good", SEEN, 0),)
    amara.presses(SavePage(old))
    assert amara.sees("1.1").conflict is not None
    amara.presses(DropDraft("1.1"))
    amara.presses(GoTo("1.5"))
    amara.presses(SavePage((Given("1.2", "good", THIRD, 0),)))
    assert words(room, "1.2") == THIRD
    assert amara.sees("1.5").value == ""
