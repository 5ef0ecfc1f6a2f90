"""What the bot says, in the domain's words.  `bot/cards` alone knows what a view looks like on a card.

Views hold passages unopened: the card that shows one opens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.audits.audit import AuditId, Key, Passage, PersonId
from dialogs.audits.route import Progress
from dialogs.conversation.subjects import Subject
from template_specs.answer_types import AnswerType
from template_specs.model import Option


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does: a verb that `bot/turns/presses.py` reads, with its data.

    Permissions are checked when it is pressed."""

    verb: str
    data: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """A button: a verb phrase and its act.  `primary` for the one safe and likely step."""

    label: str
    action: Action
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text message, with buttons where a next step can be pressed."""

    text: str
    offers: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """Evidence asked about once, with the form's own indicators."""

    why: str
    good: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictView:
    """The other auditor saved this meanwhile; what I wrote stands in the boxes, theirs is shown here."""

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
    """What stands in the box: text, an ISO date, or a code."""
    value_label: str = ""
    """The same as people read it."""
    options: tuple[Option, ...] = ()
    limit: int = 1000
    where: str = ""
    """What must be so for a row to ask for it, in words; empty where it always does."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a rows question."""

    key: Key
    number: int
    revision: int
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class StandardView:
    """A practice standard that a grade is given against."""

    title: str
    items: tuple[str, ...]
    """ "4.1 Risk is set out so that ...", each."""


@dataclass(frozen=True, slots=True)
class EarlierView:
    """A grade of an earlier stage, with what was seen: whoever moderates it has it before their eyes."""

    by: str
    at: datetime
    value_label: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question on a page, with everything that stands at it."""

    key: Key
    number: str
    """As shown: "3.4", or empty where the form gives none."""
    text: str
    kind: AnswerType
    revision: int
    options: tuple[Option, ...] = ()
    value: str = ""
    """What stands in the box: a code (codes joined by commas), an ISO date, a number, "yes" for a tick."""
    value_passage: Passage | None = None
    """The answer where it is text or an identity detail (then `value` is empty)."""
    evidence_prompt: str = ""
    """Empty: the question has no comment box."""
    evidence_required: bool = False
    evidence_limit: int = 4000
    evidence: Passage | None = None
    required: bool = True
    help: str = ""
    limit: int = 4000
    least: int = 0
    most: int = 10
    problem: str = ""
    """Why what stands in the boxes could not be saved as it is."""
    challenge: ChallengeView | None = None
    conflict: ConflictView | None = None
    notes: tuple[NoteView, ...] = ()
    meanings: tuple[str, ...] = ()
    """What each grade means, for the overall judgement: "Good: ...", each."""
    short: str = ""
    """A few words that name it, for the labels of its boxes; empty where its number does."""
    earlier: EarlierView | None = None
    """The grade that this one may supersede, as it was given."""
    standards: tuple[StandardView, ...] = ()
    """What the grade is given against, where the form names it."""
    differences: tuple[str, ...] = ()
    """For the question why judgements differ: "Assessment (3): Good", each."""
    rows: tuple[RowView, ...] = ()
    columns: tuple[CellView, ...] = ()
    """The empty form of a new row (rows questions; holds a refused draft's values)."""
    editing: Key = ""
    """The row that the form changes; empty for a new one."""


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
    partner: str = ""
    """The other auditor's name, for "with Sam Okafor"."""
    can_raise: bool = True
    """Whether an immediate concern can be raised from here: an auditor's own act."""
    can_read: bool = True
    """Whether the whole audit can be read through, and sent on, by this person."""


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
    changes: tuple[str, ...] = ()
    """ "Requires improvement until 5 June 2026 (Sam Okafor)"."""
    cells: tuple[CellView, ...] = ()
    """For a row."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The read-back, a part at a time.  `can_change` is false once the audit is submitted."""

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
    said: tuple[str, ...] = ()
    links: tuple[SectionLink, ...] = ()
    """Parts to jump to; the id is the part's number."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a submission still needs."""

    key: Key
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class GapsView:
    """What is still needed, each with a way there.  `gaps` holds the first ones; `total` counts all."""

    audit: AuditId
    token: str
    case: str
    gaps: tuple[Gap, ...]
    total: int


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


@dataclass(frozen=True, slots=True)
class RecordView:
    """The one line that an old card becomes."""

    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One grade in a summary."""

    label: str
    grade: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One item in "what is good" or "what must improve"."""

    number: str
    name: str
    grade: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A submitted audit for its manager (and, read-only, for its auditors)."""

    audit: AuditId
    case: str
    form: str
    team: str
    auditors: tuple[str, ...]
    submitted_at: datetime
    overall: str
    moderated: str
    """The grade that superseded the auditors', as a fact of its own; empty where none did."""
    recent: str
    judgements: tuple[Judgement, ...]
    scores: tuple[Judgement, ...]
    good: tuple[Finding, ...]
    improve: tuple[Finding, ...]
    overview: Passage | None
    differs_because: Passage | None
    family_views: Passage | None
    inspection_example: bool
    actions: int
    acknowledged: str = ""
    """ "Acknowledged by Priya Nair, 5 June 2026 at 2:30pm"; empty until then."""
    can_acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class ActionView:
    """One remedial action for its manager."""

    audit: AuditId
    key: Key
    revision: int
    case: str
    number: int
    of: int
    cells: tuple[CellView, ...]
    """What the auditor asked for, read-only."""
    review: tuple[CellView, ...]
    """The supervision columns, to be filled."""
    by: str
    acknowledged: str = ""
    reviewed: str = ""
    """ "Reviewed by Priya Nair, 5 June 2026": empty until then."""
    problem: str = ""
    can_act: bool = False


@dataclass(frozen=True, slots=True)
class BannerView:
    """What stands on a card in place of what its reader may not see now: why, and none of the answers."""

    case: str
    form: str
    title: str
    """What the card was: "Audit summary"."""
    text: str


@dataclass(frozen=True, slots=True)
class ConcernView:
    """An immediate concern before the manager."""

    audit: AuditId
    concern: str
    case: str
    by: str
    at: datetime
    passage: Passage
    acknowledged: str = ""
    can_acknowledge: bool = False
    in_place: str = ""
    """Who has it in place of the case's manager, as a sentence; empty where the manager has it."""


@dataclass(frozen=True, slots=True)
class ConcernStatusView:
    """What became of a concern, for the auditor who raised it."""

    audit: AuditId
    concern: str
    case: str
    to: str
    """The manager's name; empty when nobody is named."""
    at: datetime
    passage: Passage
    delivered_at: datetime | None = None
    problem: str = ""
    """Why it could not be delivered, and what to do."""
    acknowledged: str = ""


@dataclass(frozen=True, slots=True)
class UnsentConcernView:
    """A concern as it was typed, shown back to its author before it goes."""

    audit: AuditId
    concern: str
    case: str
    to: str
    """The manager's name; empty when nobody is named."""
    at: datetime
    words: str
    again: bool = False
    """It was shown before, and still waits."""
    refusal: str = ""
    """Why this person cannot send it any more, and what to do instead."""


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """One audit that a concern may be about."""

    audit: AuditId
    case: str
    form: str


@dataclass(frozen=True, slots=True)
class WhichCaseView:
    """Words of harm, or a concern, with several audits open: which case is it about?"""

    words: str
    """As they were typed; empty where only `concern` was."""
    choices: tuple[CaseChoice, ...]
    more: int = 0
    sounds_like_harm: bool = False


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit in a list."""

    audit: AuditId
    case: str
    form: str
    state: str
    """In words: "Not started", "In progress, 8 of 62 answered", "Submitted on 5 June 2026"."""
    due: date | None
    overdue: bool
    partner: str = ""
    theme: str = ""
    can_open: bool = True
    open_label: str = "Open"
    """What the button says: "Start", "Continue", "Read"."""
    shut: bool = False
    """It cannot be opened at the moment, whoever asks."""


@dataclass(frozen=True, slots=True)
class AuditsView:
    """ "My audits": what is allocated to me; `empty` is said when there are none."""

    title: str
    lines: tuple[AuditLine, ...]
    empty: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class WelcomeView:
    """Three lines on what the bot does, and the first step."""

    name: str
    lines: tuple[str, ...]
    offers: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class HelpView:
    """Words to type, for this person's role: (what to type, what it does)."""

    intro: str
    words: tuple[tuple[str, str], ...]
    offers: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusView:
    """How the programme stands, in counts."""

    title: str
    counts: tuple[tuple[str, int], ...]
    overdue: int
    empty: str = ""
    held_up: int = 0
    """How many cards could not be delivered."""
    held: tuple[str, ...] = ()
    """The first of them, a sentence each: which card, to whom, and why not."""
    unsent: int = 0
    """Concerns written and not sent for half an hour."""
    unsent_by: tuple[str, ...] = ()
    """Who wrote them, and on which case: "Amara Osei (TS-101)"."""


@dataclass(frozen=True, slots=True)
class StageView:
    """An audit that waits for somebody's part: a view, a check, a moderation."""

    audit: AuditId
    case: str
    form: str
    title: str
    """The stage: "Moderation"."""
    by: tuple[str, ...]
    """The auditors."""
    due: date | None = None
    overdue: bool = False
    done: str = ""
    """What became of it, once nothing is asked any more."""
    awaits: str = ""
    """Who has yet to complete it, where everybody named does."""


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A deadline that comes near, or has passed, for somebody whose part is awaited."""

    audit: AuditId
    case: str
    form: str
    title: str
    """ "Due on 19 June 2026"."""
    lines: tuple[str, ...]


View = (
    Sentence
    | PageView
    | ReviewView
    | GapsView
    | ConfirmSubmitView
    | RecordView
    | SummaryView
    | ActionView
    | BannerView
    | ConcernView
    | ConcernStatusView
    | UnsentConcernView
    | WhichCaseView
    | AuditsView
    | WelcomeView
    | HelpView
    | StatusView
    | StageView
    | ReminderView
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A card or message owed to somebody.  Rendered when it is sent, from the audit as it then stands.

    One row is kept per (recipient, subject): a newer notice on a subject updates the card already sent.
    """

    recipient: PersonId
    subject: Subject
    """What it is about."""
    urgent: bool = False
    text: str = ""
    """For a message that tells something: the sentence itself."""
