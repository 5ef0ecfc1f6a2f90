"""Conditions that compare: numbers, steps, days and lengths of time, with a value or with another answer."""

import pytest

from template_specs.condition_words import explained, said
from template_specs.conditions import UNTICKED, holds, truth
from template_specs.model import AllOf, Answered, AnyOf, Compared, DaysBetween, Is, Not, Older, Untrue
from tests.dialogs.written_forms import GRADES, faults, written

ASKED = """\
sections:
  - id: a
    title: A
    questions:
      - {id: offered, text: How many were offered?, kind: number, item: "1"}
      - {id: accepted, text: How many were accepted?, kind: number, item: "2"}
      - {id: wait, text: How long was the wait?, kind: duration, item: "3"}
      - {id: first, text: Seen first when?, kind: date, item: "4"}
      - {id: last, text: Seen last when?, kind: date, item: "5"}
      - {id: plan, short: Plan, text: How good is the plan?, kind: grade, scale: grades, item: "6"}
      - id: work
        short: Work
        text: How good is the work?
        kind: grade
        scale: grades
        not_applicable: true
        item: "7"
"""
MORE = '      - {id: more, text: And then?, kind: text, item: "8", when: %s}\n'


def condition(when):
    return written(GRADES + ASKED + MORE % when).by_id["more"].when


def opens(when, **answers):
    return truth(condition(when), answers.get)


@pytest.mark.parametrize(
    ("when", "answers", "expected"),
    [
        ("{at_most: {question: accepted, value: 89}}", {"accepted": 89}, True),
        ("{at_most: {question: accepted, value: 89}}", {"accepted": 90}, False),
        ("{above: {question: accepted, value_of: offered}}", {"accepted": 118, "offered": 86}, True),
        ("{above: {question: accepted, value_of: offered}}", {"accepted": 86, "offered": 86}, False),
        ("{above: {question: accepted, value_of: offered}}", {"accepted": 86}, None),
        ("{below: {question: accepted, value: 90}}", {"accepted": 89}, True),
        ("{between: {question: accepted, from: 4, to: 6}}", {"accepted": 6}, True),
        ("{between: {question: accepted, from: 4, to: 6}}", {"accepted": 7}, False),
        ("{above: {question: wait, value: 2 weeks}}", {"wait": 15 * 24 * 60}, True),
        ("{above: {question: wait, value: 2 weeks}}", {"wait": 14 * 24 * 60}, False),
        ("{before: {question: first, value: 1 April 2026}}", {"first": "2026-03-31"}, True),
        ("{before: {question: first, value: 1 April 2026}}", {"first": "2026-04-01"}, False),
        ("{after: {question: first, value_of: last}}", {"first": "2026-05-02", "last": "2026-05-01"}, True),
        ("{between: {question: first, from: 2026-04-01, to: 2026-04-30}}", {"first": "2026-04-30"}, True),
        ("{at_least: {question: plan, value: fair}}", {"plan": "good"}, True),
        ("{at_least: {question: plan, value: fair}}", {"plan": "poor"}, False),
        ("{below: {question: work, value_of: plan}}", {"work": "poor", "plan": "fair"}, True),
        ("{below: {question: work, value_of: plan}}", {"work": "na", "plan": "fair"}, None),
        (
            "{older: {question: first, on: last, months: 6}}",
            {"first": "2026-01-31", "last": "2026-07-31"},
            False,
        ),
        (
            "{older: {question: first, on: last, months: 6}}",
            {"first": "2026-01-31", "last": "2026-08-01"},
            True,
        ),
        (
            "{older: {question: first, on: last, months: 1}}",
            {"first": "2026-01-31", "last": "2026-03-01"},
            True,
        ),
        (
            "{older: {question: first, on: last, years: 1}}",
            {"first": "2025-07-31", "last": "2026-07-31"},
            False,
        ),
        ("{days: {from: first, to: last, above: 10}}", {"first": "2026-04-01", "last": "2026-04-12"}, True),
        # 3 April was Good Friday and 6 April Easter Monday.
        (
            "{working_days: {from: first, to: last, at_most: 5}}",
            {"first": "2026-04-01", "last": "2026-04-10"},
            True,
        ),
        (
            "{working_days: {from: first, to: last, at_most: 4}}",
            {"first": "2026-04-01", "last": "2026-04-10"},
            False,
        ),
        ("{working_days: {from: first, to: last, at_most: 4}}", {"first": "2026-04-01"}, None),
    ],
)
def test_answers_are_compared(when, answers, expected):
    assert opens(when, **answers) is expected


YES, NO, OPEN = Is("q", ("yes",)), Is("q", ("no",)), Is("open", ("yes",))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (OPEN, None),
        (Untrue(OPEN), None),
        (Untrue(YES), False),
        (Untrue(NO), True),
        (AllOf((YES, OPEN)), None),
        (AllOf((NO, OPEN)), False),
        (AnyOf((YES, OPEN)), True),
        (AnyOf((NO, OPEN)), None),
        (Untrue(AllOf((NO, OPEN))), True),
        (Answered("open"), False),
        (Untrue(Answered("open")), True),
        (Not(OPEN), True),  # what audits keep whose form was read before there was an unknown
        (Compared("open", "above", "3"), None),
        (Older("open", "q", 6), None),
        (DaysBetween("q", "open", "above", 3), None),
    ],
)
def test_what_is_not_answered_is_neither_true_nor_false(condition, expected):
    look = {"q": "yes"}.get
    assert truth(condition, look) is expected
    assert holds(condition, look) is (expected is True)


def test_a_not_over_something_unanswered_opens_nothing():
    assert opens("{not: {question: offered, is: 0}}") is None
    assert opens("{not: {question: offered, is: 0}}", offered=3) is True


def test_a_tick_that_nobody_touched_is_off_and_not_answered():
    look = {"tick": UNTICKED}.get
    assert truth(Untrue(Is("tick", ("yes",))), look) is True
    assert truth(Is("tick", ("no",)), look) is True
    assert truth(Answered("tick"), look) is False


@pytest.mark.parametrize(
    ("when", "words", "names"),
    [
        (
            "{at_most: {question: accepted, value_of: offered}}",
            "accepted is offered or less",
            "How many were accepted is How many were offered or less",
        ),
        ("{at_least: {question: plan, value: fair}}", "plan is fair or better", "Plan is Fair or better"),
        ("{before: {question: first, value: 2026-04-01}}", "first is before 2026-04-01", "1 April 2026"),
        ("{above: {question: wait, value: 14 days}}", "wait is more than 2 weeks", "more than 2 weeks"),
        (
            "{older: {question: first, on: last, years: 1}}",
            "first is more than 12 months before last",
            "Seen last",
        ),
        (
            "{working_days: {from: first, to: last, above: 1}}",
            "more than 1 working day lie between first and last",
            "Seen first when and Seen last when",
        ),
        ("{not: {question: plan, is: [good, fair]}}", "not plan is good or fair", "not Plan is Good or Fair"),
    ],
)
def test_a_comparison_is_said_in_words(when, words, names):
    form = written(GRADES + ASKED + MORE % when)
    assert said(form.by_id["more"].when, form.by_id) == words
    assert names in explained(form.by_id["more"].when, form.by_id)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("{at_most: {question: accepted}}", "compares with one thing. Write `value:`"),
        ("{at_most: {question: accepted, value: 3, value_of: offered}}", "compares with one thing."),
        (
            "{at_most: {question: accepted, value: lots}}",
            'can never be answered with "lots". Write a number from',
        ),
        ("{at_most: {question: accepted, value_of: first}}", '"first" is a date question'),
        (
            "{at_most: {question: accepted, value_of: wait}}",
            '"wait" cannot be compared with "accepted". Compare days',
        ),
        ("{at_most: {question: wait, value: 5}}", "Write a duration, such as 6 weeks"),
        ("{before: {question: accepted, value: 5}}", "Name a date question."),
        ("{before: {question: first, value: soon}}", "Write a date with its year in full"),
        ("{at_least: {question: work, value: na}}", 'can never be answered with "na". Write one of'),
        ("{older: {question: first, on: last}}", "Write `months: 6`, or `years: 1`."),
        ("{older: {question: first, on: last, months: 6, years: 1}}", "`older` counts months or years."),
        ("{days: {from: first, to: last}}", "`days` compares with one number of days. Write one of at_least"),
        ("{days: {from: first, to: accepted, above: 3}}", '"accepted" is a number question'),
        ("{between: {question: accepted, from: 4, to: 2}}", '"more" is required and never asked'),
        ("{at_most: {question: more, value: 2}}", "is this question itself"),
        ("{at_mots: {question: accepted, value: 2}}", 'Did you mean "at_most"?'),
        (
            "{all: [{at_least: {question: offered, value: 3}}, {below: {question: offered, value: 3}}]}",
            "never asked",
        ),
    ],
)
def test_a_faulty_comparison_is_told_with_its_line_and_its_cure(when, told):
    found = faults(GRADES + ASKED + MORE % when)
    assert any(told in f"{one.problem} {one.cure}" for one in found), found
    assert {one.line for one in found} == {5 + GRADES.count("\n") + ASKED.count("\n") + 1}


def test_comparisons_of_days_can_be_asked_whatever_the_days():
    for when in (
        "{all: [{days: {from: first, to: last, above: 5}}, {days: {from: first, to: last, below: 9}}]}",
        "{working_days: {from: first, to: last, above: 250}}",
        "{older: {question: first, on: last, months: 7}}",
        "{between: {question: first, from: 2026-04-03, to: 2026-04-03}}",
    ):
        assert condition(when) is not None
