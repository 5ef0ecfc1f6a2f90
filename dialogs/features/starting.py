"""The start of an audit: what the case list knows is filled in, and its contributors are asked."""

from __future__ import annotations

from dialogs.audits.audit import State
from dialogs.audits.events import EventKind
from dialogs.conversation.context import TurnContext
from dialogs.features.handover import ask_contributors
from template_specs.kinds import Refusal, read
from template_specs.sentences import _


def begin(context: TurnContext) -> TurnContext:
    """Under way, if it is not yet: with what the case list already says."""
    if context.audit.state is not State.ALLOCATED:
        return context
    context = ask_contributors(context.record(EventKind.STARTED))
    known = {
        "reference": context.audit.case.reference,
        "team": context.audit.case.team,
        "case_type": context.audit.case.case_type,
        "practitioner": context.turn.names.get(context.audit.practitioner or "", ""),
        "manager": context.turn.names.get(context.audit.manager or "", ""),
        "auditor": _(" and ").join(context.turn.names.get(p, "") for p in context.audit.auditors),
        "theme": context.audit.case.theme,
        "today": context.turn.today.isoformat(),
    }
    filled = False
    for question in context.template.questions:
        raw = known.get(question.prefill, "")
        if not raw:
            continue
        outcome = read(question, raw, context.turn.today)
        if isinstance(outcome, Refusal):
            continue  # the case list's word is not one of the form's: the auditor is asked instead
        context = context.record(EventKind.ANSWERED, question.id, outcome.clear, outcome.text or None)
        filled = True
    return context.say(_("We have filled in what we know. Please check it.")) if filled else context
