"""Which audits come into a stage that is only for a share of them: decided when the stage before it ends.

The decision stands on the trail, so that a form's rule can be followed afterwards.  Nothing is left to chance
that could be drawn again: one in so many is told from the audit's own id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from dialogs.audits.audit import Audit, PersonId
from dialogs.audits.stages import following
from template_specs.model import Stage, Template
from template_specs.stages import Share

SHARE = "share"
"""Begins the key of a decision on the trail; to a version that does not know of it, the acknowledgement of a
card that it does not know."""
ALL, GRADE, NEW, DRAWN, AGAIN, NO = "all", "grade", "new", "drawn", "again", "no"
"""Why an audit comes into a stage; NO: it does not.  They stand on the trail."""


def decision(stage: Stage, why: str) -> str:
    """The decision's key on the trail: "share/moderation/new"."""
    return f"{SHARE}/{stage.id}/{why}"


def decided(audit: Audit, stage: Stage) -> str:
    """What was decided last of `stage`; empty where nothing was."""
    begins = f"{SHARE}/{stage.id}/"
    found = (a.subject for a in reversed(audit.acknowledgements) if a.subject.startswith(begins))
    return next(found, "").removeprefix(begins)


def why(template: Template, audit: Audit, stage: Stage, completed: Mapping[PersonId, int]) -> str:
    """Why `audit` comes into `stage`, or NO; `completed`: how many audits each of its auditors has completed
    before with this form, as far as it is known."""
    share = stage.share
    if share is None:
        return ALL
    if stage.id in audit.stages_done:
        return AGAIN
    if share.answers and _grade(template, audit, share) in share.answers:
        return GRADE
    if share.new_auditors and any(
        completed.get(auditor, share.new_auditors) < share.new_auditors for auditor in audit.auditors
    ):
        return NEW
    return DRAWN if share.one_in and not _lot(audit, stage) % share.one_in else NO


def next_stage(
    template: Template, audit: Audit, stage: Stage, completed: Mapping[PersonId, int]
) -> tuple[Stage | None, tuple[tuple[Stage, str], ...]]:
    """The stage after `stage` that the audit comes into, and what was decided of each that is for a share."""
    return settled(template, audit, following(template, stage), completed)


def settled(
    template: Template, audit: Audit, then: Stage | None, completed: Mapping[PersonId, int]
) -> tuple[Stage | None, tuple[tuple[Stage, str], ...]]:
    """`then`, or the first stage after it that the audit comes into; and what was decided on the way."""
    decided: list[tuple[Stage, str]] = []
    while then is not None and then.share is not None:
        reason = why(template, audit, then, completed)
        decided.append((then, reason))
        if reason != NO:
            break
        then = following(template, then)
    return then, tuple(decided)


def _grade(template: Template, audit: Audit, share: Share) -> str:
    """The grade that counts at the question that decides."""
    asked = template.by_id.get(share.question)
    if asked is None:
        return ""
    for question in reversed((asked, *template.later_grades(asked.id))):
        answer = audit.answer(question.id)
        if answer is not None and not answer.removed and isinstance(answer.value, str):
            return answer.value
    return ""


def _lot(audit: Audit, stage: Stage) -> int:
    return int.from_bytes(hashlib.sha256(f"{audit.id}/{stage.id}".encode()).digest()[:8])
