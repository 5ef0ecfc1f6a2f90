"""The Tier 2 form holds every item of its source, in order, with its conditions, parts and guidance."""

import re

import pytest

from template_specs import answer_types
from template_specs.conditions import UNTICKED, holds
from template_specs.language.loader import LIBRARY, check, library
from template_specs.model import Part, Tone

FORM = LIBRARY / "tier2-cin-cp.yaml"
GUIDANCE = LIBRARY / "guidance" / "good-practice-indicators.yaml"
ITEMS = {"1": 3, "2": 10, "3": 21, "4": 5, "5": 10, "6": 8, "7": 5}


@pytest.fixture(scope="module")
def form():
    return library()["tier2-cin-cp"]


def test_nothing_is_wrong_with_the_form_or_its_guidance():
    assert check(FORM) == ()
    assert check(GUIDANCE) == ()


def test_every_item_stands_in_its_section_in_order(form):
    items = {s.number: [q.source.item for q in s.questions] for s in form.sections if s.number}
    for number, count in ITEMS.items():
        own = [item for item in items[number] if re.fullmatch(r"[0-9.]+", item)]
        assert own == [f"{number}.{n}" for n in range(1, count + 1)]
    assert sum(ITEMS.values()) == 62
    numbered = {q.id for q in form.questions if q.id[0].isdigit()}
    assert numbered - {q.source.item for q in form.questions} == {"5.1.date"}


def test_every_question_says_where_it_comes_from_and_has_a_short_name(form):
    own = [q.id for q in form.questions if q.source.document == "ours"]
    assert own == ["unborn", "expected", "no_assessment", "no_assessment.why", "practitioner_view"]
    for question in form.questions:
        assert question.source.document in ("002", "ours")
        assert question.source.item
        assert 0 < len(question.short) <= 40


def test_the_header_asks_for_everything_the_source_does(form):
    header = form.section_by_id["header"].questions
    assert [q.id for q in header] == (
        [
            "audit_date",
            "auditor",
            "social_worker",
            "team",
            "case_id",
            "case_type",
            "cwd",
            "legal_status",
            "legal_status.other",
            "plo",
            "locality",
            "unborn",
            "dob",
            "expected",
        ]
    )
    assert [q.prefill for q in header if q.prefill] == (
        ["today", "auditor", "practitioner", "team", "reference", "case_type"]
    )
    assert form.by_id["dob"].identity
    assert form.by_id["dob"].not_future


def test_comment_boxes_stand_where_the_source_has_them(form):
    without = [q.id for q in form.questions if re.fullmatch(r"[0-9.]+", q.id) and q.evidence is None]
    assert without == ["2.4", "2.6", "2.7", "5.1"]
    assert all(q.evidence.required for q in form.questions if q.evidence)
    assert not any(q.evidence.needed_for for q in form.questions if q.evidence)


def test_five_summaries_judge_their_sections_and_two_questions_judge_the_file(form):
    assert [q.id for q in form.with_part(Part.SECTION_JUDGEMENT)] == ["2.10", "3.21", "4.5", "5.10", "6.8"]
    assert [q.id for q in form.with_part(Part.RECENT_JUDGEMENT)] == ["recent"]
    assert [q.id for q in form.with_part(Part.OVERALL_JUDGEMENT)] == ["overall"]


def test_graded_questions_are_on_the_ofsted_scale_and_have_indicators(form):
    scale = form.scales["ofsted"]
    assert [o.label for o in scale.options] == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    assert [o.tone for o in scale.options] == [Tone.GOOD, Tone.GOOD, Tone.IMPROVE, Tone.IMPROVE]
    for question in form.questions:
        if question.kind is answer_types.GRADE:
            assert question.scale == "ofsted"
            assert question.indicators
            assert all(name in form.indicators for name in question.indicators)


def test_the_shared_guidance_keeps_every_indicator(form):
    counts = {
        name: (len(form.indicators[name].good), len(form.indicators[name].outstanding))
        for name in ("home_visits", "assessments", "plans", "reviews")
    }
    assert counts == {"home_visits": (6, 3), "assessments": (11, 4), "plans": (9, 3), "reviews": (9, 4)}


def asked(form, **answers):
    given = {key.replace("_", ".") if key[1:2] == "_" else key: value for key, value in answers.items()}
    return {q.id for q in form.questions if holds(q.when, given.get)}


def test_strategy_meetings_are_asked_about_for_child_protection_only(form):
    assert "2.9" in asked(form, case_type="cp")
    assert "2.9" not in asked(form, case_type="cin")


@pytest.mark.parametrize(("ground", "opened"), [("3_15", {"3.16", "3.17"}), ("3_18", {"3.19", "3.20"})])
def test_exploitation_and_missing_open_their_own_items(form, ground, opened):
    assert opened <= asked(form, no_assessment=UNTICKED, **{ground: "yes"})
    assert not opened & asked(form, no_assessment=UNTICKED, **{ground: "no"})
    assert not opened & asked(form, no_assessment=UNTICKED, **{ground: "not_known"})
    assert not opened & asked(form)
    assert [o.code for o in form.by_id[ground.replace("_", ".")].options] == ["yes", "no", "not_known"]


def test_without_an_assessment_only_what_stands_without_it_is_asked(form):
    own = {q.id for q in form.section_by_id["assessment"].questions}
    about = {f"3.{n}" for n in range(1, 15)} | {"3.16", "3.19"}
    given = {"3_15": "yes", "3_18": "yes"}
    assert own & asked(form, no_assessment=UNTICKED, **given) == own - {"no_assessment.why"}
    assert own & asked(form, no_assessment=True, **given) == own - about
    assert form.by_id["no_assessment.why"].required


def test_what_is_absent_can_be_said_to_be(form):
    absent = {q.id for q in form.questions if any(o.code == "na" for o in q.options)}
    assert {"2.1", "2.8", "2.9", "2.10", "4.1", "4.2", "4.3", "3.5", "3.10", "6.2", "7.5"} <= absent
    assert not absent & {"1.1", "3.4", "3.15", "3.18", "5.1", "overall", "recent"}
    assert {"dob", "expected"} & asked(form, unborn="yes") == {"expected"}
    assert {"dob", "expected"} & asked(form, unborn=UNTICKED) == {"dob"}


def test_adult_social_care_is_asked_about_from_17_for_children_with_disabilities(form):
    assert "5.9" in asked(form, cwd="yes", dob="2009-06-05", audit_date="2026-06-05")
    assert "5.9" not in asked(form, cwd="yes", dob="2009-06-06", audit_date="2026-06-05")
    assert "5.9" not in asked(form, dob="2000-06-06", audit_date="2026-06-05")


def test_the_plans_date_follows_an_existing_plan(form):
    assert "5.1.date" in asked(form, **{"5_1": "yes"})
    assert "5.1.date" not in asked(form, **{"5_1": "no"})


def test_judgements_that_differ_are_asked_about(form):
    step, far = {"why_step"}, {"why_differs"}
    both = step | far
    assert both & asked(form, overall="good", recent="ri") == step
    assert both & asked(form, overall="good", recent="good") == set()
    assert both & asked(form, overall="good", recent="inadequate") == both
    # Each single item counts, where it is two steps away.
    assert both & asked(form, overall="good", **{"1_2": "inadequate"}) == far
    assert both & asked(form, overall="good", **{"1_2": "ri"}) == set()
    assert both & asked(form, overall="good", **{"7_4": "na"}) == set()
    graded = {q.id for q in form.questions if q.kind is answer_types.GRADE} - {"overall"}
    assert set(form.by_id["why_differs"].when.others) == graded
    assert form.by_id["why_differs"].required
    assert not form.by_id["why_step"].required


def test_actions_have_the_auditors_and_the_supervision_columns(form):
    columns = form.by_id["actions"].columns
    assert [c.part for c in columns if c.filled_by == "auditor"] == ["what", "who", "by_when"]
    assert [c.id for c in columns if c.filled_by == "supervision"] == (
        ["reviewed", "progress", "comments", "initials"]
    )


def test_specialist_assessments_can_be_not_applicable_rather_than_a_further_item(form):
    assert form.by_id["3.13"].options[-1].code == "na"
