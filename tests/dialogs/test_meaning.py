"""An answer lands on the question it was meant for: named, in hand or asked about, and in order of time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.audits.audit import State
from dialogs.audits.events import EventKind
from dialogs.conversation.command import Command
from dialogs.conversation.pending import WhichMeaning
from dialogs.conversation.state import ConversationState
from dialogs.conversation.views import ConfirmSubmitView, Sentence
from dialogs.features.clarification import AskMeaning
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.navigation import GoTo, OpenAudit
from dialogs.features.submission import SubmitStage
from storage.pending_questions import stored
from template_specs import answer_types
from template_specs.language.loader import library
from tests.dialogs.builders import AMARA, LEA, OTHER, PRIYA, SAM, SEEN, question
from tests.dialogs.chat_harness import Chat, Room, answer, answer_everything, open_room, started, words
from tests.dialogs.strategies import EVERYTHING, events

NOTED = "The referral said what school had seen and when, and who rang back."
PROFILE: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.large_base_example],
}


def three(**more: Any) -> tuple[Room, Chat]:
    return started(*(question(f"1.{n}") for n in range(1, 5)), **more)


# --- the question in hand -------------------------------------------------------------------------


@pytest.mark.parametrize("slip", ["excelent", "adequate", "dandy"])
def test_a_refused_answer_is_asked_again_where_it_was(slip: str) -> None:
    room, amara = three()
    amara.says("go to 1.3")
    assert "1.3 What of 1.3?" in amara.says(slip)
    amara.says(f"good - {SEEN}")
    assert answer(room, "1.3").value == "good"
    assert room.audit.answer("1.1") is None


def test_right_and_wrong_dates_all_go_to_the_date() -> None:
    room, amara = started(
        question("first", answer_types.TEXT), question("born", answer_types.DATE, identity=True)
    )
    amara.says("go to born")
    for date in ("12/13/2014", "31 June 2014", "5 June 2014", "go to born", "6 June 2014"):
        amara.says(date)
    assert words(room, "born") == "2014-06-06"
    assert room.audit.answer("first") is None


def test_half_an_answer_keeps_its_question_whatever_page_it_is_on() -> None:
    room, amara = started(*(question(f"1.{n}") for n in range(1, 7)), question("2.1", section="two"))
    assert "What did you see that makes this Good?" in amara.says("2.1 good")
    amara.says(NOTED)
    assert (answer(room, "2.1").value, words(room, "2.1")) == ("good", NOTED)
    assert room.audit.answer("1.1") is None
    assert amara.conversation.asked == "1.1"


def test_evidence_ahead_of_its_grade_keeps_its_question() -> None:
    room, amara = three()
    amara.says("go to 1.3")
    amara.says(SEEN)
    amara.says("inadequate")
    assert (answer(room, "1.3").value, words(room, "1.3")) == ("inadequate", SEEN)
    assert room.audit.answer("1.1") is None


def test_a_named_answer_leaves_the_question_in_hand() -> None:
    room, amara = three()
    amara.says("go to 1.2")
    amara.says("good")
    amara.says(f"1.3: ri - {OTHER}")
    amara.says(SEEN)
    assert (words(room, "1.2"), words(room, "1.3")) == (SEEN, OTHER)


# --- named ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "1.3. ri, {}", "1.3) ri - {}", "1.3: ri - {}", "Q1.3 ri - {}", "question 1.3: RI - {}",
        "1.3 - RI - {}", "change 1.3 to ri - {}", "no. 1.3 ri - {}", "What of 1.3?: ri - {}",
    ],
)  # fmt: skip
def test_a_name_leads_there(typed: str) -> None:
    room, amara = three()
    amara.says(typed.format(OTHER))
    assert (answer(room, "1.3").value, words(room, "1.3")) == ("ri", OTHER)
    assert room.audit.history.keys() == {"1.3"}


@pytest.mark.parametrize("typed", [f"1.3 {SEEN}", f"1.3 is ri {OTHER}", f"question 9.9: good - {SEEN}"])
def test_a_name_that_cannot_be_followed_is_asked_about(typed: str) -> None:
    room, amara = three()
    amara.says(typed)
    assert not room.audit.history
    pending = amara.conversation.pending
    assert isinstance(pending, WhichMeaning)
    amara.says("note")
    assert [n.passage.text for n in room.audit.notes] == [pending.text]


def test_a_question_that_is_not_asked_now_takes_nothing() -> None:
    opened = question("1.2", when=EVERYTHING.by_id["1.4"].when)
    room, amara = started(question("1.3", answer_types.YES_NO), opened, question("1.4"))
    assert "is not asked in this audit" in amara.says(f"1.2: good - {SEEN}")
    assert not room.audit.history


def test_several_answers_on_lines_of_their_own_each_find_theirs() -> None:
    room, amara = three()
    amara.says(f"1.1 - Good - {SEEN}\n1.2 - RI - {OTHER}\n1.3 inadequate - {NOTED}")
    answers = {key: (answer(room, key).value, words(room, key)) for key in room.audit.history}
    assert answers == {"1.1": ("good", SEEN), "1.2": ("ri", OTHER), "1.3": ("inadequate", NOTED)}


def test_several_answers_in_one_line_are_asked_about_and_never_all_the_first() -> None:
    room, amara = three()
    told = amara.says(f"1.1 good {SEEN} 1.2 ri {OTHER}")
    assert "1: Each to its own: 1.1 Good, 1.2 Requires improvement" in told
    assert not room.audit.history
    amara.says("1")
    assert (answer(room, "1.1").value, answer(room, "1.2").value) == ("good", "ri")
    assert SEEN in words(room, "1.1")
    assert OTHER in words(room, "1.2")


# --- a given grade --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "Outstanding: health assessment and PEP, both overdue since May",
        "Outstanding - entries from March to June",
        "Good, clear chronology until March and then nothing",
        "Good. However nothing since",
        "good work until March, and then nothing at all",
    ],
)
def test_evidence_never_turns_the_grade_that_it_is_for(typed: str) -> None:
    room, amara = three()
    amara.says("ri")
    amara.says(typed)
    assert answer(room, "1.1").value == "ri"
    if isinstance(amara.conversation.pending, WhichMeaning):
        amara.says("evidence")
    assert (answer(room, "1.1").value, words(room, "1.1")) == ("ri", typed)


@pytest.mark.parametrize(
    "said", ["missing", "still missing", "what is missing", "it's what is still missing"]
)
def test_outstanding_is_what_is_still_missing_where_the_person_says_so(said: str) -> None:
    room, amara = three()
    typed = "Outstanding: health assessment and PEP, both overdue since May"
    amara.says(typed)
    amara.says(said)
    given = answer(room, "1.1")
    assert (given.value, words(room, "1.1")) == (None, typed)
    assert not room.audit.notes


def test_words_that_were_asked_about_and_left_are_named_when_they_are_kept() -> None:
    _, amara = three()
    amara.says("Outstanding: health assessment and PEP, both overdue since May")
    told = amara.says("go to 1.3")
    assert "“Outstanding: health assessment and PEP,…” is kept as a note." in told


@pytest.mark.parametrize(
    "typed", ["1.2 good but the father was not asked", "Requires improvement, but better"]
)
def test_the_buttons_of_a_question_back_are_short_enough_for_a_phone(typed: str) -> None:
    long = "Partner agencies at the time of the referral"
    _, amara = started(*(question(f"1.{n}", short=long) for n in range(1, 4)))
    told = amara.says(typed)
    assert "1: " in told
    assert amara.step is not None
    labels = [
        offer.label for view in amara.step.replies if isinstance(view, Sentence) for offer in view.offers
    ]
    assert len(labels) == len(set(labels)) > 1
    assert max(map(len, labels)) <= 30


@pytest.mark.parametrize("typed", ["good", "actually good", "change to good", "sorry, that should be good"])
def test_a_grade_changes_when_somebody_says_so(typed: str) -> None:
    room, amara = three()
    amara.says("ri")
    assert "both are on the record" in amara.says(typed)
    assert answer(room, "1.1").value == "good"


@pytest.mark.parametrize(
    "typed",
    ["good or ri", "good/RI", "between good and RI", "Good - RI overall", "good - but nothing since March",
     "Good, but overall this requires improvement", "good - recording is inadequate"],
)  # fmt: skip
def test_two_grades_in_one_line_are_asked_about(typed: str) -> None:
    room, amara = three()
    amara.says(typed)
    assert not room.audit.history
    assert isinstance(amara.conversation.pending, WhichMeaning)
    assert amara.conversation.pending.text == typed


@pytest.mark.parametrize("typed", ["6 - 7", "6-7", "6 or 7", "6 to 7"])
def test_a_range_is_never_its_first_figure(typed: str) -> None:
    room, amara = started(question("score", answer_types.SCORE), question("1.1"))
    amara.says(typed)
    assert not room.audit.history
    amara.says("7")
    assert answer(room, "score").value == 7


@pytest.mark.parametrize("typed", [f"ri - good engagement but no plan, and {SEEN}", f"good - {SEEN}"])
def test_an_adjective_is_no_second_grade(typed: str) -> None:
    room, amara = three()
    amara.says(typed)
    assert answer(room, "1.1").value == typed.partition(" ")[0]


# --- the last question ----------------------------------------------------------------------------


@pytest.mark.parametrize("yes", ["yes", "ok", "OK.", "submit"])
def test_submit_hears_yes(yes: str) -> None:
    room, amara = three()
    answer_everything(room, amara.who)
    amara.says("go to 1.2")
    amara.presses(SubmitStage())
    assert amara.got(ConfirmSubmitView)
    amara.says(yes)
    assert room.audit.state is State.SUBMITTED


@pytest.mark.parametrize("no", ["no", "not yet", "cancel", "back"])
def test_submit_hears_no(no: str) -> None:
    room, amara = three()
    answer_everything(room, amara.who)
    amara.says("go to 1.2")
    amara.presses(SubmitStage())
    amara.says(no)
    assert room.audit.state is State.IN_PROGRESS
    assert not amara.conversation.drafts
    amara.says("submit")
    assert amara.got(ConfirmSubmitView)


# --- in the order of time -------------------------------------------------------------------------


def test_bubbles_within_seconds_belong_together() -> None:
    room, amara = three()
    for second, typed in enumerate(("good", "its up to date", "and she has read it", "but dad isnt in it")):
        amara.sends(typed, second)
    assert answer(room, "1.1").value == "good"
    assert words(room, "1.1") == "its up to date\nand she has read it\nbut dad isnt in it"
    assert room.audit.history.keys() == {"1.1"}


def test_answers_to_one_question_after_another_are_each_their_own() -> None:
    room, amara = started(*(question(f"s{n}", answer_types.SCORE) for n in range(3)))
    for second, typed in ((0, "8"), (3, "7"), (6, "7")):
        amara.sends(typed, second)
    assert [answer(room, f"s{n}").value for n in range(3)] == [8, 7, 7]


def test_what_came_twice_is_taken_when_it_is_typed_again_as_the_bot_asks() -> None:
    room, amara = started(*(question(f"1.{n}", answer_types.YES_NO) for n in range(1, 5)))
    assert "1.2" in amara.sends("yes", 0)
    assert "Type it again if you meant it twice" in amara.sends("yes", 1)
    assert "Type it again if you meant it twice" in amara.sends("yes", 1.1), (
        "a phone that sends it three times"
    )
    assert room.audit.answer("1.2") is None
    assert "1.3" in amara.sends("yes", 2.2)
    assert answer(room, "1.2").value == "yes"


def test_what_a_phone_sends_twice_is_taken_once() -> None:
    room, amara = three()
    amara.sends(f"good - {SEEN}", 0)
    assert "I took it once" in amara.sends(f"good - {SEEN}", 1)
    amara.sends("skip", 10)
    amara.sends("ri", 20)
    assert "I took it once" in amara.sends("ri", 20.5)
    assert [len(a) for a in room.audit.history.values()] == [1, 1]


def test_submit_sent_twice_submits_nothing() -> None:
    room, amara = three()
    answer_everything(room, amara.who)
    for second in (0, 1, 3):  # not even by the third: a finger that slips must not submit
        amara.sends("submit", second)
    assert room.audit.state is State.IN_PROGRESS


@pytest.mark.parametrize("typed", [("good", "ri"), (f"good - {SEEN}", f"ri - {OTHER}")])
def test_two_taken_in_the_wrong_order_swap_no_grades(typed: tuple[str, str]) -> None:
    room, amara = three()
    first, second = typed
    amara.sends(second, 1, taken=1.2)
    told = amara.sends(first, 0, taken=1.4)
    assert "was sent before your last one" in told
    assert answer(room, "1.1").value == "ri"
    assert room.audit.answer("1.2") is None


def test_an_older_message_with_words_goes_where_its_writer_was() -> None:
    room, amara = three()
    amara.says("good")
    amara.sends(SEEN, 1, taken=1.2)
    amara.sends("Her words are in the plan as well.", 0, taken=1.4)
    assert words(room, "1.1") == f"{SEEN}\nHer words are in the plan as well."
    assert room.audit.answer("1.2") is None


def test_a_clock_that_is_ahead_tells_nothing() -> None:
    room, amara = three()
    amara.sends(f"good - {SEEN}", 3600, taken=0)
    amara.sends(f"ri - {OTHER}", 5, taken=5)
    assert answer(room, "1.2").value == "ri"


# --- whatever is typed ----------------------------------------------------------------------------

HEADS = ["", "good", "ri", "outstanding", "yes", "no", "7", "5 June 2026", "1.2", "1.2:", "1.4)", "sorry",
         "also", "change 1.2 to", "What of 1.1? -", "9.9:"]  # fmt: skip
MARKS = [" ", " - ", ": ", ", ", ". ", "\n"]
TAILS = ["", SEEN, OTHER, "good", "RI", "but nothing since March", "overall this requires improvement",
         "thanks", "what do you mean?", "8", "1.6 inadequate - none on file",
         "she was seen alone twice"]  # fmt: skip
PLACES = [q.id for q in EVERYTHING.questions if q.kind is not answer_types.ROWS]


@pytest.mark.slow
@settings(max_examples=150, **PROFILE)
@given(
    st.sampled_from(PLACES), st.sampled_from(["", "good", "ri", "yes"]), st.sampled_from(HEADS),
    st.sampled_from(MARKS), st.sampled_from(TAILS) | st.text(max_size=40), st.sampled_from([60.0, 2.0, -1.0]),
)  # fmt: skip
def test_nothing_lands_where_it_was_not_meant(
    place: str, before: str, head: str, mark: str, tail: str, lag: float
) -> None:
    room, amara = started(template=EVERYTHING)
    amara.says("1.3: yes")
    amara.says(f"go to {place}")
    if before:
        amara.sends(before, 0)
    held, last, grades = amara.conversation.asked, amara.conversation.answered, grades_of(room)
    count, typed = len(room.events), f"{head}{mark}{tail}"
    amara.sends(typed, lag, taken=max(lag, 0) + 1)
    done = room.events[count:]
    landed = {h.key.partition("/")[0] for h in done if h.what is EventKind.ANSWERED}
    named = {q.id for q in EVERYTHING.questions if q.id in typed or q.name in typed}
    assert landed <= {held, last, *named}, (typed, landed)
    for key, grade in grades.items():
        now = answer(room, key).value
        if now != grade:
            assert says(key, now, typed), (typed, key, grade, now)
    check_kept(amara, typed, done)


def grades_of(room: Room) -> dict[str, object]:
    return {k: a[-1].value for k, a in room.audit.history.items() if a[-1].value is not None and "/" not in k}


def says(key: str, value: object, typed: str) -> bool:
    """Whether a line says that a given answer is now `value`: it stands alone, or comes with a dash or a word
    for a change."""
    return any(word in typed.lower() for word in label_words(key, value))


def label_words(key: str, value: object) -> list[str]:
    option = next((o for o in EVERYTHING.by_id[key].options if o.code == value), None)
    return [str(value).lower(), *([option.label.lower()] if option else [])] if value is not True else ["yes"]


def check_kept(chat: Chat, typed: str, done: list[Any]) -> None:
    """A sentence is saved, kept or asked about."""
    long = [w for w in (SEEN, OTHER) if w in typed]
    pending = chat.conversation.pending
    kept = [h.passage.text for h in done if h.passage is not None]
    kept += [d.value + d.words for d in chat.conversation.drafts.values()]
    waits = stored(pending) if pending is not None else {}
    kept += [waits.get("text", ""), *waits.get("cells", {}).values()]
    for sentence in long:
        assert any(sentence in place for place in kept), (typed, chat.conversation)


# --- no page to stand on --------------------------------------------------------------------------


def test_reopening_without_a_reason_in_a_stage_without_questions() -> None:
    room, amara = started(template=library()["multi-agency-case-audit"])
    answer_everything(room, amara.who)
    amara.presses(SubmitStage(confirmed=True))
    lea = Chat(room, LEA)
    assert "Why are you reopening it?" in lea.presses(ReopenAudit(""))


@pytest.mark.slow
@settings(max_examples=10, **PROFILE)
@given(
    st.just("multi-agency-case-audit"),
    st.sampled_from(["amara", "sam", "priya", "lea"]),
    st.integers(0, 2),
    st.data(),
)
def test_no_event_comes_to_grief_in_any_stage(form: str, who: str, stages: int, data: Any) -> None:
    template = library()[form]
    room = open_room(template=template)
    amara = Chat(room, AMARA)
    amara.opens()
    for _ in range(stages):
        for person in (AMARA, SAM, LEA):
            if room.audit.state is State.IN_PROGRESS and person is AMARA:
                answer_everything(room, person)
            room.action(person, SubmitStage(confirmed=True))
    chat = Chat(room, {"amara": AMARA, "sam": SAM, "lea": LEA, "priya": PRIYA}[who])
    command: Command = data.draw(
        events(template)
        | st.sampled_from(
            [ReopenAudit(""), ReopenAudit("x"), OpenAudit(), GoTo("1"), AskMeaning("x y z", "?", ())]
        )
    )
    assert chat.presses(command) is not None
    chat.says(
        data.draw(st.sampled_from(["ok", "back", "skip", "where am i", "good - seen", "1.2: ri", "card"]))
    )
    assert isinstance(chat.conversation, ConversationState)
