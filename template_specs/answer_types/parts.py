"""The parts that questions play in the manager's summary and in reports."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """The part a question plays beyond its own page: in the manager's summary and in reports."""

    NONE = ""
    SECTION_JUDGEMENT = "section_judgement"
    RECENT_JUDGEMENT = "recent_judgement"
    OVERALL_JUDGEMENT = "overall_judgement"
    OVERVIEW = "overview"
    IMPROVEMENT_SEEN = "improvement_seen"
    FAMILY_VIEWS = "family_views"
    CHILD_SCORE = "child_score"
    PARENT_SCORE = "parent_score"
    INSPECTION_EXAMPLE = "inspection_example"
    ACTIONS = "actions"
    AUDIT_DATE = "audit_date"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"
