"""A stage that everybody named completes, each for themselves (`needs_all`): who has, and who is awaited.

The people of the case are awaited one by one (each auditor of a pair, the practitioner, the manager, the
IRO), and those whom the case does not name are not.  Of a role of the whole programme one person is enough.
"""

from __future__ import annotations

from dialogs.audits.audit import Confirmation, PersonId
from dialogs.audits.completion import Awaited, awaited, completed, holders, in_words
from dialogs.audits.events import EventKind
from dialogs.audits.stages import current
from dialogs.conversation.context import TurnContext
from dialogs.conversation.state import OnScreen
from dialogs.conversation.subjects import StageCard
from dialogs.conversation.views import Notice
from template_specs.dates import clock_day
from template_specs.model import Question, Stage
from template_specs.sentences import _


def others(context: TurnContext) -> tuple[Awaited, ...]:
    """Who still has a part to complete once the actor has completed theirs."""
    mine = context.turn.actor.id
    return tuple(
        a
        for a in awaited(context.template, context.audit)
        if a.person != mine and not (not a.person and a.part in context.parts)
    )


def comes_later(context: TurnContext, question: Question) -> bool:
    """Whether somebody who is still awaited answers `question` before they complete their part."""
    return any(a.part in context.template.people_of(question) for a in others(context))


def confirm(context: TurnContext, stage: Stage, waits: tuple[Awaited, ...]) -> TurnContext:
    """The actor has completed their part; those still awaited hear of it, and every card tells it."""
    before = context
    context = context.record(EventKind.CONFIRMED, stage.id, tuple(sorted(context.parts & set(stage.by))))
    context = context.with_conversation(view=OnScreen.SUBMITTED, pending=None, asked="")
    context = context.notify(*(Notice(person, StageCard(stage.id)) for person in _with_card(context, stage)))
    context = context.notify(*(_told(before, stage, a.person) for a in waits if a.person))
    still = in_words(waits, context.name)
    return context.say(
        _(
            "Your part is complete. {title} is still with {still}, and goes on when "
            "everybody is done. Until then you can change your answers. If you do, "
            "complete your part again.",
            title=stage.title,
            still=still,
        )
    )


def done_already(context: TurnContext, mine: Confirmation, waits: tuple[Awaited, ...]) -> TurnContext:
    """Completed before, and nothing changed since: say who the stage is still with."""
    still = in_words(waits, context.name)
    return context.with_conversation(view=OnScreen.SUBMITTED, pending=None, asked="").say(
        _(
            "You completed your part on {clock_day}. Nothing more is needed from you. It is still "
            "with {still}.",
            clock_day=clock_day(mine.at),
            still=still,
        )
    )


def lapsed(before: TurnContext, context: TurnContext) -> TurnContext:
    """Whoever changes an answer after completing their part is told to complete it again."""
    mine = before.turn.actor.id
    if not before.audit.confirmed or completed(before.template, before.audit, mine) is None:
        return context
    here, there = current(before.template, before.audit), current(context.template, context.audit)
    if here != there or completed(context.template, context.audit, mine) is not None:
        return context
    return context.say(_("You had completed your part. Type submit to complete it again with this change."))


def where(context: TurnContext) -> str:
    """For "where am I": who has yet to complete the stage; empty where one person is enough."""
    waits = awaited(context.template, context.audit)
    return _("This stage is still with {in_words}.", in_words=in_words(waits, context.name)) if waits else ""


def _with_card(context: TurnContext, stage: Stage) -> tuple[PersonId, ...]:
    """Whoever was sent a card of this stage (auditors are sent none in the first one)."""
    asked = {p for q in context.template.in_stage(stage.id) for p in context.template.people_of(q)} | {
        *stage.by
    }
    people = {p for part in asked for p in holders(context.audit, part, context.turn.with_role)}
    first = stage == context.template.stages[0]
    return tuple(sorted(people - set(context.audit.auditors) if first else people))


def _told(before: TurnContext, stage: Stage, person: PersonId) -> Notice:
    audit, who = before.audit, before.turn.actor.name
    text = _(
        "{who} has completed their part in {title} ({reference}).",
        who=who,
        title=stage.title,
        reference=audit.case.reference,
    )
    if any(c.by == person for c in audit.confirmed):
        text += _(" Something was changed since you completed yours: read it through, and complete it again.")
    else:
        text += _(" Yours is still to do. It goes on when you have completed it too.")
    return Notice(person, before.told, text=text)
