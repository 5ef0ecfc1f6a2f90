"""The read-back, what is still missing, and the submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from dialogs.audits import completion
from dialogs.audits.audit import State
from dialogs.audits.permissions import Permission, refusal
from dialogs.audits.stages import current
from dialogs.conversation import checks, drafts
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.feature import Feature, FirstWord
from dialogs.conversation.pending import LastYes
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.state import OnScreen
from dialogs.conversation.views import ConfirmSubmitView, Gap, GapSection, GapsView
from dialogs.features import (
    before_submitting,
    giving_back,
    handover,
    joint_completion,
    practitioner_draft,
    reply_stages,
    returning,
    second_audit,
    unsent_concern,
)
from dialogs.features.rows import row_number
from dialogs.wording import last_time, left_to_do, read_back
from dialogs.wording.summary_view import actions_of
from template_specs.dates import moment
from template_specs.model import Part, Question, ReplyStep, Stage
from template_specs.sentences import N_, _

MOST_GAPS = 12
"""Gaps listed one by one; more than that are counted section by section."""

HERE = -1
"""The part of the read-back that was shown last, or that holds the page in hand."""


@dataclass(frozen=True, slots=True)
class ReadBack(Command):
    """The read-back of the whole audit, at a part (from 0), or where this person is."""

    permission = Permission.READ
    verbs = ("review",)
    typed = (
        "review",
        "read back",
    )
    saves_page = True

    part: int = HERE

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(HERE if data.input("part") is None else data.number("part"))

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
    parts = read_back.parts_of(full)
    wanted = read_back.part_in_hand(context, parts) if command.part == HERE else command.part
    part = min(max(wanted, 0), len(parts) - 1)
    view = read_back.view(full, parts, part)
    context = context.with_conversation(view=OnScreen.REVIEW, review_part=part, pending=None, asked="")
    return context.reply(view)


def back_to_review(before: TurnContext, context: TurnContext, *, leaves: bool) -> TurnContext:
    """After the one question that was opened from the read-back is saved: the read-back again, where it was.
    While something there still asks for this person it stays, unless they leave it (`leaves`)."""
    was, now = before.conversation, context.conversation
    if was.view is not OnScreen.CHANGE or now.view is not OnScreen.CHANGE:
        return context
    question = context.template.by_id.get(now.place)
    if context.replies or question is None:
        return context
    asks_again = context.refused or now.editing or question.id in now.drafts or question.id in now.challenges
    if asks_again and not leaves:
        return context
    return review(context, ReadBack())


def submit(context: TurnContext, command: SubmitStage) -> TurnContext:
    """Refused with the list of gaps until everything required is there; then one last question; then sent."""
    held_back = unsent_concern.hold_submission(context)
    if held_back is not None:
        return held_back
    if context.asked.reply is not ReplyStep.NONE:
        return reply_stages.show(context)
    full = sight(context)
    if not isinstance(full, Full):  # asked for nothing now, and not one of those who send it on
        return context.say(refusal(context.turn.actor, Permission.SUBMIT, context.audit, context.asked) or "")
    gaps = _gaps(context)
    if gaps:
        few = len(gaps) <= MOST_GAPS
        view = GapsView(
            context.audit.id,
            context.turn.fresh_id(),
            context.audit.case.reference,
            tuple(gaps) if few else (),
            len(gaps),
            () if few else _by_section(context, gaps),
        )
        return context.with_conversation(view=OnScreen.GAPS, pending=None, asked="").reply(view)
    stage = current(context.template, context.audit)
    if stage is None:
        return context.say(_("Every stage of this audit is complete; there is nothing to send."))
    if context.audit.manager is None and stage.id == context.template.summary_after:
        return context.say(
            _(
                "No manager is named for this case, so there is nobody to send it to. Ask your QA lead "
                "to name one; everything you wrote is saved."
            )
        )
    back = giving_back.reason(context, stage)
    waits = joint_completion.others(context)
    mine = completion.completed(context.template, context.audit, context.turn.actor.id)
    if waits and mine is not None:
        return joint_completion.done_already(context, mine, waits)
    put_first = practitioner_draft.put_first(context)
    if put_first is not None:
        return put_first
    if not command.confirmed:
        for key in drafts.out_of_sight(context):
            context = context.copy_all(drafts.apart(context, key))
        return context.with_conversation(view=OnScreen.CONFIRM, pending=LastYes(), asked="").reply(
            _confirm(full, stage)
        )
    if back is not None:
        return giving_back.to_auditors(context, back)
    if waits:
        return joint_completion.confirm(context, stage, waits)
    if context.audit.second_of:
        return second_audit.submitted(
            context.with_conversation(view=OnScreen.SUBMITTED, pending=None, asked=""), stage.id
        )
    return reply_stages.skipped(handover.send(returning.returned(context, stage), stage))


def nothing_asked(context: TurnContext) -> TurnContext:
    """Somebody is at work in a stage that asks them no questions, or none any more: all that is left for them
    is to complete it."""
    why = refusal(context.turn.actor, Permission.SUBMIT, context.audit, context.asked)
    return submit(context, SubmitStage()) if why is None else context.say(why)


def why_late(context: TurnContext, refused: str) -> str:
    """Why words have come too late, and whom to ask; `refused` where nobody has sent the audit on, or it is
    withdrawn."""
    audit = context.audit
    if audit.submitted_at is None or audit.submitted_by is None or audit.state is State.WITHDRAWN:
        return refused
    who = _("You") if audit.submitted_by == context.turn.actor.id else context.name(audit.submitted_by)
    ask = _("your QA lead") if who == _("You") else _("{who} or your QA lead", who=who)
    return _(
        "{who} submitted the audit of {reference} on {moment}, so this has come too late and is "
        "not part of it. If it should be, ask {ask} to have it reopened.",
        who=who,
        reference=audit.case.reference,
        moment=moment(audit.submitted_at),
        ask=ask,
    )


def _confirm(full: Full, stage: Stage) -> ConfirmSubmitView:
    context = full.scene
    overall = ""
    for question in context.template.with_part(Part.OVERALL_JUDGEMENT):
        for given in (question, *context.template.later_grades(question.id)):  # the last word on it
            answer = context.audit.answer(given.id)
            if answer is not None and given.id in context.whole:
                overall = reads(given, answer) or overall
    back = giving_back.reason(context, stage)
    sends_summary = (
        stage.id == context.template.summary_after and back is None and not context.audit.second_of
    )
    return ConfirmSubmitView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        overall=overall,
        to=handover.goes_to(context, stage) if back is None else context.names(context.audit.auditors),
        actions=len(actions_of(context)) if sends_summary else 0,
        stage="" if stage == context.template.stages[0] else stage.title,
        gives_back=back is not None,
        closes=back is None and not sends_summary and handover.comes_next(context, stage) is None,
        awaits=completion.in_words(joint_completion.others(context), context.name),
        before=before_submitting.told(context),
        reminds=before_submitting.reminds(context),
        asks_last_time=bool(last_time.before_submitting(context)),
    )


def _gaps(context: TurnContext) -> list[Gap]:
    gaps = []
    stage = current(context.template, context.audit) or context.template.stages[0]
    for question in context.whole.questions:
        if question.id not in context.route:
            gaps += _others_gap(context, question)
            continue
        if question.id in context.conversation.drafts:
            gaps.append(Gap(question.id, name_of(question), _("What you wrote here is not saved yet.")))
        elif question.required and question.id not in context.whole.complete:
            gaps.append(Gap(question.id, name_of(question), _why(context, question)))
        elif question.id == stage.back_question and (stale := giving_back.said_before(context, stage)):
            gaps.append(Gap(question.id, name_of(question), stale))
        elif held := checks.holding(context, question):
            gaps.append(Gap(question.id, name_of(question), held))
        elif question.id in context.conversation.challenges:
            check = checks.asked_about(question, context.conversation.challenges[question.id])
            wanted = _("Add to what you saw, or keep it as it is.") if check is None else check.say
            gaps.append(Gap(question.id, name_of(question), wanted))
    for key in drafts.on_a_page(context):
        if "/" in key:
            name = name_of(context.template.by_id[key.partition("/")[0]])
            gaps.append(
                Gap(
                    key,
                    name,
                    _(
                        "Your change to number {row_number} is not saved yet.",
                        row_number=row_number(context, key),
                    ),
                )
            )
    return gaps


def _others_gap(context: TurnContext, question: Question) -> list[Gap]:
    """What somebody else still owes this stage."""
    stage = current(context.template, context.audit)
    if stage is None or context.template.stage_of(question).id != stage.id or context.audit.second_of:
        return []
    if not question.required or question.id in context.whole.complete:
        return []
    if joint_completion.comes_later(context, question):
        return []
    who = _(" or ").join(completion.role(part) for part in context.template.people_of(question))
    return [Gap(question.id, name_of(question), _("This is for the {who} to answer.", who=who), can_go=False)]


def _why(context: TurnContext, question: Question) -> str:
    answer = context.audit.answer(question.id)
    if question.least_rows > 1:
        count = len(context.audit.rows.get(question.id, ()))
        return _("Needs {least_rows}, and has {count} so far.", least_rows=question.least_rows, count=count)
    if answer is None or answer.value is None:
        return question.kind.missing
    return _("Needs {lacks}.", lacks=left_to_do.lacks(context, question))


def _by_section(context: TurnContext, gaps: list[Gap]) -> tuple[GapSection, ...]:
    """The gaps counted section by section, in the form's order."""
    counted = []
    for section in context.template.sections:
        ids = {question.id for question in section.questions}
        inside = [gap for gap in gaps if gap.key.partition("/")[0] in ids]
        if inside:
            first = next((gap.key for gap in inside if gap.can_go), "")
            counted.append(GapSection(f"{section.number} {section.title}".strip(), len(inside), first))
    return tuple(counted)


FEATURE = Feature(
    handlers={ReadBack: review, SubmitStage: submit},
    help=(("review", N_("check your answers")), ("submit", N_("send the audit to the manager"))),
    starts={"review": FirstWord(N_("Check your answers")), "submit": FirstWord(N_("Submit the audit"))},
)
