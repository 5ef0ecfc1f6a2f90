"""The read-back, what is still missing, and the submission."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from dialogs.audits import completion
from dialogs.audits.permissions import Permission, allowed, refusal
from dialogs.audits.stages import current, reached
from dialogs.conversation import checks, drafts
from dialogs.conversation.card_data import CardData
from dialogs.conversation.cells import AUDITOR, cells_of
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, number_of, reads
from dialogs.conversation.feature import Feature, FirstWord
from dialogs.conversation.pending import LastYes
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import ConfirmSubmitView, Gap, GapsView, ReviewLine, ReviewView, SectionLink
from dialogs.features import handover, joint_completion, unsent_concern
from dialogs.features.rows import row_number
from dialogs.wording.page_view import cell_view
from dialogs.wording.summary_view import actions_of
from dialogs.wording.worked_view import worked_in
from template_specs.dates import LOCAL, uk_date
from template_specs.model import NOT_APPLICABLE, Part, Question, Section, Stage

MOST_GAPS = 12
"""Gaps listed at once; the count names them all."""

PART_BYTES = 14_000
"""The most that one part of a read-back shows, in bytes of what people wrote."""


@dataclass(frozen=True, slots=True)
class ReadBack(Command):
    """The read-back of the whole audit, at a part (0 first)."""

    permission = Permission.READ
    verbs = ("review",)
    typed = (
        "review",
        "read back",
    )
    saves_page = True

    part: int = 0

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.number("part"))

    def read_only(self) -> Command | None:
        return self


@dataclass(frozen=True, slots=True)
class SubmitStage(Command):
    """The audit is done; `confirmed` after the last question."""

    permission = Permission.SUBMIT
    verbs = (
        "gaps",
        "submit",
    )
    typed = ("submit",)

    confirmed: bool = False

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(confirmed=data.verb == "submit" and bool(data.number("confirmed")))


def review(context: TurnContext, command: ReadBack) -> TurnContext:
    """One part of the read-back; parts follow the sections and stay within a card.  Only for those who may
    see all of the audit."""
    full = sight(context)
    if not isinstance(full, Full):
        return context.say(refusal(context.turn.actor, Permission.READ, context.audit, context.asked) or "")
    parts = _parts(full)
    part = min(max(command.part, 0), len(parts) - 1)
    section, lines = parts[part]
    can_change = allowed(context.turn.actor, Permission.WALK, context.audit, context.asked)
    view = ReviewView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        form=context.template.short_title,
        section=f"{section.number} {section.title}".strip(),
        part=part,
        parts=len(parts),
        lines=lines,
        progress=context.whole.progress(section.id),
        can_change=can_change,
        said=context.said,
        links=_part_links(parts),
    )
    context = context.with_conversation(view=OnScreen.REVIEW, review_part=part, pending=None, asked="")
    return context.reply(view)


def submit(context: TurnContext, command: SubmitStage) -> TurnContext:
    """Refused with the list of gaps until everything required is there; then one last question; then sent."""
    held_back = unsent_concern.hold_submission(context)
    if held_back is not None:
        return held_back
    full = sight(context)
    if not isinstance(full, Full):  # asked for nothing now, and not one of those who send it on
        return context.say(refusal(context.turn.actor, Permission.SUBMIT, context.audit, context.asked) or "")
    gaps = _gaps(context)
    if gaps:
        shown = tuple(gaps[:MOST_GAPS])
        view = GapsView(
            context.audit.id, context.turn.fresh_id(), context.audit.case.reference, shown, total=len(gaps)
        )
        return context.with_conversation(view=OnScreen.GAPS, pending=None, asked="").reply(view)
    stage = current(context.template, context.audit)
    if stage is None:
        return context.say("Every stage of this audit is complete; there is nothing to send.")
    if context.audit.manager is None and stage.id == context.template.summary_after:
        return context.say(
            "No manager is named for this case, so there is nobody to send it to. Ask your QA lead to name "
            "one; everything you wrote is saved."
        )
    waits = joint_completion.others(context)
    mine = completion.completed(context.template, context.audit, context.turn.actor.id)
    if waits and mine is not None:
        return joint_completion.done_already(context, mine, waits)
    if not command.confirmed:
        for key in drafts.out_of_sight(context):
            context = context.copy_all(drafts.apart(context, key))
        return context.with_conversation(view=OnScreen.CONFIRM, pending=LastYes(), asked="").reply(
            _confirm(full, stage)
        )
    return joint_completion.confirm(context, stage, waits) if waits else handover.send(context, stage)


def nothing_asked(context: TurnContext) -> TurnContext:
    """Somebody is at work in a stage that asks them no questions, or none any more: all that is left for them
    is to complete it."""
    why = refusal(context.turn.actor, Permission.SUBMIT, context.audit, context.asked)
    return submit(context, SubmitStage()) if why is None else context.say(why)


def _confirm(full: Full, stage: Stage) -> ConfirmSubmitView:
    context = full.scene
    overall = ""
    for question in context.template.with_part(Part.OVERALL_JUDGEMENT):
        for given in (question, *context.template.later_grades(question.id)):  # the last word on it
            answer = context.audit.answer(given.id)
            if answer is not None and given.id in context.whole:
                overall = reads(given, answer) or overall
    sends_summary = stage.id == context.template.summary_after
    return ConfirmSubmitView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        overall=overall,
        to=handover.goes_to(context, stage),
        actions=len(actions_of(context)) if sends_summary else 0,
        stage="" if stage == context.template.stages[0] else stage.title,
        awaits=completion.in_words(joint_completion.others(context), context.name),
    )


def _gaps(context: TurnContext) -> list[Gap]:
    gaps = []
    for question in context.whole.questions:
        if question.id not in context.route:
            gaps += _others_gap(context, question)
            continue
        if question.id in context.conversation.drafts:
            gaps.append(Gap(question.id, name_of(question), "What you wrote here is not saved yet."))
        elif question.required and question.id not in context.whole.complete:
            answer = context.audit.answer(question.id)
            graded = answer is not None and answer.value is not None
            absent = answer is not None and answer.value == NOT_APPLICABLE
            why = "Needs the reason why it is not applicable." if absent else _why(question, graded)
            if question.least_rows > 1:
                count = len(context.audit.rows.get(question.id, ()))
                why = f"Needs {question.least_rows}, and has {count} so far."
            gaps.append(Gap(question.id, name_of(question), why))
        elif held := checks.holding(context, question):
            gaps.append(Gap(question.id, name_of(question), held))
        elif question.id in context.conversation.challenges:
            check = checks.asked_about(question, context.conversation.challenges[question.id])
            wanted = "Add to what you saw, or keep it as it is." if check is None else check.say
            gaps.append(Gap(question.id, name_of(question), wanted))
    for key in drafts.on_a_page(context):
        if "/" in key:
            name = name_of(context.template.by_id[key.partition("/")[0]])
            gaps.append(Gap(key, name, f"Your change to number {row_number(context, key)} is not saved yet."))
    return gaps


def _others_gap(context: TurnContext, question: Question) -> list[Gap]:
    """What somebody else still owes this stage."""
    stage = current(context.template, context.audit)
    if stage is None or context.template.stage_of(question).id != stage.id:
        return []
    if not question.required or question.id in context.whole.complete:
        return []
    if joint_completion.comes_later(context, question):
        return []
    who = " or ".join(completion.role(part) for part in context.template.people_of(question))
    return [Gap(question.id, name_of(question), f"Waits for the {who}.")]


def _why(question: Question, graded: bool) -> str:
    if graded:
        return "Needs what you saw."
    return question.kind.missing


def _parts(full: Full) -> list[tuple[Section, tuple[ReviewLine, ...]]]:
    context = full.scene
    parts: list[tuple[Section, tuple[ReviewLine, ...]]] = []
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
            ReviewLine("", "", worked.name, worked.value)
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
        changes=_changes(context, question),
    )
    written = answer.passage.size if answer is not None and answer.passage is not None else 0
    return [(line, 450 + 120 * len(line.changes) + written)]


def _row_lines(context: TurnContext, question: Question) -> list[tuple[ReviewLine, int]]:
    found = []
    for number, row in enumerate(context.audit.rows.get(question.id, ()), 1):
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


def _changes(context: TurnContext, question: Question) -> tuple[str, ...]:
    answers = context.audit.history.get(question.id, ())
    lines = []
    for earlier, later in pairwise(answers):
        if earlier.value is not None and earlier.value != later.value:
            day = uk_date(later.at.astimezone(LOCAL).date())
            lines.append(f"{reads(question, earlier)} until {day} ({context.name(earlier.by)})")
    return tuple(lines[-3:])


def _part_links(parts: list[tuple[Section, tuple[ReviewLine, ...]]]) -> tuple[SectionLink, ...]:
    links = []
    seen: set[str] = set()
    for number, (section, _) in enumerate(parts):
        if section.id not in seen:
            seen.add(section.id)
            links.append(SectionLink(str(number), f"{section.number} {section.title}".strip()))
    return tuple(links)


FEATURE = Feature(
    handlers={ReadBack: review, SubmitStage: submit},
    help=(("review", "read the whole audit back"), ("submit", "send the audit to the manager")),
    starts={"review": FirstWord("Read the audit back"), "submit": FirstWord("Submit the audit")},
)
