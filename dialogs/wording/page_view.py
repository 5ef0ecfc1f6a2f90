"""The page in hand as a view: what each box holds, what is asked about it, where one can go."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from dialogs.audits.audit import Answer, Passage, State
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.route import as_stored, speaks_in_words
from dialogs.conversation import checks, evidence, indicators
from dialogs.conversation.cells import AUDITOR, cells_of, only_where, shown
from dialogs.conversation.context import TurnContext, number_of, reads
from dialogs.conversation.drafts import CELL_BYTES, can_be_saved, in_box
from dialogs.conversation.earlier_grades import earlier
from dialogs.conversation.last_answers import last
from dialogs.conversation.note_places import offered
from dialogs.conversation.position import page_in_hand
from dialogs.conversation.row_names import row_called, row_noun, titled
from dialogs.conversation.standards import standards_of
from dialogs.conversation.state import Draft, OnScreen
from dialogs.conversation.views import (
    CellView,
    ChallengeView,
    ConflictView,
    PageView,
    QuestionView,
    RowView,
)
from dialogs.wording import left_to_do, page_frame
from dialogs.wording.briefing_view import has_notes, looks_back
from dialogs.wording.worked_view import worked_in
from template_specs.condition_types import difference_in
from template_specs.conditions import differing
from template_specs.kinds import column_prompt, label
from template_specs.model import Column, Option, Part, Question
from template_specs.sentences import _
from template_specs.text import excerpt, listed


def page_view(context: TurnContext) -> PageView:
    """The live card."""
    page = page_in_hand(context)
    questions = context.route.questions
    alone = context.conversation.view is OnScreen.CHANGE
    shown = [q for q in page.questions if not alone or q.id == context.conversation.place]
    is_begun = any(left_to_do.begun_by_somebody(context, q) for q in shown)
    return PageView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        form=context.template.short_title,
        section=titled(context, page.section),
        where="" if alone else page_frame.where(context, page),
        progress=context.route.progress(page.section.id),
        questions=tuple(
            replace(question_view(context, q, is_begun=is_begun), heading=heading)
            for q, heading in zip(shown, page_frame.headings(shown), strict=True)
        ),
        said=context.said,
        intro=page.section.intro if page.number == 1 and not alone else "",
        links=page_frame.section_links(context),
        worked_out=worked_in(context, page.section) if page.number == page.of else (),
        first=page.questions[0] is questions[0],
        last=page.questions[-1] is questions[-1],
        partner=", ".join(context.name(p) for p in page_frame.partners(context)),
        can_raise=allowed(context.turn.actor, Permission.RAISE_CONCERN, context.audit, context.asked),
        can_read=allowed(context.turn.actor, Permission.READ, context.audit, context.asked),
        scales=page_frame.scales(context, page),
        saved=bool(context.events),
        left_open=context.left_open,
        anchor=page.anchor,
        changes=context.conversation.review_part + 1 if alone else 0,
        has_notes=has_notes(context),
        family=context.turn.family,
        complete=not context.route.missing(),
    )


def _remark(context: TurnContext, question: Question) -> str:
    """What is to be changed here, as long as the audit has not been submitted again."""
    if context.audit.state is not State.IN_PROGRESS or not context.audit.returned:
        return ""
    remarks = context.audit.returned[-1].remarks
    remark = next((r for r in remarks if r.question == question.id), None)
    if remark is None:
        return ""
    return _("{name} asks: {said}", name=context.name(remark.by), said=remark.passage.text)


def question_view(context: TurnContext, question: Question, *, is_begun: bool = False) -> QuestionView:
    """One question with all that this person sees recorded at it.  `is_begun`: something on its page was
    answered, so that what it lacks is named."""
    key = question.id
    answer = context.audit.answer(key)
    editing = context.conversation.editing if context.conversation.editing.startswith(f"{key}/") else ""
    draft = context.conversation.drafts.get(editing or key)
    value, value_passage, written = _boxes(question, answer)
    if draft is not None and not question.kind.in_rows:
        value, value_passage, written = _draft_boxes(question, answer, draft)
    box = question.evidence
    choices = context.whole.offered(question)
    value, gone = _still_offered(question, choices, value)
    challenged = question.id in context.conversation.challenges
    return QuestionView(
        key=key,
        number=question.own_number,
        text=question.text,
        kind=question.kind,
        revision=answer.revision if answer else 0,
        options=choices,
        value=value,
        value_passage=value_passage,
        evidence_prompt=box.prompt if box else "",
        evidence_required=bool(box and box.required),
        evidence_needed_for=_needed_for(question),
        evidence_limit=box.limit if box else 4000,
        evidence=written,
        required=question.required,
        help=question.help,
        standards=standards_of(context.template, question),
        short="" if number_of(question) else question.short or excerpt(question.text, 50),
        earlier=earlier(context, question),
        last=last(context, question),
        row_noun=row_noun(context.template, question),
        remark=_remark(context, question),
        limit=question.limit,
        least=question.least,
        most=question.most,
        problem=draft.why if draft is not None else gone or checks.holding(context, question),
        can_use=draft is not None and can_be_saved(context, question, draft),
        to_do=left_to_do.lacks(context, question) if is_begun and draft is None and not challenged else "",
        challenge=_challenge(context, question, answer),
        conflict=_conflict(context, question, answer, draft),
        notes=offered(context, question),
        looks_like=indicators.looks_like(context.template, question),
        looks_back=looks_back(context, question),
        differences=differences(context, question),
        rows=_rows(context, question),
        columns=_row_form(context, question),
        editing=editing,
        rows_wanted=rows_wanted(question),
        decimals=question.decimals,
        unit=question.unit,
        anchors=question.anchors,
    )


def rows_wanted(question: Question) -> str:
    """ "2 to 3 are needed."; empty where there may be any number."""
    least, most = question.least_rows, question.most_rows
    if not question.kind.in_rows or (least < 2 and not most):
        return ""
    if least < 2 or not question.required:
        return (
            _("There may be up to {most}.", most=most)
            if most
            else _("{least} or more are needed, or none.", least=least)
        )
    return _(
        "{least}{detail} are needed.",
        least=least,
        detail=_(" to {most}", most=most) if most > least else "" if most else _(" or more"),
    )


def _needed_for(question: Question) -> str:
    """The answers for which alone the comment is needed, in words; empty where it is for every one."""
    codes = question.evidence.needed_for if question.evidence is not None else ()
    return listed(label(question, code) for code in codes)


def _still_offered(question: Question, choices: tuple[Option, ...], value: str) -> tuple[str, str]:
    """What the box shows of `value`, and why it does not show the rest."""
    if len(choices) == len(question.options):
        return value, ""
    known = {option.code for option in choices}
    gone = [o.label for o in question.options if o.code not in known and o.code in value.split(",")]
    if not gone:
        return value, ""
    kept = ",".join(code for code in value.split(",") if code in known)
    return kept, _(
        "{listed} was chosen, and an earlier answer has changed since, so it cannot be chosen "
        "any more. Choose again.",
        listed=listed(gone, "and"),
    )


def differences(context: TurnContext, question: Question) -> tuple[str, ...]:
    """For a question why judgements differ: each judgement that does, with its grade."""
    difference = difference_in(question.when)
    if difference is None:
        return ()
    lines = []
    for other in (difference.question, *differing(difference, _look(context))):
        judged = context.template.by_id[other]
        answer = context.audit.answer(other)
        section = context.template.section_by_id[judged.section]
        place = f"{number_of(judged)} {judged.name}".strip()
        if judged.part is Part.SECTION_JUDGEMENT and section.number:
            place = f"{section.title} ({section.number})"
        lines.append(f"{place}: {reads(judged, answer)}")
    return tuple(lines)


def cell_view(column: Column, stored: str, *, label_only: bool = False, where: str = "") -> CellView:
    """One cell of a row, as a box or as read; `where`: what must be so for a row to ask for it."""
    return CellView(
        id=column.id,
        label=column.label,
        kind=column.kind,
        required=column.required,
        value="" if label_only else stored,
        value_label=shown(column, stored),
        options=column.options,
        limit=column.limit,
        least=column.least,
        most=column_prompt(column).most,
        decimals=column.decimals,
        unit=column.unit,
        where=where,
    )


def _look(context: TurnContext) -> Callable[[str], object]:
    def look(question: str) -> object:
        answer = context.audit.answer(question)
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
    # What is not kept apart is shown as it is saved.
    value, passage, written = _boxes(question, answer)
    if speaks_in_words(question):
        return "", Passage.of(in_box(draft.value)) if draft.value else passage, None
    return draft.value or value, None, Passage.of(in_box(draft.words)) if draft.words else written


def _challenge(context: TurnContext, question: Question, answer: Answer | None) -> ChallengeView | None:
    why = context.conversation.challenges.get(question.id)
    if why is None or answer is None:
        return None
    check = checks.asked_about(question, why)
    if check is not None:
        return ChallengeView(check.say, of_evidence=False)
    return evidence.challenge(context.template, question, reads(question, answer), why)


def _conflict(
    context: TurnContext, question: Question, answer: Answer | None, draft: Draft | None
) -> ConflictView | None:
    if draft is None or not draft.stale or answer is None:
        return None
    by = context.name(answer.by)
    return ConflictView(by, answer.at, reads(question, answer), answer.passage)


def _rows(context: TurnContext, question: Question) -> tuple[RowView, ...]:
    if not question.kind.in_rows:
        return ()
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    views = []
    for number, row in enumerate(context.audit.rows.get(question.id, ()), 1):
        cells = cells_of(row)
        views.append(
            RowView(
                row.key,
                number,
                row.revision,
                tuple(cell_view(c, cells.get(c.id, "")) for c in columns),
                row_called(context.template, context.audit, row.key),
            )
        )
    return tuple(views)


def _row_form(context: TurnContext, question: Question) -> tuple[CellView, ...]:
    if not question.kind.in_rows:
        return ()
    editing = context.conversation.editing
    filled: dict[str, str] = {}
    draft = context.conversation.drafts.get(editing or question.id)
    standing = context.audit.answer(editing) if editing else None
    if draft is not None:
        filled = json.loads(draft.words) if draft.words else {}
    elif standing is not None:
        filled = cells_of(standing)
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    return tuple(
        cell_view(
            c,
            in_box(filled.get(c.id, ""), CELL_BYTES),
            where=only_where(question, c, context.template.by_id),
        )
        for c in columns
    )
