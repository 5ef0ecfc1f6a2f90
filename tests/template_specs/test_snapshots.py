"""A form is stored as one canonical document and read back identically."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from template_specs import model
from template_specs.answer_types import ANSWER_TYPES
from template_specs.language.loader import LIBRARY, document, from_snapshot, library, load, parse, snapshot
from template_specs.model import Part, Tone

pytestmark = pytest.mark.slow

FORM = LIBRARY / "tier2-cin-cp.yaml"
SMALL = Path(__file__).parents[1] / "conversations" / "small.yaml"
"""A form without anything that is newer than the first release."""

words = st.text(max_size=12)
ids = st.sampled_from(["a", "b", "3.4"])
conditions = st.recursive(
    st.one_of(
        st.none(),
        st.builds(model.Is, ids, st.tuples(words)),
        st.builds(model.Answered, ids),
        st.builds(model.AtLeast, ids, st.integers(0, 9)),
        st.builds(model.AgeAtLeast, ids, ids, st.integers(0, 99)),
        st.builds(model.Differs, ids, st.tuples(ids, ids)),
        st.builds(model.Compared, ids, st.just("at_most"), words, words, st.tuples(words)),
        st.builds(model.Older, ids, ids, st.integers(1, 99)),
        st.builds(model.DaysBetween, ids, ids, st.just("above"), st.integers(0, 99), st.booleans()),
    ),
    lambda part: st.one_of(
        st.builds(model.Not, part.filter(lambda drawn: drawn is not None)),
        st.builds(model.AllOf, st.tuples(part.filter(lambda drawn: drawn is not None))),
        st.builds(model.AnyOf, st.lists(part.filter(lambda drawn: drawn is not None), max_size=2).map(tuple)),
    ),
    max_leaves=4,
)
options = st.lists(
    st.builds(
        model.Option, ids, words, words, st.sampled_from(Tone), st.tuples(words), conditions, words, words
    ),
    max_size=3,
).map(tuple)
checks = st.builds(model.Check, conditions.filter(lambda one: one is not None), words, st.booleans())
questions = st.builds(
    model.Question,
    id=ids,
    section=words,
    text=words,
    kind=st.sampled_from(ANSWER_TYPES),
    source=st.builds(model.Source, words, words),
    options=options,
    required=st.booleans(),
    when=conditions,
    evidence=st.none()
    | st.builds(model.EvidenceBox, words, st.booleans(), st.integers(1, 9), st.tuples(words)),
    columns=st.lists(
        st.builds(
            model.Column,
            ids,
            words,
            st.sampled_from(ANSWER_TYPES),
            options=options,
            when=conditions,
            most=st.none() | st.integers(0, 9),
        ),
        max_size=2,
    ).map(tuple),
    checks=st.lists(checks, max_size=2).map(tuple),
    anchors=st.tuples(words),
    work=st.none() | st.builds(model.Work, words, st.tuples(ids), st.tuples(words)),
    part=st.sampled_from(Part),
    stage=words,
    by=st.lists(st.sampled_from(model.PEOPLE), max_size=2).map(tuple),
    standards=st.lists(ids, max_size=2).map(tuple),
    evidenced=st.booleans(),
    theme=words,
    final_of=words,
)
forms = st.builds(
    model.Template,
    id=words,
    version=st.integers(1, 99),
    title=words,
    short_title=words,
    sections=st.lists(
        st.builds(model.Section, ids, words, st.lists(questions, max_size=3).map(tuple)), max_size=2
    ).map(tuple),
    scales=st.dictionaries(ids, st.builds(model.Scale, ids, words, options)),
    indicators=st.dictionaries(ids, st.builds(model.Indicators, ids, words, st.tuples(words))),
    glossary=st.dictionaries(words, words),
    stages=st.lists(
        st.builds(model.Stage, ids, words, st.tuples(words), st.integers(0, 9), st.booleans()),
        min_size=1,
        max_size=2,
    ).map(tuple),
    standards=st.dictionaries(
        ids,
        st.builds(
            model.Standards,
            ids,
            words,
            st.lists(st.builds(model.StandardItem, ids, words), max_size=2).map(tuple),
        ),
    ),
    pointers=st.tuples(words),
    themes=st.dictionaries(ids, words),
)


@settings(deadline=None, max_examples=60)
@given(forms)
def test_any_form_comes_back_as_it_was(form):
    digest, data = snapshot(form)
    back = from_snapshot(data)
    assert back.content_hash == digest
    assert snapshot(back) == (digest, data)
    assert replace(back, content_hash="") == form


def test_the_library_comes_back_as_it_was():
    for form in library().values():
        digest, data = snapshot(form)
        assert from_snapshot(data) == form
        assert form.content_hash == digest


def test_a_file_and_its_form_make_the_same_snapshot_and_document():
    form = load(FORM)
    assert snapshot(FORM) == snapshot(form)
    assert document(FORM) == document(form)
    assert parse(document(form)) == form


def test_a_changed_word_makes_another_hash(tmp_path):
    (tmp_path / "form.yaml").write_text(
        FORM.read_text("utf-8").replace("Is there a plan?", "Is a plan there?"), "utf-8"
    )
    assert snapshot(tmp_path / "form.yaml")[0] != snapshot(FORM)[0]


def test_comments_and_layout_do_not_change_the_hash(tmp_path):
    (tmp_path / "bare.yaml").write_text(FORM.read_text("utf-8"), "utf-8")
    (tmp_path / "form.yaml").write_text("# a remark\n\n" + FORM.read_text("utf-8"), "utf-8")
    assert snapshot(tmp_path / "form.yaml") == snapshot(tmp_path / "bare.yaml")


def test_every_field_is_written_so_that_later_defaults_do_not_reach_back():
    (first, *_) = document(FORM)["form"]["sections"][0]["questions"]
    assert set(first) == set(model.Question.__dataclass_fields__)


@pytest.mark.parametrize("data", [b"{}", b"[]", b"no json", b'{"format": 1}', b'{"format": 2, "form": {}}'])
def test_what_is_no_snapshot_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - json's own message for what is no JSON
        from_snapshot(data)


def test_the_document_is_plain_json():
    plain = document(FORM)
    assert json.loads(json.dumps(plain)) == plain


NEWER = {
    "section": {"when", "worked_out"},
    "question": {
        "not_past",
        "decimals",
        "unit",
        "anchors",
        "least_rows",
        "most_rows",
        "checks",
        "work",
    },
    "column": {"when", "not_past", "least", "most", "decimals", "unit"},
    "option": {"when", "specify", "alone", "counts"},
    "evidence": {"needed_for"},
}
"""What the forms of 0.2.0 did not have."""


def test_a_snapshot_of_the_first_release_is_the_form_that_it_was():
    plain = document(SMALL)
    for section in plain["form"]["sections"]:
        without(section, "section")
        for question in section["questions"]:
            without(question, "question")
            for column in question["columns"]:
                without(column, "column")
            if question["evidence"] is not None:
                without(question["evidence"], "evidence")
    for options in plain["option_lists"].values():
        for option in options:
            without(option, "option")
    assert replace(parse(plain), content_hash="") == replace(load(SMALL), content_hash="")


def test_a_not_of_the_first_release_stays_true_over_something_unanswered():
    plain = document(FORM)
    plain["form"]["sections"][0]["questions"][1]["when"] = {"Not": {"part": {"Answered": {"question": "x"}}}}
    (when,) = {parse(plain).questions[1].when}
    assert when == model.Not(model.Answered("x"))


def without(plain, what):
    """Takes what is newer out of a part of a document."""
    assert NEWER[what] <= plain.keys()
    for key in NEWER[what]:
        del plain[key]


def test_a_snapshot_from_before_stages_has_the_one_that_every_audit_had():
    plain = document(FORM)
    for key in ("stages", "summary_after", "standards", "pointers", "themes"):
        del plain["form"][key]
    form = parse(plain)
    assert [(stage.id, stage.by) for stage in form.stages] == [("audit", ("auditor",))]
    assert form.summary_after == "audit"
    assert form.people_of(form.questions[0]) == ("auditor",)
