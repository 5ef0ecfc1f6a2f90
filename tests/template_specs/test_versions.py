"""Two versions of a form: every change is told in words, and a change of content needs a higher version."""

from dataclasses import fields, replace

import pytest

from template_specs.language.diff import (
    _OTHERWISE,
    _PARTS,
    _QUESTION_OTHERWISE,
    FORM_WORDS,
    QUESTION_WORDS,
    check_against,
    differences,
)
from template_specs.language.loader import LIBRARY, library, load
from template_specs.model import AgeAtLeast, AllOf, AnyOf, Not, Question, Template

pytestmark = pytest.mark.slow

FORM = library()["tier2-cin-cp"]
TEXT = (LIBRARY / "tier2-cin-cp.yaml").read_text("utf-8")


@pytest.fixture
def changed(tmp_path):
    def at(*changes):
        text = TEXT
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (tmp_path / "form.yaml").write_text(text, "utf-8")
        return load(tmp_path / "form.yaml")

    return at


def test_no_field_of_a_form_or_question_can_change_in_silence():
    assert {f.name for f in fields(Template)} == set(FORM_WORDS) | set(_PARTS) | _OTHERWISE
    assert {f.name for f in fields(Question)} == set(QUESTION_WORDS) | _QUESTION_OTHERWISE


def test_the_same_form_differs_in_nothing():
    assert differences(FORM, FORM) == ()


CASES = {
    "version": ("version: 1", "version: 2", "The form's version: 1 became 2."),
    "deadline": ("due_working_days: 10", "due_working_days: 12", "working days to submission: 10 became 12."),
    "text": (
        "text: Is there a plan?",
        "text: Is there a current plan?",
        'Question 5.1 ("Plan exists"): the text: "Is there a plan?" became "Is there a current plan?".',
    ),
    "label": (
        "label: Requires improvement",
        "label: Could be better",
        'The scale "ofsted": the label of option "Requires improvement": '
        '"Requires improvement" became "Could be better".',
    ),
    "condition": (
        'when: {question: "3.18", is: yes}',
        'when: {question: "3.18", is: no}',
        'Question 3.20 ("MFH procedures"): the condition: "3.18 is yes" became "3.18 is no".',
    ),
    "indicator": (
        "      - Patterns are named\n",
        "",
        None,
    ),
    "note": ("  - Use your own words. Say", "  - Say", "notes for auditors: without"),
    "term": ("  CIN: child in need (s", "  CiN: child in need (s", 'The glossary term "CIN" was taken out.'),
    "title": ("title: Analysis", "title: Our analysis", 'The title of section "Analysis": "Analysis" became'),
    "option": (
        "          - {code: iso, label: Interim supervision order}\n",
        "",
        'Question legal_status ("Legal status"): the option "Interim supervision order" was taken out.',
    ),
    "required": (
        "        kind: tick\n        required: false\n",
        "        kind: tick\n",
        "the required: no became yes.",
    ),
    "column": (
        "label: Initials, kind: text, limit: 10",
        "label: Initials, kind: text, limit: 9",
        "the columns:",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), [c for c in CASES.values() if c[2]])
def test_each_change_is_a_sentence(changed, old, new, sentence):
    told = differences(FORM, changed((old, new)))
    assert any(sentence in line for line in told), told


def test_questions_that_come_go_and_move_are_named():
    header, *others = FORM.sections
    extra = replace(header.questions[0], id="extra", short="Extra")
    new = replace(FORM, sections=(replace(header, questions=(*header.questions[1:], extra)), *others))
    told = differences(FORM, new)
    assert 'Question audit_date ("Date of the audit") was taken out.' in told
    assert any(line.startswith('Question extra ("Extra") is new, in "About this audit"') for line in told)
    swapped = replace(FORM, sections=(*others, header))
    assert {"The sections stand in another order.", "The questions stand in another order."} <= set(
        differences(FORM, swapped)
    )


def test_every_condition_has_its_words():
    older = AgeAtLeast("dob", "audit_date", 17)
    sections = list(FORM.sections)
    question = replace(sections[5].questions[0], when=AllOf((older, Not(AnyOf((older,))))))
    sections[5] = replace(sections[5], questions=(question, *sections[5].questions[1:]))
    (told,) = differences(FORM, replace(FORM, sections=tuple(sections)))
    assert "(born on dob, 17 or older on audit_date and not (born on dob" in told


def test_content_that_changed_needs_a_higher_version(changed):
    other = changed(("text: Is there a plan?", "text: Is there a current plan?"))
    (fault,) = check_against(other, FORM, "form.yaml")
    assert "version 1 is published already" in fault.problem
    assert "version: 2" in fault.cure
    assert check_against(replace(other, version=2), FORM, "form.yaml") == ()


def test_nothing_changed_needs_no_new_version_and_versions_do_not_go_back():
    assert check_against(FORM, FORM, "f") == ()
    assert check_against(replace(FORM, version=5), FORM, "f") == ()
    (fault,) = check_against(FORM, replace(FORM, version=2), "f")
    assert "goes back" in fault.problem


def test_another_form_is_not_a_version_of_this_one():
    (fault,) = check_against(library()["deep-dive"], FORM, "f")
    assert "its own earlier version" in fault.cure
