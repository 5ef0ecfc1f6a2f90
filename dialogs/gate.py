"""The gate before everything: a key that is not the actor's to answer is unknown to the bot.

A card's data is under the client's control.  So before a key is compared with anything, kept or taken out, it
is looked up here; one that belongs to other people (a question, a row, a note, somebody's text) is treated in
the very same way as one that never was, and the answer tells nobody which of the two it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogs.audit import Key, Note
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    CardAsked,
    Cleared,
    ConcernBegun,
    ConcernDelivered,
    ConcernDropped,
    ConcernExplained,
    ConcernHeld,
    ConcernLeft,
    ConcernRaised,
    ConcernReworded,
    ConcernSent,
    ConcernWorded,
    DraftDropped,
    Event,
    EvidenceKept,
    MayMean,
    NoteSettled,
    NoteTaken,
    NotUnderstood,
    OfferTaken,
    Opened,
    PageSaved,
    Paused,
    Reopened,
    ReviewAsked,
    RowRemoved,
    RowSaved,
    SentTwice,
    Skipped,
    Submitted,
    SummaryHeld,
    Unclear,
    WentBack,
    WentOn,
    WentTo,
    WhereAsked,
)
from dialogs.rights import Sight, sees
from dialogs.scene import Scene
from dialogs.stages import AUDITOR

UNKNOWN = "?"
"""Stands in an event for a key that is not the actor's: no question, row or note is called so."""


def passed(scene: Scene, event: Event) -> Event:
    """`event` with every key in it that is not the actor's taken out, or made UNKNOWN.

    Every event is listed: a new one does not pass the type checker before somebody has said what it names.
    """
    match event:
        case PageSaved():
            return replace(
                event,
                given=tuple(given for given in event.given if theirs(scene, given.key)),
                then=passed(scene, event.then) if event.then is not None else None,
                row=event.row if event.row is not None and theirs(scene, event.row.key) else None,
            )
        case RowSaved() | RowRemoved():
            return event if theirs(scene, event.key) else replace(event, key=UNKNOWN)
        case EvidenceKept():  # without a key it is about what was asked last
            return event if not event.key or theirs(scene, event.key) else EvidenceKept(UNKNOWN)
        case DraftDropped():  # one's own text may always be given up, wherever it was meant for
            mine = event.key in scene.walk.drafts or theirs(scene, event.key)
            return event if mine else DraftDropped(UNKNOWN)
        case NoteSettled():
            return _note(scene, event)
        case (
            # A place to go to, typed or pressed: looked for on the actor's own route alone (`walking.go_to`).
            WentTo()
            # Of the manager's cards, which are drawn only as far as they may be seen (`sight`).
            | Acknowledged()
            | ActionReviewed()
            # These name nothing.
            | Opened()
            | WentBack()
            | WentOn()
            | Skipped()
            | Paused()
            | CardAsked()
            | WhereAsked()
            | ConcernBegun()
            | ConcernRaised()
            | NoteTaken()
            | ReviewAsked()
            | Submitted()
            | Unclear()
            | MayMean()
            | SentTwice()
            | Cleared()
            | NotUnderstood()
            | ConcernDelivered()
            | ConcernHeld()
            | ConcernWorded()
            | ConcernSent()
            | ConcernReworded()
            | ConcernDropped()
            | ConcernLeft()
            | ConcernExplained()
            | OfferTaken()
            | SummaryHeld()
            | Reopened()
        ):
            return event
        case _:
            assert_never(event)


def theirs(scene: Scene, key: Key) -> bool:
    """Whether `key` is a question that the form asks of the actor, or a row of one.

    In whatever stage, and closed by an earlier answer or not: what they wrote on a card that has grown old is
    kept for them, and what others wrote at such a question they have been shown.
    """
    question = scene.template.by_id.get(key.partition("/")[0])
    return question is not None and bool(scene.parts & set(scene.template.people_of(question)))


def theirs_to_settle(scene: Scene, note: Note) -> bool:
    """Whether the actor is offered `note`, and may use or drop it: notes are the auditors', and whoever else
    takes one has it for themselves."""
    return AUDITOR in scene.parts or note.by == scene.turn.actor.id


def may_compare(scene: Scene, key: Key) -> bool:
    """Whether the actor may be told that their words are nearly those which stand under `key`."""
    return theirs(scene, key) or sees(scene.turn.actor, scene.audit, scene.asked) is Sight.FULL


def _note(scene: Scene, event: NoteSettled) -> NoteSettled:
    mine = any(note.id == event.note and theirs_to_settle(scene, note) for note in scene.audit.notes)
    known = not event.key or theirs(scene, event.key)
    return NoteSettled(event.note if mine else UNKNOWN, event.key if known else UNKNOWN)
