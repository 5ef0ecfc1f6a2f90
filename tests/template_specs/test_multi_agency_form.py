"""The multi-agency case audit holds every item of document 000, on a scale of its own."""

from template_specs import answer_types
from template_specs.language.loader import LIBRARY, check, library
from template_specs.model import Part

FORM = library()["multi-agency-case-audit"]


def test_nothing_is_wrong_with_the_form():
    assert check(LIBRARY / "multi-agency-case-audit.yaml") == ()


def test_eight_details_eleven_areas_and_five_outcomes():
    counts = {
        s.id: sum(q.source.document == "000" and not q.id.endswith(".other") for q in s.questions)
        for s in FORM.sections
    }
    assert (counts["header"], counts["areas"], counts["outcomes"]) == (8, 11, 5)


def test_each_area_has_what_to_look_for_and_one_evaluation():
    for question in FORM.section_by_id["areas"].questions:
        assert question.kind is answer_types.TEXT
        assert question.required
        assert question.help.startswith("Look for: ")
        assert question.evidence is None


def test_the_rating_has_its_own_four_words_and_never_ofsteds():
    (overall,) = FORM.with_part(Part.OVERALL_JUDGEMENT)
    assert [o.label for o in overall.options] == ["Outstanding", "Good", "Adequate", "Inadequate"]
    assert all(o.descriptor for o in overall.options)
    assert overall.scale not in library()["tier2-cin-cp"].scales
    assert not any(o.label == "Requires improvement" for o in overall.options)


def test_improvements_have_an_action_and_a_date_and_no_owner():
    (rows,) = FORM.with_part(Part.ACTIONS)
    assert [c.id for c in rows.columns if c.filled_by == "auditor"] == ["improvement", "action", "by_when"]
    assert "who" not in {c.part for c in rows.columns}


def test_it_ends_with_the_managers_reply_and_its_return_to_the_qa_lead():
    assert [(stage.id, stage.by) for stage in FORM.stages] == [
        ("audit", ("auditor",)),
        ("reply", ("manager",)),
        ("reply.auditor", ("auditor",)),
        ("reply.decision", ("qa_lead",)),
        ("returned", ("qa_lead",)),
    ]
    assert FORM.by_id["additional"].required is False
