"""The page in hand as a view: what stands in each box, what is asked about it, where one can go."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable

from dialogs import evidence, notes
from dialogs.audit import Answer, Draft, Passage, PersonId
from dialogs.drafts import CELL_BYTES, in_box
from dialogs.moderating import earlier
from dialogs.pages import Page, page_with, pages_of
from dialogs.rights import Act, allowed
from dialogs.route import as_stored, is_complete, speaks_in_words
from dialogs.rows import AUDITOR, cells_of, shown
from dialogs.scene import Scene, number_of, reads
from dialogs.standards import standards_of
from dialogs.views import (
    CellView,
    ChallengeView,
    ConflictView,
    PageView,
    QuestionView,
    RowView,
    SectionLink,
)
from template_specs.conditions import differing
from template_specs.model import Column, Differs, Question


def page_in_hand(scene: Scene) -> Page:
    """The page where this person stands; where the route has closed it, the nearest one before."""
    outline = scene.route.outline
    place = scene.walk.place
    if place not in outline.ids:
        position = scene.template.outlines.position
        upto = bisect_right(outline.questions, position.get(place, 0), key=lambda q: position[q.id])
        place = outline.questions[max(0, upto - 1)].id
    here = _pages_of(scene, scene.template.by_id[place].section)
    page = page_with(here, place)
    if page is None:
        raise AssertionError("unreachable: a section's pages show every open question of it")
    return page


def next_page(scene: Scene, page: Page) -> Page | None:
    """The page after `page` on the route; None after the last."""
    if page.number < page.of:
        return _pages_of(scene, page.section.id)[page.number]
    section = _neighbour(scene, page, 1)
    return _pages_of(scene, section)[0] if section else None


def page_before(scene: Scene, page: Page) -> Page | None:
    """The page before `page` on the route; None before the first."""
    if page.number > 1:
        return _pages_of(scene, page.section.id)[page.number - 2]
    section = _neighbour(scene, page, -1)
    return _pages_of(scene, section)[-1] if section else None


def all_pages(scene: Scene) -> tuple[Page, ...]:
    """Every page of the route as it is now."""
    return tuple(page for section in scene.route.outline.by_section for page in _pages_of(scene, section))


def _pages_of(scene: Scene, section: str) -> tuple[Page, ...]:
    return pages_of(scene.template, scene.audit, scene.walk, scene.route, section)


def _neighbour(scene: Scene, page: Page, step: int) -> str:
    """The section with open questions that is `step` sections on; empty where there is none."""
    sections = list(scene.route.outline.by_section)
    position = sections.index(page.section.id) + step
    return sections[position] if 0 <= position < len(sections) else ""


def page_view(scene: Scene) -> PageView:
    """The live card."""
    page = page_in_hand(scene)
    questions = scene.route.questions
    return PageView(
        audit=scene.audit.id,
        token=scene.turn.fresh_id(),
        case=scene.audit.case.reference,
        form=scene.template.short_title,
        section=page.section.title,
        where=where(scene, page),
        progress=scene.route.progress(page.section.id),
        questions=tuple(question_view(scene, q) for q in page.questions),
        said=scene.said,
        intro=page.section.intro if page.number == 1 else "",
        links=section_links(scene),
        first=page.questions[0] is questions[0],
        last=page.questions[-1] is questions[-1],
        partner=", ".join(scene.name(p) for p in _partners(scene)),
        can_raise=allowed(scene.turn.actor, Act.RAISE_CONCERN, scene.audit, scene.asked),
        can_read=allowed(scene.turn.actor, Act.READ, scene.audit, scene.asked),
    )


def _partners(scene: Scene) -> tuple[PersonId, ...]:
    me = scene.turn.actor.id
    return tuple(p for p in scene.audit.auditors if p != me) if me in scene.audit.auditors else ()


def where(scene: Scene, page: Page) -> str:
    """ "Section 3 of 7, page 2 of 6"; sections without a number only count their pages."""
    numbered = [s for s in scene.template.sections if s.number]
    part = f"Page {page.number} of {page.of}" if page.of > 1 else ""
    if not page.section.number:
        return part
    return f"Section {page.section.number} of {len(numbered)}" + (f", {part.lower()}" if part else "")


def section_links(scene: Scene) -> tuple[SectionLink, ...]:
    """Each section with how far it is."""
    links = []
    for section in scene.template.sections:
        if section.id not in scene.route.outline.by_section:
            continue
        progress = scene.route.progress(section.id)
        count = f": {progress.section_answered} of {progress.section_total}" if progress.section_total else ""
        links.append(SectionLink(section.id, f"{section.number} {section.title}{count}".strip()))
    return tuple(links)


def question_view(scene: Scene, question: Question) -> QuestionView:
    """One question with everything that stands at it for this person."""
    key = question.id
    answer = scene.audit.answer(key)
    editing = scene.walk.editing if scene.walk.editing.startswith(f"{key}/") else ""
    draft = scene.walk.drafts.get(editing or key)
    value, value_passage, written = _boxes(question, answer)
    if draft is not None and not question.kind.in_rows:
        value, value_passage, written = _draft_boxes(question, answer, draft)
    box = question.evidence
    return QuestionView(
        key=key,
        number=number_of(question),
        text=question.text,
        kind=question.kind,
        revision=answer.revision if answer else 0,
        options=question.options,
        value=value,
        value_passage=value_passage,
        evidence_prompt=box.prompt if box else "",
        evidence_required=bool(box and box.required),
        evidence_limit=box.limit if box else 4000,
        evidence=written,
        required=question.required,
        help=question.help,
        meanings=scene.template.meanings(question),
        standards=standards_of(scene.template, question),
        short="" if number_of(question) else question.short,
        earlier=earlier(scene, question),
        limit=question.limit,
        least=question.least,
        most=question.most,
        problem=draft.why if draft is not None else "",
        challenge=_challenge(scene, question, answer),
        conflict=_conflict(scene, question, answer, draft),
        notes=notes.offered(scene, question),
        differences=differences(scene, question),
        rows=_rows(scene, question),
        columns=_row_form(scene, question),
        editing=editing,
    )


def differences(scene: Scene, question: Question) -> tuple[str, ...]:
    """For a question why judgements differ: each judgement that does, with its grade."""
    if not isinstance(question.when, Differs):
        return ()
    lines = []
    for other in (question.when.question, *differing(question.when, _look(scene))):
        found = scene.template.by_id[other]
        answer = scene.audit.answer(other)
        section = scene.template.section_by_id[found.section]
        place = f"{section.title} ({section.number})" if section.number else found.name
        lines.append(f"{place}: {reads(found, answer)}")
    return tuple(lines)


def cell_view(column: Column, stored: str, *, label_only: bool = False) -> CellView:
    """One cell of a row, as a box or as read."""
    return CellView(
        id=column.id,
        label=column.label,
        kind=column.kind,
        required=column.required,
        value="" if label_only else stored,
        value_label=shown(column, stored),
        options=column.options,
        limit=column.limit,
    )


def _look(scene: Scene) -> Callable[[str], object]:
    def look(question: str) -> object:
        answer = scene.audit.answer(question)
        return answer.value if answer is not None else None

    return look


def _boxes(question: Question, answer: Answer | None) -> tuple[str, Passage | None, Passage | None]:
    """The value, the value where it is words, and the evidence."""
    if answer is None:
        return "", None, None
    if speaks_in_words(question):
        return "", answer.passage, None
    return as_stored(answer), None, answer.passage


def _draft_boxes(
    question: Question, answer: Answer | None, draft: Draft
) -> tuple[str, Passage | None, Passage | None]:
    # What is not kept apart stands as it is saved.
    value, passage, written = _boxes(question, answer)
    if speaks_in_words(question):
        return "", Passage.of(in_box(draft.value)) if draft.value else passage, None
    return draft.value or value, None, Passage.of(in_box(draft.words)) if draft.words else written


def _challenge(scene: Scene, question: Question, answer: Answer | None) -> ChallengeView | None:
    why = scene.walk.challenges.get(question.id)
    if why is None or answer is None:
        return None
    return evidence.challenge(scene.template, question, reads(question, answer), why)


def _conflict(
    scene: Scene, question: Question, answer: Answer | None, draft: Draft | None
) -> ConflictView | None:
    if draft is None or not draft.stale or answer is None:
        return None
    by = scene.name(answer.by)
    return ConflictView(by, answer.at, reads(question, answer), answer.passage)


def _rows(scene: Scene, question: Question) -> tuple[RowView, ...]:
    if not question.kind.in_rows:
        return ()
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    views = []
    for number, row in enumerate(scene.audit.rows.get(question.id, ()), 1):
        cells = cells_of(row)
        views.append(
            RowView(row.key, number, row.revision, tuple(cell_view(c, cells.get(c.id, "")) for c in columns))
        )
    return tuple(views)


def _row_form(scene: Scene, question: Question) -> tuple[CellView, ...]:
    if not question.kind.in_rows:
        return ()
    editing = scene.walk.editing
    filled: dict[str, str] = {}
    draft = scene.walk.drafts.get(editing or question.id)
    standing = scene.audit.answer(editing) if editing else None
    if draft is not None:
        filled = json.loads(draft.words) if draft.words else {}
    elif standing is not None:
        filled = cells_of(standing)
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    return tuple(cell_view(c, in_box(filled.get(c.id, ""), CELL_BYTES)) for c in columns)


def page_is_done(scene: Scene, page: Page) -> bool:
    """Nothing on the page waits: each is passed over, or answered with no draft and no challenge."""
    return all(not waits(scene, q) for q in page.questions)


def in_hand(scene: Scene) -> Question | None:
    """The question that a typed answer goes to: the one last asked by name, else the first that waits."""
    if not scene.route.questions:
        return None  # nothing is asked of this person now
    asked = scene.template.by_id.get(scene.walk.asked)
    if asked is not None and asked.id in scene.route:
        return asked
    return next((q for q in page_in_hand(scene).questions if waits(scene, q)), None)


def waits(scene: Scene, question: Question) -> bool:
    """Whether typing should ask for `question` now."""
    if question.id in scene.walk.passed:
        return False
    if question.id in scene.walk.drafts or question.id in scene.walk.challenges:
        return True
    if question.kind.in_rows:
        return True  # there may always be one more, until this person goes on
    return not is_complete(question, scene.audit)
