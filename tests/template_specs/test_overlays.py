"""An organisation's words are laid over a form; nothing but words can be changed by them."""

import pytest

from template_specs.language.loader import LIBRARY, check, library, load
from template_specs.model import Template

pytestmark = pytest.mark.slow

FORM = LIBRARY / "tier2-cin-cp.yaml"
WORDS = """\
overlay: riverside
for: tier2-cin-cp
title: Riverside full audit
notes: [Our own note.]
glossary: {CART: our front door}
scales:
  ofsted: {title: Our words, options: {ri: Requires improvement to be good, good: {descriptor: Fine.}}}
sections:
  plan: {title: The plan and what came of it}
questions:
  "2.5": {short: Front door, text: How well did the front door weigh up risk?}
  "5.8": {prompt: What is better for the child?}
  "3.1": {prompt: "What did you see in the assessment?"}
  legal_status: {options: {s20: Section 20}}
  actions: {columns: {who: Who will do it?}}
"""


@pytest.fixture
def words(tmp_path):
    def at(text):
        file = tmp_path / "riverside.yaml"
        file.write_text(text, "utf-8")
        return file

    return at


def test_the_words_are_there(words):
    form = load(FORM, overlay=words(WORDS))
    assert form.overlay == "riverside"
    assert form.title == "Riverside full audit"
    assert form.notes == ("Our own note.",)
    assert form.glossary["CART"] == "our front door"
    assert form.glossary["PLO"] == library()["tier2-cin-cp"].glossary["PLO"]
    assert form.by_id["2.5"].short == "Front door"
    box = form.by_id["5.8"].evidence
    assert box is not None
    assert box.prompt == "What is better for the child?"
    assert form.section_by_id["plan"].title == "The plan and what came of it"
    assert {o.code: o.label for o in form.by_id["3.8"].options}["ri"] == "Requires improvement to be good"
    assert {o.code: o.descriptor for o in form.scales["ofsted"].options}["good"] == "Fine."
    assert {o.code: o.label for o in form.by_id["legal_status"].options}["s20"] == "Section 20"
    assert [c.label for c in form.by_id["actions"].columns if c.id == "who"] == ["Who will do it?"]


def rules(form: Template):
    """Everything that is not wording."""
    return [
        (
            q.id,
            q.section,
            q.kind,
            q.required,
            q.when,
            q.scale,
            [(o.code, o.tone) for o in q.options],
            q.evidence and (q.evidence.required, q.evidence.limit),
            q.indicators,
            q.part,
            q.identity,
            [(c.id, c.kind, c.required, c.part) for c in q.columns],
        )
        for q in form.questions
    ]


def test_nothing_but_words_has_changed(words):
    assert rules(load(FORM, overlay=words(WORDS))) == rules(library()["tier2-cin-cp"])


def test_a_prompt_keeps_what_the_sections_box_requires(words):
    file = words("overlay: o\nfor: deep-dive\nquestions:\n  check.details: {prompt: What is missing?}\n")
    box = load(LIBRARY / "deep-dive.yaml", overlay=file).by_id["check.details"].evidence
    assert box is not None
    assert (box.prompt, box.required) == ("What is missing?", False)


def test_it_makes_another_snapshot_and_leaves_the_form_alone(words):
    assert load(FORM, overlay=words(WORDS)).content_hash != load(FORM).content_hash == load(FORM).content_hash


def test_an_overlay_is_checked_by_itself_together_with_its_form(words):
    assert check(words(WORDS)) == ()


CASES = {
    "another form": ("for: tier2-cin-cp", "for: deep-dive", 9, 'no section "plan"', "Write"),
    "unknown form": ("for: tier2-cin-cp", "for: tier2", 2, '"tier2"', "tier2-cin-cp"),
    "unknown question": ('"2.5":', '"2.55":', 11, 'no question "2.55"', "Did you mean"),
    "unknown step": ("{ri: Req", "{rii: Req", 7, 'no option "rii"', '"ri"'),
    "unknown scale": ("  ofsted:", "  ofstead:", 7, 'no scale "ofstead"', '"ofsted"'),
    "unknown column": ("{who: Who", "{whom: Who", 15, 'no column "whom"', '"who"'),
    "a rule": ("{short: Front door,", "{required: false,", 11, '"required"', "Write one of"),
    "no box": ('  "5.8": {prompt', '  "2.4": {prompt', 12, "no comment box", "Take `prompt` out"),
    "too long": ("text: How well did", f"text: {'x' * 600} How", 11, "600 fit", "Shorten"),
    "a scale's options": ("  legal_status:", '  "3.8":', 14, "no choices of its own", "under `scales`"),
}


@pytest.mark.parametrize(("old", "new", "line", "problem", "cure"), CASES.values(), ids=CASES.keys())
def test_each_fault_names_the_overlay_and_its_line(words, old, new, line, problem, cure):
    assert WORDS.count(old) == 1
    file = words(WORDS.replace(old, new))
    faults = check(file)
    hits = [fault for fault in faults if problem in fault.problem]
    assert [(fault.file, fault.line, cure in fault.cure) for fault in hits] == [(str(file), line, True)], [
        str(f) for f in faults
    ]


def test_words_for_one_form_are_not_laid_over_another(words):
    (fault, *_) = [
        f for f in check(LIBRARY / "deep-dive.yaml", overlay=words(WORDS)) if "words are for" in f.problem
    ]
    assert fault.line == 2
