"""A message that tells people of an audit what somebody did; the sentence itself is kept with the notice."""

from __future__ import annotations

from dialogs.audits.audit import Role
from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import Told, ToldFormer
from dialogs.conversation.views import Action, Button, Sentence, View
from dialogs.wording.panel_view import way_there
from template_specs.sentences import _


def knows(context: TurnContext) -> bool:
    """Whether the actor may be told of this audit: they have a part in it still, or lead the programme."""
    return bool(context.parts) or Role.QA_LEAD in context.turn.actor.roles


def _told(context: TurnContext, about: Told, due: DueNotice) -> View | None:
    return Sentence(due.text, _way_on(context, due.text)) if knows(context) else None


def _way_on(context: TurnContext, text: str) -> tuple[Button, ...]:
    """To its members, and to QA leads, all news of an audit that a panel moderates come with the way to its
    card; and news of two audits that can be compared, with the way there."""
    if f"compare {context.audit.case.reference.partition('/')[0]}" in text and allowed(
        context.turn.actor, Permission.COMPARE, context.audit
    ):
        return (Button(_("Compare them"), Action("compare", {"audit": context.audit.id})),)
    if context.audit.panel is None or not way_there(context):
        return ()
    return (Button(way_there(context), Action("panel", {"audit": context.audit.id})),)


def _told_former(context: TurnContext, about: ToldFormer, due: DueNotice) -> View | None:
    return Sentence(due.text)  # that a part is over is told to whoever had it


FEATURE = Feature(notices={Told: _told, ToldFormer: _told_former})
