"""Answering by typing: what each kind of line means, and what is said back."""

from __future__ import annotations

import time

import pytest

from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import GapsView, HelpView, PageView, ReviewView, Sentence, UnsentConcernView
from dialogs.features.clarification import ChooseMeaning
from dialogs.features.navigation import GoTo
from template_specs import answer_types
from template_specs.kinds import leading, read
from template_specs.model import Option
from tests.dialogs.builders import ABSENT, GRADES, OTHER, SEEN, TIER2, TODAY, question
from tests.dialogs.chat_harness import answer, started, words


def test_a_grade_with_its_evidence_in_one_line() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    told = amara.says(f"good - {SEEN}")
    assert told.startswith("1.1 What of 1.1?: Good. Saved.")
    assert "1.2 What of 1.2?" in told
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("good", SEEN)
    assert not any(isinstance(view, PageView) for view in amara.replies)


def test_a_grade_alone_is_asked_for_what_was_seen() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    assert "What did you see that makes this Good?" in amara.says("good")
    told = amara.says(SEEN)
    assert told.startswith("1.1 What of 1.1?: Good. Saved.")
    assert words(room, "1.1") == SEEN
    assert [a.value for a in room.audit.history["1.1"]] == ["good", "good"]


def test_a_sentence_before_its_grade_is_kept_as_evidence() -> None:
    room, amara = started(question("1.1"))
    assert "Now choose a grade." in amara.says(SEEN)
    amara.says("ri")
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("ri", SEEN)


def test_words_after_an_answer_without_a_box_for_them_become_a_note() -> None:
    room, amara = started(question("consent", answer_types.YES_NO), question("1.2"))
    assert "Noted." in amara.says("yes - her mother signed in May")
    assert answer(room, "consent").value == "yes"
    assert [n.passage.text for n in room.audit.notes] == ["her mother signed in May"]


def test_a_change_says_what_was_there_and_keeps_it() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    amara.says(f"good - {SEEN}")
    told = amara.says(f"1.1: ri - {OTHER}")
    assert "1.1 What of 1.1? was Good; both are on the record." in told
    assert [a.value for a in room.audit.history["1.1"]] == ["good", "ri"]


def test_a_number_alone_goes_to_its_question() -> None:
    _, amara = started(*(question(f"1.{n}") for n in range(1, 7)), question("score", answer_types.SCORE))
    amara.says("1.6")
    assert "1.6" in [q.key for q in amara.got(PageView).questions]
    assert amara.conversation.asked == "1.6"
    amara.says("go to score")
    amara.says("1.1")
    assert amara.conversation.asked == "1.1"


def test_a_named_question_takes_the_answer_and_the_place_stays() -> None:
    room, amara = started(question("1.1"), question("1.2"), question("1.3"))
    assert "1.1 What of 1.1?" in amara.says(f"1.3: good - {SEEN}")
    assert answer(room, "1.3").value == "good"
    assert words(room, "1.3") == SEEN


def test_a_sentence_that_only_begins_with_a_number_answers_the_question_in_hand() -> None:
    room, amara = started(question("1.1"), question("2.5"))
    told = amara.says("2.5 years on a plan, and nobody has asked her what she wants from it.")
    assert "1: It is for 2.5" in told
    assert "2: It is for 1.1" in told
    assert not room.audit.history
    amara.says("2")
    assert room.audit.answer("2.5") is None
    assert words(room, "1.1").startswith("2.5 years on a plan")
    amara.says("2.5 ri")
    assert answer(room, "2.5").value == "ri"


@pytest.mark.parametrize(
    ("typed", "section"), [("go to assessment", "Assessment"), ("go to section 5", "Plan")]
)
def test_going_to_a_section(typed: str, section: str) -> None:
    _, amara = started(template=TIER2)
    amara.says(typed)
    assert amara.got(PageView).section.startswith(section)


def test_a_place_that_is_not_there_is_named() -> None:
    _, amara = started(question("team", answer_types.YES_NO))
    assert "I found nothing called the moon." in amara.says("go to the moon")
    assert "Choose a place first" in amara.presses(GoTo(""))


def test_a_word_that_is_no_answer_names_the_choices_and_is_asked_once() -> None:
    room, amara = started(question("1.1"))
    told = amara.says("adequate")
    assert "I don't recognise" in told
    assert "Outstanding, Good, Requires improvement or Inadequate" in told
    assert "Type Outstanding" not in told
    assert room.audit.answer("1.1") is None


def test_dates_that_do_not_exist_or_are_still_to_come() -> None:
    room, amara = started(question("seen", answer_types.DATE, not_future=True, short="Date last seen"))
    assert "31 June does not exist. Type the date last seen, such as 30 June 2026." in amara.says(
        "31 June 2026"
    )
    assert "6 June 2026 is still to come" in amara.says("6/6/2026")
    assert room.audit.answer("seen") is None
    amara.says("5/6/2026")
    assert answer(room, "seen").value == "2026-06-05"


def test_a_tick_takes_a_typed_no() -> None:
    room, amara = started(question("cwd", answer_types.TICK), question("1.1"))
    assert "cwd?: No. Saved." in amara.says("no")
    assert answer(room, "cwd").value is False
    assert room.audit.history["cwd"][0].revision == 1


def test_skip_passes_a_question_and_keeps_it_on_the_list() -> None:
    _, amara = started(question("1.1"), question("1.2"))
    told = amara.says("skip")
    assert "1.1 What of 1.1?: skipped. It stays on your list." in told
    assert "1.2 What of 1.2?" in told
    amara.says("submit")
    assert [gap.key for gap in amara.got(GapsView).gaps] == ["1.1", "1.2"]


def test_words_that_always_work() -> None:
    _, amara = started(*(question(f"1.{n}") for n in range(1, 6)), question("2.1", section="two"))
    amara.says("next")
    assert amara.got(PageView).questions[0].key == "1.5"
    amara.says("back")
    assert amara.got(PageView).questions[0].key == "1.1"
    assert "This is the first page." in amara.says("back")
    assert "You are in CF-1042, One, page 1 of 2. Done: 0 of 5 here, 0 of 6 altogether." in amara.says(
        "where am i"
    )
    assert "Paused. Everything you saved is kept. 6 questions to go." in amara.says("pause")
    assert "Welcome back." in amara.says("resume")
    assert amara.got(PageView)
    amara.says("review")
    assert amara.got(ReviewView)


def test_an_answer_after_a_pause_takes_the_audit_up_again() -> None:
    _, amara = started(question("1.1"), question("1.2"))
    amara.says("pause")
    assert "1.2 What of 1.2?" in amara.says(f"good - {SEEN}")
    assert amara.conversation.view == OnScreen.PAGE


def test_a_sentence_that_begins_like_a_command_is_asked_about() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    sentence = "Concern about neglect was followed up by the school and by us."
    assert "Did you mean the command “concern”?" in amara.says(sentence)
    buttons = amara.got(Sentence).offers
    assert [button.action.data["choice"] for button in buttons] == ["command", "answer"]
    assert not room.audit.concerns
    amara.says("2")
    assert words(room, "1.1") == sentence
    amara.says(sentence)
    amara.says("1")
    assert amara.got(UnsentConcernView).words == sentence
    assert not room.audit.concerns
    amara.says("send now")
    assert [c.passage.text for c in room.audit.concerns] == [sentence]


def test_a_button_of_an_older_question_does_nothing() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    amara.says("Next steps were agreed with the school.")
    old = amara.got(Sentence).offers[1].action
    amara.says("2")
    assert "That has been answered already." in amara.presses(
        ChooseMeaning(command=False), str(old.data["token"])
    )
    amara.says("Concern about neglect was followed up by the school and by us.")
    assert "That has been answered already." in amara.presses(
        ChooseMeaning(command=True), str(old.data["token"])
    )
    assert not room.audit.concerns


def test_words_left_in_the_open_are_kept_as_a_note() -> None:
    room, amara = started(question("1.1"), question("1.2"))
    sentence = "Concern about neglect was followed up by the school nurse in March and in April."
    amara.says(sentence)
    amara.says(f"good - {SEEN}")
    assert [n.passage.text for n in room.audit.notes] == [sentence]


def test_help_that_was_meant() -> None:
    _, amara = started(question("1.1"))
    amara.says("help her mother to see it")
    amara.says("1")
    assert amara.got(HelpView).words


def test_what_belongs_nowhere_gets_an_offer() -> None:
    _, amara = started(question("consent", answer_types.YES_NO))
    amara.says("yes")
    assert "Everything" in amara.says("and what about this")


@pytest.mark.slow
def test_a_long_answer_to_several_choices_is_read_at_once() -> None:
    needs = question(
        "needs", answer_types.CHOICES, options=(Option("a", "Health, care"), Option("b", "School"))
    )
    begun = time.process_time()
    for text in ("x\n" * 20_000, "a," * 20_000, "school and " * 5_000):
        leading(needs, text, TODAY)
        read(needs, text, TODAY)
    assert time.process_time() - begun < 60  # of the processor: it took hours
    assert leading(needs, "health, care and school - seen", TODAY) == ("a,b", "seen")


def test_an_absent_item_asks_for_its_reason_and_is_never_challenged() -> None:
    room, amara = started(question("1.1", options=(*GRADES, ABSENT)), question("1.2"))
    assert "Why is it not applicable?" in amara.says("n/a")
    amara.says("submit")
    assert amara.got(GapsView).gaps[0].why == "Needs the reason why it does not apply."
    amara.says("back")
    assert "1.2 What of 1.2?" in amara.says("None commissioned")
    assert words(room, "1.1") == "None commissioned"
    assert not room.audit.challenged
