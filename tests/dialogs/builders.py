"""Forms, people and conversations with defaults: a test says only what it is about."""

from __future__ import annotations

import itertools
import zlib
from datetime import UTC, date, datetime
from typing import Any

from dialogs.audits.audit import Audit, Case, Person, Role, State
from template_specs import answer_types
from template_specs.answer_types import AnswerType
from template_specs.language.loader import library
from template_specs.model import (
    Column,
    Condition,
    EvidenceBox,
    EvidenceRule,
    Indicators,
    Is,
    Option,
    Part,
    Question,
    Scale,
    Section,
    Source,
    Template,
    Tone,
)

TIER2 = library()["tier2-cin-cp"]
NOW = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)
"""2:30pm in London."""
TODAY = date(2026, 6, 5)
SEEN = "Seen alone in May and June, and her words about home are in the notes."
"""Evidence that no rule finds thin."""
OTHER = "The chronology stops in January and says nothing of what her father told the school."

GRADES = (
    Option("outstanding", "Outstanding", "Beyond good.", Tone.GOOD),
    Option("good", "Good", "Children are noticed and kept safe, and help comes early.", Tone.GOOD),
    Option("ri", "Requires improvement", "Some of what makes work good is missing.", Tone.IMPROVE),
    Option("inadequate", "Inadequate", "Failures leave a child harmed or at risk.", Tone.IMPROVE),
)
ABSENT = Option("na", "Not applicable")
YES_NO = (Option("yes", "Yes"), Option("no", "No"))
BOX = EvidenceBox()


def person(name: str, *roles: Role) -> Person:
    first = name.split()[0].lower()
    return Person(first, name, f"{first}@example.org", frozenset(roles), "North")


AMARA = person("Amara Diallo", Role.AUDITOR)
SAM = person("Sam Okafor", Role.AUDITOR)
PRIYA = person("Priya Nair", Role.MANAGER)
LEA = person("Lea Brandt", Role.QA_LEAD)
STRANGER = person("Tom Hale", Role.AUDITOR)
"""An auditor, but not of this case."""
EVERYBODY = (AMARA, SAM, PRIYA, LEA, STRANGER)


def question(id: str, kind: AnswerType = answer_types.GRADE, **more: Any) -> Question:
    """One question; graded ones have a scale and an evidence box unless told otherwise."""
    made: dict[str, Any] = {"section": "one", "text": f"What of {id}?", "source": Source("test", id)}
    if kind is answer_types.GRADE:
        made |= {"options": GRADES, "scale": "ofsted", "evidence": BOX, "indicators": ("records",)}
    if kind is answer_types.YES_NO:
        made |= {"options": YES_NO}
    if kind is answer_types.ROWS:
        made |= {"columns": COLUMNS, "part": Part.ACTIONS, "required": False}
    return Question(id=id, kind=kind, **{**made, **more})


COLUMNS = (
    Column("what", "Action", answer_types.TEXT, part="what"),
    Column("why", "Why?", answer_types.TEXT, required=False),
    Column("by_when", "By when?", answer_types.DATE, part="by_when"),
    Column("reviewed", "Date reviewed", answer_types.DATE, filled_by="supervision", not_future=True),
    Column("comments", "Comments", answer_types.TEXT, required=False, filled_by="supervision"),
)


def form(*questions: Question, rule: EvidenceRule | None = None) -> Template:
    """A form of these questions; each new section name begins a section, numbered from 1."""
    sections = []
    for number, (name, of_section) in enumerate(itertools.groupby(questions, lambda q: q.section), 1):
        sections.append(Section(name, name.capitalize(), tuple(of_section), number=str(number)))
    good = ("The chronology is current and shows what mattered to the child",)
    return Template(
        id="small",
        version=1,
        title="A small form",
        short_title="Small audit",
        sections=tuple(sections),
        scales={"ofsted": Scale("ofsted", "Grades", GRADES)},
        indicators={"records": Indicators("records", "records", good, ("The child could read it one day",))},
        evidence_rule=rule or EvidenceRule(stock_phrases=("all up to date", "no concerns")),
        content_hash="small",
    )


def only_if(question: str, *values: str) -> Condition:
    return Is(question, values)


def new_audit(template: Template, **more: Any) -> Audit:
    """An allocated audit of Amara and Sam, managed by Priya."""
    made: dict[str, Any] = {
        "id": "a1",
        "template_hash": template.content_hash,
        "case": Case("CF-1042", "CIN", "North"),
        "state": State.ALLOCATED,
        "auditors": ("amara", "sam"),
        "practitioner": None,
        "manager": "priya",
        "due": None,
    }
    return Audit(**{**made, **more})


def prints(text: str) -> frozenset[int]:
    """Hashes of three-word shingles, as storage makes them (with a key)."""
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    shingles = [" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))]
    return frozenset(zlib.crc32(s.encode("utf-8", "replace")) for s in shingles if s)


def fitting(asked: Question) -> str:
    """An answer that the question takes."""
    match asked.kind:
        case answer_types.DATE:
            return "2026-05-01"
        case answer_types.SCORE | answer_types.NUMBER:
            return str(asked.least)
        case answer_types.TICK:
            return "yes"
        case answer_types.TEXT | answer_types.PERSON:
            return "In words of our own"
        case _:
            codes = [option.code for option in asked.options]
            return "good" if "good" in codes else codes[-1]
