"""Options that ask which, options that stand alone, and lists that a spreadsheet keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.audits.route import path_through
from dialogs.conversation.cells import cells_of
from dialogs.features.rows import SaveRow
from template_specs.language.loader import check, load
from tests.dialogs.chat_harness import answer, started, words
from tests.dialogs.written_forms import GRADES, HEAD, fault, faults, written

FORM = """\
sections:
  - id: a
    title: A
    questions:
      - id: where
        short: Where
        text: Where does the child live?
        kind: choice
        options: [Foster carers, Own tenancy, {code: other, label: Other, specify: Which other place?}]
        item: "1"
      - id: views
        short: Views
        text: Whose views are there?
        kind: choices
        options: [Mother, Father, {code: none, label: None of these, alone: true}]
        item: "2"
      - id: seen
        text: Who was seen?
        kind: rows
        required: false
        item: "3"
        columns:
          - id: by
            label: By whom?
            kind: choice
            options: [Worker, {code: other, label: Other, specify: Who?}]
          - {id: how, label: How?, kind: text, required: false}
"""


def test_who_chooses_other_is_asked_which_and_the_words_are_sealed() -> None:
    room, amara = started(template=written(FORM))
    told = amara.says("other")
    assert "Which other place?" in told
    amara.says("A boat in Goole")
    assert answer(room, "where.other").value is None  # no clear value: the words are in the passage alone
    assert words(room, "where.other") == "A boat in Goole"
    amara.says("go to where")
    amara.says("own tenancy")
    assert "where.other" not in path_through(room.template, room.audit)
    assert words(room, "where.other") == "A boat in Goole"


def test_a_row_asks_which_too() -> None:
    room, amara = started(template=written(FORM))
    amara.says("go to seen")
    assert "Who?" in amara.says("other")
    amara.says("Her aunt")
    amara.says("skip")
    assert cells_of(room.audit.rows["seen"][0]) == {"by": "other", "by.other": "Her aunt"}
    told = amara.presses(SaveRow("seen", {"by": "other", "by.other": "", "how": ""}), token="second")
    assert "Who? is still empty." in told
    amara.presses(SaveRow("seen", {"by": "worker", "by.other": "", "how": ""}), token="third")
    assert cells_of(room.audit.rows["seen"][1]) == {"by": "worker"}


def test_what_stands_alone_is_chosen_alone() -> None:
    room, amara = started(template=written(FORM))
    told = amara.saves({"views": "mother,none"})
    assert '"None of these" stands alone for "Views": choose it, or what goes against it.' in told
    assert room.audit.answer("views") is None
    assert amara.sees("views").value == "mother,none"  # still in hand
    amara.saves({"views": "none"})
    assert answer(room, "views").value == ("none",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("specify: Which other place?", "alone: true", "`alone` means nothing for a choice question."),
        (
            "{code: other, label: Other, specify: Who?}",
            "{code: o, label: O, alone: true}",
            "for a choice column",
        ),
        ("- {id: how,", "- {id: by.other,", 'The column id "by.other" is taken already'),
        (
            "      - id: views\n",
            "      - id: where.other\n",
            'The question id "where.other" is taken already',
        ),
    ],
)
def test_a_faulty_option_is_told(old: str, new: str, told: str) -> None:
    assert FORM.count(old) == 1
    assert told in fault(FORM.replace(old, new))


def test_a_step_of_a_scale_asks_nothing() -> None:
    head = GRADES.replace("{code: fair,", "{code: fair, specify: Why?,")
    assert any(
        "`specify` means nothing for the steps of a scale" in one.problem for one in faults(head + FORM)
    )


LISTED = """\
picks: {schools: {file: schools.csv}}
sections:
  - id: a
    title: A
    questions:
      - {id: school, text: Which school?, kind: choice, options: schools, item: "1"}
      - {id: why, text: Why there?, kind: text, item: "2", when: {question: school, is: st_marys}}
"""


def beside(folder: Path, rows: str | bytes | None, name: str = "schools.csv") -> Path:
    file = folder / "form.yaml"
    file.write_text(HEAD + LISTED, "utf-8")
    if rows is not None:
        (folder / name).write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    return file


def test_a_list_comes_from_a_file_beside_the_form(tmp_path: Path) -> None:
    file = beside(tmp_path, '﻿Label,Code,Also\r\nSt Mary\'s,st_marys,Marys;St M\r\n\r\n"Hill, Top",,\r\n')
    school = load(file).by_id["school"]
    assert [(o.code, o.label, o.also) for o in school.options] == [
        ("st_marys", "St Mary's", ("Marys", "St M")),
        ("hill_top", "Hill, Top", ()),
    ]
    (tmp_path / "schools.csv").unlink()  # an audit keeps what was read
    assert any("There is no file" in one.problem for one in check(file))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (None, 'form.yaml:6: There is no file "schools.csv" beside the form.'),
        ("name\nHill\n", 'form.yaml:6: "schools.csv" does not begin with a row of column names.'),
        ("label\n", 'form.yaml:6: "schools.csv" has no rows.'),
        (b"label\n\xff\xfe", 'form.yaml:6: "schools.csv" cannot be read'),
        ("label,code\nHill,st_marys\nHill,b\n", 'schools.csv:3: "hill" names both'),
        ("label,code\nHill,st_marys\nDale,two words\n", 'schools.csv:3: "two words" cannot be a name'),
    ],
)
def test_a_faulty_list_is_told_once(tmp_path: Path, rows: str | bytes | None, told: str) -> None:
    found = [str(one) for one in check(beside(tmp_path, rows)) if not one.warning]
    assert any(told in one for one in found), found
    assert sum("schools.csv" in one for one in found) == 1


def test_a_list_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    file = beside(tmp_path, "label\nHill\n")
    file.write_text((HEAD + LISTED).replace("file: schools.csv", "file: ../schools.csv"), "utf-8")
    assert any("There is no file" in one.problem for one in check(file))
