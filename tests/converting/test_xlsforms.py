"""An XLSForm becomes a draft with its lists, bounds and conditions; what cannot be said is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from app import cli
from bot.converting.xpath import NotRead, condition
from template_specs import answer_types
from template_specs.conditions import holds
from template_specs.language.loader import check, load
from template_specs.model import Template
from tests.dialogs.form_walker import walk

HEAD = ("type", "name", "label", "hint", "required", "relevant", "constraint")
SURVEY = (
    ("start", "start"),
    ("note", "welcome", "Please read **each** question."),
    ("begin_group", "child", "The child"),
    ("note", "about", "About the child."),
    ("date", "seen_on", "Seen on", "", "yes", "", ". <= today()"),
    ("integer", "age", "How old is the child?", "In full years", "yes", "", ". >= 0 and . <= 18"),
    ("select_one yes_no", "school", "Is the child at school?", "", "yes", "${age} >= 5"),
    ("select_one reasons or_other", "why_not", "Why not?", "", "", "${school} = 'no' and ${age} > 5"),
    ("select_multiple reasons", "worries", "Which worries are there?"),
    ("text", "more", "What more?", "", "", "selected(${worries}, 'health') or not(${school} = 'yes')"),
    ("end_group",),
    ("begin group", "visits_group", "Visits", "", "", "${age} < 18"),
    ("decimal", "hours", "How many hours?", "", "", "", ". >= 0.5 and . <= 24"),
    ("begin_repeat", "visits", "Visits made"),
    ("date", "visit_day", "Day", "", "yes"),
    ("text", "visit_note", "What was seen"),
    ("end_repeat",),
    ("end group",),
    ("calculate", "total", "", "", "", "", ""),
    ("geopoint", "where", "Where was it?"),
    ("text", "strange", "Strange", "", "", "count(${visits}) > 2"),
    ("acknowledge", "read_it", "I have read it"),
)
CHOICES = (
    ("yes_no", "yes", "Yes"),
    ("yes_no", "no", "No"),
    ("reasons", "health", "Health"),
    ("reasons", "excluded", "Excluded"),
)


def workbook(path: Path, survey: tuple[tuple[str, ...], ...] = SURVEY, head: tuple[str, ...] = HEAD) -> Path:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "survey"
    for row in (head, *survey):
        sheet.append(row)
    choices = book.create_sheet("choices")
    for row in (("list_name", "name", "label"), *CHOICES):
        choices.append(row)
    book.create_sheet("settings").append(("form_title",))
    book["settings"].append(("School check",))
    book.save(path)
    return path


def converted(tmp_path: Path, source: Path) -> tuple[Template, str]:
    out = tmp_path / "school.yaml"
    done = CliRunner().invoke(cli, ["templates", "convert", str(source), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert [fault for fault in check(out) if not fault.warning] == []
    return load(out), done.stdout


def test_kinds_lists_bounds_and_rows(tmp_path: Path) -> None:
    form, told = converted(tmp_path, workbook(tmp_path / "school.xlsx"))
    assert form.title == "School check"
    assert [s.title for s in form.sections][:2] == ["The child", "Visits"]
    assert form.sections[0].intro == "About the child."
    age, seen, hours = form.by_id["age"], form.by_id["seen_on"], form.by_id["hours"]
    assert (age.kind, age.least, age.most, age.help, age.required) == (
        answer_types.NUMBER,
        0,
        18,
        "In full years",
        True,
    )
    assert seen.not_future
    assert (hours.decimals, hours.most, hours.required) == (2, 24, False)
    assert form.by_id["school"].kind is answer_types.YES_NO
    assert [o.code for o in form.by_id["why_not"].options] == ["health", "excluded", "other"]
    assert form.by_id["worries"].kind is answer_types.CHOICES
    assert [(c.id, c.required) for c in form.by_id["visits"].columns] == [
        ("visit_day", True),
        ("visit_note", False),
    ]
    assert form.by_id["read_it"].kind is answer_types.TICK
    assert "where" not in form.by_id
    for line in (
        'type "geopoint"',
        "total: it is calculated",
        "asked always, because",
        "Please read each question.",
    ):
        assert line in told, line


def test_conditions_hold_as_they_did(tmp_path: Path) -> None:
    form, _ = converted(tmp_path, workbook(tmp_path / "school.xlsx"))

    def asked(**given: object) -> set[str]:
        return {q.id for q in form.questions if holds(q.when, given.get)}

    assert "school" in asked(age=5)
    assert "school" not in asked(age=4)
    assert "why_not" in asked(age=6, school="no")
    assert "why_not" not in asked(age=6, school="yes")
    assert "more" in asked(worries=("health",), school="yes")
    assert "more" in asked(worries=(), school="no")
    assert "more" not in asked(worries=("excluded",), school="yes")
    assert {"hours", "visits"} <= asked(age=17)
    assert not {"hours", "visits"} & asked(age=18)


def test_the_draft_can_be_walked_to_its_end(tmp_path: Path) -> None:
    form, _ = converted(tmp_path, workbook(tmp_path / "school.xlsx"))
    assert walk(form, age="7", school="yes").audit.history


def test_labels_in_english_come_before_others(tmp_path: Path) -> None:
    head = ("type", "name", "label::Cymraeg (cy)", "label::English (en)")
    form, _ = converted(tmp_path, workbook(tmp_path / "cy.xlsx", (("text", "a", "Pam?", "Why?"),), head))
    assert form.by_id["a"].text == "Why?"


def test_a_workbook_that_is_no_xlsform_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "list.xlsx")
    done = CliRunner().invoke(
        cli, ["templates", "convert", str(tmp_path / "list.xlsx"), "--out", str(tmp_path / "x.yaml")]
    )
    assert done.exit_code == 1
    assert 'needs a sheet called "survey"' in done.stderr


ASKED: dict[str, dict[str, Any]] = {
    "a": {"id": "a", "kind": "number"},
    "b": {"id": "b", "kind": "number"},
    "c": {"id": "c", "kind": "choice", "options": [{"code": "x_1"}]},
    "t": {"id": "t", "kind": "text"},
}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("${a} > 3", {"above": {"question": "a", "value": "3"}}),
        ("3 < ${a}", {"above": {"question": "a", "value": "3"}}),
        ("${a} <= ${b}", {"at_most": {"question": "a", "value_of": "b"}}),
        ("${c} = 'x 1'", {"question": "c", "is": "x_1"}),
        ("${c} != 'x 1'", {"not": {"question": "c", "is": "x_1"}}),
        ("${t} != ''", {"answered": "t"}),
        ("(${a} = 1 or ${a} = 2) and ${t} != ''", {"all": [
            {"any": [{"question": "a", "is": "1"}, {"question": "a", "is": "2"}]}, {"answered": "t"}]}),
    ],
)  # fmt: skip
def test_a_condition_in_the_forms_words(rule: str, said: object) -> None:
    assert condition(rule, ASKED) == said


@pytest.mark.parametrize(
    "rule", ["${z} = 1", "${a} +", "${a}", "${c} = 'y'", "${t} = 'w'", "regex(${t}, 'a')", "${a} = (", "&"]
)
def test_what_cannot_be_said_is_told(rule: str) -> None:
    with pytest.raises(NotRead):
        condition(rule, ASKED)
