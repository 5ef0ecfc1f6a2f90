"""The form as a list of its sections, for whoever answers in it: how far each is, and where they are."""

from __future__ import annotations

from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.context import TurnContext
from dialogs.conversation.position import page_in_hand
from dialogs.conversation.row_names import titled
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import SectionLine, SectionsView
from dialogs.wording import last_time
from dialogs.wording.briefing_view import has_notes
from template_specs.model import Part


def sections_view(context: TurnContext, said: tuple[str, ...] = ()) -> SectionsView:
    """The sections that the actor answers in, as they are on their route now; that must not be empty."""
    here = ""
    if context.conversation.place and context.conversation.view is OnScreen.PAGE:
        here = page_in_hand(context).section.id
    route = context.route
    lines = []
    for section in context.template.sections:
        if section.id not in route.outline.by_section:
            continue
        progress = route.progress(section.id)
        title = f"{section.number} {titled(context, section)}".strip()
        line = SectionLine(
            section.id, title, progress.section_answered, progress.section_total, section.id == here
        )
        lines.append(line)
    whole = route.progress()
    return SectionsView(
        audit=context.audit.id,
        token=context.turn.token or f"sections-{context.audit.revision}",
        case=context.audit.case.reference,
        form=context.template.short_title,
        lines=tuple(lines),
        answered=whole.answered,
        total=whole.total,
        has_notes=has_notes(context),
        minutes=context.template.minutes if AUDITOR in context.parts else 0,
        said=said,
        family=context.turn.family,
        calls_family=_may_call(context),
        last_time=last_time.how_far(context) if last_time.asks(context) else "",
        asks_last_time=last_time.asks(context),
        practitioner=context.name(context.audit.practitioner) if _may_ask(context) else "",
    )


def _may_call(context: TurnContext) -> bool:
    may = allowed(context.turn.actor, Permission.CALL_FAMILY, context.audit, context.asked)
    asks = (Part.CHILD_SCORE, Part.PARENT_SCORE, Part.FAMILY_VIEWS)
    return may and any(context.template.with_part(part) for part in asks)


def _may_ask(context: TurnContext) -> bool:
    person, audit = context.turn.actor, context.audit
    may = allowed(person, Permission.ASK_PRACTITIONER, audit, context.asked)
    return may and audit.practitioner is not None and audit.practitioner != person.id


def has_sections(context: TurnContext) -> bool:
    """Whether the actor answers in more than one section, so that a list of them helps."""
    sections = context.route.outline.by_section
    return len([s for s in context.template.sections if s.id in sections]) > 1
