"""The way to a submission: the audit read back, what is still missing, and the last question."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import AuditId, Key, Passage
from dialogs.audits.route import Progress
from dialogs.conversation.views.page import CellView, SectionLink
from template_specs.sentences import N_


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer read back."""

    key: Key
    number: str
    text: str
    answer: str
    """The label as people read it; empty when unanswered or words alone."""
    passage: Passage | None = None
    """Evidence, or the text answered."""
    required: bool = True
    answered: bool = True
    lacks: str = ""
    """What a question that was begun still needs: "grade", "what you saw"."""
    changes: tuple[str, ...] = ()
    """ "Requires improvement until 5 June 2026 (Sam Okafor)"."""
    cells: tuple[CellView, ...] = ()
    """For a row."""
    can_change: bool = True
    """Whether it is this person's to change now."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The read-back, a part at a time."""

    audit: AuditId
    token: str
    case: str
    form: str
    section: str
    part: int
    parts: int
    lines: tuple[ReviewLine, ...]
    progress: Progress
    can_change: bool = True
    """Whether this person has questions to answer in it now."""
    can_submit: bool = True
    """Whether it is theirs to send on."""
    submit_label: str = N_("Submit the audit")
    said: tuple[str, ...] = ()
    saved: bool = False
    """Something was saved in this turn."""
    links: tuple[SectionLink, ...] = ()
    """Parts to jump to; the id is the part's number."""
    read_only: str = ""
    """Why nothing can be changed: "Submitted", "Being written by Sam Okafor"."""
    can_give_back: bool = False
    """Whether changes can be asked for from here."""
    can_raise: bool = False
    """Whether an immediate concern can be raised from here."""
    document: bool = False
    """Whether the audit can be had as a document from here."""
    panel: str = ""
    """What the button says that leads to its panel, or to naming one; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change that is asked for at one question, and not sent yet."""

    question: str
    name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The card on which changes are asked for, and with which the audit is given back."""

    audit: AuditId
    token: str
    case: str
    form: str
    questions: tuple[tuple[str, str], ...]
    """(id, name and answer) of the auditors' questions."""
    remarks: tuple[ChangeLine, ...] = ()
    problem: str = ""
    picked: str = ""
    remark: str = ""
    """What was written and could not be kept."""
    why: str = ""
    """The reason that was written and has not gone anywhere yet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a submission still needs."""

    key: Key
    label: str
    why: str
    can_go: bool = True
    """Whether this person can answer it: not what somebody else owes."""


@dataclass(frozen=True, slots=True)
class GapSection:
    """What one section still needs."""

    title: str
    """ "3 Assessment"."""
    count: int
    first: Key
    """Its first gap that this person can fill; empty where there is none."""


@dataclass(frozen=True, slots=True)
class GapsView:
    """What is still needed, each with a way there: single gaps, or sections where there are many."""

    audit: AuditId
    token: str
    case: str
    gaps: tuple[Gap, ...]
    total: int
    sections: tuple[GapSection, ...] = ()
    """Instead of `gaps`, where these would fill more than a screen."""


@dataclass(frozen=True, slots=True)
class ConfirmSubmitView:
    """The last question before submission."""

    audit: AuditId
    token: str
    case: str
    overall: str
    to: str
    """The manager's name, or the next stage ("QA check")."""
    actions: int
    stage: str = ""
    """The stage that is completed ("QA check"); empty for the audit itself."""
    awaits: str = ""
    """Who has to complete their part as well before it goes there; empty where nobody has."""
    closes: bool = False
    """Nothing comes after this stage."""
    before: tuple[str, ...] = ()
    """What speaks for waiting, a sentence each: who has not seen it so, unused notes, views awaited."""
    reminds: bool = False
    """Whether there is anybody to remind."""
    gives_back: bool = False
    """Completing the stage gives the audit back to its auditors."""
