"""The lifecycle of an audit: its stages, and the people who answer in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PEOPLE = ("auditor", "practitioner", "moderator", "iro", "manager", "service_manager", "qa_lead")
"""The words that a form has for people: roles, and the people around one case."""

AUDIT = "audit"
"""The id of the one stage of a form that names none."""


class ReplyStep(StrEnum):
    """What a stage is in the manager's right to reply; the codes are stored in snapshots."""

    NONE = ""
    """It is no part of it."""
    REPLY = "reply"
    """The manager agrees, comments, or challenges grades."""
    ANSWER = "answer"
    """Those who gave the challenged grades keep or change them."""
    DECIDE = "decide"
    """The QA lead decides what they have left open."""


@dataclass(frozen=True, slots=True)
class Share:
    """Which audits come into a stage that is not for all of them: those to which any of this applies."""

    question: str = ""
    """The graded question that decides, of an earlier stage; empty where none does."""
    answers: tuple[str, ...] = ()
    """The grades, by code, of which every audit comes."""
    new_auditors: int = 0
    """The first so many audits that somebody completes with this form; 0 where that is no reason."""
    one_in: int = 0
    """One in so many of all audits, drawn by their ids: the same each time.  0 where none is drawn."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an audit; the stages of a form follow each other in its order."""

    id: str
    title: str
    by: tuple[str, ...]
    """Who completes it, in the words of PEOPLE."""
    working_days: int = 0
    """From the end of the stage before it (the first: from allocation); 0 where it has no deadline."""
    needs_all: bool = False
    """Everybody in `by` completes it, each for themselves; else one of them is enough."""
    reply: ReplyStep = ReplyStep.NONE
    back_question: str = ""
    """The question of this stage whose answer gives the audit back to its auditors; empty where none does."""
    back_answers: tuple[str, ...] = ()
    """The answers that do, by code."""
    escalating: str = ""
    """The question of this stage whose answer is escalated; empty where none is."""
    escalating_answers: tuple[str, ...] = ()
    """The answers that are, by code."""
    escalates_to: tuple[str, ...] = ()
    """Who hears of them, in the words of PEOPLE."""
    returning: str = ""
    """The question of this stage that says to whom the audit is returned; empty where none does."""
    returns_to: tuple[tuple[str, str], ...] = ()
    """(an answer by its code, who has the audit to read then, in the words of PEOPLE)."""
    share: Share | None = None
    """Which audits it is for; None: for all of them."""

    @property
    def answers_reply(self) -> bool:
        """Whether it exists only for a challenge of the manager's, and is passed over without one."""
        return self.reply in (ReplyStep.ANSWER, ReplyStep.DECIDE)


class Shown(StrEnum):
    """What a practitioner sees of an audit of their case; the codes are stored in snapshots."""

    STRENGTHS = "strengths"
    IMPROVEMENTS = "improvements"
    ACTIONS = "actions"
    """Their own."""
    GRADE = "grade"


@dataclass(frozen=True, slots=True)
class PractitionerPart:
    """What an audit is for the practitioner whose case it is."""

    result_after: str
    """The id of the stage after which they get the result."""
    result_shows: tuple[Shown, ...] = (Shown.STRENGTHS, Shown.ACTIONS)
    together: bool = False
    """Auditor and practitioner go through it together, strengths before gaps."""
    draft: bool = False
    """They answer the draft before it is submitted."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows from a grade, whoever gave it."""

    question: str
    answers: tuple[str, ...]
    """The grades, by code."""
    tell: tuple[str, ...] = ()
    """Who hears of it besides the manager, in the words of PEOPLE."""
    plan_days: int = 0
    """Working days in which the manager writes a plan; 0 where none is asked for."""
    reaudit_weeks: int = 0
    """Weeks after which the case is audited again; 0 where it is not."""


DECISION = "qa_lead"


def answering(reply: Stage, givers: Iterable[str], working_days: int) -> tuple[Stage, ...]:
    """The stages in which a challenge made in `reply` is answered: one for each of `givers` (who gave grades,
    in the words of PEOPLE), and one for the QA lead, who decides what is left open."""
    titles = {"auditor": "Auditors' answer to the reply", "iro": "Answer of the IRO or chair to the reply"}
    answers = [
        Stage(
            f"{reply.id}.{giver}",
            titles.get(giver, f"{giver.replace('_', ' ').capitalize()}'s answer to the reply"),
            (giver,),
            working_days,
            reply=ReplyStep.ANSWER,
        )
        for giver in givers
    ]
    decides = Stage(
        f"{reply.id}.decision", "Decision on the reply", (DECISION,), working_days, reply=ReplyStep.DECIDE
    )
    return (*answers, decides)


AUDIT_STAGE = Stage(AUDIT, "Audit", ("auditor",))
