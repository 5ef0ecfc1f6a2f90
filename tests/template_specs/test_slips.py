"""What people write by a slip, or paste from Word: told with its line and its cure, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from template_specs.language.loader import Fault, FormFaults, check, forms, forms_at_hand, lines_of, load
from tests.dialogs.written_forms import GRADES, HEAD, faults, written

ONE = """\
sections:
  - id: a
    title: A
    questions:
      - {id: n, text: How many?, kind: number, item: "1"}
      - id: q
        text: Is it so?
        kind: yes_no
        item: "2"
"""
LINE = HEAD.count("\n") + 7


def told(body: str) -> list[str]:
    return [f"{one.line}{'w' if one.warning else ''}: {one.problem} {one.cure}" for one in faults(body)]


def test_words_lost_behind_a_hash_are_told() -> None:
    (only,) = told(ONE.replace("Is it so?", "Is case #12 recorded?"))
    assert only.startswith(f'{LINE}w: "#12 recorded?" is not part of the words before it')
    assert "in quotes" in only


@pytest.mark.parametrize(
    "line",
    ['"Is case #12 recorded?"', "Is case#12 recorded?", "'Is it #1?'  # a remark", ">-\n          Is it #1?"],
)
def test_a_hash_that_loses_nothing_is_left_alone(line: str) -> None:
    assert told(ONE.replace("Is it so?", line)) == []


def test_a_remark_behind_a_word_is_a_remark() -> None:
    assert told(ONE.replace("kind: yes_no", "kind: yes_no  # as in the paper form")) == []


def test_typographic_quotes_are_told_and_do_not_break_the_form() -> None:
    (only,) = told(ONE.replace("Is it so?", "“Is it so?”"))
    assert only.startswith(f'{LINE}w: "“Is it so?”" has typographic quotes around it')
    broken = told(ONE.replace("Is it so?", "“Plan: is it so?”"))
    assert any("Typographic quotes" in one and "hold nothing together" in one for one in broken)


def test_hard_spaces_from_word_are_spaces() -> None:
    form = written(
        ONE.replace("    title: A", " \u00a0\u00a0 title:\u00a0A").replace("Is it so?", "Is\u00a0it so?")
    )
    assert form.by_id["q"].text == "Is it so?"
    assert form.sections[0].title == "A"


def test_a_long_dash_in_place_of_a_hyphen_is_told() -> None:
    assert any(
        "begins with a long dash" in one for one in told(ONE.replace("      - id: q", "      – id: q"))
    )


def good(name: str) -> str:
    return HEAD.replace("form: written", f"form: {name}") + ONE


def test_a_broken_draft_is_left_out_and_the_others_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(good("good"), "utf-8")
    (tmp_path / "draft.yaml").write_text(good("draft").replace("yes_no", "yes-no"), "utf-8")
    at_hand = forms_at_hand(tmp_path)
    assert "good" in at_hand.forms
    assert "tier2-cin-cp" in at_hand.forms
    assert "draft" not in at_hand.forms
    assert [Path(one.file).name for one in at_hand.faults] == ["draft.yaml"]
    with pytest.raises(FormFaults):
        forms(tmp_path)


def test_a_broken_form_or_wording_is_not_replaced_by_the_librarys_unnoticed(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(good("tier2-cin-cp").replace("yes_no", "yes-no"), "utf-8")
    (tmp_path / "deep-dive.wording.yaml").write_text("overlay: o\nfor: deep-dive\ntitel: x\n", "utf-8")
    at_hand = forms_at_hand(tmp_path)
    assert "tier2-cin-cp" not in at_hand.forms
    assert "deep-dive" not in at_hand.forms
    assert {Path(one.file).name for one in at_hand.faults} == {"own.yaml", "deep-dive.wording.yaml"}


def test_two_files_with_one_form_are_told_and_neither_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(good("same").replace("version: 1", "version: 2"), "utf-8")
    (tmp_path / "b.yaml").write_text(good("same"), "utf-8")
    at_hand = forms_at_hand(tmp_path)
    assert "same" not in at_hand.forms
    (fault,) = at_hand.faults
    assert (Path(fault.file).name, fault.line) == ("b.yaml", 1)
    assert fault.problem == '"a.yaml" holds the form "same" too, so neither is used.'


TWICE = """\
      - {id: l, text: L?, kind: likert, scale: grades, options: [Often, Never], item: "3"}
"""


def with_key(key: str, kind: str = "yes_no") -> str:
    return ONE.replace("kind: yes_no", f"kind: {kind}\n        {key}")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GRADES + ONE + TWICE, ": `options` and `scale` stand at one question"),
        (with_key("max: 3"), "Write `most:`."),
        (with_key("not_before: n", "date"), "or `not_past: true` for today."),
        (with_key("when: n is 3"), "something like {question: type, is: CP}"),
    ],
)
def test_no_key_is_taken_in_silence(body: str, expected: str) -> None:
    assert any(expected in one for one in told(body)), told(body)


def test_a_replaced_section_does_not_lose_its_questions_in_silence(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(good("base"), "utf-8")
    own = "extends: base\nform: own\nversion: 1\nreplace:\n  sections:\n"
    own += "    - {id: a, title: B, questions: [{id: x}]}\n"
    (tmp_path / "own.yaml").write_text(own, "utf-8")
    problems = [one for one in check(tmp_path / "own.yaml") if not one.warning]
    assert [(one.line, one.problem) for one in problems] == [
        (6, '`questions` here would throw away all that "a" asks.')
    ]


def test_a_wording_for_another_form_is_one_short_message(tmp_path: Path) -> None:
    words = "overlay: o\nfor: deep-dive\nquestions:\n" + "".join(f"  q{n}: {{text: T}}\n" for n in range(60))
    (tmp_path / "base.yaml").write_text(good("base"), "utf-8")
    (tmp_path / "o.yaml").write_text(words, "utf-8")
    problems = [one for one in check(tmp_path / "base.yaml", tmp_path / "o.yaml") if not one.warning]
    assert [one.problem for one in problems] == ['These words are for "deep-dive", and the form is "base".']


def test_a_form_that_is_all_wrong_is_told_as_far_as_it_can_be_read() -> None:
    wrong = [Fault("f.yaml", n, f"This is wrong {n}.", "Put it right.") for n in range(1, 201)]
    odd = [Fault("f.yaml", n, "This is odd.", "Look at it.", warning=True) for n in range(1, 4)]
    told = list(lines_of([*odd, *wrong]))
    assert len(told) == 41
    assert told[0] == "f.yaml:1: This is wrong 1. Put it right."
    assert told[-1] == (
        "And 160 more to put right and 3 more warnings. Put these right first, then check again."
    )
    assert len(list(lines_of(wrong[:40]))) == 40


def test_a_message_lists_a_dozen_names_in_the_order_in_which_people_count() -> None:
    many = "".join(f'      - {{id: "1.{n}", text: T?, kind: yes_no, item: "1"}}\n' for n in range(1, 41))
    last = '      - {id: z, text: Z?, kind: yes_no, item: "1", when: {question: nowhere, is: yes}}\n'
    (only,) = told(ONE + many + last)
    assert len(only) < 400
    assert "1.1, 1.2, 1.3" in only
    assert only.endswith("more.")


def test_a_wording_by_itself_is_no_form_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.wording.yaml").write_text("overlay: o\nfor: tier2-cin-cp\ntitle: T\n", "utf-8")
    with pytest.raises(FormFaults, match="wording, and no form"):
        load(tmp_path / "x.wording.yaml")


def test_a_wording_of_stages_over_a_form_without_any_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(good("base"), "utf-8")
    (tmp_path / "o.yaml").write_text("overlay: o\nfor: base\nstages: {audit: Archwiliad}\n", "utf-8")
    problems = [one for one in check(tmp_path / "base.yaml", tmp_path / "o.yaml") if not one.warning]
    assert [one.problem for one in problems] == ["The form names no stages."]


def test_broken_yaml_is_told_without_the_parsers_own_words() -> None:
    for broken in (ONE.replace("        text: Is it so?", "       text: Is it so?"), ONE + "   x: [1, 2\n"):
        assert all("<" not in one for one in told(broken)), told(broken)
