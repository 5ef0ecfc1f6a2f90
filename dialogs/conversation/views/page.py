"""The live card: a page of questions, with everything that is shown beside each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.audits.audit import AuditId, Key, Passage
from dialogs.audits.route import Progress
from template_specs.answer_types import AnswerType
from template_specs.model import Option


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """Evidence asked about once, with the form's own indicators."""

    why: str
    good: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    more: int = 0
    """Lines of the form's besides those in `good` and `outstanding`."""
    of_evidence: bool = True
    """Evidence is asked about; else the answers themselves, by one of the form's checks."""


@dataclass(frozen=True, slots=True)
class WorkedView:
    """An answer that is worked out."""

    name: str
    value: str
    """As people read it, with how many answers it is from while some are missing; empty for none yet."""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """The other auditor saved this meanwhile; the boxes hold what I wrote, theirs is shown here."""

    by: str
    at: datetime
    value_label: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A kept note offered at a question that it fits."""

    id: str
    by: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class CellView:
    """One column of a row form."""

    id: str
    label: str
    kind: AnswerType
    required: bool
    value: str = ""
    """What the box holds: text, an ISO date, or a code."""
    value_label: str = ""
    """The same as people read it."""
    options: tuple[Option, ...] = ()
    limit: int = 1000
    least: int = 0
    most: int = 9999
    decimals: int = 0
    unit: str = ""
    where: str = ""
    """What must be so for a row to ask for it, in words; empty where it always does."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a rows question."""

    key: Key
    number: int
    revision: int
    cells: tuple[CellView, ...]
    called: str = ""
    """What people call it, where a section is asked for each row: "Child B"."""


@dataclass(frozen=True, slots=True)
class StandardView:
    """A practice standard that a question is answered against."""

    title: str
    items: tuple[str, ...]
    """ "4.1 Risk is set out so that ...", each."""


@dataclass(frozen=True, slots=True)
class LooksLikeView:
    """What good, and moving to outstanding, usually show for one kind of work."""

    subject: str
    """ "home visits"."""
    good: tuple[str, ...]
    outstanding: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScaleView:
    """What each grade of a scale means."""

    title: str
    """ "Ofsted's four grades"."""
    meanings: tuple[tuple[str, str], ...]
    """(grade, what it means), best first."""


@dataclass(frozen=True, slots=True)
class EarlierView:
    """A grade of an earlier stage, with what was seen: whoever moderates it has it before their eyes."""

    by: str
    at: datetime
    value_label: str
    passage: Passage | None
    panel: str = ""
    """What a panel gave for it, for whoever leads the panel."""


@dataclass(frozen=True, slots=True)
class LastView:
    """The answer of an earlier audit of the same case: to be read, and never filled in."""

    day: date
    value_label: str
    """Empty where the answer is words."""
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question on a page, with everything recorded at it."""

    key: Key
    number: str
    """As shown: "3.4", or empty where the form gives none."""
    text: str
    kind: AnswerType
    revision: int
    options: tuple[Option, ...] = ()
    value: str = ""
    """What the box holds: a code (codes joined by commas), an ISO date, a number, "yes" for a tick."""
    value_passage: Passage | None = None
    """The answer where it is text or an identity detail (then `value` is empty)."""
    evidence_prompt: str = ""
    """Empty: the question has no comment box."""
    evidence_required: bool = False
    evidence_needed_for: str = ""
    """The answers for which alone it is needed ("No or Partly"); empty for every one."""
    evidence_limit: int = 4000
    evidence: Passage | None = None
    required: bool = True
    help: str = ""
    limit: int = 4000
    least: int = 0
    most: int = 10
    problem: str = ""
    """Why what the boxes hold could not be saved as it is."""
    can_use: bool = False
    """Whether what the boxes hold could be saved as it is after all."""
    remark: str = ""
    """What whoever gave the audit back asks to be changed here."""
    to_do: str = ""
    """What it still lacks, on a page that has been begun: "grade", "what you saw", "your answer"."""
    challenge: ChallengeView | None = None
    conflict: ConflictView | None = None
    notes: tuple[NoteView, ...] = ()
    heading: str = ""
    """What stands over this question and the sub-questions after it: "1.1 Early help assessment"."""
    short: str = ""
    """A few words that name it, for the labels of its boxes; empty where its number does."""
    earlier: EarlierView | None = None
    last: LastView | None = None
    row_noun: str = ""
    """What one of its rows is called, where the form says so ("child")."""
    """The grade that this one may supersede, as it was given."""
    standards: tuple[StandardView, ...] = ()
    """What it is answered against, where the form names it."""
    looks_like: tuple[LooksLikeView, ...] = ()
    """What good looks like here, all of it, where the form says so."""
    looks_back: str = ""
    """How far back to look: "Look back 6 months, to 5 December 2025."; empty where the form does not say."""
    differences: tuple[str, ...] = ()
    """For the question why judgements differ: "Assessment (3): Good", each."""
    rows: tuple[RowView, ...] = ()
    columns: tuple[CellView, ...] = ()
    """The empty form of a new row (rows questions; holds a refused draft's values)."""
    editing: Key = ""
    """The row that the form changes; empty for a new one."""
    rows_wanted: str = ""
    """How many rows there may be, in words; empty where there may be any number."""
    decimals: int = 0
    unit: str = ""
    anchors: tuple[str, ...] = ()
    """What numbers of a score mean ("1: Poor"), each."""


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A place to jump to."""

    id: str
    """A section's id, or a question's."""
    label: str
    """ "3 Assessment: 8 of 21"."""


@dataclass(frozen=True, slots=True)
class PageView:
    """The live card: one page of the audit."""

    audit: AuditId
    token: str
    """The card's own id: comes back with every press."""
    case: str
    """The case reference."""
    form: str
    section: str
    """ "Assessment"."""
    where: str
    """ "Section 3 of 7, page 2 of 6"."""
    progress: Progress
    questions: tuple[QuestionView, ...]
    said: tuple[str, ...] = ()
    """What just happened and what comes next, a sentence each."""
    intro: str = ""
    links: tuple[SectionLink, ...] = ()
    first: bool = False
    last: bool = False
    worked_out: tuple[WorkedView, ...] = ()
    """What follows from the answers of the section, on its last page."""
    partner: str = ""
    """The other auditor's name, for "with Sam Okafor"."""
    can_raise: bool = True
    """Whether an immediate concern can be raised from here: an auditor's own act."""
    can_read: bool = True
    """Whether the whole audit can be read through, and sent on, by this person."""
    scales: tuple[ScaleView, ...] = ()
    """The scales that the questions of this page are graded on."""
    saved: bool = False
    """Something was saved in this turn."""
    left_open: Key = ""
    """The first question of the page just saved that still lacks something, on this page or another."""
    anchor: Key = ""
    """The first question of this page."""
    family: tuple[str, ...] = ()
    """Other cases of the same family that its reader audits as well."""
    changes: int = 0
    """One question alone, opened from this part of the read-back (from 1); 0 for a page in its turn."""
    has_notes: bool = False
    """The form says something before it is begun, which can be read again."""
    complete: bool = False
    """Nothing that is required of this person is missing."""
