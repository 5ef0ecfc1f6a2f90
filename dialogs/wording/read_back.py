"""The read-back: every answer so far, a part at a time."""

from __future__ import annotations

import json
from itertools import pairwise

from dialogs.audits import replies
from dialogs.audits.audit import State
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import AUDITOR as AUDITORS
from dialogs.audits.stages import current, gives_back, reached
from dialogs.conversation.cells import AUDITOR, cells_of
from dialogs.conversation.context import TurnContext, number_of, reads
from dialogs.conversation.row_names import row_called, titled
from dialogs.conversation.sight import Full
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import ReviewLine, ReviewView, SectionLink
from dialogs.wording import left_to_do, panel_view
from dialogs.wording.page_view import cell_view
from dialogs.wording.worked_view import worked_in
from template_specs.dates import LOCAL, uk_date
from template_specs.kinds import label
from template_specs.model import Question, Section, Stage
from template_specs.sentences import _

PART_BYTES = 14_000
"""The most that one part shows, in bytes of what people wrote."""

Parts = list[tuple[Section, tuple[ReviewLine, ...]]]


def view(full: Full, parts: Parts, part: int) -> ReviewView:
    """Part number `part` (from 0) of `parts`."""
    context = full.scene
    section, lines = parts[part]

    def may(act: Permission) -> bool:
        return allowed(context.turn.actor, act, context.audit, context.asked)

    stage = current(context.template, context.audit)
    so_far = frozenset(q.id for q in context.whole.questions if reached(context.template, context.audit, q))
    return ReviewView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        form=context.template.short_title,
        section=f"{section.number} {titled(context, section)}".strip(),
        part=part,
        parts=len(parts),
        lines=lines,
        progress=context.whole.only(so_far).progress(section.id),
        can_change=may(Permission.WALK) and bool(context.route.questions),
        can_submit=may(Permission.SUBMIT),
        submit_label=_submit_label(context, stage),
        said=context.said,
        saved=bool(context.events),
        links=_part_links(parts),
        read_only="" if may(Permission.WALK) else _read_only(context),
        can_give_back=may(Permission.GIVE_BACK),
        can_raise=may(Permission.RAISE_CONCERN),
        document=context.turn.documents and not may(Permission.WALK),
        panel=panel_view.way_there(context),
    )


def _submit_label(context: TurnContext, stage: Stage | None) -> str:
    if stage is None or stage == context.template.stages[0]:
        return _("Submit the audit")
    return _("Give it back") if gives_back(stage, context.audit) is not None else _("Complete the stage")


def _read_only(context: TurnContext) -> str:
    """Why this person can read the audit and change nothing in it."""
    stage = current(context.template, context.audit)
    if stage is None or AUDITORS in context.parts:
        return _("Submitted") if context.audit.state is not State.WITHDRAWN else _("Withdrawn")
    if context.audit.state is State.SUBMITTED:
        return _("Submitted, and now in {title}", title=stage.title)
    return _("Being written by {names}", names=context.names(context.audit.auditors))


def part_in_hand(context: TurnContext, parts: Parts) -> int:
    """Where a read-back opens: where it was left, or at the page in hand; once everything is answered, at its
    beginning."""
    conversation = context.conversation
    if conversation.view in (OnScreen.REVIEW, OnScreen.CHANGE):
        return conversation.review_part
    place = context.template.by_id.get(conversation.place)
    if place is None or not context.route.missing():
        return 0
    here = [n for n, (section, _) in enumerate(parts) if section.id == place.section]
    with_it = (n for n in here if any(line.key.partition("/")[0] == place.id for line in parts[n][1]))
    return next(with_it, here[0] if here else 0)


def parts_of(full: Full) -> Parts:
    """What was asked so far, section by section; a long section has several parts."""
    context = full.scene
    parts: Parts = []
    for section in context.template.sections:
        lines: list[ReviewLine] = []
        size = 0
        for question in context.whole.questions:
            if question.section != section.id or not reached(context.template, context.audit, question):
                continue
            for line, weight in _lines(context, question):
                if lines and size + weight > PART_BYTES:
                    parts.append((section, tuple(lines)))
                    lines, size = [], 0
                lines.append(line)
                size += weight
        lines += [
            ReviewLine("", "", worked.name, worked.value, can_change=False)
            for worked in worked_in(context, section)
            if worked.value
        ]
        if lines:
            parts.append((section, tuple(lines)))
    return parts


def _lines(context: TurnContext, question: Question) -> list[tuple[ReviewLine, int]]:
    if question.kind.in_rows:
        return _row_lines(context, question)
    answer = context.audit.answer(question.id)
    in_label = question.identity and bool(reads(question, answer))
    line = ReviewLine(
        key=question.id,
        number=number_of(question),
        text=question.name,
        answer=reads(question, answer),
        passage=answer.passage if answer is not None and not in_label else None,
        required=question.required,
        answered=question.id in context.whole.complete,
        lacks=left_to_do.lacks(context, question) if left_to_do.begun(context, question) else "",
        changes=_changes(context, question),
        can_change=question.id in context.route,
    )
    written = answer.passage.size if answer is not None and answer.passage is not None else 0
    return [(line, 450 + 120 * len(line.changes) + written)]


def _row_lines(context: TurnContext, question: Question) -> list[tuple[ReviewLine, int]]:
    found = []
    for number, row in enumerate(context.audit.rows.get(question.id, ()), 1):
        cells = cells_of(row)
        called = row_called(context.template, context.audit, row.key)
        views = tuple(
            cell_view(c, cells.get(c.id, ""))
            for c in question.columns
            if cells.get(c.id) or c.filled_by == AUDITOR
        )
        mine = question.id in context.route
        line = ReviewLine(row.key, called or str(number), question.name, "", cells=views, can_change=mine)
        found.append((line, 300 + len(json.dumps(cells, ensure_ascii=False).encode())))
    if found:
        return found
    empty = ReviewLine(
        question.id,
        number_of(question),
        question.name,
        "",
        required=question.required,
        answered=False,
        can_change=question.id in context.route,
    )
    return [(empty, 300)]


def _changes(context: TurnContext, question: Question) -> tuple[str, ...]:
    answers = context.audit.history.get(question.id, ())
    undone = {answer.takes_back for answer in answers}
    answers = tuple(a for a in answers if a.revision not in undone and not a.takes_back)  # never meant here
    lines = []
    for earlier, later in pairwise(answers):
        if earlier.value is not None and earlier.value != later.value:
            day = uk_date(later.at.astimezone(LOCAL).date())
            lines.append(
                _(
                    "{reads} until {day} ({name})",
                    reads=reads(question, earlier),
                    day=day,
                    name=context.name(earlier.by),
                )
            )
    after = replies.regraded(context.audit, question.id)
    if after is not None:
        regrade = after[1]
        lines.append(
            _(
                "{grade} after the manager's reply ({name}, {day})",
                grade=label(question, regrade.grade),
                name=context.name(regrade.by),
                day=uk_date(regrade.at.astimezone(LOCAL).date()),
            )
        )
    return tuple(lines[-3:])


def _part_links(parts: Parts) -> tuple[SectionLink, ...]:
    links = []
    seen: set[str] = set()
    for number, (section, _part) in enumerate(parts):
        if section.id not in seen:
            seen.add(section.id)
            links.append(SectionLink(str(number), f"{section.number} {section.title}".strip()))
    return tuple(links)
