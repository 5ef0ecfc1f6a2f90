"""A grade: one step of a scale, with evidence."""

from __future__ import annotations

from template_specs.answer_types.base import SIZES
from template_specs.answer_types.one_option import OneOption
from template_specs.answer_types.parts import Part
from template_specs.sentences import N_


class Grade(OneOption):
    """A judgement on a scale, best step first."""

    code = "grade"
    label = N_("Grade")
    bare_label = False
    missing = N_("Needs a grade.")
    lacking = "grade"
    grades = True
    on_scale = True
    summed_up = "count"
    keys = frozenset({"scale", "not_applicable", "tones", "evidence", "evidenced", "final_of"})
    parts = frozenset(
        {Part.SECTION_JUDGEMENT, Part.RECENT_JUDGEMENT, Part.OVERALL_JUDGEMENT, Part.IMPROVEMENT_SEEN}
    )
    conditions = SIZES | {"is", "differs"}


GRADE = Grade()
