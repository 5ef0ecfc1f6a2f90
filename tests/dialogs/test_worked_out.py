"""Answers that nobody types: they follow from others, and stand on the page and in the summary."""

from __future__ import annotations

import pytest

from bot.cards import render
from dialogs.audits.route import look_through, path_through
from dialogs.conversation.given import Given
from dialogs.conversation.sight import Full
from dialogs.conversation.views import PageView, ReviewView
from dialogs.features.save_page import SavePage
from dialogs.features.submission import ReadBack
from dialogs.wording.summary_view import reading, summary_view
from template_specs.language.diff import differences
from template_specs.worked_out import worked_value
from tests.dialogs.builders import PRIYA
from tests.dialogs.chat_harness import Chat, Room, started
from tests.dialogs.written_forms import GRADES, faults, written

FORM = (
    GRADES
    + """\
  met:
    title: Met
    options:
      - {code: "yes", label: "Yes", counts: 2}
      - {code: partly, label: Partly, counts: 1}
      - {code: "no", label: "No", counts: 0}
sections:
  - id: st1
    title: Standard 1
    defaults: {kind: likert, scale: met}
    questions:
      - {id: "1.1", text: Agenda?, not_applicable: true, item: "1"}
      - {id: "1.2", text: Minutes?, item: "2"}
      - {id: "1.3", text: Signed?, kind: yes_no, item: "3"}
      - {id: st1.score, text: Score of standard 1, work_out: {share: {sections: st1}}, item: S1}
  - id: st2
    title: Standard 2
    questions:
      - {id: seen, text: Seen on?, kind: date, item: "4"}
      - {id: referred, text: Referred on?, kind: date, item: "5"}
      - {id: plan, text: Plan?, kind: grade, scale: grades, not_applicable: true, item: "6"}
      - {id: visits, text: Visits?, kind: grade, scale: grades, item: "7"}
      - {id: a, text: How many boys?, kind: number, item: "8"}
      - {id: b, text: How many girls?, kind: number, decimals: 1, item: "9"}
      - {id: wait, text: Wait, work_out: {working_days: {from: referred, to: seen}}, item: "10"}
      - {id: weakest, text: Weakest, work_out: {lowest: {questions: [plan, visits]}}, item: "11"}
      - {id: all, text: Children, work_out: {sum: {questions: [a, b]}}, unit: children, item: "12"}
      - {id: mean, text: On average, work_out: {mean: {questions: [a, b]}}, item: "13"}
      - {id: noes, text: Not met, work_out: {count: {sections: [st1], is: ["no", partly]}}, item: "14"}
      - {id: both, text: Both, work_out: {mean: {questions: [st1.score, a]}}, item: "15"}
      - {id: why, text: Why so low?, kind: text, when: {below: {question: st1.score, value: 50}}, item: "16"}
      - {id: poor, text: Why poor?, kind: text, when: {question: weakest, is: poor}, item: "17"}
"""
)


def gives(chat: Chat, **answers: str) -> None:
    for name, value in answers.items():
        key = name.replace("q", "1.") if name[:1] == "q" else name
        given = chat.room.audit.answer(key)
        chat.presses(SavePage((Given(key, value, None, given.revision if given else 0),)))


def comes_to(room: Room, name: str) -> str | None:
    return worked_value(
        room.template, room.template.worked_out[name], look_through(room.template, room.audit)
    )


def test_a_share_is_of_the_most_that_the_answers_could_count() -> None:
    room, amara = started(template=written(FORM))
    assert comes_to(room, "st1.score") is None
    gives(amara, q1="yes", q2="partly", q3="no")
    assert comes_to(room, "st1.score") == "60"  # 3 of 5
    gives(amara, q1="na")
    assert comes_to(room, "st1.score") == "33"  # 1 of 3: not applicable leaves the sum
    gives(amara, q2="yes", q3="yes")
    assert comes_to(room, "st1.score") == "100"


def test_days_sums_means_counts_and_the_lowest() -> None:
    room, amara = started(template=written(FORM))
    gives(amara, referred="2026-04-01", seen="2026-04-10", plan="na", visits="fair", a="3", b="1.5")
    gives(amara, q1="no", q2="partly", q3="no")
    found = {name: comes_to(room, name) for name in room.template.worked_out}
    assert found == {
        "st1.score": "20",
        "wait": "5",  # Good Friday and Easter Monday lie between
        "weakest": "fair",
        "all": "4.5",
        "mean": "2.3",
        "noes": "3",
        "both": "11.5",
    }
    gives(amara, plan="poor")
    assert comes_to(room, "weakest") == "poor"


AGES = """\
sections:
  - id: one
    title: One
    questions:
      - {id: born, text: Born on?, kind: date, identity: true, item: "1"}
      - {id: "on", text: Audited on?, kind: date, item: "2"}
      - {id: age, text: Age, work_out: {years: {from: born, to: "on"}}, item: "3"}
      - {id: months, text: Age in months, work_out: {months: {from: born, to: "on"}}, item: "4"}
      - {id: days, text: Age in days, work_out: {days: {from: born, to: "on"}}, item: "5"}
      - {id: school, text: School?, kind: text, when: {at_least: {question: age, value: 5}}, item: "6"}
"""


@pytest.mark.parametrize(
    ("born", "on", "shown"),
    [
        ("2020-02-29", "2026-02-28", ("5 years", "71 months")),
        ("2020-02-29", "2026-03-01", ("6 years", "72 months")),
        ("2026-05-05", "2026-06-05", ("0 years", "1 month", "31 days")),
        ("2026-06-04", "2026-06-05", ("0 years", "0 months", "1 day")),
        ("2026-07-01", "2026-06-05", ("0 years", "0 months", "0 days")),
    ],
)
def test_an_age_in_years_and_in_months(born: str, on: str, shown: tuple[str, ...]) -> None:
    room, amara = started(template=written(AGES))
    gives(amara, born=born, on=on)
    assert amara.page is not None
    values = [line.value for line in amara.page.worked_out]
    assert tuple(values[: len(shown)]) == shown
    assert ("school" in path_through(room.template, room.audit)) == (int(shown[0].split()[0]) >= 5)


def test_nobody_is_asked_for_it_and_conditions_look_at_it() -> None:
    room, amara = started(template=written(FORM))
    assert "st1.score" not in path_through(room.template, room.audit)
    gives(amara, q1="no", q2="no", q3="yes")
    assert "why" in path_through(room.template, room.audit)
    gives(amara, q1="yes", q2="yes")
    assert "why" not in path_through(room.template, room.audit)
    gives(amara, visits="poor")
    assert "poor" in path_through(room.template, room.audit)
    assert (
        path_through(room.template, room.audit.replace()).ids == path_through(room.template, room.audit).ids
    )


def test_it_stands_on_the_last_page_of_its_section_and_says_from_how_many_answers() -> None:
    _, amara = started(template=written(FORM))
    assert "Score of standard 1: not yet" in str(render(amara.got(PageView)).card)
    gives(amara, q1="yes")
    amara.says("go to 1.1")
    amara.says("card")
    assert "Score of standard 1: 100% (from 1 of 3 answers)" in str(render(amara.got(PageView)).card)
    gives(amara, q2="yes", q3="yes")
    amara.says("go to 1.1")
    amara.says("card")
    assert "Score of standard 1: 100%'" in str(render(amara.got(PageView)).card)


def test_it_stands_in_the_read_back_and_in_the_summary() -> None:
    room, amara = started(template=written(FORM))
    gives(amara, q1="yes", q2="yes", q3="yes", visits="fair")
    amara.presses(ReadBack(0))
    lines = {line.text: line.answer for line in amara.got(ReviewView).lines}
    assert lines["Score of standard 1"] == "100%"
    context = reading(room.template, room.audit, room.turn(PRIYA))
    scores = {score.label: score.grade for score in summary_view(Full(context)).scores}
    assert scores["Score of standard 1"] == "100%"
    assert scores["Weakest"].startswith("Fair")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{share: {sections: st1}}", "{share: {sections: st9}}", 'in the section "st9" can go into a share.'),
        (
            "{sum: {questions: [a, b]}}",
            "{sum: {questions: [a, seen]}}",
            '"seen" cannot go into a sum.',
        ),
        ("{sum: {questions: [a, b]}}", "{sum: {}}", "A sum needs something to go into it."),
        ("{sum: {questions: [a, b]}}", "{total: {questions: [a, b]}}", "called"),
        ("from: referred, to: seen", "from: referred, to: a", '"a" is a number question'),
        ('is: ["no", partly]', 'is: ["no", perhaps]', 'can be answered with "perhaps"'),
        ("unit: children,", "kind: number,", '`kind` means nothing for "all", which is worked out.'),
        (
            "{questions: [plan, visits]}",
            '{questions: [plan, "1.1"]}',
            '"1.1" cannot go into a lowest.',
        ),
        ("{question: weakest, is: poor}", "{question: weakest, is: bad}", "Write one of: good, fair, poor."),
        ("{questions: [st1.score, a]}", "{questions: [why, a]}", "which comes later"),
    ],
)
def test_a_faulty_one_is_told(old: str, new: str, told: str) -> None:
    assert FORM.count(old) == 1
    found = faults(FORM.replace(old, new))
    assert any(told in f"{one.problem} {one.cure}" for one in found), found


def test_the_form_is_sound_and_a_change_is_told() -> None:
    assert faults(FORM) == ()
    other = written(FORM.replace("{sum: {questions: [a, b]}}", "{sum: {questions: [a]}}"))
    assert any("how it is worked out" in line for line in differences(written(FORM), other))
