"""Reads how far back an audit looks: as a whole, in its judgements, and at single questions."""

from __future__ import annotations

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.model import Part

JUDGEMENTS = (Part.SECTION_JUDGEMENT, Part.RECENT_JUDGEMENT, Part.OVERALL_JUDGEMENT)


class LookbackReader:
    """Reads the look-backs of one form, in months; 0 where it names none."""

    def __init__(self, form: ParsedMap, faults: Faults):
        given = form.get("lookback", ParsedMap(form.line))
        if "lookback" in form and "lookback_months" in form:
            faults.add(
                form.line_of("lookback_months"),
                "`lookback` says how many months already.",
                "Keep one of the two.",
            )
        self.months: int = given.get("months", form.get("lookback_months", 0))
        self.judgement_months: int = given.get("judgement_months", 0)

    def of_question(self, written: ParsedMap, usual: ParsedMap) -> int:
        """How far back a question looks: as it says, or its section; the day of the audit as the audit does,
        and a judgement as judgements do."""
        if "lookback" in written or "lookback" in usual:
            return int(written.get("lookback", usual.get("lookback")))
        part = Part(written.get("part", ""))
        if part is Part.AUDIT_DATE:
            return self.months
        return self.judgement_months if part in JUDGEMENTS else 0
