"""The gate before everything: a key that is not the actor's to answer is unknown to the bot.

A card's data is under the client's control.  So before a key is compared with anything, kept or taken out, it
is looked up here; one that belongs to other people (a question, a row, a note, somebody's text) is treated in
the very same way as one that never was, and the answer tells nobody which of the two it is.
"""

from __future__ import annotations

from dialogs.audits.audit import Key, Note
from dialogs.audits.permissions import Sight, sees
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext

UNKNOWN = "?"
"""Stands in a command for a key that is not the actor's: no question, row or note is called so."""


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
    """Whether the actor may be told that their words are nearly those recorded under `key`."""
    return theirs(context, key) or sees(context.turn.actor, context.audit, context.asked) is Sight.FULL
