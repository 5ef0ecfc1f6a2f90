"""A person's position: the page and question in hand, and what place a typed name means."""

from __future__ import annotations

import re
from bisect import bisect_right

from dialogs.conversation import checks
from dialogs.conversation.context import TurnContext
from dialogs.conversation.pages import Page, page_with, pages_of
from template_specs.model import Question, Section


def page_in_hand(context: TurnContext) -> Page:
    """The page that this person is on; where the route has closed it, the nearest one before."""
    outline = context.route.outline
    place = context.conversation.place
    if place not in outline.ids:
        position = context.template.outlines.position
        upto = bisect_right(outline.questions, position.get(place, 0), key=lambda q: position[q.id])
        place = outline.questions[max(0, upto - 1)].id
    here = pages_of(context, context.template.by_id[place].section)
    page = page_with(here, place)
    if page is None:
        raise AssertionError("unreachable: a section's pages show every open question of it")
    return page


def next_page(context: TurnContext, page: Page) -> Page | None:
    """The page after `page` on the route; None after the last."""
    if page.number < page.of:
        return pages_of(context, page.section.id)[page.number]
    section = _neighbour(context, page, 1)
    return pages_of(context, section)[0] if section else None


def page_before(context: TurnContext, page: Page) -> Page | None:
    """The page before `page` on the route; None before the first."""
    if page.number > 1:
        return pages_of(context, page.section.id)[page.number - 2]
    section = _neighbour(context, page, -1)
    return pages_of(context, section)[-1] if section else None


def all_pages(context: TurnContext) -> tuple[Page, ...]:
    """Every page of the route as it is now."""
    return tuple(page for section in context.route.outline.by_section for page in pages_of(context, section))


def _neighbour(context: TurnContext, page: Page, step: int) -> str:
    """The section with open questions that is `step` sections on; empty where there is none."""
    sections = list(context.route.outline.by_section)
    position = sections.index(page.section.id) + step
    return sections[position] if 0 <= position < len(sections) else ""


def page_is_done(context: TurnContext, page: Page) -> bool:
    """Whether the page is done: each question is skipped, or answered with no draft or challenge left."""
    return all(not waits(context, q) for q in page.questions)


def waits(context: TurnContext, question: Question) -> bool:
    """Whether typing should ask for `question` now."""
    if question.id in context.conversation.passed:
        return False
    if question.id in context.conversation.drafts or question.id in context.conversation.challenges:
        return True
    if question.kind.in_rows:
        return True  # there may always be one more, until this person goes on
    if checks.holding(context, question):
        return True
    return question.id not in context.whole.complete


def in_hand(context: TurnContext) -> Question | None:
    """The question that a typed answer goes to: the one last asked by name, else the first that is open."""
    if not context.route.questions:
        return None  # nothing is asked of this person now
    asked = context.template.by_id.get(context.conversation.asked)
    if asked is not None and asked.id in context.route:
        return asked
    return next((q for q in page_in_hand(context).questions if waits(context, q)), None)


def target(context: TurnContext, typed: str) -> str:
    """The question that "3.4", "section 3", "3", "assessment" or a few words of a name mean; "" if none."""
    wanted = re.sub(r"^(?:section|question)\s+", "", typed.strip().lower()).rstrip(". ")
    if not wanted:
        return ""
    named = called(context, wanted)
    if named in context.route:
        return named
    row = wanted.partition("/")[0]
    if row in context.route and wanted.partition("/")[2]:
        return row
    for section in context.template.sections:
        copy = section.copy
        names = (section.id.lower(), section.number.lower(), section.title.lower())
        if wanted in names or (copy is not None and wanted in (copy.of.lower(), copy.row.lower())):
            first = _first_of(context, section.id)
            if first or copy is None:
                return first
    if len(wanted) < 4:
        return ""
    for section in context.template.sections:
        if section.title.lower().startswith(wanted):
            first = _first_of(context, section.id)
            if first or section.copy is None:
                return first
    wanted = _spoken(wanted)
    found = [q.id for q in context.route.questions if wanted in _spoken(q.name.lower())]
    return found[0] if found else ""


def called(context: TurnContext, typed: str) -> str:
    """The id of the question that people call `typed`, asked or not; of one that is asked for each row, that
    about the row in hand, or else about the first; empty where there is none."""
    template = context.template
    typed = typed.lower()
    if typed in template.called:
        return template.called[typed]
    copies = template.copies.get(typed, ())
    here = template.by_id.get(context.conversation.asked or context.conversation.place)
    place = here.copy.place if here is not None and here.copy is not None else 0
    about = [id for id in copies if (copy := template.by_id[id].copy) is not None and copy.place == place]
    asked = [id for id in copies if id in context.route]
    return next(iter([*about, *asked, *copies]), "")


def about_row(context: TurnContext, id: str, words: str) -> tuple[str, str]:
    """(the question, the words without the row) where `words` after a number say which row is meant: "for
    Child B - yes"; as they are where they do not."""
    question = context.template.by_id.get(id)
    if question is None or question.copy is None:
        return id, words
    for other in context.template.copies[question.copy.of.casefold()]:
        copy = context.template.by_id[other].copy
        if copy is None:
            continue
        said = re.match(rf"(?:for\s+)?{re.escape(copy.row)}\b[\s.:,;=–—-]*", words, re.IGNORECASE)
        if said is not None:
            return other, words[said.end() :].strip()
    return id, words


_NUMBERED = re.compile(r"(?:question |section )?[0-9]+(?:\.[0-9a-z]+)*[a-z]?", re.IGNORECASE)


def named_section(context: TurnContext, typed: str) -> Section | None:
    """The section of the form that is called so, asked or not."""
    wanted = re.sub(r"^(?:section|part)\s+", "", typed.strip().lower()).rstrip(". ")
    sections = context.template.sections
    return next((s for s in sections if wanted in (s.id.lower(), s.number, s.title.lower())), None)


def names_place(context: TurnContext, typed: str) -> bool:
    """Whether what follows "go to" can only be a place of the form, there now or not: an id, a number or the
    title of a section."""
    wanted = typed.strip()
    known = wanted in context.template.by_id or named_section(context, wanted) is not None
    return known or _NUMBERED.fullmatch(wanted) is not None


def _spoken(name: str) -> str:
    """A name as people type it: "childs details"."""
    return name.replace("'", "").replace("’", "")


def _first_of(context: TurnContext, section: str) -> str:
    return next((q.id for q in context.route.questions if q.section == section), "")
