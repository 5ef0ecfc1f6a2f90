"""The deep dive holds every item of document 003, with the auditor's and the moderator's grades apart."""

import pytest

from template_specs import answer_types
from template_specs.conditions import UNTICKED, holds
from template_specs.language.loader import LIBRARY, check, library
from template_specs.model import Part

FORM = library()["deep-dive"]
AREAS = ["risk", "oversight", "heard", "experience", "plans", "networks", "agencies", "outcomes"]


def asked(**answers):
    return {q.id for q in FORM.questions if holds(q.when, answers.get)}


def test_nothing_is_wrong_with_the_form():
    assert check(LIBRARY / "deep-dive.yaml") == ()


def test_twelve_details_four_checks_and_six_months():
    header = [q for q in FORM.section_by_id["header"].questions if q.source.document == "003"]
    details = [q for q in header if "(" not in q.source.item]
    assert len(details) == 12
    assert [q.kind for q in FORM.section_by_id["file_check"].questions] == [answer_types.YES_NO] * 4
    assert all(q.evidence for q in FORM.section_by_id["file_check"].questions)
    assert FORM.lookback_months == 6


def test_every_area_is_judged_by_the_auditor_and_apart_from_it_by_the_moderator():
    asked = FORM.section_by_id["areas"].questions
    assert [q.id for q in asked if not q.follows] == AREAS
    assert [q.follows for q in asked if q.follows] == AREAS
    for area in AREAS:
        (moderated,) = FORM.later_grades(area)
        assert FORM.people_of(FORM.by_id[area]) == ("auditor",)
        assert FORM.people_of(moderated) == ("moderator",)
        assert moderated.evidence is not None
        assert moderated.standards == FORM.by_id[area].standards


def test_areas_refer_to_the_standards_that_the_source_names():
    named = {area: FORM.by_id[area].standards for area in AREAS[:-1]}
    assert named == {
        "risk": ("ps4",),
        "oversight": ("ps9",),
        "heard": ("ps1", "ps2"),
        "experience": ("ps3", "ps8"),
        "plans": ("ps1", "ps7"),
        "networks": ("ps5",),
        "agencies": ("ps6",),
    }
    assert all(FORM.by_id[area].evidenced for area in AREAS)
    assert FORM.by_id["risk"].best == "outstanding"


@pytest.mark.parametrize("who", ["child_views", "parent_views"])
def test_views_are_given_or_it_is_said_why_not(who):
    own = {q.id for q in FORM.questions if q.id.startswith(f"{who}.")}
    assert asked(**{who: "no"}) & own == {f"{who}.why_not"}
    if who == "child_views":
        scores = {"child_views.listened", "child_views.respect", "child_views.difference"}
        more = {"child_views.no_score", "child_views.more"}
        assert asked(child_views="yes", **{"child_views.no_score": UNTICKED}) & own == scores | more
        assert asked(child_views="yes", **{"child_views.no_score": True}) & own == more | {
            "child_views.instead"
        }
    else:
        assert asked(**{who: "yes"}) & own == own - {f"{who}.why_not"}
    assert not asked() & own
    assert sum(1 for name in own if name.endswith(".more")) == 1


def test_two_likert_scales_and_three_scores_stand_side_by_side():
    scores = FORM.with_part(Part.CHILD_SCORE)
    assert [(q.kind, q.least, q.most) for q in scores] == [(answer_types.SCORE, 0, 10)] * 3
    parents = FORM.with_part(Part.PARENT_SCORE)
    assert [q.scale for q in parents] == ["frequency", "frequency", "difference"]
    assert [o.label for o in parents[0].options] == (
        ["Always", "Usually", "Sometimes", "Rarely", "Never", "Did not answer"]
    )
    assert parents[2].options[0].label == "Much better"
    assert parents[2].options[-2].label == "Much worse"


def test_a_score_that_was_not_given_is_left_out_and_never_0():
    assert not any(question.required for question in FORM.with_part(Part.CHILD_SCORE))
    assert FORM.by_id["child_views.instead"].required
    for question in FORM.with_part(Part.PARENT_SCORE):
        assert (question.options[-1].code, question.options[-1].label) == ("na", "Did not answer")


def test_views_of_others_are_records_of_their_own():
    assert FORM.people_of(FORM.by_id["iro_view"]) == ("iro", "auditor")
    assert FORM.people_of(FORM.by_id["practitioner_view"]) == ("practitioner", "auditor")
    assert "iro_view" not in asked(case_type="cin")
    assert {"iro_view", "la_status"} <= asked(case_type="lac")


def test_an_audit_goes_on_without_the_iros_view_only_with_the_reason():
    assert {"iro_view.missing", "iro_view.later"} <= asked(case_type="cp")
    assert not {"iro_view.missing", "iro_view.later"} & asked(case_type="cp", iro_view="On track")
    assert "iro_view.missing" not in asked(case_type="cin")
    assert FORM.people_of(FORM.by_id["iro_view.later"]) == ("moderator",)
    assert FORM.by_id["iro_view.missing"].required


def test_the_stages_follow_each_other_and_the_final_grade_is_a_fact_of_its_own():
    replying = ["reply", "reply.auditor", "reply.moderator", "reply.decision"]
    assert [stage.id for stage in FORM.stages] == ["audit", "qa_check", "moderation", *replying, "return"]
    (final,) = FORM.later_grades("overall")
    assert (final.id, FORM.stage_of(final).id, final.scale) == ("overall.moderated", "moderation", "ofsted")
    assert [q.id for q in FORM.in_stage("qa_check")] == ["qa.complete", "qa.date", "qa.sign"]
    assert FORM.summary_after == "moderation"


def test_what_would_grade_it_higher_is_asked_below_the_best_grade():
    assert "higher" in asked(overall="good")
    assert "higher" not in asked(overall="outstanding")
    assert "higher" not in asked()


def test_actions_for_the_child_are_apart_from_learning_in_teams():
    assert [q.id for q in FORM.with_part(Part.ACTIONS)] == ["actions"]
    assert FORM.by_id["learning_actions"].kind is answer_types.ROWS
    assert [o.code for o in FORM.by_id["returned_to"].options] == ["auditor", "tm", "sm", "iro", "other"]
