"""The parts of a form: template, section, question, option, condition.

Everything here is frozen and free of I/O.  `loader` makes these from YAML; `dialogs` walks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from template_specs.answer_types import AnswerType as AnswerType
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
from template_specs.condition_types import questions_in
from template_specs.guidance import GuidanceDocument as GuidanceDocument
from template_specs.guidance import Indicators as Indicators
from template_specs.guidance import Note as Note
from template_specs.guidance import StandardItem as StandardItem
from template_specs.guidance import Standards as Standards
from template_specs.options import NOT_APPLICABLE as NOT_APPLICABLE
from template_specs.options import Option as Option
from template_specs.options import Scale as Scale
from template_specs.options import Tone as Tone
from template_specs.outline import Outlines
from template_specs.question import BETWEEN_DAYS as BETWEEN_DAYS
from template_specs.question import Check as Check
from template_specs.question import Column as Column
from template_specs.question import Copy as Copy
from template_specs.question import EvidenceBox as EvidenceBox
from template_specs.question import EvidenceRule as EvidenceRule
from template_specs.question import Last as Last
from template_specs.question import Question as Question
from template_specs.question import Source as Source
from template_specs.question import Work as Work
from template_specs.reminding import UNSAID, Reminding
from template_specs.stages import AUDIT, AUDIT_STAGE
from template_specs.stages import PEOPLE as PEOPLE
from template_specs.stages import FollowUp as FollowUp
from template_specs.stages import PractitionerPart as PractitionerPart
from template_specs.stages import ReplyStep as ReplyStep
from template_specs.stages import Share as Share
from template_specs.stages import Shown as Shown
from template_specs.stages import Stage as Stage

TALLIED_FROM = 12
"""Answers that go into what is worked out: fewer are as quickly added up anew each time."""
OPTION_BYTES = 130
LINE_BYTES = 80
"""What an option, and a line in a list, weigh on a card besides their words."""
MEANING_BYTES = 400
"""What one grade's meaning weighs behind "What the grades mean", besides its words."""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of questions under one title; `number` is what is shown ("3"), empty for header and closing."""

    id: str
    title: str
    questions: tuple[Question, ...]
    number: str = ""
    intro: str = ""
    worked_out: tuple[Question, ...] = ()
    """What nobody is asked, and follows from answers: shown at the end of the section."""
    when: Condition | None = None
    """Joined to the conditions of its questions already; here for those who read the form."""
    copy: Copy | None = None
    """Where it is asked for each row: which of the copies it is."""


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
    evidence_rule: EvidenceRule = field(default_factory=EvidenceRule)
    notes: tuple[str, ...] = ()
    """What the form tells its auditor before the start."""
    notes_to: tuple[Note, ...] = ()
    """What it tells other people, or them and its auditor."""
    lookback_months: int = 0
    judgement_months: int = 0
    """How many months back its judgements look, where the form says so."""
    guidance_documents: tuple[GuidanceDocument, ...] = ()
    """What its auditors work by, the files of shared guidance that it uses included."""
    due_working_days: int = 10
    """From allocation, where the case list names no date."""
    reminders: Reminding = UNSAID
    """When people are reminded of a deadline; what it leaves open, the organisation says."""
    minutes: int = 0
    """How long its auditors usually take, once they have read the file; 0 where the form does not say."""
    glossary: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[Stage, ...] = (AUDIT_STAGE,)
    """The lifecycle, in order."""
    summary_after: str = AUDIT
    """The stage after which the manager receives the summary and the actions."""
    follow_ups: tuple[FollowUp, ...] = ()
    """What follows from a grade."""
    practitioner: PractitionerPart | None = None
    """What it is for the practitioner; None where the form does not say."""
    summary_headings: Mapping[str, str] = field(default_factory=dict)
    """The form's own words over parts of the summary ("improve", "good", ...)."""
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
    in_languages: Mapping[str, Template] = field(default_factory=dict)
    """The form in other languages, by their codes ("cy"): only its words differ."""

    @cached_property
    def as_read(self) -> dict[str, Template]:
        """What `languages.as_read` has made of it, by the language."""
        return {}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the form's order."""
        return tuple(q for section in self.sections for q in section.questions)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Questions by their id."""
        return {q.id: q for q in self.questions}

    @cached_property
    def called(self) -> Mapping[str, str]:
        """Ids of questions by what people type for them, in lower case: their number, or the id itself."""
        return {q.id.casefold(): q.id for q in self.questions} | {
            q.shown_number.casefold(): q.id for q in self.questions if q.shown_number
        }

    @cached_property
    def section_places(self) -> Mapping[str, tuple[int, int]]:
        """Numbered sections by id: (its place among them from 1, how many there are); the copies of one
        share their place."""
        numbered = {s.id: s.copy.of if s.copy else s.id for s in self.sections if s.number}
        places = {written: place for place, written in enumerate(dict.fromkeys(numbered.values()), 1)}
        return {section: (places[written], len(places)) for section, written in numbered.items()}

    @cached_property
    def copies(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the copies by what people type for the question that is asked for each row, in lower
        case: its number, or its id in the form's file."""
        copies: dict[str, dict[str, None]] = {}
        for q in self.questions:
            for typed in (q.own_number, q.copy.of) if q.copy else ():
                copies.setdefault(typed.casefold(), {})[q.id] = None
        return {typed: tuple(ids) for typed, ids in copies.items() if typed}

    @cached_property
    def summary_roles(self) -> frozenset[str]:
        """Who else than the manager is sent a part of what was answered, in the words of PEOPLE."""
        return frozenset(person for q in self.questions for person in q.summary_to)

    @cached_property
    def earlier_forms(self) -> frozenset[str]:
        """The forms whose earlier answers are shown beside its questions."""
        return frozenset(q.last.form or self.id for q in self.questions if q.last is not None)

    @cached_property
    def rows_called(self) -> Mapping[str, tuple[str, ...]]:
        """What the rows are called for each of which sections are asked, by their question: "Child A" ..."""
        called: dict[str, dict[int, str]] = {}
        for section in self.sections:
            if section.copy is not None:
                called.setdefault(section.copy.rows, {})[section.copy.place] = section.copy.row
        return {rows: tuple(names.values()) for rows, names in called.items()}

    @cached_property
    def worked_out(self) -> Mapping[str, Question]:
        """What is worked out, by id, in the form's order."""
        return {q.id: q for section in self.sections for q in section.worked_out}

    @cached_property
    def tallied(self) -> frozenset[str]:
        """What is worked out over many plain answers, none of which has options that come and go."""
        choosy = self.outlines.choosy
        return frozenset(
            name
            for name, question in self.worked_out.items()
            if question.work is not None
            and question.work.how not in BETWEEN_DAYS
            and len(question.work.over) >= TALLIED_FROM
            and all(one in self.by_id and one not in choosy for one in question.work.over)
        )

    @cached_property
    def grounds(self) -> Mapping[str, frozenset[str]]:
        """The questions that each worked-out answer follows from, whether or not through another one."""
        grounds: dict[str, frozenset[str]] = {}
        for name, question in self.worked_out.items():
            direct = questions_in(question.when) | frozenset(question.work.over if question.work else ())
            grounds[name] = frozenset[str]().union(*(grounds.get(one, {one}) for one in direct))
        return grounds

    @cached_property
    def outlines(self) -> Outlines:
        """Its questions as answers open and close them."""
        return Outlines(self.questions, self.grounds)

    @cached_property
    def checks_on(self) -> Mapping[str, tuple[str, ...]]:
        """The questions whose checks look at each question, itself included, in the form's order."""
        looking: dict[str, dict[str, None]] = {}
        for question in self.questions:
            for check in question.checks:
                for looked_at in (*questions_in(check.when), question.id):
                    for ground in self.grounds.get(looked_at, (looked_at,)):
                        looking.setdefault(ground, {})[question.id] = None
        return {looked_at: tuple(questions) for looked_at, questions in looking.items()}

    @cached_property
    def shown_bytes(self) -> Mapping[str, int]:
        """What each question's own words take up on a card, by its id: an estimate on the safe side."""
        return {
            q.id: sum(len(text.encode()) for text in q.shown_words) + OPTION_BYTES * len(q.options)
            for q in self.questions
        }

    @cached_property
    def meaning_bytes(self) -> Mapping[str, int]:
        """What the meanings of each question's grades take up on a card, by its id, estimated alike."""
        return {
            q.id: sum(
                len(f"{grade}{meaning}".encode()) + MEANING_BYTES for grade, meaning in self.meanings(q)
            )
            for q in self.questions
        }

    @cached_property
    def section_by_id(self) -> Mapping[str, Section]:
        """Sections by their id."""
        return {s.id: s for s in self.sections}

    def with_part(self, part: Part) -> tuple[Question, ...]:
        """The questions that play `part`, in the form's order."""
        return tuple(q for q in self.questions if q.part is part)

    def told(self, parts: frozenset[str]) -> tuple[str, ...]:
        """What the form says before they begin to somebody who is `parts`, in the words of PEOPLE."""
        own = self.notes if "auditor" in parts else ()
        return own + tuple(note.say for note in self.notes_to if parts & {*note.to})

    def meanings(self, question: Question) -> tuple[tuple[str, str], ...]:
        """(grade, what it means) for each step that the form describes, where `question` grades."""
        if not question.kind.grades:
            return ()
        return tuple((o.label, o.descriptor) for o in question.options if o.descriptor)

    def is_overall(self, question: Question) -> bool:
        """Whether `question` is the overall judgement, or a later grade that supersedes it."""
        judged = self.by_id[question.final_of] if question.final_of else question
        return judged.part is Part.OVERALL_JUDGEMENT

    def standards_of(self, question: Question) -> tuple[Standards, ...]:
        """The practice standards that stand beside `question`."""
        return tuple(self.standards[name] for name in question.standards if name in self.standards)

    @cached_property
    def asked_of(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The ids of the questions that each (stage, who answers) has."""
        ids_by_asked: dict[tuple[str, str], set[str]] = {}
        for q in self.questions:
            for part in self.people_of(q):
                ids_by_asked.setdefault((self.stage_of(q).id, part), set()).add(q.id)
        return {asked: frozenset(ids) for asked, ids in ids_by_asked.items()}

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

    @cached_property
    def own_words(self) -> Mapping[str, str]:
        """The questions whose answer belongs to one of those who may give it, with whom: once they have
        written it, it is theirs."""
        return {q.id: q.by[0] for q in self.questions if q.own and q.by}

    def people_of(self, question: Question) -> tuple[str, ...]:
        """Who may answer `question`, in the words of PEOPLE."""
        return question.by or self.stage_of(question).by

    def in_stage(self, stage: str) -> tuple[Question, ...]:
        """The questions asked in the stage with the id `stage`, in the form's order."""
        return tuple(q for q in self.questions if self.stage_of(q).id == stage)

    def later_grades(self, question: str) -> tuple[Question, ...]:
        """The questions whose grade supersedes that of `question`, in the order of their stages."""
        return self._later_grades.get(question, ())

    @cached_property
    def _later_grades(self) -> dict[str, tuple[Question, ...]]:
        found: dict[str, tuple[Question, ...]] = {}
        for stage in self.stages:
            for later in self.in_stage(stage.id):
                if later.final_of:
                    found[later.final_of] = (*found.get(later.final_of, ()), later)
        return found
