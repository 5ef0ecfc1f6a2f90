"""What the bot has asked and has no answer to yet: one small type for each kind of question.

They are kept with the conversation and outlive a restart; how they are stored is `storage/pending_questions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.audits.audit import Key
from dialogs.conversation.given import Choice


@dataclass(frozen=True, slots=True)
class AwaitingEvidence:
    """What was seen, for the answer recorded under `key`."""

    key: Key


@dataclass(frozen=True, slots=True)
class AwaitingCell:
    """The next column of a row that is being typed."""

    key: Key
    """The rows question."""
    column: str
    cells: Mapping[str, str] = field(default_factory=dict)
    """What has been typed of the row so far, by column."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Mine or theirs: which of two answers to `key` counts."""

    key: Key


@dataclass(frozen=True, slots=True)
class WordOrAnswer:
    """Whether words are the command that they begin with, or an answer."""

    about: str
    """The question's own id: a press on an older one does nothing."""
    text: str
    command: str


@dataclass(frozen=True, slots=True)
class WhichMeaning:
    """Which of several things words mean."""

    about: str
    """The question's own id, as above."""
    text: str
    choices: tuple[Choice, ...]
    """Numbered from 1."""


@dataclass(frozen=True, slots=True)
class ConcernWords:
    """The words of a concern."""

    instead_of: str = ""
    """The id of the concern whose words are to be replaced; empty for a new one."""


@dataclass(frozen=True, slots=True)
class SendOrNot:
    """Whether the concern just shown is to go."""


@dataclass(frozen=True, slots=True)
class MoveWhere:
    """Where what was saved under `key` belongs."""

    key: Key
    revision: int


@dataclass(frozen=True, slots=True)
class LastYes:
    """Whether the audit is to be submitted."""


@dataclass(frozen=True, slots=True)
class UnknownQuestion:
    """One that another version asked: kept as it is stored, and no word is taken as its answer."""

    kind: str
    key: str = ""
    column: str = ""
    text: str = ""
    command: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


MeaningAsked = WordOrAnswer | WhichMeaning
"""Words that nobody has said yet what they are."""
SettledFirst = MeaningAsked | Conflict | ConcernWords | SendOrNot | MoveWhere | LastYes
"""What stays open while the question in hand is put again."""
Pending = AwaitingEvidence | AwaitingCell | SettledFirst | UnknownQuestion
