"""An audit as its practitioner gets it: strengths first, what is theirs to do, and what the form's policy
shows besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogs.audits.actions import Standing, Status, owner_given
from dialogs.audits.audit import State
from dialogs.audits.contributions import Enquiry, Said
from dialogs.audits.stages import current
from dialogs.conversation.actions_now import standing_of, words_in
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import ActionLine, EnquiryView, ResultView, SaidView
from dialogs.wording import findings
from dialogs.wording.action_view import STATUS
from dialogs.wording.summary_view import actions_of
from template_specs.model import Shown, Tone
from template_specs.sentences import N_, worded
from template_specs.text import folded


def is_due(context: TurnContext) -> bool:
    """Whether the practitioner has the result now: the stage that their form names is over, answers to a
    challenge included."""
    template, audit = context.template, context.audit
    if template.practitioner is None or audit.practitioner is None:
        return False
    if audit.state is State.FINAL:
        return True
    if audit.state is not State.SUBMITTED:
        return False
    here = current(template, audit)
    if here is None:
        return True
    order = [stage.id for stage in template.stages]
    return not here.answers_reply and order.index(here.id) > order.index(template.practitioner.result_after)


def result_view(
    context: TurnContext, *, draft: bool = False, typed: str = "", problem: str = ""
) -> ResultView | None:
    """The result or the draft for the practitioner; None where their form has none for them."""
    audit, part = context.audit, context.template.practitioner
    if part is None:
        return None
    contributions = audit.contributions
    said = (contributions.draft.answers if contributions.draft else ()) if draft else contributions.feedback
    shown = ResultView(
        audit=audit.id,
        case=audit.case.reference,
        form=context.template.short_title,
        by=tuple(context.name(p) for p in audit.auditors),
        draft=draft,
        said=said_views(context, said),
    )
    if draft and audit.state is not State.IN_PROGRESS:
        return replace(shown, note=_DRAFT_OVER, can_say=False)
    if not draft and not is_due(context):
        return replace(shown, note=_OPEN_AGAIN, can_say=False)
    shows = {*part.result_shows}
    further = Shown.IMPROVEMENTS in shows
    grade = findings.grade_now(context) if Shown.GRADE in shows else None
    return replace(
        shown,
        strengths=findings.of_tone(context, Tone.GOOD) if Shown.STRENGTHS in shows else (),
        improvements=findings.of_tone(context, Tone.IMPROVE) if further else (),
        areas=findings.areas(context) if further else (),
        actions=_own_actions(context) if Shown.ACTIONS in shows else (),
        shows_actions=Shown.ACTIONS in shows,
        grade=f"{grade.title}: {grade.grade}" if grade is not None else "",
        typed=typed,
        problem=problem,
    )


def enquiry_view(context: TurnContext, enquiry: Enquiry, problem: str = "") -> EnquiryView:
    """A question to the practitioner, with what they have said to it."""
    return EnquiryView(
        audit=context.audit.id,
        enquiry=enquiry.id,
        case=context.audit.case.reference,
        form=context.template.short_title,
        by=context.name(enquiry.by),
        at=enquiry.at,
        passage=enquiry.passage,
        answers=said_views(context, enquiry.answers),
        note="" if context.audit.state in (State.ALLOCATED, State.IN_PROGRESS) else _ASKED_BEFORE,
        problem=problem,
    )


def said_views(context: TurnContext, said: Sequence[Said]) -> tuple[SaidView, ...]:
    """What people said, each with their name."""
    return tuple(SaidView(context.name(s.by), s.at, s.passage) for s in said)


def _own_actions(context: TurnContext) -> tuple[ActionLine, ...]:
    """The actions that are with the practitioner: given to them, or, where nobody has moved it yet, with
    their whole name in the row; without those that were cancelled."""
    theirs = []
    for row in actions_of(context):
        stands = standing_of(context.template, context.audit, row.key)
        if stands is None or stands.status is Status.CANCELLED or not _is_theirs(context, stands):
            continue
        (line,) = findings.actions(context, (row,))
        moved_on = stands.status is not Status.OPEN
        theirs.append(replace(line, status=worded(STATUS[stands.status])) if moved_on else line)
    return tuple(theirs)


def _is_theirs(context: TurnContext, stands: Standing) -> bool:
    practitioner = context.audit.practitioner
    if practitioner is None:
        return False
    if stands.steps:
        return owner_given(context.audit, stands.key) == practitioner
    written = words_in(context.template, context.audit, stands.key, "who")
    return folded(written) == folded(context.name(practitioner))


_OPEN_AGAIN = N_("This audit has been reopened. You get its result again when it is done.")
_DRAFT_OVER = N_("The audit has been submitted since. Thank you for reading the draft.")
_ASKED_BEFORE = N_("The audit has been submitted since, so nothing more is needed here.")
