"""A panel that is cut off (the audit given back, withdrawn, completed by somebody else), or taken up again:
its members are told, and their cards have no buttons."""

from __future__ import annotations

from dialogs.audits.audit import State
from dialogs.audits.panels import Panel
from dialogs.conversation.context import TurnContext
from dialogs.conversation.subjects import StageCard
from dialogs.conversation.views import Notice
from dialogs.features.panel_closing import qa_leads
from dialogs.wording.panel_view import cut_off, why_over
from template_specs.sentences import _


def told(before: TurnContext, context: TurnContext) -> TurnContext:
    """The context after those of the panel have been told what became of it since `before`; for what ends a
    stage, or brings one back."""
    was, now = before.audit.panel, context.audit.panel
    if (was is None) == (now is None):
        return context
    if was is None:
        return _again(context, now) if now is not None and before.audit.state is State.WITHDRAWN else context
    last = context.audit.panels[-1]
    leads = qa_leads(context) if last.closed_at is not None else ()  # who have its card from then on
    people = dict.fromkeys((*last.members, *leads))
    context = context.notify(*(Notice(person, StageCard(last.stage)) for person in people))
    if not cut_off(context, last):
        return context
    case = context.audit.case.reference
    again = "" if context.audit.state is State.WITHDRAWN else _(" A new panel can be named when it is back.")
    text = _(
        "The panel for {case} is over. {why} Your grades stay on the record, and nothing more is needed from "
        "you.",
        case=case,
        why=why_over(context, last),
    )
    context = _to_members(context, last, text)
    return context.say(_("Its panel is over, and its members are told.{again}", again=again))


def _again(context: TurnContext, panel: Panel) -> TurnContext:
    """The panel of an audit that was withdrawn goes on where it was."""
    case = context.audit.case.reference
    context = context.notify(*(Notice(person, StageCard(panel.stage)) for person in panel.members))
    for person in panel.members:
        asks = person in panel.awaited or (person == panel.lead and not panel.is_open)
        text = (
            _("The audit of {case} is back, and its panel waits for you. Type panel {case}.", case=case)
            if asks
            else _("The audit of {case} is back, and its panel goes on. Your grade is kept.", case=case)
        )
        context = context.notify(Notice(person, context.told, text=text))
    return context


def _to_members(context: TurnContext, panel: Panel, text: str) -> TurnContext:
    """Everybody on it who has not been told that they are not, except the actor."""
    me = context.turn.actor.id
    people = [p for p in panel.members if p != me and panel.off.get(p, "away") == "away"]
    return context.notify(*(Notice(person, context.told, text=text) for person in people))
