"""An immediate concern: to the manager at once, in mid-audit, and back whether it was delivered and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Audit, Concern, PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.pending import ConcernWords
from dialogs.conversation.recipients import may_have
from dialogs.conversation.subjects import ConcernCard, ConcernStatus
from dialogs.conversation.views import (
    Call,
    ConcernStatusView,
    ConcernView,
    Notice,
    OutcomeView,
    Sentence,
    View,
)
from template_specs.dates import moment
from template_specs.kinds import clean
from template_specs.sentences import N_, _

LIMIT = 4000
"""Characters."""

YOUR_CALL = N_("You must still phone the manager.")


@dataclass(frozen=True, slots=True)
class RaiseConcern(Command):
    """An immediate concern, in the auditor's words, sent from the box that says so."""

    permission = Permission.RAISE_CONCERN
    verbs = ("concern",)
    saves_page = True

    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("concern") or "")


@dataclass(frozen=True, slots=True)
class RecordConcernDelivery(Command):
    """The delivery worker has put the concern's card before somebody whom it was sent to (the actor)."""

    permission = Permission.DELIVER

    concern: str


def begin(context: TurnContext) -> TurnContext:
    """Ask for the words."""
    return context.with_conversation(pending=ConcernWords()).reply(
        Sentence(
            _(
                "What is the concern? You see your words first. They go to {manager} when you choose "
                "Send now. {your_call} Type back to cancel.",
                manager=manager(context),
                your_call=YOUR_CALL,
            )
        )
    )


def raise_concern(context: TurnContext, command: RaiseConcern) -> TurnContext:
    """A concern from the box that says so, pressed: it goes at once, without a second step."""
    words = clean(command.words).strip()
    if not words:
        return context.say(
            _("Please write your concern. Your exact words go to {manager}.", manager=manager(context))
        )
    if len(words) > LIMIT:
        return too_long(context, words)
    concern = context.turn.token or context.turn.fresh_id()
    twin = find(context, concern)
    if twin is not None and twin.passage.text == words:  # the same press again
        return context.with_conversation(pending=None).say(
            _("Your concern has already been sent. Its card shows when it is read.")
        )
    if twin is not None:
        concern = context.turn.fresh_id()  # something else written on the same card
    waits = context.conversation.unsent
    if waits is not None and waits.words == words:
        context = context.with_conversation(unsent=None)
    return put(context, concern, words)


def too_long(context: TurnContext, words: str) -> TurnContext:
    """More than a concern holds: nothing goes, and a text from a card is given back."""
    context = context.with_conversation(pending=ConcernWords()).say(
        _(
            "This is {words:,} characters and a concern holds {limit:,}. It has not been sent. Call "
            "{manager} now if it cannot wait, then send the main points.",
            words=len(words),
            limit=LIMIT,
            manager=manager(context),
        )
    )
    return context if context.turn.typed else context.copy(_("Your concern, as you wrote it"), words)


def put(context: TurnContext, concern: str, words: str, *, also: tuple[PersonId, ...] = ()) -> TurnContext:
    """Record the concern and owe the manager (or whoever stands in) an urgent card, and `also` those who
    have an earlier one of it; the auditor gets a card that shows its way."""
    to = tuple(dict.fromkeys((*_recipients(context), *also)))
    context = context.record(EventKind.CONCERN_RAISED, concern, to[0] if len(to) == 1 else to, words)
    context = context.with_conversation(pending=None).notify(
        *(Notice(person, ConcernCard(concern), urgent=True) for person in to),
        Notice(context.turn.actor.id, ConcernStatus(concern)),
    )
    if not to:
        return context.say(
            _(
                "Your concern is on the record, but {why_not}, so nobody has received it. Call the team "
                "or the duty manager now.",
                why_not=_why_not(context),
            )
        )
    names = context.names(to)
    if context.turn.instead is not None or context.audit.manager == context.turn.actor.id:
        return context.say(
            _(
                "{why_not}, so your concern goes to {names} now. Call {names} or the duty manager as "
                "well; a card shows when it is delivered and read.",
                why_not=_why_not(context, begins=True),
                names=names,
            )
        )
    return context.say(
        _(
            "Your concern goes to {names} now; a card shows when it is delivered and read. {your_call}",
            names=names,
            your_call=YOUR_CALL,
        )
    )


def delivered(context: TurnContext, command: RecordConcernDelivery) -> TurnContext:
    """The manager has the card: the auditor's card says so."""
    concern = find(context, command.concern)
    if concern is None or concern.delivered_at is not None:
        return context
    return context.record(EventKind.CONCERN_DELIVERED, concern.id).notify(
        Notice(concern.by, ConcernStatus(concern.id))
    )


def acknowledge(context: TurnContext, concern: Concern) -> TurnContext:
    """The manager, or whoever was sent it in their place, has read it."""
    if not may_hear(context.turn.actor.id, context.audit, concern.id):
        return context.say(_("This concern was not sent to you. Nothing has been changed."))
    if concern.waits:
        context = context.record(EventKind.ACKNOWLEDGED, f"concern/{concern.id}").notify(
            *(Notice(person, ConcernCard(concern.id)) for person in _with_card(context, concern)),
            Notice(concern.by, ConcernStatus(concern.id)),
            Notice(
                concern.by,
                context.told,
                text=_(
                    "{name} has read your concern on {reference}.",
                    name=context.turn.actor.name,
                    reference=context.audit.case.reference,
                ),
            ),
        )
    read = find(context, concern.id)
    return context if read is None else context.reply(for_manager(context, read))


def _with_card(context: TurnContext, concern: Concern) -> tuple[PersonId, ...]:
    """Whoever was sent the concern, and the actor: their cards say that it was read."""
    return tuple(dict.fromkeys((*concern.sent_to, context.turn.actor.id)))


def find(context: TurnContext, concern: str) -> Concern | None:
    """The concern with this id."""
    return next((c for c in context.audit.concerns if c.id == concern), None)


def may_hear(person: PersonId, audit: Audit, concern: str) -> bool:
    """Whether this concern was sent to `person`, or they are the case's manager."""
    return person == audit.manager or any(c.id == concern and person in c.sent_to for c in audit.concerns)


def for_manager(context: TurnContext, concern: Concern) -> ConcernView:
    """The urgent card."""
    return ConcernView(
        audit=context.audit.id,
        concern=concern.id,
        case=context.audit.case.reference,
        by=context.name(concern.by),
        at=concern.at,
        passage=concern.passage,
        acknowledged=_acknowledged(context, concern),
        can_acknowledge=concern.waits,
        withdrawn=_withdrawn(context, concern),
        in_place=_in_place(context, concern),
        outcomes=_outcomes(context, concern),
    )


def _outcomes(context: TurnContext, concern: Concern) -> tuple[OutcomeView, ...]:
    return tuple(OutcomeView(context.name(o.by), o.at, o.passage) for o in concern.outcomes)


def _withdrawn(context: TurnContext, concern: Concern) -> OutcomeView | None:
    slip = concern.withdrawn
    return None if slip is None else OutcomeView(context.name(slip.by), slip.at, slip.passage)


def calls(context: TurnContext) -> tuple[Call, ...]:
    """Whom to ring about a child at risk."""
    return tuple(Call(person.name, person.email) for person in context.turn.calls if person.email)


def _in_place(context: TurnContext, concern: Concern) -> str:
    """Why somebody who does not manage the case is asked to act on it."""
    manages = context.audit.manager
    if manages is None or not concern.with_whom:
        return ""
    if context.turn.actor.id in concern.beside and manages in concern.sent_to:
        return _("Sent to you as well as to {name}: it was raised out of hours.", name=context.name(manages))
    if manages in concern.with_whom:
        unread = concern.waits and context.turn.actor.id in concern.also
        return _("Sent to you too, as {name} has not read it.", name=context.name(manages)) if unread else ""
    if concern.by == manages:
        return _(
            "Sent to {names}, as it is the manager who raised it.", names=context.names(concern.with_whom)
        )
    return _(
        "Sent to {names} in place of {name}, the manager.",
        names=context.names(concern.with_whom),
        name=context.name(manages),
    )


def for_auditor(context: TurnContext, concern: Concern, problem: str = "") -> ConcernStatusView:
    """What became of it: for whoever raised it, and for those who may read the audit."""
    mine = concern.by == context.turn.actor.id
    return ConcernStatusView(
        audit=context.audit.id,
        concern=concern.id,
        case=context.audit.case.reference,
        to=context.names(concern.with_whom) if concern.with_whom else "",
        at=concern.at,
        passage=concern.passage,
        delivered_at=concern.delivered_at,
        problem=problem,
        acknowledged=_read_by(context, concern),
        by="" if mine else context.name(concern.by),
        outcomes=_outcomes(context, concern),
        calls=calls(context) if mine and concern.waits else (),
        withdrawn=_withdrawn(context, concern),
        can_withdraw=mine and concern.withdrawn is None,
    )


def _acknowledged(context: TurnContext, concern: Concern) -> str:
    read_by = _read_by(context, concern)
    return _("Read {read_by}", read_by=read_by) if read_by else ""


def _read_by(context: TurnContext, concern: Concern) -> str:
    if concern.acknowledged_at is None:
        return ""
    return _(
        "by {name}, {moment}",
        name=context.name(concern.acknowledged_by),
        moment=moment(concern.acknowledged_at),
    )


def manager(context: TurnContext) -> str:
    """Who a concern goes to, as named on screen."""
    to = _recipients(context)
    return context.names(to) if to else _("the manager")


def _recipients(context: TurnContext) -> tuple[PersonId, ...]:
    """Who is sent a concern raised now; out of hours the people on duty too."""
    duty = (person for person in context.turn.duty if person != context.turn.actor.id)
    return tuple(dict.fromkeys((*_in_hours(context), *duty)))


def _in_hours(context: TurnContext) -> tuple[PersonId, ...]:
    if context.turn.instead is not None:
        return context.turn.instead
    if context.audit.manager == context.turn.actor.id:
        return context.turn.beside  # nobody sends a concern to themselves
    return (context.audit.manager,) if context.audit.manager else ()


def _why_not(context: TurnContext, *, begins: bool = False) -> str:
    if context.audit.manager is None:
        return _("No manager is named for this case") if begins else _("no manager is named for this case")
    if context.audit.manager == context.turn.actor.id:
        return _("You are the manager of this case") if begins else _("you are the manager of this case")
    if context.audit.restricted is not None and not begins:
        return _("the case is restricted and its manager is not there")
    return _("{name} does not have the manager's role any more", name=context.name(context.audit.manager))


def _managers_card(context: TurnContext, about: ConcernCard, due: DueNotice) -> View | None:
    concern = find(context, about.concern)
    if concern is None or not may_have(context.turn.actor, context.audit, about):
        return None
    return for_manager(context, concern)


def _auditors_card(context: TurnContext, about: ConcernStatus, due: DueNotice) -> View | None:
    concern = find(context, about.concern)
    if concern is None or concern.by != context.turn.actor.id:
        return None
    return for_auditor(context, concern, due.problem)


FEATURE = Feature(
    handlers={RaiseConcern: raise_concern, RecordConcernDelivery: delivered},
    notices={ConcernCard: _managers_card, ConcernStatus: _auditors_card},
)
