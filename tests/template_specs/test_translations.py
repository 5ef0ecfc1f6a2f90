"""A form in another language: what is to translate, what is missing, what has changed; only words differ."""

# ruff: noqa: E501 (forms are written as authors write them)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from template_specs.language.diff import check_against
from template_specs.language.loader import check, forms_at_hand, from_snapshot, load, snapshot
from template_specs.language.translations import texts_of
from template_specs.languages import as_read
from template_specs.options import match, typed_exactly
from template_specs.sentences import spoken_in
from tests.conversations.tongues import Bracketed

FORM = """\
form: small
version: 1
title: A form
short_title: Form
source: ours
glossary: {CIN: child in need}
scales:
  marks:
    title: Marks
    options:
      - {code: good, label: Good, descriptor: It is good.}
      - {code: weak, label: Weak, descriptor: It is not.}
indicators: {plans: {subject: plans, good: [Said plainly, Dated]}}
sections:
  - id: one
    title: One
    comment: true
    questions:
      - id: "1"
        text: How good is it?
        kind: grade
        scale: marks
        indicators: plans
        item: "1"
        part: overall_judgement
        not_applicable: true
        evidence: {prompt: Why?, more: [{id: more, prompt: Anything else?}]}
      - {id: "2", text: Is it?, kind: yes_no, item: "2", not_applicable: true}
      - {id: "3", text: How many?, kind: score, least: 1, most: 5, anchors: {1: Poor, 5: Fine}, item: "3"}
      - {id: "4", text: Where?, kind: choice, item: "4", options: [Home, {code: other, label: Other, specify: Which?}]}
      - id: "5"
        text: Which?
        kind: rows
        item: "5"
        columns: [{id: what, label: What?, kind: text}, {id: how, label: How?, kind: choice, options: [Fast, Slow]}]
      - {id: "6", text: How long?, kind: number, most: 9, unit: days, item: "6", check: [{when: {question: "2", is: "yes"}, say: Sure?}]}
"""
WELSH = """\
overlay: cymraeg
for: small
language: cy
title: Ffurflen
short_title: Ffurflen
glossary: {CIN: plentyn mewn angen}
scales: {marks: {title: Marciau, options: {good: {label: Da, descriptor: Mae'n dda., also: [gd]}, weak: {label: Gwan, descriptor: Nid yw.}}}}
indicators: {plans: {subject: cynlluniau, good: [Wedi'i ddweud, Wedi'i ddyddio]}}
sections: {one: {title: Un, comment: Rhywbeth arall?}}
questions:
  "1": {text: Pa mor dda?, prompt: Pam?, boxes: {more: Unrhyw beth arall?}}
  "2": {text: Ydy?}
  "3": {text: Faint?, anchors: {1: Gwael, 5: Iawn}}
  "4": {text: Ble?, options: {home: Cartref, other: {label: Arall, specify: Pa un?}}}
  "5": {text: Pa rai?, columns: {what: Beth?, how: {label: Sut?, options: {fast: Cyflym, slow: Araf}}}}
  "6": {text: Pa mor hir?, unit: diwrnod, checks: [Siwr?]}
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(FORM, "utf-8")
    (tmp_path / "small.cy.yaml").write_text(WELSH, "utf-8")
    return tmp_path


def test_every_text_has_its_words_and_nothing_else_differs(files: Path) -> None:
    form = load(files / "small.yaml")
    welsh = form.in_languages["cy"]
    assert not set(texts_of(form).values()) & set(texts_of(welsh).values()) - {"1", "5"}
    assert [(q.id, q.kind, q.when, q.required, [o.code for o in q.options]) for q in form.questions] == [
        (q.id, q.kind, q.when, q.required, [o.code for o in q.options]) for q in welsh.questions
    ]
    assert from_snapshot(snapshot(form)[1]) == form


def test_it_is_read_in_the_language_that_is_spoken(files: Path) -> None:
    form = load(files / "small.yaml")
    assert as_read(form).by_id["1"].text == "How good is it?"
    with spoken_in(Bracketed()):
        welsh = as_read(form)
        assert welsh is as_read(as_read(form))
        assert welsh.by_id["1"].text == "Pa mor dda?"
        assert [o.label for o in welsh.by_id["2"].options] == ["⟦Yes⟧", "⟦No⟧", "⟦Not applicable⟧"]
    assert as_read(welsh).by_id["1"].text == "How good is it?"
    assert welsh.content_hash == form.content_hash


def test_answers_are_read_in_both_languages(files: Path) -> None:
    form = load(files / "small.yaml")
    english = as_read(form).by_id["1"].options
    with spoken_in(Bracketed()):
        welsh = as_read(form).by_id["1"].options
    for options in (english, welsh):
        for typed, code in (
            ("da", "good"),
            ("good", "good"),
            ("gwan", "weak"),
            ("weak", "weak"),
            ("gd", "good"),
        ):
            option = match(options, typed)
            assert option is None if (typed, options) == ("gd", english) else option and option.code == code


def test_the_welsh_no_that_is_a_code_is_what_people_see_and_what_cards_send(files: Path) -> None:
    """Welsh for no is "na", the code of Not applicable: typed it is no, from a card Not applicable."""

    class Welsh(Bracketed):
        def gettext(self, message: str) -> str:
            return {"Yes": "Ie", "No": "Na", "Not applicable": "Ddim yn berthnasol"}.get(message, message)

    with spoken_in(Welsh()):
        options = as_read(load(files / "small.yaml")).by_id["2"].options
    assert [option.code for option in (match(options, "na"), typed_exactly(options, "na")) if option] == [
        "na",
        "no",
    ]


@pytest.mark.slow
def test_what_is_missing_and_what_has_changed_is_told(files: Path) -> None:
    assert check(files / "small.cy.yaml") == ()
    told = CliRunner().invoke(cli, ["templates", "wording", str(files / "small.yaml")])
    assert told.output.endswith("0 texts are missing, 0 have changed.\n")
    (files / "small.yaml").write_text(
        FORM.replace("Is it?", "Is it so?").replace("[Fast, Slow]", "[Fast, Slow, No]"), "utf-8"
    )
    problems = [fault.problem for fault in check(files / "small.cy.yaml")]
    assert problems == [
        "1 texts are not translated: questions / 5 / columns / how / options / no / label.",
        "1 texts have changed since they were translated: questions / 2 / text.",
    ]
    told = CliRunner().invoke(cli, ["templates", "wording", str(files / "small.yaml"), "--accept"])
    assert told.output.endswith("1 texts are missing, 0 have changed.\n")
    assert [fault.problem for fault in check(files / "small.cy.yaml")] == problems[:1]


def test_a_new_translation_begins_with_every_text(files: Path) -> None:
    (files / "small.cy.yaml").unlink()
    assert CliRunner().invoke(cli, ["templates", "wording", str(files / "small.yaml")]).exit_code == 0
    written = (files / "small.cy.yaml").read_text("utf-8")
    assert not [
        t for t in texts_of(load(files / "small.yaml")).values() if isinstance(t, str) and t not in written
    ]
    (files / "small.cy.yaml").write_text(written.replace("\n# ", "\n"), "utf-8")
    assert not [fault for fault in check(files / "small.cy.yaml") if not fault.warning]


WRONG = {
    "two where there is one check": (
        "checks: [Siwr?]",
        "checks: [Siwr?, Ie?]",
        '"6" has 1 check, and 2 are worded here.',
    ),
    "a box that is not there": ("boxes: {more", "boxes: {less", 'There is no box "less".'),
    "an anchor that is not there": ("anchors: {1: Gwael, 5", "anchors: {1: Gwael, 4", "There is no anchor"),
    "a question without a unit": ('"2": {text: Ydy?', '"2": {unit: x, text: Ydy?', '"2" has no unit.'),
    "yes and no": (
        '"2": {text: Ydy?',
        '"2": {options: {"yes": Ie}, text: Ydy?',
        '"2" has no choices of its own.',
    ),
    "good in another number": (
        "[Wedi'i ddweud, Wedi'i ddyddio]",
        "[Un]",
        "has 2 of `good`, and 1 are worded here",
    ),
    "indicators that are not there": ("{plans: {subject", "{plan: {subject", "There is no set of indicators"),
    "no language in a file of one": ("language: cy\n", "", '"small.cy.yaml" does not say its language.'),
    "a language that there is none of": ("language: cy", "language: fr", 'There is no language "fr".'),
}


@pytest.mark.parametrize(("old", "new", "problem"), WRONG.values(), ids=WRONG.keys())
def test_a_slip_in_a_translation_is_told(files: Path, old: str, new: str, problem: str) -> None:
    assert WELSH.count(old) == 1
    (files / "small.cy.yaml").write_text(WELSH.replace(old, new), "utf-8")
    faults = [fault for fault in check(files / "small.cy.yaml") if not fault.warning]
    assert any(problem in fault.problem for fault in faults), list(map(str, faults))
    assert all(fault.file.endswith("small.cy.yaml") for fault in faults)


@pytest.mark.slow
def test_a_translation_lies_in_the_organisations_folder_and_needs_no_new_version(tmp_path: Path) -> None:
    (tmp_path / "tier2-cin-cp.cy.yaml").write_text(
        "overlay: cymraeg\nfor: tier2-cin-cp\nlanguage: cy\ntitle: Archwiliad\n", "utf-8"
    )
    at_hand = forms_at_hand(tmp_path)
    assert at_hand.faults == ()
    form = at_hand.forms["tier2-cin-cp"]
    assert form.in_languages["cy"].title == "Archwiliad"
    assert check_against(replace(form, in_languages={}), form, "x.yaml") == ()


@pytest.mark.slow
def test_a_wording_is_looked_up_previewed_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form that words are for may lie in the organisation's folder; no command ends without a word."""
    forms, elsewhere = tmp_path / "forms", tmp_path / "elsewhere"
    forms.mkdir()
    elsewhere.mkdir()
    (forms / "any-name.yaml").write_text(FORM, "utf-8")
    words = elsewhere / "ours.yaml"
    words.write_text("overlay: ours\nfor: small\ntitle: Our own form\n", "utf-8")
    monkeypatch.setenv("AUDITBOT_FORMS", str(forms))
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    assert run(cli, ["templates", "check", str(words)]).exit_code == 0
    shown = run(cli, ["templates", "preview", str(words), "--out", "ours.html"])
    assert shown.exit_code == 0, shown.output
    page = (tmp_path / "ours.html").read_text("utf-8")
    assert "Our own form" in page
    assert "What the manager gets" in page
    compared = run(cli, ["templates", "diff", str(forms / "any-name.yaml"), str(words)])
    assert 'The form\'s title: "A form" became "Our own form".' in compared.output
    (forms / "small.wording.yaml").write_text(words.read_text("utf-8"), "utf-8")
    run(cli, ["templates", "preview", str(forms / "any-name.yaml"), "--out", "both.html"])
    assert "Our own form" in (tmp_path / "both.html").read_text("utf-8")


def test_a_new_source_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(FORM, "utf-8")
    (tmp_path / "new.yaml").write_text(FORM.replace("source: ours", "source: theirs"), "utf-8")
    told = CliRunner().invoke(
        cli, ["templates", "diff", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]
    )
    assert told.output == 'The source that its items come from: "ours" became "theirs".\n'
