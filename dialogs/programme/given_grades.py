"""Every grade of an audit as a fact of its own: the auditors', a later stage's, after the manager's reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.audits import replies
from dialogs.audits.audit import Answer, Audit, Passage, PersonId
from dialogs.audits.manager_reply import ReplyKind
from dialogs.audits.route import path_through
from template_specs.kinds import label
from template_specs.model import Question, Template


class GivenAs(StrEnum):
    """How a grade was given; the codes stand in exports."""

    INITIAL = "initial"
    MODERATED = "moderated"
    """In a later stage of the form, whoever completes it."""
    REPLY = "after_reply"
    """Kept or changed after the manager challenged it."""


@dataclass(frozen=True, slots=True)
class GivenGrade:
    """One grade, by whom, when and why."""

    question: Question
    """The question that was graded first."""
    given_as: GivenAs
    stage: str
    """The title of the stage in which it was given."""
    code: str
    label: str
    by: PersonId
    at: datetime
    passage: Passage | None
    counts: bool
    """It is the last word on the question, and final once the audit is."""


def given_grades(template: Template, audit: Audit) -> tuple[GivenGrade, ...]:
    """The grades of every graded question that is asked, in the form's order and then in that of time.

    An answer that was changed before it was submitted is not a grade of its own: the trail has it.
    """
    return audit.cached("given_grades", (template,), lambda: _given_grades(template, audit))


def _given_grades(template: Template, audit: Audit) -> tuple[GivenGrade, ...]:
    route = path_through(template, audit)
    return tuple(
        grade
        for question in route.questions
        if question.kind.grades and not question.final_of
        for grade in _grades_of(template, audit, question)
    )


def overall_grades(template: Template, audit: Audit) -> tuple[GivenGrade, ...]:
    """The same of the overall judgement alone."""
    return tuple(g for g in given_grades(template, audit) if template.is_overall(g.question))


def _grades_of(template: Template, audit: Audit, question: Question) -> list[GivenGrade]:
    route = path_through(template, audit)
    given: list[tuple[Question, Answer]] = []
    for asked in (question, *template.later_grades(question.id)):
        answer = audit.answer(asked.id)
        if answer is not None and isinstance(answer.value, str) and asked.id in route:
            given.append((asked, answer))
    if not given:
        return []
    after = replies.regraded(audit, given[-1][0].id)
    last = given[-1][1] if after is None else None
    found = [
        GivenGrade(
            question,
            GivenAs.INITIAL if asked is question else GivenAs.MODERATED,
            template.stage_of(asked).title,
            str(answer.value),
            label(asked, str(answer.value)),
            answer.by,
            answer.at,
            answer.passage if answer.passage is not None and answer.passage.size else None,
            counts=answer is last,
        )
        for asked, answer in given
    ]
    return found + _replied(template, audit, question, after[1] if after is not None else None)


def _replied(template: Template, audit: Audit, question: Question, stands: object) -> list[GivenGrade]:
    found = []
    title = next((s.title for s in template.stages if s.reply), "")
    for reply in audit.replies:
        if reply.kind is not ReplyKind.CHALLENGE:
            continue
        for challenge in reply.challenges:
            asked = template.by_id.get(challenge.given)
            if challenge.question != question.id or asked is None:
                continue
            found += [
                GivenGrade(
                    question,
                    GivenAs.REPLY,
                    title,
                    regrade.grade,
                    label(asked, regrade.grade),
                    regrade.by,
                    regrade.at,
                    regrade.passage,
                    counts=regrade is stands,
                )
                for regrade in challenge.answers
            ]
    return found
