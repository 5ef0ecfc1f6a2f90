"""What was found in an audit, as its row in `findings` keeps it: marks, a line each, in clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dialogs.audits.audit import Audit, State
from dialogs.programme.findings import COUNTED_BY, GradeFacts, found_in, overall_grade
from dialogs.programme.marks import marks_of
from storage.values import storable
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
        "found": kept_as(marks_of(template, findings)),
    }


def kept_as(marks: Iterable[str]) -> str:
    """The marks as the column `found` keeps them."""
    return storable("\n".join(marks))


def marks_in(found: str) -> Sequence[str]:
    """The marks that `kept_as` was given."""
    return found.split("\n") if found else ()
