"""The read-back, what is still missing, and the submission."""

from __future__ import annotations

import json
from itertools import pairwise

from dialogs import drafts
from dialogs.audit import Answer, Pending
from dialogs.events import ReviewAsked, Submitted
from dialogs.happenings import What
from dialogs.rights import Act, may
from dialogs.route import is_complete
from dialogs.rows import AUDITOR, cells_of, row_number
from dialogs.scene import LOCAL, Scene, name_of, number_of, reads
from dialogs.showing import cell_view
from dialogs.views import (
    ConfirmSubmitView,
    Gap,
    GapsView,
    Notice,
    ReviewLine,
    ReviewView,
    SectionLink,
)
from template_specs.dates import uk_date
from template_specs.model import NOT_APPLICABLE, Kind, Part, Question, Section

MOST_GAPS = 12
"""Gaps listed at once; the count names them all."""

PART_BYTES = 14_000
"""The most that one part of a read-back shows, in bytes of what people wrote."""


def review(scene: Scene, event: ReviewAsked) -> Scene:
    """One part of the read-back; parts follow the sections and stay within a card."""
    parts = _parts(scene)
    part = min(max(event.part, 0), len(parts) - 1)
    section, lines = parts[part]
    can_change = not may(scene.turn.actor, Act.WALK, scene.audit)
    view = ReviewView(
        audit=scene.audit.id,
        token=scene.turn.fresh_id(),
        case=scene.audit.case.reference,
        form=scene.template.short_title,
        section=f"{section.number} {section.title}".strip(),
        part=part,
        parts=len(parts),
        lines=lines,
        progress=scene.route.progress(section.id),
        can_change=can_change,
        said=scene.said,
        links=_part_links(parts),
    )
    return scene.walking(view="review", review_part=part, pending=None).reply(view)


def submit(scene: Scene, event: Submitted) -> Scene:
    """Refused with the list of gaps until everything required is there; then one last question; then sent."""
    gaps = _gaps(scene)
    if gaps:
        shown = tuple(gaps[:MOST_GAPS])
        view = GapsView(
            scene.audit.id, scene.turn.fresh_id(), scene.audit.case.reference, shown, total=len(gaps)
        )
        return scene.walking(view="gaps", pending=None).reply(view)
    if scene.audit.manager is None:
        return scene.say(
            "No manager is named for this case, so there is nobody to send it to. Ask your QA lead to name "
            "one; everything you wrote is saved."
        )
    if not event.confirmed:
        for key in drafts.out_of_sight(scene):
            scene = scene.copy_all(drafts.apart(scene, key))
        return scene.walking(view="confirm", pending=Pending("submit")).reply(_confirm(scene))
    return _send(scene)


def _send(scene: Scene) -> Scene:
    manager = scene.audit.manager or ""
    again = scene.audit.reopenings > 0
    scene = scene.happen(What.SUBMITTED).walking(view="submitted", pending=None, asked="")
    rows = _actions(scene)
    scene = scene.owe(Notice(manager, "summary"), *(Notice(manager, f"action:{row.key}") for row in rows))
    case = scene.audit.case.reference
    if again:
        scene = scene.owe(
            Notice(
                manager,
                f"told:{scene.turn.token or scene.audit.revision}",
                text=f"The audit of {case} has been submitted again. Its cards above are up to date.",
            )
        )
    actions = f" with {len(rows)} {'action' if len(rows) == 1 else 'actions'}" if rows else ""
    return scene.tell_auditors(f"{scene.turn.actor.name} submitted the audit of {case}.").say(
        f"Submitted. The summary{actions} is on its way to {scene.name(manager)}. You will hear when it "
        "is read."
    )


def _actions(scene: Scene) -> tuple[Answer, ...]:
    return tuple(
        row for q in scene.template.with_part(Part.ACTIONS) for row in scene.audit.rows.get(q.id, ())
    )


def _confirm(scene: Scene) -> ConfirmSubmitView:
    overall = ""
    for question in scene.template.with_part(Part.OVERALL_JUDGEMENT):
        answer = scene.audit.answer(question.id)
        if answer is not None:
            overall = reads(question, answer)
    return ConfirmSubmitView(
        audit=scene.audit.id,
        token=scene.turn.fresh_id(),
        case=scene.audit.case.reference,
        overall=overall,
        manager=scene.name(scene.audit.manager),
        actions=len(_actions(scene)),
    )


def _gaps(scene: Scene) -> list[Gap]:
    gaps = []
    for question in scene.route.questions:
        if question.id in scene.walk.drafts:
            gaps.append(Gap(question.id, name_of(question), "What you wrote here is not saved yet."))
        elif question.required and not is_complete(question, scene.audit):
            answer = scene.audit.answer(question.id)
            graded = answer is not None and answer.value is not None
            absent = answer is not None and answer.value == NOT_APPLICABLE
            why = "Needs the reason why it is not applicable." if absent else _why(question, graded)
            gaps.append(Gap(question.id, name_of(question), why))
        elif question.id in scene.walk.challenges:
            gaps.append(Gap(question.id, name_of(question), "Add to what you saw, or keep it as it is."))
    for key in drafts.on_a_page(scene):
        if "/" in key:
            name = name_of(scene.template.by_id[key.partition("/")[0]])
            gaps.append(Gap(key, name, f"Your change to number {row_number(scene, key)} is not saved yet."))
    return gaps


def _why(question: Question, graded: bool) -> str:
    if graded:
        return "Needs what you saw."
    return "Needs an answer." if question.kind is not Kind.DATE else "Needs a date."


def _parts(scene: Scene) -> list[tuple[Section, tuple[ReviewLine, ...]]]:
    parts: list[tuple[Section, tuple[ReviewLine, ...]]] = []
    for section in scene.template.sections:
        lines: list[ReviewLine] = []
        size = 0
        for question in scene.route.questions:
            if question.section != section.id:
                continue
            for line, weight in _lines(scene, question):
                if lines and size + weight > PART_BYTES:
                    parts.append((section, tuple(lines)))
                    lines, size = [], 0
                lines.append(line)
                size += weight
        if lines:
            parts.append((section, tuple(lines)))
    return parts


def _lines(scene: Scene, question: Question) -> list[tuple[ReviewLine, int]]:
    if question.kind is Kind.ROWS:
        return _row_lines(scene, question)
    answer = scene.audit.answer(question.id)
    in_label = question.identity and bool(reads(question, answer))
    line = ReviewLine(
        key=question.id,
        number=number_of(question),
        text=question.name,
        answer=reads(question, answer),
        passage=answer.passage if answer is not None and not in_label else None,
        required=question.required,
        answered=is_complete(question, scene.audit),
        changes=_changes(scene, question),
    )
    written = answer.passage.size if answer is not None and answer.passage is not None else 0
    return [(line, 450 + 120 * len(line.changes) + written)]


def _row_lines(scene: Scene, question: Question) -> list[tuple[ReviewLine, int]]:
    found = []
    for number, row in enumerate(scene.audit.rows.get(question.id, ()), 1):
        cells = cells_of(row)
        views = tuple(
            cell_view(c, cells[c.id]) for c in question.columns if cells.get(c.id) or c.filled_by == AUDITOR
        )
        line = ReviewLine(row.key, str(number), question.name, "", cells=views)
        found.append((line, 300 + len(json.dumps(cells, ensure_ascii=False).encode())))
    if found:
        return found
    empty = ReviewLine(
        question.id, number_of(question), question.name, "", required=question.required, answered=False
    )
    return [(empty, 300)]


def _changes(scene: Scene, question: Question) -> tuple[str, ...]:
    answers = scene.audit.history.get(question.id, ())
    lines = []
    for earlier, later in pairwise(answers):
        if earlier.value is not None and earlier.value != later.value:
            day = uk_date(later.at.astimezone(LOCAL).date())
            lines.append(f"{reads(question, earlier)} until {day} ({scene.name(earlier.by)})")
    return tuple(lines[-3:])


def _part_links(parts: list[tuple[Section, tuple[ReviewLine, ...]]]) -> tuple[SectionLink, ...]:
    links = []
    seen: set[str] = set()
    for number, (section, _) in enumerate(parts):
        if section.id not in seen:
            seen.add(section.id)
            links.append(SectionLink(str(number), f"{section.number} {section.title}".strip()))
    return tuple(links)
