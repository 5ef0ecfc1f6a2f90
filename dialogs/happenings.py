"""What happened to an audit, and how each happening changes it.  Stored as the audit's trail, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from dialogs.audit import (
    Acknowledgement,
    Answer,
    Audit,
    Clear,
    Concern,
    Confirmation,
    Key,
    Note,
    Passage,
    PersonId,
    State,
)


class What(StrEnum):
    """The kinds of happening; the codes are stored."""

    STARTED = "started"
    ANSWERED = "answered"
    ROW_REMOVED = "row_removed"
    CHALLENGED = "challenged"
    EVIDENCE_KEPT = "evidence_kept"
    CONCERN_RAISED = "concern_raised"
    CONCERN_DELIVERED = "concern_delivered"
    ACKNOWLEDGED = "acknowledged"
    NOTE_TAKEN = "note_taken"
    NOTE_SETTLED = "note_settled"
    SUBMITTED = "submitted"
    """A stage is complete: `key` names it (empty in a form of one), `value` the next one, or "final"."""
    SENT = "sent"
    """The summary and the actions go to the manager: said apart where a form has several stages."""
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    """One of several who complete a stage has: `key` names it, `value` what they are to the audit."""
    ALLOCATION_CHANGED = "allocation_changed"
    """Who has the audit, by when or under which heading: `key` names the field (`Field`), `value` has what it
    "was" and "is", as the audit's row holds it; the words are why."""


class Field(StrEnum):
    """What can be changed of an allocation; the codes are stored."""

    AUDITORS = "auditors"
    MANAGER = "manager"
    PRACTITIONER = "practitioner"
    IRO = "iro"
    DUE = "due"
    TEMPLATE = "template"
    CASE_TYPE = "case_type"
    TEAM = "team"
    MONTH = "month"
    THEME = "theme"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the trail.  `key` is a question, a row, or the id of a concern or note."""

    what: What
    by: PersonId
    at: datetime
    key: Key = ""
    value: Clear = None
    """In clear: codes, dates, numbers; for CHALLENGED the grade asked about, for a concern whom it is
    sent to, one or several; raised again under its key, whom it is passed on to."""
    passage: Passage | None = None
    """Words; stored encrypted."""
    thin: str = ""


def happen(audit: Audit, happening: Happening) -> Audit:
    """The audit after `happening`; its revision is one more.  Folding a trail in order rebuilds an audit."""
    after = audit.but(revision=audit.revision + 1, **_changed(audit, happening))
    after.carry(audit, happening.key)
    return after


def _changed(audit: Audit, happening: Happening) -> dict[str, Any]:
    """The fields of the audit that `happening` changes."""
    match happening.what:
        case What.STARTED:
            return {"state": State.IN_PROGRESS}
        case What.ANSWERED | What.ROW_REMOVED:
            return {"history": {**audit.history, happening.key: _answers_with(audit.history, happening)}}
        case What.CHALLENGED:
            if happening.thin == "none":
                return {}  # asked for evidence where there was none: what comes may still be thin
            return {"challenged": audit.challenged | {f"{happening.key}={happening.value}"}}
        case What.EVIDENCE_KEPT:
            return _kept(audit, happening)
        case What.CONCERN_RAISED:
            return {"concerns": _raised(audit.concerns, happening)}
        case What.CONCERN_DELIVERED:
            return _concern_changed(audit, happening)
        case What.ACKNOWLEDGED:
            return _acknowledged(audit, happening)
        case What.NOTE_TAKEN:
            note = Note(happening.key, happening.by, happening.at, _words(happening))
            return {"notes": (*audit.notes, note)}
        case What.NOTE_SETTLED:
            notes = tuple(replace(n, settled=True) if n.id == happening.key else n for n in audit.notes)
            return {"notes": notes}
        case What.SUBMITTED:
            return _submitted(audit, happening)
        case What.SENT:
            return {"sent": True}
        case What.REOPENED:
            return {
                "state": State.IN_PROGRESS,
                "stage": "",
                "stage_since": None,
                "confirmed": (),
                "sent": False,
                "submitted_at": None,
                "submitted_by": None,
                "reopenings": audit.reopenings + 1,
            }
        case What.CONFIRMED:
            return {"confirmed": (*audit.confirmed, _confirmation(audit, happening))}
        case What.ALLOCATION_CHANGED:
            return _reallocated(audit, happening)


def fold(audit: Audit, happenings: Iterable[Happening]) -> Audit:
    """The audit after all of `happenings`."""
    if audit.carries:
        for happening in happenings:
            audit = happen(audit, happening)
        return audit
    # Nothing is carried on from one to the next: a run of answers needs no audit for each of them.
    for answers, run in groupby(happenings, key=lambda happening: happening.what in _ANSWERS):
        if not answers:
            for happening in run:
                audit = happen(audit, happening)
            continue
        history, revision = dict(audit.history), audit.revision
        for happening in run:
            history[happening.key] = _answers_with(history, happening)
            revision += 1
        audit = audit.but(history=history, revision=revision)
    return audit


_ANSWERS = (What.ANSWERED, What.ROW_REMOVED)


def _answers_with(history: Mapping[Key, tuple[Answer, ...]], happening: Happening) -> tuple[Answer, ...]:
    earlier = history.get(happening.key, ())
    answer = Answer(
        key=happening.key,
        revision=len(earlier) + 1,
        by=happening.by,
        at=happening.at,
        value=happening.value,
        passage=happening.passage,
        thin=happening.thin,
        removed=happening.what is What.ROW_REMOVED,
    )
    return (*earlier, answer)


def _submitted(audit: Audit, happening: Happening) -> dict[str, Any]:
    following = happening.value if isinstance(happening.value, str) else ""
    final = following == "final"
    return {
        "state": State.FINAL if final else State.SUBMITTED,
        "stage": "" if final else following,
        "stage_since": happening.at if following and not final else None,
        "confirmed": (),
        "sent": audit.sent or not happening.key,
        "submitted_at": audit.submitted_at or happening.at,
        "submitted_by": audit.submitted_by or happening.by,
    }


def _reallocated(audit: Audit, happening: Happening) -> dict[str, Any]:
    value = happening.value if isinstance(happening.value, dict) else {}
    field, now = Field(happening.key), value["is"]
    match field:
        case Field.AUDITORS:
            return {"auditors": tuple(now.split(";"))}
        case Field.MANAGER:
            # What the former manager has not read is the next one's to read.
            concerns = tuple(
                c if c.acknowledged_at else replace(c, to=now or None, delivered_at=None)
                for c in audit.concerns
            )
            return {"manager": now or None, "concerns": concerns}
        case Field.PRACTITIONER | Field.IRO:
            return {field.value: now or None}
        case Field.DUE:
            return {"due": date.fromisoformat(now) if now else None}
        case Field.TEMPLATE:
            return {"template_hash": value["hash"]}
        case _:
            return {"case": replace(audit.case, **{field.value: now})}


def _confirmation(audit: Audit, happening: Happening) -> Confirmation:
    parts = happening.value if isinstance(happening.value, tuple) else ()
    seen = {key: len(answers) for key, answers in audit.history.items()}
    return Confirmation(happening.by, happening.at, parts, seen)


def _kept(audit: Audit, happening: Happening) -> dict[str, Any]:
    *earlier, last = audit.history[happening.key]
    kept = replace(last, thin=happening.thin)
    return {"history": {**audit.history, happening.key: (*earlier, kept)}}


def _raised(concerns: tuple[Concern, ...], happening: Happening) -> tuple[Concern, ...]:
    """A concern more; or, of one that is known, to whom it was passed on."""
    value = happening.value
    to = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
    if any(c.id == happening.key for c in concerns):
        return tuple(replace(c, also=(*c.also, *to)) if c.id == happening.key else c for c in concerns)
    first, also = (to[0] if to else None), to[1:]
    return (*concerns, Concern(happening.key, happening.by, happening.at, _words(happening), first, also))


def _words(happening: Happening) -> Passage:
    if happening.passage is None:
        raise ValueError(f"a {happening.what} happening needs words")
    return happening.passage


def _concern_changed(audit: Audit, happening: Happening) -> dict[str, Any]:
    concerns = tuple(
        replace(c, delivered_at=happening.at, delivered_to=happening.by)
        if c.id == happening.key and c.delivered_at is None
        else c
        for c in audit.concerns
    )
    return {"concerns": concerns}


def _acknowledged(audit: Audit, happening: Happening) -> dict[str, Any]:
    subject, _, concern = happening.key.partition("/")
    if subject == "concern":
        concerns = tuple(
            replace(c, acknowledged_at=happening.at, acknowledged_by=happening.by) if c.id == concern else c
            for c in audit.concerns
        )
        return {"concerns": concerns}
    acknowledgement = Acknowledgement(happening.key, happening.by, happening.at)
    return {"acknowledgements": (*audit.acknowledgements, acknowledgement)}
