"""Feedback to the auditors on the audit itself: how well it was done, from a QA lead or a moderator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audits.events import QUALITY, EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Notice, Sentence
from template_specs.kinds import clean
from template_specs.sentences import _

LEAST = 4
"""Words."""
LIMIT = 4_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class GiveAuditFeedback(Command):
    """Tell the auditors how well they did it, in one's own words."""

    permission = Permission.JUDGE_AUDIT
    at_work = False

    words: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


def give(context: TurnContext, command: GiveAuditFeedback) -> TurnContext:
    """It is kept on the trail, and each auditor gets it; nobody else does."""
    case, words = context.audit.case.reference, clean(command.words).strip()
    if len(words.split()) < LEAST:
        return context.say(
            _(
                "What do you want to tell them? Type, for example: feedback {case}: the evidence for each "
                "grade is her own words, and the actions follow from it.",
                case=case,
            )
        )
    if len(words) > LIMIT:
        return context.say(
            _(
                "This is {words:,} characters, and feedback holds {limit:,}. Shorten it, please; nothing has "
                "been sent.",
                words=len(words),
                limit=LIMIT,
            )
        )
    people = [person for person in context.audit.auditors if person != context.turn.actor.id]
    if not people:
        return context.say(_("Nobody audits {case} now, so nobody would get it.", case=case))
    context = context.record(EventKind.ACKNOWLEDGED, QUALITY, words=words)
    text = _("{name} on your audit of {case}: {words}", name=context.turn.actor.name, case=case, words=words)
    context = context.notify(*(Notice(person, context.told, text=text) for person in people))
    told = _("{names} have your feedback on the audit of {case}.", names=context.names(people), case=case)
    if len(people) == 1:
        told = _("{names} has your feedback on the audit of {case}.", names=context.names(people), case=case)
    return context.reply(Sentence(told))


FEATURE = Feature(handlers={GiveAuditFeedback: give})
