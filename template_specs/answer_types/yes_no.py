"""Yes or no, and Not applicable where the form allows it."""

from __future__ import annotations

from template_specs.answer_types.one_option import OneOption
from template_specs.answer_types.parts import Part
from template_specs.options import YES_AND_NO


class YesNo(OneOption):
    """Yes or no, each an answer of its own (a tick is only ever set or not)."""

    code = "yes_no"
    summed_up = "count"
    keys = frozenset({"not_applicable", "tones", "evidence"})
    parts = frozenset({Part.IMPROVEMENT_SEEN, Part.INSPECTION_EXAMPLE, Part.DISABILITY})
    options = YES_AND_NO


YES_NO = YesNo()
