"""A concern that nobody has read in time goes to the service manager and the QA lead as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dialogs.audits.audit import Concern, PersonId, State
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.restriction import opens_to
from dialogs.audits.stand_ins import Around, in_office
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.subjects import ConcernStatus
from dialogs.conversation.views import Notice
from dialogs.features import concerns
from dialogs.features.undelivered import passed_on
from template_specs.sentences import _

UNREAD = "unread"
"""Begins the key, on the trail, of having told somebody that their concern has been read by nobody: to a
version that does not know of it, the acknowledgement of a card that it does not know."""
READ_WITHIN = timedelta(hours=2)
"""Clock hours, at any time of any day, unless the organisation's settings say otherwise."""


@dataclass(frozen=True, slots=True)
class EscalateUnread(Command):
    """The bot has seen that a concern is unread for too long: told by no person."""

    permission = Permission.DELIVER

    concern: str
    to: tuple[PersonId, ...]
    limit: timedelta = READ_WITHIN


def who_hears(around: Around, service_managers: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """The manager's own manager, else everybody with the service manager's role; and the QA leads."""
    above = around.above
    over = (above.id,) if above is not None and in_office(above) else service_managers
    return tuple(dict.fromkeys((*over, *(lead.id for lead in around.leads))))


def escalate(context: TurnContext, command: EscalateUnread) -> TurnContext:
    """Those who have not had the concern get its card; whoever raised it is told.  Nothing is done for one
    that was read meanwhile, or that all of them have."""
    concern = concerns.find(context, command.concern)
    if concern is None or not concern.waits or context.audit.state is State.WITHDRAWN:
        return context
    if context.turn.now - concern.at < command.limit:
        return context
    to = tuple(
        person
        for person in command.to
        if person not in (*concern.sent_to, concern.by) and opens_to(person, context.audit)
    )
    if not to:
        return _kept_between_them(context, concern, command.limit)
    context = passed_on(context, concern, to)
    text = _(
        "Nobody has read your immediate concern on {case} for {hours}, so it has gone to {names} as well. "
        "If a child may be at risk, ring them or the duty team now.",
        case=context.audit.case.reference,
        hours=_hours(command.limit),
        names=context.names(to),
    )
    return context.notify(
        Notice(concern.by, ConcernStatus(concern.id)),
        Notice(concern.by, context.told, urgent=True, text=text),
    )


def _kept_between_them(context: TurnContext, concern: Concern, limit: timedelta) -> TurnContext:
    """A restricted case opens to nobody else who could be sent it: whoever raised it is told once to ring."""
    once = f"{UNREAD}/{concern.id}"
    if context.audit.restricted is None or any(a.subject == once for a in context.audit.acknowledgements):
        return context
    text = _(
        "Nobody has read your immediate concern on {case} for {hours}. The case is restricted, so it has "
        "gone to nobody else. If a child may be at risk, ring the manager or the duty team now.",
        case=context.audit.case.reference,
        hours=_hours(limit),
    )
    context = context.record(EventKind.ACKNOWLEDGED, once)
    return context.notify(Notice(concern.by, context.told, urgent=True, text=text))


def _hours(limit: timedelta) -> str:
    hours = int(limit.total_seconds() // 3600)
    return _("1 hour") if hours == 1 else _("{hours} hours", hours=hours)


FEATURE = Feature(handlers={EscalateUnread: escalate})
