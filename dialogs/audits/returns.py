"""The nouns of an audit that is given back: by whom, from which stage, why, and what is to be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.passages import Passage

REMARK = "changes"
"""Begins the key of a remark on one question ("changes/3.4").  It is an acknowledgement with words: a version
that does not know of remarks reads it as one of a card that it does not know."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What should be changed at one question."""

    question: str
    by: str
    at: datetime
    passage: Passage


@dataclass(frozen=True, slots=True)
class Returned:
    """An audit was given back to its auditors."""

    by: str
    at: datetime
    stage: str
    """The stage from which; empty where the QA lead reopened it."""
    passage: Passage | None
    """Why."""
    remarks: tuple[Remark, ...] = ()
