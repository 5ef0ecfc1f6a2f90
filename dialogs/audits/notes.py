"""Notes taken in an audit, and who said that they had read what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.passages import Passage


@dataclass(frozen=True, slots=True)
class Note:
    """A remark typed out of order, kept until a question that it fits takes it or somebody drops it."""

    id: str
    by: str
    at: datetime
    passage: Passage
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who said that they had read what (subject: "summary", or a row's key), and when."""

    subject: str
    by: str
    at: datetime
