"""What came of an audit, for the practitioner whose case it was, and what they say of how it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Role
from dialogs.audits.contributions import FEEDBACK
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import ResultCard, ToldToRead
from dialogs.conversation.views import Notice, Sentence, View
from dialogs.wording.practitioner_view import is_due, result_view
from template_specs.kinds import clean
from template_specs.sentences import _

LIMIT = 4000
"""Characters."""


@dataclass(frozen=True, slots=True)
class GiveFeedback(Command):
    """What the practitioner says of how the audit went."""

    permission = Permission.CONTRIBUTE
    verbs = ("practitioner_feedback",)
    gives_back = True

    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("words") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


def owed(before: TurnContext, context: TurnContext) -> TurnContext:
    """With the result for the practitioner, where this turn has made it due, or has taken it back."""
    practitioner = context.audit.practitioner
    if practitioner is None or is_due(before) == is_due(context):
        return context
    return context.notify(Notice(practitioner, ResultCard()))


def give_feedback(context: TurnContext, command: GiveFeedback) -> TurnContext:
    """Keep it, and tell the auditors and the QA lead."""
    words = clean(command.words).strip()
    if not is_due(context):
        context = context.copy(_("What you wrote, to copy"), words) if words else context
        return context.reply(
            Sentence(
                _("The audit is not finished yet, so there is no result. You get it here when there is.")
            )
        )
    if not words:
        return _shown(context, problem=_("First write how the audit was for you."))
    if len(words) > LIMIT:
        return _shown(context, typed=words, problem=too_long(words))
    if any(s.passage is not None and s.passage.text == words for s in context.audit.contributions.feedback):
        return _shown(context)  # the same press again
    context = context.record(EventKind.ACKNOWLEDGED, FEEDBACK, words=words)
    case, who = context.audit.case.reference, context.turn.actor.name
    text = _("{who} has said how the audit of {case} went: “{words}”", who=who, case=case, words=words)
    leads = context.turn.with_role.get(Role.QA_LEAD.value, ())
    people = dict.fromkeys((*context.audit.auditors, *leads))
    context = context.notify(*(Notice(p, ToldToRead(context.told.turn), text=text) for p in people))
    return _shown(context).reply(Sentence(_("Thank you. Your words are with the auditors and the QA lead.")))


def too_long(words: str) -> str:
    """Why a text does not fit."""
    return _(
        "This is {words:,} characters and the box holds {limit:,}. Shorten it, please.",
        words=len(words),
        limit=LIMIT,
    )


def _shown(context: TurnContext, *, typed: str = "", problem: str = "") -> TurnContext:
    view = result_view(context, typed=typed, problem=problem)
    return context.reply(view) if view is not None else context


def _card(context: TurnContext, about: ResultCard, due: DueNotice) -> View | None:
    if "practitioner" not in context.parts:
        return None
    return result_view(context)


FEATURE = Feature(handlers={GiveFeedback: give_feedback}, notices={ResultCard: _card})
