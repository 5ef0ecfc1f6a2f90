"""What a notice is about: one small type for each kind of card and message that somebody can be owed.

A subject is stored as a string (`encode`), and read back from one (`decode`).  The strings never change: rows
of earlier versions are found by them, sealed under them, and listed by how they begin (`prefix`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from dialogs.audits.audit import Key
from dialogs.conversation.action_subjects import ActionReminder, OwnActionCard, action_reminder
from dialogs.conversation.told import Told as Told
from dialogs.conversation.told import ToldAsked as ToldAsked
from dialogs.conversation.told import ToldChange as ToldChange
from dialogs.conversation.told import ToldConcernHeldUp as ToldConcernHeldUp
from dialogs.conversation.told import ToldFormer as ToldFormer
from dialogs.conversation.told import ToldMessage as ToldMessage
from dialogs.conversation.told import ToldProgramme as ToldProgramme
from dialogs.conversation.told import ToldSummaryHeldUp as ToldSummaryHeldUp
from dialogs.conversation.told import ToldToRead as ToldToRead


class ReminderKind(StrEnum):
    """What a reminder says of its deadline; the codes are stored."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class SummaryCard:
    """The summary of a submitted audit, for the manager."""

    prefix: ClassVar[str] = "summary"

    def encode(self) -> str:
        """As it is stored."""
        return self.prefix


@dataclass(frozen=True, slots=True)
class ActionCard:
    """One action of a submitted audit, for the manager."""

    key: Key
    """The row's."""
    prefix: ClassVar[str] = "action:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.key}"


@dataclass(frozen=True, slots=True)
class StageCard:
    """The request for somebody's part in a stage."""

    stage: str
    prefix: ClassVar[str] = "stage:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.stage}"


@dataclass(frozen=True, slots=True)
class ResultCard:
    """What came of an audit, for the practitioner whose case it was."""

    prefix: ClassVar[str] = "result:"

    def encode(self) -> str:
        """As it is stored."""
        return self.prefix


@dataclass(frozen=True, slots=True)
class DraftCard:
    """The draft of an audit, for its practitioner to answer."""

    prefix: ClassVar[str] = "draft:"

    def encode(self) -> str:
        """As it is stored."""
        return self.prefix


@dataclass(frozen=True, slots=True)
class EnquiryCard:
    """A question from an auditor, for the practitioner."""

    enquiry: str
    prefix: ClassVar[str] = "enquiry:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.enquiry}"


@dataclass(frozen=True, slots=True)
class ConcernCard:
    """An immediate concern, for whoever is told of it."""

    concern: str
    prefix: ClassVar[str] = "concern:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.concern}"


@dataclass(frozen=True, slots=True)
class ConcernStatus:
    """What became of a concern, for whoever raised it."""

    concern: str
    prefix: ClassVar[str] = "concern-status:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.concern}"


@dataclass(frozen=True, slots=True)
class UnsentConcern:
    """The question whether a concern that was begun is to go."""

    since: int
    """Microseconds since 1970: when it was begun."""
    prefix: ClassVar[str] = "unsent:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.since}"


@dataclass(frozen=True, slots=True)
class ReminderMessage:
    """A reminder of a deadline: another deadline is another reminder."""

    kind: ReminderKind
    stage: str
    due: date
    prefix: ClassVar[str] = "reminder:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.kind.value}:{self.stage}:{self.due.isoformat()}"


@dataclass(frozen=True, slots=True)
class UnknownSubject:
    """One that this program does not know, as it is stored: there is nothing to show for it."""

    text: str
    prefix: ClassVar[str] = "unknown:"
    """Only for its kind: nothing is stored under it."""

    def encode(self) -> str:
        """As it is stored."""
        return self.text


ManagersCard = SummaryCard | ActionCard | ConcernCard
"""What a manager is sent, and acknowledges."""


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """What follows from a grade, for the manager and whoever hears of it."""

    question: str
    prefix: ClassVar[str] = "followup:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.question}"


PractitionersCard = ResultCard | DraftCard | EnquiryCard
"""What the practitioner of a case is sent, and nobody else."""
Subject = (
    ManagersCard
    | OwnActionCard
    | ActionReminder
    | PractitionersCard
    | FollowUpCard
    | StageCard
    | ConcernStatus
    | UnsentConcern
    | ReminderMessage
    | ToldMessage
    | UnknownSubject
)


def _unsent(rest: str) -> Subject:
    return UnsentConcern(int(rest))


def _reminder(rest: str) -> Subject:
    kind, stage, day = _ends(rest)
    return ReminderMessage(ReminderKind(kind), stage, date.fromisoformat(day))


def _change(rest: str) -> Subject:
    turn, _, key = rest.partition(":")
    return ToldChange(turn, key)


def _concern_held_up(rest: str) -> Subject:
    return ToldConcernHeldUp(*_ends(rest)) if ":" in rest else ToldConcernHeldUp(rest)


def _summary_held_up(rest: str) -> Subject:
    reopenings, _, left = rest.partition(":")
    return ToldSummaryHeldUp(int(reopenings), bool(left))


def _ends(text: str) -> tuple[str, str, str]:
    """A text "first:whatever is between:last"."""
    first, _, others = text.partition(":")
    between, _, last = others.rpartition(":")
    return first, between, last


_READERS: Mapping[str, Callable[[str], Subject]] = {
    ActionCard.prefix: ActionCard,
    OwnActionCard.prefix: OwnActionCard,
    ActionReminder.prefix: action_reminder,
    StageCard.prefix: StageCard,
    ResultCard.prefix: lambda _rest: ResultCard(),
    DraftCard.prefix: lambda _rest: DraftCard(),
    EnquiryCard.prefix: EnquiryCard,
    FollowUpCard.prefix: FollowUpCard,
    ConcernCard.prefix: ConcernCard,
    ConcernStatus.prefix: ConcernStatus,
    UnsentConcern.prefix: _unsent,
    ReminderMessage.prefix: _reminder,
    ToldFormer.prefix: ToldFormer,
    ToldChange.prefix: _change,
    ToldAsked.prefix: ToldAsked,
    ToldToRead.prefix: ToldToRead,
    ToldProgramme.prefix: ToldProgramme,
    ToldConcernHeldUp.prefix: _concern_held_up,
    ToldSummaryHeldUp.prefix: _summary_held_up,
    Told.prefix: Told,  # after those that begin as it does
}
"""How what follows each beginning is read.  Raises ValueError for what no subject is stored as."""


def decode(text: str) -> Subject:
    """The subject that is stored as `text`.  `decode(text).encode()` is `text`, whatever it is."""
    subject: Subject = SummaryCard()
    for prefix, read in _READERS.items():
        if text.startswith(prefix):
            with suppress(ValueError):  # a number, a date or a code that is none
                subject = read(text.removeprefix(prefix))
            break
    return subject if subject.encode() == text else UnknownSubject(text)


def kind_of(subject: Subject) -> str:
    """The kind of card that a subject is: one of few words, never a person's or a case's."""
    return _kind(subject.prefix)


def _kind(prefix: str) -> str:
    return prefix.partition(":")[0]


KINDS = tuple(dict.fromkeys(map(_kind, (SummaryCard.prefix, *_READERS))))
"""Every kind that there is."""


def acknowledged(pressed: str) -> ManagersCard:
    """The card that a press acknowledges, as the press names it: "summary", "concern/ID" or a row's key."""
    if pressed == "summary":
        return SummaryCard()
    if pressed.startswith("concern/"):
        return ConcernCard(pressed.removeprefix("concern/"))
    return ActionCard(pressed)
