"""Views outside the pages of an audit: what needs somebody now, the sections of a form, the programme's
lists, and what has happened to an audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from dialogs.audits.audit import AuditId
from dialogs.conversation.views.messages import Button


class Urgency(IntEnum):
    """How soon something wants its person, the most urgent first."""

    UNSENT = 0
    CONCERN = 1
    OVERDUE = 2
    AWAITED = 3
    """Somebody's own part of an audit, which is open."""
    SUMMARY = 4
    AUDIT = 5
    """An audit to start or go on with."""
    ACTION = 6


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is open for somebody, with the button that leads there."""

    urgency: Urgency
    text: str
    """ "DEMO-101: Tier 2 audit, 16 of 71 answered"."""
    due: date | None = None
    overdue: bool = False
    button: Button | None = None

    @property
    def order(self) -> tuple[int, date, str]:
        """The most urgent first, then by day."""
        urgency = Urgency.OVERDUE if self.overdue and self.urgency > Urgency.OVERDUE else self.urgency
        return urgency, self.due or date.max, self.text


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section of the form, and how far it is."""

    id: str
    title: str
    """ "3 Assessment"."""
    done: int
    """How many of its required questions are answered."""
    total: int
    here: bool = False
    """Where this person is."""


@dataclass(frozen=True, slots=True)
class SectionsView:
    """The form as a list of its sections, each done, started or not started."""

    audit: AuditId
    token: str
    case: str
    form: str
    lines: tuple[SectionLine, ...]
    answered: int
    total: int
    has_notes: bool = False
    """The form says something before it is begun, which can be read again."""
    minutes: int = 0
    """How long the form usually takes in all; 0 where it does not say."""
    said: tuple[str, ...] = ()
    calls_family: bool = False
    """The form has questions for the family, and the script for them can be opened from here."""
    practitioner: str = ""
    """Who can be asked something from here; empty where nobody can."""
    family: tuple[str, ...] = ()
    """Other cases of the same family that its reader audits as well."""


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One audit in a list of the programme."""

    audit: AuditId
    case: str
    state: str
    by: str
    """The auditors' names."""
    grade: str = ""
    due: date | None = None
    overdue: bool = False
    remind: bool = False
    """Whether those who are awaited can be reminded from here."""
    panel: str = ""
    """As in `ReviewView`."""
    opens: bool = True
    """Whether its reader may open it."""


@dataclass(frozen=True, slots=True)
class ProgrammeListView:
    """What is behind one number of the status."""

    title: str
    lines: tuple[ProgrammeLine, ...]
    empty: str
    more: int = 0
    following: Button | None = None
    """Shows the next ones."""
    chase: Button | None = None
    """Reminds everybody whom these are with."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Who did what with one audit and when, the latest first."""

    audit: AuditId
    case: str
    form: str
    lines: tuple[str, ...]
    more: int = 0
    following: Button | None = None
