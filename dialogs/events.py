"""What a person can do to an audit.  Typed words and pressed buttons become these same events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.audit import Key, Person, PersonId
from dialogs.reaching import Around


@dataclass(frozen=True, slots=True)
class Turn:
    """What surrounds an event: who acts, when, and what chance supplies.  Passed in: advance is pure."""

    actor: Person
    now: datetime
    """Aware, UTC."""
    today: date
    """The actor's local date."""
    fresh_id: Callable[[], str]
    prints: Callable[[str], frozenset[int]]
    """Keyed hashes of a text's shingles (storage holds the key)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Display names of the people of this audit, by person id."""
    with_role: Mapping[str, tuple[PersonId, ...]] = field(default_factory=dict)
    """The people of the programme's roles ("moderator", "qa_lead"), for stages that wait for one of them."""
    instead: tuple[PersonId, ...] | None = None
    """Who is sent a concern in the manager's place, where the manager has lost the role or none is named;
    None: the manager."""
    typed: bool = False
    """The event came as typed words: answer in text, and post the card anew only when a page is done."""
    token: str = ""
    """The pressed card's own id, or the message's: what is added under it is added once."""
    sent: datetime | None = None
    """When the person sent it, as the channel tells; None where it does not."""
    text: str = ""
    """The words as they were typed, to know them again when they come twice."""
    moved: bool = False
    """The press has moved this person here from another audit that they were typing in."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it came: raw words for `dialogs.answering` to read."""

    key: Key
    value: str | None = None
    """None: not asked for or not touched; "": emptied."""
    words: str | None = None
    revision: int = 0
    """The revision of the answer that the person saw; 0 for none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Start, or take up again where this person stood."""


@dataclass(frozen=True, slots=True)
class PageSaved:
    """Answers given, then on to the next page, or to what `then` asks for.

    `row`: a row's form that stood filled in on the page when another button was pressed.
    """

    given: tuple[Given, ...]
    then: Event | None = None
    row: RowSaved | None = None


@dataclass(frozen=True, slots=True)
class EvidenceKept:
    """The challenged evidence stays as it is."""

    key: Key


@dataclass(frozen=True, slots=True)
class RowSaved:
    """A row added (`key` is the question's id) or changed (`key` is the row's)."""

    key: Key
    cells: Mapping[str, str]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class RowRemoved:
    """A row taken out; its history stays."""

    key: Key
    revision: int = 0


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """The held text of `key` is given up for the saved one."""

    key: Key


@dataclass(frozen=True, slots=True)
class WentBack:
    """To the page before."""


@dataclass(frozen=True, slots=True)
class WentOn:
    """To the next page without saving anything."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Past the question in hand (typing); it stays on the list of what is left."""


@dataclass(frozen=True, slots=True)
class WentTo:
    """To a question or section, by id or as typed ("3.4", "section 3", "assessment")."""

    target: str


@dataclass(frozen=True, slots=True)
class Paused:
    """Enough for now."""


@dataclass(frozen=True, slots=True)
class CardAsked:
    """Post the live card anew."""


@dataclass(frozen=True, slots=True)
class WhereAsked:
    """Where am I?"""


@dataclass(frozen=True, slots=True)
class ConcernBegun:
    """`concern` without words: ask for them."""


@dataclass(frozen=True, slots=True)
class ConcernRaised:
    """An immediate concern, in the auditor's words, sent from the box that says so."""

    words: str


@dataclass(frozen=True, slots=True)
class ConcernWorded:
    """Typed words for a concern: kept, and shown back before they go anywhere."""

    words: str


@dataclass(frozen=True, slots=True)
class ConcernSent:
    """Send now: the concern that waits goes; `concern` is the one that the card shows (typed: the one that
    waits), `words` what they were changed to on the card."""

    concern: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True)
class ConcernReworded:
    """Typed: other words for the concern that waits."""


@dataclass(frozen=True, slots=True)
class ConcernDropped:
    """Do not send; `concern` as for `ConcernSent`."""

    concern: str = ""


@dataclass(frozen=True, slots=True)
class ConcernLeft:
    """No concern after all, when its words were asked for."""


@dataclass(frozen=True, slots=True)
class ConcernExplained:
    """A question about raising a concern: who reads it, and what it does not do."""


@dataclass(frozen=True, slots=True)
class OfferTaken:
    """Yes to the offer to raise a concern of what was written; `offer` is the one pressed."""

    offer: str = ""


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """A remark to keep for the question that it fits."""

    words: str


@dataclass(frozen=True, slots=True)
class NoteSettled:
    """A note used as evidence of `key`, or dropped (`key` empty)."""

    note: str
    key: Key = ""


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """The read-back of the whole audit, at a part (0 first)."""

    part: int = 0


@dataclass(frozen=True, slots=True)
class Submitted:
    """The audit is done; `confirmed` after the last question."""

    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
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
    act: str = "save"
    """ "save", "note", "leave" (nothing is saved), "submit" or "back"."""


@dataclass(frozen=True, slots=True)
class MayMean:
    """Words that may mean several things: ask which.  They are kept until that is said."""

    text: str
    why: str
    """What is asked, with the question named."""
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SentTwice:
    """The same words once more within seconds: a phone has sent them twice."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """Which they were."""

    command: bool
    choice: str = ""
    """The number of the choice, where `MayMean` asked."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that fit nothing here: answered with an offer."""

    text: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The manager has read it: subject "summary", "concern/ID" or a row's key."""

    subject: str


@dataclass(frozen=True, slots=True)
class ActionReviewed:
    """The supervision columns of one action, filled by the manager."""

    key: Key
    cells: Mapping[str, str]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ConcernDelivered:
    """The delivery worker has put the concern's card before somebody whom it was sent to (the actor)."""

    concern: str


@dataclass(frozen=True, slots=True)
class ConcernHeld:
    """The delivery worker could not put the concern's card before `to`."""

    concern: str
    to: PersonId
    problem: str
    """A code: why (`dialogs.held`)."""
    around: Around
    pass_on: bool
    """It cannot arrive soon: somebody else is to have it."""


@dataclass(frozen=True, slots=True)
class SummaryHeld:
    """The delivery worker could not put the summary before the manager, `to`."""

    to: PersonId
    problem: str
    around: Around


@dataclass(frozen=True, slots=True)
class Reopened:
    """The QA lead gives a submitted audit back to its auditors, with a reason."""

    why: str


Event = (
    Opened
    | PageSaved
    | EvidenceKept
    | RowSaved
    | RowRemoved
    | DraftDropped
    | WentBack
    | WentOn
    | Skipped
    | WentTo
    | Paused
    | CardAsked
    | WhereAsked
    | ConcernBegun
    | ConcernRaised
    | ConcernWorded
    | ConcernSent
    | ConcernReworded
    | ConcernDropped
    | ConcernLeft
    | ConcernExplained
    | OfferTaken
    | NoteTaken
    | NoteSettled
    | ReviewAsked
    | Submitted
    | Unclear
    | MayMean
    | SentTwice
    | Cleared
    | NotUnderstood
    | Acknowledged
    | ActionReviewed
    | ConcernDelivered
    | ConcernHeld
    | SummaryHeld
    | Reopened
)
