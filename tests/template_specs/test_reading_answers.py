"""Answers typed by people or sent by cards are read alike, or refused with the reason and the cure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from template_specs import answer_types
from template_specs.answer_types import AnswerType
from template_specs.kinds import Refusal, Value, cell_label, clean, label, leading, read, read_cell
from template_specs.model import Column, Option, Question, Source

TODAY = date(2026, 6, 5)
GRADES = (
    Option("outstanding", "Outstanding"),
    Option("good", "Good"),
    Option("ri", "Requires improvement", also=("requires improvement to be good",)),
    Option("inadequate", "Inadequate"),
    Option("na", "Not applicable"),
)
AREAS = (Option("health", "Health, general"), Option("school", "Education"), Option("home", "Home"))


def asked(kind: AnswerType, name: str = "Wishes and feelings", **more) -> Question:
    return Question("3.4", "s3", "The whole wording", kind, Source("002", "3.4"), short=name, **more)


GRADE = asked(answer_types.GRADE, options=GRADES)
DATE = asked(answer_types.DATE, "Date of the last assessment", not_future=True)
SCORE = asked(answer_types.SCORE, "Listens")
TICK = asked(answer_types.TICK)
CHOICES = asked(answer_types.CHOICES, options=AREAS)


def refused(question: Question, raw: str) -> str:
    outcome = read(question, raw, TODAY)
    assert isinstance(outcome, Refusal), outcome
    assert not {"invalid", "error"} & set(outcome.sentence.casefold().split())
    return outcome.sentence


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("good", "good"),
        ("GOOD.", "good"),
        ("o", "outstanding"),
        ("g", "good"),
        ("i", "inadequate"),
        ("RI", "ri"),
        ("r", "ri"),
        ("requires  improvement", "ri"),
        ("Requires improvement to be good", "ri"),
        ("requires imp", "ri"),
        ("n/a", "na"),
        ("na", "na"),
    ],
)
def test_a_choice_is_known_by_code_label_synonym_short_form_or_beginning(raw, code):
    assert read(GRADE, raw, TODAY) == Value(code)


@pytest.mark.parametrize(("raw", "code"), [("y", "yes"), ("N", "no"), ("Yes", "yes"), ("true", "yes")])
def test_yes_and_no_need_no_options_in_the_form(raw, code):
    assert read(asked(answer_types.YES_NO), raw, TODAY) == Value(code)


def test_an_unknown_choice_gets_the_choices_and_the_one_probably_meant():
    sentence = refused(GRADE, "inadequit")
    assert "Did you mean Inadequate?" in sentence
    assert "Outstanding, Good, Requires improvement, Inadequate or Not applicable" in sentence


def test_the_opposite_of_what_was_typed_is_never_suggested():
    assert "Did you mean" not in refused(GRADE, "Adequate")


@pytest.mark.parametrize("raw", ["n", "no"])
def test_no_to_a_graded_question_is_not_taken_for_not_applicable(raw):
    assert "Choose: " in refused(GRADE, raw)
    assert leading(GRADE, raw, TODAY) is None


def test_a_beginning_that_fits_two_choices_is_not_guessed():
    both = asked(answer_types.CHOICE, options=(Option("a", "Care order"), Option("b", "Care leaver")))
    assert "Care order or Care leaver" in refused(both, "care")


@pytest.mark.parametrize(
    "raw",
    [
        "5 June 2026",
        "5 Jun 26",
        "5th June, 2026",
        "Friday 5 June 2026",
        "June 5, 2026",
        "5/6/2026",
        "5.6.2026",
        "05-06-26",
        "2026-06-05",
        "2026-06-05T00:00:00Z",
        "today",
    ],
)
def test_dates_are_read_day_first_in_the_ways_people_write_them(raw):
    assert read(DATE, raw, TODAY) == Value("2026-06-05")


def test_yesterday():
    assert read(DATE, "Yesterday", TODAY) == Value("2026-06-04")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (
            "31 June 2026",
            "31 June does not exist. Type the date of the last assessment, such as 30 June 2026.",
        ),
        ("29/2/2025", "29 February 2025 does not exist."),
        ("6 June 2026", "6 June 2026 is still to come"),
        ("12/25/2025", "There is no month 25: the day comes first"),
        ("0/6/2026", "0 June does not exist."),
        ("5/6/1899", "The year 1899 is too long ago."),
        ("5/6/2047", "The year 2047 is too far ahead."),
        ("last week", "I can't read “last week” as a date."),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(raw, sentence):
    assert refused(DATE, raw).startswith(sentence)


@given(st.dates(date(1947, 1, 1), date(2046, 12, 31)))
def test_every_way_of_writing_a_day_is_read_as_that_day(day):
    question = asked(answer_types.DATE)
    shown = label(question, day.isoformat())
    ways = (day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%Y}", shown, f"{day:%d %b %y}")
    assert {read(question, way, TODAY) for way in ways} == {Value(day.isoformat())}


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(raw):
    for question in (GRADE, DATE, SCORE, TICK, CHOICES, asked(answer_types.TEXT), asked(answer_types.ROWS)):
        outcome = read(question, raw, TODAY)
        assert isinstance(outcome, Value) or outcome.sentence.endswith(".")
        leading(question, raw, TODAY)


@pytest.mark.parametrize(("raw", "n"), [("7", 7), ("7/10", 7), ("7 out of 10", 7), ("seven", 7), ("0", 0)])
def test_scores(raw, n):
    assert read(SCORE, raw, TODAY) == Value(n)


@pytest.mark.parametrize("raw", ["11", "-1", "7/5", "7.5", "٣", "lots"])
def test_scores_out_of_range_or_unreadable_are_refused_with_the_range(raw):
    assert "from 0 to 10" in refused(SCORE, raw)


def test_several_choices_are_read_from_codes_and_from_labels_that_hold_commas():
    assert read(CHOICES, "home,health", TODAY) == Value(("health", "home"))
    assert read(CHOICES, "Health, general, home", TODAY) == Value(("health", "home"))
    assert read(CHOICES, "education and home", TODAY) == Value(("school", "home"))
    assert "“garden”" in refused(CHOICES, "home, garden")


def test_ticks_come_as_true_and_false_from_cards_and_yes_and_no_from_people():
    assert [read(TICK, raw, TODAY) for raw in ("true", "no", "Y")] == [Value(True), Value(False), Value(True)]
    assert "yes or no" in refused(TICK, "maybe")


def test_text_is_words_and_over_the_limit_says_both_numbers():
    short = asked(answer_types.TEXT, limit=10)
    assert read(short, " ten chars ", TODAY) == Value(None, "ten chars")
    sentence = refused(short, "twelve chars")
    assert "12 characters" in sentence
    assert "is 10" in sentence


def test_identity_details_go_to_text_whatever_their_kind():
    born = asked(answer_types.DATE, "Date of birth", identity=True)
    assert read(born, "5/6/2010", TODAY) == Value(None, "2010-06-05")
    assert label(born, None, "2010-06-05") == "5 June 2010"


def test_nothing_typed_says_what_to_type():
    assert refused(DATE, "  ") == (
        "There is nothing in the box. Type the date of the last assessment, such as 5 June 2026."
    )


def test_rows_are_filled_row_by_row():
    assert "Add a row" in refused(asked(answer_types.ROWS), "anything")


def test_labels_read_as_people_write():
    assert label(GRADE, "ri") == "Requires improvement"
    assert label(GRADE, "gone") == "gone"
    assert label(SCORE, 7) == "7 out of 10"
    assert label(TICK, True) == "Yes"
    assert label(TICK, False) == "No"
    assert label(CHOICES, ("health", "home")) == "Health, general, Home"
    assert label(asked(answer_types.TEXT), None, "words") == "words"
    assert label(GRADE, None) == ""


def test_cells_are_read_and_shown_as_answers_are():
    when = Column("when", "Date reviewed", answer_types.DATE, required=False)
    assert read_cell(when, "5 June 2026", TODAY) == Value("2026-06-05")
    assert read_cell(when, "", TODAY) == Value(None)
    assert isinstance(read_cell(Column("who", "Who", answer_types.PERSON), "", TODAY), Refusal)
    assert cell_label(when, "2026-06-05") == "5 June 2026"


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        ("good - chronology updated in June", ("good", "chronology updated in June")),
        ("Good – seen alone", ("good", "seen alone")),
        ("Good, seen alone twice", ("good", "seen alone twice")),
        ("Good. Seen alone", ("good", "Seen alone")),
        ("GOOD\nseen alone", ("good", "seen alone")),
        ("good because she was heard", ("good", "she was heard")),
        ("ri: visits are late", ("ri", "visits are late")),
        ("Requires improvement to be good; late", ("ri", "late")),
        ("requires improvement - late", ("ri", "late")),
        ("n/a - no siblings", ("na", "no siblings")),
        ("g - seen", ("good", "seen")),
        ("good", ("good", "")),
        ("req", ("ri", "")),
        ("Good chronology, seen twice", None),
        ("Good-enough parenting was evident", None),
        ("I, as the auditor, saw", None),
        ("Re: the visit in May", None),
        ("chronology updated", None),
    ],
)
def test_a_typed_line_is_split_only_where_an_answer_truly_ends(typed, split):
    assert leading(GRADE, typed, TODAY) == split


def test_lines_that_begin_with_dates_scores_ticks_and_several_choices():
    assert leading(DATE, "5/6/2026 - seen on file", TODAY) == ("2026-06-05", "seen on file")
    assert leading(DATE, "31 June 2026: on file", TODAY) == ("31 June 2026", "on file")
    assert leading(DATE, "5 June 2026 was the day", TODAY) is None
    assert leading(SCORE, "7/10: she said so", TODAY) == ("7/10", "she said so")
    assert leading(SCORE, "7 visits were made", TODAY) is None
    assert leading(TICK, "yes - has a plan", TODAY) == ("true", "has a plan")
    assert leading(asked(answer_types.YES_NO), "No, the plan is missing", TODAY) == (
        "no",
        "the plan is missing",
    )
    assert leading(CHOICES, "health, home - seen", TODAY) == ("health,home", "seen")
    assert leading(asked(answer_types.TEXT), "good - words", TODAY) is None


@given(st.text())
def test_cleaning_leaves_nothing_that_cannot_be_stored_and_is_done_once(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


def test_marks_that_turn_text_around_are_taken_out():
    assert clean("a\u202eb\u2066c\ud800d\x00e\r\nf") == "abcde\nf"
