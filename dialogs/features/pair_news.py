"""The two auditors of a pair hear of each other's changes: a line, where an answer that one of them gave has
been replaced or taken back by the other.

It comes with their next reply.  Until then it waits for ten minutes in which they have written nothing, since
any message may empty the boxes that they are writing in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dialogs.audits.audit import Answer, Key, PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.stages import AUDITOR
from dialogs.conversation import saves
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import ToldChange
from dialogs.conversation.views import Action, Button, Notice, Sentence, View
from dialogs.features.messages import knows
from template_specs.sentences import _, ngettext

IDLE = timedelta(minutes=10)
"""Without a word or a press for so long, nobody is writing."""
MOST = 4
"""Changes named one by one; the rest are counted."""


def owed(before: TurnContext, context: TurnContext) -> TurnContext:
    """The context with what this turn's changes owe to the other auditors."""
    actor = context.turn.actor.id
    if AUDITOR not in before.parts or len(context.audit.auditors) < 2:
        return context
    for other in context.audit.auditors:
        changed = _changed_of(before, context, other) if other != actor else []
        if not changed:
            continue
        told = [_in_words(before, context, key) for key in changed[:MOST]]
        more = len(changed) - MOST
        also = (
            ngettext(
                " Another {more} of your answers was changed.",
                " Another {more} of your answers were changed.",
                more,
                more=more,
            )
            if more > 0
            else ""
        )
        text = f"{context.audit.case.reference}: {' '.join(told)}{also}"
        context = context.notify(
            Notice(other, ToldChange(context.told.turn, changed[0]), text=text, wait=IDLE)
        )
    return context


def _changed_of(before: TurnContext, context: TurnContext, other: PersonId) -> list[Key]:
    """The keys that `other` had answered, and that say something else now."""
    events = context.events[len(before.events) :]
    keys = dict.fromkeys(e.key for e in events if e.what in (EventKind.ANSWERED, EventKind.ROW_REMOVED))
    return [
        key
        for key in keys
        if any(answer.by == other for answer in before.audit.history.get(key, ()))
        and not _alike(before.audit.answer(key), context.audit.answer(key))
    ]


def _alike(before: Answer | None, after: Answer | None) -> bool:
    if before is None or after is None:
        return before is after
    return (before.value, before.passage, before.removed) == (after.value, after.passage, after.removed)


def _in_words(before: TurnContext, context: TurnContext, key: Key) -> str:
    who, case = context.turn.actor.name, context.audit
    question = context.template.by_id[key.partition("/")[0]]
    old, new = before.audit.answer(key), case.answer(key)
    name = name_of(question)
    if question.kind.in_rows:
        done = _("took out") if new is not None and new.removed else _("changed")
        cells = saves.row_in_words(question, old) if old is not None else ""
        return (
            _("{who} {done} a row of {name} ({cells}).", who=who, done=done, name=name, cells=cells)
            if cells
            else _("{who} {done} a row of {name}.", who=who, done=done, name=name)
        )
    was, now = reads(question, old), reads(question, new)
    if new is not None and new.removed:
        return _("{who} took back {name}", who=who, name=name) + (
            _(", which was {was}.", was=was) if was else "."
        )
    if was != now:
        return _(
            "{who} changed {name} from {detail} to {detail_2}.",
            who=who,
            name=name,
            detail=was or _("no answer"),
            detail_2=now or _("no answer"),
        )
    if question.evidence is None:
        return _("{who} changed what is written at {name}.", who=who, name=name)
    return (
        _("{who} changed what was seen at {name}; it is still {now}.", who=who, name=name, now=now)
        if now
        else _("{who} changed {name}.", who=who, name=name)
    )


def _told(context: TurnContext, about: ToldChange, due: DueNotice) -> View | None:
    if not knows(context):
        return None
    question = about.key.partition("/")[0]
    if question not in context.route:
        return Sentence(due.text)
    nothing_seen: Mapping[str, int] = {}
    act = Action("go", {"audit": context.audit.id, "token": "", "to": question, "revs": nothing_seen})
    return Sentence(due.text, (Button(_("See it"), act),))


FEATURE = Feature(notices={ToldChange: _told})
