"""Every item of the source documents lives in a form or in guidance, in the numbers that they have."""

from collections import Counter
from dataclasses import replace
from typing import Any

from template_specs.language.coverage import coverage, own_questions, strays
from template_specs.language.loader import library, library_guidance

FOUND = coverage(library(), library_guidance())


def counts(document):
    return Counter(item.group for item in FOUND if item.document == document)


def test_no_item_of_any_document_is_missing():
    assert [item for item in FOUND if not item.places] == []


def test_no_question_names_an_item_that_its_document_has_not():
    assert strays(library().values()) == ()


def test_the_multi_agency_audit_has_8_details_11_areas_and_5_outcomes():
    items = counts("000")
    assert (items["Details"], items["Practice areas"], items["Outcomes"]) == (8, 11, 5)


def test_the_guide_has_11_pointers_and_its_indicators():
    items = counts("001")
    assert items["Pointers for auditors"] == 11
    pairs = [
        (items[f"{name}: good"], items[f"{name}: moving to outstanding"])
        for name in ("Home visits", "Assessments", "Plans", "Reviews")
    ]
    assert pairs == [(6, 3), (11, 4), (9, 3), (9, 4)]
    assert items["Timescale"] == 1


def test_the_toolkit_has_62_numbered_items():
    items = counts("002")
    assert sum(items[f"Section {n}"] for n in range(1, 8)) == 62


def test_the_deep_dive_has_12_details_4_checks_8_judgements_twice_and_60_standard_items():
    items = counts("003")
    assert (items["Details"], items["File check"]) == (12, 4)
    assert items["Audit areas, by the auditor"] == 7 + 1 + 1  # the summary of outcomes, and the look-back
    assert items["Audit areas, by the moderator"] == 8
    assert sum(n for group, n in items.items() if group.startswith("Practice standard")) == 60


def test_what_a_form_lacks_shows():
    form = library()["multi-agency-case-audit"]
    header, areas, *others = form.sections
    poorer = replace(
        form,
        sections=(header, replace(areas, questions=areas.questions[1:]), *others),
        stages=form.stages[:1],
    )
    items = coverage({form.id: poorer}, {}, "000")
    assert [item.item for item in items if not item.places] == ["Basic information", "Return to the QA lead"]


def test_a_meaning_that_lost_a_part_is_missing():
    form = library()["tier2-cin-cp"]
    scale = form.scales["ofsted"]
    poorer = tuple(
        replace(o, descriptor=o.descriptor.replace("Assessments are timely, ", "")) if o.code == "ri" else o
        for o in scale.options
    )
    form = replace(
        form, scales={**form.scales, "ofsted": replace(scale, options=poorer)}, notes=form.notes[1:]
    )
    items = coverage({form.id: form}, {}, "002")
    assert [item.item for item in items if not item.places] == ["Grade: ri", "Child at the centre"]


def test_a_comment_box_a_condition_and_a_column_that_went_are_missing():
    form = library()["tier2-cin-cp"]
    lost: dict[str, dict[str, Any]] = {
        "1.2": {"evidence": None},
        "3.17": {"when": None},
        "actions": {"columns": form.by_id["actions"].columns[:-1]},
    }
    sections = tuple(
        replace(s, questions=tuple(replace(q, **lost.get(q.id, {})) for q in s.questions))
        for s in form.sections
    )
    items = coverage({form.id: replace(form, sections=sections)}, {}, "002")
    assert [item.item for item in items if not item.places] == [
        "Comment box: 1.2",
        "Asked only where it applies: 3.17",
        "Column: initials",
    ]


def test_guidance_that_nobody_is_shown_counts_as_missing():
    form = library()["tier2-cin-cp"]
    sections = tuple(
        replace(s, questions=tuple(replace(q, indicators=()) for q in s.questions)) for s in form.sections
    )
    nowhere = replace(form, sections=sections, pointers=())
    missing = {
        item.item for item in coverage({form.id: nowhere}, library_guidance(), "001") if not item.places
    }
    assert {"pointer 1", "home_visits good 1", "assessments good 6", "reviews outstanding 4"} <= missing
    assert len(missing) == 11 + 49 + 1  # the pointers, the indicators, and who raises concerns


def test_what_is_ours_is_counted_apart():
    ours = own_questions(library().values())
    assert "tier2-cin-cp no_assessment (No assessment)" in ours
    assert any(line.startswith("dip-sample 6 ") for line in ours)
    assert not any(line.startswith("deep-dive risk") for line in ours)


def test_an_item_that_does_not_exist_shows():
    form = library()["multi-agency-case-audit"]
    header, *others = form.sections
    odd = replace(header.questions[0], source=replace(header.questions[0].source, item="Invented"))
    stray = replace(form, sections=(replace(header, questions=(odd, *header.questions[1:])), *others))
    assert strays([stray]) == ("multi-agency-case-audit child: Invented",)
