"""What a council's form author gets wrong: told with its line and its cure, once, and in few words."""

from __future__ import annotations

from pathlib import Path

import pytest

from template_specs.language.loader import check

BASE = """\
form: our-form
version: 1
title: Our audit form
short_title: Our form
source: s
scales:
  grades:
    title: Grades
    options:
      - {code: good, label: Good, tone: good, descriptor: Children are kept safe.}
      - {code: poor, label: Poor, tone: improve, descriptor: A child is harmed.}
stages:
  - {id: audit, title: Audit, by: auditor}
  - {id: check, title: Check, by: qa_lead}
sections:
  - id: first
    number: "1"
    title: First
    questions:
      - {id: rows, text: Who?, kind: rows, item: "0", most: 5, columns: [{id: i, label: I, kind: person}]}
      - id: "1.1"
        text: Is there a plan?
        kind: yes_no
        item: "1"
      - {id: "1.2", text: Which type?, kind: choice, options: [CP, CIN], item: "2"}
      - {id: "1.3", text: How many?, kind: number, item: "3", when: {question: "1.1", is: "yes"}}
  - id: last
    number: "2"
    title: Last
    questions:
      - {id: overall, text: A?, kind: grade, scale: grades, evidence: true, part: overall_judgement, item: 4}
"""

TYPE = BASE.splitlines(keepends=True)[24]
"""The line of question 1.2."""


def instead(old: str, new: str) -> str:
    """The sound form with one thing written otherwise."""
    assert old in BASE
    return BASE.replace(old, new, 1)


def beside(*questions: str) -> str:
    """The sound form with further questions behind 1.2."""
    return instead(TYPE, TYPE + "".join(f"      - {question}\n" for question in questions))


SLIPS = {
    "wrong indent of key": (
        instead("        text: Is there a plan?", "       text: Is there a plan?"),
        "22: The file cannot be read from here on",
    ),
    "deeper indent": (
        instead('        kind: yes_no\n        item: "1"', '        kind: yes_no\n          item: "1"'),
        "24: The file cannot be read from here on (a colon with a space",
    ),
    "list item indent": (
        instead('      - {id: "1.2"', '     - {id: "1.2"'),
        "25: The file cannot be read from here on",
    ),
    "sections not list": (instead("  - id: first", "  id: first"), "17: The file cannot be read"),
    "tab": (instead("        kind: yes_no", "\t\tkind: yes_no"), "23: The line is indented with a tab"),
    "duplicate key": (
        instead("        kind: yes_no", "        kind: yes_no\n        kind: text"),
        '24: "kind" stands here a second time (first on line 23)',
    ),
    "duplicate sections": (
        BASE + BASE[BASE.index("sections:") :],
        '32: "sections" stands here a second time',
    ),
    "word quotes value": (
        instead("text: Is there a plan?", "text: “Is there a plan?”"),
        "“Is there a plan?”",
    ),
    "word quotes in braces": (
        instead("text: Which type?", "text: “Which type, CP or CIN?”"),
        "between { and } a comma divides",
    ),
    "word quotes id": (instead('id: "1.1"', "id: “1.1”"), "cannot be a name in `id`"),
    "word quotes code": (instead('is: "yes"', "is: “yes”"), 'can never be answered with "“yes”"'),
    "bool kind yes": (
        instead("evidence: true", "evidence: y"),
        "31: `evidence` needs true, false, or {prompt: Why?}",
    ),
    "required maybe": (
        instead("        kind: yes_no", "        kind: yes_no\n        required: optional"),
        "24: `required` needs true or false",
    ),
    "number codes": (
        instead("options: [CP, CIN]", "options: {1: CP, 2: CIN}"),
        "25: `options` needs a list such as [Yes, No]",
    ),
    "code with space": (
        instead("options: [CP, CIN]", "options: [{code: child protection, label: CP}]"),
        "cannot be a name in `code`",
    ),
    "missing options": (instead(", options: [CP, CIN]", ""), "has nothing to choose from. Add `options:`"),
    "empty options": (instead("options: [CP, CIN]", "options: []"), "`options` is an empty list"),
    "same option twice": (instead("options: [CP, CIN]", "options: [CP, CP]"), '"cp" names both CP and CP'),
    "unknown picks": (
        instead("options: [CP, CIN]", "options: case_types"),
        "Write the choices here as a list",
    ),
    "options string commas": (
        instead("options: [CP, CIN]", "options: CP; CIN"),
        "cannot be a name in `options`",
    ),
    "missing scale": (instead("scale: grades, ", ""), "has nothing to choose from. Add `scale:`"),
    "unknown scale": (instead("scale: grades, ", "scale: grade, "), 'Did you mean "grades"?'),
    "scale of choice": (
        instead("kind: choice, options: [CP, CIN]", "kind: choice, scale: grades"),
        '`scale` means nothing for "1.2"',
    ),
    "cyclic conditions": (
        instead("kind: yes_no\n", 'kind: yes_no\n        when: {question: "1.3", is: 3}\n'),
        '"1.3", which comes later (line 27)',
    ),
    "self condition": (
        instead("kind: yes_no\n", 'kind: yes_no\n        when: {question: "1.1", is: "yes"}\n'),
        '"1.1" is this question itself',
    ),
    "cond expression": (
        instead('when: {question: "1.1", is: "yes"}', "when: 1.1 = yes"),
        'and "1.1 = yes" stands there',
    ),
    "cond equals": (
        instead('when: {question: "1.1", is: "yes"}', 'when: {"1.1": "yes"}'),
        'Write {question: "1.1", is: "yes"}.',
    ),
    "cond list": (
        instead('when: {question: "1.1", is: "yes"}', 'when: [{question: "1.1", is: "yes"}]'),
        "{all: [...]}",
    ),
    "cond unknown q": (
        instead('when: {question: "1.1"', 'when: {question: "1.11"'),
        'There is no question "1.11". Did you mean "1.1"?',
    ),
    "cond unknown answer": (instead('is: "yes"}', 'is: "maybe"}'), "Write one of: yes, no."),
    "cond and": (
        instead('when: {question: "1.1", is: "yes"}', 'when: {and: [{question: "1.1", is: "yes"}]}'),
        "Write `all:` with a list of conditions.",
    ),
    "cond no is": (instead(', is: "yes"}', "}"), "Add `is:` with an answer"),
    "cond text is": (
        beside(
            "{id: t, text: T?, kind: text, item: t}",
            "{id: u, text: U?, kind: text, item: u, when: {question: t, is: hello}}",
        ),
        "or use `answered`",
    ),
    "cond impossible both": (
        instead(
            'when: {question: "1.1", is: "yes"}',
            'when: {all: [{question: "1.1", is: "yes"}, {question: "1.1", is: "no"}]}',
        ),
        "never asked",
    ),
    "for_each non rows": (
        instead("    title: Last", '    title: Last\n    for_each: "1.1"\n    called: Child'),
        "Name a question of the kind rows",
    ),
    "for_each true": (
        instead("    title: Last", "    title: Last\n    for_each: true\n    called: Child"),
        'There is no question with rows called "true"',
    ),
    "last unknown form": (
        instead('is: "yes"}', 'is: "yes"}, last: {form: tier2, question: "1.1"}'),
        'There is no form "tier2" at hand',
    ),
    "last typo": (instead('is: "yes"}', 'is: "yes"}, last: previous'), 'There is no question "previous"'),
    "last no question": (
        instead('is: "yes"}', 'is: "yes"}, last: {form: tier2-cin-cp}'),
        "This earlier answer has no `question`",
    ),
    "huge text": (
        instead("Is there a plan?", "Is there a plan? " * 200),
        "`text` is 3,399 characters long, and 600 fit. Shorten it by 2,799.",
    ),
    "huge help": (
        instead("        kind: yes_no", "        kind: yes_no\n        help: " + "Look well. " * 400),
        "`help` is 4,399 characters",
    ),
    "colon in text": (
        instead("text: Is there a plan?", "text: Plan: is there one?"),
        "put words that hold a colon",
    ),
    "apostrophe quotes": (
        instead("text: Is there a plan?", "text: 'Is the child's plan there?'"),
        "22: The file cannot be read",
    ),
    "unclosed quote": (
        instead("text: Is there a plan?", 'text: "Is there a plan?'),
        "cannot be read from here on",
    ),
    "comma in braces": (
        instead("text: Which type?", "text: Which type, if any?"),
        '"if any?" stands where a key',
    ),
    "hash": (
        instead("text: Is there a plan?", "text: Is plan #1 there?"),
        "# begins a remark that nobody sees",
    ),
    "star": (instead("text: Is there a plan?", "text: *Is there a plan?"), "an anchor or alias"),
    "missing id": (instead('      - id: "1.1"\n        text', "      - text"), "This question has no `id`"),
    "duplicate ids": (instead('id: "1.2"', 'id: "1.1"'), "is taken already (line 21)"),
    "unknown kind": (instead("kind: yes_no", "kind: yesno"), 'Did you mean "yes_no"?'),
    "kind dropdown": (instead("kind: choice", "kind: dropdown"), 'There is no kind "dropdown"'),
    "kind missing": (instead("        kind: yes_no\n", ""), "This question has no `kind`"),
    "wrong key": (instead("text: Is there a plan?", "question: Is there a plan?"), "Write `text:`."),
    "key typo": (
        instead("        kind: yes_no", "        kind: yes_no\n        requierd: false"),
        'Did you mean "required"?',
    ),
    "capital keys": (
        instead("        kind: yes_no", "        Kind: yes_no"),
        '"Kind" is written with a capital. Write `kind:`.',
    ),
    "no form": (BASE.replace("form: our-form\n", ""), "This form has no `form`"),
    "version word": (instead("version: 1", "version: one"), "needs a whole number from 1 to 9999"),
    "stage unknown": (
        instead("kind: yes_no\n", "kind: yes_no\n        stage: moderation\n"),
        'There is no stage "moderation". Write one of: audit, check.',
    ),
    "by unknown": (instead("by: qa_lead", "by: QA Lead"), 'Did you mean "qa_lead"?'),
    "least above most": (
        instead("kind: number, ", "kind: number, least: 10, most: 5, "),
        "Make `most` larger than `least`",
    ),
    "most words": (instead("kind: number, ", "kind: number, most: ten, "), 'and "ten" stands there'),
    "part wrong": (
        instead("kind: number, ", "kind: number, part: overall_judgement, "),
        "cannot play the part overall_judgement",
    ),
    "two overall": (
        instead('kind: number, item: "3"', 'kind: grade, scale: grades, part: overall_judgement, item: "3"'),
        "which another question plays already",
    ),
    "work_out with kind": (
        beside('{id: w, text: W, kind: number, work_out: {sum: {questions: ["1.3"]}}, item: w}'),
        "`kind` means nothing",
    ),
    "work_out text": (
        beside('{id: w, text: W, work_out: "1.3 + 1.2", item: w}'),
        "`work_out` needs something like",
    ),
    "work_out cyc": (
        beside("{id: w, text: W, work_out: {sum: {questions: [w]}}, item: w}"),
        "is this question itself",
    ),
    "empty file": ("", "1: The file is empty"),
    "list file": ("- a\n- b\n", "1: The file holds no form"),
    "json": ('{"form": "x", "version": 1}', "This form has no `sections`"),
    "html": ("<html><body>form</body></html>", "1: The file holds no form"),
    "columns missing": (instead(", columns: [{id: i, label: I, kind: person}]", ""), "Add `columns:`"),
    "columns strings": (
        instead("columns: [{id: i, label: I, kind: person}]", "columns: [Initials, Born]"),
        "{id: who, label: Who?, kind: text}",
    ),
    "check without say": (
        instead('item: "3",', 'item: "3", check: [{when: {above: {question: "1.3", value: 5}}}],'),
        "This check has no `say`",
    ),
    "evidence text": (instead("evidence: true", "evidence: What did you see?"), "{prompt: Why?}"),
    "section no questions": (
        instead("    title: First\n    questions:", "    title: First\n    question:"),
        'Did you mean "questions"?',
    ),
    "empty questions": (BASE + "  - id: none\n    title: None\n    questions:\n", "`questions` has no value"),
    "null value": (instead("        kind: yes_no", "        kind:"), "`kind` has no value"),
    "date value": (
        beside(
            "{id: d, text: D?, kind: date, item: d}",
            "{id: e, text: E?, kind: text, item: e, when: {before: {question: d, value: 31 February 2026}}}",
        ),
        "with its year in full",
    ),
    "summary_to": (
        instead('is: "yes"}', 'is: "yes"}, summary_to: practice lead'),
        'There is no person called "practice lead"',
    ),
    "uses unknown": (instead("source: s", "source: s\nuses: [indicators]"), "There is no file of guidance"),
    "windows path csv": (
        instead("options: [CP, CIN]", "options: types").replace(
            "scales:", 'picks: {types: {file: "C:\\\\forms\\\\types.csv"}}\nscales:'
        ),
        "beside the form",
    ),
    "many wrong": (
        BASE.replace("kind:", "Kind:").replace("text:", "Text:"),
        '"Kind" is written with a capital',
    ),
    "twenty sections wrong": (
        BASE
        + "".join(
            f"  - id: s{n}\n    title: S\n    questions:\n"
            f'      - {{id: "{n}.1", text: Q, kind: yesno, item: x}}\n'
            for n in range(3, 23)
        ),
        "The same on lines 39, 43",
    ),
    "same typo 40 times": (
        BASE
        + "  - id: many\n    title: Many\n    questions:\n"
        + "".join(
            f'      - {{id: m{n}, text: Q?, kind: grade, scale: grade, item: "x"}}\n' for n in range(40)
        ),
        "The same on lines 36, 37",
    ),
}


@pytest.mark.parametrize(("body", "told"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_line_and_its_cure(tmp_path: Path, body: str, told: str) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(body, "utf-8")
    found = check(file)
    lines = [f"{fault.line}: {fault.problem} {fault.cure}" for fault in found]
    assert any(told in line for line in lines), lines
    assert all(1 <= fault.line <= max(1, body.count("\n") + 1) and fault.cure for fault in found)
    assert len("\n".join(lines)) < 2_000
    assert len({(fault.line, fault.problem) for fault in found}) == len(found)


def test_nothing_is_wrong_before(tmp_path: Path) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(BASE, "utf-8")
    assert check(file) == ()


FOLLOWS = [
    "missing scale",
    "unknown scale",
    "cond equals",
    "cond and",
    "duplicate ids",
    "unknown kind",
    "kind missing",
    "capital keys",
    "by unknown",
    "part wrong",
    "work_out text",
    "null value",
    "self condition",
]
"""Slips from which others would seem to follow: a scale that nobody uses, a question that comes later."""


@pytest.mark.parametrize("slip", FOLLOWS)
def test_what_only_follows_from_a_slip_is_not_told(tmp_path: Path, slip: str) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(SLIPS[slip][0], "utf-8")
    assert len(check(file)) == 1
