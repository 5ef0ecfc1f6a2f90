"""The read-back, what is still missing, and the submission."""

from __future__ import annotations

import json
from itertools import pairwise

from dialogs import confirming, drafts, sending, unsent
from dialogs.audit import Pending
from dialogs.events import ReviewAsked, Submitted
from dialogs.rights import Act, allowed, refusal
from dialogs.route import is_complete
from dialogs.rows import AUDITOR, cells_of, row_number
from dialogs.scene import LOCAL, Scene, name_of, number_of, reads
from dialogs.showing import cell_view
from dialogs.sight import Full, sight
from dialogs.stages import current, reached
from dialogs.views import (
    ConfirmSubmitView,
    Gap,
    GapsView,
    ReviewLine,
    ReviewView,
    SectionLink,
)
from template_specs.dates import uk_date
from template_specs.model import NOT_APPLICABLE, Part, Question, Section, Stage

MOST_GAPS = 12
"""Gaps listed at once; the count names them all."""

PART_BYTES = 14_000
"""The most that one part of a read-back shows, in bytes of what people wrote."""


def review(scene: Scene, event: ReviewAsked) -> Scene:
    """One part of the read-back; parts follow the sections and stay within a card.  Only for those who may
    see all of the audit."""
    full = sight(scene)
    if not isinstance(full, Full):
        return scene.say(refusal(scene.turn.actor, Act.READ, scene.audit, scene.asked) or "")
    parts = _parts(full)
    part = min(max(event.part, 0), len(parts) - 1)
    section, lines = parts[part]
    can_change = allowed(scene.turn.actor, Act.WALK, scene.audit, scene.asked)
    view = ReviewView(
        audit=scene.audit.id,
        token=scene.turn.fresh_id(),
        case=scene.audit.case.reference,
        form=scene.template.short_title,
        section=f"{section.number} {section.title}".strip(),
        part=part,
        parts=len(parts),
        lines=lines,
        progress=scene.whole.progress(section.id),
        can_change=can_change,
        said=scene.said,
        links=_part_links(parts),
    )
    return scene.walking(view="review", review_part=part, pending=None, asked="").reply(view)


def submit(scene: Scene, event: Submitted) -> Scene:
    """Refused with the list of gaps until everything required is there; then one last question; then sent."""
    held_back = unsent.hold_submission(scene)
    if held_back is not None:
        return held_back
    full = sight(scene)
    if not isinstance(full, Full):  # asked for nothing now, and not one of those who send it on
        return scene.say(refusal(scene.turn.actor, Act.SUBMIT, scene.audit, scene.asked) or "")
    gaps = _gaps(scene)
    if gaps:
        shown = tuple(gaps[:MOST_GAPS])
        view = GapsView(
            scene.audit.id, scene.turn.fresh_id(), scene.audit.case.reference, shown, total=len(gaps)
        )
        return scene.walking(view="gaps", pending=None, asked="").reply(view)
    stage = current(scene.template, scene.audit)
    if stage is None:
        return scene.say("Every stage of this audit is complete; there is nothing to send.")
    if scene.audit.manager is None and stage.id == scene.template.summary_after:
        return scene.say(
            "No manager is named for this case, so there is nobody to send it to. Ask your QA lead to name "
            "one; everything you wrote is saved."
        )
    waits = confirming.others(scene)
    mine = confirming.completed(scene.template, scene.audit, scene.turn.actor.id)
    if waits and mine is not None:
        return confirming.done_already(scene, mine, waits)
    if not event.confirmed:
        for key in drafts.out_of_sight(scene):
            scene = scene.copy_all(drafts.apart(scene, key))
        return scene.walking(view="confirm", pending=Pending("submit"), asked="").reply(_confirm(full, stage))
    return confirming.confirm(scene, stage, waits) if waits else sending.send(scene, stage)


def _confirm(full: Full, stage: Stage) -> ConfirmSubmitView:
    scene = full.scene
    overall = ""
    for question in scene.template.with_part(Part.OVERALL_JUDGEMENT):
        for given in (question, *scene.template.later_grades(question.id)):  # the last word on it
            answer = scene.audit.answer(given.id)
            if answer is not None and given.id in scene.whole:
                overall = reads(given, answer) or overall
    sends_summary = stage.id == scene.template.summary_after
    return ConfirmSubmitView(
        audit=scene.audit.id,
        token=scene.turn.fresh_id(),
        case=scene.audit.case.reference,
        overall=overall,
        to=sending.goes_to(scene, stage),
        actions=len(sending.actions_of(scene)) if sends_summary else 0,
        stage="" if stage == scene.template.stages[0] else stage.title,
        awaits=confirming.in_words(confirming.others(scene), scene.name),
    )


def _gaps(scene: Scene) -> list[Gap]:
    gaps = []
    for question in scene.whole.questions:
        if question.id not in scene.route:
            gaps += _others_gap(scene, question)
            continue
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


def _others_gap(scene: Scene, question: Question) -> list[Gap]:
    """What somebody else still owes this stage."""
    stage = current(scene.template, scene.audit)
    if stage is None or scene.template.stage_of(question).id != stage.id:
        return []
    if not question.required or question.id in scene.whole.complete:
        return []
    if confirming.comes_later(scene, question):
        return []
    who = " or ".join(confirming.role(part) for part in scene.template.people_of(question))
    return [Gap(question.id, name_of(question), f"Waits for the {who}.")]


def _why(question: Question, graded: bool) -> str:
    if graded:
        return "Needs what you saw."
    return question.kind.missing


def _parts(full: Full) -> list[tuple[Section, tuple[ReviewLine, ...]]]:
    scene = full.scene
    parts: list[tuple[Section, tuple[ReviewLine, ...]]] = []
    for section in scene.template.sections:
        lines: list[ReviewLine] = []
        size = 0
        for question in scene.whole.questions:
            if question.section != section.id or not reached(scene.template, scene.audit, question):
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
    if question.kind.in_rows:
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
            cell_view(c, cells.get(c.id, ""))
            for c in question.columns
            if cells.get(c.id) or c.filled_by == AUDITOR
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
