"""What the form says before it is begun, and how far back to look where that matters."""

from __future__ import annotations

from datetime import date

from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import BriefingView
from dialogs.wording import last_time
from template_specs.conditions import day_of, months_after
from template_specs.dates import uk_date
from template_specs.model import Part, Question
from template_specs.sentences import _


def briefing_view(context: TurnContext, *, begins: bool = False) -> BriefingView:
    """What the form says to the actor: its auditors get all of it, others what is said to them, and the words
    that it explains."""
    template = context.template
    audits = AUDITOR in context.parts
    return BriefingView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        form=template.short_title,
        full_title=template.title,
        notes=(*together(context), *template.told(context.parts)),
        before=context.turn.before if audits else (),
        asks_last_time=last_time.asks(context),
        looks_back=_look_backs(context) if audits else (),
        documents=template.guidance_documents if audits else (),
        pointers=template.pointers if audits else (),
        terms=tuple(template.glossary.items()),
        said=context.said if begins else (),
        begins=begins,
        can_go_on=bool(context.route.questions),
    )


def together(context: TurnContext) -> tuple[str, ...]:
    """How auditor and practitioner go through the audit, where its form has them do so together."""
    part, practitioner = context.template.practitioner, context.audit.practitioner
    if part is None or not part.together or practitioner is None or AUDITOR not in context.parts:
        return ()
    name = context.name(practitioner)
    said = [
        _("Go through this audit together with {name}: what works well first, then the gaps.", name=name),
    ]
    if part.draft:
        said.append(_("Before you submit it, {name} gets the draft and answers it.", name=name))
    return tuple(said)


def says_something(context: TurnContext) -> bool:
    """Whether the form says enough to the actor to stop before the first page."""
    template = context.template
    if template.told(context.parts) or together(context) or context.turn.before:
        return True
    return AUDITOR in context.parts and bool(template.guidance_documents or template.pointers)


def has_notes(context: TurnContext) -> bool:
    """Whether the form has anything to say to the actor beforehand, or words to explain to its auditors."""
    template = context.template
    beside = template.lookback_months or template.judgement_months or template.glossary
    return says_something(context) or (AUDITOR in context.parts and bool(beside))


def looks_back(context: TurnContext, question: Question) -> str:
    """ "Look back 18 months, to 5 December 2024."; empty where the form names no look-back for `question`."""
    if not question.lookback:
        return ""
    return _(
        "Look back {how_long}, to {uk_date}.",
        how_long=_months(question.lookback),
        uk_date=uk_date(_since(context, question.lookback)),
    )


def _look_backs(context: TurnContext) -> tuple[str, ...]:
    template = context.template
    told = []
    if template.lookback_months:
        since = uk_date(_since(context, template.lookback_months))
        how_long = _months(template.lookback_months)
        told.append(_("The audit looks back {how_long}, to {since}.", how_long=how_long, since=since))
    if template.judgement_months:
        since = uk_date(_since(context, template.judgement_months))
        how_long = _months(template.judgement_months)
        told.append(_("Its judgements look back {how_long}, to {since}.", how_long=how_long, since=since))
    return tuple(told)


def _since(context: TurnContext, months: int) -> date:
    """The first day that is looked at, from the day of the audit where it is given, else from today."""
    for question in context.template.with_part(Part.AUDIT_DATE):
        answer = context.audit.answer(question.id)
        audited = day_of(answer.value) if answer is not None else None
        if audited is not None:
            return months_after(audited, -months)
    return months_after(context.turn.today, -months)


def _months(months: int) -> str:
    return _("1 month") if months == 1 else _("{months} months", months=months)
