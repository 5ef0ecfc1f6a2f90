"""What a manager said of an audit, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import Passage


@dataclass(frozen=True, slots=True)
class ReplyAnswer:
    """What became of a challenge, or an objection to that."""

    told: str
    """ "Sam Okafor changed it to Requires improvement, 8 June 2026 at 2:30pm."."""
    passage: Passage
    """Why."""


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """One challenged grade, with all that was said of it."""

    question: str
    """The question's id."""
    name: str
    """ "2.3 Chronology"."""
    told: str
    """ "Amara Osei gave Inadequate."."""
    challenged: str
    """ "Priya Nair challenges it:"."""
    passage: Passage
    """Why the manager sees it otherwise."""
    answers: tuple[ReplyAnswer, ...] = ()
    grades: tuple[tuple[str, str], ...] = ()
    """(code, words) of the grades to choose from, the one that stands first; empty where the reader has
    nothing to answer."""
    seen: int = 0
    """How many answers there were when this was drawn."""
    typed: str = ""
    """What the reader wrote, and could not be saved."""
    can_object: bool = False
    can_drop: bool = False


@dataclass(frozen=True, slots=True)
class ReplyStory:
    """What the manager said, and what became of it."""

    lines: tuple[str, ...]
    """How it stands: "Priya Nair agrees with the audit, 5 June 2026.", "No reply by 5 June 2026."."""
    comment: Passage | None = None
    challenges: tuple[ChallengeLine, ...] = ()
