"""The nouns of a form: template, section, question, option, condition.

Everything here is frozen and free of I/O.  `loader` makes these from YAML; `dialogs` walks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from template_specs.answer_types import ANSWER_TYPES, AnswerType
from template_specs.answer_types.parts import Part as Part
from template_specs.condition_types import AgeAtLeast as AgeAtLeast
from template_specs.condition_types import AllOf as AllOf
from template_specs.condition_types import Answered as Answered
from template_specs.condition_types import AnyOf as AnyOf
from template_specs.condition_types import AtLeast as AtLeast
from template_specs.condition_types import Compared as Compared
from template_specs.condition_types import Condition as Condition
from template_specs.condition_types import DaysBetween as DaysBetween
from template_specs.condition_types import Differs as Differs
from template_specs.condition_types import Is as Is
from template_specs.condition_types import Not as Not
from template_specs.condition_types import Older as Older
from template_specs.condition_types import Untrue as Untrue
from template_specs.guidance import Indicators as Indicators
from template_specs.guidance import StandardItem as StandardItem
from template_specs.guidance import Standards as Standards
from template_specs.options import NOT_APPLICABLE as NOT_APPLICABLE
from template_specs.options import Option as Option
from template_specs.options import Tone as Tone
from template_specs.outline import Outlines
from template_specs.stages import AUDIT, AUDIT_STAGE
from template_specs.stages import PEOPLE as PEOPLE
from template_specs.stages import Stage as Stage

OPTION_BYTES = 130
LINE_BYTES = 80
"""What an option, and a line in a list, weigh on a card besides their words."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from: the source document and the item in it."""

    document: str
    item: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A named, ordered list of options, best first where it grades.  Two scales are never merged."""

    id: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class EvidenceBox:
    """The comment box of a question: what it asks for, and whether a submission needs it filled."""

    prompt: str = "What did you see?"
    required: bool = True
    limit: int = 4000
    """Characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a rows question; `filled_by` is "auditor", or the later stage that fills it."""

    id: str
    label: str
    kind: AnswerType
    required: bool = True
    filled_by: str = "auditor"
    options: tuple[Option, ...] = ()
    not_future: bool = False
    limit: int = 1000
    """Characters."""
    part: str = ""
    """What the action cards take it for: "what", "who", "by_when", "progress", or nothing."""
    when: Condition | None = None
    """Whether a row asks for it.  The columns before it are looked at as "actions/kind"."""


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a form.  `id` is what auditors call it ("3.4") and what is stored with the answer."""

    id: str
    section: str
    text: str
    kind: AnswerType
    source: Source
    short: str = ""
    """A few words that name the question in replies ("Wishes and feelings")."""
    options: tuple[Option, ...] = ()
    """Choice-like kinds: what can be chosen, Not applicable included where it can."""
    scale: str = ""
    """The scale that `options` come from; empty for a plain pick list."""
    required: bool = True
    when: Condition | None = None
    evidence: EvidenceBox | None = None
    help: str = ""
    indicators: tuple[str, ...] = ()
    identity: bool = False
    """The answer identifies somebody: it is stored encrypted even where its kind is kept in clear."""
    prefill: str = ""
    """The detail of the case that stands here until the auditor changes it ("team", "practitioner")."""
    not_future: bool = False
    least: int = 0
    most: int = 10
    limit: int = 4000
    """Characters, for text."""
    columns: tuple[Column, ...] = ()
    part: Part = Part.NONE
    stage: str = ""
    """The stage in which it is asked; empty for the first."""
    by: tuple[str, ...] = ()
    """Who may answer it, in the words of PEOPLE; empty for those who complete its stage."""
    standards: tuple[str, ...] = ()
    """The practice standards that it refers to."""
    evidenced: bool = False
    """Its indicators and standards can be ticked as "evidenced here"; the best step needs one at least."""
    theme: str = ""
    """The theme of the form that its answers count under in reports."""
    follows: str = ""
    """The evidenced grade whose follow-up this is (`ticks`); empty for what the form itself asks."""
    final_of: str = ""
    """The earlier stage's question whose grade this one supersedes; both stay facts of their own."""

    @property
    def name(self) -> str:
        """The short name where there is one, else the text."""
        return self.short or self.text

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition in it: its own, and those of its options and columns."""
        given = (
            self.when,
            *(option.when for option in self.options),
            *(column.when for column in self.columns),
        )
        return tuple(condition for condition in given if condition is not None)

    @property
    def best(self) -> str:
        """The code of the best step of a graded question; empty for every other kind."""
        return self.options[0].code if self.kind.grades and self.options else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of questions under one title; `number` is what is shown ("3"), empty for header and closing."""

    id: str
    title: str
    questions: tuple[Question, ...]
    number: str = ""
    intro: str = ""
    when: Condition | None = None
    """Joined to the conditions of its questions already; here for those who read the form."""


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """When evidence is too thin to support its grade.  Every number is the form's own."""

    least_words: int = 8
    sameness: float = 0.9
    """Share of a text that may stand in another answer, the guidance or a descriptor."""
    kinds: tuple[AnswerType, ...] = tuple(kind for kind in ANSWER_TYPES if kind.grades)
    """The kinds whose evidence is challenged."""
    stock_phrases: tuple[str, ...] = ()
    """Words of compliance that show nothing seen; they do not count towards `least_words`."""


@dataclass(frozen=True)
class Template:
    """A whole form, as an audit pins it."""

    id: str
    version: int
    title: str
    short_title: str
    sections: tuple[Section, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    indicators: Mapping[str, Indicators] = field(default_factory=dict)
    evidence_rule: EvidenceRule = EvidenceRule()
    notes: tuple[str, ...] = ()
    """What the form tells its auditor before the start."""
    lookback_months: int = 0
    due_working_days: int = 10
    """From allocation, where the case list names no date."""
    glossary: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[Stage, ...] = (AUDIT_STAGE,)
    """The lifecycle, in order."""
    summary_after: str = AUDIT
    """The stage after which the manager receives the summary and the actions."""
    standards: Mapping[str, Standards] = field(default_factory=dict)
    pointers: tuple[str, ...] = ()
    """What a good audit does: shared guidance for auditors, longer than `notes`."""
    themes: Mapping[str, str] = field(default_factory=dict)
    """What reports count across audits: code -> words."""
    variant_of: str = ""
    """The form that this one extends, with its version ("tier2-cin-cp 1")."""
    overlay: str = ""
    """The organisation's wording that was laid over it."""
    content_hash: str = ""
    """SHA-256 of the resolved document (hex); the snapshot's key."""

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the form's order."""
        return tuple(q for section in self.sections for q in section.questions)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Questions by their id."""
        return {q.id: q for q in self.questions}

    @cached_property
    def outlines(self) -> Outlines:
        """Its questions as answers open and close them."""
        return Outlines(self.questions)

    @cached_property
    def shown_bytes(self) -> Mapping[str, int]:
        """What each question's own words take up on a card, by its id: an estimate on the safe side."""
        return {
            q.id: sum(len(text.encode()) for text in (q.text, q.help, *(o.label for o in q.options)))
            + OPTION_BYTES * len(q.options)
            + sum(len(line.encode()) + LINE_BYTES for line in self.meanings(q))
            for q in self.questions
        }

    @cached_property
    def section_by_id(self) -> Mapping[str, Section]:
        """Sections by their id."""
        return {s.id: s for s in self.sections}

    def with_part(self, part: Part) -> tuple[Question, ...]:
        """The questions that play `part`, in the form's order."""
        return tuple(q for q in self.questions if q.part is part)

    def meanings(self, question: Question) -> tuple[str, ...]:
        """What each grade means ("Good: ..."), for the overall judgement and what supersedes it."""
        judged = self.by_id[question.final_of] if question.final_of else question
        if judged.part is not Part.OVERALL_JUDGEMENT:
            return ()
        return tuple(f"{o.label}: {o.descriptor}" for o in question.options if o.descriptor)

    def standards_of(self, question: Question) -> tuple[Standards, ...]:
        """The practice standards that the grade of `question` is given against."""
        if not question.kind.grades:
            return ()
        return tuple(self.standards[name] for name in question.standards if name in self.standards)

    @cached_property
    def asked_of(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The ids of the questions that each (stage, who answers) has."""
        found: dict[tuple[str, str], set[str]] = {}
        for q in self.questions:
            for part in self.people_of(q):
                found.setdefault((self.stage_of(q).id, part), set()).add(q.id)
        return {asked: frozenset(ids) for asked, ids in found.items()}

    def asked_by(self, stage: str, parts: frozenset[str]) -> frozenset[str]:
        """The ids of the questions that `stage` has for somebody who is `parts`: the same set each time."""
        known = self._asked_by.get((stage, parts))
        if known is None:
            nothing: frozenset[str] = frozenset()
            known = nothing.union(*(self.asked_of.get((stage, part), nothing) for part in parts))
            self._asked_by[stage, parts] = known
        return known

    @cached_property
    def _asked_by(self) -> dict[tuple[str, frozenset[str]], frozenset[str]]:
        return {}

    @cached_property
    def stage_ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of the questions of each stage."""
        return {stage.id: frozenset(q.id for q in self.in_stage(stage.id)) for stage in self.stages}

    @cached_property
    def stage_by_id(self) -> Mapping[str, Stage]:
        """Stages by their id."""
        return {stage.id: stage for stage in self.stages}

    def stage_of(self, question: Question) -> Stage:
        """The stage in which `question` is asked."""
        return self.stage_by_id[question.stage] if question.stage else self.stages[0]

    def people_of(self, question: Question) -> tuple[str, ...]:
        """Who may answer `question`, in the words of PEOPLE."""
        return question.by or self.stage_of(question).by

    def in_stage(self, stage: str) -> tuple[Question, ...]:
        """The questions asked in the stage with the id `stage`, in the form's order."""
        return tuple(q for q in self.questions if self.stage_of(q).id == stage)

    def later_grades(self, question: str) -> tuple[Question, ...]:
        """The questions whose grade supersedes that of `question`, in the order of their stages."""
        return tuple(q for stage in self.stages for q in self.in_stage(stage.id) if q.final_of == question)
