"""Every item that the source documents ask for: the list against which the forms are checked.

The items were taken from the documents and not from the forms, so that anything missing from a form shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the document says about the whole audit, and the field of a form that holds it."""

    item: str
    form: str
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class Group:
    """Items that stand together in a document."""

    title: str
    items: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def _numbered(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(1, count + 1))


def _headed(*details: str) -> tuple[str, ...]:
    return tuple(f"Header: {detail}" for detail in details)


_SHOWS = (("home_visits", 6, 3), ("assessments", 11, 4), ("plans", 9, 3), ("reviews", 9, 4))
_AREAS = (
    "Area 1: Risks and harm",
    "Area 2: Management oversight",
    "Area 3: Seen, heard and listened to",
    "Area 4: Lived experience and assessments",
    "Area 5: Quality and effectiveness of plans",
    "Area 6: Connected to their networks",
    "Area 7: Co-ordination with other agencies",
    "Improved outcomes",
)
_STANDARDS = {"ps1": 3, "ps2": 7, "ps4": 9, "ps5": 7, "ps6": 5, "ps7": 8, "ps8": 6, "ps9": 5}
_STANDARD_3 = ("3.1", "3.2 (chronologies)", "3.2 (genograms)", *(f"3.{n}" for n in range(3, 10)))


def _standards() -> tuple[Group, ...]:
    counted = {name: _numbered(f"{name[2:]}.", count) for name, count in _STANDARDS.items()}
    all_items = {**counted, "ps3": _STANDARD_3}
    return tuple(
        Group(f"Practice standard {name[2:]}", tuple(f"{name} {item}" for item in all_items[name]))
        for name in sorted(all_items)
    )


def _views(of: str, *more: str) -> tuple[str, ...]:
    return (
        of,
        *(f"{of}: {item}" for item in (*more, "question 1", "question 2", "question 3", "anything else")),
    )


SOURCES: Mapping[str, tuple[Group, ...]] = {
    "000": (
        Group(
            "Details",
            _headed(
                "Child's name",
                "Audit completed by",
                "Agency / service / team",
                "Date of birth",
                "Date audit completed",
                "Type of case",
                "Case reference",
                "Period of agency involvement audited",
            ),
        ),
        Group(
            "Practice areas",
            (
                "Basic information",
                "Effectiveness of current and previous interventions",
                "Assessment of need and analysis",
                "Service response",
                "Effective planning and review",
                "Building a trusted and effective relationship",
                "Child-centred approach, equality and diversity",
                "Multi-agency involvement",
                "Management, supervision and oversight of practice",
                "Quality of case recording",
                "Process monitoring",
            ),
        ),
        Group(
            "Outcomes",
            (
                "Being healthy",
                "Staying safe",
                "Enjoying and achieving",
                "Making a positive contribution",
                "Achieving economic well-being",
            ),
        ),
        Group(
            "Judgement and after",
            ("Overall judgement rating", "Improvements / actions", "Additional information"),
            (Fact("Return to the QA lead", "multi-agency-case-audit", "stages", "returned"),),
        ),
    ),
    "001": (
        Group("Pointers for auditors", _numbered("pointer ", 11)),
        *(
            group
            for name, good, outstanding in _SHOWS
            for group in (
                Group(f"{name.replace('_', ' ').capitalize()}: good", _numbered(f"{name} good ", good)),
                Group(
                    f"{name.replace('_', ' ').capitalize()}: moving to outstanding",
                    _numbered(f"{name} outstanding ", outstanding),
                ),
            )
        ),
        Group("Timescale", (), (Fact("10 working days", "tier2-cin-cp", "due_working_days", 10),)),
    ),
    "002": (
        Group(
            "Details",
            _headed(
                "Date",
                "Auditor",
                "Current allocated social worker",
                "Current team",
                "Case ID",
                "Case type",
                "Legal status",
                "Subject to PLO",
                "Locality",
                "D.O.B",
            ),
            (Fact("An audit of the last 18 months", "tier2-cin-cp", "lookback_months", 18),),
        ),
        *(
            Group(f"Section {number}", _numbered(f"{number}.", count))
            for number, count in enumerate((3, 10, 21, 5, 10, 8, 5), 1)
        ),
        Group(
            "Overview, judgement and actions",
            (
                "General overview / comments",
                "Improvements within the last 3 to 6 months",
                "Parents / carers views",
                "Judgement for the last 3 months",
                "Overall judgement",
                "Good for Ofsted",
                "Remedial actions",
            ),
        ),
    ),
    "003": (
        Group(
            "Details",
            _headed(
                "Name of child",
                "DOB",
                "ICS no",
                "Case type",
                "Case owner",
                "Team",
                "TM",
                "Ethnicity / disability",
                "Auditor",
                "Date",
                "Feedback",
                "IRO / CP chair",
            ),
        ),
        Group("Summary", ("Summary of issues, history and reason for involvement",)),
        Group(
            "File check",
            tuple(
                f"File check: {item}"
                for item in ("basic details", "case recording", "chronology", "case summary")
            ),
        ),
        Group(
            "With the practitioner",
            (
                "Audit undertaken with the practitioner",
                "Audit undertaken with the practitioner (reflections)",
                "Audit undertaken with the practitioner (why not)",
            ),
        ),
        Group("Views of the child", _views("Views of the child")),
        Group(
            "Views of the parent or carer",
            _views("Views of the parent / carer", "works well", "needs development"),
        ),
        Group(
            "Audit areas, by the auditor",
            _AREAS,
            (Fact("The audit spans six months", "deep-dive", "lookback_months", 6),),
        ),
        Group("Audit areas, by the moderator", tuple(f"{area} (moderator)" for area in _AREAS)),
        Group("Overall grade", ("Overall grade", "What would grade it higher", "Learning from a theme")),
        Group("Views", ("IRO / CPC view", "Practitioner's comments and reflections")),
        Group("Between auditor and moderator", ("Comments between auditor and moderator",)),
        Group("Actions", ("Recommended actions", "Actions for learning in teams and services")),
        Group("QA check", ("QA comment", "QA date and sign", "QA date and sign (name)")),
        Group(
            "Moderation",
            (
                "Moderation comment and feedback",
                "Moderation comment and feedback (final grade)",
                "Moderation comment and feedback (worry form)",
                "Moderation date and sign",
                "Moderation date and sign (name)",
            ),
        ),
        Group("Return", ("Returned to", "Practitioner feedback following moderation")),
        *_standards(),
    ),
}
"""Document -> its groups of items.  Document 004 is a report: the bot computes it and no form holds it."""
