"""Notes, look-backs, numbers, groups, blocks and places in the summary: read, or told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from template_specs.language.loader import load
from template_specs.model import GuidanceDocument, Note, Tone
from tests.dialogs.written_forms import GRADES, HEAD, fault, faults, written

BLOCKS = """\
blocks:
  core:
    - {id: met, text: Are needs met?, kind: yes_no, item: B1}
    - {id: why, text: Why not?, kind: text, item: B2, when: {question: met, is: "no"}}
    - {id: days, text: Days, work_out: {days: {from: first, to: last}}, item: B3}
    - {id: kind, text: K?, kind: choice, options: [One, {code: other, label: O, specify: Which?}], item: B4}
    - {id: more, text: More?, kind: yes_no, item: B5, when: {answered: kind.other}}
"""


def questions(*lines: str, section: str = "") -> str:
    """One section of these questions."""
    return f"sections:\n  - id: a\n    title: A\n{section}    questions:\n" + "".join(
        f"      - {line}\n" for line in lines
    )


ONE = '{id: q, text: Is it?, kind: yes_no, item: "1"}'
TWO = '{id: w, text: And now?, kind: yes_no, item: "2"}'


def test_what_is_said_beforehand_is_read() -> None:
    form = written(
        "notes: [Be kind, {say: Judge the file, to: [moderator, auditor]}]\n"
        "guidance_documents: [A guide, {title: Another, link: 'https://a.example/b'}]\n"
        "lookback: {months: 24, judgement_months: 6}\n"
        "stages: [{id: audit, title: Audit, by: auditor}, {id: m, title: M, by: moderator}]\n"
        + GRADES
        + questions(
            '{id: day, text: When?, kind: date, part: audit_date, item: "1"}',
            '{id: g, text: How?, kind: grade, scale: grades, part: overall_judgement, item: "2"}',
            '{id: r, text: And?, kind: grade, scale: grades, part: recent_judgement, lookback: 3, item: "3"}',
            '{id: m, text: M?, kind: text, stage: m, item: "4"}',
        )
    )
    assert form.notes == ("Be kind",)
    assert form.notes_to == (Note("Judge the file", ("moderator", "auditor")),)
    assert form.told(frozenset({"auditor"})) == ("Be kind", "Judge the file")
    assert form.told(frozenset({"moderator"})) == ("Judge the file",)
    assert form.told(frozenset({"iro"})) == ()
    assert form.guidance_documents == (
        GuidanceDocument("A guide"),
        GuidanceDocument("Another", "https://a.example/b"),
    )
    assert [form.by_id[id].lookback for id in ("day", "g", "r", "m")] == [24, 6, 3, 0]


def test_a_block_keeps_to_itself_wherever_it_is_used() -> None:
    form = written(
        BLOCKS.replace(
            "    - {id: days",
            "    - {id: first, text: F?, kind: date, item: B}\n"
            "    - {id: last, text: L?, kind: date, item: B}\n    - {id: days",
        )
        + questions("{use: core, as: cin}", '{use: core, as: cp, when: {question: cin.met, is: "yes"}}')
    )
    assert [q.id for q in form.questions][:3] == ["cin.met", "cin.why", "cin.first"]
    assert form.worked_out["cp.days"].work is not None
    assert form.worked_out["cp.days"].work.over == ("cp.first", "cp.last")
    assert "cp.kind.other" in form.by_id
    assert "cp.kind.other" in repr(form.by_id["cp.more"].when)
    assert "cin.met" in repr(form.by_id["cp.why"].when)
    assert "cp.met" in repr(form.by_id["cp.why"].when)
    assert form.by_id["cp.met"].counted_as == form.by_id["cin.met"].counted_as == "core.met"


def test_sub_questions_know_their_heading() -> None:
    form = written(
        questions(
            "group: '1.1'\n        text: Early help?\n        when: {question: q, is: 'yes'}\n"
            '        questions: [{id: 1.1a, text: Was it done?, kind: yes_no, item: "1"}]'
        ).replace("      - group", f"      - {ONE}\n      - group")
    )
    asked = form.by_id["1.1a"]
    assert (asked.group, asked.group_heading) == ("1.1", "Early help?")
    assert asked.name == "Early help: Was it done?"
    assert asked.shown_number == "1.1a"
    assert asked.when is not None


@pytest.mark.parametrize(
    ("id", "number"),
    [
        ("3.10", "3.10"),
        ("1a", "1a"),
        ("5a.1", "5a.1"),
        ("A1", "A1"),
        ("1.1.a", "1.1.a"),
        ("12b.3", "12b.3"),
        ("overall", ""),
        ("5.6.placement", ""),
        ("q1", ""),
        ("st1.score", ""),
    ],
)
def test_an_id_that_is_a_number_is_shown_as_one(id: str, number: str) -> None:
    form = written(questions(f'{{id: "{id}", text: Is it?, kind: yes_no, item: "1"}}'))
    assert form.questions[0].shown_number == number


def test_tones_are_a_questions_own_or_its_sections() -> None:
    form = written(
        questions(
            ONE,
            '{id: w, text: And?, kind: yes_no, item: "2", tones: {"Yes": good}}',
            section='    defaults: {tones: {"no": improve, never: improve}}\n',
        )
    )
    assert [option.tone for option in form.by_id["q"].options] == ["", Tone.IMPROVE]
    assert [option.tone for option in form.by_id["w"].options] == [Tone.GOOD, Tone.IMPROVE]


CASES = {
    "an address": (
        "guidance_documents: [{title: A, link: a.example}]\n" + questions(ONE),
        "1: `link` needs an address that begins with https://",
    ),
    "told to nobody": (
        "notes: [{say: Hello, to: iro}]\n" + questions(ONE),
        '1: "iro" answers nothing in this form, so nobody would be told.',
    ),
    "two look-backs that say the same": (
        "lookback_months: 18\nlookback: {months: 24}\n" + questions(ONE),
        "1: `lookback` says how many months already.",
    ),
    "a heading over nothing": (
        questions(ONE, section="    groups: {g: Words}\n"),
        '4: No question belongs to the group "g".',
    ),
    "a group without its heading": (
        questions(ONE.replace("id: q", "id: q, group: h"), section="    groups: {g: Words}\n")
        .replace("g: Words", "g: Words, j: Words")
        .replace("group: h", "group: g"),
        '4: No question belongs to the group "j".',
    ),
    "a group pulled apart": (
        questions(
            ONE.replace("id: q", "id: q, group: g"),
            TWO,
            '{id: z, group: g, text: Z?, kind: yes_no, item: "3"}',
            section="    groups: {g: Words}\n",
        ),
        '4: The questions of the group "g" do not stand together.',
    ),
    "one number twice": (
        questions(ONE.replace("id: q", "id: q, number: 1a"), TWO.replace("id: w", "id: 1A")),
        "has the number 1a",
    ),
    "no such block": (BLOCKS + questions(ONE, "{use: cor, as: a}"), 'There is no block called "cor".'),
    "an unused block": (
        "blocks:\n  core:\n    - {id: z, text: Z?, kind: yes_no, item: B}\n" + questions(ONE),
        '2: Nothing uses the block "core".',
    ),
    "no such answer": (
        questions(ONE.replace("item", "tones: {maybe: good}, item")),
        'There is no answer here called "maybe".',
    ),
    "rows in the summary": (
        questions(
            "{id: r, text: R?, kind: rows, item: s, summary: true, columns: [{id: c, label: C, kind: text}]}"
        ),
        '`summary` of "r" is shown nowhere',
    ),
}


@pytest.mark.parametrize(("body", "told"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_told(body: str, told: str) -> None:
    found = [f"{f.line - HEAD.count(chr(10))}: {f.problem} {f.cure}" for f in faults(body)]
    assert any(told in line for line in found), found


def test_a_fault_inside_a_block_is_told_once_at_its_line() -> None:
    body = "blocks:\n  core:\n    - {id: z, text: Z?, kind: yes_no}\n"
    told = fault(body + questions("{use: core, as: a}", "{use: core, as: b}"))
    assert told.startswith("3: This question does not say where it comes from.")


def test_a_variant_names_what_came_of_blocks_and_groups(tmp_path: Path) -> None:
    base = (
        HEAD
        + "blocks:\n  core:\n    - {id: z, text: Z?, kind: yes_no, item: B}\n"
        + questions("{use: core, as: a}", "{use: core, as: b}", ONE)
    )
    (tmp_path / "written.yaml").write_text(base, "utf-8")
    (tmp_path / "v.yaml").write_text(
        "extends: written\nform: v\nversion: 1\nremove: {questions: [b.z]}\n"
        "replace: {questions: [{id: a.z, text: Zed?}]}\n"
        "add: [{after: q, questions: [{use: core, as: c}]}]\n",
        "utf-8",
    )
    form = load(tmp_path / "v.yaml")
    assert [(q.id, q.text) for q in form.questions] == [("a.z", "Zed?"), ("q", "Is it?"), ("c.z", "Z?")]
