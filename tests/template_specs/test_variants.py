"""A variant says only what differs from the form it extends; all of it is resolved before an audit begins."""

import pytest

from template_specs.language.loader import FormFaults, check, from_snapshot, library, load, snapshot

pytestmark = pytest.mark.slow

VARIANT = """\
extends: tier2-cin-cp
form: tier2-lac
version: 1
title: Tier 2 for looked-after children
short_title: Tier 2 LAC
source: our-standards
lookback_months: 12
glossary: {PEP: personal education plan}
scales:
  moves: {title: Moves, options: [None, One, Several]}
remove:
  questions: ["2.9", "5.9"]
  sections: [overview]
replace:
  sections:
    - {id: plan, title: Care plan}
  questions:
    - {id: case_type, options: [{code: lac, label: Looked after}, {code: leaver, label: Care leaver}]}
add:
  - after: "5.6"
    questions:
      - {id: moves, text: How often has the child moved?, kind: likert, scale: moves, item: "4.2"}
  - section: oversight
    questions:
      - {id: pep, text: Is there a personal education plan?, kind: yes_no, item: "4.3"}
  - section: plan
    sections:
      - id: leaving
        title: Leaving care
        questions:
          - id: pathway
            text: Is there a pathway plan?
            kind: yes_no
            item: "5"
            when: {question: case_type, is: leaver}
"""


@pytest.fixture
def variant(tmp_path):
    def at(text, name="tier2-lac"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, "utf-8")
        return file

    return at


def test_the_variant_is_the_form_with_its_changes(variant):
    file = variant(VARIANT)
    assert check(file) == ()
    form, base = load(file), library()["tier2-cin-cp"]
    assert (form.id, form.version, form.variant_of) == ("tier2-lac", 1, "tier2-cin-cp 1")
    assert form.lookback_months == 12
    assert form.due_working_days == base.due_working_days
    assert set(form.glossary) - set(base.glossary) == {"PEP"}
    gone = set(base.by_id) - set(form.by_id)
    assert gone == {"2.9", "5.9", "overview", "improvements", "views_selected", "parents_views"}
    assert set(form.by_id) - set(base.by_id) == {"moves", "pep", "pathway"}
    assert [q.id for q in form.section_by_id["plan"].questions][6:8] == ["5.6", "moves"]
    assert form.section_by_id["oversight"].questions[-1].id == "pep"
    assert form.section_by_id["plan"].title == "Care plan"
    order = [section.id for section in form.sections]
    assert order.index("leaving") == order.index("plan") + 1


def test_a_replaced_question_keeps_what_is_not_named(variant):
    form, base = load(variant(VARIANT)), library()["tier2-cin-cp"]
    assert [o.code for o in form.by_id["case_type"].options] == ["lac", "leaver"]
    assert form.by_id["case_type"].text == base.by_id["case_type"].text


def test_every_question_keeps_the_document_it_came_from(variant):
    form = load(variant(VARIANT))
    assert form.by_id["3.4"].source.document == "002"
    assert form.by_id["moves"].source.document == "our-standards"


def test_the_snapshot_holds_the_whole_form(variant):
    form = load(variant(VARIANT))
    assert from_snapshot(snapshot(form)[1]) == form
    assert len(form.questions) > 70


def test_a_variant_of_a_variant(variant):
    variant(VARIANT)
    file = variant(
        'extends: tier2-lac\nform: further\nversion: 3\nremove: {questions: ["5.6"]}\n', name="further"
    )
    form = load(file)
    assert form.variant_of == "tier2-lac 1"
    assert "5.6" not in form.by_id
    assert "moves" in form.by_id


CASES = {
    "unknown form": ("extends: tier2-cin-cp", "extends: tier2-cin", 1, '"tier2-cin"', '"tier2-cin-cp"'),
    "a way out": ("extends: tier2-cin-cp", "extends: ../tier2-cin-cp", 1, "../tier2", "tier2-cin-cp"),
    "itself": ("extends: tier2-cin-cp", "extends: tier2-lac", 1, "extends itself", "another"),
    "no id of its own": ("form: tier2-lac\n", "", 1, "no `form` of its own", "Add `form:`"),
    "unknown question": ('"5.9"]', '"5.99"]', 12, 'no question "5.99"', "Did you mean"),
    "unknown section": ("[overview]", "[overvue]", 13, 'no section "overvue"', '"overview"'),
    "unknown place": ('after: "5.6"', 'after: "5.66"', 20, 'no question "5.66"', "Did you mean"),
    "replaces nothing": ("{id: plan, title", "{title", 16, "which one it replaces", "Add `id:`"),
    "no place": (
        '  - after: "5.6"\n    questions',
        "  - questions",
        20,
        "what it adds, and where",
        "`after`",
    ),
    "id twice": ("{id: pep, text", '{id: "6.1", text', 25, "is taken already", "its own id"),
    "slip in an addition": ("kind: likert", "kind: lickert", 22, '"lickert"', '"likert"'),
    "sections": ("lookback_months: 12", "sections: []", 7, "those of the form it extends", "`add`"),
}


@pytest.mark.parametrize(("old", "new", "line", "problem", "cure"), CASES.values(), ids=CASES.keys())
def test_each_fault_is_told_with_its_line_and_its_cure(variant, old, new, line, problem, cure):
    assert VARIANT.count(old) == 1
    faults = check(variant(VARIANT.replace(old, new)))
    hits = [fault for fault in faults if problem in fault.problem]
    assert [(fault.line, cure in fault.cure) for fault in hits] == [(line, True)], [str(f) for f in faults]


def test_what_no_longer_holds_together_is_told_at_the_authors_line(variant):
    """The variant's author cannot put the library right: the line that removes the question is theirs."""
    file = variant(VARIANT.replace('["2.9", "5.9"]', '["2.9", "5.9", "3.15"]'))
    (fault,) = check(file)
    assert (fault.file, fault.line) == (str(file), 12)
    assert fault.problem == '3.16, 3.17 look at "3.15", which is not as it was.'
    assert "Remove them too, or replace their `when`" in fault.cure
    with pytest.raises(FormFaults):
        load(file)


def test_an_answer_that_is_gone_is_told_at_the_authors_line(variant):
    text = "extends: tier2-cin-cp\nform: own\nversion: 1\ntitle: T\nshort_title: T\nreplace:\n  questions:\n"
    (fault,) = check(variant(text + "    - {id: case_type, options: {remove: cp}}\n", name="own"))
    assert fault.line == 8
    assert fault.problem == '2.9 looks at "case_type" being "CP", which it can no longer be.'


SMALL = """\
form: base
version: 1
title: Base
short_title: Base
source: ours
picks: {kinds: [One, Two]}
scales:
  marks:
    title: Marks
    options: [{code: up, label: Up, descriptor: U.}, {code: down, label: Down, descriptor: D.}]
sections:
  - id: first
    title: First
    questions:
      - {id: a, text: Which?, kind: choice, options: [{code: x, label: X}, {code: y, label: Y}], item: "1"}
      - {id: b, text: What?, kind: choice, options: kinds, item: "2", help: Look., when: {question: a, is: x}}
  - id: judged
    title: Judged
    defaults: {scale: marks, kind: grade}
    questions:
      - {id: j1, text: How?, part: section_judgement, item: "3"}
      - {id: all, text: Overall?, part: overall_judgement, item: "4"}
      - {id: why, text: Why?, kind: text, item: "5", when: {differs: {from: all, any: [j1]}}}
"""
OWN = "extends: base\nform: own\nversion: 1\ntitle: Own\nshort_title: Own\n"


def test_something_stands_first_loses_a_key_and_its_choices_come_and_go(variant):
    variant(SMALL, name="base")
    changes = """\
replace:
  picks: {kinds: {add: [Three], remove: one}}
  questions:
    - {id: a, options: {add: [Z]}}
    - {id: b, without: [help, when]}
add:
  - {before: a, questions: [{id: zero, text: Before?, kind: yes_no, item: "0"}]}
  - before: first
    sections: [{id: begin, title: Begin, questions: [{id: open, text: Open?, kind: yes_no, item: "9"}]}]
"""
    file = variant(OWN + changes, name="own")
    assert check(file) == ()
    form = load(file)
    assert [section.id for section in form.sections] == ["begin", "first", "judged"]
    assert [q.id for q in form.section_by_id["first"].questions] == ["zero", "a", "b"]
    assert [o.label for o in form.by_id["a"].options] == ["X", "Y", "Z"]
    assert [o.label for o in form.by_id["b"].options] == ["Two", "Three"]
    assert (form.by_id["b"].when, form.by_id["b"].help) == (None, "")


WRONG = {
    "a key that is not there": ("{id: a, without: [intro]}", 'There is no key of "a" "intro".'),
    "a key that it needs": ("{id: a, without: text}", "`text` cannot be taken off."),
    "a choice that is not there": ("{id: a, options: {remove: q}}", 'There is no choice of "a" "q".'),
    "a list of another": ("{id: b, options: {add: [Q]}}", '"b" has no choices of its own'),
}


@pytest.mark.parametrize(("change", "problem"), WRONG.values(), ids=WRONG.keys())
def test_a_change_that_cannot_be_made_is_told(variant, change, problem):
    variant(SMALL, name="base")
    faults = check(variant(f"{OWN}replace:\n  questions:\n    - {change}\n", name="own"))
    assert (8, True) in [(fault.line, problem in fault.problem) for fault in faults], list(map(str, faults))


def test_a_judgement_that_no_rule_looks_at_is_warned_of(variant):
    """Whoever adds one forgets the question why it differs."""
    variant(SMALL, name="base")
    added = '{id: j2, text: How good?, kind: grade, scale: marks, part: section_judgement, item: "7"}'
    (fault,) = check(variant(f"{OWN}add:\n  - {{after: j1, questions: [{added}]}}\n", name="own"))
    assert fault.warning
    assert '"j2" is a judgement that no `differs` looks at' in fault.problem


def test_a_broken_form_under_a_variant_is_told_with_its_own_lines(variant):
    variant("form: base\nversion: one\n", name="base")
    faults = check(variant("extends: base\nform: own\nversion: 1\ntitle: T\nshort_title: T\n", name="own"))
    assert any(fault.file.endswith("base.yaml") or "sections" in fault.problem for fault in faults)
    variant("- no form\n", name="base")
    assert any('"base" cannot be extended' in fault.problem for fault in check(variant("extends: base\n")))
