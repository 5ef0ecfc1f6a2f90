"""Every form that comes with the bot can be walked to its end, and what is absent can be said on the way."""

from __future__ import annotations

import pytest

from dialogs.conversation.sight import Full
from dialogs.features.navigation import OpenAudit
from dialogs.wording import findings
from dialogs.wording.summary_view import reading, summary_view
from template_specs.language.loader import LIBRARY, library, load
from template_specs.model import Template
from tests.dialogs.form_walker import Walker, walk

pytestmark = pytest.mark.slow
FORMS = {**library(), "supervision-audit": load(LIBRARY / "examples" / "supervision-audit.yaml")}
OURS = ("tier2-looked-after", "supervision-records", "closure-audit", "dip-sample", "practice-observation")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("grade", ["good", "inadequate"])
def test_every_form_goes_from_its_first_page_to_its_last_stage(form: Template, grade: str) -> None:
    walker = Walker(form, grade=grade)
    asked = walker.walks_to_the_end()
    assert asked
    assert walker.largest > 1_000


def test_the_new_forms_are_in_the_library_and_say_that_they_are_ours() -> None:
    assert set(OURS) <= set(library())
    for name in OURS:
        documents = {question.source.document for question in library()[name].questions}
        assert "ours" in documents
        assert documents <= {"ours", "002"}


def test_a_file_without_an_assessment_is_submitted_without_inventing_one() -> None:
    walker = walk(FORMS["tier2-cin-cp"], no_assessment="true", unborn="true")
    answered = {key for key in walker.audit.history if walker.audit.history[key][-1].passage or True}
    assert "no_assessment.why" in answered
    assert not {"3.1", "3.5", "3.10", "dob"} & answered
    assert {"3.15", "3.21", "expected"} <= answered


def test_a_child_without_scores_is_asked_for_none() -> None:
    form = FORMS["deep-dive"]
    with_scores = walk(form, child_views="yes", case_type="cp")
    without = walk(form, child_views="yes", child_views__no_score="true", case_type="cp")
    scores = {"child_views.listened", "child_views.respect", "child_views.difference"}
    assert scores <= with_scores.audit.history.keys()
    assert not scores & without.audit.history.keys()
    assert "child_views.instead" in without.audit.history


def test_parents_who_did_not_answer_can_be_said_not_to_have() -> None:
    walker = walk(FORMS["deep-dive"], parent_views="yes", parent_views__respect="na")
    assert walker.audit.history["parent_views.respect"][-1].value == "na"


def test_the_form_for_looked_after_children_asks_each_their_own_section() -> None:
    form = FORMS["tier2-looked-after"]
    child = walk(form, case_type="lac").audit.history
    leaver = walk(form, case_type="leaver").audit.history
    assert {"care.placement", "care.judgement"} <= child.keys()
    assert not {"leaving.pathway", "leaving.home"} & child.keys()
    assert {"leaving.pathway", "leaving.home"} <= leaver.keys()
    assert not {"care.placement", "care.judgement"} & leaver.keys()
    assert not {"2.9", "5.9", "unborn"} & form.by_id.keys()
    assert form.by_id["7.3"].indicators == ("records", "ai_records")
    assert "drafted with AI" in form.indicators["ai_records"].good[0]


def test_the_summary_has_all_that_the_family_said_and_no_remark_about_the_form() -> None:
    walker = walk(FORMS["deep-dive"], child_views="yes", parent_views="yes", case_type="cp")
    views = findings.family_views(reading(walker.form, walker.audit, walker.turn("priya")))
    assert views is not None
    for name in (
        "What works well for the parents",
        "What parents want developed",
        "Anything else from the child",
    ):
        assert f"{name}: Words for" in views.passage.text
    walker = walk(FORMS["multi-agency-case-audit"])
    summary = summary_view(Full(reading(walker.form, walker.audit, walker.turn("priya"))))
    assert summary.overview is None
    assert summary.remarks is None
    assert len(summary.areas) >= 11


def test_who_signs_a_later_stage_and_when_is_filled_in_as_it_is_opened() -> None:
    walker = Walker(FORMS["deep-dive"])
    walker.fills("amara")
    assert not {"qa.date", "qa.sign", "moderation.date"} & walker.audit.history.keys()
    walker.completes("amara")
    walker.does("ellen", OpenAudit())
    signed = walker.audit.history["qa.sign"][-1].passage
    assert signed is not None
    assert signed.text == "Ellen Marsh"
    assert walker.audit.history["qa.date"][-1].value == "2026-06-05"
    assert "moderation.date" not in walker.audit.history
