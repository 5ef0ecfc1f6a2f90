"""An action is cancelled, checked by a QA lead, or has its effect on the child written down."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.actions import Change, Status
from dialogs.audits.permissions import Permission
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.features.action_steps import (
    LIMIT,
    OfAction,
    answered,
    enough,
    moved_on,
    named,
    shown,
    stepped,
    theirs,
)
from template_specs.kinds import clean
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class CancelAction(OfAction):
    """It is not to be done, and why."""

    permission = Permission.CHANGE_ACTION
    verbs = ("action_cancel",)
    box = "cancelled"


@dataclass(frozen=True, slots=True)
class VerifyAction(OfAction):
    """A QA lead has checked that it is done."""

    permission = Permission.VERIFY_ACTION
    verbs = ("action_verify",)
    box = "checked"


@dataclass(frozen=True, slots=True)
class TellEffect(OfAction):
    """What changed for the child by it, in the manager's words."""

    permission = Permission.CHANGE_ACTION
    verbs = ("action_effect",)
    box = "effect"


def cancel(context: TurnContext, command: CancelAction) -> TurnContext:
    """It is not to be done; nobody is chased for it any more."""
    stands = theirs(context, command.key)
    if stands is None or not stands.status.is_open:
        return shown(context, command.key, moved_on(stands))
    words, problem = enough(command.words, _("Write why it is cancelled. The reason stays on the record."))
    if problem:
        return shown(context, command.key, problem, cancelled=command.words)
    told = _(
        "{name} has cancelled {named}: {words}",
        name=context.turn.actor.name,
        named=named(context, stands.key),
        words=words,
    )
    context = stepped(context, stands, {Change.STATUS: Status.CANCELLED}, words, told)
    return answered(
        shown(context, command.key), context, _("{named} is cancelled.", named=named(context, stands.key))
    )


def verify(context: TurnContext, command: VerifyAction) -> TurnContext:
    """A QA lead has checked it, who is not the one that it was with."""
    stands = theirs(context, command.key)
    own = stands is not None and stands.owner == context.turn.actor.id
    if stands is None or stands.status is not Status.DONE or own:
        why = (
            _("You had this action yourself, so somebody else has to check it.") if own else moved_on(stands)
        )
        return shown(context, command.key, why)
    words = clean(command.words).strip()[:LIMIT]
    told = _(
        "{name} has checked that {named} is done.",
        name=context.turn.actor.name,
        named=named(context, stands.key),
    )
    context = stepped(context, stands, {Change.STATUS: Status.VERIFIED}, words, told)
    return answered(
        shown(context, command.key), context, _("{named} is checked.", named=named(context, stands.key))
    )


def tell_effect(context: TurnContext, command: TellEffect) -> TurnContext:
    """What changed for the child stands on the record."""
    stands = theirs(context, command.key)
    if stands is None or stands.status not in (Status.DONE, Status.VERIFIED):
        return shown(context, command.key, moved_on(stands))
    words, problem = enough(
        command.words, _("Write what is different for the child now. If nothing is, write that, and why.")
    )
    if problem:
        return shown(context, command.key, problem, effect=command.words)
    if any(
        s.passage is not None and s.passage.text == words for s in stands.steps if Change.EFFECT in s.changes
    ):
        return shown(context, command.key)  # the same press again
    context = stepped(context, stands, {Change.EFFECT: "told"}, words)
    return answered(
        shown(context, command.key), context, _("Thank you. What changed for the child is saved.")
    )


FEATURE = Feature(handlers={CancelAction: cancel, VerifyAction: verify, TellEffect: tell_effect})
