"""One item of a form: what it asks, how it is answered, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from template_specs.answer_types import ANSWER_TYPES, AnswerType
from template_specs.answer_types.parts import Part
from template_specs.condition_types import Condition
from template_specs.options import Option
from template_specs.sentences import N_, _

OWN_PROMPT = N_("What did you see?")
"""What a comment box asks for where the form does not say."""

LOOKS_LIKE_NUMBER = re.compile(r"[A-Z]{0,2}[0-9]+[A-Za-z]?(?:\.(?:[0-9]+[A-Za-z]?|[A-Za-z]))*")
"""Ids that are numbers on paper too: 3.10, 1a, 5a.1, A1, 1.1.a."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from: the source document and the item in it."""

    document: str
    item: str


@dataclass(frozen=True, slots=True)
class EvidenceBox:
    """The comment box of a question: what it asks for, and whether a submission needs it filled."""

    prompt: str = str.__str__(OWN_PROMPT)
    required: bool = True
    limit: int = 4000
    """Characters."""
    needed_for: tuple[str, ...] = ()
    """Where it is required: the answers (codes) for which alone it is; empty for every one."""

    def needed(self, value: object) -> bool:
        """Whether a submission needs it filled, with `value` for the answer as it is stored."""
        if not self.required or not self.needed_for:
            return self.required
        if isinstance(value, bool):
            value = "yes" if value else "no"
        given = value if isinstance(value, tuple) else (str(value),)
        return any(code in self.needed_for for code in given)


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


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is pointed out at a question while `when` holds."""

    when: Condition
    say: str
    hold: bool = False
    """It must be put right before a submission; else it is asked about once, and may be kept."""


BETWEEN_DAYS = ("days", "working_days", "months", "years")
"""The ways of working out how long it is from one day to another; each is its usual unit too."""


@dataclass(frozen=True, slots=True)
class Work:
    """How an answer is worked out from others."""

    how: str
    """ "share", "mean", "sum", "count", "lowest", or one of `BETWEEN_DAYS`."""
    over: tuple[str, ...]
    """The questions that go into it; for days, the first day's and the last one's."""
    codes: tuple[str, ...] = ()
    """For a count: the answers counted; empty for any."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Which of the copies something is that a form asks for each row ("for each child")."""

    of: str
    """The id that the form's file has: "3.2"."""
    rows: str
    """The rows question whose rows it is asked for."""
    place: int
    """It belongs to the row that was added as the first, the second ..., from 1."""
    called: str
    """What one row is called: "Child"."""
    title: str = ""
    """Of a section: its title without the row."""

    @property
    def row(self) -> str:
        """What people call the row: "Child B"."""
        return f"{self.called} {chr(64 + self.place)}"

    @property
    def is_there(self) -> str:
        """The name under which a condition sees whether the row is there (see `route`)."""
        return f"{self.rows}/{self.place}"


@dataclass(frozen=True, slots=True)
class Last:
    """An answer of an earlier audit of the same case, which is shown beside a question."""

    question: str
    form: str = ""
    """Of which form; empty for the same one."""


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
    not_past: bool = False
    least: int = 0
    most: int | None = None
    """The largest number; that of its kind where the form does not say."""
    decimals: int = 0
    unit: str = ""
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
    number: str = ""
    """What the form numbers it; empty where its id says."""
    group: str = ""
    """The sub-questions that it belongs to."""
    group_heading: str = ""
    """The words that stand over all of them, once."""
    together: bool = False
    """It stands on the page of the question before it, where both fit."""
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
    own: bool = False
    """It is a record of whoever `by` names first: once they have written it, nobody else changes it."""
    standards: tuple[str, ...] = ()
    """The practice standards that it refers to."""
    evidenced: bool = False
    """Its indicators and standards can be ticked as "evidenced here"; the best step needs one at least."""
    lookback: int = 0
    """How many months back it looks; 0 where the form does not say."""
    theme: str = ""
    """The theme of the form that its answers count under in reports."""
    summary: bool | None = None
    """Whether it stands in the summary; None where its kind and part decide."""
    summary_to: tuple[str, ...] = ()
    """Whose part of the summary it is, in the words of PEOPLE; empty for the manager's."""
    counted_as: str = ""
    """What its answers are counted together with ("core.needs"); empty for itself alone."""
    follows: str = ""
    """The evidenced grade whose follow-up this is (`ticks`); empty for what the form itself asks."""
    not_past: bool = False
    decimals: int = 0
    """Places after the point that a number may have."""
    unit: str = ""
    """What a number counts ("%")."""
    anchors: tuple[str, ...] = ()
    """What numbers of a score mean ("1: Poor"), each."""
    least_rows: int = 0
    """Rows that a submission needs; 0 for one where the question is required."""
    most_rows: int = 0
    """Rows that can be added; 0 for any number."""
    checks: tuple[Check, ...] = ()
    work: Work | None = None
    """How it is worked out; None for what people answer."""
    final_of: str = ""
    """The earlier stage's question whose grade this one supersedes; both stay facts of their own."""
    copy: Copy | None = None
    """Where it is asked for each row: which of the copies it is."""
    last: Last | None = None

    @property
    def name(self) -> str:
        """The short name where there is one, else the text, with what stands over it; and the row that it is
        about, where no number says that."""
        name = self.short or self.whole_text
        return f"{name.rstrip('?. ')} ({self.copy.row})" if self.copy and not self.shown_number else name

    @property
    def whole_text(self) -> str:
        """What is asked, as it reads without the heading of its sub-questions over it."""
        return f"{self.group_heading.rstrip('?:. ')}: {self.text}" if self.group_heading else self.text

    @property
    def shown_number(self) -> str:
        """The number that people see and type: "3.4", "5a.1", "3.2 for Child B"; empty where its id is a
        word."""
        number = self.own_number
        return _("{number} for {row}", number=number, row=self.copy.row) if self.copy and number else number

    @property
    def own_number(self) -> str:
        """The same without the row that it is about: "3.2"."""
        written = self.copy.of if self.copy else self.id
        return self.number or (written if LOOKS_LIKE_NUMBER.fullmatch(written) else "")

    @property
    def shown_words(self) -> tuple[str, ...]:
        """All the words of its own that may stand on a card, except those of rows and of its comment box."""
        options = (option.label for option in self.options)
        return (self.text, self.help, *options, *self.anchors, *(check.say for check in self.checks))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition in it: its own, and those of its options and columns."""
        given = (
            self.when,
            *(option.when for option in self.options),
            *(column.when for column in self.columns),
            *(check.when for check in self.checks),
        )
        return tuple(condition for condition in given if condition is not None)

    @property
    def best(self) -> str:
        """The code of the best step of a graded question; empty for every other kind."""
        return self.options[0].code if self.kind.grades and self.options else ""
