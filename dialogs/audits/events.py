"""Domain events: what has happened to an audit, and how each event changes it.  They are its trail, for
ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from dialogs.audits import actions, replies
from dialogs.audits.allocation_fields import Field as Field
from dialogs.audits.audit import (
    MOVED,
    UNDONE,
    Acknowledgement,
    Answer,
    Audit,
    Clear,
    Concern,
    ConcernOutcome,
    Confirmation,
    Key,
    Note,
    Passage,
    PersonId,
    State,
)
from dialogs.audits.contributions import contributed
from dialogs.audits.family_calls import called
from dialogs.audits.follow_ups import followed
from dialogs.audits.last_time import said_of_actions
from dialogs.audits.panels import empanelled, ended
from dialogs.audits.restriction import from_stored
from dialogs.audits.returns import REMARK, Remark, Returned
from dialogs.audits.second_audits import COMPARED

CHECK = "check:"
"""How what was challenged begins where it is one of the form's checks (by its place at the question, from 0),
and not evidence."""
RETURNED = "returned"
"""Begins the key of whom an audit was returned to ("returned/STAGE"), each with what they are to it."""
WITHDRAWN = "withdrawn"
"""Begins the key of a concern that was a slip ("withdrawn/ID"), with why."""
OUTCOME = "outcome"
"""Begins the key of what happened after a concern.  It is an acknowledgement with words: the version before
reads it as one of a card that it does not know, so both may run side by side."""

TAKEN_BACK = "audit_taken_back"
"""A withdrawn audit is in the programme again, where it was; an older version leaves it withdrawn."""
AUDIT_WITHDRAWN = "audit_withdrawn"
"""The key of a withdrawal, an acknowledgement with words: a version before reads one of a card that it does
not know, and leaves the audit as it was."""
QUALITY = "quality"
"""What somebody told the auditors of the audit itself."""
KNOWS_FAMILY = "knows_family"
"""The key under which an auditor says that they cannot audit this case."""


class EventKind(StrEnum):
    """The kinds of event; the codes are stored."""

    STARTED = "started"
    ANSWERED = "answered"
    ROW_REMOVED = "row_removed"
    CHALLENGED = "challenged"
    EVIDENCE_KEPT = "evidence_kept"
    CONCERN_RAISED = "concern_raised"
    CONCERN_DELIVERED = "concern_delivered"
    ACKNOWLEDGED = "acknowledged"
    """`key`: "summary", a row's, "concern/ID"; "outcome/ID", with words, for what happened next, and
    "withdrawn/ID" for a slip; "returned/STAGE" for who may read it then; "reply/...", for what the manager
    says of the audit and what becomes of it (`replies`); "follow/" and a row's key, for a step of
    an action (`actions`); what a practitioner brings (`contributions`); "panel/..." (`panels`)."""
    NOTE_TAKEN = "note_taken"
    NOTE_SETTLED = "note_settled"
    SUBMITTED = "submitted"
    """A stage is complete: `key` names it (empty in a form of one), `value` the next one, or "final"."""
    SENT = "sent"
    """The summary and the actions go to the manager; an event of its own if the form has several stages."""
    REOPENED = "reopened"
    """`key`: the stage from which it was given back; empty where the QA lead reopened it."""
    CONFIRMED = "confirmed"
    """One of several who complete a stage has: `key` names it, `value` what they are to the audit."""
    ALLOCATION_CHANGED = "allocation_changed"
    """Who has the audit, by when or under which heading: `key` names the field (`Field`), `value` has what it
    "was" and "is", as the audit's row holds it; the words are why."""


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """One row of the trail.  `key` is a question, a row, or the id of a concern or note."""

    what: EventKind
    by: PersonId
    at: datetime
    key: Key = ""
    value: Clear = None
    """In clear: codes, dates, numbers; for CHALLENGED the grade asked about, for a concern whom it is
    sent to, one or several; raised again under its key, whom it is passed on to."""
    passage: Passage | None = None
    """Words; stored encrypted."""
    thin: str = ""
    """As in `Answer`."""


def apply(audit: Audit, event: DomainEvent) -> Audit:
    """The audit after `event`; its revision is one more.  Folding a trail in order rebuilds an audit."""
    after = audit.replace(revision=audit.revision + 1, **_changed(audit, event))
    after.carry(audit, event.key)
    return after


def _changed(audit: Audit, event: DomainEvent) -> dict[str, Any]:
    """The fields of the audit that `event` changes, with their new values."""
    match event.what:
        case EventKind.STARTED:
            return {"state": State.IN_PROGRESS}
        case EventKind.ANSWERED | EventKind.ROW_REMOVED:
            return {"history": {**audit.history, event.key: _answers_with(audit.history, event)}}
        case EventKind.CHALLENGED:
            if event.thin == "none":
                return {}  # asked for evidence where there was none: what comes may still be thin
            asked = f"{event.key}={event.value}"
            if event.thin.startswith(CHECK):
                asked = f"{asked} {event.thin}"  # of the form's checks, each is asked about once
            return {"challenged": audit.challenged | {asked}}
        case EventKind.EVIDENCE_KEPT:
            return _kept(audit, event)
        case EventKind.CONCERN_RAISED:
            return {"concerns": _raised(audit.concerns, event)}
        case EventKind.CONCERN_DELIVERED:
            return _concern_changed(audit, event)
        case EventKind.ACKNOWLEDGED:
            return _acknowledged(audit, event)
        case EventKind.NOTE_TAKEN:
            note = Note(event.key, event.by, event.at, _words(event))
            return {"notes": (*audit.notes, note)}
        case EventKind.NOTE_SETTLED:
            notes = tuple(replace(n, settled=True) if n.id == event.key else n for n in audit.notes)
            return {"notes": notes}
        case EventKind.SUBMITTED:
            return _submitted(audit, event)
        case EventKind.SENT:
            return {"sent": True}
        case EventKind.REOPENED:
            return {
                "state": State.IN_PROGRESS,
                "stage": "",
                "stage_since": None,
                "confirmed": (),
                "sent": False,
                "submitted_at": None,
                "submitted_by": None,
                "reopenings": audit.reopenings + 1,
                "remarks": (),
                "panels": ended(audit.panels),
                "readers": {},
                "returned": (*audit.returned, _returned(audit, event)),
            }
        case EventKind.CONFIRMED:
            return {"confirmed": (*audit.confirmed, _confirmation(audit, event))}
        case EventKind.ALLOCATION_CHANGED:
            return _reallocated(audit, event)


def fold(audit: Audit, events: Iterable[DomainEvent]) -> Audit:
    """The audit after all of `events`."""
    if audit.carries:
        for event in events:
            audit = apply(audit, event)
        return audit
    # Derived views are not carried from one to the next: a run of answers needs no `Audit` for each of them.
    for answers, run in groupby(events, key=lambda event: event.what in _ANSWERS):
        if not answers:
            for event in run:
                audit = apply(audit, event)
            continue
        history, revision = dict(audit.history), audit.revision
        for event in run:
            history[event.key] = _answers_with(history, event)
            revision += 1
        audit = audit.replace(history=history, revision=revision)
    return audit


_ANSWERS = (EventKind.ANSWERED, EventKind.ROW_REMOVED)


def _answers_with(history: Mapping[Key, tuple[Answer, ...]], event: DomainEvent) -> tuple[Answer, ...]:
    earlier = history.get(event.key, ())
    taken_back = event.value is None and event.passage is None and event.thin.startswith((UNDONE, MOVED))
    answer = Answer(
        key=event.key,
        revision=len(earlier) + 1,
        by=event.by,
        at=event.at,
        value=event.value,
        passage=event.passage,
        thin=event.thin,
        removed=event.what is EventKind.ROW_REMOVED or taken_back,
    )
    return (*earlier, answer)


def _submitted(audit: Audit, event: DomainEvent) -> dict[str, Any]:
    following = event.value if isinstance(event.value, str) else ""
    final = following == "final"
    return {
        "state": State.FINAL if final else State.SUBMITTED,
        "stage": "" if final else following,
        "stage_since": event.at if following and not final else None,
        "confirmed": (),
        "panels": ended(audit.panels, event.key),
        "stages_done": {**audit.stages_done, event.key: (event.by, event.at)},
        "sent": audit.sent or not event.key,
        "submitted_at": audit.submitted_at or event.at,
        "submitted_by": audit.submitted_by or event.by,
    }


def _reallocated(audit: Audit, event: DomainEvent) -> dict[str, Any]:
    value = event.value if isinstance(event.value, dict) else {}
    field, now = Field(event.key), value["is"]
    match field:
        case Field.AUDITORS:
            return {"auditors": tuple(now.split(";")) if now else ()}
        case Field.MANAGER:
            # A concern that the former manager has not read goes to the next one.
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
        case Field.RESTRICTED:
            return {"restricted": from_stored(now)}
        case _:
            return {"case": replace(audit.case, **{field.value: now})}


def _returned(audit: Audit, event: DomainEvent) -> Returned:
    return Returned(event.by, event.at, event.key, event.passage, audit.remarks)


def _confirmation(audit: Audit, event: DomainEvent) -> Confirmation:
    parts = event.value if isinstance(event.value, tuple) else ()
    seen = {key: len(answers) for key, answers in audit.history.items()}
    return Confirmation(event.by, event.at, parts, seen)


def _kept(audit: Audit, event: DomainEvent) -> dict[str, Any]:
    *earlier, last = audit.history[event.key]
    kept = replace(last, thin=event.thin)
    return {"history": {**audit.history, event.key: (*earlier, kept)}}


def _raised(concerns: tuple[Concern, ...], event: DomainEvent) -> tuple[Concern, ...]:
    """Add a concern or, if it is there already, whom it was passed on to."""
    value = event.value
    to = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
    if any(c.id == event.key for c in concerns):
        return tuple(replace(c, also=(*c.also, *to)) if c.id == event.key else c for c in concerns)
    first, also = (to[0] if to else None), to[1:]
    return (*concerns, Concern(event.key, event.by, event.at, _words(event), first, also, also))


def _words(event: DomainEvent) -> Passage:
    if event.passage is None:
        raise ValueError(f"a {event.what} event needs words")
    return event.passage


def _concern_changed(audit: Audit, event: DomainEvent) -> dict[str, Any]:
    concerns = tuple(
        replace(c, delivered_at=event.at, delivered_to=event.by)
        if c.id == event.key and c.delivered_at is None
        else c
        for c in audit.concerns
    )
    return {"concerns": concerns}


def _acknowledged(audit: Audit, event: DomainEvent) -> dict[str, Any]:
    subject, _, concern = event.key.partition("/")
    if event.key == AUDIT_WITHDRAWN:
        return {
            "state": State.WITHDRAWN,
            "stage": "",
            "stage_since": None,
            "confirmed": (),
            "withdrawn_from": (audit.state, audit.stage),
        }
    if event.key == TAKEN_BACK and audit.withdrawn_from is not None:
        state, stage = audit.withdrawn_from
        since = event.at if stage else None  # its working days begin anew
        return {"state": state, "stage": stage, "stage_since": since, "withdrawn_from": None}
    if subject == actions.FOLLOW:
        return {"steps": actions.steps_with(audit, event)}
    if subject == REMARK:  # without words: it is taken out again
        others = tuple(r for r in audit.remarks if r.question != concern)
        words = event.passage
        return {
            "remarks": (*others, Remark(concern, event.by, event.at, words)) if words is not None else others
        }
    if subject == replies.REPLY:
        return {"replies": replies.replied(audit, event)}
    if subject == "concern":
        concerns = tuple(
            replace(c, acknowledged_at=event.at, acknowledged_by=event.by) if c.id == concern else c
            for c in audit.concerns
        )
        return {"concerns": concerns}
    if subject == OUTCOME and event.passage is not None:
        outcome = ConcernOutcome(event.by, event.at, event.passage)
        concerns = tuple(
            replace(c, outcomes=(*c.outcomes, outcome)) if c.id == concern else c for c in audit.concerns
        )
        return {"concerns": concerns}
    if subject == WITHDRAWN and event.passage is not None:
        slip = ConcernOutcome(event.by, event.at, event.passage)
        concerns = tuple(replace(c, withdrawn=slip) if c.id == concern else c for c in audit.concerns)
        return {"concerns": concerns}
    if event.key == COMPARED and isinstance(event.value, dict):
        return {"compared": event.value}
    if subject == RETURNED and isinstance(event.value, dict):
        return {"readers": {**audit.readers, **event.value}}
    for field, after_event in _BESIDE_ANSWERS.items():
        after = after_event(getattr(audit, field), event)
        if after is not None:
            return {field: after}
    acknowledgement = Acknowledgement(event.key, event.by, event.at)
    return {"acknowledgements": (*audit.acknowledgements, acknowledgement)}


_BESIDE_ANSWERS: Mapping[str, Callable[[Any, DomainEvent], Any]] = {
    "panels": empanelled,
    "family_calls": called,
    "last_time": said_of_actions,
    "follow_ups": followed,
    "contributions": contributed,
}
"""By its field, what each makes of an event: the field after it, or None where it is about something else."""
