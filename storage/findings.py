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
    overall = overall_grade(template, findings)
    return {
        "audit_id": audit.id,
        "revision": audit.revision,
        "counted_by": COUNTED_BY,
        "template_hash": audit.template_hash,
        "initial": overall.initial,
        "moderated": overall.moderated,
        "replied": overall.replied,
        "final": overall.final,
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
    }
    return as_json({name: value for name, value in plain.items() if value}).decode()


def decoded(text: str) -> Findings:
    """What `encoded` wrote."""
    plain = orjson.loads(text)
    return Findings(
        grades={intern(question): _grade(*codes) for question, codes in plain.get("grades", {}).items()},
        answers={intern(question): _code(value) for question, value in plain.get("answers", {}).items()},
        asked=_asked(plain.get("asked", "")),
        actions=tuple([_action(*row) for row in plain.get("actions", ())]),
        concerns=tuple([_concern(*row) for row in plain.get("concerns", ())]),
        reply=intern(plain.get("reply", "")),
        example=plain.get("example", False),
    )


@lru_cache(4_096)
def _grade(initial: str, moderated: str, replied: str, final: str) -> GradeFacts:
    """One object for each combination, which many questions of many audits share."""
    return GradeFacts(intern(initial), intern(moderated), intern(replied), intern(final))


@lru_cache(4_096)
def _asked(text: str) -> frozenset[str]:
    return frozenset(map(intern, text.split("\n"))) if text else frozenset()


def _code(value: Any) -> Codes:
    if isinstance(value, str):
        return intern(value)
    if isinstance(value, list):
        return tuple(map(intern, value))
    return value  # type: ignore[no-any-return]  # a number or a tick


def _action(question: str, by_when: str | None, since: str | None, progress: str, done: bool) -> FoundAction:
    return FoundAction(intern(question), day(by_when), day(since), intern(progress), done)


def _concern(raised: int, delivered: int | None, read: int | None, outcome: bool) -> ConcernFacts:
    return ConcernFacts(moment(raised), maybe_moment(delivered), maybe_moment(read), outcome)
