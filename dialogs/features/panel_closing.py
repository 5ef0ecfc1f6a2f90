"""Who of a panel is still there; and the panel closed, by itself or by the QA lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dialogs.audits import completion, panels
from dialogs.audits.audit import Person, PersonId, Role
from dialogs.audits.events import EventKind
from dialogs.audits.panel_members import Gone, gone, leads_next, out
from dialogs.audits.panels import Panel
from dialogs.audits.replies import BOT
from dialogs.audits.restriction import opens_to
from dialogs.conversation.context import TurnContext
from dialogs.conversation.subjects import StageCard, ToldFormer
from dialogs.conversation.views import Notice
from dialogs.wording.panel_view import absent_in_words, off_in_words
from template_specs.sentences import _

LEAST_TO_CLOSE = 2
"""Grades with which a panel closes by itself once nobody is waited for."""

People = Mapping[PersonId, Person]
"""The panel's members, as far as they are on the people list, by their ids."""


def noticed(context: TurnContext, people: People) -> TurnContext:
    """The context after everybody has been told who of the panel standing now is not there any more, or is
    again, and who leads it instead."""
    panel = context.audit.panel
    if panel is None:
        return context
    before, told = context, list[str]()
    asked = panel.ungraded if panel.is_open else (panel.lead,)
    for person in asked:
        why = gone(people.get(person), context.audit, context.turn.today)
        if (why or "") == panel.off.get(person, ""):
            continue
        value = {"person": person, "why": why or ""}
        context = context.happened_by(BOT, EventKind.ACKNOWLEDGED, panels.OFF, value)
        told.append(_told_off(context, panel, person, why))
        context = _tell_member(context, panel, person, why)
    context, led = _lead(context, people)
    told += led
    if context is before:
        return context
    context = cards_of_moderators(context, panel.stage)
    text = " ".join(told)
    return context.notify(*(Notice(lead, context.told, text=text) for lead in qa_leads(context)))


def _told_off(context: TurnContext, panel: Panel, person: PersonId, why: Gone | None) -> str:
    """What the QA leads are told of a member."""
    case, name = context.audit.case.reference, context.name(person)
    if why is None:
        return _("{name} is there again, and the panel for {case} counts on them.", name=name, case=case)
    if panel.is_open:
        off = off_in_words(context, person, why)
        return _("Panel for {case}: {off}", case=case, off=off)
    if why is not Gone.AWAY:
        return ""  # that somebody else leads it is told
    return _(
        "{name} leads the panel for {case}, and is away. To have somebody else of it moderate the audit, "
        "type: panel {case} led by NAME because ...",
        name=name,
        case=case,
    )


def _tell_member(context: TurnContext, panel: Panel, person: PersonId, why: Gone | None) -> TurnContext:
    """Somebody who may not be on it any more hears so, and their card has no buttons from then on."""
    case = context.audit.case.reference
    if why is None and panel.is_open:
        text = _("The panel for {case} waits for your grade again.", case=case)
        return context.notify(Notice(person, context.told, text=text))
    if why is not Gone.CASE and why is not Gone.ROLE:
        return context
    text = _("You are not on the panel for {case} any more. Nothing more is needed from you.", case=case)
    return context.notify(
        Notice(person, ToldFormer(context.told.turn), text=text), Notice(person, StageCard(panel.stage))
    )


def _lead(context: TurnContext, people: People) -> tuple[TurnContext, list[str]]:
    """The context with somebody leading the panel who may; and what is said of it."""
    panel, case = context.audit.panel, context.audit.case.reference
    if panel is None or not out(people.get(panel.lead), context.audit, context.turn.today):
        return context, []
    lead = leads_next(panel, people, context.audit, context.turn.today)
    if lead is None:
        context = context.happened_by(BOT, EventKind.ACKNOWLEDGED, panels.DISSOLVED, {})
        return context, [
            _(
                "Nobody is left on the panel for {case} who could grade or lead it, so it is over. Any "
                "moderator can moderate the audit now, and you can name another panel.",
                case=case,
            )
        ]
    was = context.name(panel.lead)
    context = context.happened_by(BOT, EventKind.ACKNOWLEDGED, panels.LED, {"lead": lead})
    text = _(
        "{name} leads the panel for {case} now, in the place of {was}.",
        name=context.name(lead),
        case=case,
        was=was,
    )
    there = [p for p in panel.members if not out(people.get(p), context.audit, context.turn.today)]
    context = context.notify(*(Notice(person, context.told, text=text) for person in there))
    return context, [text]


def settled(context: TurnContext, people: People) -> TurnContext:
    """The context after a panel that waits for nobody is closed, or its QA leads are asked what to do."""
    panel = context.audit.panel
    if panel is None or not panel.is_open or panel.awaited:
        return context
    if len(panel.graded) >= LEAST_TO_CLOSE:
        return closed(context, people)
    text = _(
        "Nobody else of the panel for {case} can give a grade now. {absent} Wait for them, or type: "
        "close panel {case} because ...",
        case=context.audit.case.reference,
        absent=absent_in_words(context, panel),
    )
    return context.notify(*(Notice(lead, context.told, text=text) for lead in qa_leads(context)))


def closed(context: TurnContext, people: People, why: str | None = None) -> TurnContext:
    """The context after the panel standing now is closed: its members and the QA leads can read all grades
    side by side, on its card."""
    panel = context.audit.panel
    if panel is None:
        return context
    today, here = context.turn.today, context.audit
    lead = leads_next(replace(panel, closed_at=context.turn.now), people, here, today)
    value = {"missing": ";".join(panel.ungraded), "lead": lead or panel.lead}
    context = context.record(EventKind.ACKNOWLEDGED, panels.CLOSED, value, why)
    if lead is None and not context.audit.panels[-1].over:
        context = context.happened_by(BOT, EventKind.ACKNOWLEDGED, panels.DISSOLVED, {})
    context = cards_of_moderators(context, panel.stage)
    last, case, me = context.audit.panels[-1], context.audit.case.reference, context.turn.actor.id
    there = [person for person in panel.members if not out(people.get(person), here, today)]
    leads = qa_leads(context)
    if not last.graded:
        text = _("The panel for {case} was closed before anybody gave a grade.", case=case)
        return context.notify(*(Notice(p, context.told, text=text) for p in there if p != me))
    context = context.notify(*(Notice(person, StageCard(panel.stage)) for person in leads))
    return context.notify(
        *(
            Notice(person, context.told, text=_result(context, last, person))
            for person in dict.fromkeys((*there, *leads))
            if person != me  # who reads it in the reply
        )
    )


def _result(context: TurnContext, panel: Panel, reader: PersonId) -> str:
    """That the panel has given its grades, and who moderates; none of the grades, which its card shows to
    whoever may see them when they look."""
    case = context.audit.case.reference
    if panel.over:
        then = _("Any moderator can moderate the audit now.")
    elif reader == panel.lead:
        then = _("You lead it, so you moderate the audit now.")
    else:
        then = _("{name} leads it, and moderates the audit now.", name=context.name(panel.lead))
    missing = _("Missing: {names}.", names=context.names(panel.missing)) if panel.missing else ""
    shown = _("Its card shows them side by side; so does: panel {case}.", case=case)
    given = _("The panel for {case} has given its grades.", case=case)
    return " ".join(filter(None, (given, missing, then, shown)))


def cards_of_moderators(context: TurnContext, stage: str) -> TurnContext:
    """Every moderator's card of the stage says whom it asks now, and every member's how the panel stands."""
    moderators = context.turn.with_role.get(Role.MODERATOR.value, ())
    own = {*context.audit.auditors, context.audit.practitioner, context.audit.manager, context.audit.iro}
    members = context.audit.panels[-1].members if context.audit.panels else ()
    return context.notify(
        *(Notice(person, StageCard(stage)) for person in _open_to(context, (*moderators, *members), own))
    )


def _open_to(
    context: TurnContext, people: Iterable[PersonId], own: set[PersonId | None]
) -> Iterable[PersonId]:
    return [p for p in dict.fromkeys(people) if p not in own and opens_to(p, context.audit)]


def qa_leads(context: TurnContext) -> tuple[PersonId, ...]:
    """The QA leads who have no part in the case."""
    return completion.holders(context.audit, Role.QA_LEAD.value, context.turn.with_role)
