"""A length of time: typed, on a card, in a row, in a condition, read back; in no module but its own."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from template_specs.answer_types.duration import DURATION, MINUTES
from template_specs.condition_words import said as in_words
from template_specs.kinds import Refusal, Value, label, leading, read
from template_specs.language.diff import differences
from template_specs.language.loader import check, load
from template_specs.model import AtLeast, Is, Question, Source, Template
from template_specs.snapshot import from_snapshot, snapshot_of
from tests.conversations.harness import House, said

FORM = """\
form: durations
version: 1
title: A form about time
short_title: Time
source: "002"
scales:
  grades:
    title: Grades
    options:
      - {code: good, label: Good, descriptor: In time}
      - {code: poor, label: Poor, descriptor: Too late}
sections:
  - id: time
    title: Time
    number: "1"
    questions:
      - {id: "1.1", short: Drift, text: How long did the plan drift?, kind: duration, item: "1"}
      - id: "1.2"
        short: Reason
        text: Why so long?
        kind: text
        item: "2"
        when: {at_least: {question: "1.1", value: 3 months}}
      - id: "1.3"
        short: Fortnight
        text: Why a fortnight?
        kind: text
        item: "3"
        when: {question: "1.1", is: [a fortnight]}
      - {id: overall, text: All in all?, kind: grade, scale: grades, part: overall_judgement, item: "4"}
  - id: actions
    title: Actions
    questions:
      - id: actions
        short: Actions
        text: Which actions?
        kind: rows
        required: false
        item: "5"
        columns:
          - {id: what, label: Action, kind: text}
          - {id: within, label: Within, kind: duration}
          - {id: pause, label: Pause, kind: duration, required: false}
"""
TODAY = date(2026, 6, 5)
QUESTION = Question("1.1", "time", "How long?", DURATION, Source("002", "1"))


@pytest.fixture
def form(tmp_path: Path) -> Template:
    file = tmp_path / "durations.yaml"
    file.write_text(FORM, "utf-8")
    assert check(file) == ()
    return load(file)


async def start(house: House, form: Template) -> None:
    house.templates["durations"] = form
    await house.allocates("TS-401", house.amara, form="durations")
    await house.amara.installs()
    await house.amara.says("my audits")
    await house.amara.presses("Start")
    await house.amara.sees("How long did the plan drift?")


async def test_by_card(house: House, form: Template) -> None:
    await start(house, form)
    amara = house.amara
    box = next(box for box in _inputs(amara.card) if box["id"] == "v:1.1")
    assert (box["type"], box["placeholder"]) == ("Input.Text", "Such as 6 weeks")
    await amara.presses("Save and continue", {"v:1.1": "quite long"})
    await amara.sees("I can't read “quite long” as a length of time.", "such as 6 weeks, 3 months")
    await amara.presses("Save and continue", {"v:1.1": "a fortnight", "v:overall": "good"})
    assert await house.answer("TS-401", "1.1") == ("2 weeks", "")
    await amara.sees("Why a fortnight?")
    await amara.presses("Save and continue", {"v:1.1": "14 days", "v:1.3": "The holidays."})
    assert await house.answer("TS-401", "1.1") == ("14 days", "")
    await amara.sees("Which actions?")
    await amara.presses("Add this action", {"c:what": "Visit", "c:within": "soon"})
    await amara.sees("I can't read “soon” as a length of time.")
    await amara.presses("Add this action", {"c:what": "Visit", "c:within": "ten working days"})
    await amara.sees("number 1 is saved", "Within: 10 working days")
    (row,) = (await house.audit("TS-401"))[0].rows["actions"]
    assert row.value == {"within": "10 working days"}, "kept in clear, so that reports can count it"


async def test_by_typing_and_read_back(house: House, form: Template) -> None:
    await start(house, form)
    amara = house.amara
    for typed, seen in (
        ("6", "6 of what: days, weeks or months?"),
        ("a year and a half", "1.1 Drift: 18 months. Saved."),
        ("Nobody had booked the review.", "1.2"),
        ("good", "Which actions?"),
        ("Visit the family", "Within? Type how long, such as 6 weeks, 3 months or 10 working days."),
        ("1-2 weeks", "is more than one length of time"),
        ("6 wks", "Type skip to leave it empty."),
        ("skip", "number 1 is saved"),
        ("go to 1.1", "How long did the plan drift?"),
        ("3 weeks", "18 months; both are on the record"),
        ("review", "3 weeks"),
    ):
        await amara.says(typed)
        await house.delivers()
        assert seen in " ".join(said(message) for message in amara.messages[-2:]), typed
    await amara.has_seen("Why so long?")
    await amara.has_not_seen("Why a fortnight?")


def test_two_versions_are_told_apart_in_words(form: Template) -> None:
    when = form.by_id["1.2"].when
    assert when == AtLeast("1.1", 3 * MINUTES["month"])
    assert form.by_id["1.3"].when == Is("1.1", (str(2 * MINUTES["week"]),))
    assert in_words(when, form.by_id) == "1.1 is 3 months or more"
    assert in_words(form.by_id["1.3"].when, form.by_id) == "1.1 is 2 weeks"
    assert from_snapshot(snapshot_of(form)[1]).questions == form.questions
    assert differences(form, form) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value: 3 months", "value: 3", "Write a duration, such as 6 weeks"),
        ("value: 3 months", "value: a while", "Write a duration, such as 6 weeks"),
        ("is: [a fortnight]", "is: [good]", "Write a duration, such as 6 weeks"),
        ('question: "1.1", value: 3 months', "question: overall, value: 3 months", "comes later"),
        (
            '{question: "1.1", is: [a fortnight]}',
            '{at_least: {question: "1.2", value: 1}}',
            "number, score or likert",
        ),
    ],
)
def test_a_condition_that_cannot_be_met_is_a_fault(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "durations.yaml"
    assert FORM.count(old) == 1
    file.write_text(FORM.replace(old, new), "utf-8")
    assert any(told in str(fault) for fault in check(file)), [str(fault) for fault in check(file)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("6 weeks", "6 weeks"),
        ("Six weeks.", "6 weeks"),
        ("6wks", "6 weeks"),
        ("6-week", "6 weeks"),
        ("a fortnight", "2 weeks"),
        ("Fortnight", "2 weeks"),
        ("one and a half fortnights", "3 weeks"),
        ("1 month", "1 month"),
        ("24 months", "24 months"),
        ("10 working days", "10 working days"),
        ("10 business days", "10 working days"),
        ("10wd", "10 working days"),
        ("12 calendar months", "12 months"),
        ("2 years, 6 months", "30 months"),
        ("2.5 years", "30 months"),
        ("3½ hours", "210 minutes"),
        ("half an hour", "30 minutes"),
        ("1 week and 3 days", "10 days"),
        ("72 hrs", "72 hours"),
        ("0 days", "0 days"),
    ],
)
def test_what_is_typed(typed: str, stored: str) -> None:
    assert read(QUESTION, typed, TODAY) == Value(stored)
    whole = typed.rstrip(".")
    assert leading(QUESTION, f"{whole} - seen on the file", TODAY) == (whole, "seen on the file")
    assert label(QUESTION, stored) == stored


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("6", "6 of what"),
        ("3m", "minutes or months"),
        ("6 to 8 weeks", "more than one length of time"),
        ("about 6 weeks", "as a length of time"),
        ("2 weeks and", "as a length of time"),
        ("2 weeks late", "as a length of time"),
        ("-2 weeks", "as a length of time"),
        ("2.3 weeks", "as a length of time"),
        ("two and a half weeks", "2.5 weeks cannot be counted"),
        ("1 year and 2 weeks", "1 year and 2 weeks cannot be counted"),
        ("99999 days", "more than can be meant"),
        ("200 years", "more than can be meant"),
    ],
)
def test_what_is_no_length_of_time(typed: str, why: str) -> None:
    refusal = read(QUESTION, typed, TODAY)
    assert isinstance(refusal, Refusal)
    assert why in refusal.sentence
    assert re.search(r"Type .*such as", refusal.sentence), "it says what to type"


@given(n=st.integers(0, 9999), unit=st.sampled_from(list(MINUTES)), other=st.text(max_size=40))
def test_what_is_stored_reads_as_itself(n: int, unit: str, other: str) -> None:
    value = read(QUESTION, f"{n} {unit}s", TODAY)
    if isinstance(value, Value):
        assert read(QUESTION, str(value.clear), TODAY) == value
        assert DURATION.compared(value.clear) == n * MINUTES[unit]
        again = read(QUESTION, DURATION.uncompared(n * MINUTES[unit]), TODAY)
        assert isinstance(again, Refusal) or DURATION.compared(again.clear) == n * MINUTES[unit]
    read(QUESTION, other, TODAY)
    leading(QUESTION, other, TODAY)


def test_the_word_stands_in_no_other_module() -> None:
    root = Path(__file__).parents[2]
    own = {
        "template_specs/answer_types/__init__.py",
        "template_specs/answer_types/duration.py",
        "tests/conversations/test_durations.py",
        "tests/dialogs/form_walker.py",
        "tests/template_specs/test_comparisons.py",
        "tests/wheel.py",  # names this test
    }
    sources = [root / "app.py"]
    for room in ("template_specs", "dialogs", "storage", "bot", "tests"):
        sources += (path for path in (root / room).rglob("*") if path.suffix in (".py", ".yaml", ".html"))
    naming = {
        p.relative_to(root).as_posix() for p in sources if "duration" in p.read_text("utf-8").casefold()
    }
    assert naming == own
    assert "`duration`" in (root / "docs" / "forms.md").read_text("utf-8")


def _inputs(card: dict[str, Any]) -> list[dict[str, Any]]:
    inputs: list[dict[str, Any]] = []
    waiting: list[Any] = [card]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            inputs += [node] if str(node.get("type", "")).startswith("Input.") else []
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return inputs
