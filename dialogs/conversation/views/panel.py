"""A panel of moderators: its members give their grades on it, and read them side by side."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.audit import AuditId, Passage
from template_specs.model import Option


@dataclass(frozen=True, slots=True)
class MemberGrade:
    """One member's grade of one question."""

    by: str
    grade: str
    why: Passage


@dataclass(frozen=True, slots=True)
class GradedOnPanel:
    """One question, as the members graded it."""

    name: str
    grades: tuple[MemberGrade, ...]


@dataclass(frozen=True, slots=True)
class GradeBoxes:
    """The boxes for a member's own overall grade."""

    name: str
    """ "Overall grade"."""
    options: tuple[Option, ...]
    grade: str = ""
    """A code."""
    why: str = ""
    again: bool = False
    """They have given it, and can change it."""
    hint: str = ""
    """How an area is graded as well."""


@dataclass(frozen=True, slots=True)
class NamingBoxes:
    """The boxes in which a QA lead names a panel."""

    people: tuple[tuple[str, str], ...]
    """(id, "Max Lund, North") of the moderators who may be on it."""
    members: tuple[str, ...] = ()
    lead: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class PanelView:
    """The card of a panel, for a member, or for a QA lead."""

    audit: AuditId
    token: str
    case: str
    form: str
    title: str
    """The stage: "Moderation"."""
    by: tuple[str, ...] = ()
    """The auditors."""
    lines: tuple[str, ...] = ()
    """How it stands, a sentence or two each."""
    own: tuple[str, ...] = ()
    """The reader's own grades, while nobody else sees them."""
    graded: tuple[GradedOnPanel, ...] = ()
    """Side by side; only once it is closed."""
    agreed: tuple[str, ...] = ()
    """How far the members agree, once it is closed."""
    grade: GradeBoxes | None = None
    naming: NamingBoxes | None = None
    opens: bool = False
    """The audit can be read from here."""
    moderates: bool = False
    """It is the reader's to moderate now."""
    can_give_back: bool = False
    closes: bool = False
    """The reader may close it."""
    leads: tuple[tuple[str, str], ...] = ()
    """(id, name) of the members who may lead it in place of whoever does, for a QA lead."""
    said: tuple[str, ...] = ()
    """What has just been kept."""
    problem: str = ""
    """Why what was written could not be kept."""
