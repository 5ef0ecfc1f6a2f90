"""The nouns of the manager's right to reply: the reply, the grades that it challenges, and what became of
them.

A challenged grade, what it was changed to and every grade before stay facts of their own, each with its
author, time and reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.audits.passages import Passage


class ReplyKind(StrEnum):
    """What the manager says; the codes are stored."""

    UNSENT = ""
    """Being written: nobody else sees it yet."""
    AGREE = "agree"
    COMMENT = "comment"
    CHALLENGE = "challenge"
    NONE = "none"
    """Nothing by the deadline."""


@dataclass(frozen=True, slots=True)
class Objection:
    """The other auditor does not agree with an answer."""

    by: str
    at: datetime
    passage: Passage


@dataclass(frozen=True, slots=True)
class Regrade:
    """The answer to a challenge: the grade kept or changed."""

    by: str
    at: datetime
    grade: str
    """The option's code."""
    passage: Passage
    """Why."""
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Challenge:
    """One grade that the manager sees otherwise."""

    question: str
    """The id of the question that was graded first."""
    given: str
    """The id of the question under which the grade stands that counted then: a moderator's is another."""
    revision: int
    """Of the answer there: a later one makes the challenge a thing of the past."""
    grade: str
    """That grade."""
    giver: str
    """Who gave it."""
    at: datetime
    passage: Passage
    """Why."""
    answers: tuple[Regrade, ...] = ()

    @property
    def answer(self) -> Regrade | None:
        """The latest answer."""
        return self.answers[-1] if self.answers else None

    @property
    def is_open(self) -> bool:
        """Nobody has answered it, or the other auditor objects to the answer."""
        return self.answer is None or bool(self.answer.objections)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other auditor agrees with the answers."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the manager says of one submission of an audit."""

    submission: int
    """How often the audit had been reopened: each submission has its own right to reply."""
    by: str
    at: datetime
    """When it was sent; while it is being written, when it was changed last."""
    kind: ReplyKind = ReplyKind.UNSENT
    comment: Passage | None = None
    challenges: tuple[Challenge, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    closed: bool = False
    """Every challenge is answered, and no objection stands: from then on the answers count."""
    due: date | None = None
    """The deadline that went by, where nothing was said."""

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who has said something in it, and whoever gave a grade that it challenges."""
        givers = (c.giver for c in self.challenges)
        answering = (a for c in self.challenges for a in c.answers)
        objecting = (o.by for c in self.challenges for a in c.answers for o in a.objections)
        return (self.by, *givers, *(a.by for a in answering), *objecting)

    def challenge(self, question: str) -> Challenge | None:
        """The challenge of this question's grade."""
        return next((c for c in self.challenges if c.question == question), None)
