"""A submitted audit as others see it: the summary, its actions, and the request for a part in a stage.

Everything is computed from the answers as they stand when the card is rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.audits.audit import Acknowledgement, Answer, Audit, Key
from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.cells import AUDITOR, cells_of
from dialogs.conversation.context import TurnContext
from dialogs.conversation.sight import Banner, Full, sight
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import (
    ActionCard,
    SummaryCard,
)
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import (
    ActionView,
    BannerView,
    Judgement,
    SummaryView,
    View,
)
from dialogs.wording import findings
from dialogs.wording.action_view import is_cancelled, stands_in_words
from dialogs.wording.own_record import practitioner
from dialogs.wording.page_view import cell_view
from dialogs.wording.reply_view import story
from dialogs.wording.worked_view import worked_words
from template_specs.dates import LOCAL, moment, uk_date
from template_specs.model import Column, Part, Question, Template, Tone
from template_specs.sentences import N_, _

REOPENED = N_("This audit is with its auditors again. Nothing is needed from you until it is sent again.")
TAKEN_OUT = N_("The auditors have taken this action out. Nothing is needed from you.")


def card_of(context: TurnContext, card: SummaryCard | ActionCard) -> View | None:
    """The card of the summary or of an action, as far as the actor may see it now: all of it, or the banner
    of a reopened audit; None for nothing, and for what is no such card."""
    match sight(context):
        case Full() as full:
            return action_view(full, card.key) if isinstance(card, ActionCard) else summary_view(full)
        case Banner() as seen:
            return banner_view(seen, card)
        case None:
            return None


def banner_view(seen: Banner, card: SummaryCard | ActionCard) -> BannerView | None:
    """A card of an audit that was reopened.  The same for every key of an action, known or not."""
    if isinstance(card, SummaryCard):
        return _banner(seen.scene, _("Audit summary"), REOPENED)
    question = seen.scene.template.by_id.get(card.key.partition("/")[0])
    if question is None or question.part is not Part.ACTIONS or "/" not in card.key:
        return None
    return _banner(seen.scene, _("Audit action"), REOPENED)


def _banner(context: TurnContext, title: str, text: str) -> BannerView:
    return BannerView(context.audit.case.reference, context.template.short_title, title, text)


def reading(
    template: Template, audit: Audit, turn: Turn, conversation: ConversationState | None = None
) -> TurnContext:
    """A context for looking only: nobody walks in it.  `walk`: the actor's, where a card shows of it."""
    return TurnContext(template, audit, conversation or ConversationState(), turn)


def summary_view(full: Full) -> SummaryView:
    """The summary card: the grade that counts now, what must improve, what is good, and what follows."""
    context = full.scene
    audit, template = context.audit, context.template
    acknowledged = _acknowledged(context, "summary")
    judges = bool(template.with_part(Part.OVERALL_JUDGEMENT))
    judgements = findings.judgements(context, Part.SECTION_JUDGEMENT)  # else they lead, as its profile
    examples = (audit.answer(q.id) for q in template.with_part(Part.INSPECTION_EXAMPLE))
    return SummaryView(
        audit=audit.id,
        case=audit.case.reference,
        form=template.short_title,
        team=audit.case.team,
        auditors=tuple(context.name(p) for p in audit.auditors),
        submitted_at=audit.submitted_at,
        grade=findings.grade_now(context),
        concerns=findings.concerns(context),
        recent=findings.graded(context, Part.RECENT_JUDGEMENT),
        judgements=judgements if judges else (),
        scores=(
            *findings.scores(context),
            *_worked_out(context),
        ),
        good=findings.of_tone(context, Tone.GOOD),
        improve=findings.of_tone(context, Tone.IMPROVE),
        areas=findings.areas(context),
        judges=judges,
        profile=findings.profile(context),
        answers=findings.answers(context),
        headings=template.summary_headings,
        overview=findings.words(context, Part.OVERVIEW, required=True),
        remarks=findings.words(context, Part.OVERVIEW, required=False),
        differs_because=findings.differs_because(context),
        family_views=findings.family_views(context),
        inspection_example=any(answer is not None and answer.value is True for answer in examples),
        actions=findings.actions(context, actions_of(context)),
        acknowledged=acknowledged,
        can_acknowledge="manager" in context.parts and not acknowledged and audit.sent,
        practitioner=practitioner(context),
        strengths_first=template.practitioner is not None and template.practitioner.together,
        reply=story(context) if any(stage.reply for stage in template.stages) else None,
        can_reply=allowed(context.turn.actor, Permission.REPLY, audit, context.asked),
        document=context.turn.documents,
    )


def action_view(
    full: Full, key: Key, problem: str = "", typed: Mapping[str, str] | None = None
) -> ActionView | BannerView | None:
    """One action's card; `problem` and `typed`: a review that could not be saved, shown again.  Of an action
    that was taken out only that; None where there is no such action."""
    context = full.scene
    answer = context.audit.answer(key)
    question = context.template.by_id.get(key.partition("/")[0])
    if answer is None or question is None or question.part is not Part.ACTIONS or "/" not in key:
        return None
    if answer.removed:
        return _banner(context, _("Audit action"), TAKEN_OUT)
    rows = actions_of(context)
    number = next((n for n, row in enumerate(rows, 1) if row.key == key), 0)
    cells = {**cells_of(answer)}
    return ActionView(
        audit=context.audit.id,
        key=key,
        revision=answer.revision,
        case=context.audit.case.reference,
        number=number,
        of=len(rows),
        cells=tuple(cell_view(c, cells.get(c.id, "")) for c in question.columns if c.filled_by == AUDITOR),
        review=tuple(
            cell_view(c, (typed or cells).get(c.id, "")) for c in question.columns if c.filled_by != AUDITOR
        ),
        by=", ".join(context.name(p) for p in context.audit.auditors),
        acknowledged=_acknowledged(context, key),
        reviewed=_reviewed(context, question, key),
        problem=problem,
        can_act="manager" in context.parts and context.audit.sent and not is_cancelled(context, key),
        stands=stands_in_words(context, key) if context.audit.sent else "",
        follows=allowed(context.turn.actor, Permission.FOLLOW_ACTION, context.audit, context.asked),
    )


def _reviewed(context: TurnContext, question: Question, key: Key) -> str:
    columns = [c for c in question.columns if c.filled_by != AUDITOR]
    last = None
    for answer in context.audit.history.get(key, ()):
        if any(cells_of(answer).get(c.id) for c in columns):
            last = answer
    if last is None:
        return ""
    return _(
        "Reviewed by {name}, {uk_date}",
        name=context.name(last.by),
        uk_date=uk_date(last.at.astimezone(LOCAL).date()),
    )


def supervision_columns(question: Question) -> tuple[Column, ...]:
    """The columns that are filled after submission."""
    return tuple(c for c in question.columns if c.filled_by != AUDITOR)


def actions_of(context: TurnContext) -> tuple[Answer, ...]:
    """The remedial actions that have not been taken out, in order."""
    return tuple(
        row for q in context.template.with_part(Part.ACTIONS) for row in context.audit.rows.get(q.id, ())
    )


def acknowledgement(context: TurnContext, subject: str) -> Acknowledgement | None:
    """Who has acknowledged what this card shows now.

    A summary that is submitted again, or an action whose auditors' columns have changed, is new to read.
    """
    last = next((a for a in reversed(context.audit.acknowledgements) if a.subject == subject), None)
    since = context.audit.submitted_at if subject == "summary" else _asked_at(context, subject)
    return None if last is None or (since is not None and last.at < since) else last


def _asked_at(context: TurnContext, key: Key) -> datetime | None:
    question = context.template.by_id.get(key.partition("/")[0])
    columns = [c.id for c in question.columns if c.filled_by == AUDITOR] if question is not None else []
    since, before = None, None
    for answer in context.audit.history.get(key, ()):
        cells = cells_of(answer)
        asked = [cells.get(c) for c in columns]
        if asked != before or answer.removed:
            since, before = answer.at, asked
    return since


def _acknowledged(context: TurnContext, subject: str) -> str:
    event = acknowledgement(context, subject)
    return (
        _("Acknowledged by {name}, {moment}", name=context.name(event.by), moment=moment(event.at))
        if event
        else ""
    )


def _worked_out(context: TurnContext) -> tuple[Judgement, ...]:
    """What the form works out, each with what it comes to."""
    told = (
        (q.name, worked_words(context, q))
        for q in context.template.worked_out.values()
        if q.summary is not False
    )
    return tuple(Judgement(name, value) for name, value in told if value)
