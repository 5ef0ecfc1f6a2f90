"""What happened next: whoever was sent a concern says what was done, and the one who raised it sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Concern
from dialogs.audits.events import OUTCOME, EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.subjects import ConcernCard, ConcernStatus
from dialogs.conversation.views import Notice, Sentence
from dialogs.features import concerns
from template_specs.kinds import clean
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class TellOutcome(Command):
    """What was done about a concern; `concern` empty (typed): the latest that this person was sent."""

    permission = Permission.HEAR
    verbs = ("concern_outcome",)

    concern: str
    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("token"), data.input("outcome") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


@dataclass(frozen=True, slots=True)
class ShowConcerns(Command):
    """The concerns raised in an audit, with what became of them, for whoever may read all of it."""

    permission = Permission.READ
    verbs = ("concerns_show",)


def tell(context: TurnContext, command: TellOutcome) -> TurnContext:
    """Keep what was done on the trail, and show it to the one who raised the concern.  Whoever says it has
    read the concern."""
    concern = _meant(context, command.concern)
    if concern is None:
        return context.say(_("This concern was not sent to you. Nothing has been changed."))
    words = clean(command.words).strip()
    if not words:
        asked = _("Write what was done. To do it later, type my work and open the concern again.")
        return context.reply(concerns.for_manager(context, concern), Sentence(asked))
    if len(words) > concerns.LIMIT:
        told = _(
            "This is {words:,} characters and the box holds {limit:,}. Shorten it, please.",
            words=len(words),
            limit=concerns.LIMIT,
        )
        return context.copy(_("What you wrote"), words).reply(Sentence(told))
    if any(outcome.passage.text == words for outcome in concern.outcomes):
        return context.reply(concerns.for_manager(context, concern))  # the same press again
    if concern.acknowledged_at is None:
        context = concerns.acknowledge(context, concern).replace(replies=context.replies)
    context = context.record(EventKind.ACKNOWLEDGED, f"{OUTCOME}/{concern.id}", words=words)
    case, actor = context.audit.case.reference, context.turn.actor
    told = _(
        "{name} has written what happened next about your concern on {case}.", name=actor.name, case=case
    )
    context = context.notify(
        *(Notice(person, ConcernCard(concern.id)) for person in dict.fromkeys((*concern.sent_to, actor.id))),
        Notice(concern.by, ConcernStatus(concern.id)),
        Notice(concern.by, context.told, text=told),
    )
    changed = concerns.find(context, concern.id)
    if changed is None or context.turn.typed:
        return context.say(
            _(
                "{case}: what happened next is saved, and {name} can see it.",
                case=case,
                name=context.name(concern.by),
            )
        )
    return context.reply(concerns.for_manager(context, changed))


def _meant(context: TurnContext, id: str) -> Concern | None:
    """The concern with this id; without one the latest.  Only of those that the actor was sent."""
    theirs = [
        c for c in context.audit.concerns if concerns.may_hear(context.turn.actor.id, context.audit, c.id)
    ]
    if id:
        return next((c for c in theirs if c.id == id), None)
    return theirs[-1] if theirs else None


def show(context: TurnContext, command: ShowConcerns) -> TurnContext:
    """A card for each concern of the audit."""
    if not isinstance(sight(context), Full) or not context.audit.concerns:
        return context.say(_("No immediate concern was raised in this audit."))
    return context.reply(*(concerns.for_auditor(context, concern) for concern in context.audit.concerns))


FEATURE = Feature(handlers={TellOutcome: tell, ShowConcerns: show})
