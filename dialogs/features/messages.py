"""A message that tells people of an audit what somebody did; the sentence itself is kept with the notice."""

from __future__ import annotations

from dialogs.audits.audit import Role
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import Told, ToldFormer
from dialogs.conversation.views import Sentence, View


def knows(context: TurnContext) -> bool:
    """Whether the actor may be told of this audit: they have a part in it still, or lead the programme."""
    return bool(context.parts) or Role.QA_LEAD in context.turn.actor.roles


def _told(context: TurnContext, about: Told, due: DueNotice) -> View | None:
    return Sentence(due.text) if knows(context) else None


def _told_former(context: TurnContext, about: ToldFormer, due: DueNotice) -> View | None:
    return Sentence(due.text)  # that a part is over is told to whoever had it


FEATURE = Feature(notices={Told: _told, ToldFormer: _told_former})
