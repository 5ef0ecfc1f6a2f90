"""A choice: one option of a pick list."""

from __future__ import annotations

from template_specs.answer_types.one_option import OneOption
from template_specs.answer_types.parts import Part


class Choice(OneOption):
    """One option of a list without an order."""

    code = "choice"
    keys = frozenset({"options", "not_applicable", "tones", "evidence"})
    parts = frozenset({Part.IMPROVEMENT_SEEN, Part.ETHNICITY, Part.DISABILITY})
    conditions = frozenset({"is", "differs"})


CHOICE = Choice()
