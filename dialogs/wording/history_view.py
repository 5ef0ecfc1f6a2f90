"""What has happened to an audit: who did what and when, the latest first, and nothing of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from dialogs.audits.audit import PersonId
from dialogs.audits.events import DomainEvent, EventKind, Field
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.sight import Full
from dialogs.conversation.views import Button, HistoryView
from template_specs.dates import LOCAL, clock, moment
from template_specs.model import Part

_FIELDS = {
    Field.AUDITORS: "who audits it",
    Field.MANAGER: "its manager",
    Field.PRACTITIONER: "its practitioner",
    Field.IRO: "its IRO or conference chair",
    Field.DUE: "its due date",
    Field.TEMPLATE: "its form",
    Field.CASE_TYPE: "its case type",
    Field.TEAM: "its team",
    Field.MONTH: "its month",
    Field.THEME: "its theme",
    Field.LIST: "its list",
}
_SILENT = (EventKind.CHALLENGED, EventKind.NOTE_SETTLED)
"""The bot's own doing, or nothing that anybody looks for."""


def history_view(
    full: Full,
    events: Sequence[DomainEvent],
    readings: Sequence[tuple[PersonId, datetime]] = (),
    following: Button | None = None,
) -> HistoryView:
    """`events` and who has read it, the latest first; answers that follow each other are one line."""
    context = full.scene
    lines = [(events_of[0].at, _told(context, events_of)) for events_of in _runs(events)]
    lines += [(at, f"{context.name(by)} read the audit.") for by, at in readings]
    lines.sort(key=lambda line: line[0], reverse=True)
    return HistoryView(
        audit=context.audit.id,
        case=context.audit.case.reference,
        form=context.template.short_title,
        lines=tuple(f"{moment(at)}: {told}" for at, told in lines),
        following=following,
    )


def _runs(events: Sequence[DomainEvent]) -> list[list[DomainEvent]]:
    def alike(event: DomainEvent) -> tuple[object, ...]:
        if event.what is not EventKind.ANSWERED:
            return (event.at, event.key, event.what)
        return (EventKind.ANSWERED, event.by, event.at.astimezone(LOCAL).date())

    heard = [event for event in events if event.what not in _SILENT]
    return [list(run) for _, run in groupby(heard, key=alike)]


def _told(context: TurnContext, run: Sequence[DomainEvent]) -> str:
    """One line of the history, as a sentence."""
    event, who = run[0], context.name(run[0].by)
    match event.what:
        case EventKind.STARTED:
            return f"{who} started the audit."
        case EventKind.ANSWERED if len(run) > 1:
            began = f", from {clock(run[-1].at)}" if clock(run[-1].at) != clock(event.at) else ""
            return f"{who} saved {len(run)} answers{began}."
        case EventKind.ANSWERED:
            reviewed = _is_action(context, event.key) and event.by not in context.audit.auditors
            return f"{who} {'reviewed' if reviewed else 'saved'} {_named(context, event.key)}."
        case EventKind.ROW_REMOVED:
            return f"{who} took {_named(context, event.key)} out."
        case EventKind.EVIDENCE_KEPT:
            return f"{who} kept what was seen at {_named(context, event.key)} as it was."
        case EventKind.CONCERN_RAISED:
            return _raised(context, event)
        case EventKind.CONCERN_DELIVERED:
            return f"An immediate concern reached {who}."
        case EventKind.ACKNOWLEDGED:
            return f"{who} {_acknowledged(context, event.key)}."
        case EventKind.NOTE_TAKEN:
            return f"{who} wrote a note."
        case EventKind.SUBMITTED:
            stage = context.template.stage_by_id.get(event.key)
            first = stage is None or stage is context.template.stages[0]
            return (
                f"{who} submitted the audit." if first else f"{who} completed {_stage(context, event.key)}."
            )
        case EventKind.SENT:
            return f"The summary went to {context.name(context.audit.manager)}."
        case EventKind.REOPENED:
            return f"{who} reopened the audit."
        case EventKind.CONFIRMED:
            return f"{who} completed their part of {_stage(context, event.key)}."
        case EventKind.ALLOCATION_CHANGED:
            fields = (told for field, told in _FIELDS.items() if field.value == event.key)
            return f"An operator changed {next(fields, 'the allocation')}."
        case _:
            return f"{who} changed the audit."


def _stage(context: TurnContext, key: str) -> str:
    stage = context.template.stage_by_id.get(key)
    return stage.title if stage is not None else "the stage"


def _is_action(context: TurnContext, key: str) -> bool:
    question = context.template.by_id.get(key.partition("/")[0])
    return question is not None and question.part is Part.ACTIONS


def _named(context: TurnContext, key: str) -> str:
    """ "3.4 Wishes and feelings", or "an action"."""
    question = context.template.by_id.get(key.partition("/")[0])
    if _is_action(context, key):
        return "an action"
    return name_of(question) if question is not None else "an answer"


def _raised(context: TurnContext, event: DomainEvent) -> str:
    value = event.value
    to = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
    first = any(c.id == event.key and c.at == event.at for c in context.audit.concerns)
    whom = f", sent to {context.names(to)}" if to else ", and nobody is named to receive it"
    if first:
        return f"{context.name(event.by)} raised an immediate concern{whom}."
    return f"{context.name(event.by)}'s immediate concern was passed on{whom}."


def _acknowledged(context: TurnContext, key: str) -> str:
    subject, _, _ = key.partition("/")
    if key == "summary":
        return "read the summary"
    if subject == "concern":
        return "read an immediate concern"
    if subject == "outcome":
        return "wrote what happened next after an immediate concern"
    return "acknowledged an action"
