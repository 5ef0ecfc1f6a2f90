"""What a person can do to an audit.  Typed words and pressed buttons become these same commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.audits.audit import Key, PersonId
from dialogs.audits.stand_ins import Around


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it came: raw words, for `dialogs/features/answering.py` to read."""

    key: Key
    value: str | None = None
    """None: not asked for or not touched; "": emptied."""
    words: str | None = None
    revision: int = 0
    """The revision of the answer that the person saw; 0 for none."""


@dataclass(frozen=True, slots=True)
class OpenAudit:
    """Start, or take up again where this person stood."""


@dataclass(frozen=True, slots=True)
class SavePage:
    """Answers given, then on to the next page, or to what `then` asks for.

    `row`: a row's form that stood filled in on the page when another button was pressed.
    """

    given: tuple[Given, ...]
    then: Command | None = None
    row: SaveRow | None = None


@dataclass(frozen=True, slots=True)
class KeepEvidence:
    """The challenged evidence stays as it is."""

    key: Key


@dataclass(frozen=True, slots=True)
class SaveRow:
    """A row added (`key` is the question's id) or changed (`key` is the row's)."""

    key: Key
    cells: Mapping[str, str]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """A row taken out; its history stays."""

    key: Key
    revision: int = 0


@dataclass(frozen=True, slots=True)
class DropDraft:
    """The held text of `key` is given up for the saved one."""

    key: Key


@dataclass(frozen=True, slots=True)
class GoBack:
    """To the page before."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """To the next page without saving anything."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Past the question in hand (typing); it stays on the list of what is left."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """To a question or section, by id or as typed ("3.4", "section 3", "assessment")."""

    target: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Enough for now."""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Post the live card anew."""


@dataclass(frozen=True, slots=True)
class ShowWhere:
    """Where am I?"""


@dataclass(frozen=True, slots=True)
class BeginConcern:
    """`concern` without words: ask for them."""


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """An immediate concern, in the auditor's words, sent from the box that says so."""

    words: str


@dataclass(frozen=True, slots=True)
class WordConcern:
    """Typed words for a concern: kept, and shown back before they go anywhere."""

    words: str


@dataclass(frozen=True, slots=True)
class SendConcern:
    """Send now: the concern that waits goes; `concern` is the one that the card shows (typed: the one that
    waits), `words` what they were changed to on the card."""

    concern: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True)
class RewordConcern:
    """Typed: other words for the concern that waits."""


@dataclass(frozen=True, slots=True)
class DropConcern:
    """Do not send; `concern` as for `ConcernSent`."""

    concern: str = ""


@dataclass(frozen=True, slots=True)
class LeaveConcern:
    """No concern after all, when its words were asked for."""


@dataclass(frozen=True, slots=True)
class ExplainConcern:
    """A question about raising a concern: who reads it, and what it does not do."""


@dataclass(frozen=True, slots=True)
class TakeOffer:
    """Yes to the offer to raise a concern of what was written; `offer` is the one pressed."""

    offer: str = ""


@dataclass(frozen=True, slots=True)
class TakeNote:
    """A remark to keep for the question that it fits."""

    words: str


@dataclass(frozen=True, slots=True)
class SettleNote:
    """A note used as evidence of `key`, or dropped (`key` empty)."""

    note: str
    key: Key = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The read-back of the whole audit, at a part (0 first)."""

    part: int = 0


@dataclass(frozen=True, slots=True)
class SubmitStage:
    """The audit is done; `confirmed` after the last question."""

    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class AskWhich:
    """Words that may be a command or an answer: ask which."""

    text: str
    command: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that typed words may have meant."""

    label: str
    """As the person reads it: "Good, with these words"."""
    given: tuple[Given, ...] = ()
    """The answers that it saves, each with the revision that the person saw."""
    action: str = "save"
    """ "save", "note", "leave" (nothing is saved), "submit" or "back"."""


@dataclass(frozen=True, slots=True)
class AskMeaning:
    """Words that may mean several things: ask which.  They are kept until that is said."""

    text: str
    why: str
    """What is asked, with the question named."""
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class IgnoreRepeat:
    """The same words once more within seconds: a phone has sent them twice."""


@dataclass(frozen=True, slots=True)
class ChooseMeaning:
    """Which they were."""

    command: bool
    choice: str = ""
    """The number of the choice, where `MayMean` asked."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that fit nothing here: answered with an offer."""

    text: str


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The manager has read it: subject "summary", "concern/ID" or a row's key."""

    subject: str


@dataclass(frozen=True, slots=True)
class ReviewAction:
    """The supervision columns of one action, filled by the manager."""

    key: Key
    cells: Mapping[str, str]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class RecordConcernDelivery:
    """The delivery worker has put the concern's card before somebody whom it was sent to (the actor)."""

    concern: str


@dataclass(frozen=True, slots=True)
class RecordConcernHeldUp:
    """The delivery worker could not put the concern's card before `to`."""

    concern: str
    to: PersonId
    problem: str
    """A code: why (`dialogs/features/undelivered.py`)."""
    around: Around
    pass_on: bool
    """It cannot arrive soon: somebody else is to have it."""


@dataclass(frozen=True, slots=True)
class RecordSummaryHeldUp:
    """The delivery worker could not put the summary before the manager, `to`."""

    to: PersonId
    problem: str
    around: Around


@dataclass(frozen=True, slots=True)
class ReopenAudit:
    """The QA lead gives a submitted audit back to its auditors, with a reason."""

    why: str


Command = (
    OpenAudit
    | SavePage
    | KeepEvidence
    | SaveRow
    | RemoveRow
    | DropDraft
    | GoBack
    | GoOn
    | Skip
    | GoTo
    | Pause
    | ShowCard
    | ShowWhere
    | BeginConcern
    | RaiseConcern
    | WordConcern
    | SendConcern
    | RewordConcern
    | DropConcern
    | LeaveConcern
    | ExplainConcern
    | TakeOffer
    | TakeNote
    | SettleNote
    | ReadBack
    | SubmitStage
    | AskWhich
    | AskMeaning
    | IgnoreRepeat
    | ChooseMeaning
    | NotUnderstood
    | Acknowledge
    | ReviewAction
    | RecordConcernDelivery
    | RecordConcernHeldUp
    | RecordSummaryHeldUp
    | ReopenAudit
)
