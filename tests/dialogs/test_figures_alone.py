"""What is read of a figure where it stands alone: its row, its forms; and a digest that is not finished."""

from __future__ import annotations

from dialogs.features.good_practice import prefilled, unfinished
from dialogs.programme.grade_figures import forms_by_scale
from dialogs.programme.places import Places
from dialogs.programme.report import Count, Line, Table
from template_specs.language.loader import library


def test_a_row_is_named_by_all_its_heads() -> None:
    line = Line("plan", "Care plan", ("Plan exists", "Yes", Count(1, 2, Places([0]))))
    table = Table("themes", "Themes", ("Theme", "Question", "Answer", "Audits"), (line,), heads=3)
    assert table.named(line) == "Care plan, Plan exists, Yes"
    marked = Line("marked", "Marked", ("", Count(1, 2)))
    assert Table("good", "Good", ("What", "Grade", "Audits"), (marked,), heads=2).named(marked) == "Marked"


def test_scales_that_begin_and_end_alike_are_named_by_their_forms() -> None:
    forms = library()
    named = forms_by_scale(
        forms[id] for id in ("deep-dive", "multi-agency-case-audit", "tier2-cin-cp", "deep-dive")
    )
    assert sorted(named.values()) == ["Deep dive audit and Tier 2 audit", "Multi-agency audit"]


def test_a_digest_with_an_empty_point_is_not_sent() -> None:
    begun = prefilled("2026-06", ["Her words stand in the plan."], 0, 3)
    assert "0 of 3" not in begun
    assert unfinished(begun)
    assert not unfinished(begun.replace("- \n", "- Fewer forms.\n"))
