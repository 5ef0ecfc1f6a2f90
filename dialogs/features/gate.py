"""The gate before everything: a key that is not the actor's to answer is unknown to the bot.

A card's data is under the client's control.  So before a key is compared with anything, kept or taken out, it
is looked up here; one that belongs to other people (a question, a row, a note, somebody's text) is treated in
the very same way as one that never was, and the answer tells nobody which of the two it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogs.audits.audit import Key, Note
from dialogs.audits.permissions import Sight, sees
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.commands import (
    Acknowledge,
    AskMeaning,
    AskWhich,
    BeginConcern,
    ChooseMeaning,
    Command,
    DropConcern,
    DropDraft,
    ExplainConcern,
    GoBack,
    GoOn,
    GoTo,
    IgnoreRepeat,
    KeepEvidence,
    LeaveConcern,
    NotUnderstood,
    OpenAudit,
    Pause,
    RaiseConcern,
    ReadBack,
    RecordConcernDelivery,
    RecordConcernHeldUp,
    RecordSummaryHeldUp,
    RemoveRow,
    ReopenAudit,
    ReviewAction,
    RewordConcern,
    SavePage,
    SaveRow,
    SendConcern,
    SettleNote,
    ShowCard,
    ShowWhere,
    Skip,
    SubmitStage,
    TakeNote,
    TakeOffer,
    WordConcern,
)
from dialogs.conversation.context import TurnContext

UNKNOWN = "?"
"""Stands in an event for a key that is not the actor's: no question, row or note is called so."""


def passed(context: TurnContext, command: Command) -> Command:
    """`event` with every key in it that is not the actor's taken out, or made UNKNOWN.

    Every event is listed: a new one does not pass the type checker before somebody has said what it names.
    """
    match command:
        case SavePage():
            return replace(
                command,
                given=tuple(given for given in command.given if theirs(context, given.key)),
                then=passed(context, command.then) if command.then is not None else None,
                row=command.row if command.row is not None and theirs(context, command.row.key) else None,
            )
        case SaveRow() | RemoveRow():
            return command if theirs(context, command.key) else replace(command, key=UNKNOWN)
        case KeepEvidence():  # without a key it is about what was asked last
            return command if not command.key or theirs(context, command.key) else KeepEvidence(UNKNOWN)
        case DropDraft():  # one's own text may always be given up, wherever it was meant for
            mine = command.key in context.conversation.drafts or theirs(context, command.key)
            return command if mine else DropDraft(UNKNOWN)
        case SettleNote():
            return _note(context, command)
        case (
            # A place to go to, typed or pressed: looked for on the actor's own route alone (`walking.go_to`).
            GoTo()
            # Of the manager's cards, which are drawn only as far as they may be seen (`sight`).
            | Acknowledge()
            | ReviewAction()
            # These name nothing.
            | OpenAudit()
            | GoBack()
            | GoOn()
            | Skip()
            | Pause()
            | ShowCard()
            | ShowWhere()
            | BeginConcern()
            | RaiseConcern()
            | TakeNote()
            | ReadBack()
            | SubmitStage()
            | AskWhich()
            | AskMeaning()
            | IgnoreRepeat()
            | ChooseMeaning()
            | NotUnderstood()
            | RecordConcernDelivery()
            | RecordConcernHeldUp()
            | WordConcern()
            | SendConcern()
            | RewordConcern()
            | DropConcern()
            | LeaveConcern()
            | ExplainConcern()
            | TakeOffer()
            | RecordSummaryHeldUp()
            | ReopenAudit()
        ):
            return command
        case _:
            assert_never(command)


def theirs(context: TurnContext, key: Key) -> bool:
    """Whether `key` is a question that the form asks of the actor, or a row of one.

    In whatever stage, and closed by an earlier answer or not: what they wrote on a card that has grown old is
    kept for them, and what others wrote at such a question they have been shown.
    """
    question = context.template.by_id.get(key.partition("/")[0])
    return question is not None and bool(context.parts & set(context.template.people_of(question)))


def theirs_to_settle(context: TurnContext, note: Note) -> bool:
    """Whether the actor is offered `note`, and may use or drop it: notes are the auditors', and whoever else
    takes one has it for themselves."""
    return AUDITOR in context.parts or note.by == context.turn.actor.id


def may_compare(context: TurnContext, key: Key) -> bool:
    """Whether the actor may be told that their words are nearly those which stand under `key`."""
    return theirs(context, key) or sees(context.turn.actor, context.audit, context.asked) is Sight.FULL


def _note(context: TurnContext, command: SettleNote) -> SettleNote:
    mine = any(note.id == command.note and theirs_to_settle(context, note) for note in context.audit.notes)
    known = not command.key or theirs(context, command.key)
    return SettleNote(command.note if mine else UNKNOWN, command.key if known else UNKNOWN)
