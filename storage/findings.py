"""What was found in an audit, as its row in `findings` keeps it: codes, days and moments, in clear."""

from __future__ import annotations

from dataclasses import astuple
from functools import lru_cache
from sys import intern
from typing import Any

import orjson

from dialogs.audits.audit import Audit, State
from dialogs.programme.findings import (
    COUNTED_BY,
    Codes,
    ConcernFacts,
    Findings,
    FoundAction,
    GradeFacts,
    found_in,
    overall_grade,
)
from storage.values import as_json, day, maybe_micros, maybe_moment, micros, moment, storable
from template_specs.model import Template

_COMPLETED = (State.SUBMITTED, State.FINAL)


def counts(audit: Audit) -> bool:
    """Whether there is anything in it that reports count: only then it needs a row."""
    return audit.state in _COMPLETED or bool(audit.concerns)


def findings_row(template: Template, audit: Audit) -> dict[str, Any]:
    """The row of `audit` as it stands."""
    findings = found_in(template, audit)
    # A second audit is compared with the first one, and counted nowhere.
    overall = GradeFacts() if audit.second_of else overall_grade(template, findings)
    awaited = [a.by_when for a in findings.actions if a.by_when is not None and not a.done]
    return {
        "audit_id": audit.id,
        "revision": audit.revision,
        "counted_by": COUNTED_BY,
        "template_hash": audit.template_hash,
        "initial": overall.initial,
        "moderated": overall.moderated,
        "replied": overall.replied,
        "final": overall.final,
        "actions": len(findings.actions),
        "actions_done": sum(1 for action in findings.actions if action.done),
        "action_due": min(awaited).isoformat() if awaited else None,
        "found": encoded(findings),
    }


def encoded(findings: Findings) -> str:
    """`findings` as JSON, without what is empty."""
    plain: dict[str, Any] = {
        "grades": {question: astuple(grade) for question, grade in findings.grades.items()},
        "answers": findings.answers,
        "asked": "\n".join(sorted(findings.asked)),  # one text: the same path is the same text
        "actions": [
            (a.question, a.by_when, a.recommended_on, storable(a.progress), a.done) for a in findings.actions
        ],
        "concerns": [
            (micros(c.raised_at), maybe_micros(c.delivered_at), maybe_micros(c.read_at), c.outcome)
            for c in findings.concerns
        ],
        "reply": findings.reply,
        "example": findings.example,
        "family": dict(findings.family),
    }
    return as_json({name: value for name, value in plain.items() if value}).decode()


def decoded(text: str) -> Findings:
    """What `encoded` wrote."""
    plain = orjson.loads(text)
    return Findings(
        grades={question: _grade(*codes) for question, codes in plain.get("grades", {}).items()},
        answers=_answers(plain.get("answers")),
        asked=_asked(plain.get("asked", "")),
        actions=_actions(plain.get("actions")),
        concerns=tuple([_concern(*row) for row in plain["concerns"]]) if "concerns" in plain else (),
        reply=plain.get("reply", ""),
        example=plain.get("example", False),
        family=plain.get("family", {}),
    )


@lru_cache(4_096)
def _grade(initial: str, moderated: str, replied: str, final: str) -> GradeFacts:
    """One object for each combination, which many questions of many audits share."""
    return GradeFacts(intern(initial), intern(moderated), intern(replied), intern(final))


@lru_cache(4_096)
def _asked(text: str) -> frozenset[str]:
    return frozenset(text.split("\n")) if text else frozenset()


def _answers(plain: dict[str, Any] | None) -> dict[str, Codes]:
    if plain is None:
        return {}
    several = [question for question, value in plain.items() if type(value) is list]
    for question in several:
        plain[question] = tuple(plain[question])
    return plain


def _actions(plain: list[Any] | None) -> tuple[FoundAction, ...]:
    if plain is None:
        return ()
    return tuple(
        [
            FoundAction(question, _day(by_when), _day(since), progress, done)
            for question, by_when, since, progress, done in plain
        ]
    )


_day = lru_cache(4_096)(day)
"""One object for each day, which many actions share."""


def _concern(raised: int, delivered: int | None, read: int | None, outcome: bool) -> ConcernFacts:
    return ConcernFacts(moment(raised), maybe_moment(delivered), maybe_moment(read), outcome)
