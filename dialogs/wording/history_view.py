"""What has happened to an audit: who did what and when, the latest first, and nothing of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from dialogs.audits import actions, events, panels, replies, returns, second_audits, shares
from dialogs.audits.audit import PersonId
from dialogs.audits.events import DomainEvent, EventKind, Field
from dialogs.audits.manager_reply import ReplyKind
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.sight import Full
from dialogs.conversation.views import Button, HistoryView
from dialogs.wording.action_view import step_in_words
from dialogs.wording.share_words import why_it_comes
from template_specs.dates import LOCAL, clock, moment, uk_date
from template_specs.kinds import label
from template_specs.model import Part
from template_specs.sentences import N_, _

_FIELDS = {
    Field.AUDITORS: N_("who audits it"),
    Field.MANAGER: N_("its manager"),
    Field.PRACTITIONER: N_("its practitioner"),
    Field.IRO: N_("its IRO or conference chair"),
    Field.DUE: N_("its due date"),
    Field.TEMPLATE: N_("its form"),
    Field.CASE_TYPE: N_("its case type"),
    Field.TEAM: N_("its team"),
    Field.MONTH: N_("its month"),
    Field.THEME: N_("its theme"),
    Field.LIST: N_("its list"),
    Field.FAMILY: N_("its family"),
    Field.RESTRICTED: N_("whom it opens to"),
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
    blind = AUDITOR in context.parts and not context.audit.compared
    if blind:  # that the case is audited a second time would change how the first is done
        events = [event for event in events if not second_audits.number_in(event.key)]
    lines = [(events_of[0].at, _told(context, events_of)) for events_of in _runs(events)]
    lines += [(at, _("{name} read the audit.", name=context.name(by))) for by, at in readings]
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

    heard = [event for event in events if event.what not in _SILENT and event.key != replies.CLOSED]
    return [list(run) for _, run in groupby(heard, key=alike)]


def _told(context: TurnContext, run: Sequence[DomainEvent]) -> str:
    """One line of the history, as a sentence."""
    event, who = run[0], context.name(run[0].by)
    match event.what:
        case EventKind.STARTED:
            return _("{who} started the audit.", who=who)
        case EventKind.ANSWERED if len(run) > 1:
            began = (
                _(", from {clock}", clock=clock(run[-1].at)) if clock(run[-1].at) != clock(event.at) else ""
            )
            return _("{who} saved {run} answers{began}.", who=who, run=len(run), began=began)
        case EventKind.ANSWERED:
            reviewed = _is_action(context, event.key) and event.by not in context.audit.auditors
            named = _named(context, event.key)
            if reviewed:
                return _("{who} reviewed {named}.", who=who, named=named)
            return _("{who} saved {named}.", who=who, named=named)
        case EventKind.ROW_REMOVED:
            return _("{who} took {named} out.", who=who, named=_named(context, event.key))
        case EventKind.EVIDENCE_KEPT:
            return _(
                "{who} kept what was seen at {named} as it was.", who=who, named=_named(context, event.key)
            )
        case EventKind.CONCERN_RAISED:
            return _raised(context, event)
        case EventKind.CONCERN_DELIVERED:
            return _("An immediate concern reached {who}.", who=who)
        case EventKind.ACKNOWLEDGED:
            return _marked(context, event)
        case EventKind.NOTE_TAKEN:
            return _("{who} wrote a note.", who=who)
        case EventKind.SUBMITTED if event.by == replies.BOT:
            return _("The time for {stage} was over.", stage=_stage(context, event.key))
        case EventKind.SUBMITTED:
            stage = context.template.stage_by_id.get(event.key)
            first = stage is None or stage is context.template.stages[0]
            return (
                _("{who} submitted the audit.", who=who)
                if first
                else _("{who} completed {stage}.", who=who, stage=_stage(context, event.key))
            )
        case EventKind.SENT:
            return _("The summary went to {name}.", name=context.name(context.audit.manager))
        case EventKind.REOPENED if event.key:
            return _("{who} gave the audit back from {stage}.", who=who, stage=_stage(context, event.key))
        case EventKind.REOPENED:
            return _("{who} reopened the audit.", who=who)
        case EventKind.CONFIRMED:
            return _("{who} completed their part of {stage}.", who=who, stage=_stage(context, event.key))
        case EventKind.ALLOCATION_CHANGED:
            fields = (told for field, told in _FIELDS.items() if field.value == event.key)
            field_name = next(fields, N_("the allocation"))
            if event.by == "operator":
                return _("An operator changed {next}.", next=field_name)
            return _("{who} changed {next}.", who=who, next=field_name)
        case _:
            return _("{who} changed the audit.", who=who)


def _marked(context: TurnContext, event: DomainEvent) -> str:
    """What somebody did with an audit beside its answers; the first part of the event's key says what."""
    who = context.name(event.by)
    kind, _slash, key = event.key.partition("/")
    match kind:
        case actions.FOLLOW:
            return _("An action: {step}.", step=step_in_words(context, event))
        case events.AUDIT_WITHDRAWN:
            return _("{who} withdrew the audit.", who=who)
        case events.KNOWS_FAMILY:
            return _("{who} said that they know the family.", who=who)
        case events.TAKEN_BACK:
            return _("{who} put the withdrawn audit back into the programme.", who=who)
        case events.QUALITY:
            return _("{who} gave its auditors feedback.", who=who)
        case second_audits.SECOND if event.key == second_audits.COMPARED:
            return _("It was compared with the other audit of the case.")
        case second_audits.SECOND:
            names = context.names(second_audits.second_auditors(event))
            return _("{who} asked for a second audit of the case, by {names}.", who=who, names=names)
        case panels.PANEL:
            return _of_panel(context, event)
        case shares.SHARE:
            return _of_share(context, event.key)
        case "escalated" if key:
            whom = context.names(event.value) if isinstance(event.value, tuple) else _("nobody")
            return _("{who} escalated the audit to {whom}.", who=who, whom=whom)
        case "returned" if key:
            whom = context.names(event.value) if isinstance(event.value, dict) else _("nobody")
            return _("{who} returned the audit to {whom}, to read.", who=who, whom=whom)
        case returns.REMARK:
            name = _named(context, key)
            if event.passage is None:
                return _("{who} took back the change asked for at {name}.", who=who, name=name)
            return _("{who} asked for a change at {name}.", who=who, name=name)
        case replies.REPLY:
            return f"{_replied(context, event)}."
    return f"{who} {_acknowledged(context, event.key)}."


def _of_panel(context: TurnContext, event: DomainEvent) -> str:
    """What became of a panel, and nothing of what its members gave."""
    who, value = context.name(event.by), event.value if isinstance(event.value, dict) else {}
    match event.key:
        case panels.NAMED:
            names = context.names(value.get("members", "").split(";"))
            return _("{who} named a panel to grade the audit: {names}.", who=who, names=names)
        case panels.LED:
            name = context.name(value.get("lead"))
            if event.by == replies.BOT:
                return _("{name} leads the panel from then on.", name=name)
            return _("{who} had {name} lead the panel.", who=who, name=name)
        case panels.OFF:
            name = context.name(value.get("person"))
            if value.get("why"):
                return _("{name} was not waited for on the panel any more.", name=name)
            return _("{name} was waited for on the panel again.", name=name)
        case panels.DISSOLVED:
            return _("Nobody was left on the panel.")
        case panels.CLOSED if event.passage is not None:
            return _("{who} closed the panel.", who=who)
        case panels.CLOSED:
            return _("The panel had given its grades.")
        case _:
            return _("{who} gave a grade on the panel.", who=who)


def _of_share(context: TurnContext, key: str) -> str:
    """What was decided of a stage that is for a share of the audits."""
    _share, stage, why = (*key.split("/"), "", "")[:3]
    if why == shares.NO:
        return _("{stage} was passed over: it is for a share of the audits.", stage=_stage(context, stage))
    return f"{_stage(context, stage)}: {why_it_comes(why)}"


def _replied(context: TurnContext, event: DomainEvent) -> str:
    """What a manager, or somebody who answers one, did in the right to reply."""
    _reply, act, id = (*event.key.split("/", 2), "")[:3]
    who, question = context.name(event.by), context.template.by_id.get(id)
    name = name_of(question) if question is not None else id
    kind, _colon, day = event.value.partition(":") if isinstance(event.value, str) else ("", "", "")
    match act:
        case "comment":
            return _("{who} wrote a comment on the audit", who=who)
        case "challenge":
            return _("{who} wrote a challenge of {name}", who=who, name=name)
        case "drop":
            return _("{who} took the challenge of {name} out", who=who, name=name)
        case "sent" if kind == ReplyKind.AGREE:
            return _("{who} agreed with the audit", who=who)
        case "sent" if kind == ReplyKind.NONE and day:
            return _("No reply from {who} by {day}", who=who, day=uk_date(date.fromisoformat(day)))
        case "sent" if kind == ReplyKind.NONE:
            return _("{who} audited the case as well, so there was no reply", who=who)
        case "sent":
            return _("{who} sent the reply to the audit", who=who)
        case "answer":
            grade = label(question, kind) if question is not None else kind
            return _("{who} answered the challenge of {name}: {grade}", who=who, name=name, grade=grade)
        case "object":
            return _("{who} objected to the answer on {name}", who=who, name=name)
        case _:
            return _("{who} agreed with the answers to the manager's reply", who=who)


def _stage(context: TurnContext, key: str) -> str:
    stage = context.template.stage_by_id.get(key)
    return stage.title if stage is not None else _("the stage")


def _is_action(context: TurnContext, key: str) -> bool:
    question = context.template.by_id.get(key.partition("/")[0])
    return question is not None and question.part is Part.ACTIONS


def _named(context: TurnContext, key: str) -> str:
    """ "3.4 Wishes and feelings", or "an action"."""
    question = context.template.by_id.get(key.partition("/")[0])
    if _is_action(context, key):
        return _("an action")
    return name_of(question) if question is not None else _("an answer")


def _raised(context: TurnContext, event: DomainEvent) -> str:
    value = event.value
    to = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
    first = any(c.id == event.key and c.at == event.at for c in context.audit.concerns)
    whom = _(", sent to {names}", names=context.names(to)) if to else _(", and nobody is named to receive it")
    if first:
        return _("{name} raised an immediate concern{whom}.", name=context.name(event.by), whom=whom)
    return _("{name}'s immediate concern was passed on{whom}.", name=context.name(event.by), whom=whom)


def _acknowledged(context: TurnContext, key: str) -> str:
    subject, *_rest = key.partition("/")
    if key == "summary":
        return _("read the summary")
    if subject == "concern":
        return _("read an immediate concern")
    if subject == "outcome":
        return _("wrote what happened next after an immediate concern")
    return _CONTRIBUTED.get(key, _CONTRIBUTED.get(subject)) or _("acknowledged an action")


_CONTRIBUTED = {
    "ask": N_("put a question to the practitioner"),
    "told": N_("answered an auditor's question"),
    "draft/sent": N_("put the draft before the practitioner"),
    "draft/answered": N_("answered the draft"),
    "feedback": N_("said how the audit went"),
    "followup": N_("gave a grade from which something follows, or changed it"),
    "plan": N_("wrote the plan"),
    "chased": N_("chased what follows from a grade"),
    "family": N_("noted a call to the family"),
    "withdrawn": N_("withdrew an immediate concern"),
    "unread": N_("was told that nobody had read their immediate concern"),
}
