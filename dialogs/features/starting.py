"""The start of an audit and of each later stage: what is known already is filled in."""

from __future__ import annotations

from dialogs.audits.audit import State
from dialogs.audits.events import EventKind
from dialogs.audits.stages import current
from dialogs.conversation.context import TurnContext
from dialogs.features.handover import ask_contributors
from template_specs.dates import uk_month
from template_specs.kinds import Refusal, read
from template_specs.model import Stage
from template_specs.sentences import _


def begin(context: TurnContext) -> TurnContext:
    """Under way, if it is not yet: with what the case list already says.

    Whoever opens a later stage that is theirs to complete finds what is known by then filled in: the day, and
    their own name where somebody signs.
    """
    if context.audit.state is State.ALLOCATED:
        return _fill_in(ask_contributors(context.record(EventKind.STARTED)), context.template.stages[0])
    stage = current(context.template, context.audit)
    if stage is None or stage == context.template.stages[0] or not context.parts & {*stage.by}:
        return context
    return _fill_in(context, stage)


def _fill_in(context: TurnContext, stage: Stage) -> TurnContext:
    """Each question of `stage` that was never answered and whose answer is known, for the actor to check."""
    audit, names = context.audit, context.turn.names
    known = {
        "reference": audit.case.reference,
        "team": audit.case.team,
        "case_type": audit.case.case_type,
        "practitioner": names.get(audit.practitioner or "", ""),
        "manager": names.get(audit.manager or "", ""),
        "iro": names.get(audit.iro or "", ""),
        "auditor": _(" and ").join(names.get(p, "") for p in audit.auditors),
        "signer": context.turn.actor.name,
        "theme": audit.case.theme,
        "month": uk_month(audit.case.month),
        "today": context.turn.today.isoformat(),
    }
    filled = False
    for question in context.template.in_stage(stage.id):
        raw = known.get(question.prefill, "")
        if not raw or question.id in audit.history:
            continue
        outcome = read(question, raw, context.turn.today)
        if isinstance(outcome, Refusal):
            continue  # the case list's word is not one of the form's: the auditor is asked instead
        context = context.record(EventKind.ANSWERED, question.id, outcome.clear, outcome.text or None)
        filled = True
    return context.say(_("We have filled in what we know. Please check it.")) if filled else context
