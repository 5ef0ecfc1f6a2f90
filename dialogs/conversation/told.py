"""What a message is about whose sentence is decided when it is owed, and told once.

As for every subject (`subjects`), the strings never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dialogs.audits.audit import Key, PersonId


@dataclass(frozen=True, slots=True)
class Told:
    """A message to those who have a part in the audit: what somebody did."""

    turn: str
    """The token of the turn in which it was done (or the audit's revision): it has no colon."""
    prefix: ClassVar[str] = "told:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.turn}"


@dataclass(frozen=True, slots=True)
class ToldFormer:
    """A message to somebody who has just lost their part in the audit."""

    turn: str
    prefix: ClassVar[str] = "told:former:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.turn}"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What the other auditor has changed of one's answers: told with one's next reply, or once one is not
    writing.  A version that does not know it reads a plain message (`Told`)."""

    turn: str
    """As in `Told`."""
    key: Key
    """What was changed first."""
    prefix: ClassVar[str] = "told:changed:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.turn}:{self.key}"


@dataclass(frozen=True, slots=True)
class ToldAsked:
    """A request to look at an audit before it is sent on, or to add one's view; read by others as `Told`."""

    turn: str
    prefix: ClassVar[str] = "told:asked:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.turn}"


@dataclass(frozen=True, slots=True)
class ToldToRead:
    """News of an audit, with the way to read all of it; read by others as `Told`."""

    turn: str
    prefix: ClassVar[str] = "told:read:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.turn}"


@dataclass(frozen=True, slots=True)
class ToldConcernHeldUp:
    """The warning, to whoever raised a concern, that its card has not reached somebody."""

    concern: str
    to: PersonId = ""
    """Whom it has not reached; empty, with `problem`, in rows of the first version."""
    problem: str = ""
    """A code; LATE: it may still arrive soon."""
    prefix: ClassVar[str] = "told:concern:"

    LATE: ClassVar[str] = "late"

    def encode(self) -> str:
        """As it is stored."""
        of_first_version = not self.to and not self.problem
        return f"{self.prefix}{self.concern}" + ("" if of_first_version else f":{self.to}:{self.problem}")


@dataclass(frozen=True, slots=True)
class ToldSummaryHeldUp:
    """The message that the summary has not reached the manager."""

    reopenings: int
    """How often the audit had been reopened: each submission has its own message."""
    left: bool = False
    """The manager has lost the role for it."""
    prefix: ClassVar[str] = "told:late:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.reopenings}" + (":left" if self.left else "")


@dataclass(frozen=True, slots=True)
class ToldProgramme:
    """A message of the programme to many people.  It names no case, and hangs on an audit only as every
    message does."""

    turn: str
    prefix: ClassVar[str] = "told:programme:"

    def encode(self) -> str:
        """As it is stored."""
        return f"{self.prefix}{self.turn}"


ToldMessage = (
    ToldProgramme
    | Told
    | ToldFormer
    | ToldChange
    | ToldAsked
    | ToldToRead
    | ToldConcernHeldUp
    | ToldSummaryHeldUp
)
