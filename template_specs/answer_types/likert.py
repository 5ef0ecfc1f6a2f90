"""A Likert scale: how far somebody agrees, or how much something is so."""

from __future__ import annotations

from template_specs.answer_types.base import SIZES
from template_specs.answer_types.one_option import OneOption
from template_specs.answer_types.parts import Part


class Likert(OneOption):
    """One step of a scale that does not grade the work."""

    code = "likert"
    on_scale = True
    summed_up = "count"
    keys = frozenset({"scale", "options", "not_applicable", "tones", "evidence"})
    parts = frozenset({Part.IMPROVEMENT_SEEN, Part.PARENT_SCORE})
    conditions = SIZES | {"is", "differs"}


LIKERT = Likert()
