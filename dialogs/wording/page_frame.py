"""What stands around the questions of a page: where it is, the ways on, and what its questions share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.audits.audit import PersonId
from dialogs.conversation.context import TurnContext
from dialogs.conversation.pages import Page
from dialogs.conversation.row_names import titled
from dialogs.conversation.views import ScaleView, SectionLink
from template_specs.model import Question
from template_specs.question import LOOKS_LIKE_NUMBER
from template_specs.sentences import _


def headings(questions: Sequence[Question]) -> Iterator[str]:
    """What stands over each question: the heading of its group, where that begins on this page."""
    group = ""
    for question in questions:
        begins = bool(question.group) and question.group != group
        number = question.group if LOOKS_LIKE_NUMBER.fullmatch(question.group) else ""
        yield f"{number} {question.group_heading}".strip() if begins else ""
        group = question.group


def scales(context: TurnContext, page: Page) -> tuple[ScaleView, ...]:
    """The scales that the page grades on, each once."""
    template = context.template
    found: dict[str, ScaleView] = {}
    for question in page.questions:
        meanings = template.meanings(question)
        if meanings and question.scale not in found:
            scale = template.scales.get(question.scale)
            found[question.scale] = ScaleView(scale.title if scale is not None else "", meanings)
    return tuple(found.values())


def partners(context: TurnContext) -> tuple[PersonId, ...]:
    """The other auditors, for one of them."""
    me = context.turn.actor.id
    return tuple(p for p in context.audit.auditors if p != me) if me in context.audit.auditors else ()


def where(context: TurnContext, page: Page) -> str:
    """ "Section 3 of 7, page 2 of 6"; "Section 5a (4 of 10)" where the form's own number is no count;
    sections without a number only count their pages."""
    part = _("Page {number} of {of}", number=page.number, of=page.of) if page.of > 1 else ""
    if not page.section.number:
        return part
    number = page.section.number
    place, of = context.template.section_places[page.section.id]
    counted = all(
        s.number == str(context.template.section_places[s.id][0])
        for s in context.template.sections
        if s.number
    )
    told = (
        _("Section {number} of {of}", number=number, of=of)
        if counted
        else _("Section {number} ({place} of {of})", number=number, place=place, of=of)
    )
    return f"{told}, {part.lower()}" if part else told


def section_links(context: TurnContext) -> tuple[SectionLink, ...]:
    """Each section with how far it is."""
    links = []
    for section in context.template.sections:
        if section.id not in context.route.outline.by_section:
            continue
        progress = context.route.progress(section.id)
        count = (
            _(
                ": {section_answered} of {section_total}",
                section_answered=progress.section_answered,
                section_total=progress.section_total,
            )
            if progress.section_total
            else ""
        )
        links.append(SectionLink(section.id, f"{section.number} {titled(context, section)}{count}".strip()))
    return tuple(links)
