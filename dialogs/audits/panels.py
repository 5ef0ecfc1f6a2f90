"""Panels: several moderators who each grade one audit without seeing each other's grades; then one moderates.

What a panel leaves on the trail are acknowledgements.  To a version that does not know of panels they are
acknowledgements of a card that it does not know, and any moderator moderates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dialogs.audits.passages import Passage

if TYPE_CHECKING:
    from dialogs.audits.audit import PersonId
    from dialogs.audits.events import DomainEvent

PANEL = "panel"
"""What a member is to the audit.  It also begins the keys of the events."""
NAMED = "panel/named"
"""A panel is named: its members (the first leads it), the stage, the question of the overall grade; with
why."""
LED = "panel/led"
"""Somebody else leads it from now on; and why."""
GRADE = "panel/grade"
"""A member gives a grade ("panel/grade/QUESTION"), with the reason; a later one replaces it."""
CLOSED = "panel/closed"
"""No more grades are given: by whoever gave the last one, or by the QA lead; with who was missing."""
OFF = "panel/off"
"""A member is not waited for any more, and why (`panel_members.Gone`); without a reason: is again.  Noticed
by the bot."""
DISSOLVED = "panel/dissolved"
"""Nobody is left who could grade or lead it: any moderator moderates.  Noticed by the bot."""


class CutOff(StrEnum):
    """Why a panel is over that its leading member has not brought to an end."""

    GIVEN_BACK = "given_back"
    """The audit went back to its auditors."""
    COMPLETED = "completed"
    """The stage was completed by somebody else before all had given their grades."""
    UNGRADED = "ungraded"
    """It was closed before anybody had graded."""
    DISSOLVED = "dissolved"


@dataclass(frozen=True, slots=True)
class PanelGrade:
    """One grade of one member."""

    by: PersonId
    at: datetime
    question: str
    grade: str
    """A code of the question's scale."""
    why: Passage


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel for one audit."""

    stage: str
    """The id of the stage in which the audit is moderated."""
    overall: str
    """The id of the question whose grade each member gives; those of single areas are beside it."""
    members: tuple[PersonId, ...]
    lead: PersonId
    given: tuple[PanelGrade, ...] = ()
    """All that were given, oldest first, replaced ones included."""
    closed_at: datetime | None = None
    missing: tuple[PersonId, ...] = ()
    """Who had given none when it was closed."""
    over: bool = False
    """The stage is complete, or it was cut off."""
    cut_off: CutOff | None = None
    """Why, where it was."""
    off: Mapping[PersonId, str] = field(default_factory=dict)
    """Members who are not waited for, each with why: a code of `panel_members.Gone`."""

    @property
    def is_open(self) -> bool:
        """Whether its members still give their grades."""
        return self.closed_at is None and not self.over

    @property
    def graded(self) -> tuple[PersonId, ...]:
        """The members who have given their overall grade."""
        done = {grade.by for grade in self.given if grade.question == self.overall}
        return tuple(person for person in self.members if person in done)

    @property
    def ungraded(self) -> tuple[PersonId, ...]:
        """The members who have not, while it is open: they can still give it, whether or not they are waited
        for."""
        done = self.graded
        return tuple(person for person in self.members if person not in done) if self.is_open else ()

    @property
    def awaited(self) -> tuple[PersonId, ...]:
        """Those of them who are waited for."""
        return tuple(person for person in self.ungraded if person not in self.off)

    def grades_of(self, person: PersonId) -> Mapping[str, PanelGrade]:
        """This member's grades by question, as they stand."""
        return {grade.question: grade for grade in self.given if grade.by == person}

    @property
    def questions(self) -> tuple[str, ...]:
        """What was graded: the overall grade, then areas in the order in which they were graded."""
        return tuple(dict.fromkeys((self.overall, *(grade.question for grade in self.given))))

    def side_by_side(self, question: str) -> tuple[PanelGrade, ...]:
        """The members' grades of one question, in the order of the members."""
        grades = (self.grades_of(person).get(question) for person in self.members)
        return tuple(grade for grade in grades if grade is not None)


def standing(panels: tuple[Panel, ...]) -> Panel | None:
    """The panel that moderates now; None where there is none."""
    return panels[-1] if panels and not panels[-1].over else None


def empanelled(panels: tuple[Panel, ...], event: DomainEvent) -> tuple[Panel, ...] | None:
    """The panels after `event`; None where it is about something else."""
    if event.key.partition("/")[0] != PANEL:
        return None
    value: Mapping[str, str] = event.value if isinstance(event.value, dict) else {}
    if event.key == NAMED:
        members = _people(value.get("members", ""))
        lead = members[0] if members else ""
        return (*panels, Panel(value.get("stage", ""), value.get("overall", ""), members, lead))
    if not panels:
        return panels
    *before, last = panels
    changes: dict[str, Any] = {}
    if event.key == LED:
        changes["lead"] = value.get("lead", last.lead)
    elif event.key == CLOSED:
        missing = _people(value.get("missing", ""))
        nobody = not any(grade.question == last.overall for grade in last.given)
        changes |= {"closed_at": event.at, "missing": missing, "lead": value.get("lead", last.lead)}
        changes["over"] = nobody  # then it is moderated as without a panel
        changes["cut_off"] = CutOff.UNGRADED if nobody else None
    elif event.key == OFF:
        off, why = {**last.off}, value.get("why", "")
        off.pop(value.get("person", ""), None)
        changes["off"] = {**off, value.get("person", ""): why} if why else off
    elif event.key == DISSOLVED:
        changes |= {"over": True, "cut_off": CutOff.DISSOLVED}
    elif event.key.startswith(f"{GRADE}/") and event.passage is not None and isinstance(event.value, str):
        question = event.key.removeprefix(f"{GRADE}/")
        grade = PanelGrade(event.by, event.at, question, event.value, event.passage)
        changes["given"] = (*last.given, grade)
    return (*before, replace(last, **changes))


def ended(panels: tuple[Panel, ...], stage: str | None = None) -> tuple[Panel, ...]:
    """The panels once `stage` is complete; None: once the audit is given back."""
    last = standing(panels)
    if last is None or stage not in (None, last.stage):
        return panels
    early = CutOff.COMPLETED if last.is_open else None
    return (*panels[:-1], replace(last, over=True, cut_off=CutOff.GIVEN_BACK if stage is None else early))


def _people(named: str) -> tuple[PersonId, ...]:
    return tuple(named.split(";")) if named else ()
