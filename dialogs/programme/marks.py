"""What was found in one audit as marks: short texts, each of which says one thing.

The same thing found in many audits is the same text.  So many audits are counted by where each text stands,
and what it says is read once (`Tally`).  A mark begins with what kind it is of, and goes on in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from dialogs.programme.findings import Codes, ConcernFacts, Findings, FoundAction, GradeFacts
from template_specs.model import Template


class MarkKind(StrEnum):
    """What a mark is about; the letters are stored."""

    NOT_ASKED = "n"
    """The questions of the form that were not asked; of an audit that is not completed there is none."""
    ANSWER = "a"
    GRADE = "g"
    ACTION = "t"
    CONCERN = "c"
    REPLY = "r"
    EXAMPLE = "x"
    FAMILY = "f"


def marks_of(template: Template, findings: Findings) -> tuple[str, ...]:
    """The marks of what was found in an audit on `template`."""
    marks = []
    if findings.asked:
        left_out = sorted(question.id for question in template.questions if question.id not in findings.asked)
        marks.append(_mark(MarkKind.NOT_ASKED, left_out))
    marks += [_mark(MarkKind.ANSWER, [asked, code]) for asked, code in sorted(findings.answers.items())]
    marks += [
        _mark(MarkKind.GRADE, [asked, grade.initial, grade.moderated, grade.replied, grade.final])
        for asked, grade in sorted(findings.grades.items())
    ]
    marks += [
        _mark(MarkKind.ACTION, [a.question, _iso(a.by_when), _iso(a.recommended_on), a.progress, a.done])
        for a in findings.actions
    ]
    marks += [
        _mark(
            MarkKind.CONCERN, [_moment(c.raised_at), _moment(c.delivered_at), _moment(c.read_at), c.outcome]
        )
        for c in findings.concerns
    ]
    marks += [_mark(MarkKind.FAMILY, [whom, came]) for whom, came in sorted(findings.family.items())]
    if findings.reply:
        marks.append(_mark(MarkKind.REPLY, findings.reply))
    if findings.example:
        marks.append(_mark(MarkKind.EXAMPLE, True))
    return tuple(marks)


def findings_of(template: Template, marks: Iterable[str]) -> Findings:
    """What `marks_of` was given."""
    found = Findings()
    grades, answers, family = dict(found.grades), dict(found.answers), dict(found.family)
    actions, concerns = list(found.actions), list(found.concerns)
    for mark in marks:
        kind, told = said_by(mark)
        match kind:
            case MarkKind.NOT_ASKED:
                found.asked = frozenset(question.id for question in template.questions) - frozenset(told)
            case MarkKind.ANSWER:
                answers[told[0]] = code_of(told[1])
            case MarkKind.GRADE:
                grades[told[0]] = GradeFacts(*told[1:])
            case MarkKind.ACTION:
                actions.append(action_of(told))
            case MarkKind.CONCERN:
                concerns.append(concern_of(told))
            case MarkKind.REPLY:
                found.reply = told
            case MarkKind.EXAMPLE:
                found.example = told
            case MarkKind.FAMILY:
                family[told[0]] = told[1]
    found.grades, found.answers, found.family = grades, answers, family
    found.actions, found.concerns = tuple(actions), tuple(concerns)
    return found


def said_by(mark: str) -> tuple[MarkKind, Any]:
    """The kind of a mark, and what it says, as plain JSON."""
    return MarkKind(mark[0]), json.loads(mark[1:])


def code_of(told: Any) -> Codes:
    """The code of an answer: several are a tuple."""
    code: Codes = tuple(told) if isinstance(told, list) else told
    return code


def action_of(told: Any) -> FoundAction:
    """The action that a mark tells of."""
    question, by_when, since, progress, done = told
    return FoundAction(question, _day(by_when), _day(since), progress, done)


def concern_of(told: Any) -> ConcernFacts:
    """The concern that a mark tells of."""
    raised, delivered, read, outcome = told
    return ConcernFacts(
        datetime.fromisoformat(raised),
        datetime.fromisoformat(delivered) if delivered else None,
        datetime.fromisoformat(read) if read else None,
        outcome,
    )


def _mark(kind: MarkKind, told: object) -> str:
    return kind.value + json.dumps(told, separators=(",", ":"))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
