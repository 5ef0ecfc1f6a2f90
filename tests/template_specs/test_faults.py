"""Everything wrong with a form is told in one pass: file, line, what is wrong, and what to write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from template_specs.language.loader import FormFaults, check, load

GOOD = """\
form: small
version: 1
title: A small form
short_title: Small
source: "009"
scales:
  grades:
    title: Grades
    options:
      - {code: good, label: Good, descriptor: Fine work}
      - {code: poor, label: Poor, descriptor: Not fine}
picks:
  kinds_of_case: [CP, CIN]
indicators:
  plans: {subject: plans, good: [A plan]}
sections:
  - id: one
    title: One
    questions:
      - {id: type, text: Which type?, kind: choice, options: kinds_of_case, item: "1"}
      - {id: "1.1", text: How good?, kind: grade, scale: grades, item: "2", indicators: plans}
      - {id: born, text: Born when?, kind: date, item: "3"}
      - {id: score, text: Score?, kind: score, item: "4"}
      - {id: tick, text: Tick?, kind: tick, item: "5"}
      - id: overall
        text: All in all?
        kind: grade
        scale: grades
        part: overall_judgement
        item: "6"
        when: {question: type, is: CP}
"""
LAST = "        when: {question: type, is: CP}\n"
MORE = '      - {id: more, text: More?, kind: text, item: "7"'


@pytest.fixture
def told(tmp_path):
    def faults_of(text):
        file = tmp_path / "form.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return check(file)

    return faults_of


def changed(old, new):
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def when(condition):
    return changed(LAST, f"        when: {condition}\n")


def test_a_good_form_has_no_faults(told):
    assert told(GOOD) == ()


CASES = {
    "a comment box of somebody": (
        changed("indicators: plans}", "indicators: plans, identity: true, evidence: true}"),
        21,
        "identifies somebody, so it has no comment box",
        "a text question of its own",
    ),
    "unknown key": (changed("short_title: Small", "short_titel: Small"), 4, '"short_titel"', '"short_title"'),
    "comma in braces": (
        changed("{code: good, label: Good,", "{code: good, label: Good, fair or better,"),
        10,
        "behind a comma",
        "in quotes",
    ),
    "missing key": (changed("title: A small form\n", ""), 1, "This form has no `title`", "Add `title:`"),
    "no value": (changed("title: A small form", "title:"), 3, "`title` has no value", "Write words"),
    "unknown kind": (changed("kind: score", "kind: scores"), 23, '"scores"', '"score"'),
    "no kind": (changed("kind: score, ", ""), 23, "no `kind`", "Add `kind:`"),
    "question twice": (changed("id: born", "id: type"), 22, 'id "type" is taken', "its own id"),
    "question twice but for case": (changed("id: born", "id: TYPE"), 22, "is taken", "its own id"),
    "id with spaces": (changed("id: born", "id: born when"), 22, "cannot be a name", "without spaces"),
    "section twice": (
        GOOD + "  - {id: one, title: T, questions: []}\n",
        32,
        'section id "one" is taken',
        "own id",
    ),
    "empty list": (GOOD + "  - {id: two, title: T, questions: []}\n", 32, "empty list", "Fill it"),
    "key twice": (
        changed("version: 1", "version: 1\nversion: 2"),
        3,
        "a second time (first on line 2)",
        "Keep one",
    ),
    "condition on nothing": (when("{question: typ, is: CP}"), 31, 'no question "typ"', '"type"'),
    "condition on later": (
        changed('kind: tick, item: "5"', 'kind: tick, item: "5", when: {answered: overall}'),
        24,
        "comes later (line 25)",
        "Move that question",
    ),
    "condition on itself": (when("{answered: overall}"), 31, "is this question itself", "Name an earlier"),
    "impossible value": (when("{question: type, is: LAC}"), 31, 'never be answered with "LAC"', "cp, cin"),
    "impossible score": (when("{question: score, is: 11}"), 31, 'with "11"', "from 0 to 10"),
    "impossible least": (when("{at_least: {question: score, value: 11}}"), 31, 'with "11"', "at most 10"),
    "wrong kind in condition": (
        when("{at_least: {question: type, value: 1}}"),
        31,
        "choice question",
        "score",
    ),
    "two conditions at once": (when("{question: type, is: CP, answered: type}"), 31, "exactly one", "one of"),
    "age of no date": (when("{age: {born: type, on: born, at_least: 17}}"), 31, "choice question", "date"),
    "differs without grade": (
        when("{differs: {from: 1.1, any: [born]}}"),
        31,
        "date question",
        "grade, choice or likert",
    ),
    "never asked": (
        when("{all: [{question: type, is: CP}, {question: type, is: CIN}]}"),
        31,
        "never asked",
        "Change the condition",
    ),
    "unknown scale": (
        changed('scale: grades, item: "2"', 'scale: grade, item: "2"'),
        21,
        'no scale "grade"',
        '"grades"',
    ),
    "unknown pick": (
        changed("options: kinds_of_case", "options: kinds_of_cases"),
        20,
        "no pick list",
        "kinds_of_case",
    ),
    "unknown indicators": (changed("indicators: plans}", "indicators: plan}"), 21, '"plan"', '"plans"'),
    "unknown part": (
        changed("part: overall_judgement", "part: overall"),
        29,
        '"overall"',
        "overall_judgement",
    ),
    "unknown guidance": (
        changed("picks:", "uses: [good-practise-indicators]\npicks:"),
        12,
        "guidance",
        "practice",
    ),
    "empty options": (changed("[CP, CIN]", "[]"), 13, "empty list", "Fill it"),
    "nothing to choose": (
        changed("options: kinds_of_case, ", ""),
        20,
        "nothing to choose from",
        "Add `options:`",
    ),
    "same label twice": (changed("[CP, CIN]", "[CP, cp]"), 13, "names both", "Change the code"),
    "na for something else": (changed("[CP, CIN]", "[CP, NA]"), 13, "kept for Not applicable", "code: na"),
    "no descriptor": (changed(", descriptor: Not fine", ""), 7, "no descriptor for Poor", "descriptor:"),
    "one step": (
        changed("      - {code: poor, label: Poor, descriptor: Not fine}\n", ""),
        7,
        "has one step",
        "two or more",
    ),
    "no source": (changed(', item: "3"', ""), 22, "where it comes from", "Add `item:`"),
    "no document": (changed('source: "009"\n', ""), 19, "document is not named", "Add `source:`"),
    "too long": (
        changed("text: Born when?", f"text: {'x' * 601}"),
        22,
        "601 characters long, and 600 fit",
        "by 1",
    ),
    "too large for a card": (
        changed("[CP, CIN]", "[" + ", ".join(f"{'x' * 60} {n}" for n in range(60)) + "]"),
        20,
        "bytes of a card",
        "Shorten",
    ),
    "key of another kind": (
        changed("kind: tick, ", "kind: tick, most: 3, "),
        24,
        "means nothing",
        "number, rows, score",
    ),
    "part of another kind": (
        changed("kind: tick, ", "kind: tick, part: overview, "),
        24,
        "cannot play",
        "text",
    ),
    "part twice": (
        changed('scale: grades, item: "2"', 'scale: grades, part: overall_judgement, item: "2"'),
        25,
        "plays already",
        "Keep it on one",
    ),
    "no room": (changed("kind: score, ", "kind: score, least: 10, "), 23, "no room", "larger"),
    "not a number": (
        changed("version: 1", "version: one"),
        2,
        "a whole number from 1",
        "Write a whole number",
    ),
    "not true or false": (
        changed("kind: tick, ", "kind: tick, required: maybe, "),
        24,
        "true or false",
        "Write",
    ),
    "not a list": (changed("[CP, CIN]", "{a: b}"), 13, "needs a list", "Write a list"),
    "unused scale": (
        changed("picks:", "  spare: {title: S, options: [{code: a, label: A}, {code: b, label: B}]}\npicks:"),
        12,
        'uses the scale "spare"',
        "Use it",
    ),
    "rows without columns": (
        GOOD + MORE.replace("text, ", "rows, ") + "}\n",
        32,
        "no column",
        "Add `columns:`",
    ),
    "actions without parts": (
        GOOD
        + MORE.replace("kind: text", "kind: rows")
        + ", part: actions, columns: [{id: a, label: A, kind: text}]}\n",
        32,
        "what, by_when",
        "part: what",
    ),
    "tab": (changed("  grades:", "\tgrades:"), 7, "indented with a tab", "Use spaces"),
    "broken": (changed("title: A small form", "title: [A small form"), 4, "cannot be read", "indentation"),
    "template expression": (
        changed("A small form", "A {{ size }} form"),
        3,
        "template expression",
        "prefill",
    ),
    "anchor": (changed("[CP, CIN]", "&a [CP, CIN]"), 13, '"&a"', "Use `defaults`"),
    "alias": (changed("[CP, CIN]", "*a"), 13, '"*a"', "Use `defaults`"),
    "tag": (changed("[CP, CIN]", "!!python/name:os.system [CP]"), 13, "A tag", "Take it out"),
    "two forms": (GOOD + "---\nform: other\n", 32, "second document", "its own file"),
    "NUL": (changed("A small form", "A small\x00form"), 3, "U+0000", "Take it out"),
    "not UTF-8": (
        GOOD.encode().replace(b"A small", b"A sm\xe4ll"),
        3,
        "not UTF-8",
        'Save the file as "UTF-8"',
    ),
    "UTF-16": (GOOD.encode("utf-16"), 1, "UTF-16", "UTF-8"),
    "too large": (GOOD + "#" * 1_000_001, 1, "larger than 1 MB", "Divide it"),
    "too deep": (changed("[CP, CIN]", "[" * 40 + "]" * 40), 13, "nested more than", "flatter"),
    "empty": ("# nothing\n", 1, "is empty", "Begin with"),
    "a list": ("- a\n- b\n", 1, "holds no form", "Begin with"),
    "word for a map": (changed("sections:\n", "glossary: words\nsections:\n"), 16, "a map", "name: value"),
}


@pytest.mark.parametrize(("text", "line", "problem", "cure"), CASES.values(), ids=CASES.keys())
def test_each_fault_is_told_with_its_line_and_its_cure(told, text, line, problem, cure):
    hits = [fault for fault in told(text) if problem in fault.problem]
    assert [fault.line for fault in hits] == [line] * len(hits)
    assert hits, [str(fault) for fault in told(text)]
    assert cure in hits[0].cure
    assert str(hits[0]) == f"{hits[0].file}:{line}: {hits[0].problem} {hits[0].cure}"


def test_a_bomb_of_aliases_is_refused_at_once(told):
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert all("anchor or alias" in fault.problem for fault in told(bomb))


def test_all_faults_are_told_in_one_pass_by_line(told):
    text = (
        GOOD.replace("short_title", "short_titel")
        .replace("kind: score", "kind: scores")
        .replace("is: CP", "is: X")
    )
    lines = [fault.line for fault in told(text)]
    assert lines == sorted(lines)
    assert {4, 23, 31} <= set(lines)


def test_one_slip_makes_no_further_faults(told):
    assert len(told(changed("kind: choice", "kind: choise"))) <= 3
    assert len(told(changed("kind: score", "kind: scores"))) == 1


def test_a_form_without_an_overall_judgement_is_usable_with_a_warning(told, tmp_path):
    faults = told(changed("        part: overall_judgement\n", ""))
    assert [fault.warning for fault in faults] == [True]
    assert load(tmp_path / "form.yaml").id == "small"


def test_a_broken_form_is_not_loaded(told, tmp_path):
    faults = told(changed("kind: score", "kind: scores"))
    with pytest.raises(FormFaults) as refusal:
        load(tmp_path / "form.yaml")
    assert refusal.value.faults == faults
    assert str(faults[0]) in str(refusal.value)


def test_a_file_that_is_not_there(tmp_path):
    (fault,) = check(tmp_path / "none.yaml")
    assert "cannot be opened" in fault.problem


def test_faults_in_shared_guidance_name_its_own_file(told, tmp_path):
    (tmp_path / "guidance").mkdir()
    (tmp_path / "guidance" / "own.yaml").write_text(
        "guidance: own\nindicators:\n  visits: {subject: v, god: [x]}\n"
    )
    faults = told(changed("picks:", "uses: [own]\npicks:"))
    assert {fault.file for fault in faults} == {str(tmp_path / "guidance" / "own.yaml")}
    assert '"good"' in next(fault for fault in faults if '"god"' in fault.problem).cure


LINES = GOOD.splitlines(keepends=True)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, len(LINES) - 1), max_size=6),
    st.integers(0, len(GOOD)),
    st.text(alphabet="{}[]:,-&*!|>'\"#% \n\t?@`x0\x00\ud7ff", max_size=6),
)
def test_whatever_is_done_to_a_file_it_is_read_or_told_about(tmp_path_factory, gone, at, slip):
    text = "".join(line for n, line in enumerate(LINES) if n not in gone)
    file = tmp_path_factory.getbasetemp() / "mangled.yaml"
    file.write_bytes((text[:at] + slip + text[at:]).encode())
    faults = check(file)
    assert all(fault.line >= 1 and fault.problem and fault.cure for fault in faults)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_bytes_a_file_holds_there_is_no_traceback(tmp_path_factory, data):
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(data)
    assert check(file)
