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


class About(StrEnum):
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
    PANEL = "p"
    LAST_TIME = "l"


def marks_of(template: Template, findings: Findings) -> tuple[str, ...]:
    """The marks of what was found in an audit on `template`."""
    marks = []
    if findings.asked:
        left_out = sorted(question.id for question in template.questions if question.id not in findings.asked)
        marks.append(_mark(About.NOT_ASKED, left_out))
    marks += [_mark(About.ANSWER, [asked, code]) for asked, code in sorted(findings.answers.items())]
    marks += [
        _mark(About.GRADE, [asked, grade.initial, grade.moderated, grade.replied, grade.final])
        for asked, grade in sorted(findings.grades.items())
    ]
    marks += [
        _mark(About.ACTION, [a.question, _iso(a.by_when), _iso(a.recommended_on), a.progress, a.done])
        for a in findings.actions
    ]
    marks += [
        _mark(About.CONCERN, [_moment(c.raised_at), _moment(c.delivered_at), _moment(c.read_at), c.outcome])
        for c in findings.concerns
    ]
    marks += [_mark(About.FAMILY, [whom, came]) for whom, came in sorted(findings.family.items())]
    marks += [_mark(About.PANEL, [question, *grades]) for question, grades in findings.panels]
    marks += [_mark(About.LAST_TIME, became) for became in findings.last_time]
    if findings.reply:
        marks.append(_mark(About.REPLY, findings.reply))
    if findings.example:
        marks.append(_mark(About.EXAMPLE, True))
    return tuple(marks)


def findings_of(template: Template, marks: Iterable[str]) -> Findings:
    """What `marks_of` was given."""
    found = Findings()
    grades, answers, family = dict(found.grades), dict(found.answers), dict(found.family)
    actions, concerns = list(found.actions), list(found.concerns)
    for mark in marks:
        about, told = said_by(mark)
        match about:
            case About.NOT_ASKED:
                found.asked = frozenset(question.id for question in template.questions) - frozenset(told)
            case About.ANSWER:
                answers[told[0]] = code_of(told[1])
            case About.GRADE:
                grades[told[0]] = GradeFacts(*told[1:])
            case About.ACTION:
                actions.append(action_of(told))
            case About.CONCERN:
                concerns.append(concern_of(told))
            case About.REPLY:
                found.reply = told
            case About.EXAMPLE:
                found.example = told
            case About.FAMILY:
                family[told[0]] = told[1]
            case About.PANEL:
                found.panels = (*found.panels, (told[0], tuple(told[1:])))
            case About.LAST_TIME:
                found.last_time = (*found.last_time, told)
    found.grades, found.answers, found.family = grades, answers, family
    found.actions, found.concerns = tuple(actions), tuple(concerns)
    return found


def said_by(mark: str) -> tuple[About, Any]:
    """The kind of a mark, and what it says, as plain JSON."""
    return About(mark[0]), json.loads(mark[1:])


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


def _mark(about: About, told: object) -> str:
    return about.value + json.dumps(told, separators=(",", ":"))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
