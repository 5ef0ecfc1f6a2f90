"""An answer that its form escalates reaches those whom the form names at once, with its reason."""

from __future__ import annotations

from dialogs.audits.audit import Answer, PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.stages import current
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import Notice
from dialogs.features.returning import people_for
from template_specs.sentences import _

ESCALATED = "escalated"
"""Begins the key of an escalation on the trail ("escalated/worry"): to a version that does not know of it,
the acknowledgement of a card that it does not know."""


def owed(before: TurnContext, context: TurnContext) -> TurnContext:
    """With those told whom the stage in hand names, where this turn has given the answer that it escalates,
    or the reason for it: as soon as both are there, and again only with another reason."""
    stage = current(before.template, before.audit)
    if stage is None or not stage.escalating:
        return context
    answer = context.audit.answer(stage.escalating)
    if not _is_whole(stage.escalating_answers, answer) or answer is None or answer.passage is None:
        return context
    earlier = before.audit.answer(stage.escalating)
    told_before = _is_whole(stage.escalating_answers, earlier) and earlier is not None and earlier.passage
    if told_before and earlier is not None and earlier.revision == answer.revision:
        return context
    people = _people(context, stage.escalates_to)
    if not people:
        return context.say(
            _("Nobody has the role to hear of this, so nobody has been told. Ring the service manager now.")
        )
    context = context.record(EventKind.ACKNOWLEDGED, f"{ESCALATED}/{stage.escalating}", people)
    question = context.template.by_id[stage.escalating]
    text = _(
        "{who} has escalated the audit of {case} ({name}): {why}",
        who=context.turn.actor.name,
        case=context.audit.case.reference,
        name=question.name,
        why=answer.passage.text,
    )
    context = context.notify(*(Notice(person, context.told, urgent=True, text=text) for person in people))
    return context.say(_("I am telling {names} now, with your reason.", names=context.names(people)))


def _is_whole(answers: tuple[str, ...], answer: Answer | None) -> bool:
    return (
        answer is not None
        and not answer.removed
        and answer.value in answers
        and answer.passage is not None
        and bool(answer.passage.size)
    )


def _people(context: TurnContext, parts: tuple[str, ...]) -> tuple[PersonId, ...]:
    """Whom the form names, without whoever escalates it."""
    people = dict.fromkeys(person for part in parts for person in people_for(context, part))
    people.pop(context.turn.actor.id, None)
    return tuple(people)
