"""What the source documents say around their items, and the key words by which a form is known to say it.

Grade meanings, notes, anchors of scales, conditions, comment boxes, columns and the like.  The words were
taken from the documents; a word of a list may be several with a bar between, of which one is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a document says, where a form shows it, and what must stand there."""

    item: str
    form: str
    place: str
    """ "grade SCALE CODE", "notes", "anchor QUESTION", "condition QUESTION", "box QUESTION",
    "column QUESTION ID", "option QUESTION CODE", "standard QUESTION" or "steps SCALE"."""
    words: tuple[str, ...] = ()
    """What must stand there, in any order; nothing more where it is enough that it is there."""


TIER2, DEEP, MULTI = "tier2-cin-cp", "deep-dive", "multi-agency-case-audit"


def _said(form: str, place: str, items: dict[str, str], of: str) -> tuple[Said, ...]:
    """One for each item, whose words have commas between."""
    return tuple(
        Said(
            f"{of}: {item}",
            form,
            f"{place} {item}".strip(),
            tuple(w.strip() for w in words.split(",") if w.strip()),
        )
        for item, words in items.items()
    )


def _boxes(form: str, questions: Iterable[str], of: str = "Comment box") -> tuple[Said, ...]:
    return tuple(Said(f"{of}: {question}", form, f"box {question}") for question in questions)


_NO_BOX = {"2.4", "2.6", "2.7", "5.1"}
_ITEMS = [f"{s}.{n}" for s, count in enumerate((3, 10, 21, 5, 10, 8, 5), 1) for n in range(1, count + 1)]
_AREAS = {
    "risk": "ps4",
    "oversight": "ps9",
    "heard": "ps1, ps2",
    "experience": "ps3, ps8",
    "plans": "ps1, ps7",
    "networks": "ps5",
    "agencies": "ps6",
}

SAID: dict[str, dict[str, tuple[Said, ...]]] = {
    "000": {
        "Grade meanings": _said(
            MULTI,
            "grade multi_agency",
            {
                "outstanding": "every requirement, no deficienc, evidence, effective, impact, outcomes",
                "good": "every requirement, no deficienc",
                "adequate": "every requirement and standard is met",
                "inadequate": "not every requirement, serious deficienc",
            },
            "Grade",
        ),
        "Notes": (
            Said("Amend to your own expectations", MULTI, "notes", ("amend", "expectations")),
            Said("Consider compliance and quality", MULTI, "notes", ("compliance", "quality")),
            Said("Return it to the QA lead", MULTI, "notes", ("QA lead",)),
        ),
        "Action columns": _said(
            MULTI, "column actions", {"improvement": "", "action": "", "by_when": ""}, "Column"
        ),
        "Types of case": _said(
            MULTI, "option case_type", {"caf_tac": "", "cin": "", "cp": "", "lac": ""}, "Type"
        ),
    },
    "001": {
        "Who raises concerns": (
            Said("Raise concerns with the team manager", TIER2, "pointers", ("team manager", "directly")),
        ),
    },
    "002": {
        "Grade meanings": _said(
            TIER2,
            "grade ofsted",
            {
                "outstanding": "beyond good, improve, lives, research, innovative, strong, confident, "
                "exceptional difference",
                "good": "at risk of harm, likely to be, identified, protected, early, coordinated, "
                "recorded, agencies,"
                "up to date, listened to, heard, relationships, child and the family, likely change, "
                "capable, understood,"
                "managed, regularly, timely, effective, authoritative, planning, review, secure change",
                "ri": "not everything, widespread or serious, timely, risk and protective factors, action "
                "is taken,"
                "safeguard, conclusions, significant harm, all statutory requirements, standard of good, "
                "assurance",
                "inadequate": "assurance, appear to be, widespread or serious, at risk, referrals, "
                "section 47, assessments,"
                "family and children, oversight, statutory requirements",
            },
            "Grade",
        ),
        "Notes": (
            Said("Detailed Audit Guide as benchmark", TIER2, "notes", ("detailed audit guide", "good")),
            Said("All comment boxes", TIER2, "notes", ("every comment box", "bear out the grade", "improve")),
            Said("Immediate concerns", TIER2, "notes", ("notify the manager", "immediate concern")),
            Said("Child at the centre", TIER2, "notes", ("child at the centre", "journey", "voice")),
            Said("Look back 18 months, or further", TIER2, "notes", ("18 months", "significant", "cp plan")),
        ),
        "Comment boxes": _boxes(TIER2, [item for item in _ITEMS if item not in _NO_BOX] + ["improvements"]),
        "Conditions": (
            *_said(
                TIER2,
                "condition",
                {
                    "2.9": "case_type",
                    "3.16": "3.15",
                    "3.17": "3.15",
                    "3.19": "3.18",
                    "3.20": "3.18",
                    "5.9": "cwd, dob",
                    "5.1.date": "5.1",
                    "parents_views": "views_selected",
                },
                "Asked only where it applies",
            ),
            Said("Specialist assessments, if commissioned", TIER2, "option 3.13 na", ("commissioned",)),
        ),
        "Action columns": _said(
            TIER2,
            "column actions",
            {"what": "", "who": "", "by_when": "", "reviewed": "", "comments": "", "initials": ""},
            "Column",
        ),
        "Case types": _said(TIER2, "option case_type", {"cp": "", "cin": ""}, "Type"),
    },
    "003": {
        "Grade meanings": _said(
            DEEP,
            "grade ofsted",
            {
                "outstanding": "consistently good or better, sustained, lives",
                "good": "good response, outcomes, difference",
                "ri": "no widespread or serious, harm, at risk, not delivered consistently",
                "inadequate": "widespread or serious, harmed, at risk of harm",
            },
            "Grade",
        ),
        "Notes": (
            Said("The audit spans six months", DEEP, "notes", ("six months", "experience")),
            Said(
                "Practice standards say what good looks like", DEEP, "notes", ("practice standards", "good")
            ),
        ),
        "Anchors": tuple(
            Said(f"Anchors: {name}", DEEP, f"anchor child_views.{name}", ("0", "10"))
            for name in ("listened", "respect", "difference")
        ),
        "Scales": (
            Said(
                "Scale: Always ... Never",
                DEEP,
                "steps frequency",
                ("always", "usually", "sometimes", "rarely", "never"),
            ),
            Said(
                "Scale: Much better ... Much worse",
                DEEP,
                "steps difference",
                ("much better", "better", "about the same", "worse", "much worse"),
            ),
        ),
        "Comment boxes": _boxes(
            DEEP, [f"check.{n}" for n in ("details", "recording", "chronology", "summary")]
        )
        + _boxes(DEEP, [*_AREAS, "outcomes"], "Analysis")
        + _boxes(DEEP, [f"{area}.moderated" for area in (*_AREAS, "outcomes")], "Analysis"),
        "Conditions": _said(
            DEEP,
            "condition",
            {
                "cp_category": "case_type",
                "la_status": "case_type",
                "with_practitioner.why_not": "with_practitioner",
                "theme_learning": "themed",
            },
            "Asked only where it applies",
        ),
        "Standards of the areas": _said(DEEP, "standard", _AREAS, "Refers to"),
        "Legal statuses": _said(DEEP, "option la_status", {"s20": "", "ico": "", "co": ""}, "Status"),
        "Action columns": _said(DEEP, "column actions", {"what": "", "who": "", "by_when": ""}, "Column")
        + _said(DEEP, "column learning_actions", {"what": "", "who": "", "by_when": ""}, "Learning column"),
        "Returned to": _said(
            DEEP,
            "option returned_to",
            {"auditor": "", "tm": "", "sm": "", "iro": "", "other": ""},
            "Returned to",
        ),
    },
}
"""Document -> group -> what it says."""
