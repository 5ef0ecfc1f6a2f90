"""An audit is returned: whoever was ticked has it to read, and nobody else; the message that says so."""

from __future__ import annotations

from dialogs.audits.audit import PersonId
from dialogs.audits.events import RETURNED, EventKind
from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.subjects import ToldToRead
from dialogs.conversation.views import Action, Button, Notice, Sentence, View
from dialogs.features.handover import holders
from dialogs.features.messages import knows
from template_specs.model import Stage
from template_specs.sentences import N_, _


def returned(context: TurnContext, stage: Stage) -> TurnContext:
    """`stage` is complete: those whom its ticks stand for may read the audit from now on, and hear of it."""
    answer = context.audit.answer(stage.returning) if stage.returning else None
    if answer is None or answer.removed:
        return context
    ticked = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    people: dict[PersonId, str] = {}
    for code, part in stage.returns_to:
        for person in people_for(context, part) if code in ticked else ():
            people.setdefault(person, part)
    people.pop(context.turn.actor.id, None)
    if not people:
        return context
    context = context.record(EventKind.ACKNOWLEDGED, f"{RETURNED}/{stage.id}", people)
    case, who = context.audit.case.reference, context.turn.actor.name
    text = _("{who} has returned the audit of {case} to you. It is yours to read.", who=who, case=case)
    told = ToldToRead(context.told.turn)
    context = context.notify(*(Notice(person, told, text=text) for person in people))
    return context.say(_("It is returned to {names}.", names=context.names(people)))


def people_for(context: TurnContext, part: str) -> tuple[PersonId, ...]:
    """Those who are `part` to the audit; of the service managers the manager's own manager, where they are
    one."""
    named, above = holders(context, part), context.turn.above
    return (above,) if part == "service_manager" and above is not None and above in named else named


READ = N_("Read the whole audit")


def _to_read(context: TurnContext, about: ToldToRead, due: DueNotice) -> View | None:
    if not knows(context):
        return None
    if not isinstance(sight(context), Full):
        return Sentence(due.text)
    audit = {"audit": context.audit.id}
    walks = allowed(context.turn.actor, Permission.WALK, context.audit, context.asked)
    read = Button(READ, Action("review", {**audit, "part": 0}), primary=not walks)
    if not walks:
        return Sentence(due.text, (read,))
    return Sentence(due.text, (Button(_("Go on with the audit"), Action("open", audit), primary=True), read))


FEATURE = Feature(notices={ToldToRead: _to_read})
