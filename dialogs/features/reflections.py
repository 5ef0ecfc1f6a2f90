"""News of what others write in an audit as their own record: its auditors hear of it, and read it."""

from __future__ import annotations

from dialogs.audits.events import EventKind
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.subjects import ToldToRead
from dialogs.conversation.views import Notice
from template_specs.sentences import _
from template_specs.text import listed


def owed(before: TurnContext, context: TurnContext) -> TurnContext:
    """With a message to the auditors, where this turn has answered for the first time what is the actor's own
    to write (`own` in a form) in the auditors' stage."""
    template, me = context.template, context.turn.actor.id
    if AUDITOR in context.parts or not template.own_words:
        return context
    first = template.stages[0].id
    written = [
        template.by_id[event.key]
        for event in context.events[len(before.events) :]
        if event.what is EventKind.ANSWERED
        and template.own_words.get(event.key) in context.parts
        and template.stage_of(template.by_id[event.key]).id == first
        and all(answer.by != me for answer in before.audit.history.get(event.key, ()))
    ]
    if not written:
        return context
    text = _(
        "{who} has written in the audit of {case}: {names}. You can read it; only they can change it.",
        who=context.turn.actor.name,
        case=context.audit.case.reference,
        names=listed((name_of(question) for question in dict.fromkeys(written)), "and"),
    )
    told = ToldToRead(context.told.turn)
    return context.notify(*(Notice(person, told, text=text) for person in context.audit.auditors))
